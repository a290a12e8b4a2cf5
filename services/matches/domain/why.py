"""Why an official corrects or lifts something, in a line of text for the audit log (rules.md 8)."""

from typing import Final

from shared.terms import Violation
from shared.text import check_text

LONGEST: Final = 200
# a sentence may hold a semicolon or an equals sign, which a name may not
_MARKUP: Final = "<>"


def check_why(typed: str) -> list[Violation]:
    """Every reason why this text cannot be kept; empty if it can. Source: rules.md section 9."""
    return check_text("why", typed, LONGEST, "The reason", _MARKUP)
