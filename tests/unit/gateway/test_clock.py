"""The tour clock of a demo: what is due next, and what follows a move."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from services.gateway.admin.clock import show_clock
from services.gateway.views.clock import Ahead, ClockPage, followed, next_moments
from services.gateway.visit import Visit
from shared.errors import NotFound
from tests.unit.gateway.samples import guard, tournament

# a Tuesday, on which entries for the week of the 23rd close at 10:00
NOW = datetime(2026, 2, 17, 9, 30, tzinfo=UTC)
NEXT_WEEK = tournament(6, date(2026, 2, 23))
AHEAD = Ahead(
    [NEXT_WEEK, tournament(7, date(2026, 3, 2))],
    {date(2026, 2, 17): 2, date(2026, 2, 18): 1},
    {date(2026, 2, 18): 2},
)


def test_of_each_kind_the_next_moment_can_be_chosen_in_the_order_of_time() -> None:
    assert [(title.split()[0], to) for title, to in next_moments(NOW, AHEAD)] == [
        ("Entries", NEXT_WEEK.entry_deadline),
        ("The", datetime(2026, 2, 18, tzinfo=UTC)),
        ("The", NEXT_WEEK.draw_deadline),
        ("The", datetime(2026, 2, 23, 20, tzinfo=UTC)),
    ]


def test_a_moment_that_is_now_lies_behind() -> None:
    at_the_deadline = next_moments(NEXT_WEEK.entry_deadline, AHEAD)
    assert all(to > NEXT_WEEK.entry_deadline for _, to in at_the_deadline)
    monday = datetime(2026, 2, 23, 20, tzinfo=UTC)
    assert next_moments(monday, Ahead()) == (("The next ranking", monday + timedelta(weeks=1)),)


def test_what_follows_is_told_in_its_order_until_the_moment_itself() -> None:
    told = [each.text for each in followed(NOW, datetime(2026, 2, 23, 20, tzinfo=UTC), AHEAD)]
    assert told == [
        f"Entries for {NEXT_WEEK.name} close; seeds are planned.",
        "1 match may be recorded.",
        "2 suspensions run out.",
        f"The draws of {NEXT_WEEK.name} that nobody has made are made.",
        "The rankings of week 9 of 2026 are published.",
    ]
    assert followed(NOW, NEXT_WEEK.entry_deadline - timedelta(seconds=1), AHEAD) == ()


def test_a_year_ahead_is_told_in_a_dozen_lines_and_how_many_more() -> None:
    page = ClockPage.of(NOW, AHEAD, guard, asked=NOW + timedelta(days=365))
    assert page.chosen is not None
    assert (len(page.chosen.follows), page.chosen.more) == (12, 46)


async def test_where_time_is_real_there_is_no_clock_to_move() -> None:
    visit = cast("Visit", SimpleNamespace(gateway=SimpleNamespace(is_demo=False)))
    with pytest.raises(NotFound, match="runs on real time"):
        await show_clock(visit)
