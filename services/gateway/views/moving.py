"""Moving a match to another day of its week.

Guarantees that every day of the week stands there: those to choose from, and beside each of the
others the rule that is in the way (rules.md section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.gateway.views.correction import MatchOnDesk
from services.gateway.views.forms import Choice, Conflict, Field, FieldKind, Guard, message_of
from services.gateway.views.words import day
from shared.terms import Violation


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the tournament's week; without ``reasons`` the match can be moved there."""

    day: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovePage:
    """``closed`` are the days that cannot be chosen."""

    match: MatchOnDesk
    guard: Guard
    day_field: Field
    closed: tuple[WeekDay, ...]
    errors: tuple[Violation, ...]
    conflict: Conflict | None

    @classmethod
    def of(
        cls,
        match: MatchOnDesk,
        guard: Guard,
        days: Sequence[WeekDay],
        chosen: str = "",
        *,
        errors: Sequence[Violation] = (),
        conflict: Conflict | None = None,
    ) -> Self:
        """``chosen`` as sent; errors may name match_date."""
        choices = tuple(
            Choice(each.day.isoformat(), day(each.day)) for each in days if not each.reasons
        )
        return cls(
            match,
            guard,
            Field(
                "match_date",
                "New day",
                chosen,
                FieldKind.RADIO,
                error=message_of(errors, "match_date"),
                choices=choices,
                required=True,
            ),
            tuple(each for each in days if each.reasons),
            tuple(errors),
            conflict,
        )

    @property
    def can_be_moved(self) -> bool:
        return bool(self.day_field.choices)
