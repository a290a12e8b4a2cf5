"""Events that the draws service takes: tournaments to open draws for, draws that are over."""

from services.draws import commands
from services.draws.records import Tournament
from shared.inbox import Handlers
from shared.terms import TournamentCategory
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
    await commands.complete_draw(work, event.draw_id)


HANDLERS: Handlers = {
    entries_events.TournamentChanged: on_tournament_changed,
    matches_events.DrawCompleted: on_draw_completed,
}
