"""Events that the draws service takes: tournaments to open draws for, draws that are over."""

from services.draws import commands
from services.draws.records import Tournament
from shared.inbox import Handlers
from shared.terms import DrawStatus, TournamentCategory
from shared.wire import from_date, from_moment
from shared.work import Work
from tour.entries.v1 import events_pb2 as entries_events
from tour.matches.v1 import events_pb2 as matches_events


async def on_tournament_changed(work: Work, event: entries_events.TournamentChanged) -> None:
    tournament = event.tournament
    await commands.learn_tournament(
        work,
        Tournament(
            tournament_id=tournament.tournament_id,
            start_date=from_date(tournament.start_date, "start_date"),
            end_date=from_date(tournament.end_date, "end_date"),
            category=TournamentCategory(tournament.category),
            entry_deadline=from_moment(tournament.entry_deadline),
            draw_deadline=from_moment(tournament.draw_deadline),
        ),
        tournament.version,
    )


async def on_draw_completed(work: Work, event: matches_events.DrawCompleted) -> None:
    assert work.event is not None
    await commands.follow_matches(
        work, event.draw_id, DrawStatus.COMPLETED, version=work.event.version
    )


async def on_draw_reopened(work: Work, event: matches_events.DrawReopened) -> None:
    assert work.event is not None
    await commands.follow_matches(
        work, event.draw_id, DrawStatus.GENERATED, version=work.event.version
    )


HANDLERS: Handlers = {
    entries_events.TournamentChanged: on_tournament_changed,
    matches_events.DrawCompleted: on_draw_completed,
    matches_events.DrawReopened: on_draw_reopened,
}
