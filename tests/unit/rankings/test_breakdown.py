"""Which results count for a player, and when each drops off (rules.md section 6)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rankings.domain.breakdown import changes_after, explain, points_in
from services.rankings.domain.ranking import Result, make_ranking
from shared.terms import AgeCategory
from shared.weeks import Week

RANKING = Week.iso(2027, 1)


def test_the_best_four_count_and_the_others_are_shown_too() -> None:
    results = [
        Result(1, number, RANKING - number, points)
        for number, points in enumerate([30, 100, 0, 70, 45, 70], start=1)
    ]
    explained = explain(RANKING, results)
    assert [(each.result.points, each.counts) for each in explained] == [
        (100, True),
        (70, True),
        (70, True),
        (45, True),
        (30, False),
        (0, False),
    ]


def test_a_result_drops_off_after_52_weeks_also_over_a_53_week_year() -> None:
    explained = explain(
        RANKING,
        [
            Result(1, 1, Week.iso(2026, 2), 10),
            Result(1, 2, Week.iso(2026, 30), 20),
            Result(1, 3, Week.iso(2026, 53), 30),
        ],
    )
    assert [str(each.drops_off) for each in explained] == ["2028-W01", "2027-W30", "2027-W02"]


def test_of_equal_results_the_later_counts_then_the_lower_tournament_id() -> None:
    weekly = [Result(1, 10 + ago, RANKING - ago, 20) for ago in (5, 4, 3, 2, 1)]
    assert [each.result.tournament_id for each in explain(RANKING, weekly)] == [11, 12, 13, 14, 15]
    same_week = [Result(1, number, RANKING - 2, 20) for number in (9, 8, 7, 6, 5)]
    assert [each.result.tournament_id for each in explain(RANKING, same_week)] == [5, 6, 7, 8, 9]


def test_the_points_after_each_change_are_told_in_order() -> None:
    results = [
        Result(1, 1, RANKING - 52, 100),
        Result(1, 2, RANKING - 50, 70),
        Result(1, 3, RANKING - 10, 45),
        Result(1, 4, RANKING - 9, 30),
        Result(1, 5, RANKING - 8, 20),
        Result(1, 6, RANKING, 190),  # known already, counts from the next ranking on
    ]
    end = RANKING + 40
    changes = changes_after(RANKING, end, results)
    assert [
        (
            each.ranking,
            [result.tournament_id for result in each.leaving],
            [result.tournament_id for result in each.arriving],
            each.points,
        )
        for each in changes
    ] == [
        (RANKING + 1, [1], [6], 190 + 70 + 45 + 30),
        (RANKING + 3, [2], [], 190 + 45 + 30 + 20),
    ]
    # a later end tells the rest, down to nothing
    changes = changes_after(RANKING, RANKING + 60, results)
    assert [each.points for each in changes] == [335, 285, 240, 210, 190, 0]
    assert changes[-1].ranking == RANKING + 53


def test_nothing_is_told_of_the_time_after_the_category() -> None:
    results = [Result(1, 1, RANKING - 52, 100), Result(1, 2, RANKING - 50, 70)]
    assert changes_after(RANKING, RANKING + 1, results) == []
    assert [each.ranking for each in changes_after(RANKING, RANKING + 2, results)] == [RANKING + 1]


def test_results_outside_the_window_are_left_out() -> None:
    outside = [Result(1, 1, RANKING, 100), Result(1, 2, Week.iso(2026, 1), 100)]
    assert explain(RANKING, outside) == []


RESULTS = st.lists(
    st.builds(
        Result,
        player_id=st.just(1),
        tournament_id=st.integers(1, 1000),
        week=st.integers(-2, 56).map(lambda ago: RANKING - ago),
        points=st.sampled_from([0, 10, 20, 30]),
    ),
    unique_by=lambda result: result.tournament_id,
)


@settings(deadline=None)
@given(RESULTS)
def test_what_counts_is_what_the_ranking_counts_and_drops_off_when_the_ranking_drops_it(
    results: list[Result],
) -> None:
    explained = explain(RANKING, results)
    ranking = make_ranking(RANKING, AgeCategory.SIXTY, results, {1: 1965})
    counted = [each.result.points for each in explained if each.counts]
    assert sum(counted) == (ranking[0].points if ranking else 0)
    assert len(counted) == min(4, len(explained))
    assert len(explained) == (ranking[0].tournaments if ranking else 0)
    for each in explained:
        alone = [each.result]
        birth_year = {1: 1967}  # holds the category in 2027 and 2028
        last = make_ranking(each.drops_off - 1, AgeCategory.SIXTY, alone, birth_year)
        assert len(last) == 1
        assert make_ranking(each.drops_off, AgeCategory.SIXTY, alone, birth_year) == []


@settings(deadline=None)
@given(RESULTS, st.integers(0, 60))
def test_between_two_changes_the_points_stay_and_at_each_they_are_those_of_the_ranking(
    results: list[Result], length: int
) -> None:
    end = RANKING + length
    told = {each.ranking: each for each in changes_after(RANKING, end, results)}
    points = points_in(RANKING, results)
    week = RANKING + 1
    while week < end:
        if week in told:
            assert told[week].leaving or told[week].arriving
            points = told.pop(week).points
        ranking = make_ranking(week, AgeCategory.SIXTY, results, {1: week.year - 60})
        assert sum(row.points for row in ranking) == points
        week += 1
    assert told == {}
