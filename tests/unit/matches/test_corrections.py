"""Sections 5 and 7: what may be corrected, whom a draw sanctions, lifting a suspension."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matches.domain.bracket import Draw, Place, WalkoverReason
from services.matches.domain.progress import Absence
from services.matches.domain.results import Result, may_correct, may_undo
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.suspensions import (
    Sanction,
    Suspension,
    check_lift,
    covers,
    sanctions_in,
)
from services.matches.domain.why import LONGEST, check_why
from shared.terms import MatchStatus, Round
from tests.unit.matches.draws import (
    BOTH_GONE,
    DISQUALIFIED_2,
    NO_SHOW,
    OTHER,
    RETIRED_2,
    SUSPENDED,
    TAKEN_BACK,
    WALKOVER_1,
    WEEK,
    WITHDRAWN,
    WON_BY_1,
    WON_BY_2,
    draw_lines,
    full_draw,
    match_at,
    play,
)

NOT_THERE, DISQUALIFIED = MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED


def refused(draw: Draw, played: Round, number: int) -> str:
    broken = may_correct(draw, match_at(draw, played, number))
    assert all((violation.field, violation.rule) == ("match_id", "5") for violation in broken)
    return " ".join(violation.message for violation in broken)


def undo_refused(draw: Draw, played: Round, number: int, *absences: Absence) -> str:
    broken = may_undo(draw, match_at(draw, played, number), absences)
    assert all((violation.field, violation.rule) == ("match_id", "5") for violation in broken)
    return " ".join(violation.message for violation in broken)


# --- what only follows -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (SUSPENDED, "follows from the suspension of player 2"),
        (WITHDRAWN, "follows from the withdrawal of player 2"),
    ],
)
def test_a_walkover_that_only_follows_is_not_corrected_itself(
    reason: WalkoverReason, told: str
) -> None:
    follows = Result(MatchStatus.WALKOVER, winner=1, reason2=reason)
    draw = play(full_draw(8), Round.QF, 1, follows)
    assert told in refused(draw, Round.QF, 1)
    assert told in undo_refused(draw, Round.QF, 1)


@pytest.mark.parametrize("reason", [NO_SHOW, OTHER])
def test_a_walkover_that_an_official_recorded_is_corrected(reason: WalkoverReason) -> None:
    recorded = Result(MatchStatus.WALKOVER, winner=1, reason2=reason)
    draw = play(full_draw(8), Round.QF, 1, recorded)
    assert refused(draw, Round.QF, 1) == ""
    assert undo_refused(draw, Round.QF, 1) == ""


def test_a_match_that_both_gave_up_names_each_of_them() -> None:
    both = Result(MatchStatus.CANCELLED, reason1=WITHDRAWN, reason2=SUSPENDED)
    draw = play(full_draw(8), Round.QF, 1, both)
    assert "withdrawal of player 1" in refused(draw, Round.QF, 1)
    assert "suspension of player 2" in refused(draw, Round.QF, 1)


# --- taking a result back --------------------------------------------------------------------


def test_a_result_is_taken_back_while_both_would_be_there() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    assert undo_refused(draw, Round.QF, 1) == ""
    assert undo_refused(draw, Round.QF, 1, Absence(3, WITHDRAWN)) == "", "plays elsewhere"


@pytest.mark.parametrize(
    ("player", "reason", "told"),
    [
        (1, WITHDRAWN, "Player 1 has withdrawn since"),
        (2, SUSPENDED, "Player 2 is suspended"),
    ],
)
def test_a_result_is_not_taken_back_where_a_walkover_would_follow_at_once(
    player: int, reason: WalkoverReason, told: str
) -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    assert told in undo_refused(draw, Round.QF, 1, Absence(player, reason))
    assert refused(draw, Round.QF, 1) == "", "but it is corrected"


def test_what_cannot_be_corrected_is_not_taken_back_either() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play(draw, Round.SF, 1, WON_BY_1)
    assert "next match has a result" in undo_refused(draw, Round.QF, 1)
    assert "no result yet" in undo_refused(draw, Round.QF, 3)


# --- a correction is as if it had been so from the start ------------------------------------

RESULTS = (WON_BY_1, WON_BY_2, WALKOVER_1, RETIRED_2, DISQUALIFIED_2, BOTH_GONE)


def playable(draw: Draw, without: frozenset[Place] = frozenset()) -> list[Place]:
    return [
        match.place
        for match in draw.matches
        if match.status is MatchStatus.SCHEDULED
        and len(match.players) == 2
        and match.place not in without
    ]


def on_the_way(place: Place) -> frozenset[Place]:
    """This place and those to which its winner may come."""
    found = set()
    at: Place | None = place
    while at is not None:
        found.add(at)
        at = at.next
    return frozenset(found)


@given(draw_lines(), st.data())
def test_a_corrected_draw_is_the_one_that_had_the_right_result_from_the_start(
    lines: list[int | None], data: st.DataObject
) -> None:
    draw = build_skeleton(lines, WEEK)
    for _ in range(data.draw(st.integers(0, 12))):
        if not playable(draw):
            return
        place = data.draw(st.sampled_from(playable(draw)))
        draw = play(draw, place.round, place.number, data.draw(st.sampled_from(RESULTS)))
    if not playable(draw):
        return
    mistaken = data.draw(st.sampled_from(playable(draw)))
    wrong, right = data.draw(st.permutations([*RESULTS, TAKEN_BACK]))[:2]
    if wrong is TAKEN_BACK:
        wrong, right = right, wrong
    seen = play(draw, mistaken.round, mistaken.number, wrong)
    truth = play(draw, mistaken.round, mistaken.number, right)
    for _ in range(data.draw(st.integers(0, 6))):
        others = playable(seen, on_the_way(mistaken))
        if not others:
            break
        place = data.draw(st.sampled_from(others))
        result = data.draw(st.sampled_from(RESULTS))
        seen = play(seen, place.round, place.number, result)
        truth = play(truth, place.round, place.number, result)
    assert may_correct(seen, match_at(seen, mistaken.round, mistaken.number)) == []
    corrected = play(seen, mistaken.round, mistaken.number, right)
    assert corrected == truth
    assert sanctions_in(corrected, []) == sanctions_in(truth, [])


# --- whom a draw sanctions -------------------------------------------------------------------


def test_a_draw_sanctions_each_no_show_and_disqualification_for_its_match() -> None:
    draw = play(full_draw(8), Round.QF, 1, WALKOVER_1)
    draw = play(draw, Round.QF, 2, DISQUALIFIED_2)
    draw = play(draw, Round.QF, 3, BOTH_GONE)
    assert sanctions_in(draw, []) == {
        Sanction(2, NOT_THERE): Place(Round.QF, 1),
        Sanction(4, DISQUALIFIED): Place(Round.QF, 2),
        Sanction(5, NOT_THERE): Place(Round.QF, 3),
        Sanction(6, NOT_THERE): Place(Round.QF, 3),
    }


def test_a_result_taken_back_or_corrected_takes_its_sanction_along() -> None:
    draw = play(full_draw(8), Round.QF, 1, WALKOVER_1)
    assert sanctions_in(play(draw, Round.QF, 1, TAKEN_BACK), []) == {}
    assert sanctions_in(play(draw, Round.QF, 1, WON_BY_2), []) == {}
    assert set(sanctions_in(play(draw, Round.QF, 1, DISQUALIFIED_2), [])) == {
        Sanction(2, DISQUALIFIED)
    }


def test_a_withdrawal_is_sanctioned_until_a_correction_has_put_the_player_out_before() -> None:
    withdrawn = [Absence(1, WITHDRAWN)]
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1, withdrawn)
    assert sanctions_in(draw, withdrawn) == {Sanction(1, NOT_THERE): None}
    lost = play(draw, Round.QF, 1, WON_BY_2, withdrawn)
    assert sanctions_in(lost, withdrawn) == {}, "there was no match to give up"
    again = play(lost, Round.QF, 1, WON_BY_1, withdrawn)
    assert sanctions_in(again, withdrawn) == {Sanction(1, NOT_THERE): None}


def test_a_withdrawal_stays_sanctioned_once_the_match_is_given_up() -> None:
    withdrawn = [Absence(1, WITHDRAWN)]
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1, withdrawn)
    draw = play(draw, Round.QF, 2, WON_BY_1, withdrawn)
    assert sanctions_in(draw, withdrawn) == {Sanction(1, NOT_THERE): Place(Round.SF, 1)}


def test_who_is_suspended_or_ill_is_not_sanctioned_for_it() -> None:
    draw = build_skeleton([1, None, 3, 4, 5, 6, 7, 8], WEEK)
    assert sanctions_in(draw, [Absence(1, SUSPENDED)]) == {}
    assert sanctions_in(draw, [Absence(1, OTHER)]) == {}


# --- lifting a suspension --------------------------------------------------------------------

FIRST, LAST = date(2026, 2, 23), date(2026, 4, 23)
A_DAY = timedelta(days=1)


def suspended(*, lifted_on: date | None = None, annulled: bool = False) -> Suspension:
    return Suspension(9, NOT_THERE, FIRST, LAST, annulled, lifted_on)


def test_a_lifted_suspension_holds_until_the_day_before() -> None:
    lifted = suspended(lifted_on=date(2026, 3, 10))
    assert covers(lifted, date(2026, 3, 9), date(2026, 3, 15))
    assert not covers(lifted, date(2026, 3, 10), date(2026, 3, 16))
    assert lifted.last_day == LAST, "the stored end stays what section 7 says"


@pytest.mark.parametrize("lifted_on", [FIRST, FIRST - 5 * A_DAY])
def test_a_suspension_lifted_before_it_begins_never_holds(lifted_on: date) -> None:
    lifted = suspended(lifted_on=lifted_on)
    assert not covers(lifted, FIRST - 14 * A_DAY, LAST)


@pytest.mark.parametrize("today", [FIRST - 30 * A_DAY, FIRST, LAST])
def test_a_suspension_is_lifted_before_it_begins_and_to_its_last_day(today: date) -> None:
    assert check_lift(suspended(), today) == []


@pytest.mark.parametrize(
    ("suspension", "today", "told"),
    [
        (suspended(), LAST + A_DAY, "is over: Thursday 23 April 2026"),
        (suspended(annulled=True), FIRST, "was annulled"),
        (suspended(lifted_on=FIRST), FIRST, "was lifted already, on Monday 23 February 2026"),
    ],
)
def test_a_suspension_that_holds_no_longer_is_not_lifted(
    suspension: Suspension, today: date, told: str
) -> None:
    (broken,) = check_lift(suspension, today)
    assert (broken.field, broken.rule) == ("suspension_id", "7")
    assert told in broken.message


# --- why -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "why", ["x", "x" * LONGEST, " misheard by the umpire ", "Łódź: 7-5; 4 = four, naïve"]
)
def test_a_reason_is_a_line_of_text(why: str) -> None:
    assert check_why(why) == []


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("", "is missing"),
        ("   ", "is missing"),
        ("x" * (LONGEST + 1), "at most 200"),
        ("a\u202eb", "cannot be seen"),
        ("two\nlines", "cannot be seen"),
        ("<script>", "cannot contain “<” or “>”"),
        ("=1+1", "cannot begin"),
        ("-1", "cannot begin"),
    ],
)
def test_a_reason_that_cannot_be_read_or_could_act_is_refused(why: str, told: str) -> None:
    (broken,) = check_why(why)
    assert (broken.field, broken.rule) == ("why", "9")
    assert told in broken.message


def test_every_fault_of_a_reason_is_told_at_once() -> None:
    assert len(check_why("=<" + "x" * LONGEST)) == 3
