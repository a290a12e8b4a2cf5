"""The ring of changes, the streams of open pages, and who is told what."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Message

from services.gateway.live import hub as hubs
from services.gateway.live.answer import StreamAnswer
from services.gateway.live.hub import Hub
from services.gateway.live.ring import OVERLAP_SECONDS, Ring
from services.gateway.live.stream import BEAT, MOST_WAITING, Stream, frame
from services.gateway.live.topics import EVERYTHING
from shared.errors import TooManyAttempts, Unavailable
from shared.service import EngineRoom
from shared.settings import Settings
from tests.unit.gateway.live import change

DRAW = frozenset({"draw-1"})


class Clock:
    """A monotonic clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hub(clock: Clock) -> AsyncIterator[Hub]:
    """One that no broker feeds: what it hears, the test says. It beats 200 times a second."""
    room = EngineRoom(
        Settings(service="gateway", database_password="x", nats_password="x", token="x")
    )
    yield Hub(room.broker, room.database, beat=0.005, clock=clock)
    await room.close()


def parsed(text: bytes) -> tuple[str, str, dict[str, Any]]:
    """Id, event and data of a frame."""
    fields = dict(line.split(": ", 1) for line in text.decode().splitlines() if line)
    return fields.get("id", ""), fields["event"], json.loads(fields["data"] or "{}")


async def told(stream: Stream, beats: int = 1) -> list[tuple[str, str, dict[str, Any]]]:
    """What a stream says before it has nothing to say for so many beats, or ends."""
    said = []
    async for text in stream.texts():
        if text == BEAT:
            beats -= 1
            if not beats:
                break
        else:
            said.append(parsed(text))
    return said


