"""Every check finds the violation that is planted for it, and leaves a played season alone."""

from dataclasses import replace

import pytest

from tests.unit.validating.hand import CHECK, HISTORY, NOW, Hand, answers, season
from tests.unit.validating.plants import PLANTS
from tools.validating.check import run
from tools.validating.checks import CHECKS
from tools.validating.stored import Stored


def test_a_season_played_by_the_rules_passes_every_check() -> None:
    found = answers(CHECKS, Stored(season(), NOW))
    assert {name: answer.examples for name, answer in found.items() if answer.bad} == {}
    assert not any(answer.skipped for answer in found.values())
    assert not any(answer.known for answer in found.values())


@pytest.mark.parametrize("check", CHECK)
def test_a_planted_violation_is_found_and_counted(check: str) -> None:
    hand = Hand()
    planted = PLANTS[check](hand)
    answer = hand.ask(check)
    assert not answer.skipped
    assert answer.bad == planted, answer.examples
    assert answer.examples
    assert len(answer.examples) == min(planted, 3)


@pytest.mark.parametrize("check", CHECK)
def test_what_no_origin_vouches_for_counts_too(check: str) -> None:
    """A folder of the earlier layout tells no origin."""
    hand = Hand()
    planted = PLANTS[check](hand)
    for kind, rows in hand.tables.items():
        if "origin" in kind.__slots__:  # type: ignore[attr-defined]
            hand.tables[kind] = [replace(row, origin=None) for row in rows]
    answer = hand.ask(check)
    # what only live rows tell is not asked; suspensions of foreign data begin with their match
    if not answer.skipped and check not in {"entry-suspended", "draw-time"}:
        assert answer.bad == planted, answer.examples


@pytest.mark.parametrize("check", [one for one in CHECK if CHECK[one].rule != "9"])
def test_unverified_history_is_counted_apart_and_fails_nothing(check: str) -> None:
    hand = Hand()
    planted = PLANTS[check](hand)
    for kind, rows in hand.tables.items():
        if "origin" in kind.__slots__:  # type: ignore[attr-defined]
            hand.tables[kind] = [replace(row, origin="unverified") for row in rows]
    answer = hand.ask(check)
    if answer.skipped or check in {"entry-suspended", "fixed-lists"}:
        return
    assert answer.bad == 0
    assert answer.known >= planted
    assert answer.known_examples


def test_the_ten_of_the_earlier_system_come_first() -> None:
    assert [check.rule for check in CHECKS[:10]] == [f"14.{number}" for number in range(1, 11)]


def test_every_check_has_a_name_of_its_own_and_a_plant() -> None:
    assert len(CHECK) == len(CHECKS) - len(HISTORY)
    assert CHECK.keys() == PLANTS.keys()


def test_an_empty_tour_breaks_no_rule() -> None:
    tables = {kind: [] if hasattr(kind, "origin") else rows for kind, rows in season().items()}
    found = answers(CHECKS, Stored(tables, NOW))
    assert {name for name, answer in found.items() if answer.bad} == set()


def test_no_check_stumbles_over_rows_that_name_nothing() -> None:
    """Whatever table is missing most of its rows, every check answers."""
    for kind in season():
        hand = Hand()
        hand.tables[kind] = hand.tables[kind][:1]
        assert len(list(run(CHECKS, hand.stored))) == len(CHECKS)
