"""`tour draw` draws every line as live draws are made, and answers whatever it is sent."""

import io
import json
import os
import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.draws.domain.bracket import make_draw
from tests.proofs.length import examples
from tools.draw_lines import draw, refuse
from tools.json_lines import LONGEST_LINE, answer_lines

COMMAND = [sys.executable, "-m", "tools.cli", "draw"]


def field(number_of_players: int = 8, **changes: object) -> dict[str, Any]:
    """A line: p1, p2, … ranked in this order."""
    named = [
        {"player": f"p{number}", "rank": number, "points": 900 - number}
        for number in range(1, number_of_players + 1)
    ]
    return {"players": named, "random_seed": 7} | changes


def with_player(index: int = 3, **changes: object) -> dict[str, Any]:
    line = field()
    line["players"][index] |= changes
    return line


def broken(line: dict[str, Any]) -> list[tuple[str, str]]:
    said = draw(line)
    assert list(said) == ["errors"]
    errors: Any = said["errors"]
    assert all(each["message"] for each in errors)
    return [(each["field"], each["rule"]) for each in errors]


def answers(*lines: bytes) -> list[Any]:
    out = io.BytesIO()
    answer_lines(io.BytesIO(b"".join(lines)), out, draw, refuse)
    said = out.getvalue()
    assert said.isascii()
    return [json.loads(line) for line in said.splitlines()]


def test_the_example_of_the_issue_is_answered() -> None:
    said: Any = draw(field(6))
    assert said["random_seed"] == 7
    assert [line["line"] for line in said["lines"]] == list(range(1, 9))
    assert said["lines"][:2] == [{"line": 1, "player": "p1", "seed": 1}, {"line": 2, "bye": True}]
    assert said["lines"][7] == {"line": 8, "player": "p2", "seed": 2}
    assert sum("bye" in line for line in said["lines"]) == 2
    assert {line["player"] for line in said["lines"] if "player" in line} == {
        f"p{number}" for number in range(1, 7)
    }


@pytest.mark.parametrize("players", range(6, 65))
@pytest.mark.parametrize("seeded", [True, False])
def test_ids_of_players_give_the_live_draw(players: int, seeded: bool) -> None:
    chance = random.Random(players)
    ids = chance.sample(range(1, 10_000), players)
    line = {
        "players": [{"player": each, "rank": rank} for rank, each in enumerate(ids, 1)],
        "random_seed": chance.randrange(2**63),
        "seeded": seeded,
    }
    said: Any = draw(line)
    made = make_draw(ids, seeded=seeded, random_seed=line["random_seed"])  # type: ignore[arg-type]
    assert [(one.get("player"), one.get("seed")) for one in said["lines"]] == [
        (one.player_id, one.seed) for one in made.lines
    ]


def test_the_order_in_which_ranked_players_are_written_changes_nothing() -> None:
    line = field(45)
    shuffled = random.Random(1).sample(line["players"], 45)
    assert draw(line | {"players": shuffled}) == draw(line)


def test_unranked_players_come_behind_the_ranked_in_the_order_given() -> None:
    names = ["z", "y", "x", "w", "v", "u", "t", "s", "r"]
    players: list[dict[str, Any]] = [{"player": name} for name in names]
    players[4]["rank"] = 12
    players[2] |= {"rank": None, "points": None}
    said: Any = draw({"players": players, "random_seed": 3})
    seeds = {one["seed"]: one["player"] for one in said["lines"] if "seed" in one}
    assert seeds == {1: "v", 2: "z", 3: "y", 4: "x"}


def test_without_a_ranking_nobody_is_seeded() -> None:
    said: Any = draw(field(13, seeded=False))
    assert not any("seed" in one for one in said["lines"])
    assert sum("bye" in one for one in said["lines"]) == 3


def test_ranks_may_have_gaps_and_points_may_be_missing() -> None:
    players = [{"player": number, "rank": 10**30 * number} for number in range(1, 9)]
    said: Any = draw({"players": players, "random_seed": 0})
    assert said["lines"][0] == {"line": 1, "player": 1, "seed": 1}


