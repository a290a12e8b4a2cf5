"""Where a row comes from (rules.md section 13).

Guarantees that live play never changes unverified history.
"""

from enum import StrEnum

from shared.terms import Violation


class Origin(StrEnum):
    """Made by the tour itself, imported by the rules, or imported and shown although it breaks
    one."""

    LIVE = "live"
    IMPORTED = "imported"
    UNVERIFIED = "unverified"


def check_changeable(field: str, origin: Origin, what: str) -> list[Violation]:
    """Why the row cannot be changed; ``what`` names it, as in "This entry"."""
    if origin is not Origin.UNVERIFIED:
        return []
    message = f"{what} is unverified history from the import, which stays as it was published."
    return [Violation(field, "13", message)]
