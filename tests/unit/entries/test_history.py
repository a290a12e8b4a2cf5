"""What may change of rows that an import made."""

import pytest

from services.entries.domain.history import Origin, check_changeable


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORTED])
def test_what_keeps_the_rules_may_be_changed(origin: Origin) -> None:
    assert check_changeable("entry_id", origin, "This entry") == []


def test_unverified_history_stays_as_it_was_published() -> None:
    (violation,) = check_changeable("entry_id", Origin.UNVERIFIED, "This entry")
    assert (violation.field, violation.rule) == ("entry_id", "13")
    assert violation.message == (
        "This entry is unverified history from the import, which stays as it was published."
    )
