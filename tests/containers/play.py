"""`make compose-test`: the containers are built and run, and a tournament is played in them.

On the way a service's container is killed and started again, then the broker's. After that the
stack runs with two of each service behind the gateway, and one of each is killed under load. The
figures are printed. It ends with 1 where anything is not as it should be.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.containers.small_tournament import BEGINNING, SmallTournament
from tests.containers.stack import NoEngine, Stack
from tests.integration.whole.tournament60 import PASSWORD
from tests.visitor import Visitor
from tools.drill.journal import Kind, Outcome, Request, read_journal
from tools.local.folder import PROJECT, write_private
from tools.local.ports import free_ports

# bytes that an image may have over its base
_OVER_BASE = 150 * 1000 * 1000
_BEHIND_THE_GATEWAY = ("entries", "draws", "matches", "rankings")
_SERVICES = (*_BEHIND_THE_GATEWAY, "gateway")
_BETWEEN_SECONDS = 4.0


def main() -> None:
    try:
        stack = Stack(free_ports(1)[0], TOUR_CLOCK=BEGINNING)
    except NoEngine as error:
        sys.exit(f"compose-test: {error}")
    began = time.monotonic()
    stack.build()
    print(f"built in {time.monotonic() - began:.0f} s")
    look_at_images(stack)
    with stack.up() as seconds:
        print(f"first `up`: {seconds:.1f} s")
        look_at_containers(stack)
        began = time.monotonic()
        stack.run("up", "-d")
        print(f"second `up`: {time.monotonic() - began:.1f} s")
        stack.tour("history", "--weeks", "2", "--players", "60")
        with Visitor(stack.url) as admin:
            admin.sign_in_first(stack.one_time_password, PASSWORD)
            began = time.monotonic()
            tournament = SmallTournament(
                admin, lambda moment: stack.tour("clock", moment), lambda n: disturb(stack, n)
            )
            tournament.play("Compose")
            print(f"a tournament of seven, two containers killed: {time.monotonic() - began:.0f} s")
        print(stack.tour("validate").splitlines()[-1])
    lose_one_of_each(Stack(free_ports(1)[0], ("replicas",), TOUR_CLOCK=BEGINNING))
    print("compose-test: all is well")


def disturb(stack: Stack, results: int) -> None:
    """Before the second result matches is killed, before the fifth the broker."""
    victim = {1: "matches", 4: "nats"}.get(results)
    if victim is not None:
        stack.kill(victim)
        stack.start(victim)
        print(f"  killed {victim} and started it again")


def lose_one_of_each(stack: Stack) -> None:
    """Two of each service, people who read and write, and one of each killed in turn."""
    with stack.up(), TemporaryDirectory() as name, Visitor(stack.url) as admin:
        stack.tour("history", "--weeks", "2", "--players", "60")
        admin.sign_in_first(stack.one_time_password, PASSWORD)
        cookies, journal = Path(name) / "cookies.json", Path(name) / "requests.jsonl"
        write_private(cookies, json.dumps({one.name: one.value for one in admin.cookies}))
        words = (stack.port, cookies, journal, "lost", 3, 2, 1)
        load = subprocess.Popen(
            [sys.executable, "-m", "tools.drill.load", *map(str, words)], cwd=PROJECT
        )
        try:
            for service in _BEHIND_THE_GATEWAY:
                time.sleep(_BETWEEN_SECONDS)
                stack.kill(service)
                time.sleep(_BETWEEN_SECONDS)
                stack.start(service)
                stack.await_healthy(service)
        finally:
            load.terminate()
            load.wait()
        requests = [line for line in read_journal(journal) if isinstance(line, Request)]
    failed = [one for one in requests if one.outcome is not Outcome.DONE]
    reads = sum(one.kind is Kind.READ for one in requests)
    print(
        f"two of each, one of each killed: {reads} reads, {len(requests) - reads} writes,"
        f" {len(failed)} failed {dict(Counter(one.outcome.value for one in failed))}"
    )
    assert reads
    assert reads < len(requests)
    assert not failed, failed[:5]


def look_at_images(stack: Stack) -> None:
    sizes = stack.image_sizes()
    base = sizes.pop("python:3.12-slim-bookworm", 0)
    for name, size in sizes.items():
        over = size - base
        print(f"  {name}: {size / 1e6:.0f} MB, {over / 1e6:.0f} over its base")
        assert over <= _OVER_BASE, name


def look_at_containers(stack: Stack) -> None:
    """What runs may write nowhere, is nobody in particular, and reaches nothing outside."""
    for service in _SERVICES:
        told = stack.inspect(service)
        assert told["HostConfig"]["ReadonlyRootfs"], service
        assert told["HostConfig"]["CapDrop"] == ["ALL"], service
        assert told["Config"]["User"] == "10001:10001", service
        assert told["State"]["Health"]["Status"] == "healthy", service
        published = [one for one in (told["NetworkSettings"]["Ports"] or {}).values() if one]
        assert bool(published) == (service == "gateway"), service


if __name__ == "__main__":
    main()
