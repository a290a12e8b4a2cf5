"""`tour score` judges every line as live play would, and answers whatever it is sent."""

import json
import subprocess
import sys
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matches.domain.notation import show
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import SIDES, SetScore
from shared.terms import MatchStatus
from tests.proofs.length import examples
from tests.proofs.scores.enumeration import FORMATS, families
from tests.proofs.scores.oracle import Sets
from tools.score_lines import judge

LINE: dict[str, Any] = {
    "has_supertiebreak": True,
    "status": "COMPLETED",
    "sets": [
        {"games": [6, 4]},
        {"games": [6, 7], "tiebreak": [5, 7]},
        {"supertiebreak": [10, 8]},
    ],
    "winner": 1,
}
ACCEPTED = {"valid": True, "winner": 1, "score": "6-4 6-7(5) [10-8]"}


def answer(**changes: object) -> dict[str, Any]:
    return judge(LINE | changes)


def broken(**changes: object) -> list[tuple[str, str]]:
    """Field and section of each rule that this line breaks."""
    said = answer(**changes)
    assert said["valid"] is False
    return [(one["field"], one["rule"]) for one in said["errors"]]


def written(sets: Sets) -> list[dict[str, list[int]]]:
    names = ("games", "tiebreak", "supertiebreak")
    return [
        {name: list(pair) for name, pair in zip(names, one, strict=True) if pair is not None}
        for one in sets
    ]


def test_a_line_is_judged_as_live_play_would() -> None:
    for family in families():
        for sets in list(family.scores)[::97]:
            score = Score(tuple(SetScore(*one) for one in sets))
            line = {"sets": written(sets)}
            for has_supertiebreak, status, winner in product(FORMATS, MatchStatus, SIDES):
                found = check_result(has_supertiebreak, status, score, winner)
                said = judge(
                    line
                    | {
                        "has_supertiebreak": has_supertiebreak,
                        "status": status.name,
                        "winner": winner,
                    }
                )
                if found:
                    assert said["valid"] is False
                    assert [(one.field, one.rule, one.message) for one in found] == [
                        (one["field"], one["rule"], one["message"]) for one in said["errors"]
                    ]
                else:
                    shown = show(score, status, winner)
                    assert said == {"valid": True, "winner": winner, "score": shown}


@pytest.mark.parametrize("untold", [{"winner": None}, {}])
def test_a_completed_match_is_told_its_winner(untold: dict[str, Any]) -> None:
    line = {name: value for name, value in LINE.items() if name != "winner"}
    assert judge(line | untold) == ACCEPTED
    assert judge(line | untold | {"sets": written((((4, 6), None, None),) * 2)}) == {
        "valid": True,
        "winner": 2,
        "score": "6-4 6-4",
    }


def test_a_score_that_is_not_full_names_no_winner_and_breaks_its_own_rule_only() -> None:
    assert broken(winner=None, sets=LINE["sets"][:2]) == [("sets[2].supertiebreak", "5")]
    assert broken(winner=None, has_supertiebreak=False) == [("sets[2].supertiebreak", "5")]


@pytest.mark.parametrize("status", ["RETIRED", "DISQUALIFIED"])
def test_a_match_that_stopped_must_name_its_winner(status: str) -> None:
    sets = [{"games": [6, 4]}, {"games": [2, 1]}]
    assert answer(status=status, sets=sets, winner=2)["score"][:7] == "4-6 1-2"
    assert broken(status=status, sets=sets, winner=None) == [("winner", "5")]


def test_matches_without_a_score() -> None:
    unplayed: tuple[list[Any] | None, ...] = ([], None)
    for sets in unplayed:
        walkover = answer(status="WALKOVER", sets=sets, winner=2)
        assert walkover == {"valid": True, "winner": 2, "score": "w/o"}
        assert broken(status="WALKOVER", sets=sets, winner=None) == [("winner", "5")]
        assert broken(status="SCHEDULED", sets=sets, winner=1) == [("winner", "5")]
        # who waited goes through, or nobody is left
        for status, winner in (("SCHEDULED", None), ("CANCELLED", None), ("CANCELLED", 2)):
            said = answer(status=status, sets=sets, winner=winner)
            assert said == {"valid": True, "winner": winner, "score": ""}
    for status in ("WALKOVER", "SCHEDULED", "CANCELLED"):
        assert ("sets", "5") in broken(status=status)


