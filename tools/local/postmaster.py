"""The file postmaster.pid of a PostgreSQL data folder: who runs there, and is it ready.

Guarantees that a folder left by a killed launcher can be started again: an orphaned server has
ended, and a pid file that names some other process is gone.
"""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.problems import Failed

_ASKED_AFTER = 2.0
_GONE_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Postmaster:
    pid: int
    ready: bool


def read_postmaster(data: Path) -> Postmaster | None:
    """What the file says, as pg_ctl reads it: line 1 the pid, line 8 the state."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), len(lines) > 7 and lines[7].strip() == "ready")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def settle_previous(data: Path) -> None:
    """Wait until no server uses the folder; Failed where one does not end.

    The caller alone uses this folder, so whatever server still runs in it is an orphan that has
    been told to end. A pid file that names a living process of another kind is stale; PostgreSQL
    would take it for a server and refuse, which happens often in containers.
    """
    began = time.monotonic()
    asked = False
    while (state := read_postmaster(data)) is not None and _works_in(state.pid, data):
        waited = time.monotonic() - began
        if not asked and waited > _ASKED_AFTER:
            os.kill(state.pid, signal.SIGQUIT)
            asked = True
        if waited > _GONE_WITHIN:
            raise Failed(
                f"An earlier PostgreSQL (process {state.pid}) still uses {data} and does not end. "
                "End it, then try again."
            )
        time.sleep(0.05)
    if sys.platform == "linux" and state is not None and _lives(state.pid):
        (data / "postmaster.pid").unlink()


def _works_in(pid: int, data: Path) -> bool:
    """A process of that pid lives and works in that folder, as a PostgreSQL server does."""
    if sys.platform != "linux":
        return _lives(pid)
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
