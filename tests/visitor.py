"""Somebody with a browser that has no JavaScript: reads pages, fills in their forms, sends them."""

from dataclasses import dataclass
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Self

import httpx

from tools.drill.forms import Form, PageReader

__all__ = ["Form", "Seen", "Visitor"]


@dataclass(frozen=True)
class Seen:
    """A page as it came: its status, its own path, its words, its forms."""

    status: int
    path: str
    html: str
    headers: httpx.Headers
    words: str
    forms: tuple[Form, ...]

    @classmethod
    def of(cls, answer: httpx.Response) -> Self:
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        reader = PageReader(answer.text if is_page else "")
        lines = (" ".join(line.split()) for line in reader.text.splitlines())
        return cls(
            answer.status_code,
            answer.url.raw_path.decode(),
            answer.text,
            answer.headers,
            "\n".join(line for line in lines if line),
            tuple(reader.forms),
        )

    def form(self, action: str, **with_values: object) -> Form:
        """The one form that goes to this address and holds these values."""
        wanted = {name: str(value) for name, value in with_values.items()}
        found = [
            form
            for form in self.forms
            if form.action == action and wanted.items() <= form.values.items()
        ]
        assert len(found) == 1, f"{len(found)} forms to {action} on {self.path}:\n{self.words}"
        return found[0]


class Visitor:
    """One browser with its cookies; follows redirections, as browsers do."""

    def __init__(self, url: str, cookies: CookieJar | None = None) -> None:
        """``cookies``: of another visitor, who is the same browser at another address."""
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=30, cookies=cookies)

    @property
    def cookies(self) -> CookieJar:
        return self.http.cookies.jar

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def see(self, path: str, **query: object) -> Seen:
        asked = {name: str(value) for name, value in query.items()}
        return Seen.of(self.http.get(path, params=asked or None))

    def json(self, path: str, **query: object) -> object:
        """What a JSON address answers, where it answers 200."""
        asked = {name: str(value) for name, value in query.items()}
        answer = self.http.get(path, params=asked or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, form: Form, **filled_in: object) -> Seen:
        """Fill in fields and press the button."""
        values = {**form.values, **{name: str(value) for name, value in filled_in.items()}}
        if form.method == "post":
            return Seen.of(self.http.post(form.action, data=values))
        return Seen.of(self.http.get(form.action, params=values))

    def sign_in(self, name: str, password: str) -> Seen:
        return self.send(self.see("/sign-in").form("/sign-in"), name=name, password=password)

    def sign_in_first(self, one_time_password: str, password: str) -> None:
        """As the first administrator, who chooses a password of their own at once."""
        change = self.sign_in("admin", one_time_password)
        done = self.send(
            change.form("/account/password"),
            current_password=one_time_password,
            new_password=password,
            new_password_again=password,
        )
        assert done.status == 200, done.words
