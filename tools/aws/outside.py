"""The tour as people meet it: by its names and over HTTPS, which belong to no region.

Guarantees that looking at the tour asks no control plane: Route 53 answers names from everywhere,
while its API lives in the region that may be lost.
"""

import http.client
import socket
from http import HTTPStatus
from typing import Protocol

from tools.drill.browser import Answer, Browser, Unreached
from tools.drill.forms import Form

_HTTPS = 443


class Visitor(Protocol):
    """A browser at one host; what does not answer raises Unreached."""

    def get(self, path: str) -> Answer: ...
    def send(self, form: Form, **filled_in: object) -> Answer: ...


class Outside(Protocol):
    def lookup(self, host: str) -> frozenset[str]:
        """The addresses that the name leads to now; none where it leads nowhere."""

    def visitor(self, host: str) -> Visitor:
        """Somebody new, signed in nowhere."""


class Internet:
    """The real one. A name is asked of this machine's resolver, which may remember an answer for
    as long as the record allows (a minute)."""

    def lookup(self, host: str) -> frozenset[str]:
        try:
            found = socket.getaddrinfo(host, _HTTPS, socket.AF_INET, socket.SOCK_STREAM)
        except OSError:
            return frozenset()
        return frozenset(str(address[0]) for *_, address in found)

    def visitor(self, host: str) -> Visitor:
        return _SecureBrowser(host)


class _SecureBrowser(Browser):
    def __init__(self, host: str) -> None:
        super().__init__(_HTTPS)
        self._host = host

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(self._host, self.port, timeout=self.patience)


def leads_to(outside: Outside, name: str, here: str, elsewhere: str) -> bool:
    """Whether a name leads where ``here`` leads, and not where ``elsewhere`` does."""
    answer = outside.lookup(name)
    return bool(answer & outside.lookup(here)) and not answer & outside.lookup(elsewhere)


def answers_ok(outside: Outside, host: str, path: str) -> bool:
    """Whether a page is there, answered with 200."""
    try:
        return outside.visitor(host).get(path).status == HTTPStatus.OK
    except Unreached:
        return False
