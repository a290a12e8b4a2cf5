"""Suspensions whose cause is corrected away, or comes back (rules.md sections 5 and 7)."""

from collections.abc import Sequence
from datetime import date

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.submission import Submission
from shared.terms import MatchStatus, Round
from tests.integration.matches.test_results import BOTH_NO_SHOWS, at
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.test_suspensions import OTHERS, withdraw
from tests.integration.matches.tour import LISBON, MONDAY, OSLO, Tour

NO_SHOW_OF_2 = Submission("w/o", winner_id=1)
DISQUALIFIED_2 = Submission("62 def", winner_id=1)
PLAYED = Submission("64 64")
WITH_BYE = [2, None, 12, 13, 14, 15, None, 17]
"""A draw in which player 2 waits in the second round for whoever wins the match of 12 and 13."""
SUSPENDED = WalkoverReason.SUSPENDED


async def sanctioned(tour: Tour, *others: Sequence[int | None]) -> None:
    """Player 2 did not show up in Nice; another draw with these lines is played in Lisbon."""
    await tour.skeleton(EIGHT)
    for lines in others:
        await tour.skeleton(lines, draw_id=2, tournament_id=LISBON)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    tour.forget()


# --- annulled --------------------------------------------------------------------------------


async def test_a_suspension_whose_cause_is_corrected_away_is_kept_as_annulled(tour: Tour) -> None:
    await sanctioned(tour)
    before = await tour.suspension_of(2)
    await tour.correct(Round.QF, 1, PLAYED)
    annulled = await tour.suspension_of(2)
    assert annulled.suspension_id == before.suspension_id
    assert annulled.suspension.annulled
    assert annulled.suspension.last_day == date(2026, 5, 2), "the stored end stays"
    assert (annulled.version, annulled.changed_by, annulled.ended_at) == (2, "chief", None)
    (told,) = tour.told("SuspensionEnded")
    assert (told.key, told.version) == (f"suspension:{annulled.suspension_id}", 2)
    assert told.message.suspension.annulled
    assert told.before is not None
    assert told.after is not None
    assert (told.before["annulled"], told.after["annulled"]) == (False, True)
    assert told.after["why"] == "misheard by the umpire"


