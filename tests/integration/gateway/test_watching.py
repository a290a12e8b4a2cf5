"""Open pages of a running tour: they follow what is saved, and are nobody in front of a screen."""

from datetime import UTC, datetime, timedelta

from services.gateway.security.cookies import hash_of
from tests.integration.gateway.own import own_draw
from tests.integration.gateway.people import WATCHED_MEN
from tests.integration.gateway.tour import Browser, Tour
from tests.watching import measure

LOOK = {"Tour_Live": "anything"}


async def test_every_open_page_of_a_draw_shows_every_result(tour: Tour) -> None:
    draw_id = own_draw(tour, "Nancy Open", WATCHED_MEN)
    timings = await measure(tour, [tour.url], draw_id, pages=5, results=4, every=0.0)
    assert len(timings.each) == 20


def _last_used(tour: Tour, browser: Browser) -> datetime:
    token = hash_of(browser.http.cookies["tour"])
    used: datetime = tour.value(
        "SELECT last_used_at FROM tour.sessions WHERE token_hash = %s", token
    )
    return used


def test_a_page_that_looks_by_itself_keeps_no_session_alive(tour: Tour) -> None:
    browser = tour.official()
    before = datetime.now(UTC) - timedelta(minutes=30)
    tour.sql(
        "UPDATE tour.sessions SET last_used_at = %s WHERE token_hash = %s",
        before,
        hash_of(browser.http.cookies["tour"]),
    )
    assert browser.get("/admin", **LOOK).status_code == 200
    # its stream neither, refused or not
    assert browser.get("/live?topics=matches").status_code == 422
    assert _last_used(tour, browser) == before
    assert browser.get("/admin").status_code == 200
    assert _last_used(tour, browser) > before


def test_what_is_said_once_waits_for_the_page_that_somebody_asked_for(tour: Tour) -> None:
    browser = tour.official()
    form = browser.see("/admin/player").form("/admin/player")
    typed = {
        "first_name": "Nadia", "last_name": "Neu", "gender_id": "2", "country_id": "1",
        "birth_year": "1963",
    }  # fmt: skip
    saved = browser.post("/admin/player", {**form.values, **typed})
    assert saved.status_code == 303, saved.text
    told = "Nadia Neu"
    assert told not in browser.get("/admin", **LOOK).text
    assert told in browser.get("/admin").text
    assert told not in browser.get("/admin").text
