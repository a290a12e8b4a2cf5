"""A player's page: its pictures lie inside their frames, gaps are gaps, matches count rightly."""

from dataclasses import replace

import pytest

from services.gateway.views.chart import HEIGHT, WIDTH, BarChart, LineChart
from services.gateway.views.profile import RankedWeek, standings_of
from shared.terms import Gender, MatchStatus
from shared.weeks import Week
from tests.unit.gateway.profiles import RANKED, SIXTY, SIXTY_FIVE, WEEK, profile


def chart(*values: tuple[int, int], best_is_low: bool = False) -> LineChart:
    """Of values by how many weeks before WEEK."""
    dated = [(WEEK - back, value) for back, value in values]
    return LineChart.of("x", "X", "x.", dated, best_is_low=best_is_low)


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, _, y in (at.partition(",") for at in line.split())]


def test_a_week_without_a_value_is_a_gap() -> None:
    whole = chart((3, 10), (2, 20), (1, 30), (0, 40))
    assert len(whole.lines) == 1
    parted = chart((4, 10), (3, 20), (1, 30), (0, 40))
    assert [len(points(line)) for line in parted.lines] == [2, 2]
    alone = chart((9, 10), (1, 30), (0, 40))
    assert len(alone.lines) == 1
    assert alone.dots[0].x == points(chart((9, 10), (8, 1), (0, 1)).lines[0])[0][0]


def test_weeks_follow_each_other_over_the_end_of_a_long_year() -> None:
    """2026 has 53 weeks."""
    values = [(Week.iso(2026, 53), 5), (Week.iso(2027, 1), 6)]
    assert len(LineChart.of("x", "X", "x.", values).lines) == 1


def test_more_points_stand_higher_and_a_better_place_stands_higher() -> None:
    more = points(chart((1, 10), (0, 90)).lines[0])
    assert more[1][1] < more[0][1]
    better = points(chart((1, 9), (0, 1), best_is_low=True).lines[0])
    assert better[1][1] < better[0][1]
    assert more[0][0] < more[1][0]


@pytest.mark.parametrize("most", [0, 1, 2, 4, 5, 7, 40, 41, 99, 100, 101, 2800, 3999])
@pytest.mark.parametrize("best_is_low", [False, True])
def test_every_shape_lies_inside_the_picture(most: int, best_is_low: bool) -> None:
    value = max(most, int(best_is_low))
    found = chart((2, value), (1, int(best_is_low)), (0, value), best_is_low=best_is_low)
    for x, y in points(found.lines[0]):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert 2 <= len(found.ticks) <= 6
    assert all(0 <= tick.at <= HEIGHT for tick in found.ticks)
    labels = [tick.label for tick in found.ticks]
    assert len(set(labels)) == len(labels)
    assert labels[0] == ("1" if best_is_low else "0")


def test_one_week_is_a_dot() -> None:
    found = chart((0, 50))
    assert found.lines == ()
    assert len(found.dots) == 1
    assert found.has_one_month


def test_a_bar_stands_for_each_surface_that_was_played_on() -> None:
    bars = BarChart.of([("Clay", "clay", 6, 2), ("Hard", "hard", 0, 0), ("Grass", "grass", 0, 4)])
    assert [(bar.label, bar.text) for bar in bars.bars] == [("Clay", "6–2"), ("Grass", "0–4")]
    clay, grass = bars.bars
    assert clay.won == 3 * clay.lost
    assert clay.lost * 2 == grass.lost
    assert grass.won == 0
    assert BarChart.of([]).height == 0


def test_won_and_lost_are_counted_by_surface() -> None:
    """Piotr beat the player in the round of 16 of both; the third match is others'."""
    page = profile()
    own = [
        each
        for each in page.matches
        if page.person in (each.match.upper.person, each.match.lower.person)
    ]
    counted = replace(page, matches=tuple(own)).by_surface
    assert [(bar.label, bar.text) for bar in counted.bars] == [("Clay", "0–1"), ("Grass", "0–1")]
    winner = own[0].match.winner
    assert winner is not None
    assert winner.person is not None
    won = replace(page, person=winner.person, matches=tuple(own[:1]))
    assert [bar.text for bar in won.by_surface.bars] == ["1–0"]


def test_going_through_without_an_opponent_is_no_win() -> None:
    page = profile()
    through = replace(
        page.matches[0], match=replace(page.matches[0].match, status=MatchStatus.CANCELLED)
    )
    assert replace(page, matches=(through,)).by_surface.bars == ()


def test_the_category_of_the_latest_ranking_stands_first_and_two_years_are_shown() -> None:
    younger = [RankedWeek(WEEK - 200, SIXTY, 1, 5), RankedWeek(WEEK - 60, SIXTY, 9, 7)]
    found = standings_of([*younger, RankedWeek(WEEK, SIXTY_FIVE, 4, 10)], Gender.WOMEN)
    assert [each.label for each in found] == ["Women 65+", "Women 60+"]
    assert [each.week for each in found[1].weeks] == [WEEK - 60]


def test_what_a_picture_shows_is_said_in_words_too() -> None:
    (standing,) = standings_of(RANKED, Gender.MEN)
    assert len(standing.charts) == 2
    for drawn in standing.charts:
        assert drawn.description == standing.text
    assert standing.text.startswith("No. 3 with 1,340 points in week 8 of 2026; best place no. 3")


def test_one_week_in_a_ranking_is_no_picture() -> None:
    (standing,) = standings_of(RANKED[:1], Gender.MEN)
    assert standing.charts == ()


def test_long_lists_of_matches_end_and_say_so() -> None:
    page = profile()
    many = replace(page, matches=page.matches[:1] * 75)
    assert len(many.shown) == 60
    assert many.matches_text == "The latest 60 of 75 matches"
    assert page.matches_text == "3 matches"