async def test_a_result_taken_back_annuls_as_well(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.correct(Round.QF, 1, None)
    assert (await tour.suspension_of(2)).suspension.annulled


async def test_a_correction_with_the_same_cause_annuls_nothing(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, DISQUALIFIED_2)
    before = await tour.suspensions()
    tour.forget()
    await tour.correct(Round.QF, 1, Submission("61 20 def", winner_id=1))
    assert await tour.suspensions() == before
    assert [told.name for told in tour.told()] == ["ResultCorrected"]


async def test_another_cause_annuls_the_one_and_makes_the_other(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.correct(Round.QF, 1, DISQUALIFIED_2)
    short, long = sorted(await tour.suspensions(), key=lambda one: one.suspension.cause)
    assert (short.suspension.annulled, long.suspension.annulled) == (True, False)
    assert (long.suspension.cause, long.suspension.last_day) == (
        MatchStatus.DISQUALIFIED,
        date(2026, 9, 2),
    )
    assert [told.name for told in tour.told()] == [
        "ResultCorrected",
        "PlayerSuspended",
        "SuspensionEnded",
    ]


async def test_the_other_player_is_sanctioned_instead(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.correct(Round.QF, 1, Submission("w/o", winner_id=2))
    assert (await tour.suspension_of(2)).suspension.annulled
    assert not (await tour.suspension_of(1)).suspension.annulled


async def test_of_two_no_shows_one_may_be_corrected_away(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, BOTH_NO_SHOWS)
    await tour.correct(Round.QF, 1, NO_SHOW_OF_2)
    assert (await tour.suspension_of(1)).suspension.annulled
    assert not (await tour.suspension_of(2)).suspension.annulled


async def test_a_suspension_that_has_run_out_is_annulled_too(tour: Tour) -> None:
    await sanctioned(tour)
    tour.admin.execute("UPDATE player_suspensions SET ended_at = now(), version = 2")
    await tour.correct(Round.QF, 1, PLAYED)
    annulled = await tour.suspension_of(2)
    assert annulled.suspension.annulled
    assert annulled.ended_at is not None


async def test_unverified_suspensions_stay_as_they_were_found(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.suspend(2, MONDAY, date(2026, 5, 2), 1)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    await tour.correct(Round.QF, 1, PLAYED)
    assert not (await tour.suspension_of(2)).suspension.annulled


# --- and again -------------------------------------------------------------------------------


async def test_the_annulled_suspension_holds_again_where_its_cause_comes_back(tour: Tour) -> None:
    await sanctioned(tour)
    first = await tour.suspension_of(2)
    await tour.correct(Round.QF, 1, PLAYED)
    tour.forget()
    await tour.correct(Round.QF, 1, NO_SHOW_OF_2)
    again = await tour.suspension_of(2)
    assert (again.suspension_id, again.suspension) == (first.suspension_id, first.suspension)
    assert (again.version, again.match_id, again.annulled_at) == (3, first.match_id, None)
    (told,) = tour.told("PlayerSuspended")
    assert (told.version, told.message.suspension.annulled) == (3, False)


async def test_a_cause_that_comes_back_does_not_undo_a_lifting(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.lift(await tour.suspension_of(2))
    await tour.correct(Round.QF, 1, PLAYED)
    await tour.correct(Round.QF, 1, NO_SHOW_OF_2)
    again = await tour.suspension_of(2)
    assert (again.suspension.annulled, again.suspension.lifted_on) == (False, MONDAY)
    assert tour.told("SuspensionEnded")[-1].message.suspension.HasField("lifted_on")


async def test_a_withdrawal_of_who_had_lost_before_is_no_longer_sanctioned(tour: Tour) -> None:
    """Whether there was a match to give up is decided by the corrected result."""
    await tour.skeleton(EIGHT)
    tour.clock(at(2))
    await tour.play(Round.QF, 1)
    await withdraw(tour, 1)
    assert not (await tour.suspension_of(1)).suspension.annulled
    await tour.correct(Round.QF, 1, Submission("46 46"))
    assert (await tour.suspension_of(1)).suspension.annulled
    assert (await tour.match(Round.SF, 1)).match.player1 == 2

    await tour.correct(Round.QF, 1, PLAYED)
    assert not (await tour.suspension_of(1)).suspension.annulled
    await tour.play(Round.QF, 2)
    given = (await tour.match(Round.SF, 1)).match
    assert (given.status, given.winner) == (MatchStatus.WALKOVER, 3)


# --- other draws -----------------------------------------------------------------------------


async def test_a_walkover_that_it_caused_elsewhere_stands_without_sanction(tour: Tour) -> None:
    await sanctioned(tour, OTHERS)
    given = await tour.match(Round.QF, 1, draw_id=2)
    assert given.match.reason1 is SUSPENDED
    await tour.correct(Round.QF, 1, PLAYED)
    assert await tour.match(Round.QF, 1, draw_id=2) == given
    assert [one.suspension.annulled for one in await tour.suspensions()] == [True]


async def test_a_walkover_that_it_caused_elsewhere_is_not_corrected_there(tour: Tour) -> None:
    await sanctioned(tour, OTHERS)
    await tour.correct(Round.QF, 1, PLAYED)
    for handed_in in (PLAYED, None):
        weighed = await tour.weigh(Round.QF, 1, handed_in, draw_id=2)
        assert weighed.consequences is None
        (broken,) = weighed.judgement.violations
        assert "stands, even if that suspension is annulled" in broken.message


async def test_who_has_not_given_up_a_match_elsewhere_yet_plays_on(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    assert tour.absences() == [(2, 2, "SUSPENDED")]
    weighed = await tour.weigh(Round.QF, 1, PLAYED)
    assert weighed.consequences is not None
    (there,) = weighed.consequences.elsewhere
    assert [absence.player_id for absence in there.leaving] == [2]
    await tour.correct(Round.QF, 1, PLAYED)
    assert tour.absences() == []
    tour.clock(at(8))
    await tour.play(Round.QF, 2, draw_id=2)
    waits = (await tour.match(Round.SF, 1, draw_id=2)).match
    assert (waits.status, waits.player1, waits.player2) == (MatchStatus.SCHEDULED, 2, 12)


async def test_who_is_suspended_for_something_else_too_stays_out_elsewhere(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    tour.suspend(2, MONDAY, date(2026, 4, 2), OSLO)
    await tour.correct(Round.QF, 1, PLAYED)
    assert tour.absences() == [(2, 2, "SUSPENDED")]


async def test_another_cause_at_the_same_tournament_keeps_the_player_out(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    await tour.correct(Round.QF, 1, DISQUALIFIED_2)
    assert tour.absences() == [(2, 2, "SUSPENDED")]


async def test_a_correction_takes_the_newly_suspended_out_elsewhere(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    await tour.play(Round.QF, 1)
    await tour.correct(Round.QF, 1, NO_SHOW_OF_2)
    given = (await tour.match(Round.QF, 1, draw_id=2)).match
    assert (given.status, given.winner, given.reason1) == (MatchStatus.WALKOVER, 11, SUSPENDED)


async def test_two_who_are_sanctioned_at_once_both_leave_the_same_other_draw(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton([2, 11, 12, 13, 14, 15, 16, 1], draw_id=2, tournament_id=LISBON)
    await tour.record(Round.QF, 1, BOTH_NO_SHOWS)
    first = (await tour.match(Round.QF, 1, draw_id=2)).match
    last = (await tour.match(Round.QF, 4, draw_id=2)).match
    assert (first.reason1, last.reason2) == (SUSPENDED, SUSPENDED)
    assert tour.absences() == [(2, 1, "SUSPENDED"), (2, 2, "SUSPENDED")]


async def test_who_comes_back_into_a_draw_by_a_correction_may_be_suspended_by_now(
    tour: Tour,
) -> None:
    """A suspension leaves alone who is out; a correction asks for it once more."""
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    await tour.play(Round.QF, 1, draw_id=2, winner=2)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    assert tour.absences() == []

    weighed = await tour.weigh(Round.QF, 1, None, draw_id=2)
    assert weighed.consequences is None
    assert "Player 1 is suspended" in weighed.judgement.violations[0].message

    await tour.play(Round.QF, 2, draw_id=2)
    await tour.correct(Round.QF, 1, Submission("64 64"), draw_id=2)
    given = (await tour.match(Round.SF, 1, draw_id=2)).match
    assert (given.status, given.winner, given.reason1) == (MatchStatus.WALKOVER, 12, SUSPENDED)
    assert tour.absences() == [(2, 2, "SUSPENDED")]


async def test_who_was_out_when_the_suspension_was_annulled_plays_on_if_corrected_back(
    tour: Tour,
) -> None:
    """The absence goes although the player had no match left at that moment."""
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    await tour.play(Round.QF, 1, draw_id=2)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    assert tour.absences() == [(2, 2, "SUSPENDED")]
    await tour.correct(Round.QF, 1, Submission("46 46"), draw_id=2)
    await tour.correct(Round.QF, 1, PLAYED)
    assert tour.absences() == []
    await tour.correct(Round.QF, 1, PLAYED, draw_id=2)
    await tour.play(Round.QF, 2, draw_id=2)
    assert (await tour.match(Round.SF, 1, draw_id=2)).match.status is MatchStatus.SCHEDULED


async def test_a_correction_leaves_another_draw_of_unverified_history_alone(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    tour.admin.execute("UPDATE matches SET origin = 'unverified' WHERE draw_id = 2")
    await tour.correct(Round.QF, 1, PLAYED)
    assert tour.absences() == [(2, 2, "SUSPENDED")]
