"""What Monday 20:00 makes due: the four rankings of the week, and of weeks missed during a stop."""

from functools import partial

from services.rankings import commands, queries
from services.rankings.domain.window import weeks_due
from services.rankings.store.rows import LISTS
from shared.context import Call
from shared.database import Database
from shared.leader import ClockStep
from shared.work import perform


def publish_step(database: Database) -> ClockStep:
    """Publishes every week that is due and not recorded, earliest first, each on its own."""

    async def run(call: Call) -> None:
        async with database.read() as db:
            now = await database.clock.now(db)
            recorded = await queries.recorded_weeks(db)
        done = ((week.week, week.list) for week in recorded)
        for week in weeks_due(done, LISTS, now):
            await perform(database, call, partial(commands.publish_week, week=week))

    return ClockStep("publish rankings", run)
