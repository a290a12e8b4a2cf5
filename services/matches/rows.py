"""Rows of the matches service as frozen values, and their way to and from the columns.

Guarantees that a match comes back as it was stored, unverified history included, whatever
stands in its score.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Row

from services.matches.domain.bracket import Match, Place, WalkoverReason
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore
from services.matches.domain.suspensions import Suspension
from shared.terms import AgeCategory, Gender, MatchStatus, Round, TournamentCategory

_SETS: Final = (1, 2, 3)
_PAIRS: Final = (
    *(f"set{number}_{part}" for number in _SETS for part in ("", "tiebreak_")),
    "set3_supertiebreak_",
)
# all at once: one by one they took half the time of reading a match
_numbers_of: Final = attrgetter(*(f"{pair}player{side}" for pair in _PAIRS for side in (1, 2)))


class Origin(StrEnum):
    """Where a row comes from (rules.md section 13)."""

    LIVE = "live"
    IMPORTED = "imported"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """What matches know of their draw; size and players are missing in unverified history only.

    ``completed_at`` is tour time, UTC; ``version`` grows whenever the draw is complete anew or open
    again.
    """

    draw_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender
    tournament_category: TournamentCategory
    start_date: date
    end_date: date
    size: int | None
    num_players: int | None
    has_supertiebreak: bool
    completed_at: datetime | None = None
    origin: Origin = Origin.LIVE
    version: int = 1

    @property
    def is_as_imported(self) -> bool:
        """Whether live play has completed, corrected or reopened nothing of this foreign draw."""
        return self.origin is not Origin.LIVE and self.version == 1


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match as stored; ``changed_at`` is real time, UTC.

    ``is_history``: it is unverified history, or its draw waits for a match that is, so that no
    result can be recorded here.
    """

    match_id: int
    draw_id: int
    tournament_id: int
    has_supertiebreak: bool
    match: Match
    origin: Origin
    is_history: bool
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredSuspension:
    """A suspension as stored; ``changed_at`` is real time, the other moments are tour time, UTC.

    ``match_id``: where it was earned, None for a withdrawal before there was an opponent.
    """

    suspension_id: int
    tournament_id: int
    suspension: Suspension
    match_id: int | None
    created_at: datetime
    annulled_at: datetime | None
    ended_at: datetime | None
    origin: Origin
    version: int
    changed_by: str
    changed_at: datetime


def draw_of(row: Row[Any]) -> DrawFacts:
    return DrawFacts(
        draw_id=row.draw_id,
        tournament_id=row.tournament_id,
        category=AgeCategory(row.age_category_id),
        gender=Gender(row.gender_id),
        tournament_category=TournamentCategory(row.category_id),
        start_date=row.start_date,
        end_date=row.end_date,
        size=row.draw_size,
        num_players=row.num_players,
        has_supertiebreak=row.has_supertiebreak,
        completed_at=row.completed_at,
        origin=Origin(row.origin),
        version=row.version,
    )


def match_of(row: Row[Any]) -> StoredMatch:
    """A row of matches with ``tournament_id`` and ``is_history`` of its draw beside it."""
    return StoredMatch(
        match_id=row.match_id,
        draw_id=row.draw_id,
        tournament_id=row.tournament_id,
        has_supertiebreak=row.has_supertiebreak,
        match=Match(
            place=Place(Round(row.round_id), row.match_number),
            day=row.match_date,
            player1=row.player1_id,
            player2=row.player2_id,
            status=MatchStatus(row.match_status_id),
            winner=row.winner_id,
            score=_score(row),
            reason1=_reason(row.player1_absence),
            reason2=_reason(row.player2_absence),
        ),
        origin=Origin(row.origin),
        is_history=row.is_history,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def suspension_of(row: Row[Any]) -> StoredSuspension:
    return StoredSuspension(
        suspension_id=row.suspension_id,
        tournament_id=row.tournament_id,
        suspension=Suspension(
            player_id=row.player_id,
            cause=MatchStatus(row.reason_match_status_id),
            first_day=row.suspension_start,
            last_day=row.suspension_end,
            annulled=row.annulled_at is not None,
            lifted_on=row.lifted_on,
        ),
        match_id=row.match_id,
        created_at=row.created_at,
        annulled_at=row.annulled_at,
        ended_at=row.ended_at,
        origin=Origin(row.origin),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def columns_of(match: Match) -> dict[str, object]:
    """The columns of a match that its play changes."""
    return {
        "match_date": match.day,
        "player1_id": match.player1,
        "player2_id": match.player2,
        "match_status_id": match.status.value,
        "winner_id": match.winner,
        "player1_absence": match.reason1.name if match.reason1 else None,
        "player2_absence": match.reason2.name if match.reason2 else None,
        **_score_columns(match.score),
    }


def _score(row: Row[Any]) -> Score:
    numbers = iter(_numbers_of(row))
    pairs = [_pair(*both) for both in zip(numbers, numbers, strict=True)]
    written = (pairs[0:2], pairs[2:4], pairs[4:7])
    return Score(tuple(SetScore(*one) for one in written if any(one)))


def _pair(one: int | None, other: int | None) -> Pair | None:
    """Both numbers; a number that unverified history lacks beside another one counts as 0."""
    return None if one is None and other is None else (one or 0, other or 0)


def _score_columns(score: Score) -> dict[str, int | None]:
    columns: dict[str, int | None] = {}
    for index, number in enumerate(_SETS):
        written = score.sets[index] if index < len(score.sets) else SetScore()
        columns |= _pair_columns(f"set{number}_", written.games)
        columns |= _pair_columns(f"set{number}_tiebreak_", written.tiebreak)
        if number == 3:
            columns |= _pair_columns("set3_supertiebreak_", written.supertiebreak)
    return columns


def _pair_columns(prefix: str, pair: Pair | None) -> dict[str, int | None]:
    one, other = pair or (None, None)
    return {f"{prefix}player1": one, f"{prefix}player2": other}


def _reason(name: str | None) -> WalkoverReason | None:
    return None if name is None else WalkoverReason[name]
