"""Tournament 60 of the published data, played by an official through the pages.

Everything here is either sent through a form or read from a page, a JSON address or, where the
database itself is asked, by SQL; nothing is taken from the services' code.
"""

import csv
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import psycopg

from tests.launched import LaunchedTour
from tests.published import PUBLISHED
from tests.visitor import Seen, Visitor
from tools.local.database import local_target

TOURNAMENT = 60
PASSWORD = "four quiet umpires nod"
# players to enter, by category (1: 60+, 2: 65+) and gender (1 men, 2 women)
ENTRIES = {(1, 1): 11, (2, 1): 6, (1, 2): 9, (2, 2): 7}
_PATIENCE = 60.0

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Somebody:
    player_id: int
    gender: int
    category: int
    last_name: str


def players() -> list[Somebody]:
    """Everybody of the published data who holds a category in 2026."""
    with (PUBLISHED / "players.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        age = 2026 - int(row["birth_year"])
        if 60 <= age <= 69 and row["status_id"] == "1":
            gender, category = int(row["gender_id"]), 1 if age < 65 else 2
            found.append(Somebody(int(row["player_id"]), gender, category, row["last_name"]))
    return found


def suspended_on(day: date) -> set[int]:
    with (PUBLISHED / "playersuspensions.csv").open(encoding="utf-8") as file:
        return {
            int(row["player_id"])
            for row in csv.DictReader(file)
            if row["suspension_start"] <= day.isoformat() <= row["suspension_end"]
        }


class Referee:
    """An official at the desk, on all gateways in turn where there are several."""

    def __init__(self, tour: LaunchedTour, gateways: int) -> None:
        self.tour = tour
        first = Visitor(tour.url)
        first.sign_in_first(tour.one_time_password, PASSWORD)
        self._visitors = [first] + [
            Visitor(f"http://127.0.0.1:{tour.port + number}", first.cookies)
            for number in range(1, gateways)
        ]
        self._turns = itertools.cycle(self._visitors)

    @property
    def visitor(self) -> Visitor:
        """The next one: consecutive requests meet different replicas."""
        return next(self._turns)

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.http.close()

    def clock(self, moment: str) -> None:
        moved = self.tour.command("clock", moment)
        assert moved.returncode == 0, moved.stderr

    def json(self, path: str) -> Any:
        return self.visitor.json(path)

    def check_entry(self, player: Somebody, tournament: int = TOURNAMENT) -> Seen:
        query = {"tournament_id": tournament, "player_id": player.player_id}
        return self.visitor.see("/admin/entry", **query)

    def enter(self, player: Somebody, tournament: int = TOURNAMENT, **fields: int) -> Seen:
        """Enter somebody; where the page offers no button, send the form all the same."""
        seen = self.check_entry(player, tournament)
        button = next((form for form in seen.forms if form.values.get("player_id")), None)
        if button is not None:
            return self.visitor.send(button, **fields)
        guard = next(form for form in seen.forms if "csrf_token" in form.values)
        body = {
            "csrf_token": guard.values["csrf_token"],
            "request_id": guard.values["request_id"],
            "tournament_id": str(tournament),
            "player_id": str(player.player_id),
            **{name: str(value) for name, value in fields.items()},
        }
        return Seen.of(self.visitor.http.post("/admin/entry", data=body))

    def draws(self) -> dict[tuple[int, int], Json]:
        """The tournament's draws by category and gender."""
        answer = self.json(f"/api/tournament/{TOURNAMENT}/draws")
        return {(draw["age_category_id"], draw["gender_id"]): draw for draw in answer}

    def await_draws(self, is_there: Callable[[Json], bool]) -> dict[tuple[int, int], Json]:
        def found() -> dict[tuple[int, int], Json] | None:
            draws = self.draws()
            return draws if all(is_there(draw) for draw in draws.values()) else None

        return await_(found)

    def make_draw(self, draw_id: int) -> Seen:
        page = self.visitor.see(f"/admin/draw/{draw_id}")
        return self.visitor.send(page.form("/admin/generate-draw"))

    def matches(self, draw_id: int) -> list[Json]:
        answer: list[Json] = self.json(f"/api/draw/{draw_id}/matches")
        return answer

    def record(self, match: Json, winner: int, typed: str, **absences: int) -> Seen:
        """Check first, then save what was shown, as the page wants it."""
        page = self.visitor.see(f"/admin/result/{match['match_id']}")
        checked = self.visitor.send(
            page.form("/admin/submit-result"),
            typed=typed,
            winner_id=winner,
            action="check",
            **absences,
        )
        form = checked.form("/admin/submit-result")
        assert "checked" in form.values, checked.words
        return self.visitor.send(form, action="save")


def await_(found: Callable[[], T | None]) -> T:
    """What ``found`` answers as soon as it answers something."""
    deadline = time.monotonic() + _PATIENCE
    while (answer := found()) is None:
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return answer


class Book:
    """The database behind the pages, read by the administrator of the server."""

    def __init__(self, tour: LaunchedTour) -> None:
        target = local_target(tour.folder)
        self._url = target.url(target.admin)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url) as db:
            return db.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> Any:
        return self.rows(query, *values)[0][0]

    def outboxes_are_empty(self) -> bool:
        services = ("entries", "draws", "matches", "rankings", "gateway")
        return not any(
            self.one(f"SELECT count(*) FROM tour.{name}_outbox WHERE published_at IS NULL")
            for name in services
        )

    def dead_letters(self) -> int:
        services = ("entries", "draws", "matches", "rankings", "gateway")
        return sum(self.one(f"SELECT count(*) FROM tour.{name}_dead_letters") for name in services)


@contextmanager
def referee_of(tour: LaunchedTour, gateways: int) -> Iterator[Referee]:
    referee = Referee(tour, gateways)
    try:
        yield referee
    finally:
        referee.close()
