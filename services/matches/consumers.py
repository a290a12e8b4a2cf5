"""Events that the matches service takes: draws made, and entries withdrawn after the draw."""

from services.matches.commands import skeletons, suspensions
from services.matches.commands.suspensions import LateWithdrawal
from services.matches.peers import known_draw
from shared.inbox import Handlers
from shared.terms import AgeCategory, Gender
from shared.work import Work
from tour.draws.v1 import events_pb2 as draws_events
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries_events


async def on_draw_generated(work: Work, event: draws_events.DrawGenerated) -> None:
    await skeletons.store_skeleton(work, known_draw(event.draw, event.lines))


async def on_entry_withdrawn(work: Work, event: entries_events.EntryWithdrawn) -> None:
    if event.withdrawal_type != entries_pb2.WITHDRAWAL_TYPE_AFTER_DRAW:
        return
    await suspensions.withdraw_after_draw(
        work,
        LateWithdrawal(
            event.player_id,
            event.tournament_id,
            AgeCategory(event.age_category),
            Gender(event.gender),
        ),
    )


HANDLERS: Handlers = {
    draws_events.DrawGenerated: on_draw_generated,
    entries_events.EntryWithdrawn: on_entry_withdrawn,
}
