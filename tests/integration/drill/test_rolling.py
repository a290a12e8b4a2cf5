"""The schema grows and every replica of every service is restarted under load: nobody notices."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.names import SERVICES
from tools.local.folder import PROJECT


@pytest.mark.timeout(400)
def test_no_request_fails_while_the_schema_grows_and_every_replica_is_restarted(
    tmp_path: Path,
) -> None:
    """A migration that cannot get its lock gives up, and nobody notices that either."""
    folder = tmp_path / "rolling"
    ended = subprocess.run(
        [sys.executable, "-m", "tools.cli", "rolling", str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    # no promise is broken
    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures = json.loads((folder / "rolling.json").read_text())
    assert len(figures["restarts"]) == 2 * len(SERVICES)
    assert figures["failed"] == []
    # players are registered, entries taken, results recorded: no service is spared
    assert 0 < figures["results"] < figures["writes"]
    update = figures["update"]
    steps = [step["name"] for step in update["migrations"]]
    assert steps == ["tour migrate", "blocked", "expand", "contract"]
    assert "another transaction held a table" in update["blocked"]["said"]
    # somebody was there to be held up
    assert update["slowest"][1] > 0
    assert not (folder / "data").exists()
