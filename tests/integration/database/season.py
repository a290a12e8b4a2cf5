"""A small season, stored by hand: men and women of both categories and two tournaments of one week.

Guarantees that everything here keeps the rules, so that each test breaks exactly one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.draws.domain.bracket import Draw, make_draw
from services.draws.domain.sizes import number_of_seeds
from services.matches.domain.skeleton import build_skeleton
from shared.weeks import Week
from tests.integration.database.hand import Hand

MONDAY = date(2026, 3, 2)
WEEK = Week.of(MONDAY)
DEADLINE = datetime(2026, 2, 24, 10, tzinfo=UTC)
ENTERED = datetime(2026, 2, 10, 12, tzinfo=UTC)
DRAWN = datetime(2026, 2, 27, 19, tzinfo=UTC)
MEN_60 = range(1, 71)
WOMEN_65 = range(101, 111)
# of the same week: Nice and Madrid; a week later: Lisbon
NICE, MADRID, LISBON = 1, 2, 3
BY = {"changed_by": "test"}


@dataclass(frozen=True, slots=True)
class Season:
    hand: Hand

    def entry(self, player: int = 1, tournament: int = NICE, **changes: object) -> dict[str, Any]:
        """A row of entries: a man of 60 by default."""
        row: dict[str, Any] = {
            "player_id": player,
            "tournament_id": tournament,
            "age_category_id": 1,
            "gender_id": 1,
            "entry_points": 0,
            "entry_timestamp": ENTERED,
            "start_date": MONDAY + timedelta(weeks=1) if tournament == LISBON else MONDAY,
            "birth_year": 1964,
            **BY,
        }
        return row | changes

    def draw(self, draw_id: int = 1, **changes: object) -> dict[str, Any]:
        """A row of draws: the men's 60 of Nice, open."""
        row: dict[str, Any] = {
            "draw_id": draw_id,
            "tournament_id": NICE,
            "age_category_id": 1,
            "gender_id": 1,
            "draw_status_id": 1,
            "has_supertiebreak": False,
            **BY,
        }
        return row | changes

    def made_draw(self, players: int = 10, **changes: object) -> dict[str, Any]:
        """The same draw, made."""
        size = next(size for size in (8, 16, 32, 64) if size >= players)
        made: dict[str, Any] = {
            "draw_status_id": 3,
            "num_players": players,
            "draw_size": size,
            "is_seeded": True,
            "random_seed": 2026,
            "algorithm_version": 1,
            "closed_at": DEADLINE,
            "draw_generated_at": DRAWN,
        }
        return self.draw(**(made | changes))

    def match_draw(self, players: int = 10, **changes: object) -> dict[str, Any]:
        """What matches know of that draw."""
        row: dict[str, Any] = {
            "draw_id": 1,
            "tournament_id": NICE,
            "age_category_id": 1,
            "gender_id": 1,
            "category_id": 3,
            "start_date": MONDAY,
            "end_date": WEEK.sunday,
            "draw_size": next(size for size in (8, 16, 32, 64) if size >= players),
            "num_players": players,
            "has_supertiebreak": False,
        }
        return row | changes

    def store_draw(
        self, players: int = 10, *, seeded: bool = True, random_seed: int = 1, **changes: object
    ) -> Draw:
        """Store the men's 60 of Nice as the draws service would; players 1, 2, 3 … are seeded."""
        field_in_order = list(MEN_60)[:players]
        drawn = make_draw(field_in_order, seeded=seeded, random_seed=random_seed)
        row = self.made_draw(players, is_seeded=seeded, **changes)
        self.hand.insert("svc_draws", "draws", row)
        self.hand.insert("svc_draws", "draw_players", *line_rows(drawn))
        if seeded:
            self.hand.insert("svc_draws", "draw_seed", *seed_rows(players))
        return drawn

    def store_matches(self, players: int = 10, *, supertiebreak: bool = False) -> None:
        """Store the draw and its matches, all scheduled; ids by round and number from 1.

        With a super tie-break it is the men's 65: draws take the players as they are given.
        """
        which: dict[str, Any] = {
            "age_category_id": 2 if supertiebreak else 1,
            "has_supertiebreak": supertiebreak,
        }
        drawn = self.store_draw(players, **which)
        row = self.match_draw(players, **which)
        self.hand.insert("svc_matches", "match_draws", row)
        self.hand.insert("svc_matches", "matches", *match_rows(drawn, supertiebreak=supertiebreak))


