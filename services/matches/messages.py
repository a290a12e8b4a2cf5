"""How rows of the matches service stand in the contract and in the audit log.

Guarantees that a match looks the same in an answer and in an event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.matches.domain.bracket import Match, WalkoverReason
from services.matches.domain.notation import show
from services.matches.domain.results import Result, may_record
from services.matches.domain.sets import Pair
from services.matches.rows import Origin, StoredMatch, StoredSuspension
from shared.wire import to_date, to_enum, to_moment
from tour.common.v1 import common_pb2
from tour.matches.v1 import matches_pb2

ORIGINS: Final = {
    Origin.LIVE: common_pb2.ORIGIN_LIVE,
    Origin.IMPORTED: common_pb2.ORIGIN_IMPORTED,
    Origin.UNVERIFIED: common_pb2.ORIGIN_UNVERIFIED,
}


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match in the audit log: what its play changes, in words that can be read, and ``why`` an
    official corrected it."""

    match_id: int
    draw_id: int
    round: str
    match_number: int
    match_date: date
    player1_id: int | None
    player2_id: int | None
    status: str
    winner_id: int | None
    score: str
    player1_absence: str | None
    player2_absence: str | None
    version: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class SuspensionRecord:
    """A suspension in the audit log, and ``why`` an official changed it."""

    suspension_id: int
    player_id: int
    tournament_id: int
    cause: str
    suspension_start: date
    suspension_end: date
    match_id: int | None
    annulled: bool
    lifted_on: date | None
    ended_at: datetime | None
    version: int
    why: str | None = None


# --- matches ---------------------------------------------------------------------------------


def can_record(stored: StoredMatch, now: datetime) -> bool:
    """Whether a result may be recorded at this tour time, UTC."""
    return not stored.is_history and not may_record(stored.match, now)


def score_text(stored: StoredMatch) -> str:
    """The score from the winner's side, as people write it."""
    match = stored.match
    return show(match.score, match.status, match.winning_side)


def match_message(stored: StoredMatch, now: datetime) -> matches_pb2.Match:
    """The match as the contract tells it at this tour time, UTC."""
    match = stored.match
    return matches_pb2.Match(
        match_id=stored.match_id,
        draw_id=stored.draw_id,
        tournament_id=stored.tournament_id,
        round=to_enum(match.place.round),
        match_number=match.place.number,
        match_date=to_date(match.day),
        player1_id=match.player1 or 0,
        player2_id=match.player2 or 0,
        result=result_message(match, match.winner),
        score=score_text(stored),
        has_supertiebreak=stored.has_supertiebreak,
        version=stored.version,
        origin=ORIGINS[stored.origin],
        can_record=can_record(stored, now),
        changed_by=stored.changed_by,
        changed_at=to_moment(stored.changed_at),
    )


def result_message(played: Match | Result, winner_id: int | None) -> matches_pb2.Result:
    """The result of a match, or one that is only tried."""
    return matches_pb2.Result(
        status=to_enum(played.status),
        sets=[
            matches_pb2.SetScore(
                games=_pair(one.games),
                tiebreak=_pair(one.tiebreak),
                supertiebreak=_pair(one.supertiebreak),
            )
            for one in played.score.sets
        ],
        winner_id=winner_id or 0,
        player1_absence=to_enum(played.reason1),
        player2_absence=to_enum(played.reason2),
    )


def match_record(stored: StoredMatch, why: str | None = None) -> MatchRecord:
    match = stored.match
    return MatchRecord(
        match_id=stored.match_id,
        draw_id=stored.draw_id,
        round=match.place.round.name,
        match_number=match.place.number,
        match_date=match.day,
        player1_id=match.player1,
        player2_id=match.player2,
        status=match.status.name,
        winner_id=match.winner,
        score=score_text(stored),
        player1_absence=_name(match.reason1),
        player2_absence=_name(match.reason2),
        version=stored.version,
        why=why,
    )


# --- suspensions -----------------------------------------------------------------------------


def suspension_message(stored: StoredSuspension) -> matches_pb2.Suspension:
    suspension = stored.suspension
    return matches_pb2.Suspension(
        suspension_id=stored.suspension_id,
        player_id=suspension.player_id,
        tournament_id=stored.tournament_id,
        cause=to_enum(suspension.cause),
        start_date=to_date(suspension.first_day),
        end_date=to_date(suspension.last_day),
        annulled=suspension.annulled,
        origin=ORIGINS[stored.origin],
        version=stored.version,
        lifted_on=None if suspension.lifted_on is None else to_date(suspension.lifted_on),
        ended_at=None if stored.ended_at is None else to_moment(stored.ended_at),
        match_id=stored.match_id or 0,
        changed_by=stored.changed_by,
        changed_at=to_moment(stored.changed_at),
    )


def suspension_record(stored: StoredSuspension, why: str | None = None) -> SuspensionRecord:
    suspension = stored.suspension
    return SuspensionRecord(
        suspension_id=stored.suspension_id,
        player_id=suspension.player_id,
        tournament_id=stored.tournament_id,
        cause=suspension.cause.name,
        suspension_start=suspension.first_day,
        suspension_end=suspension.last_day,
        match_id=stored.match_id,
        annulled=suspension.annulled,
        lifted_on=suspension.lifted_on,
        ended_at=stored.ended_at,
        version=stored.version,
        why=why,
    )


def _pair(pair: Pair | None) -> matches_pb2.Pair | None:
    return None if pair is None else matches_pb2.Pair(player1=pair[0], player2=pair[1])


def _name(reason: WalkoverReason | None) -> str | None:
    return None if reason is None else reason.name
