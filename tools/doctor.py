"""`tour doctor`: what is wrong with this installation, and what to do about it.

Guarantees that it changes nothing, and that one finding does not hide the next.
"""

import http.client
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from tools.local import binaries
from tools.local.folder import PROJECT, data_folder
from tools.local.parts import http_ok
from tools.local.ports import HOST, is_free, next_free
from tools.local.running import Running, find_running
from tools.problems import Problem

_LOWEST_PYTHON = (3, 11)
_POSTGRES = "16"
_ROOM_NEEDED = 1024**3
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;.*)?\\?$")


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    text: str


Check = Callable[[], Iterator[Finding]]


def command() -> None:
    """Ends with 0 where nothing is wrong, else with 1."""
    findings = [finding for check in _CHECKS for finding in _done(check)]
    for finding in findings:
        print(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.text}")
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        print(f"\n{wrong} of {len(findings)} findings want looking after.")
        raise typer.Exit(1)


def _done(check: Check) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check())
    except Problem as problem:
        found.append(Finding(ok=False, text=str(problem)))
    return found


def _python() -> Iterator[Finding]:
    present = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _LOWEST_PYTHON:
        yield Finding(ok=True, text=f"Python {present}")
    else:
        yield Finding(ok=False, text=f"Python {present} is too old; install 3.11 or newer.")


def _packages() -> Iterator[Finding]:
    pins = wrong_pins(PROJECT / "requirements" / "runtime.txt")
    for sentence in pins:
        yield Finding(ok=False, text=f"{sentence} Try `make setup`.")
    if not pins:
        yield Finding(ok=True, text="all packages are there in the locked versions")


def wrong_pins(locked: Path) -> list[str]:
    """A sentence for every package of a lock file that is missing or of another version."""
    wrong = []
    for line in locked.read_text(encoding="utf-8").splitlines():
        match = _PIN.match(line)
        if match is None or match[3]:  # a marker: not for every machine
            continue
        name, wanted = match[1], match[2]
        try:
            present = version(name)
        except PackageNotFoundError:
            wrong.append(f"The package {name} {wanted} is missing.")
            continue
        if present != wanted:
            wrong.append(f"The package {name} is {present}, not {wanted}.")
    return wrong


def _postgres() -> Iterator[Finding]:
    account = binaries.account_for(data_folder().postgres / "data")
    programs = binaries.postgres_programs(account)
    programs.remove_copy()
    who = f", run as {account.name}" if account else ""
    if programs.major == _POSTGRES:
        yield Finding(ok=True, text=f"PostgreSQL {programs.version}{who}")
    else:
        text = f"PostgreSQL {programs.version} is there, not {_POSTGRES}. Try `make setup`."
        yield Finding(ok=False, text=text)


def _nats() -> Iterator[Finding]:
    yield Finding(ok=True, text=f"NATS {binaries.nats_version()}")


def _folder() -> Iterator[Finding]:
    folder = data_folder()
    there = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        advice = "Give it to yourself, or name another one with TOUR_HOME."
        yield Finding(ok=False, text=f"The data folder {folder.path} cannot be written. {advice}")
        return
    yield Finding(ok=True, text=f"the data folder {folder.path} can be written")
    room = shutil.disk_usage(there).free
    text = f"{room / 1024**3:.1f} GB are free on its disk"
    if room >= _ROOM_NEEDED:
        yield Finding(ok=True, text=text)
    else:
        yield Finding(ok=False, text=f"Only {text}; make room for at least 1 GB.")


def _tour() -> Iterator[Finding]:
    running = find_running(data_folder())
    if running is None:
        yield from _port(os.environ.get("TOUR_PORT", "8000"))
    else:
        yield from _replicas(running)
        yield from _broker(running)
        yield from _database()


def _database() -> Iterator[Finding]:
    # these bring SQLAlchemy with them
    from tools.checkup import database_findings
    from tools.local.database import local_target

    yield from database_findings(local_target(data_folder()))


def _port(port: str) -> Iterator[Finding]:
    if not port.isdigit() or not 0 < int(port) < 65_536:
        yield Finding(ok=False, text=f"TOUR_PORT is {port!r}; it must be a number up to 65535.")
    elif is_free(int(port)):
        yield Finding(ok=True, text=f"port {port} is free; no tour is running")
    else:
        other = next_free(int(port))
        text = f"Port {port} is taken or not allowed. Name another one: `tour up --port {other}`."
        yield Finding(ok=False, text=text)


def _replicas(running: Running) -> Iterator[Finding]:
    for one in running.replicas:
        name = one.replica.name
        if http_ok(one.replica.health_port, "/health/ready"):
            yield Finding(ok=True, text=f"{name} is ready")
        else:
            log = data_folder().log(name)
            yield Finding(ok=False, text=f"{name} is not ready; {log} says why.")


def _broker(running: Running) -> Iterator[Finding]:
    answer = _ask_broker(running.servers.nats_monitor_port)
    if answer is None:
        text = f"NATS does not answer; {data_folder().log('nats')} says why."
        yield Finding(ok=False, text=text)
    elif answer:
        yield Finding(ok=True, text="NATS writes every event to the disk before it acknowledges")
    else:
        text = "NATS acknowledges before it writes to the disk. Stop the tour and start it again."
        yield Finding(ok=False, text=text)


def _ask_broker(port: int) -> bool | None:
    """Whether it syncs always; None where it does not answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/jsz")
        settings = json.loads(connection.getresponse().read())["config"]
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return None
    finally:
        connection.close()
    return bool(settings.get("sync_always"))


_CHECKS: tuple[Check, ...] = (_python, _packages, _postgres, _nats, _folder, _tour)
