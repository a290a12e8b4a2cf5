"""The ages that a category holds (rules.md section 1).

Guarantees that the year of the tournament or of the ranking decides, not the birthday.
"""

from shared.terms import AgeCategory

AGES = {AgeCategory.SIXTY: range(60, 65), AgeCategory.SIXTY_FIVE: range(65, 70)}


def age_in(year: int, birth_year: int) -> int:
    """The age that decides in this ISO year."""
    return year - birth_year


def category_for(age: int) -> AgeCategory | None:
    """The one category that holds this age, or None below 60 and above 69."""
    return next((category for category, ages in AGES.items() if age in ages), None)


def birth_years(category: AgeCategory, year: int) -> range:
    """Whom the category holds in this ISO year: the years in which they were born."""
    ages = AGES[category]
    return range(year - ages.stop + 1, year - ages.start + 1)
