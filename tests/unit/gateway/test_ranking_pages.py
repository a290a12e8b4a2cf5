"""A long ranking stands on several pages."""

from dataclasses import replace

import pytest

from services.gateway.views.rankings import RankingPage
from tests.unit.gateway.pages import ranking

_HERE = "/rankings?year=2026&week=8&category=60&gender=M"


def page_of(num_found: int, number: int, text: str = "") -> RankingPage:
    page = ranking()
    query = replace(page.query, text=text)
    return replace(page, query=query, total=1234, num_found=num_found, number=number)


@pytest.mark.parametrize(
    ("num_found", "last"), [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2), (1234, 13)]
)
def test_a_page_holds_a_hundred_places(num_found: int, last: int) -> None:
    assert page_of(num_found, 1).paging.last == last


def test_every_page_leads_to_the_ones_beside_it() -> None:
    first, middle, last = (page_of(1234, number) for number in (1, 2, 13))
    assert (first.higher_href, first.lower_href) == ("", f"{_HERE}&page=2")
    assert (middle.higher_href, middle.lower_href) == (_HERE, f"{_HERE}&page=3")
    assert (last.higher_href, last.lower_href) == (f"{_HERE}&page=12", "")
    assert page_of(150, 1, "berg").lower_href == f"{_HERE}&q=berg&page=2"


def test_the_count_says_which_page_it_is_where_there_are_several() -> None:
    assert page_of(1234, 2).count_text == "1,234 players, page 2 of 13"
    assert page_of(150, 2, "berg").count_text == "150 of 1,234 players, page 2 of 2"
    assert page_of(2, 1, "berg").count_text == "2 of 1,234 players"
    assert ranking().count_text == "40 players"
    assert ranking("swiatek").num_found == 2


def test_other_weeks_and_files_begin_with_the_first_place() -> None:
    page = page_of(1234, 2)
    for address in (page.earlier, page.query.href(), page.query.asked()):
        assert "page" not in address
