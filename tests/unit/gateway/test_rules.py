"""The figures of the pages about the rules are those of the domains."""

from datetime import date, datetime, timedelta

import pytest

from services.draws.domain import sizes
from services.entries.domain.tournaments import draw_deadline, entry_deadline
from services.gateway.views import rules
from services.gateway.views.rules import RulesPage
from services.matches.domain.suspensions import Sanction, suspension_for
from services.rankings.domain.points import POINTS
from services.rankings.domain.ranking import BEST_RESULTS
from services.rankings.domain.window import first_counted, last_counted, published_at, weeks_through
from shared.terms import AgeCategory, Gender, MatchStatus, Stage
from shared.weeks import Week

MONDAY = date(2026, 2, 16)


def test_points_are_those_that_are_given() -> None:
    shown = {
        category: {row.stage: row.points[place] for row in rules.POINTS}
        for place, category in enumerate(rules.CATEGORIES)
    }
    assert shown == POINTS
    assert [row.stage for row in rules.POINTS] == list(Stage)


def test_seeds_and_players_are_those_of_the_draws() -> None:
    assert [(row.fewest, row.most, row.seeds) for row in rules.SEEDS] == [
        (rule.min_players, rule.max_players, rule.seeds) for rule in sizes.SEEDING_RULES
    ]
    assert (rules.FEWEST_PLAYERS, rules.MOST_PLAYERS) == (sizes.MIN_PLAYERS, sizes.MAX_PLAYERS)


@pytest.mark.parametrize("age", AgeCategory)
@pytest.mark.parametrize("gender", Gender)
def test_deciding_sets_are_those_of_the_draws(age: AgeCategory, gender: Gender) -> None:
    assert rules.plays_full_third_set(age, gender) != sizes.has_super_tie_break(age, gender)


def test_results_and_weeks_that_count_are_those_of_the_rankings() -> None:
    page, week = RulesPage(), Week.of(MONDAY)
    assert page.best_results == BEST_RESULTS
    counted = list(weeks_through(first_counted(week), last_counted(week)))
    assert page.window_weeks == len(counted)


def test_moments_are_those_that_the_services_keep() -> None:
    def of(moment: datetime) -> tuple[int, object]:
        return moment.isoweekday(), moment.time()

    entries, draws = entry_deadline(MONDAY), draw_deadline(MONDAY)
    assert of(entries) == rules.ENTRIES_CLOSE
    assert of(draws) == rules.DRAWS_MADE
    assert Week.of(entries.date()) == Week.of(draws.date()) == Week.of(MONDAY) - 1
    assert of(published_at(Week.of(MONDAY))) == rules.RANKING_PUBLISHED
    assert RulesPage().entries_close == "Tuesday 10:00 UTC"


@pytest.mark.parametrize(
    ("cause", "months"),
    [
        (MatchStatus.WALKOVER, rules.NO_SHOW_MONTHS),
        (MatchStatus.DISQUALIFIED, rules.DISQUALIFICATION_MONTHS),
    ],
)
def test_suspensions_last_as_long_as_they_are_given(cause: MatchStatus, months: int) -> None:
    given = suspension_for(Sanction(1, cause), MONDAY)
    assert given.last_day == date(2026, 2 + months, 16)
    assert given.last_day - MONDAY > timedelta(days=28 * months)


def test_every_draw_is_named_once_under_its_deciding_set() -> None:
    page = RulesPage()
    assert page.full_third_sets == "Men 60+"
    assert page.super_tie_breaks == "Men 65+, Women 60+ and Women 65+"
    assert page.ages == ("60+: from 60 to 64", "65+: from 65 to 69")
