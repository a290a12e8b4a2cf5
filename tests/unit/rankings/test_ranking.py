"""The ranking of a week (rules.md section 6), by example and against a second implementation."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rankings.domain.ranking import (
    RankedPlayer,
    Result,
    SeparatedBy,
    lot,
    make_ranking,
    make_rankings,
)
from shared.terms import AgeCategory
from shared.weeks import Week
from tests.unit.rankings.oracle import rank_by_the_book

SIXTY, SIXTY_FIVE = AgeCategory.SIXTY, AgeCategory.SIXTY_FIVE
RANKING = Week.iso(2026, 30)
IN_SIXTY = dict.fromkeys(range(1, 20), 1964)


def career(player_id: int, *points: int, last: Week = RANKING - 1) -> list[Result]:
    """Results in consecutive weeks, the last of them in ``last``."""
    return [
        Result(player_id, 1000 + ago, last - ago, earned)
        for ago, earned in enumerate(reversed(points))
    ]


def rank(*careers: Sequence[Result], week: Week = RANKING) -> list[RankedPlayer]:
    results = [result for own in careers for result in own]
    return make_ranking(week, SIXTY, results, IN_SIXTY)


def order(ranking: list[RankedPlayer]) -> list[tuple[int, SeparatedBy | None]]:
    return [(row.player_id, row.separated_by) for row in ranking]


def test_the_best_four_results_count() -> None:
    (row,) = rank(career(7, 10, 400, 0, 70, 190, 35, 70))
    assert row.points == 400 + 190 + 70 + 70
    assert row.tournaments == 7
    assert (row.position, row.separated_by) == (1, None)


def test_with_fewer_than_four_results_all_count_zeros_included() -> None:
    (row,) = rank(career(7, 0, 35))
    assert (row.points, row.tournaments) == (35, 2)


def test_a_player_with_nothing_but_zeros_is_listed() -> None:
    assert order(rank(career(1, 5), career(2, 0, 0))) == [(1, None), (2, None)]


def test_a_player_without_a_result_in_the_window_is_not_listed() -> None:
    assert rank([Result(1, 1, RANKING, 100), Result(2, 1, RANKING - 53, 100)]) == []


def test_without_results_the_ranking_is_empty() -> None:
    assert rank([]) == []


def test_the_window_holds_the_52_weeks_before_and_not_the_week_itself() -> None:
    results = [Result(1, ago, RANKING - ago, 1) for ago in range(-1, 55)]
    (row,) = rank(results)
    assert row.tournaments == 52
    (first,) = rank([Result(1, 1, RANKING - 52, 9)])
    assert first.points == 9


def test_more_points_stand_first_without_anything_to_separate() -> None:
    assert order(rank(career(1, 90), career(2, 100))) == [(2, None), (1, None)]


@pytest.mark.parametrize(
    ("ahead", "behind", "criterion"),
    [
        ([100, 0], [60, 40], SeparatedBy.BEST_RESULT),
        ([100, 50, 0], [100, 30, 20], SeparatedBy.SECOND_RESULT),
        ([100, 50, 50, 0], [100, 50, 30, 20], SeparatedBy.THIRD_RESULT),
        ([100, 50], [100, 50, 0], SeparatedBy.FEWER_TOURNAMENTS),
        ([100, 50, 20, 20], [100, 50, 20, 20, 20], SeparatedBy.FEWER_TOURNAMENTS),
    ],
)
def test_equal_points_are_separated_in_the_order_of_the_rule(
    ahead: list[int], behind: list[int], criterion: SeparatedBy
) -> None:
    assert order(rank(career(1, *ahead), career(2, *behind))) == [(1, None), (2, criterion)]
    assert order(rank(career(2, *ahead), career(1, *behind))) == [(2, None), (1, criterion)]


def test_what_cannot_be_separated_goes_by_lot_and_not_by_id() -> None:
    rankings = [
        rank(*(career(player, 100, last=week - 1) for player in range(1, 9)), week=week)
        for week in (RANKING, RANKING + 1)
    ]
    for week, ranking in zip((RANKING, RANKING + 1), rankings, strict=True):
        digests = [lot(row.player_id, SIXTY, week) for row in ranking]
        assert digests == sorted(digests)
        assert [row.separated_by for row in ranking] == [None] + [SeparatedBy.LOT] * 7
    first, second = ([row.player_id for row in ranking] for ranking in rankings)
    assert sorted(first) == sorted(second)
    assert first != second


def test_the_lot_is_the_hash_that_anyone_can_recompute() -> None:
    expected = hashlib.sha256(b"17:2:2026:5").hexdigest()
    assert lot(17, SIXTY_FIVE, Week.iso(2026, 5)) == expected
    # the ISO year and week, not those of the date
    over_new_year = hashlib.sha256(b"17:1:2026:53").hexdigest()
    assert lot(17, SIXTY, Week.iso(2026, 53)) == over_new_year


def test_a_row_is_compared_with_the_one_directly_above() -> None:
    ranking = rank(career(1, 100), career(2, 60, 40), career(3, 60, 40, 0), career(4, 10))
    assert order(ranking) == [
        (1, None),
        (2, SeparatedBy.BEST_RESULT),
        (3, SeparatedBy.FEWER_TOURNAMENTS),
        (4, None),
    ]
    assert [row.position for row in ranking] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("category", "birth_year", "last_year"),
    [(SIXTY, 1962, 2026), (SIXTY_FIVE, 1957, 2026), (SIXTY, 1961, 2025), (SIXTY_FIVE, 1956, 2025)],
)
def test_who_outgrows_a_category_leaves_its_ranking_with_week_1(
    category: AgeCategory, birth_year: int, last_year: int
) -> None:
    last = Week.iso(last_year + 1, 1) - 1
    results = [Result(1, 1, last - 10, 100)]
    rankings = make_rankings([last, last + 1], category, results, {1: birth_year})
    assert [row.player_id for row in rankings[last]] == [1]
    assert rankings[last + 1] == []


def test_the_year_that_decides_is_the_iso_year_of_the_week() -> None:
    # Week 53 of 2026 ends on 3 January 2027, week 1 of 2026 starts on 29 December 2025.
    results = [Result(1, 1, Week.iso(2026, 52), 100), Result(1, 2, Week.iso(2025, 52), 50)]
    weeks = [Week.iso(2026, 1), Week.iso(2026, 53), Week.iso(2027, 1)]
    rankings = make_rankings(weeks, SIXTY, results, {1: 1962})
    assert [len(rankings[week]) for week in weeks] == [1, 1, 0]
    later = make_rankings(weeks, SIXTY, results, {1: 1961})
    assert [len(later[week]) for week in weeks] == [0, 0, 0]


def test_a_player_below_the_age_of_a_category_is_not_listed() -> None:
    results = [Result(1, 1, RANKING - 1, 100)]
    assert make_ranking(RANKING, SIXTY_FIVE, results, {1: 1962}) == []
    assert len(make_ranking(RANKING, SIXTY_FIVE, results, {1: 1961})) == 1


def test_after_a_53_week_year_week_1_counts_week_53_and_no_longer_week_1() -> None:
    results = [
        Result(1, 1, Week.iso(2026, 1), 1),
        Result(1, 2, Week.iso(2026, 2), 10),
        Result(1, 53, Week.iso(2026, 53), 100),
    ]
    weeks = [Week.iso(2026, 53), Week.iso(2027, 1), Week.iso(2027, 2)]
    rankings = make_rankings(weeks, SIXTY, results, {1: 1964})
    assert [rankings[week][0].points for week in weeks] == [11, 110, 100]


def test_a_ranking_waits_for_a_missing_birth_year() -> None:
    with pytest.raises(KeyError):
        make_ranking(RANKING, SIXTY, [Result(99, 1, RANKING - 1, 5)], {})


# Few players, few values and weeks near the edges, so that ties and year ends are common.
RESULTS = st.lists(
    st.builds(
        Result,
        player_id=st.integers(1, 8),
        tournament_id=st.integers(1, 10_000),
        week=st.integers(-3, 60).map(lambda ago: Week.iso(2027, 2) - ago),
        points=st.sampled_from([0, 0, 5, 10, 15, 20, 30, 35, 45, 60, 70, 100]),
    ),
    max_size=60,
    unique_by=lambda result: (result.player_id, result.tournament_id),
)
BIRTH_YEARS = st.fixed_dictionaries({player: st.integers(1955, 1968) for player in range(1, 9)})
CATEGORIES = st.sampled_from(AgeCategory)
RANKED_WEEKS = st.integers(-8, 8).map(lambda weeks: Week.iso(2026, 53) + weeks)


@settings(deadline=None)
@given(RANKED_WEEKS, CATEGORIES, RESULTS, BIRTH_YEARS)
def test_every_ranking_equals_that_of_a_second_implementation(
    week: Week, category: AgeCategory, results: list[Result], birth_years: dict[int, int]
) -> None:
    ranking = make_ranking(week, category, results, birth_years)
    assert [(row.player_id, row.points, row.tournaments) for row in ranking] == [
        (row.player_id, row.points, row.tournaments)
        for row in rank_by_the_book(week, category, results, birth_years)
    ]


@settings(deadline=None)
@given(RANKED_WEEKS, RESULTS)
def test_ties_among_players_of_one_age_equal_those_of_a_second_implementation(
    week: Week, results: list[Result]
) -> None:
    birth_years = dict.fromkeys(range(1, 9), 1964)
    ranking = make_ranking(week, SIXTY, results, birth_years)
    expected = rank_by_the_book(week, SIXTY, results, birth_years)
    assert [row.player_id for row in ranking] == [row.player_id for row in expected]


@settings(deadline=None)
@given(RANKED_WEEKS, CATEGORIES, RESULTS, BIRTH_YEARS)
def test_positions_run_without_gaps_and_only_equal_points_are_separated(
    week: Week, category: AgeCategory, results: list[Result], birth_years: dict[int, int]
) -> None:
    ranking = make_ranking(week, category, results, birth_years)
    assert [row.position for row in ranking] == list(range(1, len(ranking) + 1))
    for above, below in pairwise(ranking):
        assert above.points >= below.points
        assert (below.separated_by is not None) == (above.points == below.points)
        assert below.separated_by is not SeparatedBy.FOURTH_RESULT
    assert not ranking or ranking[0].separated_by is None


@settings(deadline=None)
@given(RESULTS, BIRTH_YEARS, st.randoms())
def test_the_order_in_which_results_come_does_not_matter(
    results: list[Result], birth_years: dict[int, int], random: Random
) -> None:
    weeks = [Week.iso(2026, 53) + weeks for weeks in range(3)]
    shuffled = random.sample(results, len(results))
    assert make_rankings(weeks, SIXTY, shuffled, birth_years) == make_rankings(
        weeks, SIXTY, results, birth_years
    )


@settings(deadline=None)
@given(RESULTS, BIRTH_YEARS)
def test_a_history_of_weeks_equals_the_weeks_one_by_one(
    results: list[Result], birth_years: dict[int, int]
) -> None:
    weeks = [Week.iso(2026, 50) + weeks for weeks in range(6)]
    history = make_rankings(weeks, SIXTY_FIVE, results, birth_years)
    assert list(history) == weeks
    for week in weeks:
        assert history[week] == make_ranking(week, SIXTY_FIVE, results, birth_years)
