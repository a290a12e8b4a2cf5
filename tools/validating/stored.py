"""A whole tour in memory, as the checks look at it.

Guarantees that rows with codes or dates that the rule book does not know stand in ``strange`` and
nowhere else, so that no check stumbles over them; rows that name something missing are the check's
business to leave to ``links``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

from services.rankings.domain.ranking import RankedPlayer, Result, make_rankings
from services.rankings.domain.window import weeks_through
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    PlayerStatus,
    Round,
    Stage,
    TournamentCategory,
)
from shared.weeks import Week
from tools.validating.sheets import DrawKey, Sheet
from tools.validating.tables import (
    Draw,
    DrawEntry,
    DrawField,
    DrawPlayer,
    DrawSeed,
    Entry,
    Match,
    Player,
    Points,
    Rank,
    RankingWeek,
    Suspension,
    Tournament,
)

R = TypeVar("R")
ListKey: TypeAlias = tuple[AgeCategory, Gender]

LISTS: Final[tuple[ListKey, ...]] = tuple(
    (category, gender) for category in AgeCategory for gender in Gender
)
YEARS: Final = range(1900, 2201)
WITHDRAWN: Final = ("BEFORE_DRAW", "AFTER_DRAW")
_CODES: Final[Mapping[str, frozenset[int]]] = {
    "gender_id": frozenset(Gender),
    "age_category_id": frozenset(AgeCategory),
    "status_id": frozenset(PlayerStatus),
    "category_id": frozenset(TournamentCategory),
    "draw_status_id": frozenset(DrawStatus),
    "round_id": frozenset(Round),
    "match_status_id": frozenset(MatchStatus),
    "stage_result_id": frozenset(Stage),
    "reason_match_status_id": frozenset({MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED}),
    "draw_position": frozenset(range(1, 2**15)),
    "match_number": frozenset(range(1, 2**15)),
    "seed_number": frozenset(range(1, 17)),
}


@dataclass(frozen=True, eq=False)
class Stored:
    """``now`` is the tour's time, UTC. ``tables`` holds the kinds that this source has."""

    tables: Mapping[type, Sequence[Any]]
    now: datetime

    def has(self, kind: type) -> bool:
        """Whether the source has this table at all, be it empty."""
        return kind in self.tables

    def of(self, kind: type[R]) -> Sequence[R]:
        """The rows of one table that the rule book has words for."""
        return self._sound.get(kind, ())

    @cached_property
    def _split(self) -> tuple[dict[type, list[Any]], list[tuple[Any, str]]]:
        sound: dict[type, list[Any]] = {}
        strange: list[tuple[Any, str]] = []
        for kind, rows in self.tables.items():
            asked = [field.name for field in fields(kind)]
            coded = [(name, _CODES[name]) for name in asked if name in _CODES]
            days = [name for name in asked if name.endswith(("_date", "_start", "_end"))]
            is_weekly = "ranking_week" in asked
            kept = sound.setdefault(kind, [])
            for row in rows:
                why = [
                    f"{name} {getattr(row, name)}"
                    for name, known in coded
                    if getattr(row, name) not in known
                ]
                why += [
                    f"{name} {day}"
                    for name in days
                    if (day := getattr(row, name)).year not in YEARS
                ]
                if is_weekly and not _is_week(row.ranking_year, row.ranking_week):
                    why.append(f"week {row.ranking_week} of {row.ranking_year}")
                if why:
                    strange.append((row, ", ".join(why)))
                else:
                    kept.append(row)
        return sound, strange

    @property
    def _sound(self) -> dict[type, list[Any]]:
        return self._split[0]

    @property
    def strange(self) -> Sequence[tuple[Any, str]]:
        """Rows with a code, number or day that cannot be, and which."""
        return self._split[1]

    @cached_property
    def players(self) -> dict[int, Player]:
        return {row.player_id: row for row in self.of(Player)}

    @cached_property
    def tournaments(self) -> dict[int, Tournament]:
        return {row.tournament_id: row for row in self.of(Tournament)}

    @cached_property
    def sheets(self) -> dict[int, Sheet]:
        """Every draw with its parts, by its id."""
        lines = grouped(self.of(DrawPlayer), "draw_id")
        seeds = grouped(self.of(DrawSeed), "draw_id")
        matches = grouped(self.of(Match), "draw_id")
        fields_ = grouped(self.of(DrawField), "draw_id")
        frozen = grouped(self.of(DrawEntry), "draw_id")
        return {
            draw.draw_id: Sheet(
                draw,
                self.tournaments.get(draw.tournament_id),
                lines[draw.draw_id],
                seeds[draw.draw_id],
                matches[draw.draw_id],
                fields_[draw.draw_id],
                frozen[draw.draw_id],
            )
            for draw in self.of(Draw)
        }

    @cached_property
    def made(self) -> list[Sheet]:
        """The draws that have lines."""
        return [sheet for sheet in self.sheets.values() if sheet.lines]

    @cached_property
    def sheet_of(self) -> dict[DrawKey, Sheet]:
        return {sheet.key: sheet for sheet in self.sheets.values()}

    @cached_property
    def entries_of(self) -> dict[DrawKey, list[Entry]]:
        """All entries of each draw, withdrawn ones included."""
        found: defaultdict[DrawKey, list[Entry]] = defaultdict(list)
        for entry in self.of(Entry):
            found[entry.tournament_id, entry.age_category_id, entry.gender_id].append(entry)
        return found

    @cached_property
    def rankings(self) -> dict[ListKey, dict[Week, list[Rank]]]:
        """The rows of each list and week, by position."""
        found: dict[ListKey, dict[Week, list[Rank]]] = {}
        for row in self.of(Rank):
            key = (AgeCategory(row.age_category_id), Gender(row.gender_id))
            week = Week.iso(row.ranking_year, row.ranking_week)
            found.setdefault(key, {}).setdefault(week, []).append(row)
        for weeks in found.values():
            for ranked in weeks.values():
                ranked.sort(key=lambda row: (row.rank_position, row.player_id))
        return found

    @cached_property
    def listed(self) -> dict[tuple[Week, ListKey], RankingWeek]:
        """The lists of which the source tells that they were published, or that none was."""
        return {
            (
                Week.iso(row.ranking_year, row.ranking_week),
                (AgeCategory(row.age_category_id), Gender(row.gender_id)),
            ): row
            for row in self.of(RankingWeek)
        }

    @cached_property
    def points_of(self) -> dict[ListKey, list[Points]]:
        """The points of each list; the gender is the player's."""
        found: defaultdict[ListKey, list[Points]] = defaultdict(list)
        for row in self.of(Points):
            player = self.players.get(row.player_id)
            if player is not None:
                found[AgeCategory(row.age_category_id), Gender(player.gender_id)].append(row)
        return found

    @cached_property
    def ranked_weeks(self) -> Sequence[Week]:
        """Every week from the first to the last that any list has, or has none for."""
        weeks = {week for lists in self.rankings.values() for week in lists}
        weeks |= {week for week, _ in self.listed}
        return list(weeks_through(min(weeks), max(weeks))) if weeks else []

    @cached_property
    def due_rankings(self) -> dict[ListKey, dict[Week, dict[int, RankedPlayer]]]:
        """What the rules make of the stored points, in each of those weeks."""
        years = {player_id: player.birth_year for player_id, player in self.players.items()}
        found = {}
        for key in LISTS:
            results = [
                Result(
                    row.player_id,
                    row.tournament_id,
                    Week.of(row.tournament_end_date),
                    row.points_earned,
                )
                for row in self.points_of.get(key, ())
            ]
            rankings = make_rankings(self.ranked_weeks, key[0], results, years)
            found[key] = {
                week: {player.player_id: player for player in players}
                for week, players in rankings.items()
            }
        return found

    @cached_property
    def suspensions_of(self) -> dict[int, list[Suspension]]:
        """Those that hold or held, by player: annulled ones are none."""
        found: defaultdict[int, list[Suspension]] = defaultdict(list)
        for row in self.of(Suspension):
            if row.annulled_at is None:
                found[row.player_id].append(row)
        return found

    def sheet_with(self, points: Points) -> Sheet | None:
        """The draw in which these points were earned."""
        player = self.players.get(points.player_id)
        if player is None:
            return None
        return self.sheet_of.get((points.tournament_id, points.age_category_id, player.gender_id))


def last_day(suspension: Suspension) -> date:
    """The last day on which it holds: one that was lifted holds until the day before."""
    if suspension.lifted_on is None:
        return suspension.suspension_end
    return min(suspension.suspension_end, date.fromordinal(suspension.lifted_on.toordinal() - 1))


def grouped(rows: Iterable[R], name: str) -> defaultdict[int, list[R]]:
    """The rows by the number in this column."""
    found: defaultdict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _is_week(year: int, week: int) -> bool:
    if year not in YEARS:
        return False
    try:
        Week.iso(year, week)
    except ValueError:
        return False
    return True