HUGE = 10**400
WRONG_GAMES: list[Any] = [
    *([6], [6, 4, 0], [], "64", 64, {}, None),
    *([6, "4"], [6, 4.0], [6, True], [6, -1], [6, None], [[6], 4], [HUGE, 4], [100, 4], [6, 5]),
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"has_supertiebreak": 1}, [("has_supertiebreak", "9")]),
        ({"has_supertiebreak": None}, [("has_supertiebreak", "9")]),
        ({"status": "completed"}, [("status", "9")]),
        ({"status": 2}, [("status", "9")]),
        ({"status": ["COMPLETED"]}, [("status", "9")]),
        ({"status": "WON", "has_supertiebreak": "yes"},
         [("has_supertiebreak", "9"), ("status", "9")]),
        ({"sets": "6-4 6-4"}, [("sets", "9")]),
        ({"sets": {"games": [6, 4]}, "winner": 3}, [("sets", "9"), ("winner", "5")]),
        ({"sets": [[6, 4], {"games": [6, 4]}]}, [("sets[0]", "9")]),
        ({"sets": [None, {"games": [6, 5]}]}, [("sets[0]", "9"), ("sets[1].games", "5")]),
        ({"winner": True}, [("winner", "5")]),
        ({"winner": 1.0}, [("winner", "5")]),
        ({"winner": "1"}, [("winner", "5")]),
        ({"winner": []}, [("winner", "5")]),
        ({"winner": HUGE}, [("winner", "5")]),
        ({"Winner": 1, "\ud800": 1}, [("Winner", "9"), ("\ud800", "9")]),
        ({"sets": [{"games": [6, 4], "points": 3}, {"games": [6, 4]}]}, [("sets[0].points", "9")]),
        ({"sets": [{"games": [6, 4]}] * 200_000},
         [("sets[2].games", "5"), ("sets", "5"), ("sets[2]", "5")]),
        *(
            ({"sets": [{"games": wrong}, {"games": [6, 4]}]}, [("sets[0].games", "5")])
            for wrong in WRONG_GAMES
        ),
    ],
)  # fmt: skip
def test_every_broken_rule_is_told_with_its_field(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert broken(**changes) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["games", "tiebreak", "supertiebreak", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
NUMBERS = st.integers(-1, 12) | JSON
SETS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(NUMBERS, min_size=2, max_size=2) | JSON
        for name in ("games", "tiebreak", "supertiebreak", "x")
    },
)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "has_supertiebreak": st.booleans() | JSON,
            "status": st.sampled_from(MatchStatus).map(lambda one: one.name) | JSON,
            "sets": st.lists(SETS | JSON, max_size=5) | JSON,
            "winner": st.integers(0, 3) | JSON,
            "x": JSON,
        },
    )
)
def test_any_line_is_answered_with_a_verdict(line: dict[str, Any]) -> None:
    said = json.loads(json.dumps(judge(line)))
    if said["valid"]:
        assert set(said) == {"valid", "winner", "score"}
    else:
        assert set(said) == {"valid", "errors"}
        assert said["errors"]
        assert all(set(one) == {"field", "rule", "message"} for one in said["errors"])


RIGHT = json.dumps(LINE).encode()
NO_LINES = [
    b"",
    b"   ",
    b"nope",
    b"null",
    b"[1]",
    b'"6-4"',
    b"7",
    RIGHT[:-1],
    RIGHT + RIGHT,
    b"\xff\xfe{}",
    b"\x00",
    b'{"winner": NaN}',
    b'{"winner": -Infinity}',
    b'{"winner": 1e999}',
    b'{"winner": ' + b"9" * 10_000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"winner": 1, "winner": 1}',
    b"x" * 3_000_000,
]
WRONG_LINES = [b"{}", b'{"\\ud800": "\\udfff"}', RIGHT.replace(b"10", b"10.0")]


def test_a_stream_is_answered_line_by_line() -> None:
    lines = [RIGHT, *NO_LINES, RIGHT + b"\r", *WRONG_LINES, RIGHT]
    run = subprocess.run(
        [sys.executable, "-m", "tools.cli", "score"],
        input=b"\n".join(lines),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert run.stderr == b""
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(lines)
    for line, said in zip(lines, answers, strict=True):
        if line.strip() == RIGHT:
            assert said == ACCEPTED
        elif line in NO_LINES:
            (error,) = said["errors"]
            assert (error["field"], error["rule"]) == ("line", "9"), line[:40]
        else:
            assert said["valid"] is False


def test_each_answer_is_there_before_the_next_line_is_asked() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tools.cli", "score"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for _ in range(3):
            running.stdin.write(RIGHT + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline()) == ACCEPTED
        running.stdin.close()
        assert running.stdout.read() == b""
    assert running.returncode == 0
