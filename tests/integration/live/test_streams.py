"""Streams of open pages, from a real broker over real HTTP."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from services.gateway.live import hub as hubs
from services.gateway.live.ring import KEPT, Change
from shared.broker import Broker
from tests.integration.live.replica import (
    Listener,
    Replica,
    matches_service,
    record,
    running,
    until,
)
from tools.local.nats import EmbeddedNats

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
async def replica(fresh_nats_server: EmbeddedNats, matches: Broker) -> AsyncIterator[Replica]:
    async with running(Replica(fresh_nats_server)) as started:
        yield started


@pytest.fixture
async def matches(fresh_nats_server: EmbeddedNats) -> AsyncIterator[Broker]:
    async with matches_service(fresh_nats_server) as broker:
        yield broker


async def test_a_result_reaches_the_pages_of_its_draw_and_says_what_changed_but_not_how(
    replica: Replica, matches: Broker
) -> None:
    async with (
        Listener(replica, "draw-7", replica.hub.heard) as page,
        Listener(replica, "draw-8 rankings", replica.hub.heard) as other,
    ):
        event_id = await record(matches, 7)
        assert await page.until("change") == {
            "name": "ResultRecorded", "key": "match:9", "version": 2, "spread": 2, "again": False,
        }  # fmt: skip
        assert page.said[-1][2] == replica.hub.heard
        assert replica.hub.heard.startswith(event_id)
        assert other.kinds == ["state"]


async def test_two_replicas_both_tell_and_a_page_goes_on_where_the_other_one_ended(
    replica: Replica, fresh_nats_server: EmbeddedNats, matches: Broker
) -> None:
    async with running(Replica(fresh_nats_server)) as second:
        async with (
            Listener(replica, "draw-7", replica.hub.heard) as here,
            Listener(second, "draw-7", second.hub.heard) as there,
        ):
            seen = await record(matches, 7)
            await here.until("change")
            await there.until("change")
        # what is told twice to be sure is over
        second.ahead += 10.0
        missed = await record(matches, 7, version=3)
        async with Listener(second, "draw-7", seen) as back:
            assert (await back.until("change"))["version"] == 3
            assert back.said[-1][2].startswith(missed)


async def test_the_browsers_last_event_id_is_where_it_goes_on(
    replica: Replica, matches: Broker
) -> None:
    before = replica.hub.heard
    async with Listener(replica, "draw-7", before) as page:
        last = await record(matches, 7)
        await page.until("change")
    # the address still names what the page was opened with
    async with Listener(replica, "draw-7", before, Last_Event_ID=last) as back:
        await asyncio.sleep(0.1)
        assert back.kinds == ["state"]
    async with Listener(replica, "draw-7", before) as late:
        await late.until("change")


async def test_a_gap_too_large_sends_the_page_to_look(replica: Replica) -> None:
    before = replica.hub.heard
    for number in range(KEPT):
        replica.hub.hear(Change(str(number), time.monotonic(), frozenset({"draw-8"}), "X"))
    async with Listener(replica, "draw-7", before) as page:
        await page.until("refresh")


async def test_while_the_broker_is_away_pages_are_told_and_afterwards_look_again(
    replica: Replica, fresh_nats_server: EmbeddedNats, matches: Broker
) -> None:
    async with Listener(replica, "draw-7", replica.hub.heard) as page:
        assert page.said[0][1] == {"live": True, "standby": False}
        await asyncio.to_thread(fresh_nats_server.stop)
        assert (await page.until("state", 2))["live"] is False
        await asyncio.to_thread(fresh_nats_server.start)
        await page.until("refresh")
        assert (await page.until("state", 3))["live"] is True
        await until(lambda: matches.connected)
        await record(matches, 7)
        await page.until("change")


async def test_a_standby_keeps_its_streams_and_says_so(replica: Replica) -> None:
    async with Listener(replica, "draw-7", replica.hub.heard) as page:
        replica.room.database.read_only = True
        assert await page.until("state", 2) == {"live": True, "standby": True}
        replica.room.database.read_only = False
        assert await page.until("state", 3) == {"live": True, "standby": False}


async def test_a_reader_that_does_not_read_is_dropped_and_the_others_hear_everything(
    replica: Replica,
) -> None:
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        host, port = replica.url.removeprefix("http://").split(":")
        slow.connect((host, int(port)))
        asked = f"GET /live?topics=draw-7 HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream"
        slow.sendall(f"{asked}\r\n\r\n".encode())
        async with Listener(replica, "draw-7", replica.hub.heard) as quick:
            assert replica.hub.streams == 2
            told = 0
            async with asyncio.timeout(30):
                while replica.hub.streams == 2:
                    told += 1
                    replica.hub.hear(
                        Change(f"{told}-{'x' * 2000}", time.monotonic(), frozenset({"draw-7"}), "X")
                    )
                    if not told % 20:
                        await quick.until("change", told)
            await quick.until("change", told)


@pytest.mark.usefixtures("matches")
async def test_after_ten_minutes_a_page_comes_back(fresh_nats_server: EmbeddedNats) -> None:
    async with (
        running(Replica(fresh_nats_server, beat=0.02)) as replica,
        Listener(replica, "draw-7", replica.hub.heard) as page,
    ):
        replica.ahead += 535.0
        await asyncio.sleep(0.1)
        assert page.kinds == ["state"]
        replica.ahead += 130.0
        await page.ended()
        assert page.kinds == ["state", "again"]


async def test_the_gateway_ends_without_waiting_for_a_hundred_open_streams(
    replica: Replica,
) -> None:
    pages = [Listener(replica, f"draw-{number + 1}", replica.hub.heard) for number in range(100)]
    await asyncio.gather(*(page.__aenter__() for page in pages))
    assert replica.hub.streams == 100
    # uvicorn alone would wait its grace of eight seconds
    async with asyncio.timeout(6):
        await replica.end()
    for page in pages:
        await page.ended()
        assert page.kinds == ["state", "shutdown"]


async def test_too_many_streams_are_refused_in_a_sentence(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_PER_ADDRESS", 1)
    async with (
        Listener(replica, "draw-7"),
        httpx.AsyncClient(base_url=replica.url, verify=False) as http,
    ):
        answer = await http.get("/live?topics=draw-7", headers=STREAM)
        assert answer.status_code == 429
        assert "live pages are open from your address" in answer.text
        monkeypatch.setattr(hubs, "MOST_STREAMS", 1)
        answer = await http.get("/live?topics=draw-7", headers=STREAM)
        assert answer.status_code == 503
        assert "Too many live pages are open at the moment" in answer.text


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?topics=officials", STREAM),
        ("?topics=draw-7+audit", STREAM),
        ("", STREAM),
        ("?topics=draw-7", {"Accept": "text/html"}),
    ],
)
async def test_what_is_no_public_topic_or_no_page_gets_no_stream(
    replica: Replica, query: str, headers: dict[str, str]
) -> None:
    async with httpx.AsyncClient(base_url=replica.url, verify=False) as http:
        answer = await http.get(f"/live{query}", headers=headers)
    assert answer.status_code == 422
    assert replica.hub.streams == 0


async def test_a_stream_is_neither_kept_nor_compressed_nor_gathered(replica: Replica) -> None:
    async with (
        httpx.AsyncClient(base_url=replica.url, verify=False) as http,
        http.stream("GET", "/live?topics=draw-7", headers=STREAM) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store, no-transform"
        assert answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in answer.headers
        # the rest of what every answer says
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert await anext(answer.aiter_lines()) == "retry: 2000"
    async with httpx.AsyncClient(base_url=replica.url, verify=False) as http:
        assert (await http.head("/live?topics=draw-7", headers=STREAM)).status_code == 200