def line_rows(drawn: Draw) -> list[dict[str, Any]]:
    return [
        {
            "draw_id": 1,
            "player_id": line.player_id,
            "draw_position": line.number,
            "has_bye": line.player_id in drawn.players_with_bye,
            "entry_points": 0,
            "entry_timestamp": ENTERED,
            "draw_size": drawn.size,
        }
        for line in drawn.lines
        if line.player_id is not None
    ]


def seed_rows(players: int, *, actual: bool = True) -> list[dict[str, Any]]:
    return [
        {
            "draw_id": 1,
            "player_id": number,
            "seed_number": number,
            "seeding_points": 1000 - number,
            "is_actual_seeding": actual,
        }
        for number in range(1, number_of_seeds(players) + 1)
    ]


def match_rows(drawn: Draw, *, supertiebreak: bool = False) -> Iterator[dict[str, Any]]:
    skeleton = build_skeleton([line.player_id for line in drawn.lines], WEEK)
    for match_id, match in enumerate(skeleton.matches, start=1):
        yield {
            "match_id": match_id,
            "draw_id": 1,
            "round_id": match.place.round.value,
            "match_number": match.place.number,
            "match_date": match.day,
            "match_status_id": 1,
            "player1_id": match.player1,
            "player2_id": match.player2,
            "start_date": MONDAY,
            "draw_size": drawn.size,
            "has_supertiebreak": supertiebreak,
            **BY,
        }


def make_season(hand: Hand) -> None:
    """Store players and tournaments as the entries service; draws know the tournaments."""
    svc = "svc_entries"
    hand.insert(svc, "country", {"country_id": 1, "code": "F", "description": "France"})
    hand.insert(svc, "location", {"location_id": 1, "country_id": 1, "city": "Nice"})
    venue = {"venue_id": 1, "location_id": 1, "venue_name": "Nice Tennis Club", **BY}
    hand.insert(svc, "venue", venue)
    hand.insert(svc, "players", *(player(number) for number in [*MEN_60, *WOMEN_65]))
    hand.insert(
        svc,
        "tournaments",
        tournament(NICE),
        tournament(MADRID, name="Madrid"),
        tournament(LISBON, name="Lisbon", start=MONDAY + timedelta(weeks=1)),
    )
    lists = [
        {"tournament_id": where, "age_category_id": age, "gender_id": gender}
        for where in (NICE, MADRID, LISBON)
        for age in (1, 2)
        for gender in (1, 2)
    ]
    hand.insert(svc, "entry_lists", *lists)
    copy = {
        "tournament_id": NICE,
        "start_date": MONDAY,
        "end_date": WEEK.sunday,
        "category_id": 3,
        "entry_deadline": DEADLINE,
        "draw_deadline": DRAWN,
        "version": 1,
    }
    hand.insert("svc_draws", "draw_tournaments", copy, copy | {"tournament_id": MADRID})


def player(number: int, **changes: object) -> dict[str, Any]:
    """A row of players: men are born in 1964 (62 in 2026), women in 1960 (66)."""
    is_man = number in MEN_60
    row: dict[str, Any] = {
        "player_id": number,
        "gender_id": 1 if is_man else 2,
        "country_id": 1,
        "first_name": "Ada",
        "last_name": f"Player {number}",
        "birth_year": 1964 if is_man else 1960,
        "sort_key": f"player {number}  ada",
        "search_key": f"player {number} ada",
        **BY,
    }
    return row | changes


def tournament(
    number: int, *, name: str = "Nice", start: date = MONDAY, **changes: object
) -> dict[str, Any]:
    week = Week.of(start)
    row: dict[str, Any] = {
        "tournament_id": number,
        "name": name,
        "start_date": start,
        "end_date": start + timedelta(days=6),
        "tournament_year": week.year,
        "tournament_week": week.number,
        "venue_id": 1,
        "category_id": 3,
        "surface_id": 1,
        "entry_deadline": (week - 1).at(2, 10),
        "draw_deadline": (week - 1).at(5, 19),
        **BY,
    }
    return row | changes
