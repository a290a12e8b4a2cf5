"""Sections 5 and 12: when a result is taken, when it can be corrected, and its reasons."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from services.matches.domain.bracket import Draw, WalkoverReason
from services.matches.domain.progress import Absence, settle
from services.matches.domain.results import (
    Result,
    check_submission,
    may_correct,
    may_record,
    record,
)
from services.matches.domain.scores import NOT_PLAYED, Score
from services.matches.domain.sets import SetScore
from shared.terms import MatchStatus, Round
from tests.unit.matches.draws import (
    BOTH_DISQUALIFIED,
    BOTH_GONE,
    DISQUALIFIED,
    DISQUALIFIED_2,
    NO_SHOW,
    OTHER,
    RETIRED_2,
    SUSPENDED,
    TAKEN_BACK,
    WALKOVER_1,
    WALKOVER_2,
    WITHDRAWN,
    WON_BY_1,
    WON_BY_2,
    full_draw,
    match_at,
    play,
)


def broken_fields(result: Result, *, by_administrator: bool = False) -> list[str]:
    broken = check_submission(result, has_supertiebreak=False, by_administrator=by_administrator)
    return [violation.field for violation in broken]


def walkover(
    reason1: WalkoverReason | None = None, reason2: WalkoverReason | None = None
) -> Result:
    return Result(MatchStatus.WALKOVER, winner=1, reason1=reason1, reason2=reason2)


def cancelled(
    reason1: WalkoverReason | None = None, reason2: WalkoverReason | None = None
) -> Result:
    return Result(MatchStatus.CANCELLED, reason1=reason1, reason2=reason2)


# --- the result in itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        WON_BY_1,
        WON_BY_2,
        RETIRED_2,
        DISQUALIFIED_2,
        WALKOVER_1,
        WALKOVER_2,
        BOTH_GONE,
        BOTH_DISQUALIFIED,
    ],
)
def test_every_way_a_match_ends_can_be_recorded_by_a_referee(result: Result) -> None:
    assert broken_fields(result) == []


def test_the_score_of_a_submission_is_checked_in_the_draws_format() -> None:
    third = SetScore(supertiebreak=(10, 7))
    score = Score((SetScore((6, 4)), SetScore((4, 6)), third))
    result = Result(MatchStatus.COMPLETED, score, 1)
    assert check_submission(result, has_supertiebreak=True, by_administrator=False) == []
    assert broken_fields(result) == ["sets[2].supertiebreak"]


def test_scheduled_is_no_result() -> None:
    assert broken_fields(TAKEN_BACK) == ["status"]


def test_a_cancelled_match_is_recorded_without_winner() -> None:
    assert broken_fields(replace(BOTH_GONE, winner=1)) == ["winner"]


def test_a_walkover_has_a_reason_for_who_was_not_there_and_only_for_that_player() -> None:
    assert broken_fields(walkover()) == ["reason2"]
    assert broken_fields(walkover(NO_SHOW, NO_SHOW)) == ["reason1"]
    assert broken_fields(walkover(NO_SHOW)) == ["reason1", "reason2"]
    assert broken_fields(replace(WALKOVER_1, winner=2)) == ["reason1", "reason2"]


def test_a_walkover_without_winner_is_asked_for_its_winner_alone() -> None:
    assert broken_fields(replace(WALKOVER_1, winner=None)) == ["winner"]


def test_a_disqualification_is_no_walkover() -> None:
    assert broken_fields(walkover(None, DISQUALIFIED)) == ["reason2"]


def test_a_cancelled_match_has_a_reason_for_both() -> None:
    assert broken_fields(cancelled()) == ["reason1", "reason2"]
    assert broken_fields(cancelled(NO_SHOW)) == ["reason2"]
    assert broken_fields(cancelled(DISQUALIFIED)) == ["reason2"]


def test_both_were_disqualified_or_neither() -> None:
    assert broken_fields(cancelled(DISQUALIFIED, NO_SHOW)) == ["reason1"]
    assert broken_fields(cancelled(NO_SHOW, DISQUALIFIED)) == ["reason2"]


@pytest.mark.parametrize("result", [WON_BY_1, RETIRED_2, DISQUALIFIED_2])
def test_who_played_has_no_reason_for_not_playing(result: Result) -> None:
    assert broken_fields(replace(result, reason2=NO_SHOW)) == ["reason2"]
    assert broken_fields(replace(result, reason1=NO_SHOW)) == ["reason1"]


def test_only_an_administrator_records_other_reasons() -> None:
    assert broken_fields(walkover(None, OTHER)) == ["reason2"]
    assert broken_fields(walkover(None, OTHER), by_administrator=True) == []
    assert broken_fields(cancelled(OTHER, NO_SHOW)) == ["reason1"]


@pytest.mark.parametrize("reason", [SUSPENDED, WITHDRAWN])
@pytest.mark.parametrize("by_administrator", [True, False])
def test_nobody_records_a_suspension_or_a_withdrawal_by_hand(
    reason: WalkoverReason, by_administrator: bool
) -> None:
    fields = broken_fields(walkover(None, reason), by_administrator=by_administrator)
    assert fields == ["reason2"]
    fields = broken_fields(cancelled(reason, NO_SHOW), by_administrator=by_administrator)
    assert fields == ["reason1"]


def test_every_broken_rule_of_a_submission_is_named() -> None:
    result = Result(MatchStatus.WALKOVER, WON_BY_1.score, 1, NO_SHOW, OTHER)
    assert broken_fields(result) == ["sets", "reason1", "reason2"]


# --- whether it is taken now ------------------------------------------------------------------


def test_a_result_is_accepted_from_midnight_of_the_matchs_day_on_without_limit() -> None:
    match = full_draw(8).matches[0]
    midnight = datetime.combine(match.day, time(), tzinfo=UTC)
    (refusal,) = may_record(match, midnight - timedelta(microseconds=1))
    assert (refusal.field, refusal.rule) == ("match_date", "5")
    assert "Monday 23 February 2026" in refusal.message
    assert may_record(match, midnight) == []
    assert may_record(match, midnight + timedelta(days=4000)) == []


def in_a_year(draw: Draw, played: Round, number: int) -> list[str]:
    match = match_at(draw, played, number)
    later = datetime.combine(match.day, time(), tzinfo=UTC) + timedelta(days=365)
    return [violation.message for violation in may_record(match, later)]


def test_an_undecided_match_takes_no_result() -> None:
    draw = full_draw(8)
    assert "not decided yet" in in_a_year(draw, Round.SF, 1)[0]
    draw = play(draw, Round.QF, 1, WON_BY_1)
    assert "not decided yet" in in_a_year(draw, Round.SF, 1)[0]
    draw = play(draw, Round.QF, 2, WON_BY_1)
    assert in_a_year(draw, Round.SF, 1) == []


@pytest.mark.parametrize("result", [WON_BY_1, WALKOVER_1, RETIRED_2, DISQUALIFIED_2, BOTH_GONE])
def test_a_recorded_match_takes_no_second_result(result: Result) -> None:
    draw = play(full_draw(8), Round.QF, 1, result)
    assert "has a result already" in in_a_year(draw, Round.QF, 1)[0]


def test_a_match_cancelled_because_a_side_stayed_empty_takes_no_result() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, WON_BY_1)
    assert "was cancelled" in in_a_year(draw, Round.SF, 1)[0]


def test_an_undecided_match_before_its_day_is_refused_for_both() -> None:
    match = match_at(full_draw(8), Round.SF, 1)
    broken = may_record(match, datetime(2026, 2, 23, tzinfo=UTC))
    assert [violation.field for violation in broken] == ["match_id", "match_date"]


# --- what it does to the match ----------------------------------------------------------------


def test_recording_writes_the_winner_who_stands_on_that_side() -> None:
    match = full_draw(8).matches[0]
    won = record(match, WON_BY_2)
    assert (won.status, won.winner, won.score) == (MatchStatus.COMPLETED, 2, WON_BY_2.score)
    assert record(match, WALKOVER_1).reason2 is NO_SHOW
    assert record(match, BOTH_GONE).winner is None


@pytest.mark.parametrize("result", [WON_BY_1, WALKOVER_1, BOTH_GONE])
def test_a_result_taken_back_leaves_the_match_as_it_was(result: Result) -> None:
    match = full_draw(8).matches[0]
    assert record(record(match, result), TAKEN_BACK) == match
    assert TAKEN_BACK.score == NOT_PLAYED


# --- corrections ------------------------------------------------------------------------------


def refused(draw: Draw, played: Round, number: int) -> str:
    broken = may_correct(draw, match_at(draw, played, number))
    assert all((violation.field, violation.rule) == ("match_id", "5") for violation in broken)
    return " ".join(violation.message for violation in broken)


def test_a_result_is_corrected_while_the_winners_next_match_is_scheduled() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    assert refused(draw, Round.QF, 1) == ""
    for result in (WON_BY_1, WON_BY_2, WALKOVER_1, RETIRED_2, DISQUALIFIED_2, BOTH_GONE):
        later = play(draw, Round.SF, 1, result)
        assert "next match has a result" in refused(later, Round.QF, 1)
        assert "next match has a result" in refused(later, Round.QF, 2)
        assert refused(later, Round.SF, 1) == ""


def test_a_final_can_always_be_corrected() -> None:
    draw = full_draw(8)
    for played, count in ((Round.QF, 4), (Round.SF, 2), (Round.F, 1)):
        for number in range(1, count + 1):
            draw = play(draw, played, number, WON_BY_1)
    assert refused(draw, Round.F, 1) == ""
    assert refused(draw, Round.SF, 1) != ""
    assert refused(play(draw, Round.F, 1, WON_BY_2), Round.F, 1) == ""


def test_without_a_result_there_is_nothing_to_correct() -> None:
    assert "no result yet" in refused(full_draw(8), Round.QF, 1)


def test_a_match_that_was_only_passed_through_is_not_corrected_itself() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, WON_BY_1)
    assert "correct the match that left it empty" in refused(draw, Round.SF, 1)


def test_a_match_only_passed_through_is_no_next_match() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, WON_BY_1)
    assert refused(draw, Round.QF, 2) == ""
    assert refused(draw, Round.QF, 1) == ""
    for number in (3, 4):
        draw = play(draw, Round.QF, number, WON_BY_1)
    draw = play(draw, Round.SF, 2, WON_BY_1)
    assert refused(draw, Round.QF, 2) == ""
    final_played = play(draw, Round.F, 1, WON_BY_1)
    assert "next match has a result" in refused(final_played, Round.QF, 2)
    assert "next match has a result" in refused(final_played, Round.QF, 1)


def test_two_gone_players_can_come_back_while_nobody_played_on() -> None:
    draw = play(full_draw(8), Round.QF, 1, BOTH_GONE)
    assert refused(draw, Round.QF, 1) == ""
    draw = play(draw, Round.QF, 2, WON_BY_1)
    corrected = play(draw, Round.QF, 1, WON_BY_2)
    semi = match_at(corrected, Round.SF, 1)
    assert (semi.player1, semi.player2, semi.status) == (2, 3, MatchStatus.SCHEDULED)
    assert corrected.final.player1 is None


def test_correcting_the_winner_replaces_the_player_in_the_next_match() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    corrected = play(draw, Round.QF, 1, WON_BY_2)
    semi = match_at(corrected, Round.SF, 1)
    assert (semi.player1, semi.player2) == (2, 3)


def test_a_result_taken_back_takes_its_winner_out_of_the_next_match() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1)
    assert play(draw, Round.QF, 1, TAKEN_BACK) == full_draw(8)


def test_a_walkover_that_an_absence_caused_stands() -> None:
    draw = play(full_draw(8), Round.QF, 1, WON_BY_1, [Absence(1, SUSPENDED)])
    draw = play(draw, Round.QF, 2, WON_BY_1, [Absence(1, SUSPENDED)])
    assert match_at(draw, Round.SF, 1).status is MatchStatus.WALKOVER
    assert settle(draw) == ()
    assert "next match has a result" in refused(draw, Round.QF, 1)
