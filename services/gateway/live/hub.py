"""Hears every domain event and tells the open pages that it touches.

Each replica listens for itself, outside the durable that they share: every page must hear. What is
told here is a hint to look again and never the truth itself, so nothing is stored or acknowledged:
whenever events may have passed unheard, every page is told to look again.
"""

import asyncio
import time
from collections import Counter
from secrets import token_hex
from uuid import uuid4

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from services.gateway.live.ring import OVERLAP_SECONDS, Change, Ring
from services.gateway.live.stream import BEAT_SECONDS, LIFE_SECONDS, Clock, Stream, frame
from services.gateway.live.topics import EVERYTHING, Topics, is_followed, topics_of
from shared.broker import Broker
from shared.database import Database
from shared.errors import TooManyAttempts, Unavailable
from shared.events import SUBJECTS, Envelope
from shared.metrics import LIVE_LEFT_BEHIND, LIVE_STREAMS

log = structlog.get_logger()

# a whole club may sit behind one address
MOST_PER_ADDRESS = 200
MOST_STREAMS = 2000
_LOOK_SECONDS = 0.2
# over how long the pages that are told of a change spread their looks
_SPREAD_MS_PER_PAGE = 2
_LONGEST_SPREAD_MS = 4000


class Hub:
    """``heard`` is the newest change, and which replica says so: a page carries it, and names it
    when it opens its stream."""

    def __init__(
        self,
        broker: Broker,
        database: Database,
        *,
        life: float = LIFE_SECONDS,
        beat: float = BEAT_SECONDS,
        clock: Clock = time.monotonic,
    ) -> None:
        self._broker = broker
        self._database = database
        self._life, self._beat, self._clock = life, beat, clock
        self._name = token_hex(4)
        self._ring = Ring(self._gap("Started"))
        self._streams: set[Stream] = set()
        self._addresses: Counter[str] = Counter()
        self.is_hearing = False
        self._is_ended = False
        self._told = self._state()

    @property
    def heard(self) -> str:
        return self._place(self._ring.latest)

    def knows(self, place: str) -> bool:
        """That change was heard here, and not so long ago that it is forgotten."""
        return place.partition(".")[0] in self._ring

    @property
    def streams(self) -> int:
        """How many are open."""
        return len(self._streams)

    # --- events in ------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until told to stop, and say so to the pages while nothing can be heard."""
        connection = 0
        is_subscribed = False
        while not stop.is_set():
            if self._broker.connected:
                client = self._broker.client
                try:
                    if not is_subscribed:
                        await client.subscribe(SUBJECTS, cb=self._on_message)
                        is_subscribed = True
                    # nats-py listens again by itself after a cut; what passed meanwhile is unheard
                    if connection != (now := 1 + client.stats["reconnects"]):
                        # the broker knows of the subscription once it has answered
                        await client.flush(timeout=2)
                        connection = now
                        self.hear(self._gap("Reconnected"))
                except (NatsError, ConnectionError, TimeoutError) as error:
                    log.warning("live pages wait", error=str(error) or type(error).__name__)
                    await asyncio.sleep(_LOOK_SECONDS)
                    continue
            self.is_hearing = self._broker.connected
            self._tell_state()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _on_message(self, message: Msg) -> None:
        try:
            event = Envelope.parse(message.headers or {}, message.data)
            topics = topics_of(event)
        except (KeyError, TypeError, ValueError) as error:
            # the consumer says so too, and keeps it from coming again
            log.warning("not an event of ours", subject=message.subject, error=str(error))
            return
        if topics:
            self.hear(
                Change(
                    str(event.event_id),
                    self._clock(),
                    topics,
                    event.name,
                    event.key,
                    event.version,
                    is_followed(event),
                )
            )

    def hear(self, change: Change) -> None:
        """Keep it, and tell every page that it touches; once."""
        if not self._ring.add(change):
            return
        touched = [stream for stream in self._streams if change.touches(stream.topics)]
        text = self._text(change, len(touched))
        for stream in touched:
            self._put(stream, text)

    def _place(self, change_id: str) -> str:
        """A change in the order in which this replica heard it."""
        return f"{change_id}.{self._name}"

    def _text(self, change: Change, pages: int) -> bytes:
        """What a page learns: that something changed, and within how many milliseconds to look."""
        if change.topics == EVERYTHING:
            kind, what = "refresh", {}
        else:
            kind = "change"
            what = {"name": change.name, "key": change.key, "version": change.version}
        spread = min(_SPREAD_MS_PER_PAGE * pages, _LONGEST_SPREAD_MS)
        data = {**what, "spread": spread, "again": change.is_followed}
        return frame(kind, data, self._place(change.change_id))

    def _gap(self, name: str) -> Change:
        """Anything may have changed before this."""
        return Change(str(uuid4()), self._clock(), EVERYTHING, name)

    # --- streams out ----------------------------------------------------------------------

    def open(self, address: str, topics: Topics, after: str) -> Stream:
        """A stream for a page that knows everything up to the change ``after``.

        TooManyAttempts and Unavailable where too many are open.
        """
        if self._is_ended or len(self._streams) >= MOST_STREAMS:
            raise Unavailable(
                "Too many live pages are open at the moment. This page shows what stood when it "
                "was loaded: reload it to see more."
            )
        if self._addresses[address] >= MOST_PER_ADDRESS:
            raise TooManyAttempts(
                f"More than {MOST_PER_ADDRESS} live pages are open from your address. Close some, "
                "or reload this page to see what has changed."
            )
        stream = Stream(
            topics, address=address, life=self._life, beat=self._beat, clock=self._clock
        )
        self._streams.add(stream)
        self._addresses[address] += 1
        LIVE_STREAMS.set(len(self._streams))
        stream.put(frame("state", self._state()))
        change_id, _, told_by = after.partition(".")
        missed = self._ring.since(change_id, 0 if told_by == self._name else OVERLAP_SECONDS)
        if missed is None:
            gap = Change(self._ring.latest, self._clock(), EVERYTHING, "Missed")
            stream.put(self._text(gap, 1))
        # the page looks at itself once for all of them: the newest is enough
        elif touching := [change for change in missed if change.touches(topics)]:
            stream.put(self._text(touching[-1], 1))
        return stream

    def close(self, stream: Stream) -> None:
        """Its page has gone, or it is over."""
        if stream in self._streams:
            self._streams.remove(stream)
            self._addresses[stream.address] -= 1
            self._addresses += Counter()  # forgets those at nought
            LIVE_STREAMS.set(len(self._streams))

    def end(self) -> None:
        """The gateway ends: every page is told to come back, to whoever is there then."""
        self._is_ended = True
        for stream in self._streams:
            stream.end(frame("shutdown", {}))

    def _put(self, stream: Stream, text: bytes) -> None:
        if not stream.put(text):
            LIVE_LEFT_BEHIND.inc()
            self.close(stream)

    def _state(self) -> dict[str, bool]:
        return {"live": self.is_hearing, "standby": self._database.read_only}

    def _tell_state(self) -> None:
        state = self._state()
        if state != self._told:
            self._told = state
            for stream in list(self._streams):
                self._put(stream, frame("state", state))
