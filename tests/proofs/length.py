"""How long proofs take: TOUR_LONG=1 runs them in full, otherwise a short form runs."""

import os
from typing import Final

IN_FULL: Final = os.environ.get("TOUR_LONG") == "1"


def examples(short: int, full: int = 10_000) -> int:
    """How many examples to try."""
    return full if IN_FULL else short
