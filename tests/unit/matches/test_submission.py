"""Sections 5 and 12: what is handed in, typed or in fields, and how it is read."""

import pytest

from services.matches.domain.bracket import Match, Place, WalkoverReason
from services.matches.domain.results import Result
from services.matches.domain.scores import NOT_PLAYED, Score
from services.matches.domain.sets import SetScore
from services.matches.domain.submission import Reading, Submission, read_submission
from shared.terms import MatchStatus, Round
from tests.unit.matches.draws import DISQUALIFIED, NO_SHOW, OTHER, SUSPENDED, WEEK, WITHDRAWN

UPPER, LOWER, STRANGER = 11, 22, 33
MATCH = Match(Place(Round.QF, 1), WEEK.monday, UPPER, LOWER)
S64, S46 = SetScore((6, 4)), SetScore((4, 6))


def read(
    handed_in: Submission, *, supertiebreak: bool = False, by_administrator: bool = False
) -> Reading:
    return read_submission(
        MATCH, handed_in, has_supertiebreak=supertiebreak, by_administrator=by_administrator
    )


def accepted(handed_in: Submission, *, supertiebreak: bool = False) -> Result:
    reading = read(handed_in, supertiebreak=supertiebreak)
    assert reading.violations == ()
    assert reading.result is not None
    return reading.result


def refused(handed_in: Submission, *, supertiebreak: bool = False) -> list[str]:
    return [one.field for one in read(handed_in, supertiebreak=supertiebreak).violations]


# --- typed -----------------------------------------------------------------------------------


def test_a_typed_score_is_read_from_the_named_winners_side() -> None:
    by_upper = accepted(Submission("64 36 [10-7]", winner_id=UPPER), supertiebreak=True)
    by_lower = accepted(Submission("64 36 [10-7]", winner_id=LOWER), supertiebreak=True)
    assert (by_upper.winner, by_lower.winner) == (1, 2)
    assert by_lower.score == by_upper.score.flipped()


@pytest.mark.parametrize(("typed", "winner"), [("64 64", 1), ("46 46", 2)])
def test_without_a_winner_the_score_is_player_ones_and_says_who_won(
    typed: str, winner: int
) -> None:
    assert accepted(Submission(typed)).winner == winner


@pytest.mark.parametrize("typed", ["64 21 ret", "62 10 def", "w/o"])
def test_a_match_that_stopped_or_never_began_needs_its_winner_named(typed: str) -> None:
    assert refused(Submission(typed)) == ["winner_id"]
    assert accepted(Submission(typed, winner_id=LOWER)).winner == 2


def test_what_cannot_be_read_stands_at_the_typed_text() -> None:
    reading = read(Submission("six love", winner_id=UPPER))
    assert reading.result is None
    assert {one.field for one in reading.violations} == {"typed"}
    assert not reading.may_sanction


def test_nothing_handed_in_is_asked_for() -> None:
    assert refused(Submission()) == ["typed"]


def test_a_wrong_score_is_not_told_as_a_missing_winner() -> None:
    assert refused(Submission("65 64")) == ["sets[0].games"]
    assert refused(Submission("64 46")) == ["sets[2].games"]


def test_points_without_brackets_are_the_third_set_of_a_super_tiebreak_draw() -> None:
    handed_in = Submission("64 36 10-7", winner_id=UPPER)
    assert accepted(handed_in, supertiebreak=True).score.sets[2] == SetScore(supertiebreak=(10, 7))
    assert refused(handed_in) == ["sets[2].games"]


def test_the_named_winner_must_have_won_by_the_score() -> None:
    assert refused(Submission("46 46", winner_id=UPPER)) == ["winner_id"]
    assert refused(Submission("46 46 46", winner_id=UPPER)) == ["sets[2]", "winner_id"]


def test_a_score_that_somebody_has_won_names_no_winner_of_a_retirement() -> None:
    assert refused(Submission("64 64 ret")) == ["status", "winner_id"]


@pytest.mark.parametrize("typed", ["64 64", "64 21 ret", "w/o", "six love"])
def test_a_stranger_cannot_win(typed: str) -> None:
    fields = refused(Submission(typed, winner_id=STRANGER))
    assert fields.count("winner_id") == 1
    assert fields == (["typed", "typed", "winner_id"] if "six" in typed else ["winner_id"])


def test_all_that_is_wrong_is_told_at_once() -> None:
    handed_in = Submission("65 64 64", winner_id=STRANGER, absence1=OTHER, absence2=NO_SHOW)
    fields = set(refused(handed_in))
    assert fields == {"sets[0].games", "winner_id", "player1_absence", "player2_absence"}


# --- how it ended ----------------------------------------------------------------------------


def test_an_ending_may_be_chosen_beside_a_typed_score() -> None:
    stopped = accepted(Submission("64 21", MatchStatus.RETIRED, winner_id=UPPER))
    assert stopped == accepted(Submission("64 21 ret", winner_id=UPPER))


@pytest.mark.parametrize(
    "chosen", [None, MatchStatus.SCHEDULED, MatchStatus.COMPLETED, MatchStatus.RETIRED]
)
def test_a_typed_ending_stands_where_no_other_was_chosen(chosen: MatchStatus | None) -> None:
    result = accepted(Submission("64 21 ret", chosen, winner_id=UPPER))
    assert result.status is MatchStatus.RETIRED


@pytest.mark.parametrize(
    "chosen", [MatchStatus.WALKOVER, MatchStatus.CANCELLED, MatchStatus.DISQUALIFIED]
)
def test_two_different_endings_are_refused(chosen: MatchStatus) -> None:
    (clash,) = read(Submission("64 21 ret", chosen, winner_id=UPPER)).violations
    assert (clash.field, clash.rule) == ("status", "5")
    assert "a retirement" in clash.message


