"""How long pages take under load: ``python -m tests.page_times``, with ``--help`` for its options.

Starts a tour with its history, of its own or the one that lies in a folder. Readers ask for every
kind of page, officials' pages among them, while results are recorded one after the other. Printed
for each kind is what the gateway measured itself, from a request's beginning to its answer's end,
and what the largest page of it weighs, whole and as it travels.
"""

import argparse
import asyncio
import json
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psycopg
from argon2 import PasswordHasher

from shared.tasks import end_tasks
from tests.launched import LaunchedTour, launched_tour
from tests.visitor import Visitor
from tools.drill.forms import PageReader
from tools.local.database import local_target

_PASSWORD = "nine patient line judges"
# interface.md: server time of a page at p95, in milliseconds
_AIM = 50.0
_RECORD, _SUBMIT = "/admin/result/", "/admin/submit-result"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page, and addresses of it."""

    name: str
    paths: Sequence[str]
    signed_in: bool = False


@dataclass
class Heard:
    """The kind of each answer by its correlation id, the bytes of the largest of each kind, whole
    and as they travelled, what failed, and how many results were recorded."""

    kinds: dict[str, str] = field(default_factory=dict)
    weights: dict[str, tuple[int, int]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    recorded: int = 0


def every_kind(official: Visitor) -> list[Kind]:
    """Every kind of public page and the main ones of officials, of rows that this tour has."""

    def items(path: str) -> list[Any]:
        found: Any = official.json(f"/api/v1{path}")
        return list(found["items"])

    finished = items("/tournaments?state=finished&limit=200")[-8:]
    playing = [each["id"] for each in (*finished, *items("/tournaments?state=in-play&limit=4"))]
    taking = [each["id"] for each in items("/tournaments?state=open&limit=4")]
    draws = [
        draw["id"]
        for key in playing
        for draw in items(f"/tournaments/{key}/draws")
        if draw["made_at"]
    ]
    players = [each["player"]["id"] for each in items("/rankings?limit=40")]
    public = {
        "tournaments": ["/tournaments"],
        "tournament": [f"/tournament/{key}" for key in (*playing, *taking)],
        "draw": [f"/draw/{key}" for key in draws],
        "draw as a list": [f"/draw/{key}?view=list" for key in draws],
        "draw verified": [f"/draw/{key}/verify" for key in draws],
        "order of play": ["/order-of-play"],
        "rankings": [f"/rankings?category={age}&gender={g}" for age in (60, 65) for g in "MF"],
        "player": [f"/player/{key}" for key in players],
        "points": [f"/player/{key}/points" for key in players],
        "search": [f"/search?q={text}" for text in ("an", "mar", "open", "gar")],
        "about": ["/about", "/rules"],
        "sign-in": ["/sign-in"],
    }
    desk = {
        "admin": ["/admin"],
        "admin: results": ["/admin/results"],
        "admin: a result": to_record(official)[-8:],
        "admin: an entry": ["/admin/entry"],
        "admin: entries": [f"/admin/entries?tournament_id={key}" for key in (*playing, *taking)],
        "admin: players": ["/admin/players?q=an", "/admin/players?q=mar"],
        "admin: suspensions": ["/admin/suspensions"],
        "admin: audit log": ["/admin/audit"],
    }
    return [
        *(Kind(name, paths) for name, paths in public.items()),
        *(Kind(name, paths, signed_in=True) for name, paths in desk.items() if paths),
    ]


def to_record(official: Visitor) -> list[str]:
    """The pages of the matches that wait for their results, in their order."""
    links = PageReader(official.see("/admin/results").html).links
    return list(dict.fromkeys(link for link in links if link.startswith(_RECORD)))


def record_one(official: Visitor) -> bool:
    """A match that waits, if one does, is won by its first player."""
    for path in to_record(official):
        page = official.see(path)
        if not any(form.action == _SUBMIT for form in page.forms):
            continue  # the page lists what was recorded last, too
        form = page.form(_SUBMIT)
        winner = next(value for value in form.choices["winner_id"] if value)
        typed = {"action": "save", "typed": "64 63", "winner_id": winner}
        answer = official.http.post(_SUBMIT, data={**form.values, **typed}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return True
    return False


async def record(official: Visitor, heard: Heard) -> None:
    """A result a second, as long as matches wait for one."""
    while await asyncio.to_thread(record_one, official):
        heard.recorded += 1
        await asyncio.sleep(1)


async def read(official: Visitor, kinds: Sequence[Kind], every: float, heard: Heard) -> None:
    """Ask for a page every so many seconds, or at once where the answer before came late."""
    at: dict[str, Any] = {"base_url": official.http.base_url, "verify": False, "timeout": 30}
    async with (
        httpx.AsyncClient(**at) as anybody,
        httpx.AsyncClient(**at, cookies=official.cookies) as signed_in,
    ):
        due = time.monotonic() + random.uniform(0, every)
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due = max(due + every, time.monotonic())
            kind = random.choice(kinds)
            client = signed_in if kind.signed_in else anybody
            answer = await client.get(random.choice(kind.paths))
            heard.kinds[answer.headers["x-correlation-id"]] = kind.name
            weight = len(answer.content), answer.num_bytes_downloaded
            heard.weights[kind.name] = max(weight, heard.weights.get(kind.name, (0, 0)))
            if answer.status_code != 200:
                heard.failed.append(f"{answer.status_code} {answer.url}")


async def load(
    official: Visitor, kinds: Sequence[Kind], *, readers: int, pages: float, seconds: float
) -> Heard:
    """So many readers, who ask for so many pages a second together (0: without a pause)."""
    heard = Heard()
    every = readers / pages if pages else 0.0
    tasks = [asyncio.create_task(read(official, kinds, every, heard)) for _ in range(readers)]
    tasks.append(asyncio.create_task(record(official, heard)))
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        await end_tasks(tasks)
    return heard


def measured(log: str, kinds: Mapping[str, str]) -> dict[str, list[float]]:
    """Milliseconds by kind, as the gateway wrote them down."""
    found = defaultdict(list)
    for line in log.splitlines():
        said = json.loads(line)
        if said["event"] == "request" and said["correlation_id"] in kinds:
            found[kinds[said["correlation_id"]]].append(float(said["milliseconds"]))
    return found


def processor_seconds(launched: LaunchedTour) -> dict[str, float]:
    """What each service has used of a processor so far."""
    used: dict[str, float] = defaultdict(float)
    for each in launched.running.replicas:
        # after the name in brackets: state, …, user and system time in ticks
        fields = Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        used[each.replica.service] += ticks / os.sysconf("SC_CLK_TCK")
    return used


def percentile(ordered: Sequence[float], part: float) -> float:
    return ordered[int(len(ordered) * part)]


def table(times: Mapping[str, Sequence[float]], weights: Mapping[str, tuple[int, int]]) -> str:
    """A line for each kind, and one for all."""
    lines = [f"{'':20}{'pages':>7}{'p50':>8}{'p95':>8}{'max':>8} ms{'whole':>8}{'sent':>7} kB"]
    everything = [one for each in times.values() for one in each]
    for name, measured_times in (*times.items(), ("all", everything)):
        ordered = sorted(measured_times)
        p50, p95 = percentile(ordered, 0.5), percentile(ordered, 0.95)
        weight = "".join(f"{part / 1000:8.1f}" for part in weights.get(name, ()))
        mark = "" if p95 <= _AIM else f"  above {_AIM:g} ms"
        lines.append(
            f"{name:20}{len(ordered):7}{p50:8.1f}{p95:8.1f}{ordered[-1]:8.1f}   {weight}{mark}"
        )
    return "\n".join(lines)


def files(official: Visitor) -> str:
    """What the pages load besides, and what each weighs as it travels."""
    loaded = dict.fromkeys(
        re.findall(r'"(/static/[^"]+)"', official.see("/tournament/1").html)
        + re.findall(r'"(/static/[^"]+)"', official.see("/rankings").html)
    )
    weights = (
        f"{path.split('/')[-1].partition('?')[0]} "
        f"{official.http.get(path).num_bytes_downloaded / 1000:.1f}"
        for path in loaded
    )
    return f"kB of what pages load besides: {', '.join(weights)}"


def sign_in(launched: LaunchedTour) -> Visitor:
    """An administrator of this measurement's own, written by hand."""
    target = local_target(launched.folder)
    name = f"page-times-{time.time():.0f}"
    with psycopg.connect(target.url(target.admin)) as hand:
        hand.execute(
            "INSERT INTO tour.officials (name, role, password_hash, must_change_password,"
            " created_at, changed_by, changed_at)"
            " VALUES (%s, 'administrator', %s, false, now(), 'test', now())",
            (name, PasswordHasher().hash(_PASSWORD)),
        )
    official = Visitor(launched.url)
    assert official.sign_in(name, _PASSWORD).path == "/admin"
    return official


