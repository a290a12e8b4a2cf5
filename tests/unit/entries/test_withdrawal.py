"""Taking an entry back: what it costs and when it is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.entries.domain.eligibility import EnteredTournament, ListState
from services.entries.domain.withdrawal import (
    WithdrawalAttempt,
    WithdrawalType,
    check_withdrawal,
    withdrawal_type,
)
from shared.weeks import Week

NICE = EnteredTournament(59, "Nice Open", Week(date(2026, 2, 23)))
LAST_MOMENT = datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)


def messages(now: datetime, withdrawn_at: datetime | None = None) -> list[str]:
    attempt = WithdrawalAttempt("Anna Berg", NICE, withdrawn_at, now)
    return [violation.message for violation in check_withdrawal(attempt)]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (ListState.OPEN, WithdrawalType.BEFORE_DRAW),
        (ListState.CLOSED, WithdrawalType.BEFORE_DRAW),
        (ListState.FROZEN, WithdrawalType.AFTER_DRAW),
    ],
)
def test_withdrawing_is_free_until_making_the_draw_freezes_the_list(
    state: ListState, kind: WithdrawalType
) -> None:
    assert withdrawal_type(state) is kind


def test_a_player_can_withdraw_until_the_tournaments_last_day_ends() -> None:
    assert messages(LAST_MOMENT) == []
    assert messages(LAST_MOMENT + timedelta(microseconds=1)) == [
        "Nice Open ended on 1 March 2026; nobody can withdraw from it any more."
    ]


def test_an_entry_is_withdrawn_once() -> None:
    withdrawn_at = datetime(2026, 2, 18, 9, tzinfo=UTC)
    assert messages(LAST_MOMENT, withdrawn_at) == [
        "Anna Berg has already been withdrawn from Nice Open, on 18 February 2026."
    ]


def test_both_reasons_are_told_at_once() -> None:
    assert len(messages(LAST_MOMENT + timedelta(days=1), LAST_MOMENT)) == 2


def test_a_cancelled_draw_has_nothing_to_withdraw_from() -> None:
    attempt = WithdrawalAttempt("Anna Berg", NICE, None, LAST_MOMENT, is_cancelled=True)
    (violation,) = check_withdrawal(attempt)
    assert (violation.field, violation.rule) == ("entry_id", "3")
    assert "was cancelled and has released Anna Berg" in violation.message


def test_who_has_no_match_left_has_nothing_to_withdraw_from() -> None:
    attempt = WithdrawalAttempt("Anna Berg", NICE, None, LAST_MOMENT, is_out=True)
    (violation,) = check_withdrawal(attempt)
    assert violation.message == (
        "Anna Berg has no match left in Nice Open; there is nothing to withdraw from."
    )
    assert check_withdrawal(replace(attempt, is_out=False)) == []
