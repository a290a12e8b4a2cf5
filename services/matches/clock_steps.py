"""What midnight makes due: suspensions whose last day is over."""

from services.matches.commands import suspensions
from shared.context import Call
from shared.database import Database
from shared.leader import ClockStep
from shared.work import perform


def end_suspensions_step(database: Database) -> ClockStep:
    """Ends every suspension that is over, also those that ran out during a stop."""

    async def run(call: Call) -> None:
        while await perform(database, call, suspensions.end_suspensions):
            pass

    return ClockStep("end suspensions", run)
