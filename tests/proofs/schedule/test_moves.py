"""Section 5: whenever a draw is played and however its matches are moved, nobody plays twice a day.

A schedule is sound by looking at the whole of it, whatever the move was: the domain, which looks
at one match only, must accept exactly the moves that leave a sound one.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matches.domain.bracket import Draw, Match, Place
from services.matches.domain.schedule import check_move
from services.matches.domain.skeleton import build_skeleton
from shared.terms import MatchStatus, Round
from shared.weeks import Week
from tests.proofs.length import examples
from tests.unit.matches.draws import WALKOVER_1, WON_BY_1, WON_BY_2, draw_lines, play

LONG = settings(max_examples=examples(60), deadline=None)
WEEKS = st.dates(date(1999, 1, 1), date(2101, 1, 1)).map(Week.of)
RESULTS = st.sampled_from([WON_BY_1, WON_BY_2, WALKOVER_1])


def rounds_of(draw: Draw) -> dict[Round, int]:
    """Each round of the draw and its number, from 1."""
    return {
        played: number
        for number, played in enumerate(sorted({one.place.round for one in draw.matches}), start=1)
    }


def is_sound(draw: Draw, week: Week) -> bool:
    """Round r is not before day r, all is over on Sunday, and every round comes a day later."""
    days = {match.place: match.day for match in draw.matches}
    number_of = rounds_of(draw)
    days_of_week = [week.monday + timedelta(days=number) for number in range(7)]
    for match in draw.matches:
        if match.day not in days_of_week[number_of[match.place.round] - 1 :]:
            return False
        following = match.place.next
        if following is not None and days[following] <= match.day:
            return False
    return True


def busiest(draw: Draw) -> int:
    """The most matches that anybody can have on one day, whoever wins."""
    could_play: dict[Place, set[int]] = {}
    for match in draw.matches:
        feeding = (match.place.feeding(1), match.place.feeding(2))
        before = [could_play.get(place, set()) for place in feeding if place]
        could_play[match.place] = set(match.players).union(*before)
    count = Counter(
        (player, match.day) for match in draw.matches for player in could_play[match.place]
    )
    return max(count.values())


@LONG
@given(draw_lines(), WEEKS)
def test_any_draw_is_dated_round_by_round_inside_its_week(
    lines: list[int | None], week: Week
) -> None:
    draw = build_skeleton(lines, week)
    assert is_sound(draw, week)
    for match in draw.matches:
        assert (match.day - week.monday).days == rounds_of(draw)[match.place.round] - 1
    assert busiest(draw) == 1
    assert len(draw.matches) == sum(line is not None for line in lines) - 1


@LONG
@given(draw_lines(), WEEKS, st.data())
def test_exactly_the_moves_that_leave_a_sound_schedule_are_accepted(
    lines: list[int | None], week: Week, data: st.DataObject
) -> None:
    draw = build_skeleton(lines, week)
    for _ in range(data.draw(st.integers(1, 8))):
        match: Match = data.draw(st.sampled_from(draw.matches))
        if data.draw(st.integers(0, 5)) == 0 and len(match.players) == 2:
            if match.status is MatchStatus.SCHEDULED:
                draw = play(draw, match.place.round, match.place.number, data.draw(RESULTS))
            continue
        day = week.monday + timedelta(days=data.draw(st.integers(-2, 9)))
        moved = draw.with_changes([replace(match, day=day)])
        may_move = (
            match.status is MatchStatus.SCHEDULED and day != match.day and is_sound(moved, week)
        )
        assert (check_move(draw, match, day, week) == []) is may_move
        if may_move:
            draw = moved
    assert is_sound(draw, week)
    assert busiest(draw) == 1
