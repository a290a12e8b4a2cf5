"""Every route of the site, asked of a standby: pages answer, forms are refused with the sentence.

    python -m tools.drill.standby PORT COOKIES RESULT

The routes are the application's own list; addresses for them come from the links of its pages,
followed as far as each route has been seen a few times. The result is a StandbyProof as JSON.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from pathlib import Path

from starlette.routing import BaseRoute, Route

from services.gateway.app import create_app
from shared.service import EngineRoom
from shared.settings import Settings
from tools.drill.browser import Answer, Browser, Unreached
from tools.drill.evidence import StandbyProof
from tools.drill.load import BANNER, READ_ONLY_SENTENCE

_BEGIN = (
    "/tournaments",
    "/rankings",
    "/sign-in",
    "/account/password",
    "/admin",
    "/admin/entry",
    "/admin/players?q=an",
    "/api/docs",
    "/api/players/search?q=an",
)
_ADDRESSES_OF_A_ROUTE = 2
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# what stands for a parameter that no link has
_OTHERWISE = {"form": "csv", "import_id": "00000000-0000-0000-0000-000000000000"}
# a standby's database was not promoted, which is right; a stream, which would not end, and the
# reading of a score are not had without saying of what
_PROPER_REFUSALS = {
    "/health/promoted": HTTPStatus.SERVICE_UNAVAILABLE,
    "/live": HTTPStatus.UNPROCESSABLE_ENTITY,
    "/admin/read-result": HTTPStatus.UNPROCESSABLE_ENTITY,
}
# the examples of the JSON API's pages are of no tour in particular
_EXAMPLES = "/api/v1/"
_PATIENCE = 20.0
# an address made up for a route may name nothing that is there
_FOR_WHAT_IS_NOT_THERE = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})


async def site_routes() -> list[Route]:
    """The application's routes; it is built, and connects to nothing."""
    settings = Settings(
        service="gateway",
        database_password="-",  # noqa: S106
        nats_password="-",  # noqa: S106
        token="-",  # noqa: S106
    )
    room = EngineRoom(settings)
    try:
        return list(_flat(create_app(room).routes))
    finally:
        await room.close()


def _flat(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from _flat(included.routes)


@dataclass
class Walk:
    """A walk over the site with an administrator's cookies; ``proof`` is what it found."""

    browser: Browser
    routes: list[Route]
    proof: StandbyProof = field(default_factory=StandbyProof)
    _seen: Counter[str] = field(default_factory=Counter)
    _parameters: dict[str, str] = field(default_factory=lambda: dict(_OTHERWISE))
    _known: set[str] = field(default_factory=set)

    def go(self) -> StandbyProof:
        waiting = list(_BEGIN)
        for address in waiting:
            waiting += self._visit(address)
        for route in self._of_method("GET"):
            if not self._seen[route.path]:
                self._look(self._address(route), _FOR_WHAT_IS_NOT_THERE)
        for route in self._of_method("POST"):
            self._send(self._address(route))
        return self.proof

    def _visit(self, address: str) -> list[str]:
        """Look at an address, unless its route has been seen often enough; its links."""
        route = self._route_of(address)
        if address in self._known or route is None:
            return []
        self._known.add(address)
        if self._seen[route.path] >= _ADDRESSES_OF_A_ROUTE:
            return []
        self._seen[route.path] += 1
        is_example = address.startswith(_EXAMPLES)
        answer = self._look(
            address, _FOR_WHAT_IS_NOT_THERE if is_example else frozenset({HTTPStatus.OK})
        )
        if answer is None:
            return []
        for form in answer.page.forms:
            if form.method == "post":
                self._send(form.action, form.values)
        return [link.partition("#")[0] for link in answer.page.links if link.startswith("/")]

    def _look(self, address: str, expected: frozenset[HTTPStatus]) -> Answer | None:
        """Ask for a page; it must answer, and a page of HTML must have the banner."""
        self.proof.pages += 1
        try:
            answer = self.browser.get(address)
        except Unreached as error:
            self.proof.faults.append(f"GET {address}: {error}")
            return None
        if refusal := _PROPER_REFUSALS.get(address):
            expected = frozenset({refusal})
        if answer.status not in expected:
            self.proof.faults.append(f"GET {address}: {answer.status}")
        elif answer.kind.startswith("text/html") and BANNER not in answer.text:
            self.proof.faults.append(f"GET {address}: no banner")
        return answer

    def _send(self, address: str, fields: dict[str, str] | None = None) -> None:
        """Send a form; it must be refused with the sentence."""
        self.proof.forms += 1
        try:
            answer = self.browser.post(address, fields or {})
        except Unreached as error:
            self.proof.faults.append(f"POST {address}: {error}")
            return
        if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
            self.proof.faults.append(f"POST {address}: {answer.status}")
        elif READ_ONLY_SENTENCE not in answer.text:
            self.proof.faults.append(f"POST {address}: without the sentence")

    def _of_method(self, method: str) -> list[Route]:
        return [route for route in self.routes if method in (route.methods or ())]

    def _route_of(self, address: str) -> Route | None:
        path = address.partition("?")[0]
        for route in self._of_method("GET"):
            if found := route.path_regex.fullmatch(path):
                self._parameters |= found.groupdict()
                return route
        return None

    def _address(self, route: Route) -> str:
        return _PARAMETER.sub(lambda found: self._parameters.get(found[1], "1"), route.path)


def _main(words: list[str]) -> None:
    cookies = json.loads(Path(words[1]).read_text(encoding="utf-8"))
    routes = asyncio.run(site_routes())
    proof = Walk(Browser(int(words[0]), cookies, _PATIENCE), routes).go()
    proof.routes = len({(route.path, tuple(sorted(route.methods or ()))) for route in routes})
    Path(words[2]).write_text(json.dumps(asdict(proof), indent=2), encoding="utf-8")


if __name__ == "__main__":
    _main(sys.argv[1:])
