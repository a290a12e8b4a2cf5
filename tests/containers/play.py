"""`make compose-test`: the containers are built and run, and a tournament is played in them.

On the way a service's container is killed and started again, twice; at the end the images and
containers are looked at, and the figures printed. It ends with 1 where anything is not as it
should be.
"""

import sys
import time

from tests.containers.small_tournament import BEGINNING, PASSWORD, SmallTournament
from tests.containers.stack import NoEngine, Stack
from tests.visitor import Visitor
from tools.local.ports import free_ports

# bytes that an image may have over its base
_OVER_BASE = 150 * 1000 * 1000
_SERVICES = ("entries", "draws", "matches", "rankings", "gateway")


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
    print("compose-test: all is well")


def disturb(stack: Stack, results: int) -> None:
    """Before the second result matches is killed, before the fifth the broker."""
    victim = {1: "matches", 4: "nats"}.get(results)
    if victim is not None:
        stack.kill(victim)
        stack.start(victim)
        print(f"  killed {victim} and started it again")


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
