"""The domain events of the matches service, made from its rows."""

from datetime import datetime

from services.matches.domain.bracket import Draw
from services.matches.domain.stages import champion, outcomes
from services.matches.messages import match_message, suspension_message
from services.matches.rows import DrawFacts, StoredMatch, StoredSuspension
from shared.wire import to_date, to_enum
from tour.matches.v1 import events_pb2


def result_recorded(stored: StoredMatch, now: datetime) -> events_pb2.ResultRecorded:
    return events_pb2.ResultRecorded(match=match_message(stored, now))


def result_corrected(
    before: StoredMatch, after: StoredMatch, now: datetime
) -> events_pb2.ResultCorrected:
    return events_pb2.ResultCorrected(
        match=match_message(after, now), before=match_message(before, now)
    )


def match_moved(before: StoredMatch, after: StoredMatch, now: datetime) -> events_pb2.MatchMoved:
    return events_pb2.MatchMoved(match=match_message(after, now), before=match_message(before, now))


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


def draw_reopened(facts: DrawFacts) -> events_pb2.DrawReopened:
    return events_pb2.DrawReopened(
        draw_id=facts.draw_id,
        tournament_id=facts.tournament_id,
        age_category=to_enum(facts.category),
        gender=to_enum(facts.gender),
        end_date=to_date(facts.end_date),
    )


def player_suspended(stored: StoredSuspension) -> events_pb2.PlayerSuspended:
    return events_pb2.PlayerSuspended(suspension=suspension_message(stored))


def suspension_ended(stored: StoredSuspension) -> events_pb2.SuspensionEnded:
    return events_pb2.SuspensionEnded(suspension=suspension_message(stored))
