"""The whole running tour as the tests see it: over HTTP, and with the database's own eyes.

``begin`` fills it through the pages, as officials would.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import psycopg
from argon2 import PasswordHasher

from shared.context import Role
from tests.integration.gateway import dates, people
from tests.launched import LaunchedTour
from tests.visitor import Seen, Visitor
from tools.loading import load
from tools.local.database import Target, local_target

T = TypeVar("T")

PASSWORD = "correct horse battery staple"
_PATIENCE = 20.0
_numbers = count(1)


class Browser(Visitor):
    """A visitor whose requests come from an address of their own, where one is named."""

    def __init__(self, url: str, address: str = "127.0.0.1") -> None:
        # without TLS nothing has to be verified, and reading certificates takes its time
        transport = httpx.HTTPTransport(verify=False, local_address=address)
        self.http = httpx.Client(
            base_url=url, follow_redirects=True, timeout=30, transport=transport
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer itself, without going on where it leads elsewhere."""
        return self.http.get(path, headers=_header_names(headers), follow_redirects=False)

    def post(self, path: str, values: Mapping[str, str], **headers: str) -> httpx.Response:
        """The answer itself; header names with _ for -."""
        return self.http.post(
            path, data=dict(values), headers=_header_names(headers), follow_redirects=False
        )

    def token(self) -> str:
        """The CSRF token of this browser's forms."""
        answer = self.get("/account/password")
        seen = self.see("/sign-in") if answer.is_redirect else Seen.of(answer)
        return next(form.values["csrf_token"] for form in seen.forms if "csrf_token" in form.values)

    def submit(self, action: str, page: str, /, **values: object) -> Seen:
        """Open the page and send its one form to ``action`` with these values."""
        return self.send(self.see(page).form(action), **values)


def _header_names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass
class Tour:
    """``first`` is what the first administrator saw when the tour was new, ``empty`` what the
    administrator and a referee saw while it had no country, by who and address."""

    launched: LaunchedTour
    hand: psycopg.Connection[Any]
    target: Target
    admin: Browser
    referee: Browser
    first: "FirstSignIn"
    tournaments: dict[str, int] = field(default_factory=dict)
    empty: dict[tuple[str, str], Seen] = field(default_factory=dict)
    _browsers: list[Browser] = field(default_factory=list)

    def end(self) -> None:
        self.hand.close()
        for browser in (self.admin, self.referee, *self._browsers):
            browser.http.close()

    @property
    def url(self) -> str:
        return self.launched.url

    # --- the database ---------------------------------------------------------------------

    def sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """SQL of the superuser."""
        cursor = self.hand.execute(statement.encode(), arguments or None)
        return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, *arguments: object) -> Any:
        ((value,),) = self.sql(statement, *arguments)
        return value

    def rows(self) -> dict[str, int]:
        """How many rows each table of the tour has, but those that every request may fill."""
        passing = ("sessions", "login_attempts")
        names = [
            name
            for (name,) in self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'tour'")
            if name not in passing and not name.endswith(("_inbox", "_outbox", "audit_log"))
        ]
        counts = (f"SELECT '{name}', count(*) FROM tour.{name}" for name in sorted(names))
        return dict(self.sql(" UNION ALL ".join(counts)))

    def clock(self, now: datetime) -> None:
        """The tour's time is now this (UTC), and runs on."""
        self.sql(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test') "
            "ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            (now - datetime.now(UTC)).total_seconds(),
        )

    @contextmanager
    def at(self, now: datetime) -> Iterator[None]:
        """For a while it is another moment."""
        self.clock(now)
        try:
            yield
        finally:
            self.clock(dates.NOW)

    # --- people ---------------------------------------------------------------------------

    def stranger(self, address: str | None = None) -> Browser:
        """Nobody who is signed in; with limits of their own where no address is given."""
        browser = Browser(self.url, address or fresh_address())
        self._browsers.append(browser)
        return browser

    def account(self, role: Role = Role.REFEREE) -> str:
        """The name of a new account that has chosen ``PASSWORD``."""
        name = f"official-{next(_numbers)}"
        self.sql(
            "INSERT INTO tour.officials (name, role, password_hash, must_change_password,"
            " created_at, changed_by, changed_at) VALUES (%s, %s, %s, false, now(), 'test', now())",
            name,
            role.value,
            password_hash(),
        )
        return name

    def official(self, role: Role = Role.REFEREE, name: str = "") -> Browser:
        """Somebody signed in with a new account."""
        browser = self.stranger()
        values = browser.see("/sign-in").form("/sign-in").values
        typed = {"name": name or self.account(role), "password": PASSWORD}
        assert browser.post("/sign-in", {**values, **typed}).headers["location"] == "/admin"
        return browser

    # --- what officials do ----------------------------------------------------------------

    def create_tournament(self, name: str, monday: date, category: int = 3) -> int:
        seen = self.admin.submit(
            "/admin/tournament",
            "/admin/tournament",
            name=name,
            start_date=monday,
            category_id=category,
            surface_id=1,
            venue_id=1,
        )
        assert seen.status == 200, seen.words
        assert seen.path.startswith("/admin/tournament/"), seen.words
        self.tournaments[name] = key = int(seen.path.rpartition("/")[2])
        until(lambda: len(self.draws(key)) == 4)
        return key

    def enter(self, tournament_id: int, players: Iterable[int], by: Browser | None = None) -> None:
        browser = by or self.admin
        token = browser.token()
        for player_id in players:
            answer = browser.post(
                "/admin/entry",
                {
                    "csrf_token": token,
                    "request_id": str(uuid4()),
                    "tournament_id": str(tournament_id),
                    "player_id": str(player_id),
                },
            )
            assert answer.status_code == 303, answer.text

    def draws(self, tournament_id: int) -> dict[tuple[int, int], dict[str, Any]]:
        """The draws by age category and gender, as JSON."""
        answer = self.admin.http.get(f"/api/tournament/{tournament_id}/draws").json()
        return {(each["age_category_id"], each["gender_id"]): each for each in answer}

    def are_closed(self, tournament_id: int) -> bool:
        return all(each["draw_status_id"] != 1 for each in self.draws(tournament_id).values())

    def draw(self, tournament: str, age: int = 1, gender: int = 1) -> int:
        draw_id: int = self.draws(self.tournaments[tournament])[age, gender]["draw_id"]
        return draw_id

    def make_draw(self, draw_id: int) -> None:
        """By the page, and its matches are there."""
        seen = self.admin.submit("/admin/generate-draw", f"/admin/draw/{draw_id}")
        assert seen.status == 200, seen.words
        until(lambda: self.matches(draw_id))

    def matches(self, draw_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.admin.http.get(f"/api/draw/{draw_id}/matches").json()
        return found

    def match(self, draw_id: int, round_code: str, number: int) -> dict[str, Any]:
        return next(
            each
            for each in self.matches(draw_id)
            if (each["round"], each["match_number"]) == (round_code, number)
        )

    def record(self, match_id: int, by: Browser | None = None, **typed: object) -> Seen:
        """Check and save, as the page asks."""
        browser = by or self.referee
        checked = browser.submit(
            "/admin/submit-result", f"/admin/result/{match_id}", action="check", **typed
        )
        assert checked.status == 200, checked.words
        return browser.send(checked.form("/admin/submit-result"), action="save")


@dataclass
class FirstSignIn:
    """What happened to the one-time password of a new tour."""

    one_time_password: str
    at_once: Seen
    elsewhere: Seen
    after_change: Seen


@cache
def password_hash() -> str:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)


