"""Withdrawals after the draw, suspensions in other draws, and their end (rules.md section 7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.matches.clock_steps import end_suspensions_step
from services.matches.commands import suspensions
from services.matches.commands.suspensions import LateWithdrawal
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.submission import Submission
from shared.context import Call
from shared.inbox import Later
from shared.terms import AgeCategory, Gender, MatchStatus, Round
from tests.integration.matches.test_results import at, make_unverified
from tests.integration.matches.test_skeleton import EIGHT, SIX
from tests.integration.matches.tour import CLOCK, LISBON, MONDAY, NICE, OSLO, Tour

OTHERS = [2, 11, 12, 13, 14, 15, 16, 17]
"""A draw in which player 2 meets player 11 first."""


async def withdraw(tour: Tour, player: int, tournament_id: int = NICE) -> None:
    late = LateWithdrawal(player, tournament_id, AgeCategory.SIXTY, Gender.MEN)
    await tour.do(lambda work: suspensions.withdraw_after_draw(work, late))


# --- withdrawals after the draw --------------------------------------------------------------


async def test_who_withdraws_after_the_draw_gives_a_walkover_and_is_suspended(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(-1))
    await withdraw(tour, 2)
    match = await tour.match(Round.QF, 1)
    assert (match.match.status, match.match.winner) == (MatchStatus.WALKOVER, 1)
    assert match.match.reason2 is WalkoverReason.WITHDRAWN_AFTER_DRAW
    (one,) = await tour.suspensions()
    assert (one.suspension.cause, one.match_id) == (MatchStatus.WALKOVER, match.match_id)
    assert (one.suspension.first_day, one.suspension.last_day) == (MONDAY, date(2026, 5, 2))


async def test_a_withdrawal_is_sanctioned_before_there_is_an_opponent(tour: Tour) -> None:
    await tour.skeleton(SIX)
    await withdraw(tour, 1)
    waits = await tour.match(Round.SF, 1)
    assert (waits.match.status, waits.version) == (MatchStatus.SCHEDULED, 1)
    (one,) = await tour.suspensions()
    assert (one.suspension.player_id, one.match_id) == (1, None)

    await tour.play(Round.QF, 2)
    given = (await tour.match(Round.SF, 1)).match
    assert (given.status, given.winner) == (MatchStatus.WALKOVER, 3)
    assert given.reason1 is WalkoverReason.WITHDRAWN_AFTER_DRAW
    assert await tour.suspensions() == [one], "once only"


async def test_who_has_won_and_withdraws_gives_up_the_next_match(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    await withdraw(tour, 1)
    await tour.play(Round.QF, 2)
    assert (await tour.match(Round.QF, 1)).match.status is MatchStatus.COMPLETED
    given = (await tour.match(Round.SF, 1)).match
    assert (given.status, given.winner) == (MatchStatus.WALKOVER, 3)


async def test_who_has_lost_already_is_not_sanctioned_for_withdrawing(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    tour.forget()
    await withdraw(tour, 2)
    assert await tour.suspensions() == []
    assert tour.told() == []


async def test_the_champion_is_not_sanctioned_for_withdrawing_afterwards(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    await tour.play_all()
    await withdraw(tour, 1)
    assert await tour.suspensions() == []


async def test_who_was_not_drawn_has_nothing_to_give_up(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await withdraw(tour, 40)
    assert await tour.suspensions() == []


async def test_a_withdrawal_told_twice_is_one(tour: Tour) -> None:
    await tour.skeleton(SIX)
    await withdraw(tour, 1)
    tour.forget()
    await withdraw(tour, 1)
    assert tour.told() == []
    assert len(await tour.suspensions()) == 1


async def test_a_withdrawal_waits_for_the_matches_of_the_draw(tour: Tour) -> None:
    with pytest.raises(Later):
        await withdraw(tour, 2)
    await tour.skeleton(EIGHT)
    await withdraw(tour, 2)
    assert len(await tour.suspensions()) == 1


async def test_a_withdrawal_leaves_unverified_history_as_it_is(tour: Tour) -> None:
    first, *_ = await tour.skeleton(EIGHT)
    make_unverified(tour, first)
    await withdraw(tour, 5)
    assert await tour.suspensions() == []
    assert (await tour.match(Round.QF, 3)).version == 1


# --- other draws of suspended players --------------------------------------------------------


async def test_a_suspension_takes_the_player_out_of_other_draws_it_touches(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.forget()
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    other = (await tour.match(Round.QF, 1, draw_id=2)).match
    assert (other.status, other.winner) == (MatchStatus.WALKOVER, 11)
    assert other.reason1 is WalkoverReason.SUSPENDED
    assert (await tour.match(Round.SF, 1, draw_id=2)).match.player1 == 11
    assert len(await tour.suspensions()) == 1, "not sanctioned again"
    assert [told.name for told in tour.told()] == [
        "ResultRecorded",
        "ResultRecorded",
        "PlayerSuspended",
        "ResultRecorded",
        "ResultRecorded",
    ]


async def test_earlier_rounds_of_a_suspended_player_stand(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(10))
    await tour.play_all(draw_id=2)
    rows = "UPDATE match_draws SET completed_at = NULL WHERE draw_id = 2"
    tour.admin.execute(rows.encode())
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    for played in (Round.QF, Round.SF, Round.F):
        assert (await tour.match(played, 1, draw_id=2)).match.status is MatchStatus.COMPLETED


async def test_a_suspended_player_keeps_what_earlier_rounds_earned(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(12))
    for number in (1, 2, 3, 4):
        await tour.play(Round.QF, number, draw_id=2)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    await tour.play(Round.SF, 2, draw_id=2)
    await tour.play(Round.F, 1, draw_id=2)
    (told,) = tour.told("DrawCompleted")
    (finish,) = [one for one in told.message.finishes if one.player_id == 2]
    assert (finish.wins, finish.sanctioned) == (1, False)


async def test_a_suspension_leaves_draws_beyond_its_end_alone(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=OSLO)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    assert (await tour.match(Round.QF, 1, draw_id=2)).match.status is MatchStatus.SCHEDULED


async def test_a_disqualification_reaches_six_months_far(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=OSLO)
    await tour.record(Round.QF, 1, Submission("62 def", winner_id=1))
    other = (await tour.match(Round.QF, 1, draw_id=2)).match
    assert (other.status, other.reason1) == (MatchStatus.WALKOVER, WalkoverReason.SUSPENDED)


async def test_a_player_who_is_out_of_the_other_draw_loses_nothing_there(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    await tour.play(Round.QF, 1, draw_id=2, winner=2)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    assert (await tour.match(Round.QF, 1, draw_id=2)).match.status is MatchStatus.COMPLETED
    assert tour.admin.execute("SELECT * FROM draw_absences").fetchall() == []


async def test_a_suspension_leaves_unverified_history_alone(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    _, second, *_ = await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    make_unverified(tour, second)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    assert (await tour.match(Round.QF, 1, draw_id=2)).version == 1


async def test_a_suspension_that_stands_already_is_not_given_twice(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.suspend(2, MONDAY, date(2026, 5, 2), NICE)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    assert len(await tour.suspensions()) == 1
    assert tour.told("PlayerSuspended") == []


# --- the end of suspensions ------------------------------------------------------------------


async def suspend_two(tour: Tour) -> None:
    """Player 2 until 2 May, player 3 until 2 September."""
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 2, Submission("62 def", winner_id=4))
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    tour.forget()


async def test_a_suspension_ends_at_midnight_after_its_last_day_and_once(tour: Tour) -> None:
    await suspend_two(tour)
    midnight = datetime(2026, 5, 3, tzinfo=UTC)
    step = end_suspensions_step(tour.database)
    tour.clock(midnight - timedelta(seconds=20))
    await step.run(Call(CLOCK))
    assert tour.told() == []

    tour.clock(midnight)
    await step.run(Call(CLOCK))
    await step.run(Call(CLOCK))
    (told,) = tour.told()
    assert (told.name, told.version, told.actor) == ("SuspensionEnded", 2, "clock")
    assert told.message.suspension.player_id == 2
    assert not told.message.suspension.annulled
    ended = [one.suspension.player_id for one in await tour.suspensions() if one.ended_at]
    assert ended == [2]


async def test_after_a_stop_suspensions_end_in_the_order_in_which_they_ran_out(tour: Tour) -> None:
    await suspend_two(tour)
    tour.clock(datetime(2027, 1, 1, tzinfo=UTC))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert [told.message.suspension.player_id for told in tour.told()] == [2, 3]


async def test_annulled_and_unverified_suspensions_do_not_end(tour: Tour) -> None:
    await suspend_two(tour)
    tour.admin.execute("UPDATE player_suspensions SET annulled_at = now() WHERE player_id = 2")
    tour.suspend(7, date(2025, 1, 6), date(2025, 7, 6), OSLO)
    tour.clock(datetime(2026, 6, 1, tzinfo=UTC))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert tour.told() == []


async def test_more_suspensions_than_one_transaction_takes_end_in_one_step(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    await suspend_two(tour)
    monkeypatch.setattr(suspensions, "_ENDED_AT_ONCE", 1)
    tour.clock(datetime(2027, 1, 1, tzinfo=UTC))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert [told.message.suspension.player_id for told in tour.told()] == [2, 3]
