"""Which ages a category holds, and when a player has outgrown it (rules.md sections 1 and 6).

Guarantees that the year of the week decides, not the birthday: who turns 65 leaves the 60
ranking with week 1.
"""

from shared.terms import AgeCategory
from shared.weeks import Week

AGES = {AgeCategory.SIXTY: range(60, 65), AgeCategory.SIXTY_FIVE: range(65, 70)}


def category_in(year: int, birth_year: int) -> AgeCategory | None:
    """The category that holds the player's age in this ISO year, if any does."""
    return next((c for c, ages in AGES.items() if year - birth_year in ages), None)


def outgrown_in(category: AgeCategory, birth_year: int) -> Week:
    """The first ranking of the category that no longer lists a player born in this year."""
    return Week.iso(birth_year + AGES[category].stop, 1)
