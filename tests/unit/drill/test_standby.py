"""The walk over a standby's pages sees what is not as it should be."""

from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route

from tools.drill.browser import Answer, Browser, Unreached
from tools.drill.load import BANNER, READ_ONLY_SENTENCE
from tools.drill.standby import Walk, site_routes

_HTML = "text/html; charset=utf-8"
_BANNER = f'<p class="{BANNER}">'


def _nothing() -> Response:
    raise AssertionError("the application is not asked")


ROUTES = [
    Route("/tournaments", _nothing, methods=["GET"]),
    Route("/draw/{draw_id}", _nothing, methods=["GET"]),
    Route("/draw/{draw_id}.{form}", _nothing, methods=["GET"]),
    Route("/admin/player", _nothing, methods=["POST"]),
    Route("/health/promoted", _nothing, methods=["GET"]),
]
PAGES = {
    "/tournaments": Answer(200, _HTML, f'{_BANNER}<a href="/draw/7#final">'.encode()),
    "/draw/7": Answer(
        200, _HTML, f'{_BANNER}<form method="post" action="/admin/player"></form>'.encode()
    ),
    "/draw/7.csv": Answer(200, "text/csv", b"line,player"),
    "/health/promoted": Answer(503, "application/json", b"{}"),
}
REFUSED = Answer(503, _HTML, READ_ONLY_SENTENCE.encode())


class _Site(Browser):
    """Answers from a table; what it does not name is away."""

    def __init__(self, pages: Mapping[str, Answer], form: Answer) -> None:
        super().__init__(0)
        self.pages, self.form = pages, form

    def get(self, path: str) -> Answer:
        if path not in self.pages:
            raise Unreached("nobody")
        return self.pages[path]

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self.form


def _faults(form: Answer = REFUSED, **pages: Answer) -> list[str]:
    named = {"/" + path.replace("_", "/"): answer for path, answer in pages.items()}
    return Walk(_Site({**PAGES, **named}, form), ROUTES).go().faults


def test_every_route_is_tried_with_keys_from_the_links() -> None:
    proof = Walk(_Site(PAGES, REFUSED), ROUTES).go()
    # the form on a page, and the route by itself
    assert (proof.pages, proof.forms, proof.faults) == (4, 2, [])


def test_a_page_without_banner_is_a_fault() -> None:
    assert _faults(draw_7=Answer(200, _HTML, b"<h1>Draw</h1>")) == ["GET /draw/7: no banner"]


def test_a_page_that_does_not_answer_is_a_fault() -> None:
    found = _faults(draw_7=Answer(500, _HTML, _BANNER.encode()))
    assert found == ["GET /draw/7: 500"]


def test_a_form_that_is_taken_or_refused_without_the_sentence_is_a_fault() -> None:
    assert _faults(Answer(303, _HTML, b"", "/admin/players")) == 2 * ["POST /admin/player: 303"]
    without = _faults(Answer(503, _HTML, b"Not at the moment."))
    assert without == 2 * ["POST /admin/player: without the sentence"]


def test_a_standby_that_says_it_is_promoted_is_a_fault() -> None:
    assert _faults(health_promoted=Answer(200, "", b"")) == ["GET /health/promoted: 200"]


async def test_the_applications_own_routes_are_all_known() -> None:
    known = {
        (method, route.path) for route in await site_routes() for method in route.methods or ()
    }
    assert {
        ("GET", "/tournaments"),
        ("GET", "/api/tournaments"),
        ("POST", "/admin/entry"),
        ("POST", "/sign-in"),
        ("GET", "/health/ready"),
    } <= known