def kinds(said: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    return [kind for _, kind, _ in said]


# --- ring -----------------------------------------------------------------------------------


def test_whoever_names_a_change_learns_all_that_came_after_it() -> None:
    ring = Ring(change("start", at=0))
    for number in range(1, 6):
        assert ring.add(change(str(number), "draw-1", at=10.0 * number))
    assert [each.change_id for each in ring.since("3") or ()] == ["4", "5"]
    assert ring.since("5") == []
    assert [each.change_id for each in ring.since("start") or ()] == ["1", "2", "3", "4", "5"]
    assert ring.latest == "5"


def test_what_stood_shortly_before_is_told_again() -> None:
    """Another replica may have heard it later."""
    ring = Ring(change("start", at=0))
    ring.add(change("long before", at=10))
    ring.add(change("just before", at=20 - OVERLAP_SECONDS / 2))
    ring.add(change("named", at=20))
    assert [each.change_id for each in ring.since("named") or ()] == ["just before"]


def test_a_change_that_is_not_kept_any_more_or_never_was_is_a_gap() -> None:
    ring = Ring(change("start"), kept=3)
    for name in "abcd":
        ring.add(change(name))
    assert ring.since("a") is None
    assert ring.since("") is None
    assert ring.since("b") is not None


def test_the_same_event_twice_is_one_change() -> None:
    ring = Ring(change("start"))
    assert ring.add(change("a"))
    assert not ring.add(change("a"))


# --- hub ------------------------------------------------------------------------------------


async def test_a_page_hears_of_what_it_listens_to_and_of_nothing_else(hub: Hub) -> None:
    stream = hub.open("1.1.1.1", DRAW, hub.heard)
    hub.hear(change("a", "draw-2", "matches"))
    hub.hear(change("b", "draw-1", "matches"))
    _, (change_id, kind, data) = await told(stream)
    assert (change_id, kind) == (hub.heard, "change")
    assert hub.heard.startswith("b.")
    assert data == {
        "name": "ResultRecorded", "key": "match:b", "version": 1, "spread": 2, "again": False,
    }  # fmt: skip


async def test_what_touches_everything_sends_every_page_to_look(hub: Hub) -> None:
    stream = hub.open("1.1.1.1", DRAW, hub.heard)
    hub.hear(change("a", *EVERYTHING))
    assert kinds(await told(stream)) == ["state", "refresh"]


async def test_a_page_that_comes_back_learns_the_newest_change_that_touches_it(
    hub: Hub, clock: Clock
) -> None:
    hub.hear(change("seen", "draw-1", at=clock.now))
    hub.hear(change("a", "draw-1", at=clock.now))
    hub.hear(change("b", "draw-1", at=clock.now))
    hub.hear(change("c", "draw-2", at=clock.now))
    said = await told(hub.open("1.1.1.1", DRAW, "seen"))
    assert kinds(said) == ["state", "change"]
    assert said[1][2]["key"] == "match:b"


async def test_a_page_that_missed_nothing_of_its_own_is_not_sent_to_look(
    hub: Hub, clock: Clock
) -> None:
    clock.now += 60
    hub.hear(change("seen", "draw-1", at=clock.now))
    hub.hear(change("c", "draw-2", at=clock.now))
    assert kinds(await told(hub.open("1.1.1.1", DRAW, "seen"))) == ["state"]


async def test_what_stood_shortly_before_is_told_again_only_to_who_comes_from_another_replica(
    hub: Hub, clock: Clock
) -> None:
    clock.now += 60
    for name in ("a", "b"):
        hub.hear(change(name, "draw-1", at=clock.now))
    assert kinds(await told(hub.open("1.1.1.1", DRAW, hub.heard))) == ["state"]
    assert kinds(await told(hub.open("1.1.1.1", DRAW, "b.another"))) == ["state", "change"]


async def test_a_page_whose_last_change_is_unknown_is_sent_to_look(hub: Hub) -> None:
    said = await told(hub.open("1.1.1.1", DRAW, "of another life"))
    assert kinds(said) == ["state", "refresh"]
    # and from there on it knows where it stands
    assert said[1][0] == hub.heard


async def test_a_stream_whose_page_reads_nothing_is_given_up_and_the_others_go_on(
    hub: Hub,
) -> None:
    slow, quick = (hub.open("1.1.1.1", DRAW, hub.heard) for _ in range(2))
    for number in range(MOST_WAITING + 10):
        hub.hear(change(str(number), "draw-1"))
        await told(quick)
    assert slow.left_behind.is_set()
    assert not quick.left_behind.is_set()
    assert hub.streams == 1


async def test_an_address_and_the_gateway_have_their_limits(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_PER_ADDRESS", 2)
    monkeypatch.setattr(hubs, "MOST_STREAMS", 3)
    first = hub.open("1.1.1.1", DRAW, "")
    hub.open("1.1.1.1", DRAW, "")
    with pytest.raises(TooManyAttempts, match=r"live pages are open from your address"):
        hub.open("1.1.1.1", DRAW, "")
    hub.open("2.2.2.2", DRAW, "")
    with pytest.raises(Unavailable, match=r"Too many live pages are open at the moment"):
        hub.open("3.3.3.3", DRAW, "")
    hub.close(first)
    hub.close(first)
    hub.open("1.1.1.1", DRAW, "")
    assert hub.streams == 3


async def test_at_the_end_every_page_is_told_and_nobody_new_comes(hub: Hub) -> None:
    streams = [hub.open("1.1.1.1", DRAW, hub.heard) for _ in range(3)]
    hub.end()
    for stream in streams:
        assert kinds(await told(stream)) == ["state", "shutdown"]
    with pytest.raises(Unavailable):
        hub.open("1.1.1.1", DRAW, "")


async def test_many_pages_spread_their_looks(hub: Hub) -> None:
    streams = [hub.open("1.1.1.1", DRAW, hub.heard) for _ in range(50)]
    hub.hear(change("a", "draw-1"))
    assert (await told(streams[0]))[1][2]["spread"] == 100


# --- streams --------------------------------------------------------------------------------


async def test_a_stream_lives_ten_minutes_more_or_less(clock: Clock) -> None:
    ends = []
    for _ in range(20):
        stream = Stream(DRAW, beat=0.001, clock=clock)
        began, ended = clock.now, False
        clock.now += 535
        while not ended:
            clock.now += 5
            ended = kinds(await told(stream)) == ["again"]
        ends.append(clock.now - began)
    assert all(540 <= lived <= 665 for lived in ends)
    # not together
    assert len(set(ends)) > 3


async def test_a_quiet_stream_beats(clock: Clock) -> None:
    stream = Stream(DRAW, beat=0.001, clock=clock)
    texts = stream.texts()
    assert [await anext(texts), await anext(texts)] == [BEAT, BEAT]
    stream.put(frame("change", {}))
    assert await anext(texts) == b"event: change\ndata: {}\n\n"


# --- answer ---------------------------------------------------------------------------------


class Page:
    """The other end of an answer; ``reads`` is how many messages it takes before it stops."""

    def __init__(self, reads: int = 1_000_000) -> None:
        self.reads = reads
        self.got: list[Message] = []
        self.left = asyncio.Event()
        self.is_full = asyncio.Event()

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if len(self.got) >= self.reads:
            self.is_full.set()
            await asyncio.Event().wait()
        self.got.append(message)

    async def open(self, answer: StreamAnswer, **scope: object) -> None:
        await asyncio.wait_for(answer({"type": "http", **scope}, self.receive, self.send), 5)


async def test_an_answer_tells_proxies_and_caches_to_let_it_pass(hub: Hub) -> None:
    page = Page()
    answer = StreamAnswer(hub, hub.open("1.1.1.1", DRAW, hub.heard))
    hub.end()
    await page.open(answer)
    headers = {name.decode(): value.decode() for name, value in page.got[0]["headers"]}
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert "content-length" not in headers
    assert page.got[1]["body"] == b"retry: 2000\n\n"
    assert page.got[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert hub.streams == 0


async def test_an_answer_ends_with_its_reader(hub: Hub) -> None:
    page = Page()
    page.left.set()
    await page.open(StreamAnswer(hub, hub.open("1.1.1.1", DRAW, hub.heard)))
    assert hub.streams == 0


async def test_an_answer_does_not_wait_for_a_reader_that_does_not_read(hub: Hub) -> None:
    page = Page(reads=2)
    going = asyncio.create_task(page.open(StreamAnswer(hub, hub.open("1.1.1.1", DRAW, hub.heard))))
    await page.is_full.wait()
    for number in range(MOST_WAITING + 2):
        hub.hear(change(str(number), "draw-1"))
    await going
    assert hub.streams == 0


async def test_a_head_request_gets_the_headers_and_no_stream(hub: Hub) -> None:
    page = Page()
    await page.open(StreamAnswer(hub, hub.open("1.1.1.1", DRAW, hub.heard)), **{"tour.head": True})
    assert page.got[0]["status"] == 200
    assert page.got[-1]["more_body"] is False
    assert hub.streams == 0
