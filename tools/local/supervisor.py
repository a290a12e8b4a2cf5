"""Looks after the running parts: one that ends is started again.

Guarantees that a part that keeps ending is started less and less often (at most every ten
seconds), and one that ends once comes back at once.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from tools.local.processes import describe_end
from tools.problems import Failed

BACKOFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
# who stays up so long has recovered
STABLE_SECONDS = 10.0


class Watchable(Protocol):
    """What the supervisor needs of a part (tools/local/parts.py)."""

    @property
    def name(self) -> str: ...
    @property
    def exit_code(self) -> int | None: ...
    @property
    def ready(self) -> bool: ...
    def launch(self) -> None: ...


@dataclass(slots=True)
class _Watched:
    part: Watchable
    launched_at: float
    ready: bool = True
    failures: int = 0
    restart_at: float | None = None


class Supervisor:
    """``say`` takes a line for the person; ``changed`` is called when a part has a new process."""

    def __init__(
        self,
        parts: Iterable[Watchable],
        say: Callable[[str], None],
        changed: Callable[[], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._changed = changed
        self._now = now
        self._watched = [_Watched(part, now()) for part in parts]

    def look(self) -> None:
        """One round over all parts; call it a few times a second."""
        for watched in self._watched:
            if watched.restart_at is not None:
                if self._now() >= watched.restart_at:
                    self._restart(watched)
            elif (code := watched.part.exit_code) is not None:
                self._put_off(watched, describe_end(code))
            elif not watched.ready:
                self._greet(watched)
            elif watched.failures and self._now() - watched.launched_at >= STABLE_SECONDS:
                watched.failures = 0

    def _put_off(self, watched: _Watched, why: str) -> None:
        delay = BACKOFF_SECONDS[min(watched.failures, len(BACKOFF_SECONDS) - 1)]
        watched.failures += 1
        watched.ready = False
        watched.restart_at = self._now() + delay
        self._say(f"{watched.part.name} is down: {why}. Starting it again in {delay:g} s.")

    def _restart(self, watched: _Watched) -> None:
        watched.restart_at = None
        watched.launched_at = self._now()
        try:
            watched.part.launch()
        except Failed as failed:
            self._put_off(watched, str(failed))
        self._changed()

    def _greet(self, watched: _Watched) -> None:
        if watched.part.ready:
            watched.ready = True
            took = self._now() - watched.launched_at
            self._say(f"{watched.part.name} is up again after {took:.1f} s.")
