"""Every refusal of the matches' domain as people read it: field, section of the rules, sentence.

Those of scores stand in test_refused_scores.py.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.matches.domain.bracket import Draw, ImpossibleDrawError, Match, Place, WalkoverReason
from services.matches.domain.progress import Absence, settle
from services.matches.domain.results import (
    Result,
    check_submission,
    may_correct,
    may_record,
    may_undo,
    record,
)
from services.matches.domain.schedule import check_move
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import outcomes
from services.matches.domain.submission import Submission, read_submission
from services.matches.domain.suspensions import Suspension, check_lift
from services.matches.domain.why import check_why
from shared.terms import MatchStatus, Round, Violation
from tests.unit.matches.draws import (
    BOTH_GONE,
    DISQUALIFIED,
    NO_SHOW,
    OTHER,
    SUSPENDED,
    TAKEN_BACK,
    WALKOVER_1,
    WEEK,
    WITHDRAWN,
    WON_BY_1,
    full_draw,
    match_at,
    on_day,
    play,
)

LIKE = "Write it like 6-4 3-6 [10-7], 76(5) 64, 6-4 2-1 ret, or w/o."


def refusal(field: str, sentence: str, rule: str = "5") -> list[Violation]:
    return [Violation(field, rule, sentence)]


# --- results handed in ------------------------------------------------------------------------


def walkover(
    reason1: WalkoverReason | None = None, reason2: WalkoverReason | None = None
) -> Result:
    return Result(MatchStatus.WALKOVER, winner=1, reason1=reason1, reason2=reason2)


@pytest.mark.parametrize(
    ("result", "field", "rule", "sentence"),
    [
        (TAKEN_BACK, "status", "5", "Say how the match ended."),
        (
            replace(BOTH_GONE, winner=1),
            "winner",
            "5",
            "When neither player was there, nobody wins; one who was there has a walkover.",
        ),
        (
            walkover(None, SUSPENDED),
            "reason2",
            "12",
            "The system itself gives the walkover of a suspended player.",
        ),
        (
            walkover(None, WITHDRAWN),
            "reason2",
            "12",
            "Withdraw this player's entry instead: the walkover follows by itself.",
        ),
        (
            walkover(None, OTHER),
            "reason2",
            "12",
            "Only an administrator may record a walkover for another reason.",
        ),
        (
            replace(WON_BY_1, reason1=NO_SHOW),
            "reason1",
            "12",
            "Only a walkover has a reason for not playing.",
        ),
        (walkover(NO_SHOW, NO_SHOW), "reason1", "12", "The winner of a walkover was there."),
        (
            walkover(None, DISQUALIFIED),
            "reason2",
            "12",
            "A disqualification is a result of its own, not a walkover.",
        ),
        (walkover(), "reason2", "12", "Say why this player was not there."),
        (
            replace(BOTH_GONE, reason1=None),
            "reason1",
            "12",
            "Say why this player was not there.",
        ),
        (
            replace(BOTH_GONE, reason2=DISQUALIFIED),
            "reason2",
            "12",
            "A match is cancelled if both players were absent or both were disqualified.",
        ),
    ],
)
def test_a_refused_result_names_field_rule_and_reason(
    result: Result, field: str, rule: str, sentence: str
) -> None:
    found = check_submission(result, has_supertiebreak=False, by_administrator=False)
    assert found == refusal(field, sentence, rule)


@pytest.mark.parametrize(
    ("handed_in", "field", "sentence"),
    [
        (
            Submission("w/o", winner_id=99),
            "winner_id",
            "The winner is one of the two players of this match.",
        ),
        (
            Submission("64 21 ret", MatchStatus.DISQUALIFIED, winner_id=1),
            "status",
            "The score says a retirement, but a disqualification was chosen.",
        ),
        (
            Submission("64 21 def", MatchStatus.RETIRED, winner_id=1),
            "status",
            "The score says a disqualification, but a retirement was chosen.",
        ),
        (
            Submission("w/o", MatchStatus.RETIRED, winner_id=1),
            "status",
            "The score says a walkover, but a retirement was chosen.",
        ),
        (
            Submission("64 21 ret", MatchStatus.CANCELLED, winner_id=1),
            "status",
            "The score says a retirement, but a cancelled match was chosen.",
        ),
        (
            Submission("64 21 ret", MatchStatus.WALKOVER, winner_id=1),
            "status",
            "The score says a retirement, but a walkover was chosen.",
        ),
        (Submission("six"), "typed", f"“six” is no set. {LIKE}"),
    ],
)
def test_a_refused_submission_names_the_field_of_the_request(
    handed_in: Submission, field: str, sentence: str
) -> None:
    reading = read_submission(
        full_draw(8).matches[0], handed_in, has_supertiebreak=False, by_administrator=False
    )
    assert list(reading.violations) == refusal(field, sentence)


def test_a_match_that_takes_no_result_now_says_why() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, WON_BY_1)
    later = datetime(2026, 3, 1, tzinfo=UTC)
    told = {
        place: may_record(match_at(draw, *place), later)
        for place in ((Round.QF, 2), (Round.SF, 1), (Round.SF, 2))
    }
    assert told == {
        (Round.QF, 2): refusal(
            "match_id", "This match has a result already: it can only be corrected."
        ),
        (Round.SF, 1): refusal(
            "match_id", "This match was cancelled: nobody stood on one of its sides."
        ),
        (Round.SF, 2): refusal(
            "match_id",
            "The players of this match are not decided yet: record the matches before it first.",
        ),
    }
    before = datetime(2026, 2, 22, 23, 59, tzinfo=UTC)
    assert may_record(match_at(draw, Round.QF, 3), before) == refusal(
        "match_date",
        "This match is on Monday 23 February 2026: "
        "its result is accepted from 00:00 UTC of that day on.",
    )


def after_walkover_of_2(reason: WalkoverReason) -> Draw:
    return play(full_draw(8), Round.QF, 1, replace(WALKOVER_1, reason2=reason))


def test_a_result_that_is_not_corrected_says_why() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, BOTH_GONE), Round.QF, 2, WON_BY_1)
    assert may_correct(draw, match_at(draw, Round.QF, 3)) == refusal(
        "match_id", "This match has no result yet."
    )
    assert may_correct(draw, match_at(draw, Round.SF, 1)) == refusal(
        "match_id",
        "This match was cancelled because a side stayed empty: "
        "correct the match that left it empty.",
    )
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play(draw, Round.SF, 1, WON_BY_1)
    assert may_correct(draw, match_at(draw, Round.QF, 1)) == refusal(
        "match_id", "The next match has a result already, so this one can no longer be corrected."
    )


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            SUSPENDED,
            (
                "This walkover follows from the suspension of player 2 and stands, even if that "
                "suspension is annulled or lifted."
            ),
        ),
        (
            WITHDRAWN,
            (
                "This walkover follows from the withdrawal of player 2 after the draw, which "
                "cannot be taken back; the suspension for it can be lifted."
            ),
        ),
    ],
)
def test_a_walkover_that_stands_says_what_it_follows_from(
    reason: WalkoverReason, sentence: str
) -> None:
    draw = after_walkover_of_2(reason)
    walkover = match_at(draw, Round.QF, 1)
    assert may_correct(draw, walkover) == refusal("match_id", sentence)
    assert may_undo(draw, walkover, []) == refusal("match_id", sentence)
    mirrored = play(
        full_draw(8), Round.QF, 1, Result(MatchStatus.WALKOVER, winner=2, reason1=reason)
    )
    assert may_correct(mirrored, match_at(mirrored, Round.QF, 1)) == refusal(
        "match_id", sentence.replace("player 2", "player 1")
    )


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            SUSPENDED,
            (
                "Player {} is suspended and would give a walkover at once: "
                "correct the result instead."
            ),
        ),
        (
            WITHDRAWN,
            (
                "Player {} has withdrawn since and would give a walkover at once: "
                "correct the result instead."
            ),
        ),
    ],
)
def test_a_result_is_not_taken_back_for_a_player_who_would_not_play(
    reason: WalkoverReason, sentence: str
) -> None:
    draw = play(full_draw(8), Round.QF, 2, WON_BY_1)
    played = match_at(draw, Round.QF, 2)
    for side, player in ((1, 3), (2, 4)):
        told = may_undo(draw, played, [Absence(player, reason)])
        assert told == refusal("match_id", sentence.format(side))
    both = may_undo(draw, played, [Absence(3, reason), Absence(4, reason)])
    assert [one.message for one in both] == [sentence.format(1), sentence.format(2)]
    elsewhere = [Absence(1, reason), Absence(3, NO_SHOW)]
    assert may_undo(draw, played, elsewhere) == []


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("played", "days", "sentence"),
    [
        (Round.F, 2, "The match is on Wednesday 25 February 2026 already."),
        (
            Round.QF,
            -1,
            "A match can only be moved to a later day than its round's, Monday 23 February 2026.",
        ),
        (Round.F, 7, "The tournament ends on Sunday 1 March 2026."),
        (
            Round.SF,
            3,
            ("The winner plays the next match on Wednesday 25 February 2026: move that one first."),
        ),
    ],
)
def test_a_refused_move_names_field_rule_and_reason(
    played: Round, days: int, sentence: str
) -> None:
    draw = full_draw(8)
    day = WEEK.monday + timedelta(days=days)
    found = check_move(draw, match_at(draw, played, 1), day, WEEK)
    assert found == refusal("match_date", sentence)


def test_a_move_before_the_match_that_feeds_it_names_its_day() -> None:
    thursday = WEEK.monday + timedelta(days=3)
    draw = full_draw(8)
    draw = draw.with_changes(
        [
            on_day(draw.final, WEEK.sunday),
            on_day(match_at(draw, Round.SF, 2), thursday),
        ]
    )
    assert check_move(draw, draw.final, thursday, WEEK) == refusal(
        "match_date",
        "The match that decides who plays here is on Thursday 26 February 2026: "
        "nobody plays twice on one day.",
    )


def test_a_match_that_is_over_is_not_moved() -> None:
    draw = play(full_draw(8), Round.F, 1, TAKEN_BACK)
    played = replace(draw.final, status=MatchStatus.CANCELLED)
    assert check_move(draw, played, WEEK.sunday, WEEK) == refusal(
        "match_id", "Only a match still to be played can be moved."
    )


# --- suspensions, and why ---------------------------------------------------------------------

NO_SHOW_OF_7 = Suspension(7, MatchStatus.WALKOVER, date(2026, 2, 23), date(2026, 4, 23))


@pytest.mark.parametrize(
    ("suspension", "today", "sentence"),
    [
        (
            replace(NO_SHOW_OF_7, annulled=True),
            date(2026, 3, 1),
            "This suspension was annulled: it holds no longer anyway.",
        ),
        (
            replace(NO_SHOW_OF_7, lifted_on=date(2026, 3, 2)),
            date(2026, 3, 3),
            "This suspension was lifted already, on Monday 2 March 2026.",
        ),
        (
            NO_SHOW_OF_7,
            date(2026, 4, 24),
            "This suspension is over: Thursday 23 April 2026 was its last day.",
        ),
    ],
)
def test_a_suspension_that_is_not_lifted_says_why(
    suspension: Suspension, today: date, sentence: str
) -> None:
    assert check_lift(suspension, today) == refusal("suspension_id", sentence, "7")
    assert check_lift(NO_SHOW_OF_7, NO_SHOW_OF_7.last_day) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ", "The reason is missing."),
        ("a < b", "The reason cannot contain “<”."),
        ("a > b", "The reason cannot contain “>”."),
        ("x" * 201, "The reason has 201 characters; there is room for at most 200."),
    ],
)
def test_a_reason_that_cannot_be_kept_says_why(typed: str, sentence: str) -> None:
    assert check_why(typed) == refusal("why", sentence, "9")


@pytest.mark.parametrize("typed", ["x" * 200, "Wrong score; it was 6-4", "a = b | c"])
def test_a_reason_is_a_sentence_and_no_name(typed: str) -> None:
    assert check_why(typed) == []


# --- brackets that are none -------------------------------------------------------------------


def test_what_is_no_bracket_says_why() -> None:
    draw = full_draw(8)
    day = draw.final.day
    for matches, sentence in (
        ([], "a draw has matches"),
        ([*draw.matches, draw.final], "two matches stand at one place"),
        (draw.matches[4:], "a draw cannot begin with round SF"),
        (draw.matches[:-1], "match 1 of F is missing"),
        (
            draw.matches[1:],
            "match 1 of QF is missing, but no player with a bye stands in the next round",
        ),
        ([*draw.matches, Match(Place(Round.QF, 5), day, 9, 10)], "QF has no match 5"),
        (
            [Match(draw.matches[0].place, day, 9), *draw.matches[1:]],
            "match 1 of the first round lacks a player",
        ),
    ):
        with pytest.raises(ImpossibleDrawError) as refused:
            Draw(matches)
        assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([1, 2, 3, 4], "a draw has 8, 16, 32 or 64 lines, not 4"),
        ([1, 2, 3, 4, 5, 6, 7, 7], "a player stands on two lines"),
        ([1, 2, 3, 4, 5, 6, None, None], "a bye stands against a bye"),
    ],
)
def test_lines_that_make_no_bracket_say_why(lines: list[int | None], sentence: str) -> None:
    with pytest.raises(ImpossibleDrawError) as refused:
        build_skeleton(lines, WEEK)
    assert str(refused.value) == sentence


def test_a_result_of_players_who_did_not_come_through_says_where() -> None:
    draw = play(play(full_draw(8), Round.QF, 1, WON_BY_1), Round.QF, 2, WON_BY_1)
    draw = play(draw, Round.SF, 1, WON_BY_1)
    wrong = draw.with_changes([record(match_at(draw, Round.QF, 2), TAKEN_BACK)])
    with pytest.raises(ImpossibleDrawError) as refused:
        settle(wrong)
    assert str(refused.value) == "match 1 of SF holds players who did not come through to it"


def test_stages_wait_for_the_last_match() -> None:
    with pytest.raises(ValueError, match="is not complete") as refused:
        outcomes(full_draw(8))
    assert str(refused.value) == "the draw is not complete: its stages are not known yet"
