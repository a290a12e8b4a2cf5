"""`tour verify-draw` where there is no database to ask: another exit code than any verdict has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.local.folder import PROJECT
from tools.local.ports import free_ports
from tools.verify_draw import Outcome, Unreachable


def verify(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.cli", "verify-draw", *words],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_verdict_has_the_exit_code_of_a_database_that_does_not_answer() -> None:
    assert [int(each) for each in Outcome] == [0, 1, 2]
    assert Unreachable.exit_code == 3


@pytest.mark.parametrize("words", [["7"], ["7", "--json"]])
def test_where_no_tour_runs_nothing_is_said_of_the_draw(tmp_path: Path, words: list[str]) -> None:
    done = verify(*words, TOUR_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "No tour is running" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence() -> None:
    (port,) = free_ports(1)
    done = verify(
        "7",
        "--json",
        TOUR_DATABASE_HOST="127.0.0.1",
        TOUR_DATABASE_PORT=str(port),
        TOUR_PASSWORD_SVC_DRAWS="guessed",
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("tour: The database could not be asked: ")
    assert "Traceback" not in done.stderr


def test_without_the_password_of_its_login_it_says_what_is_missing() -> None:
    done = verify("7", TOUR_DATABASE_HOST="127.0.0.1")
    assert done.returncode == 3
    assert "TOUR_PASSWORD_SVC_DRAWS" in done.stderr
