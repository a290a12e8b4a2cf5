"""The latest changes, so that a page that comes back learns what it missed, or that it must look.

Guarantees that whoever names a change that is still kept misses nothing that was heard after it,
on this replica or on another one, and that the memory for it is bounded.
"""

from collections import OrderedDict
from dataclasses import dataclass

from services.gateway.live.topics import EVERYTHING, Topics

KEPT = 1000
# Two replicas may hear two services' events in different order: what stood shortly before the
# change that is named is told again. A page that looks twice loses nothing.
OVERLAP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, without its content. ``change_id`` is the domain event's, the same on every
    replica; ``heard_at`` is of a monotonic clock, in seconds."""

    change_id: str
    heard_at: float
    topics: Topics
    name: str
    key: str = ""
    version: int = 0
    is_followed: bool = False

    def touches(self, topics: Topics) -> bool:
        return self.topics == EVERYTHING or not self.topics.isdisjoint(topics)


class Ring:
    """Bounded, in the order in which changes were heard."""

    def __init__(self, first: Change, kept: int = KEPT) -> None:
        """``first`` marks the beginning of what is known."""
        self._kept = kept
        self._changes = OrderedDict({first.change_id: first})

    @property
    def latest(self) -> str:
        """The id of the newest change."""
        return next(reversed(self._changes))

    def __contains__(self, change_id: str) -> bool:
        return change_id in self._changes

    def add(self, change: Change) -> bool:
        """False where it is known: the broker may send an event more than once."""
        if change.change_id in self._changes:
            return False
        self._changes[change.change_id] = change
        if len(self._changes) > self._kept:
            self._changes.popitem(last=False)
        return True

    def since(self, change_id: str, overlap: float = OVERLAP_SECONDS) -> list[Change] | None:
        """What came after that change, or up to ``overlap`` seconds before it, oldest first; None
        where it is not kept (any more)."""
        named = self._changes.get(change_id)
        if named is None:
            return None
        found: list[Change] = []
        is_after = False
        for change in self._changes.values():
            if change is named:
                is_after = True
            elif is_after or change.heard_at > named.heard_at - overlap:
                found.append(change)
        return found
