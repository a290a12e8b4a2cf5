"""When the entry list of a draw may close, from both sides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.entries.domain.eligibility import EnteredTournament, ListState
from services.entries.domain.entry_lists import check_closing
from shared.weeks import Week

NICE = EnteredTournament(59, "Nice Open", Week(date(2026, 2, 23)))
DEADLINE = datetime(2026, 2, 17, 10, tzinfo=UTC)
MOMENT_AFTER = DEADLINE + timedelta(microseconds=1)


@pytest.mark.parametrize("state", [ListState.OPEN, ListState.CLOSED, ListState.FROZEN])
def test_a_list_closes_after_the_deadline_and_may_be_closed_again(state: ListState) -> None:
    assert check_closing(NICE, state, MOMENT_AFTER) == []


def test_a_list_does_not_close_while_an_entry_would_be_in_time() -> None:
    (violation,) = check_closing(NICE, ListState.OPEN, DEADLINE)
    assert (violation.field, violation.rule) == ("list", "2")
    assert violation.message == (
        "Entries for Nice Open are accepted until Tuesday 17 February 2026, 10:00 UTC."
    )


def test_the_list_of_a_cancelled_draw_is_not_closed() -> None:
    (violation,) = check_closing(NICE, ListState.CANCELLED, MOMENT_AFTER)
    assert (violation.field, violation.rule) == ("list", "3")
    assert violation.message == "This draw of Nice Open was cancelled."


def test_both_reasons_are_told_at_once() -> None:
    found = check_closing(NICE, ListState.CANCELLED, DEADLINE)
    assert [violation.rule for violation in found] == ["2", "3"]
