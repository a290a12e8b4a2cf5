"""Ctrl-C, SIGTERM and a closed terminal, as the launcher's main loop takes them.

Guarantees that a wait ends at once when the person wants to stop or a child ends, without
threads.
"""

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Self

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """The person, or the system, wants the tour to end."""


class Signals:
    """Within ``with``, the process's signals come here; main thread only. A closed terminal does
    not count where the person said so (nohup)."""

    def __init__(self) -> None:
        self.stop_requested = False

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._before = {
            number: signal.signal(number, self._handle)
            for number in (*_STOP, signal.SIGCHLD)
            if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN)
        }
        self._wakeup_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def pause(self, seconds: float) -> None:
        """Wait so long, or less where a child ends; StopRequested where we are to stop."""
        if not self.stop_requested:
            ready, _, _ = select.select([self._read], [], [], seconds)
            if ready:
                os.read(self._read, 4096)
        if self.stop_requested:
            raise StopRequested

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self.stop_requested = True
