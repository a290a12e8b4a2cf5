"""Which category holds an age, and the week in which it holds it no longer."""

import pytest

from services.entries.domain.eligibility import category_for
from services.rankings.domain.ages import AGES, category_in, outgrown_in
from shared.terms import AgeCategory
from shared.weeks import Week

SIXTY, SIXTY_FIVE = AgeCategory.SIXTY, AgeCategory.SIXTY_FIVE


@pytest.mark.parametrize(
    ("age", "category"),
    [(59, None), (60, SIXTY), (64, SIXTY), (65, SIXTY_FIVE), (69, SIXTY_FIVE), (70, None)],
)
def test_the_bounds_of_a_category_belong_to_it(age: int, category: AgeCategory | None) -> None:
    assert category_in(2026, 2026 - age) is category


def test_both_services_have_the_same_ages_in_a_category() -> None:
    for age in range(55, 75):
        assert category_in(2026, 2026 - age) is category_for(age)


@pytest.mark.parametrize(("category", "at"), [(SIXTY, 65), (SIXTY_FIVE, 70)])
def test_a_category_is_outgrown_with_week_1_of_the_year_of_turning_65_or_70(
    category: AgeCategory, at: int
) -> None:
    for birth_year in range(1950, 1970):
        week = outgrown_in(category, birth_year)
        assert week == Week.iso(birth_year + at, 1)
        assert week.year - birth_year not in AGES[category]
        assert (week - 1).year - birth_year in AGES[category]
