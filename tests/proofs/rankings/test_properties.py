"""Properties of rankings over any results, ages and weeks (rules.md section 6)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.rankings.domain.breakdown import explain
from services.rankings.domain.ranking import (
    RankedPlayer,
    Result,
    SeparatedBy,
    lot,
    make_ranking,
)
from shared.terms import AgeCategory
from shared.weeks import Week
from tests.proofs.length import examples
from tests.unit.rankings.oracle import rank_by_the_book

MANY = settings(max_examples=examples(80), deadline=None)
SIXTY = AgeCategory.SIXTY
PLAYERS = range(1, 9)

# years of 52 and 53 weeks (2020, 2026 and 2032 have 53), with weeks near their ends as often as
# all the others
ANY_WEEKS = st.one_of(
    st.dates().filter(lambda day: 2000 <= day.year <= 2060).map(Week.of),
    st.builds(
        lambda year, off: Week.iso(year, 1) + off, st.integers(2018, 2034), st.integers(-3, 3)
    ),
)
POINTS = st.sampled_from([0, 0, 5, 10, 15, 20, 30, 35, 45, 60, 70, 100])


@st.composite
def histories(draw: st.DrawFn) -> tuple[Week, AgeCategory, list[Result], dict[int, int]]:
    """A week, a category, the results of up to eight players around the week's window, and their
    birth years near the bounds of the category."""
    week = draw(ANY_WEEKS)
    category = draw(st.sampled_from(AgeCategory))
    results = draw(
        st.lists(
            st.builds(
                Result,
                player_id=st.sampled_from(PLAYERS),
                tournament_id=st.integers(1, 5000),
                week=st.one_of(st.integers(-2, 55), st.sampled_from([0, 1, 52, 53])).map(
                    lambda ago: week - ago
                ),
                points=POINTS,
            ),
            max_size=50,
            unique_by=lambda result: (result.player_id, result.tournament_id),
        )
    )
    youngest = week.year - 55 - 5 * category
    births = {player: draw(st.integers(youngest - 6, youngest + 1)) for player in PLAYERS}
    return week, category, results, births


History = tuple[Week, AgeCategory, list[Result], dict[int, int]]


def inside(week: Week, results: Sequence[Result]) -> dict[int, list[int]]:
    """Points in the window by player, counted in days: 364 back, up to the day before."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for result in results:
        if 0 < (week.monday - result.week.monday).days <= 364:
            found[result.player_id].append(result.points)
    return found


@MANY
@given(histories())
def test_positions_run_from_1_without_gaps_over_everybody_with_a_result_and_the_age(
    history: History,
) -> None:
    week, category, results, births = history
    ranking = make_ranking(week, category, results, births)
    assert [row.position for row in ranking] == list(range(1, len(ranking) + 1))
    low = 55 + 5 * category
    assert {row.player_id for row in ranking} == {
        player for player in inside(week, results) if low <= week.year - births[player] <= low + 4
    }


@MANY
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_results_come_changes_nothing(history: History, order: Random) -> None:
    week, category, results, births = history
    shuffled = order.sample(results, len(results))
    assert make_ranking(week, category, shuffled, births) == make_ranking(
        week, category, results, births
    )


@MANY
@given(histories())
def test_no_other_choice_of_four_results_beats_the_points(history: History) -> None:
    week, category, results, births = history
    window = inside(week, results)
    for row in make_ranking(week, category, results, births):
        earned = window[row.player_id]
        choices = [sum(four) for four in combinations(earned, min(4, len(earned)))]
        assert row.points == max(choices)
        assert row.tournaments == len(earned)


@MANY
@given(ANY_WEEKS, st.integers(1, 60), st.integers(1960, 1964))
@example(Week.iso(2026, 53), 52, 1960)
@example(Week.iso(2027, 1), 52, 1960)
@example(Week.iso(2026, 1), 52, 1960)
def test_the_window_is_52_weeks_with_both_ends(week: Week, ago: int, born: int) -> None:
    born += week.year - 2024
    alone = [Result(1, 1, week - ago, 70)]
    ranked = make_ranking(week, SIXTY, alone, {1: born})
    assert bool(ranked) == (ago <= 52)
    for edge, held in ((0, 0), (1, 1), (52, 1), (53, 0)):
        assert len(make_ranking(week, SIXTY, [Result(1, 1, week - edge, 70)], {1: born})) == held


