"""Whom a category holds in a year."""

import pytest

from shared.ages import age_in, birth_years, category_for
from shared.terms import AgeCategory


@pytest.mark.parametrize("category", AgeCategory)
def test_a_category_holds_the_birth_years_of_its_ages_and_no_others(category: AgeCategory) -> None:
    held = [born for born in range(1940, 1980) if category_for(age_in(2026, born)) is category]
    assert list(birth_years(category, 2026)) == held
    assert len(held) == 5
