"""`/draw/{id}/verify` and `tour verify-draw`: the same verdict on the same draw, told to people."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.integration.gateway.tour import Tour
from tools.local.folder import PROJECT


def verify(tour: Tour, *words: str) -> subprocess.CompletedProcess[str]:
    """`tour verify-draw`, as a person in a terminal asks it."""
    return subprocess.run(
        [sys.executable, "-m", "tools.cli", "verify-draw", *words],
        cwd=PROJECT,
        env={**os.environ, "TOUR_HOME": str(tour.launched.folder.path), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


TABLES = ("draws", "draw_players")


@contextmanager
def tampered(tour: Tour, draw_id: int, statement: str) -> Iterator[None]:
    """What a superuser may do to a draw; put back at the end.

    The statement changes ``new_draws`` or ``new_draw_players``: copies of the draw's rows that
    then take their place.
    """
    for table in TABLES:
        for copy in ("old", "new"):
            tour.sql(
                f"CREATE TEMP TABLE {copy}_{table} AS"
                f" SELECT * FROM tour.{table} WHERE draw_id = {draw_id}"
            )
    try:
        tour.sql(statement)
        _put(tour, draw_id, "new")
        yield
    finally:
        _put(tour, draw_id, "old")
        for table in TABLES:
            tour.sql(f"DROP TABLE old_{table}, new_{table}")


def _put(tour: Tour, draw_id: int, copy: str) -> None:
    """In one transaction, so that nobody ever sees the draw without rows."""
    with tour.hand.transaction():
        tour.sql("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            columns = tour.value(
                "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
                f"tour.{table}",
            )
            tour.sql(f"DELETE FROM tour.{table} WHERE draw_id = %s", draw_id)
            tour.sql(f"INSERT INTO tour.{table} ({columns}) SELECT {columns} FROM {copy}_{table}")


EXCHANGE = (
    "UPDATE new_draw_players SET draw_position = 7 - draw_position WHERE draw_position IN (3, 4)"
)
MADE_ELSEWHERE = (
    "UPDATE new_draws SET random_seed = NULL, algorithm_version = NULL, origin = 'imported'"
)


def test_a_draw_is_made_again_line_by_line(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    seen = tour.stranger().see(f"/draw/{draw_id}/verify")
    assert seen.status == 200
    assert "Verified." in seen.words
    assert "all the same" in seen.words
    random_seed = tour.value("SELECT random_seed FROM tour.draws WHERE draw_id = %s", draw_id)
    assert str(random_seed) in seen.words
    assert f"printf '{random_seed}:0' | sha256sum" in seen.words.replace("&#39;", "'")
    for (player_id,) in tour.sql(
        "SELECT player_id FROM tour.draw_players WHERE draw_id = %s", draw_id
    ):
        assert str(player_id) in seen.words


def test_the_draws_page_leads_to_it_once_it_is_made(tour: Tour) -> None:
    for tournament, age, leads in (("Nice Open", 1, True), ("Wien Open", 1, False)):
        draw_id = tour.draw(tournament, age)
        html = tour.stranger().see(f"/draw/{draw_id}").html
        assert (f'href="/draw/{draw_id}/verify"' in html) == leads


def test_everybody_may_see_it_and_it_gives_no_cookie(tour: Tour) -> None:
    answer = tour.stranger().get(f"/draw/{tour.draw('Nice Open')}/verify")
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("tournament", "age", "told"),
    [("Wien Open", 1, "is not made yet"), ("Porto Open", 2, "was cancelled")],
)
def test_a_draw_that_is_not_made_cannot_be_verified(
    tour: Tour, tournament: str, age: int, told: str
) -> None:
    draw_id = tour.draw(tournament, age, 1)
    seen = tour.stranger().see(f"/draw/{draw_id}/verify")
    assert seen.status == 200
    assert "cannot be verified" in seen.words
    assert told in seen.words
    done = verify(tour, str(draw_id))
    assert done.returncode == 2
    assert told in " ".join(done.stdout.split())


@pytest.mark.parametrize("path", ["/draw/999999/verify", "/draw/0/verify", "/draw/x/verify"])
def test_a_draw_that_is_not_there_is_not_found(tour: Tour, path: str) -> None:
    assert tour.stranger().see(path).status == 404


def test_the_command_finds_the_same(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    done = verify(tour, str(draw_id))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Verified" in done.stdout
    assert "Novak" in verify(tour, str(tour.draw("Nice Open", 2, 1))).stdout


def test_the_command_tells_programs_all_of_it(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    done = verify(tour, str(draw_id), "--json")
    assert done.returncode == 0
    found: dict[str, Any] = json.loads(done.stdout)
    assert list(found) == [
        *("draw_id", "verdict", "reason", "random_seed", "algorithm_version", "seeded"),
        *("ranking_week", "differences", "players", "planned_seeds", "actual_seeds"),
        *("lines", "lots"),
    ]
    assert (found["draw_id"], found["verdict"], found["differences"]) == (draw_id, "verified", [])
    assert found["ranking_week"] == "2026-W09"
    assert list(found["players"][0]) == ["player", "name", "rank", "points", "entered_at"]
    assert list(found["lines"][0]) == ["line", "stored", "computed", "agrees"]
    assert list(found["actual_seeds"][0]) == ["seed", "stored", "computed", "agrees"]
    assert list(found["lots"][0]) == ["index", "digits", "below", "lot", "what_for"]
    size = tour.value("SELECT draw_size FROM tour.draws WHERE draw_id = %s", draw_id)
    assert [line["line"] for line in found["lines"]] == list(range(1, size + 1))
    assert all(line["agrees"] and line["stored"] == line["computed"] for line in found["lines"])
    stored = tour.sql(
        "SELECT draw_position, player_id FROM tour.draw_players WHERE draw_id = %s"
        " ORDER BY draw_position",
        draw_id,
    )
    assert [
        (line["line"], line["computed"]["player"])
        for line in found["lines"]
        if "player" in line["computed"]
    ] == stored
    assert len(found["players"]) == len(stored)
    assert found["lots"]


def test_what_the_command_tells_makes_the_draw_again_with_tour_draw(tour: Tour) -> None:
    """Two commands, one draw: nothing else is needed to make it again."""
    found = json.loads(verify(tour, str(tour.draw("Nice Open")), "--json").stdout)
    line = {
        "players": [
            {"player": each["player"], "rank": each["rank"], "points": each["points"]}
            for each in found["players"]
        ],
        "random_seed": found["random_seed"],
        "seeded": found["seeded"],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tools.cli", "draw"],
        cwd=PROJECT,
        input=json.dumps(line),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [
        {name: value for name, value in one.items() if name != "line"}
        for one in json.loads(done.stdout)["lines"]
    ] == [each["stored"] for each in found["lines"]]


def test_two_exchanged_lines_are_told_to_everybody(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    with tampered(tour, draw_id, EXCHANGE):
        seen = tour.stranger().see(f"/draw/{draw_id}/verify")
        done = verify(tour, str(draw_id))
        as_json = verify(tour, str(draw_id), "--json")
    assert "This is not the draw that was made." in seen.words
    assert "Line 3 is stored as" in seen.words
    assert "2 differ" in seen.words
    assert done.returncode == 1
    assert "Line 4 is stored as" in " ".join(done.stdout.split())
    assert as_json.returncode == 1
    found = json.loads(as_json.stdout)
    assert found["verdict"] == "differs"
    assert [line["line"] for line in found["lines"] if not line["agrees"]] == [3, 4]
    assert {each["field"] for each in found["differences"]} == {"lines"}
    assert list(found["differences"][0]) == ["field", "rule", "message"]


def test_another_random_seed_is_told(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    with tampered(tour, draw_id, "UPDATE new_draws SET random_seed = 1"):
        assert verify(tour, str(draw_id)).returncode == 1
        assert "not the draw that was made" in tour.stranger().see(f"/draw/{draw_id}/verify").words


def test_a_draw_made_elsewhere_says_so_clearly(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    with tampered(tour, draw_id, MADE_ELSEWHERE):
        seen = tour.stranger().see(f"/draw/{draw_id}/verify")
        done = verify(tour, str(draw_id), "--json")
    assert "made elsewhere" in seen.words
    assert "cannot be verified" in seen.words
    assert done.returncode == 2
    found = json.loads(done.stdout)
    assert list(found) == ["draw_id", "verdict", "reason"]
    assert found["verdict"] == "not verifiable"
    assert "made elsewhere" in found["reason"]


def test_an_unseeded_draw_is_verified_too(tour: Tour) -> None:
    """The women of Nice: no ranking was published for them."""
    draw_id = tour.draw("Nice Open", 1, 2)
    seen = tour.stranger().see(f"/draw/{draw_id}/verify")
    assert "Verified." in seen.words
    assert "no ranking was published for week 9 of 2026" in seen.words
    done = verify(tour, str(draw_id))
    assert done.returncode == 0
    assert "Unseeded: no ranking was published for week 2026-W09" in done.stdout


@pytest.mark.parametrize("words", [["999999"], ["0"], ["-1"], ["abc"], [], ["9" * 30]])
def test_the_command_ends_with_2_where_there_is_no_such_draw(tour: Tour, words: list[str]) -> None:
    done = verify(tour, *words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
