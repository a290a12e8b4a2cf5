"""In which list a suspension stands (rules.md section 7)."""

from datetime import date, timedelta

import pytest

from services.gateway.views.suspensions import SuspensionState, state_of

FIRST, LAST = date(2026, 3, 2), date(2026, 5, 2)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (FIRST - DAY, SuspensionState.COMING),
        (FIRST, SuspensionState.CURRENT),
        (LAST, SuspensionState.CURRENT),
        (LAST + DAY, SuspensionState.OVER),
    ],
)
def test_the_first_and_the_last_day_belong_to_it(today: date, state: SuspensionState) -> None:
    assert state_of(FIRST, LAST, today, lifted=False, annulled=False) is state
    assert state_of(FIRST, LAST, today, lifted=True, annulled=False) is SuspensionState.LIFTED
    # annulled has the last word: its cause is gone
    for lifted in (False, True):
        found = state_of(FIRST, LAST, today, lifted=lifted, annulled=True)
        assert found is SuspensionState.ANNULLED
