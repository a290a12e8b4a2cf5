"""Journals: a line of JSON for each thing that happened, written while it happens.

Guarantees that what was written before a process died can be read. Moments are seconds since 1970
of this machine's one clock, so journals of different processes can be laid side by side.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """How a request ended, for the person who made it."""

    DONE = "done"
    # a page of a standby; a write refused because a standby answers
    STANDBY = "standby"
    # nobody answered, or a part of the tour was away
    AWAY = "away"
    # an answer that says no: the rules forbid it, or what it was about is not there
    REFUSED = "refused"
    # what no answer may be: 500, or a page that is not what was asked for
    FAULT = "fault"


class Kind(StrEnum):
    READ = "read"
    PLAYER = "player"
    ENTRY = "entry"
    TOURNAMENT = "tournament"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the load: begun and ended in seconds, ``what`` it was about (a path, or the
    unique name of what was written), and what the answer said where it was none of the expected."""

    began: float
    ended: float
    kind: Kind
    what: str
    outcome: Outcome
    said: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A health check changed its mind, or the resolver its answer (``name`` is then "answer")."""

    at: float
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A connection, and the region that it was led to; ``reached`` where somebody was there."""

    at: float
    region: str
    reached: bool


Line = Request | Turn | Passage
_BY_NAME: dict[str, type[Line]] = {one.__name__: one for one in (Request, Turn, Passage)}


class Journal:
    """Threads may share it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def write(self, line: Line) -> None:
        text = json.dumps({"line": type(line).__name__, **asdict(line)}, ensure_ascii=False)
        with self._lock:
            self._file.write(text + "\n")

    def turn(self, name: str, value: str) -> None:
        self.write(Turn(time.time(), name, value))

    def close(self) -> None:
        self._file.close()


def read_journal(path: Path) -> Iterator[Line]:
    """What was written so far; a last line that is not complete yet is left out."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if text.endswith("\n"):
            known = json.loads(text)
            kind = _BY_NAME[known.pop("line")]
            if kind is Request:
                known |= {"kind": Kind(known["kind"]), "outcome": Outcome(known["outcome"])}
            yield kind(**known)
