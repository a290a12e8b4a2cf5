"""Waiting, as a runbook does: with a limit, while the drill's reader and official go on.

Guarantees that a wait that is given up says for what, and how that stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from cdk.names import site_host
from cdk.settings import Settings
from tools.aws.database import Instance, code_of
from tools.aws.outside import Outside, answers_ok, leads_to
from tools.aws.record import Record, What
from tools.aws.region import RegionSide
from tools.aws.visits import Visits
from tools.drill.browser import Unreached
from tools.drill.evidence import seconds_to_first
from tools.problems import Failed

# between two looks
LOOK_SECONDS: Final = 5.0
MINUTES: Final = 60.0
# what each wait takes at most
TASKS: Final = 15 * MINUTES
NAME: Final = 10 * MINUTES
# a backup of a large instance, a promotion, a rename
INSTANCE: Final = 60 * MINUTES
# RDS's words for an instance that does something else at the moment
_BUSY: Final = ("InvalidDBInstanceState", "InvalidDBInstanceStateFault")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a runbook cannot know by itself, so that a rehearsal gives its own: time (seconds since
    1970), waiting, the internet, and a person who is told things and asked before what cannot be
    undone."""

    now: Callable[[], float]
    pause: Callable[[float], None]
    outside: Outside
    say: Callable[[str], None]
    confirm: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Waiting:
    settings: Settings
    around: Surroundings
    record: Record
    visits: Visits

    @property
    def site(self) -> str:
        """The tour's name, which leads to one side or the other."""
        return site_host(self.settings.domain)

    def until(
        self,
        condition: Callable[[], bool],
        what: str,
        within: float,
        more: Callable[[], str] = lambda: "",
    ) -> None:
        """Failed where it does not come within so many seconds; ``more`` says how it stands."""
        deadline = self.around.now() + within
        while not condition():
            if self.around.now() > deadline:
                raise Failed(f"{within / MINUTES:.0f} minutes were not enough for {what}{more()}.")
            self.look()

    def look(self) -> None:
        """One visit of the reader and the official, and a pause."""
        self.visits.once()
        self.around.pause(LOOK_SECONDS)

    def for_tasks(self, side: RegionSide, count: int) -> None:
        """So many of each service run, and people are sent to them."""
        missing: list[str] = []

        def steady() -> bool:
            missing[:] = side.unsteady(count)
            if count and not missing and not side.healthy_targets():
                missing.append("no gateway is healthy")
            return not missing

        self.until(steady, f"the tasks in {side.name}", TASKS, lambda: f" ({', '.join(missing)})")

    def for_name(self, here: RegionSide, elsewhere: RegionSide) -> float:
        """The tour's name leads there; since when, as far as anybody looked."""
        self.until(
            lambda: leads_to(self.around.outside, self.site, here.host, elsewhere.host),
            f"{self.site} to lead to {here.name}",
            NAME,
        )
        last = self.record.last(What.ANSWER)
        if last is not None and last.value == here.side:
            return last.at
        return self.record.note(What.ANSWER, here.side)

    def for_available(self, side: RegionSide, within: float = INSTANCE) -> None:
        """RDS does nothing with the instance at the moment."""
        status = ""

        def available() -> bool:
            nonlocal status
            instance = side.database.instance()
            status = instance.status if instance else "not there"
            return instance is not None and instance.is_available

        self.until(available, side.database.identifier, within, lambda: f", which is {status}")

    def for_promotion(self, side: RegionSide) -> None:
        """RDS has taken the order to promote, now or before; it refuses while a backup runs."""

        def taken() -> bool:
            instance = instance_of(side)
            if not instance.copies:
                return True
            if not instance.is_available:
                return False
            try:
                side.database.promote(self.settings.database.backup_days)
            except ClientError as error:
                if code_of(error) not in _BUSY:
                    raise
                return False
            return True

        self.until(taken, f"a moment in which {side.database.identifier} can be promoted", INSTANCE)

    def for_writes(self, side: RegionSide) -> None:
        """The instance takes writes, and the services have noticed."""

        def takes_writes() -> bool:
            instance = instance_of(side)
            return not instance.copies and instance.is_available

        self.until(takes_writes, f"the promotion of {side.database.identifier}", INSTANCE)
        self.for_page(side, "/health/promoted")

    def for_page(self, side: RegionSide, path: str) -> None:
        """A side answers with 200 at its own name."""
        self.until(
            lambda: answers_ok(self.around.outside, side.host, path),
            f"https://{side.host}{path}",
            TASKS,
        )

    def for_visits(self, since: float, *, writes: bool) -> None:
        """Somebody has read at the tour's name and, where there is an official, written, in a
        request begun after a moment."""

        def seen(*, writes: bool) -> bool:
            return seconds_to_first(self.record.requests(), since, writes=writes) < float("inf")

        self.until(lambda: seen(writes=False), f"a page at https://{self.site}", TASKS)
        if writes and self.visits.writes:
            self.until(lambda: seen(writes=True), "a write that was acknowledged", TASKS)

    def missing(self, names: Iterable[str]) -> list[str]:
        """The players that nobody finds at the tour's name; each asked until somebody answers."""
        return [name for name in names if not self._has(name)]

    def _has(self, name: str) -> bool:
        answers: list[bool] = []

        def answered() -> bool:
            try:
                answers.append(self.visits.has(name))
            except Unreached:
                return False
            return True

        self.until(answered, f"the search for {name}", TASKS)
        return answers[-1]


def instance_of(side: RegionSide) -> Instance:
    """Failed where there is none."""
    instance = side.database.instance()
    if instance is None:
        raise Failed(f"There is no database {side.database.identifier} in {side.name}.")
    return instance
