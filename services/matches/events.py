"""The domain events of the matches service, and how its rows stand in contract and audit log.

Guarantees that a match looks the same in an answer and in an event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.matches.domain.bracket import Draw, Match, WalkoverReason
from services.matches.domain.notation import show
from services.matches.domain.results import Result, may_record
from services.matches.domain.sets import Pair
from services.matches.domain.stages import champion, outcomes
from services.matches.rows import DrawFacts, Origin, StoredMatch, StoredSuspension
from shared.wire import to_date, to_enum, to_moment
from tour.common.v1 import common_pb2
from tour.matches.v1 import events_pb2, matches_pb2

ORIGINS: Final = {
    Origin.LIVE: common_pb2.ORIGIN_LIVE,
    Origin.IMPORTED: common_pb2.ORIGIN_IMPORTED,
    Origin.UNVERIFIED: common_pb2.ORIGIN_UNVERIFIED,
}


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match in the audit log: what its play changes, in words that can be read."""

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


@dataclass(frozen=True, slots=True)
class SuspensionRecord:
    """A suspension in the audit log."""

    suspension_id: int
    player_id: int
    tournament_id: int
    cause: str
    suspension_start: date
    suspension_end: date
    match_id: int | None
    annulled: bool
    ended_at: datetime | None
    version: int


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


def match_record(stored: StoredMatch) -> MatchRecord:
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
    )


def result_recorded(stored: StoredMatch, now: datetime) -> events_pb2.ResultRecorded:
    return events_pb2.ResultRecorded(match=match_message(stored, now))


# --- draws -----------------------------------------------------------------------------------


def skeleton_created(facts: DrawFacts, num_matches: int) -> events_pb2.SkeletonCreated:
    return events_pb2.SkeletonCreated(
        draw_id=facts.draw_id, tournament_id=facts.tournament_id, num_matches=num_matches
    )


def draw_completed(facts: DrawFacts, draw: Draw) -> events_pb2.DrawCompleted:
    """What every player of this complete draw reached."""
    return events_pb2.DrawCompleted(
        draw_id=facts.draw_id,
        tournament_id=facts.tournament_id,
        age_category=to_enum(facts.category),
        gender=to_enum(facts.gender),
        tournament_category=to_enum(facts.tournament_category),
        end_date=to_date(facts.end_date),
        champion_id=champion(draw) or 0,
        finishes=[
            events_pb2.Finish(
                player_id=outcome.player_id,
                stage=to_enum(outcome.stage),
                wins=outcome.wins,
                sanctioned=outcome.zeroed,
            )
            for outcome in outcomes(draw)
        ],
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
    )


def suspension_record(stored: StoredSuspension) -> SuspensionRecord:
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
        ended_at=stored.ended_at,
        version=stored.version,
    )


def player_suspended(stored: StoredSuspension) -> events_pb2.PlayerSuspended:
    return events_pb2.PlayerSuspended(suspension=suspension_message(stored))


def suspension_ended(stored: StoredSuspension) -> events_pb2.SuspensionEnded:
    return events_pb2.SuspensionEnded(suspension=suspension_message(stored))


def _pair(pair: Pair | None) -> matches_pb2.Pair | None:
    return None if pair is None else matches_pb2.Pair(player1=pair[0], player2=pair[1])


def _name(reason: WalkoverReason | None) -> str | None:
    return None if reason is None else reason.name
