"""A player's page: its pictures lie inside their frames, gaps are gaps, matches count rightly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.gateway.views.chart import HEIGHT, WIDTH, BarChart, LineChart
from services.gateway.views.profile import RankedWeek, by_tournament, standings_of
from services.gateway.views.record import Outcome
from shared.terms import Gender
from shared.weeks import Week
from tests.unit.gateway.profiles import (
    RANKED,
    SIXTY,
    SIXTY_FIVE,
    WEEK,
    matches,
    newcomer,
    profile,
    seen_by,
)
from tests.unit.gateway.samples import sample_draw


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


def test_what_was_won_and_lost_is_counted_over_all_pages() -> None:
    """The same match three times; the fourth is to be played."""
    page = profile()
    assert (page.record.won, page.record.lost) in {(3, 0), (0, 3)}
    assert {(bar.label, bar.wins + bar.losses) for bar in page.surfaces.bars} == {
        ("Clay", 2),
        ("Grass", 1),
    }
    opponent = page.matches[0].opponent.person
    assert opponent is not None
    assert page.records[opponent.player_id] == page.record
    many = replace(page, played=page.played * 4, number=2)
    assert many.record.total == 12


def test_the_next_match_is_the_first_to_be_played() -> None:
    own = matches()
    later = replace(own[0], day=own[0].day + timedelta(days=1))
    page = replace(profile(), played=by_tournament([later, *own], {}))
    assert [each.day for each in page.to_play] == [own[0].day, later.day]
    assert newcomer().to_play == ()


def test_how_far_away_a_match_is_stands_in_words() -> None:
    match = matches()[0]
    said = [match.when(match.day - timedelta(days=days)) for days in (0, 1, 3, -1)]
    assert said == ["today", "tomorrow", "in 3 days", "no result yet"]


def test_who_the_opponent_will_be_is_told_as_far_as_it_is_known() -> None:
    bracket = sample_draw(16, 16, 0).bracket()
    player = bracket.rounds[0].matches[0].upper.person
    feeder, open_match = bracket.rounds[0].matches[1], bracket.rounds[1].matches[1]
    upper, lower = feeder.upper.person, feeder.lower.person
    assert upper is not None
    assert lower is not None
    known = seen_by(player, bracket.rounds[0].matches[0], coming=feeder)
    assert known.opponent_text == f"the winner of {upper.name} v {lower.name}"
    for coming in (open_match, None):
        unknown = seen_by(player, bracket.rounds[0].matches[0], coming=coming)
        assert unknown.opponent_text == "an opponent to be decided"


def test_matches_stand_by_tournament_the_latest_first() -> None:
    days = [each.tournament.first_day for each in profile().played]
    assert days == sorted(days, reverse=True)
    assert len(days) == 4


def test_how_far_a_player_came_is_told_before_the_draw_is_over_too() -> None:
    waiting, earned, *_ = profile().played
    assert waiting.reached_text == "Still in"
    assert earned.reached_text == "Last 16 · 70 points"
    over = replace(earned, earned=None)
    outcome = over.matches[0].outcome
    expected = "Lost in the round of 16" if outcome is Outcome.LOST else ""
    assert over.reached_text == expected
    loser = over.matches[0].opponent.person
    assert loser is not None
    other = replace(over, matches=(replace(over.matches[0], player_id=loser.player_id),))
    assert {over.reached_text, other.reached_text} == {"", "Lost in the round of 16"}


def test_a_page_holds_twelve_tournaments_and_leads_to_the_others() -> None:
    page = profile()
    assert (page.paging.last, page.later_href, page.earlier_href) == (1, "", "")
    many = replace(page, played=page.played * 7)
    assert many.paging.last == 3
    path = f"/player/{page.person.player_id}"
    first, second, third = (replace(many, number=number) for number in (1, 2, 3))
    assert [len(each.shown) for each in (first, second, third)] == [12, 12, 4]
    assert (first.later_href, first.earlier_href) == ("", f"{path}?page=2#matches")
    assert (second.later_href, second.earlier_href) == (
        f"{path}#matches",
        f"{path}?page=3#matches",
    )
    assert third.earlier_href == ""
    assert second.played_text == "28 matches in 28 tournaments, page 2 of 3"
    assert newcomer().paging.last == 1
