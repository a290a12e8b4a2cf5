"""`tour history` as a person types it: what it prints, what it refuses, and how it ends."""

import json
from collections.abc import Callable

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.command_line import Answer
from tests.integration.exporting.tours import Shell
from tools.local.database import Target

_SHORT = ("--weeks", "2", "--players", "80")

History = Callable[..., Answer]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Target
) -> History:
    """`tour history` with these words, into an empty tour."""
    monkeypatch.setenv("COLUMNS", "120")
    shell = Shell(monkeypatch, capsys)
    return lambda *words: shell(database, "history", *words)


def is_empty(target: Target) -> bool:
    with psycopg.connect(target.url(IMPORTER)) as db:
        return db.execute("SELECT FROM tour.players LIMIT 1").fetchone() is None


def test_every_frequency_is_printed_beside_its_target(run: History, database: Target) -> None:
    answer = run(*_SHORT)
    assert answer.code == 0
    line = next(line for line in answer.out.splitlines() if "deciding set" in line)
    assert "0.2500" in line
    assert "missed" not in answer.out
    assert "The history has " in answer.out
    # no bar where nobody watches
    assert answer.err == ""
    assert not is_empty(database)


def test_programs_read_it_as_json(run: History) -> None:
    answer = run(*_SHORT, "--tournaments-a-year", "60", "--json", "--seed", "3", "--players", "130")
    told = json.loads(answer.out)
    assert told["rows"] > 1000
    assert all(one["kept"] for one in told["frequencies"])
    targets = {one["what"]: one["target"] for one in told["frequencies"]}
    assert targets["no-shows"] == 0.005
    assert len(targets) == 50


def test_the_launcher_has_no_frequencies_counted(run: History) -> None:
    answer = run(*_SHORT, "--quiet")
    assert answer.code == 0
    (line,) = answer.out.splitlines()
    assert line.startswith("The history has ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--weeks", "0"], "--weeks must be between 1 and 520, not 0."),
        (["--players", "59"], "--players must be at least 60"),
        (["--tournaments-a-year", "51"], "--tournaments-a-year must be between 52 and 1040"),
        (["--until", "2026-02-17"], "--until must be a Sunday that is over on the tour's clock"),
        (["--until", "soon"], "--until"),
        (["--weeks", "many"], "--weeks"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_what_cannot_be_is_told_by_its_option_and_nothing_is_stored(
    run: History, database: Target, words: list[str], sentence: str
) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert sentence in answer.err
    assert answer.out == ""
    assert is_empty(database)


def test_until_moves_the_past_and_leaves_the_present(run: History, database: Target) -> None:
    assert run(*_SHORT, "--until", "2026-02-22", "--quiet").code == 0
    with psycopg.connect(database.url(IMPORTER)) as db:
        rows = db.execute(
            "SELECT start_date::text FROM tour.tournaments WHERE start_date < now() - interval '7'"
            " day ORDER BY 1"
        ).fetchall()
    assert [day for (day,) in rows] == ["2026-02-09", "2026-02-16"]


def test_a_tour_that_holds_data_is_refused_in_a_sentence(run: History) -> None:
    assert run(*_SHORT, "--quiet").code == 0
    answer = run(*_SHORT)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "tour: This tour holds data already; a history needs an empty one: stop the tour, then "
        "`tour reset` and `tour up --no-demo`.\n"
    )


def test_what_runs_at_every_start_is_content_with_data_that_are_there(
    run: History, database: Target
) -> None:
    assert run(*_SHORT, "--quiet", "--if-empty").code == 0
    assert not is_empty(database)
    answer = run(*_SHORT, "--quiet", "--if-empty")
    assert (answer.code, answer.out) == (0, "This tour holds data already: nothing to do.\n")
