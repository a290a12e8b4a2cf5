"""The data of a player as officials register and change it.

Guarantees that a player who passes has a legible name, a possible birth year, and a gender,
country and status that exist; every broken rule is told at once (rules.md sections 1, 7 and 9).
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.entries.domain.eligibility import (
    Suspension,
    category_name,
    gender_name,
)
from shared.ages import age_in, category_for
from shared.terms import AgeCategory, Gender, PlayerStatus, Violation
from shared.text import check_text, is_apostrophe, quoted, tidy

NAME_LENGTH = 60
FIRST_BIRTH_YEAR = 1900
OFFICIAL_STATUSES = (PlayerStatus.ACTIVE, PlayerStatus.INACTIVE, PlayerStatus.RETIRED)

_DOTS = frozenset(".·・‧\u200c\u200d")


@dataclass(frozen=True, slots=True)
class PlayerDetails:
    """What an official states about a player; the numbers are still unchecked keys."""

    first_name: str
    last_name: str
    birth_year: int
    gender_id: int
    country_id: int
    status_id: int

    def tidied(self) -> "PlayerDetails":
        """The details as they are stored."""
        return replace(self, first_name=tidy(self.first_name), last_name=tidy(self.last_name))


@dataclass(frozen=True, slots=True)
class EnteredDraw:
    """A draw in which the player has an entry that stands; ``year`` is the tournament's."""

    tournament_name: str
    year: int
    category: AgeCategory
    gender: Gender


def check_player(
    details: PlayerDetails, this_year: int, countries: Collection[int]
) -> list[Violation]:
    """Every broken rule of the details, by the name of the request's field.

    ``this_year`` is the year on the tour clock, ``countries`` the keys that exist.
    """
    found = _check_name("first_name", details.first_name, "The first name")
    found += _check_name("last_name", details.last_name, "The last name")
    if not FIRST_BIRTH_YEAR <= details.birth_year <= this_year:
        message = (
            f"The birth year must lie between {FIRST_BIRTH_YEAR} and {this_year}, "
            f"not {details.birth_year}."
        )
        found.append(Violation("birth_year", "9", message))
    if details.gender_id not in set(Gender):
        found.append(Violation("gender_id", "1", "Please choose a gender: men or women."))
    if details.country_id not in countries:
        found.append(Violation("country_id", "9", "Please choose a country from the list."))
    return found + _check_status(details.status_id)


def check_player_change(changed: PlayerDetails, entered: Sequence[EnteredDraw]) -> list[Violation]:
    """What the change would break in draws the player has entered (rules.md section 2).

    Used beside ``check_player``: a corrected birth year or gender must not leave an entry in
    a draw in which the player may not play.
    """
    found: list[Violation] = []
    for draw in entered:
        age = age_in(draw.year, changed.birth_year)
        if category_for(age) is not draw.category:
            message = (
                f"With the birth year {changed.birth_year} the player turns {age} in {draw.year}, "
                f"but is entered in the {category_name(draw.category)} draw of "
                f"{draw.tournament_name}."
            )
            found.append(Violation("birth_year", "2", message))
        if changed.gender_id != draw.gender:
            message = (
                f"The player is entered in the {gender_name(draw.gender)} draw of "
                f"{draw.tournament_name}; the gender cannot change while that entry stands."
            )
            found.append(Violation("gender_id", "2", message))
    return found


def suspended_until(suspensions: Iterable[Suspension], today: date) -> date | None:
    """The last day of the suspensions of one player that run today; None if none does.

    Those that overlap, or follow each other without a day between, run until the last of them
    ends (rules.md section 7).
    """
    until: date | None = None
    for suspension in sorted(suspensions, key=lambda each: each.first_day):
        if until is None:
            if suspension.touches(today, today):
                until = suspension.last_day
        elif suspension.first_day <= until + timedelta(days=1):
            until = max(until, suspension.last_day)
    return until


def shown_status(
    set_by_officials: PlayerStatus, suspensions: Iterable[Suspension], today: date
) -> PlayerStatus:
    """The status that people see: Suspended while a suspension runs, its first and last day
    included, else what the officials have set (rules.md section 7)."""
    running = suspended_until(suspensions, today) is not None
    return PlayerStatus.SUSPENDED if running else set_by_officials


def _check_name(field: str, value: str, label: str) -> list[Violation]:
    found = check_text(field, value, NAME_LENGTH, label)
    if found:
        return found
    strange = sorted({character for character in tidy(value) if not _is_of_a_name(character)})
    if strange:
        found.append(Violation(field, "9", f"{label} cannot contain {quoted(strange)}."))
    return found


def _is_of_a_name(character: str) -> bool:
    """Letters of any script with their marks, figures, spaces, hyphens, apostrophes, dots."""
    category = unicodedata.category(character)
    return (
        category[0] in "LMN"
        or category in {"Zs", "Pd", "Cn"}
        or is_apostrophe(character)
        or character in _DOTS
    )


def _check_status(status_id: int) -> list[Violation]:
    if status_id in OFFICIAL_STATUSES:
        return []
    message = "Please choose a status: active, inactive or retired."
    if status_id == PlayerStatus.SUSPENDED:
        message = (
            "The status Suspended follows from a suspension and cannot be set by hand; "
            "choose active, inactive or retired."
        )
    return [Violation("status_id", "7", message)]
