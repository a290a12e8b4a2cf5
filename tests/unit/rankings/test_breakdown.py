"""Which results count for a player, and when each drops off (rules.md section 6)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rankings.domain.breakdown import explain
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


def test_results_outside_the_window_are_left_out() -> None:
    outside = [Result(1, 1, RANKING, 100), Result(1, 2, Week.iso(2026, 1), 100)]
    assert explain(RANKING, outside) == []


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Result,
            player_id=st.just(1),
            tournament_id=st.integers(1, 1000),
            week=st.integers(-2, 56).map(lambda ago: RANKING - ago),
            points=st.sampled_from([0, 10, 20, 30]),
        ),
        unique_by=lambda result: result.tournament_id,
    )
)
def test_what_counts_is_what_the_ranking_counts_and_drops_off_when_the_ranking_drops_it(
    results: list[Result],
) -> None:
    explained = explain(RANKING, results)
    ranking = make_ranking(RANKING, AgeCategory.SIXTY, results, {1: 1965})
    counted = tuple(each.result for each in explained if each.counts)
    assert counted == (ranking[0].counted if ranking else ())
    assert len(explained) == (ranking[0].tournaments if ranking else 0)
    for each in explained:
        alone = [each.result]
        birth_year = {1: 1967}  # holds the category in 2027 and 2028
        last = make_ranking(each.drops_off - 1, AgeCategory.SIXTY, alone, birth_year)
        assert len(last) == 1
        assert make_ranking(each.drops_off, AgeCategory.SIXTY, alone, birth_year) == []
