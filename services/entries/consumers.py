"""Events in: suspensions, and draws cancelled.

Guarantees that an event has the same effect however often and in whatever order it arrives.
"""

from services.entries.commands.entry_lists import cancel_entry_list
from services.entries.commands.suspensions import take_suspension
from services.entries.peers import lifted_on, suspension_of
from services.entries.store.rows import KnownSuspension, ListKey
from shared.inbox import Handlers
from shared.terms import AgeCategory, Gender
from shared.work import Work
from tour.draws.v1 import events_pb2 as draws
from tour.matches.v1 import events_pb2 as matches
from tour.matches.v1 import matches_pb2


def handlers() -> Handlers:
    """What the entries service listens to."""
    return {
        matches.PlayerSuspended: player_suspended,
        matches.SuspensionEnded: suspension_ended,
        draws.DrawCancelled: draw_cancelled,
    }


async def player_suspended(work: Work, event: matches.PlayerSuspended) -> None:
    """Entries that the suspension touches are withdrawn, unless drawn already."""
    await take_suspension(work, _copy(work, event.suspension))


async def suspension_ended(work: Work, event: matches.SuspensionEnded) -> None:
    """If it was annulled or lifted, the entries that it withdrew and touches no longer come back,
    unless drawn without them."""
    await take_suspension(work, _copy(work, event.suspension))


async def draw_cancelled(work: Work, event: draws.DrawCancelled) -> None:
    """Its entries are released: the players may enter elsewhere."""
    draw = event.draw
    key = ListKey(draw.tournament_id, AgeCategory(draw.age_category), Gender(draw.gender))
    await cancel_entry_list(work, key)


def _copy(work: Work, message: matches_pb2.Suspension) -> KnownSuspension:
    if work.event is None:
        raise RuntimeError("a copy takes its version from the event")
    return KnownSuspension(
        message.suspension_id,
        message.player_id,
        message.tournament_id,
        suspension_of(message),
        message.annulled,
        lifted_on(message),
        work.event.version,
    )
