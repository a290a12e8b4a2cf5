"""A part of the running tour: PostgreSQL, NATS, or one replica of a service.

Guarantees that a part that does not come up says why, with the last lines of its log.
"""

import http.client
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from tools.local.ports import HOST
from tools.local.processes import Child, Command, Starter, describe_end, start, tail
from tools.problems import Failed

# waits so many seconds; the launcher's raises when it is told to stop
Pause = Callable[[float], None]
_POLL_SECONDS = 0.02


def http_ok(port: int, path: str) -> bool:
    """GET on 127.0.0.1 answers 200 within half a second."""
    connection = http.client.HTTPConnection(HOST, port, timeout=0.5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _nothing() -> None:
    pass


class Part:
    """One child process with what the launcher must know to look after it."""

    def __init__(
        self,
        name: str,
        command: Command,
        is_ready: Callable[[], bool],
        *,
        before: Callable[[], None] = _nothing,
        stop_signals: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10.0),),
        starter: Starter = start,
    ) -> None:
        """``before`` runs ahead of every launch. ``stop_signals``: signals with the seconds that
        each is given; after the last comes SIGKILL."""
        self.name = name
        self.command = command
        self.before = before
        self.stop_signals = stop_signals
        self._is_ready = is_ready
        self._start = starter
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self._child.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs, and before it was ever launched."""
        return self._child.poll() if self._child else None

    @property
    def ready(self) -> bool:
        return self.pid is not None and self._is_ready()

    def launch(self) -> None:
        """Start it; does not wait."""
        self.before()
        try:
            self._child = self._start(self.command)
        except OSError as error:
            raise Failed(f"{self.name} cannot be started: {error}.") from error

    def wait_until_ready(self, within: float, pause: Pause = time.sleep) -> None:
        """Failed where it ends, or is not ready within so many seconds."""
        wait_all_ready([self], within, pause)

    def check(self) -> None:
        """Failed where it has ended."""
        if (code := self.exit_code) is not None:
            raise Failed(self.complaint(describe_end(code)))

    def send(self, number: signal.Signals) -> None:
        if self._child is not None:
            self._child.send_signal(number)

    def stop(self) -> None:
        """End it, in a friendly way first; returns when it is gone."""
        stop_all([self])

    def wait(self, seconds: float | None) -> bool:
        """Whether it is gone within so many seconds."""
        if self._child is None:
            return True
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def complaint(self, what: str) -> str:
        """That it did not come up, why, and what it said itself."""
        log = self.command.log
        lines = tail(log)
        return f"{self.name} did not come up: {what}." + (
            f" The end of {log}:\n{lines}" if lines else f" It left nothing in {log}."
        )


def wait_all_ready(
    parts: Sequence[Part],
    within: float,
    pause: Pause,
    greet: Callable[[Part], None] = lambda _part: None,
) -> None:
    """``greet`` is called with each part as it becomes ready; Failed where one ends, or is not
    ready within so many seconds."""
    deadline = time.monotonic() + within
    waiting = list(parts)
    while waiting:
        for part in list(waiting):
            if part.ready:
                waiting.remove(part)
                greet(part)
            else:
                part.check()
        if waiting and time.monotonic() > deadline:
            raise Failed(waiting[0].complaint(f"it was not ready after {within:.0f} s"))
        if waiting:
            pause(_POLL_SECONDS)


def stop_all(parts: Sequence[Part]) -> None:
    """End several parts at the same time; returns when all are gone."""
    for stage in range(max((len(part.stop_signals) for part in parts), default=0)):
        waiting = [
            part for part in parts if part.pid is not None and stage < len(part.stop_signals)
        ]
        for part in waiting:
            part.send(part.stop_signals[stage][0])
        began = time.monotonic()
        for part in waiting:
            patience = part.stop_signals[stage][1]
            part.wait(max(0.0, began + patience - time.monotonic()))
    for part in parts:
        if part.pid is not None:
            part.send(signal.SIGKILL)
        part.wait(None)