def test_players_are_answered_as_they_are_given() -> None:
    names = ["", "Świątek 🎾", 1, "1", 2.5, "\ud800", "a" * 10_000, -(10**40)]
    line = {"players": [{"player": name} for name in names], "random_seed": 2**63 - 1}
    (said,) = answers(json.dumps(line).encode() + b"\n")
    given_back = [one["player"] for one in said["lines"]]
    assert sorted(map(repr, given_back)) == sorted(map(repr, names))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({}, [("random_seed", "4"), ("players", "9")]),
        (field(random_seed=-1), [("random_seed", "4")]),
        (field(random_seed=2**63), [("random_seed", "4")]),
        (field(random_seed=7.0), [("random_seed", "4")]),
        (field(random_seed=True), [("random_seed", "4")]),
        (field(random_seed="7"), [("random_seed", "4")]),
        (field(random_seed=None), [("random_seed", "4")]),
        (field(seeded=1), [("seeded", "9")]),
        (field(seeded=None), [("seeded", "9")]),
        (field(seeds=4), [("seeds", "9")]),
        (field(players=None), [("players", "9")]),
        (field(players={}), [("players", "9")]),
        (field(players="p1"), [("players", "9")]),
        (field(0), [("players", "3")]),
        (field(5), [("players", "3")]),
        (field(65), [("players", "3")]),
        (field(players=[1, None, "p", [], True, 2.5]), [(f"players[{i}]", "9") for i in range(6)]),
        (with_player(player=None), [("players[3].player", "9")]),
        (with_player(player=True), [("players[3].player", "9")]),
        (with_player(player=["p4"]), [("players[3].player", "9")]),
        (with_player(player={"p": 4}), [("players[3].player", "9")]),
        (with_player(rank=0), [("players[3].rank", "9")]),
        (with_player(rank=-4), [("players[3].rank", "9")]),
        (with_player(rank=4.0), [("players[3].rank", "9")]),
        (with_player(rank="4"), [("players[3].rank", "9")]),
        (with_player(rank=True), [("players[3].rank", "9")]),
        (with_player(rank=[4]), [("players[3].rank", "9")]),
        (with_player(points=-1), [("players[3].points", "9")]),
        (with_player(points=1.5), [("players[3].points", "9")]),
        (with_player(points=False), [("players[3].points", "9")]),
        (with_player(name="Ann"), [("players[3].name", "9")]),
        (with_player(player="p1"), [("players[3].player", "2")]),
        (with_player(rank=1), [("players[3].rank", "6")]),
        (
            with_player(player="p1", rank=1, points=-1),
            [("players[3].points", "9"), ("players[3].player", "2"), ("players[3].rank", "6")],
        ),
    ],
)
def test_every_broken_rule_is_told_with_its_field(
    line: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert broken(line) == told


def test_a_number_written_in_two_ways_is_one_player() -> None:
    line = field()
    line["players"][0]["player"], line["players"][1]["player"] = 1, 1.0
    assert broken(line) == [("players[1].player", "2")]


DEEP = b'{"players":' * 50_000 + b"\n"
LINES = [
    (b"\n", "not JSON"),
    (b"nonsense\n", "not JSON"),
    (b"{\n", "not JSON"),
    (b'{"players": []} {}\n', "not JSON"),
    (b"[]\n", "must be a JSON object"),
    (b"7\n", "must be a JSON object"),
    (b"null\n", "must be a JSON object"),
    (b'{"random_seed": NaN}\n', "NaN is not a number"),
    (b'{"random_seed": -Infinity}\n', "not a number"),
    (b'{"random_seed": 1e999}\n', "too great"),
    (b'{"random_seed": ' + b"9" * 5000 + b"}\n", "too many figures"),
    (b'{"random_seed": 1, "random_seed": 2}\n', "stands twice"),
    (DEEP, "too deeply"),
    (b"[" * 500_000 + b"\n", "too deeply"),
    (b"\xff\xfe{}\n", "not UTF-8 from byte 1"),
    (b'{"players": "\xed\xa0\x80"}\n', "not UTF-8"),
    (b"\x00" * 100 + b"\n", "not JSON"),
    (b" " * (LONGEST_LINE + 1) + b"\n", "longer than"),
    (b"x" * (3 * LONGEST_LINE) + b"\n", "longer than"),
]


@pytest.mark.parametrize(("line", "told"), LINES, ids=[told for _, told in LINES])
def test_a_line_that_cannot_be_read_is_told_and_the_next_one_answered(
    line: bytes, told: str
) -> None:
    good = json.dumps(field()).encode() + b"\r\n"
    first, second, third = answers(good, line, good)
    assert second["errors"][0]["field"] == "line"
    assert second["errors"][0]["rule"] == "9"
    assert told in second["errors"][0]["message"]
    assert first == third
    assert first["random_seed"] == 7


def test_the_last_line_is_answered_without_its_end() -> None:
    assert len(answers(json.dumps(field()).encode())) == 1
    assert answers() == []


@settings(max_examples=examples(150))
@given(line=st.binary(max_size=200))
def test_whatever_bytes_come_there_is_one_answer_for_each_line(line: bytes) -> None:
    assert len(answers(line)) == len(line.removesuffix(b"\n").split(b"\n")) - (line == b"")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=examples(150))
@given(data=st.data(), players=st.integers(6, 12))
def test_whatever_stands_in_a_line_it_is_drawn_or_told(data: st.DataObject, players: int) -> None:
    line = field(players)
    for _ in range(data.draw(st.integers(0, 3))):
        one = data.draw(st.sampled_from(line["players"]))
        one[data.draw(st.sampled_from(["player", "rank", "points", "x"]))] = data.draw(json_values)
    line[data.draw(st.sampled_from(["random_seed", "seeded", "x"]))] = data.draw(json_values)
    (said,) = answers(json.dumps(line).encode())
    assert ("lines" in said) != ("errors" in said)
    for error in said.get("errors", ()):
        assert error["field"]
        assert error["rule"]
        assert error["message"]


def test_each_answer_comes_before_the_next_line_is_sent() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for random_seed in range(3):
            process.stdin.write(json.dumps(field(random_seed=random_seed)).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["random_seed"] == random_seed
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_it_ends_quietly_where_nobody_reads_the_answers() -> None:
    read, write = os.pipe()
    os.close(read)
    lines = (json.dumps(field()).encode() + b"\n") * 10
    done = subprocess.run(COMMAND, input=lines, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_needs_neither_a_database_nor_a_web_server() -> None:
    code = (
        "import sys, tools.cli; tools.cli.build(['draw']);"
        "print(sorted({'grpc', 'sqlalchemy', 'psycopg', 'fastapi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
