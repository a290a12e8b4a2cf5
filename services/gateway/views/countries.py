"""The countries to choose from, and the forms that add some.

Guarantees that the nations are offered while some are missing and only then, with their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from services.gateway.views.forms import Field, Guard, message_of
from services.gateway.views.words import counted
from shared.terms import Violation


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country by its code and its name."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class CountryTyped:
    """A country as typed."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CountriesPage:
    """``missing`` is how many nations would come; each form has a guard of its own."""

    countries: tuple[CountryRow, ...]
    missing: int
    guard: Guard
    guard_of_nations: Guard
    fields: tuple[Field, ...]
    errors: tuple[Violation, ...]

    @classmethod
    def of(
        cls,
        countries: Sequence[CountryRow],
        missing: int,
        guards: tuple[Guard, Guard],
        typed: CountryTyped,
        errors: Sequence[Violation] = (),
    ) -> Self:
        """``guards`` of the form for one country and of the nations; errors may name code, name."""
        fields = (
            Field(
                "code",
                "Code",
                typed.code,
                hint="One to three capital letters, as they stand beside a name: GER.",
                error=message_of(errors, "code"),
                required=True,
                max_length=3,
            ),
            Field(
                "name",
                "Name",
                typed.name,
                error=message_of(errors, "name"),
                required=True,
                max_length=60,
            ),
        )
        return cls(tuple(countries), missing, *guards, fields, tuple(errors))

    @property
    def button(self) -> str:
        """``Add 210 nations``, ``Add 199 missing nations``."""
        return f"Add {counted(self.missing, 'missing nation' if self.countries else 'nation')}"

    @property
    def heading(self) -> str:
        return counted(len(self.countries), "country", "countries")
