"""The tour that the browser tests look at, filled through the pages as officials would.

``begin`` answers it at ``dates.NOW``: a tournament that is over with a played draw of 64, one in
play, two to be drawn and one that takes entries. Tests may draw and withdraw in Linz, record the
women of Porto, move their finals and enter in Wien; the rest stays as it is.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import cycle
from typing import Any, TypeVar
from uuid import uuid4

import psycopg

from tests.browser import dates
from tests.browser.people import (
    MEN_60,
    MEN_65,
    WOMEN_60,
    WOMEN_65,
    rows_of_people,
    rows_of_rankings,
)
from tests.launched import LaunchedTour
from tests.visitor import Visitor
from tools.loading import load
from tools.local.database import local_target

T = TypeVar("T")

PASSWORD = "seven quiet clay courts"
_PATIENCE = 60.0
_MEN, _WOMEN, _60, _65 = 1, 2, 1, 2
# results as officials type them, from the winner's side, for draws with each deciding set
_SCORES = {
    False: ("64 63", "76(5) 64", "36 64 75", "62 60", "57 76(8) 64", "63 21 ret", "61 62"),
    True: ("64 63", "76(5) 64", "64 36 [10-7]", "62 60", "57 76(8) [12-10]", "w/o", "61 62"),
}


@dataclass
class Season:
    """``hand`` is the database's superuser, for the clock only; ``admin`` is signed in."""

    launched: LaunchedTour
    hand: psycopg.Connection[Any]
    admin: Visitor
    tournaments: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.launched.url

    def end(self) -> None:
        self.hand.close()
        self.admin.http.close()

    def clock(self, now: datetime) -> None:
        """The tour's time is now this (UTC), and runs on."""
        self.hand.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test') "
            "ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            ((now - datetime.now(UTC)).total_seconds(),),
        )

    def create(
        self, name: str, city: str, country_id: int, monday: date, category: int, surface: int
    ) -> int:
        """At a venue of its own, the first of its city."""
        venue = self.admin.see("/admin/venue").form("/admin/venue")
        page = self.admin.send(venue, name="Tennis Club", city=city, country_id=country_id)
        form = page.form("/admin/tournament")
        found = (key for key, text in form.choices["venue_id"].items() if city in text)
        seen = self.admin.send(
            form,
            name=name,
            start_date=monday,
            category_id=category,
            surface_id=surface,
            venue_id=next(found),
        )
        assert seen.path.startswith("/admin/tournament/"), seen.words
        self.tournaments[name] = key = int(seen.path.rpartition("/")[2])
        until(lambda: len(self.draws(key)) == 4)
        return key

    def enter(self, tournament_id: int, players: Iterable[int]) -> None:
        forms = self.admin.see("/admin").forms
        token = next(form.values["csrf_token"] for form in forms if "csrf_token" in form.values)

        def enter_one(player_id: int) -> None:
            self._post(
                "/admin/entry",
                csrf_token=token,
                request_id=uuid4(),
                tournament_id=tournament_id,
                player_id=player_id,
            )

        at_once(enter_one, players)

    def withdraw(self, tournament_id: int, player_id: int) -> None:
        entries = self.json(f"/api/tournament/{tournament_id}/entries")
        entry = next(each["entry_id"] for each in entries if each["player_id"] == player_id)
        page = self.admin.see("/admin/entries", tournament_id=tournament_id)
        seen = self.admin.send(page.form("/admin/withdraw", entry_id=entry))
        assert seen.status == 200, seen.words

    def draws(self, tournament_id: int) -> dict[tuple[int, int], dict[str, Any]]:
        """The draws by age category and gender, as JSON."""
        answer = self.json(f"/api/tournament/{tournament_id}/draws")
        return {(each["age_category_id"], each["gender_id"]): each for each in answer}

    def draw(self, tournament: str, age: int = _60, gender: int = _MEN) -> int:
        draw_id: int = self.draws(self.tournaments[tournament])[age, gender]["draw_id"]
        return draw_id

    def await_closed(self, tournament_id: int) -> None:
        until(
            lambda: all(each["draw_status_id"] != 1 for each in self.draws(tournament_id).values())
        )

    def make_draw(self, draw_id: int) -> None:
        page = self.admin.see(f"/admin/draw/{draw_id}")
        seen = self.admin.send(page.form("/admin/generate-draw"))
        assert seen.status == 200, seen.words
        self.await_matches(draw_id)

    def await_matches(self, draw_id: int) -> None:
        until(lambda: self.matches(draw_id))

    def matches(self, draw_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json(f"/api/draw/{draw_id}/matches")
        return found

    def to_record(self, draw_id: int) -> list[dict[str, Any]]:
        """The matches whose players are known and that have no result."""
        return [
            each
            for each in self.matches(draw_id)
            if each["match_status_id"] == 1 and each["player1_id"] and each["player2_id"]
        ]

    def record(self, match: dict[str, Any], typed: str, side: int = 1) -> None:
        """``side`` won, 1 or 2."""
        page = self.admin.see(f"/admin/result/{match['match_id']}")
        absence = {f"player{3 - side}_absence": "1"} if typed == "w/o" else {}
        self._post(
            "/admin/submit-result",
            **{
                **page.form("/admin/submit-result").values,
                "action": "save",
                "typed": typed,
                "winner_id": match[f"player{side}_id"],
                **absence,
            },
        )

    def play(self, draw_id: int, most: int = 1000) -> None:
        """Record matches of the draw, in their order, until there are none or ``most`` are."""
        scores = cycle(_SCORES[self.json(f"/api/draw-info/{draw_id}")["has_supertiebreak"]])
        sides = cycle((1, 1, 2))
        left = most
        while left > 0 and (ready := self.to_record(draw_id)):
            todo = [(match, next(scores), next(sides)) for match in ready[:left]]
            at_once(lambda one: self.record(*one), todo)
            left -= len(ready)

    def _post(self, path: str, **values: object) -> None:
        """Without looking at the page that it leads to."""
        form = {name: str(value) for name, value in values.items()}
        answer = self.admin.http.post(path, data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def json(self, path: str) -> Any:
        return self.admin.json(path)


def at_once(do: Callable[[T], None], things: Iterable[T]) -> None:
    """Four people at a time."""
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(do, things):
            pass


def until(holds: Callable[[], T]) -> T:
    """Wait until this is true, and answer it."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def begin(launched: LaunchedTour) -> Season:
    """Fill the empty tour that is running there."""
    season = with_people(launched)
    _play_march(season)
    return season


def with_people(launched: LaunchedTour) -> Season:
    """Everybody and their rankings are there, the administrator is signed in, nothing is planned;
    it is ``dates.BEGINNING``."""
    target = local_target(launched.folder)
    hand = psycopg.connect(target.url(target.admin), autocommit=True)
    season = Season(launched, hand, Visitor(launched.url))
    season.admin.sign_in_first(launched.one_time_password, PASSWORD)
    _load_people(season)
    return season


def _load_people(season: Season) -> None:
    """The clock goes to the beginning; what the tour ranked before, without anybody, goes."""

    def has_ranked() -> bool:
        row = season.hand.execute("SELECT count(*) FROM tour.ranking_weeks").fetchone()
        return row is not None and row[0] >= 4

    until(has_ranked)
    with season.hand.transaction():
        season.clock(dates.BEGINNING)
        season.hand.execute("DELETE FROM tour.ranking_weeks")
        load(season.hand, [*rows_of_people(), *rows_of_rankings()])


def _play_march(season: Season) -> None:
    nice = season.create("Nice Masters", "Nice", 2, dates.NICE, 5, 1)
    porto = season.create("Porto Open", "Porto", 3, dates.PORTO, 3, 2)
    graz = season.create("Grazer Altstadtturnier", "Graz", 1, dates.GRAZ, 2, 3)
    linz = season.create("Linz Cup", "Linz", 1, dates.GRAZ, 1, 2)
    wien = season.create("Wien Halle", "Wien", 1, dates.WIEN, 1, 4)
    season.enter(nice, (*MEN_60, *WOMEN_60[:13], *MEN_65[:8], *WOMEN_65[:3]))
    season.enter(porto, (*MEN_60[10:30], *WOMEN_60[:8], *MEN_65[:10], *WOMEN_65[:6]))
    season.enter(graz, (*MEN_60[30:36], *WOMEN_60[9:18], *MEN_65[10:14]))
    season.enter(linz, (*MEN_65[:8], *WOMEN_65))
    season.enter(wien, (*MEN_60[:3], *WOMEN_60[:2]))
    season.clock(dates.NICE_CLOSED)
    season.await_closed(nice)
    played = [season.draw("Nice Masters", *of) for of in ((_60, _MEN), (_60, _WOMEN), (_65, _MEN))]
    for draw_id in played:
        season.make_draw(draw_id)
    season.clock(dates.NICE_OVER)
    for draw_id in played:
        season.play(draw_id)
    in_play = [
        season.draw("Porto Open", age, gender) for age in (_60, _65) for gender in (_MEN, _WOMEN)
    ]
    for draw_id in in_play:
        season.await_matches(draw_id)
    season.clock(dates.NOW)
    season.await_closed(graz)
    season.await_closed(linz)
    season.withdraw(graz, MEN_60[30])
    season.play(in_play[0], 3)
    season.play(in_play[2], 2)
    until(lambda: season.admin.see("/rankings", year=2026, week=11).status == 200)