def fresh_address() -> str:
    """An address of this machine that nobody has used yet."""
    number = next(_numbers)
    return f"127.{1 + number // 60000}.{number // 240 % 250}.{1 + number % 240}"


def until(holds: Callable[[], T]) -> T:
    """Wait until this is true, and answer it."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < deadline, holds
        time.sleep(0.05)


def open_tour(launched: LaunchedTour) -> Tour:
    """A new tour with its first administrator signed in, who is the referee too."""
    target = local_target(launched.folder)
    hand = psycopg.connect(target.url(target.admin), autocommit=True)
    admin = Browser(launched.url)
    return Tour(
        launched, hand, target, admin, admin, _sign_in_first(admin, launched.one_time_password)
    )


def begin(launched: LaunchedTour) -> Tour:
    """A small tour at ``dates.NOW``: Nice in play, Porto to be drawn, Wien taking entries."""
    tour = open_tour(launched)
    target, admin = tour.target, tour.admin
    # the clock step has published a week of real time
    until(lambda: tour.value("SELECT count(*) FROM tour.ranking_weeks") == 4)
    tour.clock(dates.BEGINNING)
    tour.sql("DELETE FROM tour.ranking_weeks")
    tour.referee = tour.official(Role.REFEREE, tour.account())
    for path in ("/admin/player", "/admin/players/list"):
        tour.empty["referee", path] = tour.referee.see(path)
    for path in ("/admin/player", "/admin/players/list", "/admin/venue", "/admin/countries"):
        tour.empty["admin", path] = admin.see(path)
    with psycopg.connect(target.url("imp_tour")) as loader:
        load(loader, [*people.rows_of_people(), *people.rows_of_rankings()])
    seen = admin.submit(
        "/admin/venue", "/admin/venue", name="Tennis Club", city="Nice", country_id=people.FRANCE
    )
    assert seen.path == "/admin/tournament", seen.words
    _play(tour)
    return tour


def _play(tour: Tour) -> None:
    nice = tour.create_tournament("Nice Open", dates.NICE)
    porto = tour.create_tournament("Porto Open", dates.PORTO)
    wien = tour.create_tournament("Wien Open", dates.WIEN)
    tour.enter(nice, (*people.MEN_60, *people.WOMEN_60, *people.MEN_65))
    # nine men: a draw of sixteen; three of the older men: too few
    tour.enter(porto, (*people.MEN_60, 101, *people.WOMEN_60[:6], *people.MEN_65[:3]))
    tour.enter(wien, people.WOMEN_60[:2])
    tour.clock(dates.NICE_CLOSED)
    until(lambda: tour.are_closed(nice))
    for age, gender in ((1, 1), (1, 2), (2, 1)):
        tour.make_draw(tour.draw("Nice Open", age, gender))
    tour.clock(dates.NOW)
    until(lambda: tour.are_closed(porto))


def _sign_in_first(admin: Browser, one_time_password: str) -> FirstSignIn:
    at_once = admin.sign_in("admin", one_time_password)
    elsewhere = admin.see("/admin/officials")
    after = admin.send(
        at_once.form("/account/password"),
        current_password=one_time_password,
        new_password=PASSWORD,
        new_password_again=PASSWORD,
    )
    return FirstSignIn(one_time_password, at_once, elsewhere, after)
