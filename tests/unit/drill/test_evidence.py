"""What counts as lost, double, refused or waited for."""

from collections import Counter
from math import inf
from typing import Any

import pytest

from tests.unit.drill.figures import figures, request
from tools.drill.evidence import (
    Latch,
    StandbyProof,
    acknowledged,
    double_rows,
    failed_reads,
    longest_without_writes,
    missing,
    seconds_to_first,
    statements_that_tried_to_write,
)
from tools.drill.journal import Kind, Outcome

KILL = 100.0


def test_a_write_is_the_old_primarys_by_its_beginning_and_counts_only_when_answered() -> None:
    requests = [
        request(Kind.PLAYER, 99.0, what="Before"),
        request(Kind.PLAYER, 99.9, what="Answered late"),
        request(Kind.PLAYER, 99.0, Outcome.AWAY, "No answer"),
        request(Kind.READ, 99.0, what="/rankings"),
        request(Kind.ENTRY, 100.0, what="Afterwards"),
    ]
    assert acknowledged(requests, 0, KILL) == {
        (Kind.PLAYER, "Before"),
        (Kind.PLAYER, "Answered late"),
    }
    assert acknowledged(requests, KILL, inf) == {(Kind.ENTRY, "Afterwards")}


def test_what_was_answered_and_is_not_stored_is_missing() -> None:
    stored = Counter({(Kind.PLAYER, "Aa"): 1, (Kind.PLAYER, "Not answered"): 1})
    written = [(Kind.PLAYER, "Aa"), (Kind.ENTRY, "Aa")]
    assert missing(written, stored) == ["entry Aa"]


def test_what_is_stored_twice_is_double_and_an_entry_beside_its_player_is_not() -> None:
    stored = Counter({(Kind.PLAYER, "Aa"): 1, (Kind.ENTRY, "Aa"): 1, (Kind.ENTRY, "Ab"): 2})
    assert double_rows(stored) == ["entry Ab"]


def test_seconds_are_counted_to_the_end_of_the_first_answer_begun_after_the_kill() -> None:
    requests = [
        request(Kind.READ, 99.9, took=5),
        request(Kind.READ, 101.0, Outcome.AWAY),
        request(Kind.READ, 102.0, Outcome.STANDBY),
        request(Kind.PLAYER, 102.0, Outcome.STANDBY),
        request(Kind.PLAYER, 103.0),
    ]
    assert seconds_to_first(requests, KILL, writes=False) == 2.5
    assert seconds_to_first(requests, KILL, writes=True) == 3.5
    assert seconds_to_first(requests[:4], KILL, writes=True) == inf


def test_the_longest_time_without_a_write_lies_between_two_acknowledged_ones() -> None:
    requests = [request(Kind.PLAYER, began) for began in (1, 2, 6, 7)]
    requests.append(request(Kind.PLAYER, 4, Outcome.STANDBY))
    assert longest_without_writes(requests, 0, inf) == 4
    assert longest_without_writes(requests, 5, inf) == 1
    assert longest_without_writes(requests[:1], 0, inf) == 0


def test_a_standbys_page_is_no_failed_read() -> None:
    outcomes = (Outcome.DONE, Outcome.STANDBY, Outcome.AWAY, Outcome.FAULT)
    requests = [request(Kind.READ, 10, outcome) for outcome in outcomes]
    requests.append(request(Kind.PLAYER, 10, Outcome.AWAY))
    assert failed_reads(requests, 0, inf) == 2
    assert failed_reads(requests, 11, inf) == 0


def test_statements_that_a_standby_refused_are_found_in_its_log() -> None:
    log = """\
2026-11-28 07:05:07.480 UTC [12] entries ERROR:  cannot execute INSERT in a read-only transaction
2026-11-28 07:05:07.480 UTC [12] entries STATEMENT:  INSERT INTO tour.players
2026-11-28 07:05:07.481 UTC [13] draws ERROR:  cannot execute LISTEN during recovery
2026-11-28 07:05:07.482 UTC [14] draws ERROR:  canceling statement due to user request
2026-11-28 07:05:07.482 UTC [1]  LOG:  database system is ready to accept read-only connections
"""
    assert statements_that_tried_to_write(log) == 2


def test_a_run_as_it_should_be_breaks_no_promise() -> None:
    assert figures().broken_promises == []


def test_writes_lost_at_the_kill_are_told_and_no_broken_promise() -> None:
    """Nor is what is refused for want of them."""
    assert figures(lost=["player Aa"], only_in_one=1, refusals=1).broken_promises == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"double": ["player Aa"]}, "1 rows are double"),
        ({"lost_later": ["player Aa"]}, "not there: player Aa"),
        ({"latch": Latch(200, 1, 0)}, "1 connections were led to the old primary"),
        ({"latch": Latch(0, 0, 0)}, "Nobody tried the latch"),
        ({"latch": Latch(200, 0, 2)}, "2 rows were written at the old primary"),
        ({"standby": StandbyProof(82, 77, 125, ["GET /: 500"])}, "In standby: GET /: 500"),
        ({"standby": StandbyProof(82, 0, 125)}, "asked for nothing"),
        ({"tried_to_write": 1}, "1 statements tried to write"),
        ({"faults": ["read /: 500"]}, "1 answers were faults"),
        ({"refusals": 3}, "3 forms were refused"),
        ({"broken_checks": ["links"]}, "`tour validate` found: links"),
        ({"events_waiting": 1}, "1 events were not sent"),
        ({"dead_letters": 1}, "1 dead letters"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_broken_promise_has_its_sentence(wrong: dict[str, Any], words: str) -> None:
    (sentence,) = figures(**wrong).broken_promises
    assert words in sentence