def measure(launched: LaunchedTour, *, readers: int, pages: float, seconds: float) -> None:
    """Print how long pages of a tour that is up take."""
    log = launched.folder.logs / "gateway.log"
    with sign_in(launched) as official:
        kinds = every_kind(official)
        for kind in kinds:
            # the first one of a kind reads its template
            official.see(kind.paths[0])
        begun, used = log.stat().st_size, processor_seconds(launched)
        heard = asyncio.run(load(official, kinds, readers=readers, pages=pages, seconds=seconds))
        besides = files(official)
        with log.open("rb") as file:
            file.seek(begun)
            times = measured(file.read().decode(), heard.kinds)
    count = sum(map(len, times.values()))
    in_order = {kind.name: times[kind.name] for kind in kinds if kind.name in times}
    print(table(in_order, heard.weights))
    print(besides)
    rate = count / seconds
    print(f"{readers} readers, {rate:.1f} pages a second, {heard.recorded} results recorded")
    shares = (
        f"{name} {1000 * (now - used[name]) / count:.1f}"
        for name, now in processor_seconds(launched).items()
    )
    print(f"milliseconds of a processor a page: {', '.join(shares)}")
    print(f"load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors; failed: {heard.failed}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.page_times", description=__doc__)
    parser.add_argument("--home", type=Path, help="a stopped tour's data folder")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--pages", type=float, default=20, help="a second, of all readers together")
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    with (
        TemporaryDirectory() as folder,
        launched_tour(asked.home or Path(folder) / "home") as launched,
    ):
        measure(launched, readers=asked.readers, pages=asked.pages, seconds=asked.seconds)


if __name__ == "__main__":
    main()
