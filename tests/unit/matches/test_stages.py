"""Sections 5 and 6: stage, wins and sanction of every player of a finished draw."""

import pytest
from hypothesis import given

from services.matches.domain.bracket import Draw
from services.matches.domain.progress import Absence, settle
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import PlayerOutcome, champion, is_complete, outcomes
from shared.terms import Round, Stage
from tests.unit.matches.draws import (
    BOTH_DISQUALIFIED,
    BOTH_GONE,
    DISQUALIFIED_2,
    OTHER,
    RETIRED_2,
    SUSPENDED,
    WALKOVER_1,
    WEEK,
    WITHDRAWN,
    WON_BY_1,
    draw_lines,
    full_draw,
    play,
    play_all,
)

SIX_PLAYERS = [1, None, 3, 4, 5, 6, None, 8]


def outcome(draw: Draw, player: int) -> tuple[Stage, int, bool]:
    one = {one.player_id: one for one in outcomes(draw)}[player]
    return one.stage, one.wins, one.zeroed


def test_the_stage_is_the_round_in_which_a_player_lost() -> None:
    draw = play_all(full_draw(64))
    stages = [one.stage for one in outcomes(draw)]
    assert [stages.count(stage) for stage in Stage] == [1, 1, 2, 4, 8, 16, 32]
    assert outcome(draw, 1) == (Stage.W, 6, False)
    assert outcome(draw, 33) == (Stage.F, 5, False)
    assert outcome(draw, 17) == (Stage.SF, 4, False)
    assert outcome(draw, 2) == (Stage.L64, 0, False)


def test_a_draw_of_8_begins_with_the_quarter_finals() -> None:
    assert outcomes(play_all(full_draw(8)))[:2] == (
        PlayerOutcome(1, Stage.W, 3, False),
        PlayerOutcome(2, Stage.QF, 0, False),
    )


def test_a_seed_with_a_bye_who_loses_the_first_match_has_no_win() -> None:
    draw = play_all(build_skeleton(SIX_PLAYERS, WEEK), winner=2)
    assert outcome(draw, 1) == (Stage.SF, 0, False)
    assert outcome(draw, 8) == (Stage.W, 2, False)


def test_a_walkover_is_a_win_for_the_player_who_was_there() -> None:
    draw = play_all(play(full_draw(8), Round.QF, 1, WALKOVER_1))
    assert outcome(draw, 1) == (Stage.W, 3, False)
    assert outcome(draw, 2) == (Stage.QF, 0, True)


def test_going_through_because_nobody_stood_on_the_other_side_is_no_win() -> None:
    draw = play(build_skeleton(SIX_PLAYERS, WEEK), Round.QF, 2, BOTH_GONE)
    draw = play_all(draw, winner=2)
    assert outcome(draw, 1) == (Stage.F, 0, False)
    assert outcome(draw, 3) == outcome(draw, 4) == (Stage.QF, 0, True)


def test_a_retirement_keeps_what_was_earned() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play_all(play(draw, Round.SF, 1, RETIRED_2))
    assert outcome(draw, 3) == (Stage.SF, 1, False)


def test_disqualification_takes_the_points_of_earlier_rounds_too() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play_all(play(draw, Round.SF, 1, DISQUALIFIED_2))
    assert outcome(draw, 3) == (Stage.SF, 1, True)


def test_two_disqualified_players_both_lose_their_points() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play_all(play(draw, Round.SF, 1, BOTH_DISQUALIFIED))
    assert outcome(draw, 1) == outcome(draw, 3) == (Stage.SF, 1, True)


def test_only_a_withdrawal_takes_points_not_a_suspension_or_another_reason() -> None:
    for reason, zeroed in ((WITHDRAWN, True), (SUSPENDED, False), (OTHER, False)):
        draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
        draw = play(draw, Round.QF, 2, WON_BY_1, [Absence(1, reason)])
        draw = play_all(draw)
        assert outcome(draw, 1) == (Stage.SF, 1, zeroed)
        assert outcome(draw, 3)[0] is Stage.W


def test_an_absent_player_whom_nobody_met_has_lost_in_that_round() -> None:
    draw = build_skeleton(SIX_PLAYERS, WEEK)
    draw = play_all(play(draw, Round.QF, 2, BOTH_GONE, [Absence(1, WITHDRAWN)]))
    assert outcome(draw, 1) == (Stage.SF, 0, True)
    assert outcome(draw, 5) == (Stage.W, 2, False)


def test_a_finalist_whom_nobody_met_is_champion() -> None:
    draw = full_draw(8)
    for number in (1, 2):
        draw = play(draw, Round.QF, number, BOTH_GONE)
    draw = play_all(draw)
    assert champion(draw) == 5
    assert outcome(draw, 5) == (Stage.W, 2, False)


def test_with_both_finalists_gone_there_is_no_champion() -> None:
    draw = full_draw(8)
    for played, count in ((Round.QF, 4), (Round.SF, 2)):
        for number in range(1, count + 1):
            draw = play(draw, played, number, WON_BY_1)
    draw = play(draw, Round.F, 1, BOTH_GONE)
    assert champion(draw) is None
    assert outcome(draw, 1) == outcome(draw, 5) == (Stage.F, 2, True)


def test_a_draw_is_complete_when_no_match_is_left() -> None:
    draw = full_draw(8)
    assert not is_complete(draw)
    assert champion(draw) is None
    with pytest.raises(ValueError, match="not complete"):
        outcomes(draw)
    for played, count in ((Round.QF, 4), (Round.SF, 2)):
        for number in range(1, count + 1):
            draw = play(draw, played, number, WON_BY_1)
    assert not is_complete(draw)
    assert is_complete(play(draw, Round.F, 1, WON_BY_1))


@given(draw_lines())
def test_a_draw_where_everybody_is_absent_ends_without_champion(lines: list[int | None]) -> None:
    absences = [Absence(player, WITHDRAWN) for player in lines if player is not None]
    draw = build_skeleton(lines, WEEK)
    draw = draw.with_changes(settle(draw, absences))
    assert champion(draw) is None
    assert all(one.wins == 0 and one.zeroed for one in outcomes(draw))
