"""All checks, the ten of the earlier system first (rules.md section 14)."""

from typing import Final

from tools.validating import (
    draws,
    entries,
    frequencies,
    live,
    matches,
    points,
    rankings,
    reference,
    seeds,
    suspensions,
    ten,
)
from tools.validating.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *ten.CHECKS,
    *reference.CHECKS,
    *entries.CHECKS,
    *draws.CHECKS,
    *seeds.CHECKS,
    *matches.CHECKS,
    *points.CHECKS,
    *rankings.CHECKS,
    *suspensions.CHECKS,
    *frequencies.CHECKS,
    *live.CHECKS,
)