def test_fields_without_an_ending_are_a_completed_match() -> None:
    result = accepted(Submission(score=Score((S46, S46))))
    assert result == Result(MatchStatus.COMPLETED, Score((S46, S46)), 2)


def test_a_match_is_not_set_back_to_scheduled() -> None:
    assert refused(Submission(status=MatchStatus.SCHEDULED)) == ["status"]


@pytest.mark.parametrize(
    ("score", "kept"),
    [
        (Score((SetScore((7, 6), (3, 2)),)), Score((SetScore((6, 6), (3, 2)),))),
        (Score((SetScore((6, 6), (3, 2)),)), Score((SetScore((6, 6), (3, 2)),))),
    ],
)
def test_a_match_that_stopped_in_a_tiebreak_is_kept_at_six_all(score: Score, kept: Score) -> None:
    by_fields = Submission(status=MatchStatus.RETIRED, score=score, winner_id=UPPER)
    assert accepted(by_fields).score == kept
    typed = Submission("7-6(3-2)", MatchStatus.RETIRED, winner_id=UPPER)
    assert accepted(typed).score == kept


def test_a_set_before_the_one_in_which_the_match_stopped_is_kept() -> None:
    seven_six, six_all = SetScore((7, 6), (3, 2)), SetScore((6, 6), (3, 2))
    by_fields = Submission(
        status=MatchStatus.RETIRED, score=Score((S64, seven_six)), winner_id=UPPER
    )
    assert accepted(by_fields).score == Score((S64, six_all))


def test_a_match_that_did_not_stop_is_not_taken_back_to_six_all() -> None:
    assert refused(Submission("64 7-6(3-2)", winner_id=UPPER)) == ["sets[1].tiebreak"]


# --- reasons ---------------------------------------------------------------------------------


def test_the_loser_of_a_walkover_was_a_no_show_unless_said_otherwise() -> None:
    assert accepted(Submission("w/o", winner_id=UPPER)).reasons == ((1, None), (2, NO_SHOW))
    assert accepted(Submission("w/o", winner_id=LOWER)).reasons == ((1, NO_SHOW), (2, None))
    ill = Submission("w/o", winner_id=UPPER, absence2=OTHER)
    assert read(ill, by_administrator=True).violations == ()
    assert [one.field for one in read(ill).violations] == ["player2_absence"]


def test_a_match_that_nobody_came_to_is_two_no_shows() -> None:
    both = accepted(Submission(status=MatchStatus.CANCELLED))
    assert both == Result(MatchStatus.CANCELLED, NOT_PLAYED, None, NO_SHOW, NO_SHOW)


def test_of_two_disqualified_neither_wins() -> None:
    sent_away = Submission(
        status=MatchStatus.CANCELLED, absence1=DISQUALIFIED, absence2=DISQUALIFIED
    )
    assert accepted(sent_away).winner is None
    one = Submission(status=MatchStatus.CANCELLED, absence1=DISQUALIFIED)
    assert refused(one) == ["player2_absence"]


def test_a_cancelled_match_has_no_winner() -> None:
    assert refused(Submission(status=MatchStatus.CANCELLED, winner_id=UPPER)) == ["winner_id"]


def test_the_reason_of_a_disqualification_may_be_given_and_says_nothing_new() -> None:
    handed_in = Submission("62 10 def", winner_id=UPPER, absence2=DISQUALIFIED)
    assert accepted(handed_in) == accepted(Submission("62 10 def", winner_id=UPPER))
    mirrored = Submission("62 10 def", winner_id=LOWER, absence1=DISQUALIFIED)
    assert accepted(mirrored) == accepted(Submission("62 10 def", winner_id=LOWER))
    assert refused(Submission("62 10 def", winner_id=UPPER, absence1=DISQUALIFIED)) == [
        "player1_absence"
    ]


def test_beside_a_disqualification_stands_no_other_reason_and_none_of_its_winner() -> None:
    no_show = Submission("62 10 def", winner_id=UPPER, absence2=NO_SHOW)
    assert refused(no_show) == ["player2_absence"]
    of_the_winner = Submission("62 10 def", winner_id=LOWER, absence2=DISQUALIFIED)
    assert refused(of_the_winner) == ["player2_absence"]


@pytest.mark.parametrize("reason", [SUSPENDED, WITHDRAWN])
def test_reasons_that_the_system_gives_are_refused(reason: WalkoverReason) -> None:
    handed_in = Submission("w/o", winner_id=UPPER, absence2=reason)
    assert refused(handed_in) == ["player2_absence"]


# --- sanctions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "may"),
    [
        (Submission("64 64"), False),
        (Submission("64 21 ret", winner_id=UPPER), False),
        (Submission("w/o", winner_id=UPPER), True),
        (Submission("64 21 def", winner_id=UPPER), True),
        (Submission(status=MatchStatus.CANCELLED), True),
    ],
)
def test_only_who_was_not_there_or_was_sent_away_may_be_sanctioned(
    handed_in: Submission, may: bool
) -> None:
    assert read(handed_in).may_sanction is may


# --- where a match has no players yet ----------------------------------------------------------


def test_nobody_wins_a_match_without_players() -> None:
    empty = Match(Place(Round.SF, 1), WEEK.monday)
    reading = read_submission(
        empty, Submission("64 64", winner_id=UPPER), has_supertiebreak=False, by_administrator=False
    )
    assert [one.field for one in reading.violations] == ["winner_id"]
