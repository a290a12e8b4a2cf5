"""Section 5: an official may move a match to a later day."""

from datetime import date, timedelta

import pytest

from services.matches.domain.bracket import Draw
from services.matches.domain.schedule import check_move
from services.matches.domain.skeleton import build_skeleton
from shared.terms import Round
from tests.unit.matches.draws import WEEK, WON_BY_1, full_draw, match_at, on_day, play

MON, TUE, WED, THU, FRI, SAT, SUN = (WEEK.monday + timedelta(days=day) for day in range(7))


def moved(draw: Draw, played: Round, number: int, day: date) -> Draw:
    return draw.with_changes([on_day(match_at(draw, played, number), day)])


def refusals(draw: Draw, played: Round, number: int, day: date) -> list[str]:
    broken = check_move(draw, match_at(draw, played, number), day, WEEK)
    assert {violation.rule for violation in broken} <= {"5"}
    return [violation.message for violation in broken]


@pytest.mark.parametrize("day", [THU, FRI, SAT, SUN])
def test_a_final_may_be_moved_to_a_later_day_by_sunday(day: date) -> None:
    assert refusals(full_draw(8), Round.F, 1, day) == []


def test_nothing_is_moved_beyond_sunday() -> None:
    (message,) = refusals(full_draw(8), Round.F, 1, SUN + timedelta(days=1))
    assert message == "The tournament ends on Sunday 1 March 2026."


def test_nothing_is_moved_before_its_rounds_day() -> None:
    draw = full_draw(8)
    assert len(refusals(draw, Round.QF, 1, MON - timedelta(days=1))) == 1
    messages = refusals(draw, Round.F, 1, TUE)
    assert "later day than its round's, Wednesday 25 February 2026" in messages[0]


def test_a_match_moved_too_far_can_come_back_but_not_before_its_rounds_day() -> None:
    draw = moved(full_draw(8), Round.F, 1, SUN)
    assert refusals(draw, Round.F, 1, FRI) == []
    assert refusals(draw, Round.F, 1, WED) == []
    assert refusals(draw, Round.F, 1, TUE) != []


def test_a_match_is_not_moved_to_the_day_it_is_on() -> None:
    assert refusals(full_draw(8), Round.F, 1, WED) == [
        "The match is on Wednesday 25 February 2026 already."
    ]


def test_a_match_stays_after_those_that_feed_it() -> None:
    draw = moved(moved(full_draw(8), Round.F, 1, SAT), Round.SF, 2, THU)
    assert refusals(draw, Round.F, 1, FRI) == []
    for day in (THU, WED):
        (message,) = refusals(draw, Round.F, 1, day)
        assert "who plays here is on Thursday" in message


def test_a_match_stays_before_the_one_it_feeds() -> None:
    draw = full_draw(8)
    for day in (WED, THU):
        (message,) = refusals(draw, Round.SF, 1, day)
        assert "plays the next match on Wednesday" in message
    assert refusals(moved(draw, Round.F, 1, FRI), Round.SF, 1, THU) == []


def test_a_bye_feeds_nothing_that_a_match_must_wait_for() -> None:
    draw = build_skeleton([1, None, None, 4, *range(5, 17)], WEEK)
    assert refusals(moved(draw, Round.SF, 1, SAT), Round.QF, 1, FRI) == []


def test_only_a_scheduled_match_is_moved() -> None:
    draw = play(moved(full_draw(8), Round.SF, 1, FRI), Round.QF, 1, WON_BY_1)
    assert len(refusals(draw, Round.QF, 1, TUE)) == 1
    assert refusals(moved(full_draw(8), Round.SF, 1, FRI), Round.QF, 1, TUE) == []


def test_every_broken_rule_of_a_move_is_named() -> None:
    broken = check_move(
        full_draw(8), match_at(full_draw(8), Round.SF, 1), SUN + timedelta(days=3), WEEK
    )
    assert [violation.field for violation in broken] == ["match_date", "match_date"]
