"""Child processes of the launcher.

Guarantees that on Linux no child outlives its parent, even one killed with -9: the kernel sends
the child a signal (PR_SET_PDEATHSIG). That signal is bound to the *thread* that started the child,
so children are started from the main thread. Each child leads a session of its own, so that a
Ctrl-C reaches the launcher only, which then stops its children in order.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Account:
    """Another user of this machine, as whom a child runs."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Command:
    """A child to start: ``log`` takes its output, ``orphaned`` is what ends it if we die."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    account: Account | None = None
    orphaned: signal.Signals = signal.SIGKILL


class Child(Protocol):
    """A running child: subprocess.Popen, or one of the nursery."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...


Starter = Callable[[Command], Child]


def start(
    command: Command, stdin: int = subprocess.DEVNULL, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a program; OSError where it or its folder cannot be used."""
    account = command.account
    with command.log.open("ab") as log:
        # preexec_fn is safe here: the launcher has one thread
        return subprocess.Popen(
            command.argv,
            env=command.env,
            cwd=command.cwd,
            stdin=stdin,
            stdout=log if stdout is None else stdout,
            stderr=log,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            # after the change of user, which would undo it
            preexec_fn=partial(end_with_parent, os.getpid(), command.orphaned),  # noqa: PLW1509
        )


def run_to_end(command: Command, pause: Callable[[float], None], starter: Starter = start) -> int:
    """Run a child and wait for its exit code; where ``pause`` raises, it and its own are ended."""
    child = starter(command)
    try:
        while (code := child.poll()) is None:
            pause(0.02)
    except BaseException:
        if child.poll() is None:
            # in its first moment a child of the nursery has no group of its own yet
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.send_signal(signal.SIGKILL)
        child.wait()
        raise
    return code


def describe_end(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"it ended with exit code {code}"
    with contextlib.suppress(ValueError):
        return f"it was ended by {signal.Signals(-code).name}"
    return f"it was ended by signal {-code}"


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log, indented; nothing where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 16_384))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def rotate(log: Path) -> None:
    """Keep the previous run's log beside the new one."""
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """In a new child: have the kernel send it that signal when its parent dies."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def name_process(name: str) -> None:
    """What `top` and `ps -e` call this process from now on."""
    if _libc is not None:
        _libc.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
