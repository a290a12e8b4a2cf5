"""The tour's code at one moment: this one, or an earlier commit's in a folder of its own.

Guarantees that a process runs the code of its version and nothing of another: its folder and its
path are that version's.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from shared.names import ServiceName
from tools.local.folder import PROJECT
from tools.local.launch import Programs
from tools.local.nursery import Nursery
from tools.local.processes import Child, Command, Starter, start
from tools.local.services import child_environment
from tools.problems import Problem

# what of a commit runs
_FOLDERS: Final = ("services", "shared", "tools")
_HISTORY: Final = ("tools.cli", "history", "--weeks", "2", "--quiet")
# what filled a new tour before there was `tour history`
_DEMO: Final = "tools.demo"


@dataclass(frozen=True, slots=True)
class Version:
    """``name`` is for people; ``starter`` takes a module and its arguments, as after
    ``python -m``."""

    name: str
    folder: Path
    starter: Starter

    def history(self, options: Sequence[str]) -> tuple[str, ...]:
        """What fills a new tour; the demo season of earlier code knows no options."""
        had_demo = (self.folder / _DEMO.replace(".", "/")).is_dir()
        return (_DEMO,) if had_demo else (*_HISTORY, *options)

    def service(self, service: ServiceName, settings: Mapping[str, str], log: Path) -> Command:
        """What starts a replica."""
        return self.command(Programs().service(service), settings, log)

    def command(self, words: tuple[str, ...], settings: Mapping[str, str], log: Path) -> Command:
        """``settings`` on top of what every child inherits."""
        environment = {**settings, **child_environment(self.folder)}
        return Command(words, environment, self.folder, log)

    def is_run_by(self, pid: int) -> bool:
        """Whether that process works in this version's folder (Linux)."""
        return Path(f"/proc/{pid}/cwd").readlink() == self.folder


def present(nursery: Nursery) -> Version:
    """The code that runs this."""
    return Version("this code", PROJECT, nursery.start)


def earlier(revision: str, folder: Path) -> Version:
    """The code of a commit of this project, taken out into a new folder; Problem where git cannot
    say what that is. The libraries are those installed here."""
    try:
        name = _git("rev-parse", "--verify", "--short", f"{revision}^{{commit}}").decode().strip()
        archive = _git("archive", "--format=tar", name, *_FOLDERS)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        reason = said.decode(errors="replace").strip().removeprefix("fatal: ")
        raise Problem(
            f"{revision} is no commit that git finds in {PROJECT} with all of the tour in it "
            f"({reason}). `git log` shows those there are."
        ) from error
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    # ten processes that compile the same files at the same time take longer than one
    subprocess.run([sys.executable, "-m", "compileall", "-q", folder], check=True)
    return Version(name, folder, _start)


def _git(*words: str) -> bytes:
    done = subprocess.run(["git", "-C", PROJECT, *words], capture_output=True, check=True)
    return done.stdout


def _start(command: Command) -> Child:
    """Not by the nursery: it has imported the present code."""
    return start(replace(command, argv=(sys.executable, "-m", *command.argv)))
