"""The steps of the way back: the pair is rebuilt, the first region leads again, the second follows.

Guarantees that the mark says who leads, and that nothing is copied over the side that does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cdk.names import NOT_PROMOTED, PROMOTED
from tools.aws.database import Instance, has_caught_up
from tools.aws.preflight import LAG_LIMIT_SECONDS
from tools.aws.record import What
from tools.aws.region import RegionSide
from tools.aws.waiting import INSTANCE, MINUTES, TASKS, Waiting, instance_of
from tools.drill.evidence import acknowledged
from tools.problems import Failed, Problem

_NEW_REPLICA: Final = 4 * 60 * MINUTES
# RDS commits a heartbeat every five minutes
_CAUGHT_UP: Final = 20 * MINUTES


@dataclass(frozen=True, slots=True)
class WayBack:
    primary: RegionSide
    dr: RegionSide
    wait: Waiting

    def rebuild(self) -> None:
        """The first region's database is copied anew from the second's, under its old name; the old
        one is renamed and kept, with what it alone has."""
        leader = instance_of(self.dr)
        if leader.copies or self.dr.mark() != PROMOTED:
            raise Problem(f"{self.dr.name} does not lead: there is nothing to rebuild.")
        # tasks that came back by themselves would go on with the old data
        self.primary.want(0)
        self.wait.for_tasks(self.primary, 0)
        self._follow(self.primary, self.dr, leader)

    def fail_back(self) -> None:
        """In a quiet hour. Reads go to the first region first, then the writers end, then what they
        wrote arrives, then it is promoted."""
        record = self.wait.record
        if record.first(What.TURNED_BACK) is None:
            follower, leader = instance_of(self.primary), instance_of(self.dr)
            if not _follows(follower, leader):
                raise Problem(
                    f"{follower.identifier} does not copy {leader.identifier}: run rebuild first."
                )
        count = self.wait.settings.primary.desired_count
        self.primary.want(count)
        self.wait.for_tasks(self.primary, count)
        self.dr.set_mark(NOT_PROMOTED)
        record.note_once(What.TURNED_BACK)
        self.wait.for_name(self.primary, self.dr)
        ended = self._end_writers()
        database = self.primary.database
        self.wait.until(
            lambda: (
                not instance_of(self.primary).copies
                or has_caught_up(database.lag(self.wait.around.now()), ended)
            ),
            f"{database.identifier}, which has not all that was written in {self.dr.name}",
            _CAUGHT_UP,
        )
        self.wait.for_promotion(self.primary)
        self.wait.for_writes(self.primary)

    def prove_back(self) -> None:
        """Somebody reads and somebody writes; every write that the second region answered is
        there, which is promised: Failed where one is not."""
        record = self.wait.record
        asked, ended = record.first(What.PROMOTION_ASKED), record.first(What.WRITERS_ENDED)
        if ended is None:
            raise Problem("Nothing was failed back yet: run fail-back first.")
        self.wait.for_visits(ended.at, writes=True)
        since = asked.at if asked else 0.0
        there = sorted(name for _, name in acknowledged(record.requests(), since, ended.at))
        if lost := self.wait.missing(there):
            raise Failed(f"Acknowledged by {self.dr.name} and not there: {', '.join(lost)}.")

    def rebuild_second(self) -> None:
        """The second region's database is copied anew; as many tasks run as the purpose says."""
        leader = instance_of(self.primary)
        if leader.copies or self.dr.mark() != NOT_PROMOTED:
            raise Problem(f"{self.primary.name} does not lead: run fail-back first.")
        count = self.wait.settings.dr.desired_count
        self.dr.want(count)
        self._follow(self.dr, self.primary, leader)
        self.wait.for_tasks(self.dr, count)

    def _end_writers(self) -> float:
        """The door first, so that nobody who is answered is cut off; then the others. The moment
        after which nothing was written."""
        done = self.wait.record.first(What.WRITERS_ENDED)
        if done is not None:
            return done.at
        self.dr.close_door()
        self.wait.until(lambda: not self.dr.door_runs(), "the end of the gateway", TASKS)
        self.dr.want(0)
        self.wait.for_tasks(self.dr, 0)
        return self.wait.record.note(What.WRITERS_ENDED)

    def _follow(self, standby: RegionSide, leader_side: RegionSide, leader: Instance) -> None:
        """Whatever of it was done before: the name is freed, taken by a replica, and that is as it
        should be."""
        database = standby.database
        old = database.instance()
        if old is None or not _follows(old, leader):
            if old is not None:
                self.wait.for_available(standby)
                moment = datetime.fromtimestamp(self.wait.around.now(), UTC)
                self.wait.record.note(What.SET_ASIDE, database.set_aside(moment))
            self.wait.until(
                lambda: (
                    database.instance() is None
                    and any(one.is_available for one in database.those_set_aside()[-1:])
                ),
                f"the new name of the old {database.identifier}",
                INSTANCE,
            )
            model = database.those_set_aside()[-1]
            database.create_copy_of(leader, leader_side.name, model.identifier)
        self.wait.for_available(standby, _NEW_REPLICA)
        database.keep_backups(self.wait.settings.database.backup_days)
        self.wait.for_available(standby)
        self.wait.until(
            lambda: any(
                one.seconds <= LAG_LIMIT_SECONDS for one in database.lag(self.wait.around.now())[:1]
            ),
            f"{database.identifier}, which is far behind",
            _NEW_REPLICA,
        )


def _follows(follower: Instance, leader: Instance) -> bool:
    return follower.source in (leader.arn, leader.identifier)
