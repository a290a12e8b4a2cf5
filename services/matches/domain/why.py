"""Why an official corrects or lifts something, in a line of text for the audit log.

Guarantees that what is kept can be read and neither acts as markup nor as a formula (rules.md 9).
"""

import unicodedata
from typing import Final

from shared.terms import Violation

LONGEST: Final = 200
_MARKUP: Final = frozenset("<>")
_FORMULA_STARTS: Final = ("=", "+", "-", "@")


def tidy(typed: str) -> str:
    """The text as it is kept: composed, without white space at its ends."""
    return unicodedata.normalize("NFC", typed).strip()


def check_why(typed: str) -> list[Violation]:
    """Every reason why this text cannot be kept; empty if it can."""
    text = tidy(typed)
    messages: list[str] = []
    if not text:
        messages.append("Say why, for the audit log.")
    if len(text) > LONGEST:
        messages.append(f"This has {len(text)} characters; there is room for at most {LONGEST}.")
    if not text.isprintable():
        messages.append("This has characters that nobody can see.")
    if _MARKUP & set(text):
        messages.append("Angle brackets cannot be kept.")
    if text.startswith(_FORMULA_STARTS):
        messages.append("The text cannot begin with =, +, - or @.")
    return [Violation("why", "9", message) for message in messages]
