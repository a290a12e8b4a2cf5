"""Sections 5, 7 and 12: who plays on, and what happens where nobody does."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matches.domain.bracket import Draw, ImpossibleDrawError, Match, Place
from services.matches.domain.progress import Absence, is_recorded, settle
from services.matches.domain.results import Result, may_correct, record
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import is_complete, outcomes
from shared.terms import MatchStatus, Round, Stage
from tests.unit.matches.draws import (
    BOTH_DISQUALIFIED,
    BOTH_GONE,
    DISQUALIFIED_2,
    NO_SHOW,
    OTHER,
    RETIRED_2,
    SUSPENDED,
    TAKEN_BACK,
    WALKOVER_1,
    WALKOVER_2,
    WEEK,
    WITHDRAWN,
    WON_BY_1,
    WON_BY_2,
    draw_lines,
    full_draw,
    match_at,
    play,
    stand,
)

SCHEDULED, WALKOVER, CANCELLED = (
    MatchStatus.SCHEDULED,
    MatchStatus.WALKOVER,
    MatchStatus.CANCELLED,
)


def settled(draw: Draw, *absences: Absence) -> Draw:
    return draw.with_changes(settle(draw, absences))


@pytest.mark.parametrize(
    ("result", "winner"),
    [(WON_BY_1, 1), (WON_BY_2, 2), (WALKOVER_1, 1), (RETIRED_2, 1), (DISQUALIFIED_2, 1)],
)
def test_a_winner_plays_on_in_the_next_round(result: Result, winner: int) -> None:
    draw = play(full_draw(8), Round.QF, 1, result)
    assert stand(match_at(draw, Round.SF, 1)) == (winner, None, SCHEDULED, None)


def test_the_winner_of_an_even_match_stands_on_the_lower_side() -> None:
    draw = play(full_draw(8), Round.QF, 2, WON_BY_1)
    assert stand(match_at(draw, Round.SF, 1)) == (None, 3, SCHEDULED, None)


def test_the_winner_of_the_final_plays_on_nowhere() -> None:
    draw = full_draw(8)
    for played, numbers in ((Round.QF, 4), (Round.SF, 2)):
        for number in range(1, numbers + 1):
            draw = play(draw, played, number, WON_BY_1)
    final = record(draw.final, WON_BY_1)
    assert settle(draw.with_changes([final])) == ()


def test_a_fresh_skeleton_is_settled() -> None:
    assert settle(full_draw(64)) == ()
    assert settle(build_skeleton([1, None, None, 4, *range(5, 17)], WEEK)) == ()


@pytest.mark.parametrize("both", [BOTH_GONE, BOTH_DISQUALIFIED])
def test_who_waits_for_two_gone_players_goes_through(both: Result) -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    draw = play(draw, Round.QF, 2, both)
    assert stand(match_at(draw, Round.SF, 1)) == (1, None, CANCELLED, 1)
    assert draw.final.player1 == 1
    assert draw.final.status is SCHEDULED


def test_an_undecided_side_is_awaited_before_anybody_goes_through() -> None:
    draw = play(full_draw(8), Round.QF, 1, BOTH_GONE)
    assert stand(match_at(draw, Round.SF, 1)) == (None, None, SCHEDULED, None)
    draw = play(draw, Round.QF, 2, WON_BY_2)
    assert stand(match_at(draw, Round.SF, 1)) == (None, 4, CANCELLED, 4)
    assert draw.final.player1 == 4


def test_after_four_gone_players_the_next_match_has_no_winner_either() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, BOTH_GONE)
    assert stand(match_at(draw, Round.SF, 1)) == (None, None, CANCELLED, None)
    for number in (3, 4):
        draw = play(draw, Round.QF, number, WON_BY_1)
    draw = play(draw, Round.SF, 2, WON_BY_1)
    assert stand(draw.final) == (None, 5, CANCELLED, 5)
    assert is_complete(draw)


def test_with_everybody_gone_there_is_no_champion() -> None:
    draw = full_draw(8)
    for number in (1, 2, 3, 4):
        draw = play(draw, Round.QF, number, BOTH_GONE)
    assert is_complete(draw)
    assert stand(draw.final) == (None, None, CANCELLED, None)


def test_an_absent_player_gives_the_next_match_to_the_opponent() -> None:
    draw = settled(full_draw(8), Absence(2, WITHDRAWN))
    match = match_at(draw, Round.QF, 1)
    assert stand(match) == (1, 2, WALKOVER, 1)
    assert (match.reason1, match.reason2) == (None, WITHDRAWN)
    assert stand(match_at(draw, Round.SF, 1)) == (1, None, SCHEDULED, None)


def test_an_absence_waits_until_the_opponent_is_known() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    absent = Absence(1, SUSPENDED)
    assert settle(draw, [absent]) == ()
    draw = play(draw, Round.QF, 2, WON_BY_1, [absent])
    semi = match_at(draw, Round.SF, 1)
    assert stand(semi) == (1, 3, WALKOVER, 3)
    assert (semi.reason1, semi.reason2) == (SUSPENDED, None)


def test_two_absent_players_cancel_their_match_each_with_a_reason() -> None:
    draw = settled(full_draw(8), Absence(1, SUSPENDED), Absence(2, OTHER))
    match = match_at(draw, Round.QF, 1)
    assert stand(match) == (1, 2, CANCELLED, None)
    assert (match.reason1, match.reason2) == (SUSPENDED, OTHER)


def test_an_absent_player_does_not_go_through_where_nobody_comes() -> None:
    absent = Absence(1, WITHDRAWN)
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    draw = play(draw, Round.QF, 2, BOTH_GONE, [absent])
    semi = match_at(draw, Round.SF, 1)
    assert stand(semi) == (1, None, CANCELLED, None)
    assert semi.reason1 is WITHDRAWN
    assert draw.final.player1 is None
    draw = play(draw, Round.QF, 3, WON_BY_1, [absent])
    draw = play(draw, Round.SF, 2, WON_BY_1, [absent])
    assert stand(draw.final) == (None, 5, CANCELLED, 5)


def test_what_an_absence_caused_stands_when_its_cause_is_annulled() -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    draw = play(draw, Round.QF, 2, BOTH_GONE, [Absence(1, SUSPENDED)])
    assert settle(draw) == ()
    given_away = settled(full_draw(8), Absence(2, SUSPENDED))
    assert settle(given_away) == ()


@pytest.mark.parametrize(("number", "player"), [(2, 1), (3, 8)])
def test_a_result_taken_back_leaves_no_reason_in_the_next_match(number: int, player: int) -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    absent = Absence(player, WITHDRAWN)
    gone = play(draw, Round.QF, number, BOTH_GONE, [absent])
    assert match_at(gone, Round.SF, number - 1).reason_of(player) is WITHDRAWN
    assert play(gone, Round.QF, number, TAKEN_BACK, [absent]) == draw


def test_an_absence_that_a_match_shows_stands_though_its_cause_is_annulled_and_somebody_comes() -> (
    None
):
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    draw = play(draw, Round.QF, 2, BOTH_GONE, [Absence(1, SUSPENDED)])
    corrected = play(draw, Round.QF, 2, WON_BY_1)
    semi = match_at(corrected, Round.SF, 1)
    assert stand(semi) == (1, 3, WALKOVER, 3)
    assert (semi.reason1, semi.reason2) == (SUSPENDED, None)


def test_an_absent_player_who_has_lost_changes_nothing() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    assert settle(draw, [Absence(2, SUSPENDED), Absence(999, SUSPENDED)]) == ()


def test_a_played_match_is_never_changed_by_an_absence() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    draw = settled(draw, Absence(1, WITHDRAWN))
    assert match_at(draw, Round.QF, 1).status is MatchStatus.COMPLETED


def test_going_through_and_absences_run_through_several_rounds_at_once() -> None:
    draw = full_draw(16)
    for number in (1, 2, 3):
        draw = play(draw, Round.R16, number, BOTH_GONE)
    draw = play(draw, Round.R16, 4, WON_BY_1)
    assert stand(match_at(draw, Round.QF, 1)) == (None, None, CANCELLED, None)
    assert stand(match_at(draw, Round.QF, 2)) == (None, 7, CANCELLED, 7)
    assert stand(match_at(draw, Round.SF, 1)) == (None, 7, CANCELLED, 7)
    assert draw.final.player1 == 7


def test_who_went_through_and_withdraws_later_gives_up_the_next_match_only() -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    draw = play(draw, Round.QF, 2, BOTH_GONE)
    absent = Absence(1, WITHDRAWN)
    assert settle(draw, [absent]) == ()
    draw = play(draw, Round.QF, 3, WON_BY_1, [absent])
    draw = play(draw, Round.SF, 2, WON_BY_1, [absent])
    assert stand(match_at(draw, Round.SF, 1)) == (1, None, CANCELLED, 1)
    assert stand(draw.final) == (1, 5, WALKOVER, 5)


def test_a_result_of_players_who_did_not_come_through_is_refused() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play(draw, Round.SF, 1, WON_BY_1)
    wrong = draw.with_changes([record(match_at(draw, Round.QF, 1), WON_BY_2)])
    with pytest.raises(ImpossibleDrawError, match="match 1 of SF"):
        settle(wrong)


def test_only_matches_that_change_come_back_in_the_order_of_the_draw() -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, None, 8], WEEK)
    recorded = draw.with_changes([record(match_at(draw, Round.QF, 2), BOTH_GONE)])
    assert [match.place for match in settle(recorded)] == [Place(Round.SF, 1), Place(Round.F, 1)]


# --- any history ------------------------------------------------------------------------------

RESULTS = (
    *(WON_BY_1, WON_BY_2, RETIRED_2, DISQUALIFIED_2),
    *(WALKOVER_1, WALKOVER_2, BOTH_GONE, BOTH_DISQUALIFIED),
)
REASONS = (WITHDRAWN, SUSPENDED, OTHER, NO_SHOW)


def comes_out_of(before: Draw, place: Place, absent: frozenset[int]) -> int | str:
    """Who leaves a match towards the next, told from the recorded results, last to first."""
    match = before.at(place)
    assert match is not None
    if is_recorded(match):
        return match.winner or "nobody"
    sides: list[int | str] = []
    for side, player in ((1, match.player1), (2, match.player2)):
        if place.round > before.first_round:
            below = Place(Round(place.round - 1), 2 * place.number - 2 + side)
            if before.at(below):
                sides.append(comes_out_of(before, below, absent))
                continue
        assert player is not None
        sides.append(player)
    if "undecided" in sides:
        return "undecided"
    if (
        match.status is CANCELLED
        and [match.player1 or "nobody", match.player2 or "nobody"] == sides
    ):
        return match.winner or "nobody"
    there = [side for side in sides if side != "nobody" and side not in absent]
    if len(there) == 2:
        return "undecided"
    return there[0] if there else "nobody"


def check_whole_draw(before: Draw, draw: Draw, absences: Iterable[Absence]) -> None:
    absent = frozenset(absence.player_id for absence in absences)
    assert settle(draw, absences) == ()
    for old, match in zip(before.matches, draw.matches, strict=True):
        assert match.place == old.place
        assert match.day == old.day
        if is_recorded(old):
            assert match == old
        assert match.winner is None or match.winner in match.players
        _check_status(match, comes_out_of(before, match.place, absent))
    for played in Round:
        standing = [p for match in draw.matches if match.place.round is played
                    for p in match.players]  # fmt: skip
        assert len(standing) == len(set(standing))


def _check_status(match: Match, out: int | str) -> None:
    if out == "undecided":
        assert match.status is SCHEDULED
        assert match.winner is None
    else:
        assert match.status is not SCHEDULED
        assert match.winner == (None if out == "nobody" else out)
    if match.status is WALKOVER:
        assert len(match.players) == 2
        assert match.winner is not None
        (loser,) = set(match.players) - {match.winner}
        assert match.reason_of(loser) is not None
        assert match.reason_of(match.winner) is None
    if match.status is CANCELLED and match.winner is not None:
        assert match.players == (match.winner,)


@settings(max_examples=60, deadline=None)
@given(draw_lines(), st.data())
def test_any_history_leaves_a_possible_bracket(
    lines: list[int | None], data: st.DataObject
) -> None:
    draw = build_skeleton(lines, WEEK)
    absences: list[Absence] = []
    for _ in range(data.draw(st.integers(0, 30))):
        action = data.draw(st.sampled_from(["result", "result", "result", "absence", "correction"]))
        if action == "absence":
            player = data.draw(st.sampled_from([one for one in lines if one is not None]))
            absences.append(Absence(player, data.draw(st.sampled_from(REASONS))))
            changed = draw
        else:
            open_to_it = [
                match
                for match in draw.matches
                if (
                    match.status is SCHEDULED and len(match.players) == 2
                    if action == "result"
                    else not may_correct(draw, match)
                )
            ]
            if not open_to_it:
                continue
            match = data.draw(st.sampled_from(open_to_it))
            allowed = RESULTS if action == "result" else (*RESULTS, TAKEN_BACK)
            changed = draw.with_changes([record(match, data.draw(st.sampled_from(allowed)))])
        draw = changed.with_changes(settle(changed, absences))
        check_whole_draw(changed, draw, absences)
    _check_end(_play_to_the_end(draw, absences, data), lines)


def _play_to_the_end(draw: Draw, absences: list[Absence], data: st.DataObject) -> Draw:
    while not is_complete(draw):
        match = next(
            one for one in draw.matches if one.status is SCHEDULED and len(one.players) == 2
        )
        changed = draw.with_changes([record(match, data.draw(st.sampled_from(RESULTS)))])
        draw = changed.with_changes(settle(changed, absences))
    return draw


def _check_end(draw: Draw, lines: list[int | None]) -> None:
    reached = outcomes(draw)
    assert [one.player_id for one in reached] == sorted(one for one in lines if one is not None)
    played = [match for match in draw.matches if match.status is not CANCELLED]
    assert sum(one.wins for one in reached) == len(played)
    winners = [one.player_id for one in reached if one.stage is Stage.W]
    assert winners == ([] if draw.final.winner is None else [draw.final.winner])


@given(st.permutations(range(1, 5)), st.lists(st.sampled_from(RESULTS), min_size=4, max_size=4))
def test_the_order_in_which_results_arrive_makes_no_difference(
    order: list[int], results: list[Result]
) -> None:
    draw = full_draw(8)
    for number in order:
        draw = play(draw, Round.QF, number, results[number - 1])
    straight = full_draw(8)
    for number in range(1, 5):
        straight = play(straight, Round.QF, number, results[number - 1])
    assert draw == straight
