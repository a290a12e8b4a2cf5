"""What happened in a drill, on disk as it happens, so that a runbook that was stopped goes on.

drill.jsonl holds the moments, requests.jsonl what the drill's reader and official met; both in the
words of the drill on one machine (tools/drill/journal.py), so the same figures are made of them.
"""

from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from tools.drill.journal import Journal, Line, Request, Turn, read_journal


class What(StrEnum):
    """What a moment is about; its value in brackets."""

    # a step [its name]
    BEGAN = "step began"
    DONE = "step done"
    # [seconds]
    LAG = "replica lag"
    # the order to end the primary's tasks, or the first look at a region that is lost
    FAILED = "primary failed"
    # the tour's name leads to [side]
    ANSWER = "answer"
    PROMOTION_ASKED = "promotion asked"
    # the instance takes writes and is available
    PROMOTED = "promoted"
    MARK_FLIPPED = "mark flipped"
    # the load balancer answers with it
    MARK_SEEN = "mark seen"
    # [name] of the write that the promoted side does not have
    LOST = "lost"
    # every acknowledged write was looked for [how many]
    COMPARED = "compared"
    # [instance] keeps the old data
    SET_ASIDE = "set aside"
    # the way back
    TURNED_BACK = "turned back"
    WRITERS_ENDED = "writers ended"
    # [snapshot] stays
    SNAPSHOT = "snapshot"


class Record:
    """One drill's folder. ``now`` in seconds since 1970."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._now = now
        self._moments = folder / "drill.jsonl"
        self._requests = folder / "requests.jsonl"

    def note(self, what: What, value: str = "") -> float:
        """Now; the moment."""
        at = self._now()
        _append(self._moments, Turn(at, what, value))
        return at

    def note_once(self, what: What, value: str = "") -> float:
        """Now, unless it was noted before; the first moment."""
        first = self.first(what, value)
        return first.at if first is not None else self.note(what, value)

    def note_request(self, request: Request) -> None:
        _append(self._requests, request)

    def moments(self, what: What | None = None) -> list[Turn]:
        """In order; all, or those about something."""
        return [
            line
            for line in read_journal(self._moments)
            if isinstance(line, Turn) and what in (None, line.name)
        ]

    def requests(self) -> list[Request]:
        return [line for line in read_journal(self._requests) if isinstance(line, Request)]

    def first(self, what: What, value: str | None = None) -> Turn | None:
        return next((one for one in self.moments(what) if value in (None, one.value)), None)

    def last(self, what: What) -> Turn | None:
        return next(reversed(self.moments(what)), None)


def _append(path: Path, line: Line) -> None:
    """A line every few seconds: nothing is held open, so nothing is lost with the process."""
    with closing(Journal(path)) as journal:
        journal.write(line)
