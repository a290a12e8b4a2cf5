"""A region is lost and comes back, in the short form, every step done twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.local.folder import PROJECT


@pytest.mark.timeout(500)
def test_nothing_acknowledged_after_the_loss_is_lost_and_nothing_is_done_twice(
    tmp_path: Path,
) -> None:
    """For a second before the kill nothing is replicated, so that there is something to lose and
    to tell; each step is done twice."""
    options = ("--check-seconds", "0.3", "--load-seconds", "1", "--behind-seconds", "1.5")
    ended = subprocess.run(
        [sys.executable, "-m", "tools.cli", "drill", str(tmp_path / "drill"), *options, "--twice"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    # no promise is broken
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (run,) = json.loads((tmp_path / "drill" / "drill.json").read_text())["runs"]
    figures = run["figures"]

    # what was lost is what had not been replicated: told, and not more than region one had alone
    assert 0 < len(figures["lost"]) <= figures["only_in_one"]
    assert figures["lag"]["wal_bytes"] > 0
    assert figures["lag"]["seconds"] > 1.0
    assert figures["acknowledged"] > len(figures["lost"])
    # everybody who wrote was served again, in all ways of writing
    assert run["requests"]["player done"] > 0
    assert run["requests"]["entry done"] > 0
    assert run["requests"]["read standby"] > 0
    # reads come back with the resolver's turn, writes with the promotion behind it
    assert 0 < figures["seconds_to_reads"] < figures["seconds_to_writes"] < 60
    assert [turn["value"] for turn in run["resolver"] if turn["name"] == "answer"] == [
        "one",
        "two",
        "one",
    ]
    # nothing but figures and logs is left, and no process
    left = {path.name for path in (tmp_path / "drill").iterdir()}
    assert left == {".tour-drill", "drill.json", "logs", "report.html", "run-1"}
    assert not _processes_with(str(tmp_path))


def _processes_with(word: str) -> list[str]:
    """The command lines of processes that name it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in line:
            found.append(line)
    return found
