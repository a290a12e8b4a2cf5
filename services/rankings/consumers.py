"""Events that the rankings service takes: players to know, draws to award."""

from services.rankings import commands
from services.rankings.draws import CompletedDraw, CountedDraw, Finish
from shared.inbox import Handlers
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.wire import from_date
from shared.work import Work
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries_events
from tour.matches.v1 import events_pb2 as matches_events


async def on_player_registered(work: Work, event: entries_events.PlayerRegistered) -> None:
    await _learn(work, event.player)


async def on_player_changed(work: Work, event: entries_events.PlayerChanged) -> None:
    await _learn(work, event.player)


async def _learn(work: Work, player: entries_pb2.Player) -> None:
    await commands.learn_player(
        work, player.player_id, Gender(player.gender), player.birth_year, player.version
    )


async def on_draw_completed(work: Work, event: matches_events.DrawCompleted) -> None:
    assert work.event is not None
    await commands.award_points(work, completed_draw(event, work.event.version))


async def on_draw_reopened(work: Work, event: matches_events.DrawReopened) -> None:
    assert work.event is not None
    await commands.take_points_back(work, reopened_draw(event, work.event.version))


def completed_draw(event: matches_events.DrawCompleted, version: int) -> CompletedDraw:
    """The draw that the event tells of; ``version`` is that of the event."""
    return CompletedDraw(
        draw_id=event.draw_id,
        tournament_id=event.tournament_id,
        category=AgeCategory(event.age_category),
        gender=Gender(event.gender),
        tournament_category=TournamentCategory(event.tournament_category),
        end_date=from_date(event.end_date, "end_date"),
        finishes=[
            Finish(f.player_id, Stage(f.stage), f.wins, f.sanctioned) for f in event.finishes
        ],
        version=version,
    )


def reopened_draw(event: matches_events.DrawReopened, version: int) -> CountedDraw:
    """The draw that the event tells of; ``version`` is that of the event."""
    return CountedDraw(
        draw_id=event.draw_id,
        tournament_id=event.tournament_id,
        category=AgeCategory(event.age_category),
        gender=Gender(event.gender),
        end_date=from_date(event.end_date, "end_date"),
        version=version,
    )


HANDLERS: Handlers = {
    entries_events.PlayerRegistered: on_player_registered,
    entries_events.PlayerChanged: on_player_changed,
    matches_events.DrawCompleted: on_draw_completed,
    matches_events.DrawReopened: on_draw_reopened,
}
