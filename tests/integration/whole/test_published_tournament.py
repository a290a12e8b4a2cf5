"""The main job on real input, over HTTP: the published data, one tournament, the next ranking.

Run once with a single process per service and once with two replicas of each; both must give
the same counts.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.rankings.domain.ranking import Result
from shared.terms import AgeCategory
from shared.weeks import Week
from tests.integration.whole.tournament60 import (
    ENTRIES,
    TOURNAMENT,
    Book,
    Referee,
    Somebody,
    await_,
    players,
    referee_of,
    suspended_on,
)
from tests.launched import LaunchedTour
from tests.published import PUBLISHED, needs_published_data
from tests.unit.rankings.oracle import rank_by_the_book

pytestmark = [needs_published_data, pytest.mark.timeout(420)]

_MONDAY = date(2026, 2, 23)
_SIZE = {11: 16, 6: 8, 9: 16, 7: 8}
_SEEDS = {11: 4, 6: 2, 9: 4, 7: 2}
_ROUNDS = ("R64", "R32", "R16", "QF", "SF", "F")
# points of an MT400 by the round in which somebody lost (rules.md section 1)
_POINTS = {"W": 400, "F": 280, "SF": 190, "QF": 120, "R16": 70}


# what one replica of each does every other test of a whole tour shows
_ONE = [pytest.param(1, id="one of each")] if "TOUR_LONG" in os.environ else []


@pytest.fixture(params=[*_ONE, pytest.param(2, id="two of each")])
def replicas(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def tour(tmp_path: Path, replicas: int) -> Iterator[LaunchedTour]:
    launched = LaunchedTour(tmp_path / "tour", replicas)
    launched.up("--no-demo", "--replicas", str(replicas), TOUR_CLOCK="2026-02-16T12:00:00+00:00")
    yield launched
    launched.clean()


def test_tournament_60_from_entries_to_the_ranking_of_week_10(
    tour: LaunchedTour, replicas: int
) -> None:
    imported = tour.command("import", str(PUBLISHED))
    assert imported.returncode == 0, imported.stderr
    book = Book(tour)
    with referee_of(tour, replicas) as referee:
        entered = enter_everybody(referee)
        refuse_who_may_not_enter(referee, entered)
        pass_the_deadline(referee, entered)
        make_the_draws(referee, book)
        played = Played(referee)
        played.all_rounds()
        check_champions(referee, played)
        check_points(book, entered, played)
        check_suspensions(referee, book, played)
        check_ranking(referee, book, played)
        await_(lambda: book.outboxes_are_empty() or None)
        assert book.dead_letters() == 0
        again = tour.command("import", str(PUBLISHED))
        assert again.returncode == 0
        assert "Nothing to do" in again.stdout


Field = dict[tuple[int, int], list[Somebody]]


def enter_everybody(referee: Referee) -> Field:
    free = suspended_on(_MONDAY)
    entered: Field = {}
    for key, number in ENTRIES.items():
        category, gender = key
        able = [
            each
            for each in players()
            if (each.category, each.gender) == key and each.player_id not in free
        ]
        entered[category, gender] = able[:number]
        assert len(entered[key]) == number
        for player in entered[key]:
            done = referee.enter(player)
            assert done.status == 200, done.words
            assert "is entered in" in done.words
    return entered


def refuse_who_may_not_enter(referee: Referee, entered: Field) -> None:
    known = {each.player_id for field in entered.values() for each in field}
    suspended = suspended_on(_MONDAY)
    fresh = [p for p in players() if p.player_id not in known and p.player_id not in suspended]

    too_old = next(each for each in fresh if each.category == 2)
    refused = referee.enter(too_old, age_category_id=1, gender_id=too_old.gender)
    assert refused.status == 422
    assert "65" in refused.words

    man = next(each for each in fresh if each.gender == 1)
    refused = referee.enter(man, age_category_id=man.category, gender_id=2)
    assert refused.status == 422
    assert "Women" in refused.words or "women" in refused.words

    twice = entered[1, 1][0]
    refused = referee.enter(twice)
    assert refused.status == 422
    assert "already" in refused.words

    banned = next(each for each in players() if each.player_id in suspended)
    refused = referee.enter(banned)
    assert refused.status == 422
    assert "suspended" in refused.words
    assert "April 2026" in refused.words
    entries = referee.json(f"/api/tournament/{TOURNAMENT}/entries")
    assert {each["player_id"] for each in entries} == known


def pass_the_deadline(referee: Referee, entered: Field) -> None:
    known = {each.player_id for field in entered.values() for each in field}
    late = next(p for p in players() if p.player_id not in known | suspended_on(_MONDAY))
    referee.clock("2026-02-17T10:00:01")
    refused = referee.enter(late)
    assert refused.status == 422
    assert "closed" in refused.words
    referee.await_draws(lambda draw: draw["draw_status_id"] == 2)


def make_the_draws(referee: Referee, book: Book) -> None:
    for draw in referee.draws().values():
        made = referee.make_draw(draw["draw_id"])
        assert "is made, from the random seed" in made.words, made.words
    draws = referee.await_draws(
        lambda draw: bool(draw["draw_status_id"] == 3 and referee.matches(draw["draw_id"]))
    )
    week8 = published_ranking(2026, 8)
    for key, draw in draws.items():
        number = ENTRIES[key]
        assert draw["num_players"] == number
        assert draw["draw_size"] == _SIZE[number]
        matches = referee.matches(draw["draw_id"])
        # a bye is no match
        assert len(matches) == number - 1
        days = [date.fromisoformat(match["match_date"]) for match in matches]
        assert date(2026, 2, 23) <= min(days) <= max(days) <= date(2026, 3, 1)
        check_seeds(book, draw, week8[key])


def check_seeds(book: Book, draw: dict[str, Any], ranking: dict[int, int]) -> None:
    """The best placed of the imported ranking of week 8 are the seeds, in its order."""
    drawn = {
        player_id: (position, has_bye)
        for player_id, position, has_bye in book.rows(
            "SELECT player_id, draw_position, has_bye FROM tour.draw_players WHERE draw_id = %s",
            draw["draw_id"],
        )
    }
    number = draw["num_players"]
    # equal points keep the order of the ranking as stored, positions included
    expected = sorted((each for each in drawn if each in ranking), key=lambda each: ranking[each])
    for is_actual in (False, True):
        seeds = book.rows(
            "SELECT seed_number, player_id FROM tour.draw_seed"
            " WHERE draw_id = %s AND is_actual_seeding = %s ORDER BY seed_number",
            draw["draw_id"],
            is_actual,
        )
        assert [player for _, player in seeds] == expected[: _SEEDS[number]]
    assert drawn[expected[0]][0] == 1
    assert drawn[expected[1]][0] == draw["draw_size"]
    byes = draw["draw_size"] - number
    assert sum(has_bye for _, has_bye in drawn.values()) == byes
    assert all(drawn[seed][1] for seed in expected[: min(byes, _SEEDS[number])])


def published_ranking(year: int, week: int) -> dict[tuple[int, int], dict[int, int]]:
    """Positions of a published week, by category and gender."""
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    with (PUBLISHED / "weeklyranking.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["ranking_year"], row["ranking_week"]) == (str(year), str(week)):
                key = int(row["age_category_id"]), int(row["gender_id"])
                found[key][int(row["player_id"])] = int(row["rank_position"])
    return found


class Played:
    """All four draws played to the end; remembers what each player reached."""

    def __init__(self, referee: Referee) -> None:
        self.referee = referee
        self.draws = referee.draws()
        self.stage: dict[int, str] = {}
        self.wins: dict[int, int] = defaultdict(int)
        self.champions: dict[tuple[int, int], int] = {}
        self.retired = self.no_show = self.disqualified = 0

    def all_rounds(self) -> None:
        for day in range(23, 27):
            self.referee.clock(f"2026-02-{day}T09:00:00")
            for key, draw in self.draws.items():
                todays = [
                    match
                    for match in self.referee.matches(draw["draw_id"])
                    if match["match_date"] == f"2026-02-{day}"
                ]
                for match in todays:
                    self._play(key, draw["has_supertiebreak"], match)

    def _play(self, key: tuple[int, int], short: bool, match: dict[str, Any]) -> None:
        one, two = match["player1_id"], match["player2_id"]
        winner, loser = (one, two) if (one + match["match_number"]) % 3 else (two, one)
        # a score is typed from the winner's side
        score = "64 36 [10-7]" if short else "76(5) 36 64"
        absences = {}
        if key == (1, 1) and not self.retired:
            self.retired, score = loser, "64 21 ret"
        elif key == (1, 1) and not self.no_show:
            self.no_show, score = loser, "w/o"
            absences = {f"player{1 if loser == one else 2}_absence": 1}
        elif key == (1, 2) and match["round"] == "QF" and not self.disqualified:
            self.disqualified, score = loser, "62 10 def"
        saved = self.referee.record(match, winner, score, **absences)
        assert saved.status == 200
        assert "Saved:" in saved.words, saved.words
        self.wins[winner] += 1
        self.stage[loser] = match["round"]
        if match["round"] == "F":
            self.stage[winner] = "W"
            self.champions[key] = winner

    def points(self, player_id: int) -> int:
        if player_id in (self.no_show, self.disqualified) or not self.wins[player_id]:
            return 0
        return _POINTS[self.stage[player_id]]


def check_champions(referee: Referee, played: Played) -> None:
    names = {each.player_id: each.last_name for each in players()}
    for key, draw in played.draws.items():
        page = referee.visitor.see(f"/draw/{draw['draw_id']}")
        assert "Champion" in page.words
        assert names[played.champions[key]] in page.words
    referee.await_draws(lambda draw: draw["draw_status_id"] == 4)


def check_points(book: Book, entered: Field, played: Played) -> None:
    def stored() -> dict[int, int] | None:
        rows = book.rows(
            "SELECT player_id, points_earned FROM tour.points_history WHERE tournament_id = %s",
            TOURNAMENT,
        )
        return dict(rows) if len(rows) == sum(ENTRIES.values()) else None

    everybody = [each.player_id for field in entered.values() for each in field]
    assert await_(stored) == {player: played.points(player) for player in everybody}


def check_suspensions(referee: Referee, book: Book, played: Played) -> None:
    rows = book.rows(
        "SELECT player_id, reason_match_status_id, suspension_start, suspension_end"
        " FROM tour.player_suspensions WHERE tournament_id = %s ORDER BY reason_match_status_id",
        TOURNAMENT,
    )
    assert rows == [
        (played.no_show, 3, _MONDAY, date(2026, 4, 23)),
        (played.disqualified, 6, _MONDAY, date(2026, 8, 23)),
    ]
    by_id = {each.player_id: each for each in players()}
    for player_id, end in (
        (played.no_show, "23 April 2026"),
        (played.disqualified, "23 August 2026"),
    ):
        refused = referee.enter(by_id[player_id], 62)
        assert refused.status == 422
        assert "suspended" in refused.words
        assert end in refused.words
    assert referee.enter(by_id[played.retired], 62).status == 200


def check_ranking(referee: Referee, book: Book, played: Played) -> None:
    """Published by itself at Monday 20:00 and equal to a calculation that shares no code."""
    published = (
        "SELECT count(*) FROM tour.ranking_weeks"
        " WHERE ranking_year = 2026 AND ranking_week = 10 AND state = 'PUBLISHED'"
    )
    referee.clock("2026-03-02T19:59:00")
    assert book.one(published) == 0
    referee.clock("2026-03-02T20:00:00")
    await_(lambda: True if book.one(published) == 4 else None)
    genders, births = people()
    week = Week.iso(2026, 10)
    results = all_results(played, genders)
    for (category, gender), own in results.items():
        expected = [
            (number, row.player_id, row.points, row.tournaments)
            for number, row in enumerate(
                rank_by_the_book(week, AgeCategory(category), own, births), start=1
            )
        ]
        stored = book.rows(
            "SELECT rank_position, player_id, total_points, tournaments FROM tour.weekly_ranking"
            " WHERE ranking_year = 2026 AND ranking_week = 10 AND age_category_id = %s"
            " AND gender_id = %s ORDER BY rank_position",
            category,
            gender,
        )
        assert stored == expected
        assert len(stored) > ENTRIES[category, gender]
    page = referee.visitor.see("/rankings", year=2026, week=10)
    assert page.status == 200
    assert "10" in page.words


def people() -> tuple[dict[int, int], dict[int, int]]:
    """Genders and birth years by player."""
    with (PUBLISHED / "players.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return (
        {int(row["player_id"]): int(row["gender_id"]) for row in rows},
        {int(row["player_id"]): int(row["birth_year"]) for row in rows},
    )


def all_results(played: Played, genders: dict[int, int]) -> dict[tuple[int, int], list[Result]]:
    """What was published and what this test played, by category and gender."""
    with (PUBLISHED / "tournaments.csv").open(encoding="utf-8") as file:
        weeks = {
            int(row["tournament_id"]): Week.of(date.fromisoformat(row["start_date"]))
            for row in csv.DictReader(file)
        }
    found: dict[tuple[int, int], list[Result]] = defaultdict(list)
    with (PUBLISHED / "pointshistory.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            player, tournament = int(row["player_id"]), int(row["tournament_id"])
            key = int(row["age_category_id"]), genders[player]
            found[key].append(
                Result(player, tournament, weeks[tournament], int(row["points_earned"]))
            )
    for (category, gender), draw in played.draws.items():
        for match in played.referee.matches(draw["draw_id"]):
            for player in (match["player1_id"], match["player2_id"]):
                one = Result(player, TOURNAMENT, weeks[TOURNAMENT], played.points(player))
                if one not in found[category, gender]:
                    found[category, gender].append(one)
    return found
