"""When the launcher makes a backup by itself.

Guarantees that a start is never slowed down by one, that there is one at a time, and that one that
did not work is told and tried again an hour later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tools.backups.names import backups_in, made_at
from tools.local.processes import Child, describe_end, tail

AFTER_START: Final = timedelta(minutes=5)
AFTER_FAILURE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup so often into ``folder``, of which the latest ``keep`` stay."""

    folder: Path
    every: timedelta
    keep: int


def due_at(latest: datetime | None, started: datetime, every: timedelta) -> datetime:
    """When the next backup is due: so long after the latest, but not just after a start."""
    earliest = started + AFTER_START
    return earliest if latest is None else max(earliest, latest + every)


class Schedule:
    """``begin`` starts the child that makes a backup, ``log`` takes what it says; ``say`` takes a
    line for the person."""

    def __init__(
        self,
        plan: Plan,
        begin: Callable[[], Child],
        log: Path,
        say: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._plan = plan
        self._begin = begin
        self._log = log
        self._say = say
        self._now = now
        self._started = now()
        self._child: Child | None = None
        self._not_before = self._next()

    def look(self) -> None:
        """Begin a backup where one is due, or hear how the last one ended; does not wait."""
        if self._child is not None:
            if (code := self._child.poll()) is not None:
                self._child = None
                self._hear(code)
        elif self._now() >= self._not_before:
            self._child = self._begin()

    def _hear(self, code: int) -> None:
        if code == 0:
            latest = next(iter(backups_in(self._plan.folder)), self._plan.folder)
            self._say(f"Backup made and proved: {latest}")
            self._not_before = self._next()
        else:
            self._say(
                f"The backup did not work: {describe_end(code)}. It is tried again in an hour. "
                f"The end of {self._log}:\n{tail(self._log, 5)}"
            )
            self._not_before = self._now() + AFTER_FAILURE

    def _next(self) -> datetime:
        latest = next(iter(backups_in(self._plan.folder)), None)
        return due_at(made_at(latest) if latest else None, self._started, self._plan.every)
