"""docker-compose.yml, run for real: a project of its own, on a port of its own.

Where no engine answers, the container lab beside the project is asked for one, where it is there.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tools.local.folder import PROJECT

LAB = PROJECT.parent / "shared" / "tools" / "container-lab"
_PATIENCE = 120.0
_ONE_TIME_PASSWORD = re.compile(r"one-time password (\S+)")


class NoEngine(Exception):
    """There is no container engine, and none can be started here."""


def engine() -> dict[str, str]:
    """What `docker` needs in its environment; NoEngine says in one sentence what is missing."""
    if _answers({}):
        return {}
    if not LAB.exists():
        raise NoEngine("No container engine answers: start Docker, then try again.")
    subprocess.run([LAB, "up"], check=True)
    line = subprocess.run([LAB, "env"], capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"(DOCKER_HOST)=(\S+)", line))


def _answers(environment: dict[str, str]) -> bool:
    if shutil.which("docker") is None:
        return False
    asked = subprocess.run(
        ["docker", "info"], env={**os.environ, **environment}, capture_output=True, check=False
    )
    return asked.returncode == 0


def compose_command(environment: dict[str, str]) -> list[str]:
    """`docker compose` where the plug-in is there, else `docker-compose`."""
    known = subprocess.run(
        ["docker", "compose", "version"],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    return ["docker", "compose"] if known.returncode == 0 else ["docker-compose"]


class Stack:
    """``profiles`` as `--profile` takes them; ``settings`` stand in for the file .env."""

    def __init__(self, port: int, profiles: Sequence[str] = (), **settings: str) -> None:
        where = engine()
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {**os.environ, **where, "TOUR_PORT": str(port), **settings}
        named = [word for profile in profiles for word in ("--profile", profile)]
        self._compose = [*compose_command(where), "-p", f"tour-test-{port}", *named]

    def run(self, *words: str, quiet: bool = True) -> str:
        """A compose command; what it said."""
        done = subprocess.run(
            [*self._compose, *words],
            cwd=PROJECT,
            env=self._environment,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"compose {' '.join(words)}: {done.stdout}")
        return done.stdout or ""

    @contextmanager
    def up(self) -> Iterator[float]:
        """Everything is up, after so many seconds; nothing of it is left afterwards."""
        self.run("down", "--volumes", "--remove-orphans")
        began = time.monotonic()
        try:
            self.run("up", "-d")
            yield time.monotonic() - began
        except BaseException:
            print(self.run("logs", "--tail", "40"))
            raise
        finally:
            self.run("down", "--volumes", "--remove-orphans")

    def build(self) -> None:
        self.run("build", quiet=False)

    @property
    def one_time_password(self) -> str:
        found = _ONE_TIME_PASSWORD.search(self.run("logs", "--no-color", "welcome"))
        assert found is not None
        return found[1]

    def tour(self, *words: str) -> str:
        """`tour …` in a container of its own beside the services."""
        return self.run("run", "--rm", "-T", "migrate", *words)

    def container(self, service: str) -> str:
        """The id of a service's container."""
        return self.run("ps", "-q", service).strip()

    def docker(self, *words: str) -> str:
        return subprocess.run(
            ["docker", *words], env=self._environment, capture_output=True, text=True, check=True
        ).stdout

    def kill(self, service: str) -> None:
        """kill -9, as from outside."""
        self.docker("kill", "--signal", "KILL", self.container(service))

    def start(self, service: str) -> None:
        self.docker("start", self.container(service))

    def await_healthy(self, service: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while self.inspect(service)["State"]["Health"]["Status"] != "healthy":
            assert time.monotonic() < deadline, service
            time.sleep(0.5)

    def inspect(self, service: str) -> dict[str, Any]:
        (found,) = json.loads(self.docker("inspect", self.container(service)))
        return dict(found)

    def image_sizes(self) -> dict[str, int]:
        """Bytes by image, ours and their base."""
        lines = self.docker("images", "--format", "{{json .}}").splitlines()
        names = {f"{one['Repository']}:{one['Tag']}" for one in map(json.loads, lines)}
        ours = [name for name in names if name.startswith("masters-tour/")]
        return {
            name: json.loads(self.docker("image", "inspect", name))[0]["Size"]
            for name in sorted([*ours, "python:3.12-slim-bookworm"])
            if name in names
        }
