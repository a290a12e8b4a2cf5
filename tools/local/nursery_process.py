"""The nursery's own process: imports, then forks a child for every line on its standard input.

Guarantees that a child starts like one of ``python -m``: its environment, folder, log and signals
are its own, and nothing of the nursery but imported modules is left in it.

Its arguments are the modules to import. A line is a JSON object: argv, env, cwd and log of a child
to start, or pid and signal. Answers are {"born": pid} and {"ended": pid, "code": exit code,
negative for a signal}.
"""

import gc
import json
import os
import runpy
import select
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType

from tools.local.processes import end_with_parent, name_process


@dataclass(frozen=True, slots=True)
class Birth:
    """A child to start; ``argv`` begins with its module."""

    argv: list[str]
    env: dict[str, str]
    cwd: str
    log: str


class _Nursery:
    """The loop. In the nursery ``serve`` returns None at the end, in a child what it is to be."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._heard = b""
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        signal.signal(signal.SIGCHLD, _take_note)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def serve(self) -> Birth | None:
        while True:
            ready, _, _ = select.select([0, self._read], [], [])
            if self._read in ready:
                os.read(self._read, 4096)
            if 0 in ready:
                heard = os.read(0, 65_536)
                if not heard:
                    return None
                self._heard += heard
                for birth in self._births():
                    if self._fork() == 0:
                        self._leave()
                        return birth
            self._bury()

    def end_children(self) -> None:
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _births(self) -> Iterator[Birth]:
        while b"\n" in self._heard:
            line, self._heard = self._heard.split(b"\n", 1)
            message = json.loads(line)
            if "signal" not in message:
                yield Birth(**message)
            elif message["pid"] in self._children:
                os.kill(message["pid"], message["signal"])

    def _fork(self) -> int:
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            end_with_parent(nursery, signal.SIGKILL)
        else:
            self._children.add(pid)
            _tell({"born": pid})
        return pid

    def _leave(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._read)
        os.close(self._write)

    def _bury(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            _tell({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _take_note(_number: int, _frame: FrameType | None) -> None:
    """The wakeup pipe has it."""


def _tell(message: dict[str, int]) -> None:
    os.write(1, json.dumps(message).encode() + b"\n")


def _become(birth: Birth) -> None:
    """Be that child: returns when its module is done."""
    log = os.open(birth.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.close(log)
    os.close(nothing)
    name_process(Path(birth.log).stem)
    os.environ.clear()
    os.environ.update(birth.env)
    os.chdir(birth.cwd)
    sys.argv[:] = birth.argv
    runpy.run_module(birth.argv[0], run_name="__main__", alter_sys=True)


def _main() -> None:
    for module in sys.argv[1:]:
        import_module(module)
    # what is there stays shared between the children
    gc.collect()
    gc.freeze()
    nursery = _Nursery()
    birth = nursery.serve()
    if birth is None:
        nursery.end_children()
    else:
        _become(birth)


if __name__ == "__main__":
    _main()
