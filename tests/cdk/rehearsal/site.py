"""The tour's pages as a drill's reader and official meet them, answered out of a made-up world."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from cdk.names import MARK_PATH, Side
from tools.aws.outside import Visitor
from tools.drill.browser import Answer, Unreached
from tools.drill.forms import Form
from tools.drill.load import BANNER, READ_ONLY_SENTENCE

OFFICIAL, PASSWORD = "drill", "a password of the drill"
_HTML = "text/html; charset=utf-8"
_REQUESTS = count()


class World(Protocol):
    """What a page depends on."""

    def addresses(self, host: str) -> frozenset[str]: ...
    def side_at(self, host: str) -> Side | None: ...
    def mark(self, side: Side) -> str: ...
    def serves(self, side: Side) -> bool: ...
    def takes_writes(self, side: Side) -> bool: ...
    def rows(self, side: Side) -> list[str]: ...
    def write(self, side: Side, request_id: str, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class MadeUpOutside:
    world: World

    def lookup(self, host: str) -> frozenset[str]:
        return self.world.addresses(host)

    def visitor(self, host: str) -> Visitor:
        return _Visitor(self.world, host)


@dataclass(slots=True)
class _Visitor:
    world: World
    host: str
    signed_in: bool = False

    def get(self, path: str) -> Answer:
        side = self._side()
        if path == MARK_PATH:
            # the load balancer itself
            return Answer(int(self.world.mark(side)), "text/plain", b"")
        if not self.world.serves(side):
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, _HTML, b"503")
        writes = self.world.takes_writes(side)
        parts = urlsplit(path)
        if parts.path == "/health/ready":
            return Answer(HTTPStatus.OK, "application/json", b"{}")
        if parts.path == "/health/promoted":
            status = HTTPStatus.OK if writes else HTTPStatus.SERVICE_UNAVAILABLE
            return Answer(status, "application/json", b"{}")
        if parts.path == "/api/players/search":
            wanted = parse_qs(parts.query)["q"][0]
            found = [{"last_name": row} for row in self.world.rows(side) if row == wanted]
            return Answer(HTTPStatus.OK, "application/json", json.dumps(found).encode())
        if parts.path in ("/sign-in", "/admin/player"):
            return Answer(HTTPStatus.OK, _HTML, self._form(parts.path).encode())
        banner = "" if writes else f'<div class="{BANNER}">read-only</div>'
        return Answer(HTTPStatus.OK, _HTML, f"<main>{banner}Tournaments</main>".encode())

    def send(self, form: Form, **filled_in: object) -> Answer:
        side = self._side()
        if not self.world.serves(side):
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, _HTML, b"503")
        if not self.world.takes_writes(side):
            said = READ_ONLY_SENTENCE.encode()
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, _HTML, said)
        if form.action == "/sign-in":
            self.signed_in = (filled_in["name"], filled_in["password"]) == (OFFICIAL, PASSWORD)
            if not self.signed_in:
                return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, _HTML, b"")
            return Answer(HTTPStatus.SEE_OTHER, _HTML, b"", "/admin")
        if not self.signed_in:
            return Answer(HTTPStatus.FORBIDDEN, _HTML, b"")
        self.world.write(side, form.values["request_id"], str(filled_in["last_name"]))
        return Answer(HTTPStatus.SEE_OTHER, _HTML, b"", "/admin/players?registered=1")

    def _side(self) -> Side:
        side = self.world.side_at(self.host)
        if side is None:
            raise Unreached(f"{self.host} leads nowhere")
        return side

    @staticmethod
    def _form(action: str) -> str:
        return (
            f'<form action="{action}" method="post">'
            f'<input name="request_id" value="{next(_REQUESTS)}"></form>'
        )
