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

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore, Side
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
DrawKey: TypeAlias = tuple[int, int, int]
"""Tournament, age category, gender."""
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
    def sheets(self) -> dict[int, "Sheet"]:
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
    def made(self) -> list["Sheet"]:
        """The draws that have lines."""
        return [sheet for sheet in self.sheets.values() if sheet.lines]

    @cached_property
    def sheet_of(self) -> dict[DrawKey, "Sheet"]:
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

    def sheet_with(self, points: Points) -> "Sheet | None":
        """The draw in which these points were earned."""
        player = self.players.get(points.player_id)
        if player is None:
            return None
        return self.sheet_of.get((points.tournament_id, points.age_category_id, player.gender_id))


@dataclass(frozen=True, slots=True)
class Career:
    """A player in one draw, read from its matches alone: the last round stood in, whether that
    match was won, matches won (walkovers included), and whether one was lost by a sanction."""

    last: Round
    won_last: bool
    wins: int
    sanctioned: bool


@dataclass(frozen=True, eq=False)
class Sheet:
    """A draw with its parts. ``matches`` are all rows, those of byes included (section 13)."""

    draw: Draw
    tournament: Tournament | None
    lines: Sequence[DrawPlayer]
    seeds: Sequence[DrawSeed]
    rows: Sequence[Match]
    field: Sequence[DrawField]
    frozen: Sequence[DrawEntry]

    @property
    def key(self) -> DrawKey:
        return (self.draw.tournament_id, self.draw.age_category_id, self.draw.gender_id)

    @property
    def name(self) -> str:
        return f"draw {self.draw.draw_id}"

    @cached_property
    def byes(self) -> list[Match]:
        """Rows that stand for a bye: one player, no score, and nobody to wait for."""
        places = {(row.round_id, row.match_number) for row in self.rows}
        return [row for row in self.rows if _is_bye(row, places)]

    @cached_property
    def matches(self) -> list[Match]:
        """The matches proper, round by round."""
        byes = {id(row) for row in self.byes}
        proper = [row for row in self.rows if id(row) not in byes]
        return sorted(proper, key=lambda row: (row.round_id, row.match_number))

    @cached_property
    def drawn(self) -> frozenset[int]:
        return frozenset(line.player_id for line in self.lines)

    @cached_property
    def player_on(self) -> dict[int, int]:
        """Who stands on each line."""
        return {line.draw_position: line.player_id for line in self.lines}

    def with_seeding(self, *, actual: bool) -> list[DrawSeed]:
        """The actual or the planned seeds, in order."""
        found = [seed for seed in self.seeds if seed.is_actual_seeding is actual]
        return sorted(found, key=lambda seed: seed.seed_number)

    @property
    def is_over(self) -> bool:
        """Whether it was played, to its last match."""
        return bool(self.matches) and all(
            match.match_status_id != MatchStatus.SCHEDULED for match in self.matches
        )

    @cached_property
    def careers(self) -> dict[int, Career]:
        found: dict[int, Career] = {}
        for match in self.matches:
            for player in players_of(match):
                before = found.get(player, Career(Round.R64, False, 0, False))
                won = match.winner_id == player
                found[player] = Career(
                    Round(match.round_id),
                    won,
                    before.wins + (won and match.match_status_id not in _NO_WIN),
                    before.sanctioned or is_sanctioned(match, player),
                )
        return found


_NO_WIN: Final = frozenset({MatchStatus.SCHEDULED, MatchStatus.CANCELLED})
_SANCTIONED: Final = frozenset({"NO_SHOW", "WITHDRAWN_AFTER_DRAW", "DISQUALIFIED"})


def is_sanctioned(match: Match, player: int) -> bool:
    """Whether this player was sanctioned here; a walkover that tells no reason was a no-show
    (section 13: the earlier data knows no other)."""
    if match.winner_id == player:
        return False
    status = match.match_status_id
    if status == MatchStatus.DISQUALIFIED:
        return True
    absence = match.player1_absence if player == match.player1_id else match.player2_absence
    untold = match.player1_absence is None and match.player2_absence is None
    if status == MatchStatus.WALKOVER and untold:
        return match.winner_id is not None
    return status in {MatchStatus.WALKOVER, MatchStatus.CANCELLED} and absence in _SANCTIONED


def players_of(match: Match) -> tuple[int, ...]:
    return tuple(one for one in (match.player1_id, match.player2_id) if one is not None)


def loser_of(match: Match) -> int | None:
    """Who lost to the winner; None where nobody won, or nobody stood opposite."""
    if match.winner_id is None or match.winner_id not in (match.player1_id, match.player2_id):
        return None
    return match.player2_id if match.winner_id == match.player1_id else match.player1_id


def winning_side(match: Match) -> Side | None:
    """None without a winner; a winner who is none of the two counts as none."""
    if match.winner_id is None:
        return None
    if match.winner_id == match.player1_id:
        return 1
    return 2 if match.winner_id == match.player2_id else None


def reason_of(absence: str | None) -> WalkoverReason | None:
    return WalkoverReason.__members__.get(absence or "")


def score_of(match: Match) -> Score:
    """As written, without the empty sets at the end; a number that stands alone counts as 0
    beside it (``halves`` tells of those)."""
    sets = (
        SetScore(
            _pair(match.set1_player1, match.set1_player2),
            _pair(match.set1_tiebreak_player1, match.set1_tiebreak_player2),
        ),
        SetScore(
            _pair(match.set2_player1, match.set2_player2),
            _pair(match.set2_tiebreak_player1, match.set2_tiebreak_player2),
        ),
        SetScore(
            _pair(match.set3_player1, match.set3_player2),
            _pair(match.set3_tiebreak_player1, match.set3_tiebreak_player2),
            _pair(match.set3_supertiebreak_player1, match.set3_supertiebreak_player2),
        ),
    )
    last = max((index for index, one in enumerate(sets, 1) if one != SetScore()), default=0)
    return Score(sets[:last])


def halves(match: Match) -> bool:
    """Whether a number of the score lacks its other half."""
    pairs = (
        (match.set1_player1, match.set1_player2),
        (match.set1_tiebreak_player1, match.set1_tiebreak_player2),
        (match.set2_player1, match.set2_player2),
        (match.set2_tiebreak_player1, match.set2_tiebreak_player2),
        (match.set3_player1, match.set3_player2),
        (match.set3_tiebreak_player1, match.set3_tiebreak_player2),
        (match.set3_supertiebreak_player1, match.set3_supertiebreak_player2),
    )
    return any((one is None) != (other is None) for one, other in pairs)


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


def _pair(one: int | None, other: int | None) -> Pair | None:
    return None if one is None and other is None else (one or 0, other or 0)


def _is_bye(row: Match, places: set[tuple[int, int]]) -> bool:
    if (row.player1_id is None) == (row.player2_id is None) or score_of(row).sets:
        return False
    feeder = (row.round_id - 1, 2 * row.match_number - (row.player1_id is None))
    waits = row.match_status_id in {MatchStatus.SCHEDULED, MatchStatus.CANCELLED}
    return row.winner_id in {None, *players_of(row)} and not (waits and feeder in places)


def _is_week(year: int, week: int) -> bool:
    if year not in YEARS:
        return False
    try:
        Week.iso(year, week)
    except ValueError:
        return False
    return True
