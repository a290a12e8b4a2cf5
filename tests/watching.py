"""How soon open pages show a result: ``python -m tests.watching [pages] [results] [gateways]``.

Starts a tour of its own with four draws of 64, opens pages of the draw in play (streams which look
again as static/live.js does), records results one after the other, and prints the seconds from the
answer of the saving to the updated page: of every page, and until the last one had it.
"""

import asyncio
import gzip
import json
import os
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from shared.tasks import end_tasks
from shared.terms import PlayerStatus
from shared.text import name_key, search_key
from tools import rows

if TYPE_CHECKING:
    from tests.integration.gateway.tour import Tour

MONDAY = date(2026, 3, 2)
_BEFORE = datetime(2026, 2, 23, 9, tzinfo=UTC)
_CLOSED = datetime(2026, 2, 25, 9, tzinfo=UTC)
_SUNDAY = datetime(2026, 3, 8, 12, tzinfo=UTC)
# age category and gender: the draws, played in this order
_FIELDS = ((1, 1), (1, 2), (2, 1), (2, 2))
# static/live.js
_LOOK_PAUSE = 0.25


class Line:
    """One kept connection. The pages share a machine with the tour: a whole HTTP client for each
    would take longer than the tour does."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, live: str = "") -> str:
        """The page; ``live`` is the change that it looks for."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._at.hostname, self._at.port)
        reader, writer = self._streams
        lines = [f"GET {path} HTTP/1.1", f"Host: {self._at.netloc}", "Accept-Encoding: gzip"]
        if live:
            lines.append(f"Tour-Live: {live}")
        writer.write("\r\n".join((*lines, "", "")).encode())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            # the gateway does not keep a quiet connection for ever
            self.close()
            return await self.get(path, live)
        assert head.startswith(b"HTTP/1.1 200 "), head
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        assert length is not None
        return gzip.decompress(await reader.readexactly(int(length[1]))).decode()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass
class OpenPage:
    """A page of a draw that a browser has open. ``seen`` has the moment (of the monotonic clock) at
    which it first showed so many results."""

    http: httpx.AsyncClient
    line: Line
    path: str
    topics: str
    seen: dict[int, float] = field(default_factory=dict)
    after: str = ""
    told: asyncio.Event = field(default_factory=asyncio.Event)
    heard: list[str] = field(default_factory=list)
    looks: int = 0
    _spread: float = 0.0

    async def watch(self, opened: asyncio.Event) -> None:
        """Look, listen, and look again whenever something changed; until cancelled."""
        html = await self.line.get(self.path)
        found = re.search(r'data-live-after="([^"]*)"', html)
        assert found is not None
        self.after = found[1]
        self._note(html)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(opened))
            tasks.create_task(self._look())

    async def _listen(self, opened: asyncio.Event) -> None:
        async for kind, data, change_id in events(self.http, self.topics, self.after):
            self.heard.append(kind)
            self.after = change_id or self.after
            if kind == "state" and data["live"]:
                opened.set()
            if kind in ("change", "refresh"):
                self._spread = data["spread"] / 1000
                self.told.set()

    async def _look(self) -> None:
        while True:
            await self.told.wait()
            await asyncio.sleep(random.uniform(0, self._spread))
            self.told.clear()
            self._note(await self.line.get(self.path, self.after))
            self.looks += 1
            await asyncio.sleep(_LOOK_PAUSE)

    def _note(self, html: str) -> None:
        now, shown = time.monotonic(), results_on(html)
        for number in range(max(self.seen, default=-1) + 1, shown + 1):
            self.seen[number] = now


def results_on(html: str) -> int:
    """How many matches of a bracket have a winner."""
    return html.count('<span class="vh"> won ')


async def events(
    http: httpx.AsyncClient, topics: str, after: str = "", **headers: str
) -> AsyncIterator[tuple[str, dict[str, Any], str]]:
    """Kind, data and id of what a stream says, until it ends."""
    asked = {"topics": topics, "after": after}
    accepted = {"Accept": "text/event-stream", **headers}
    async with http.stream("GET", "/live", params=asked, headers=accepted, timeout=60) as answer:
        assert answer.status_code == 200, await answer.aread()
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                yield fields["event"], json.loads(fields["data"] or "{}"), fields.get("id", "")
                fields = {}


@asynccontextmanager
async def pages_open(
    urls: Sequence[str], draw_id: int, count: int
) -> AsyncIterator[list[OpenPage]]:
    """So many pages of a draw, on these gateways in turn, all of them live."""
    limits = httpx.Limits(max_connections=None)
    clients = [httpx.AsyncClient(base_url=url, limits=limits, verify=False) for url in urls]
    pages = [
        OpenPage(client, Line(url), f"/draw/{draw_id}", f"draw-{draw_id}")
        for client, url in islice(cycle(zip(clients, urls, strict=True)), count)
    ]
    opened = [asyncio.Event() for _ in pages]
    tasks = [
        asyncio.create_task(page.watch(event)) for page, event in zip(pages, opened, strict=True)
    ]
    waiting = [asyncio.create_task(event.wait()) for event in opened]
    try:
        for ready in waiting:
            await asyncio.wait({ready, *tasks}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    # a page that cannot be opened says why
                    task.result()
        yield pages
    finally:
        await end_tasks(tasks)
        for page in pages:
            page.line.close()
        for client in clients:
            await client.aclose()


@dataclass
class Timings:
    """Seconds, for each page and result, and per result until the last page showed it."""

    each: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    saving: list[float] = field(default_factory=list)
    looks: int = 0

    def line(self, name: str, seconds: list[float]) -> str:
        ordered = sorted(seconds)
        p50, p95 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.95))
        return f"{name}: p50 {p50:.3f} s, p95 {p95:.3f} s, max {ordered[-1]:.3f} s"

    def __str__(self) -> str:
        return "\n".join(
            (
                self.line(f"updated pages ({len(self.each)})", self.each),
                self.line(f"until the last page ({len(self.last)} results)", self.last),
                self.line("saving a result", self.saving),
            )
        )