@MANY
@given(histories(), st.sampled_from(PLAYERS), st.integers(1, 52), st.integers(0, 100))
def test_a_worse_fifth_result_changes_nothing_but_the_order_among_equals(
    history: History, player: int, ago: int, less: int
) -> None:
    week, category, results, births = history
    earned = sorted(inside(week, results).get(player, []), reverse=True)
    earned += [0] * 4
    results = [*results, *(Result(player, 9000 + n, week - 2, 20) for n in range(4))]
    fourth = sorted([*earned, 20, 20, 20, 20], reverse=True)[3]
    fifth = Result(player, 9900, week - ago, max(0, fourth - less))
    before = make_ranking(week, category, results, births)
    after = make_ranking(week, category, [*results, fifth], births)
    assert points_of(before) == points_of(after)
    others = [row.player_id for row in before if row.player_id != player]
    assert [row.player_id for row in after if row.player_id != player] == others
    # one more tournament never helps, and costs places among equals only
    merits = Counter((row.points, *best_four(week, results, row.player_id)) for row in before)
    for old in before:
        if old.player_id == player:
            new = next(row for row in after if row.player_id == player)
            assert new.tournaments == old.tournaments + 1
            level = merits[(old.points, *best_four(week, results, player))]
            assert old.position <= new.position < old.position + level


def best_four(week: Week, results: Sequence[Result], player: int) -> tuple[int, ...]:
    earned = sorted(inside(week, results)[player], reverse=True)[:4]
    return tuple(earned + [0] * (4 - len(earned)))


def points_of(ranking: Sequence[RankedPlayer]) -> Mapping[int, int]:
    return {row.player_id: row.points for row in ranking}


@MANY
@given(histories())
def test_every_row_says_what_put_it_behind_the_one_above(history: History) -> None:
    week, category, results, births = history
    ranking = make_ranking(week, category, results, births)
    assert all(row.separated_by is None for row in ranking[:1])
    for above, below in pairwise(ranking):
        merits = [
            (row.points, *best_four(week, results, row.player_id), -row.tournaments)
            for row in (above, below)
        ]
        assert merits[0] >= merits[1]
        differing = [n for n, pair in enumerate(zip(*merits, strict=True)) if pair[0] != pair[1]]
        if not differing:
            assert below.separated_by is SeparatedBy.LOT
            assert lot(above.player_id, category, week) < lot(below.player_id, category, week)
        elif differing[0] == 0:
            assert below.separated_by is None
        else:
            assert below.separated_by is list(SeparatedBy)[differing[0] - 1]


@MANY
@given(histories())
def test_every_ranking_is_that_of_the_slow_one_by_the_book(history: History) -> None:
    week, category, results, births = history
    book = rank_by_the_book(week, category, results, births)
    assert [
        (row.player_id, row.points, row.tournaments)
        for row in make_ranking(week, category, results, births)
    ] == [(row.player_id, row.points, row.tournaments) for row in book]


@MANY
@given(histories())
def test_what_a_player_is_shown_as_counting_is_what_the_ranking_counts(history: History) -> None:
    week, category, results, births = history
    for row in make_ranking(week, category, results, births):
        shown = explain(week, [r for r in results if r.player_id == row.player_id])
        assert sum(each.result.points for each in shown if each.counts) == row.points
        assert len(shown) == row.tournaments
        assert all(each.drops_off == each.result.week + 53 for each in shown)


@MANY
@given(st.lists(st.integers(1, 2**40), min_size=3, max_size=12, unique=True), ANY_WEEKS)
def test_the_lot_of_two_players_does_not_depend_on_who_else_is_level(
    players: list[int], week: Week
) -> None:
    births = dict.fromkeys(players, week.year - 62)
    results = [Result(player, 1, week - 1, 30) for player in players]
    order = [row.player_id for row in make_ranking(week, SIXTY, results, births)]
    without = [row.player_id for row in make_ranking(week, SIXTY, results[1:], births)]
    assert without == [player for player in order if player != players[0]]


def test_the_lot_favours_no_player_for_a_low_id() -> None:
    """Eight level players in many weeks: each id stands in each place equally often.

    Chi-square with 49 degrees of freedom: 99.9 % of fair lots stay below 85.4. The weeks are
    always the same, so the outcome is too.
    """
    rounds = examples(800, 10_000)
    seen: Counter[tuple[int, int]] = Counter()
    first = Week.iso(1901, 1)
    for number in range(rounds):
        week = first + number % 5000
        ids = [player + 100 * (number // 5000) for player in PLAYERS]
        by_lot = sorted(ids, key=lambda player: lot(player, SIXTY, week))
        seen.update((ids.index(player), place) for place, player in enumerate(by_lot))
    expected = rounds / len(PLAYERS)
    chi_square = sum(
        (seen[who, place] - expected) ** 2 / expected
        for who in range(len(PLAYERS))
        for place in range(len(PLAYERS))
    )
    print(f"lots of {rounds} weeks: chi-square {chi_square:.1f}, 99.9 % below 85.4")
    assert chi_square < 85.4
