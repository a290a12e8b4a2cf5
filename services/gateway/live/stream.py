"""One open stream: what waits to be sent to one page.

Guarantees that what waits is bounded, that a stream ends at the end of its life or when the gateway
ends, and that a reader who does not read is left without waiting for it.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from random import Random

from services.gateway.live.topics import Topics

LIFE_SECONDS = 600.0
# of the life, more or less, so that pages opened together do not come back together
LIFE_JITTER = 0.1
BEAT_SECONDS = 15.0
MOST_WAITING = 100

Clock = Callable[[], float]

# a named event, not a comment: the page sees that the line is alive, and a proxy sees bytes
BEAT = b"event: beat\ndata: \n\n"
_lots = Random()  # noqa: S311 - spreads load, hides nothing


def frame(event: str, data: object, change_id: str = "") -> bytes:
    """An event as it stands in the stream (HTML standard, server-sent events)."""
    identity = f"id: {change_id}\n" if change_id else ""
    return f"{identity}event: {event}\ndata: {json.dumps(data)}\n\n".encode()


class Stream:
    """``texts`` is what goes out. ``clock`` is monotonic, in seconds, as are the life and the
    beat."""

    def __init__(
        self,
        topics: Topics,
        *,
        address: str = "",
        life: float = LIFE_SECONDS,
        beat: float = BEAT_SECONDS,
        clock: Clock = time.monotonic,
    ) -> None:
        self.topics = topics
        self.address = address
        # set as soon as it is over, whether or not the reader has read so far
        self.left_behind = asyncio.Event()
        self._beat = beat
        self._clock = clock
        self._ends_at = clock() + life * (1 + _lots.uniform(-LIFE_JITTER, LIFE_JITTER))
        self._waiting: deque[bytes] = deque()
        self._woken = asyncio.Event()
        self._is_ending = False

    def put(self, text: bytes) -> bool:
        """False where the reader is so far behind that the stream is given up: its page will come
        back and say from where."""
        if len(self._waiting) >= MOST_WAITING:
            self.left_behind.set()
            return False
        self._waiting.append(text)
        self._woken.set()
        return True

    def end(self, text: bytes) -> None:
        """The last that is said."""
        self._waiting.append(text)
        self._is_ending = True
        self._woken.set()

    async def texts(self) -> AsyncIterator[bytes]:
        """What waits, a beat where nothing does, until the end."""
        while True:
            self._woken.clear()
            while self._waiting:
                yield self._waiting.popleft()
            if self._is_ending:
                return
            left = self._ends_at - self._clock()
            if left <= 0:
                # the page comes back at once; nothing is wrong
                yield frame("again", {})
                return
            try:
                await asyncio.wait_for(self._woken.wait(), min(self._beat, left))
            except TimeoutError:
                yield BEAT