async def measure(
    tour: "Tour", urls: Sequence[str], draw_id: int, pages: int, results: int, every: float
) -> Timings:
    """Record results of the draw, one every so many seconds, while so many pages are open."""
    timings = Timings()
    async with pages_open(urls, draw_id, pages) as opened:
        shown = max(opened[0].seen)
        for _ in range(results):
            began = time.monotonic()
            saving, saved = await asyncio.to_thread(save_next, tour, draw_id)
            shown += 1
            while not all(shown in page.seen for page in opened):
                assert time.monotonic() < saved + 30, "a page has never shown it"
                await asyncio.sleep(0.01)
            delays = [max(0.0, page.seen[shown] - saved) for page in opened]
            timings.each += delays
            timings.last.append(max(delays))
            timings.saving.append(saving)
            await asyncio.sleep(max(0.0, began + every - time.monotonic()))
        timings.looks += sum(page.looks for page in opened)
    return timings


def save_next(tour: "Tour", draw_id: int) -> tuple[float, float]:
    """Record the next match of a draw; seconds of the saving, and the moment of its answer."""
    match = next(
        each
        for each in tour.matches(draw_id)
        if each["match_status_id"] == 1 and each["player1_id"] and each["player2_id"]
    )
    page = tour.admin.see(f"/admin/result/{match['match_id']}")
    form = page.form("/admin/submit-result").values
    typed = {"action": "save", "typed": "64 63", "winner_id": str(match["player1_id"])}
    began = time.monotonic()
    answer = tour.admin.post("/admin/submit-result", {**form, **typed})
    saved = time.monotonic()
    assert answer.status_code == 303, answer.text
    return saved - began, saved


def rows_of_people() -> Iterator[rows.Row]:
    """Four fields of 64, with names of a common length."""
    yield rows.Country(1, "F", "France")
    for place, (age, gender) in enumerate(_FIELDS):
        birth_year = 1964 if age == 1 else 1959
        for player_id in range(1 + 64 * place, 65 + 64 * place):
            first, last = "Maximilian", f"Baumgartner-{player_id}"
            yield rows.Player(
                player_id=player_id,
                gender_id=gender,
                country_id=1,
                status_id=PlayerStatus.ACTIVE,
                first_name=first,
                last_name=last,
                birth_year=birth_year,
                sort_key=name_key(last, first),
                search_key=search_key(f"{first} {last}"),
                origin="imported",
                changed_by="import",
            )
            yield rows.RankingPlayer(player_id, gender, birth_year, 1)


def four_draws_of_64(tour: "Tour") -> list[int]:
    """On the tournament's Sunday: every match may be recorded."""
    from tests.integration.gateway.tour import until
    from tools.loading import load

    until(lambda: tour.value("SELECT count(*) FROM tour.ranking_weeks") == 4)
    tour.clock(_BEFORE)
    tour.sql("DELETE FROM tour.ranking_weeks")
    load(tour.hand, list(rows_of_people()))
    tour.admin.submit("/admin/venue", "/admin/venue", name="Club", city="Nice", country_id=1)
    key = tour.create_tournament("Nice Open", MONDAY)
    tour.enter(key, range(1, 257))
    tour.clock(_CLOSED)
    until(lambda: tour.are_closed(key))
    draws = [tour.draw("Nice Open", *of) for of in _FIELDS]
    for draw_id in draws:
        tour.make_draw(draw_id)
    tour.clock(_SUNDAY)
    return draws


def main(pages: int = 50, results: int = 200, gateways: int = 1, every: float = 1.0) -> None:
    from tests.integration.gateway.tour import open_tour
    from tests.launched import launched_tour

    replicas = ("--replicas", str(gateways)) if gateways > 1 else ()
    with TemporaryDirectory() as folder:
        home, clock = Path(folder) / "home", "2026-02-23T09:00:00Z"
        with launched_tour(
            home, "--no-demo", *replicas, gateways=gateways, TOUR_CLOCK=clock
        ) as launched:
            tour = open_tour(launched)
            draws = four_draws_of_64(tour)
            urls = [f"http://127.0.0.1:{launched.port + number}" for number in range(gateways)]
            timings = Timings()
            began = time.monotonic()
            for draw_id in draws:
                todo = min(results // len(draws), 63)
                part = asyncio.run(measure(tour, urls, draw_id, pages, todo, every))
                for name in ("each", "last", "saving"):
                    getattr(timings, name).extend(getattr(part, name))
                timings.looks += part.looks
            took = timedelta(seconds=round(time.monotonic() - began))
            print(f"{pages} open pages, {len(timings.last)} results, one every {every:g} s: {took}")
            print(timings)
            print(f"looks: {timings.looks}; load: {os.getloadavg()}")
            tour.end()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]), *(float(word) for word in sys.argv[4:5]))
