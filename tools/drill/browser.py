"""A browser of the drill: cookies, forms, redirections, one connection for each request.

Guarantees that every request asks the resolver anew, as a browser does whose connections have
ended, and that an answer that did not come is told from one that said no.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tools.drill.forms import Form, PageReader
from tools.local.ports import HOST
from tools.problems import Failed

_ELSEWHERE = frozenset({HTTPStatus.SEE_OTHER, HTTPStatus.FOUND, HTTPStatus.TEMPORARY_REDIRECT})
_REDIRECTIONS = 5
_FORM = "application/x-www-form-urlencoded"


class Unreached(Exception):
    """Nobody answered, or not to the end."""


@dataclass(frozen=True)
class Answer:
    """``location`` is the path that a redirection goes on to, empty where it is none."""

    status: int
    kind: str
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @cached_property
    def page(self) -> PageReader:
        return PageReader(self.text if self.kind.startswith("text/html") else "")

    def form(self, action: str) -> Form | None:
        """The first form that is sent to this address."""
        forms = (one for one in self.page.forms if (one.action, one.method) == (action, "post"))
        return next(forms, None)


class Browser:
    """At one address; ``cookies`` are kept by name, as the site sets them."""

    def __init__(
        self, port: int, cookies: Mapping[str, str] | None = None, patience: float = 5.0
    ) -> None:
        """``patience`` in seconds for each answer."""
        self.port = port
        self.cookies = dict(cookies or {})
        self.patience = patience

    def get(self, path: str) -> Answer:
        """The page, wherever redirections lead; Unreached."""
        answer = self._ask("GET", path)
        for _ in range(_REDIRECTIONS):
            if not answer.location:
                break
            answer = self._ask("GET", answer.location)
        return answer

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """The answer to a form; a redirection is told, not followed. Unreached."""
        return self._ask("POST", path, urlencode(fields).encode())

    def send(self, form: Form, **filled_in: object) -> Answer:
        """Fill in fields and press the button; Unreached."""
        typed = {name: str(value) for name, value in filled_in.items()}
        return self.post(form.action, {**form.values, **typed})

    def sign_in_first(self, one_time_password: str, password: str) -> None:
        """As the first administrator, who chooses a password of their own at once."""
        self._send_form(
            "/sign-in", self.get("/sign-in"), {"name": "admin", "password": one_time_password}
        )
        self._send_form(
            "/account/password",
            self.get("/account/password"),
            {
                "current_password": one_time_password,
                "new_password": password,
                "new_password_again": password,
            },
        )

    def connect(self) -> http.client.HTTPConnection:
        """To whom requests go."""
        return http.client.HTTPConnection(HOST, self.port, timeout=self.patience)

    def _send_form(self, action: str, shown: Answer, typed: Mapping[str, str]) -> None:
        form = shown.form(action)
        answer = self.send(form, **typed) if form is not None else shown
        if not answer.location:
            raise Failed(f"The drill's administrator could not go on at {action}.")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        connection = self.connect()
        headers = {"Connection": "close", "Accept": "*/*"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = _FORM
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            kind = response.headers.get("Content-Type", "")
            # a stream has no end
            content = b"" if kind.startswith("text/event-stream") else response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unreached(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        self._keep_cookies(response.headers.get_all("Set-Cookie") or [])
        goes_on = response.status in _ELSEWHERE
        return Answer(
            response.status,
            kind,
            content,
            _path_of(response.headers.get("Location", "")) if goes_on else "",
        )

    def _keep_cookies(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)


def _path_of(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
