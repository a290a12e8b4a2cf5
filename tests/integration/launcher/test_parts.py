import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local.parts import Part, stop_all
from tools.local.processes import Command, tail
from tools.problems import Failed

_CALM = "import time; print('calm', flush=True); time.sleep(600)"
_DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(600)"
)


class _Made:
    """Makes parts that run a line of Python, and ends them afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: list[Part] = []

    def __call__(self, code: str, patience: float = 10.0) -> Part:
        log = self.folder / f"{len(self.parts)}.log"
        part = Part(
            "draws",
            Command((sys.executable, "-c", code), {}, self.folder, log),
            lambda: bool(log.read_text()),
            stop_signals=((signal.SIGTERM, patience),),
        )
        self.parts.append(part)
        return part


@pytest.fixture
def make(tmp_path: Path) -> Iterator[_Made]:
    made = _Made(tmp_path)
    yield made
    stop_all(made.parts)


def test_part_is_ready_when_its_check_says_so_and_not_after_its_end(make: _Made) -> None:
    part = make(_CALM)
    assert (part.ready, part.pid, part.exit_code) == (False, None, None)
    part.launch()
    part.wait_until_ready(30)
    assert part.ready
    part.stop()
    assert (part.ready, part.pid, part.exit_code) == (False, None, -signal.SIGTERM)


def test_part_that_ends_while_it_comes_up_shows_its_last_words(make: _Made) -> None:
    part = make("raise SystemExit('no database')")
    part.launch()
    part.wait(30)
    with pytest.raises(Failed) as caught:
        part.check()
    text = f"draws did not come up: it ended with exit code 1. The end of {part.command.log}:"
    assert str(caught.value) == f"{text}\n    no database"


def test_part_that_does_not_become_ready_is_told_of(make: _Made) -> None:
    part = make("import time; time.sleep(600)")
    part.launch()
    with pytest.raises(Failed, match=r"was not ready after 0 s\. It left nothing in"):
        part.wait_until_ready(0.2)


def test_part_that_cannot_be_started_is_told_of(tmp_path: Path) -> None:
    part = Part("draws", Command(("/no/such",), {}, tmp_path, tmp_path / "log"), lambda: True)
    with pytest.raises(Failed, match="draws cannot be started"):
        part.launch()
    part.stop()


def test_part_that_does_not_listen_is_killed_after_its_time_and_others_wait_no_longer(
    make: _Made,
) -> None:
    calm, deaf, deaf_too = make(_CALM), make(_DEAF, 0.5), make(_DEAF, 0.5)
    for part in (calm, deaf, deaf_too):
        part.launch()
    for part in (calm, deaf, deaf_too):
        part.wait_until_ready(30)
    began = time.monotonic()
    stop_all([calm, deaf, deaf_too])
    assert time.monotonic() - began >= 0.5
    ends = [part.exit_code for part in (calm, deaf, deaf_too)]
    assert ends == [-signal.SIGTERM, -signal.SIGKILL, -signal.SIGKILL]


def test_tail_is_the_last_lines_indented_whatever_is_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert tail(log) == ""
    log.write_bytes(b"first\n" + b"x" * 20_000 + b"\n\xff broken\nlast\n")
    assert tail(log, 2) == "    \ufffd broken\n    last"
