"""Moving the tour clock of a demo, whoever asks for it: an administrator's page or `tour clock`.

Guarantees that the tour's time never goes back, and that a move holds for all services at once:
they read the same row, each within its transaction (docs/decisions/0003).
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from services.gateway.store import clock as store
from shared.context import Role
from shared.errors import InvalidInput, RuleBroken
from shared.wire import to_moment
from shared.work import Work
from tour.gateway.v1.events_pb2 import ClockMoved

FARTHEST: Final = timedelta(days=10_000)
"""As far as a demo's time may be ahead of real time: some 27 years."""
REAL_TIME: Final = (
    "This tour runs on real time. Only a tour first started with TOUR_CLOCK set "
    "(TOUR_CLOCK=2026-02-16T12:00:00Z tour up) has a clock that can be moved."
)
_FIELD = "to"
_FORMAT = "%Y-%m-%d %H:%M:%S UTC, a %A"


def is_too_far(to: datetime, real: datetime) -> bool:
    """A demo's time may not be so far ahead of real time; both in UTC."""
    return to - real > FARTHEST


def too_far(real: datetime) -> str:
    """The sentence that says so."""
    return f"The clock goes to {real + FARTHEST:%Y-%m-%d} at the farthest."


async def move_clock(work: Work, to: datetime) -> datetime:
    """The tour's time is ``to`` (UTC) from now on; answers what it was.

    RuleBroken where the clock is the real one, or ``to`` is not ahead of the tour's time;
    InvalidInput where it is farther than a demo's time may be.
    """
    work.require(Role.ADMINISTRATOR)
    db = await work.begin()
    seconds = await store.lock_offset(db)
    if seconds is None or not work.database.clock.movable:
        raise RuleBroken.rule(_FIELD, "9", REAL_TIME)
    real = datetime.now(UTC)
    before = real + timedelta(seconds=seconds)
    if to <= before:
        raise RuleBroken.rule(
            _FIELD, "9", f"The clock moves forward only; it is {before:{_FORMAT}} already."
        )
    if is_too_far(to, real):
        raise InvalidInput.field(_FIELD, too_far(real))
    await store.set_offset(db, (to - real).total_seconds(), work.actor.name)
    event = ClockMoved(to=to_moment(to))
    # from is a word of Python
    getattr(event, "from").CopyFrom(to_moment(before))
    work.publish(event, key="clock", before={"time": before}, after={"time": to})
    return before
