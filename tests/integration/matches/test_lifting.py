"""Suspensions that an administrator lifts (rules.md section 7, decision 50)."""

from datetime import date, datetime, timedelta

import pytest

from services.matches import queries
from services.matches.clock_steps import end_suspensions_step
from services.matches.commands import suspensions
from services.matches.commands.suspensions import LiftSuspension
from services.matches.domain.submission import Submission
from services.matches.store.suspensions import SuspensionFilter
from shared.context import Call
from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import MatchStatus, Round
from shared.wire import from_date
from tests.integration.matches.test_annulling import NO_SHOW_OF_2, PLAYED, WITH_BYE, sanctioned
from tests.integration.matches.test_results import at
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.test_suspensions import OTHERS
from tests.integration.matches.tour import CHIEF, CLOCK, LISBON, MADRID, MONDAY, OSLO, Tour

LAST = date(2026, 5, 2)


async def found(tour: Tour, first: date | None, last: date | None) -> list[int]:
    """Whose suspensions run on a day from the first to the last."""
    async with tour.database.read() as db:
        wanted = SuspensionFilter(first_day=first, last_day=last)
        listed = await queries.list_suspensions(db, wanted)
    return [one.suspension.player_id for one in listed]


async def test_a_lifted_suspension_ends_that_day_and_keeps_its_last_day(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(at(10))
    lifted = await tour.lift(await tour.suspension_of(2))
    assert await tour.suspension_of(2) == lifted
    assert (lifted.suspension.lifted_on, lifted.suspension.last_day) == (date(2026, 3, 11), LAST)
    assert (lifted.version, lifted.changed_by) == (2, "chief")
    assert lifted.ended_at is not None
    assert lifted.ended_at - at(10) < timedelta(minutes=1), "tour time"
    (told,) = tour.told()
    assert (told.name, told.version, told.actor) == ("SuspensionEnded", 2, "chief")
    assert from_date(told.message.suspension.lifted_on, "lifted_on") == date(2026, 3, 11)
    assert from_date(told.message.suspension.end_date, "end_date") == LAST
    assert told.before is not None
    assert told.after is not None
    assert (told.before["lifted_on"], told.after["lifted_on"]) == (None, "2026-03-11")
    assert told.after["why"] == "a doctor's note"


async def test_a_lifted_suspension_is_found_only_for_the_days_before(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(at(10))
    await tour.lift(await tour.suspension_of(2))
    day = date(2026, 3, 11)
    assert await found(tour, day - timedelta(days=1), None) == [2]
    assert await found(tour, day, None) == []
    assert await found(tour, MONDAY, day + timedelta(days=5)) == [2]
    assert await found(tour, None, None) == [2]


async def test_a_suspension_lifted_before_it_begins_runs_on_no_day(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(at(-1))
    await tour.lift(await tour.suspension_of(2))
    assert await found(tour, MONDAY - timedelta(days=30), None) == []
    assert await found(tour, None, LAST) == []
    assert await found(tour, None, None) == [2], "but it is on record"


async def test_a_lifted_suspension_is_not_ended_again_by_the_clock(tour: Tour) -> None:
    await sanctioned(tour)
    lifted = await tour.lift(await tour.suspension_of(2))
    tour.forget()
    tour.clock(datetime(2026, 6, 1, tzinfo=at(1).tzinfo))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert tour.told() == []
    assert await tour.suspension_of(2) == lifted


@pytest.mark.parametrize(
    ("columns", "today", "told"),
    [
        ("annulled_at = now()", at(1), "was annulled"),
        ("lifted_on = '2026-03-02', ended_at = now()", at(1), "was lifted already"),
        ("version = 1", datetime(2026, 5, 3, tzinfo=at(1).tzinfo), "is over"),
        ("origin = 'unverified'", at(1), "unverified history"),
    ],
)
async def test_what_does_not_hold_or_is_history_is_not_lifted(
    tour: Tour, columns: str, today: datetime, told: str
) -> None:
    await sanctioned(tour)
    tour.admin.execute(f"UPDATE player_suspensions SET {columns}".encode())
    tour.clock(today)
    before = await tour.suspension_of(2)
    with pytest.raises(RuleBroken, match=told):
        await tour.lift(before)
    assert await tour.suspension_of(2) == before
    assert tour.told() == []


async def test_a_suspension_can_be_lifted_on_its_last_day(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(datetime(2026, 5, 2, 23, 59, tzinfo=at(1).tzinfo))
    assert (await tour.lift(await tour.suspension_of(2))).suspension.lifted_on == LAST


async def test_of_two_who_lift_the_same_one_is_told_of_the_other(tour: Tour) -> None:
    await sanctioned(tour)
    seen = await tour.suspension_of(2)
    await tour.lift(seen)
    with pytest.raises(Stale) as refused:
        await tour.lift(seen)
    assert refused.value.by == "chief"


async def test_there_is_nothing_to_lift_where_there_is_no_suspension(tour: Tour) -> None:
    command = LiftSuspension(999, 1, "a doctor's note")
    with pytest.raises(NotFound):
        await tour.do(lambda work: suspensions.lift_suspension(work, command), CHIEF)


# --- other draws -----------------------------------------------------------------------------


async def test_who_waits_in_a_later_draw_plays_on(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    tour.clock(at(7))
    await tour.lift(await tour.suspension_of(2))
    assert tour.absences() == []
    tour.clock(at(8))
    await tour.play(Round.QF, 2, draw_id=2)
    assert (await tour.match(Round.SF, 1, draw_id=2)).match.status is MatchStatus.SCHEDULED


async def test_who_waits_in_a_draw_that_began_while_it_held_stays_out(tour: Tour) -> None:
    """It covers days of that tournament, and section 2 asks for no more."""
    await sanctioned(tour, WITH_BYE)
    tour.clock(at(9))
    await tour.lift(await tour.suspension_of(2))
    assert tour.absences() == [(2, 2, "SUSPENDED")]


async def test_a_walkover_given_already_stands(tour: Tour) -> None:
    await sanctioned(tour, OTHERS)
    given = await tour.match(Round.QF, 1, draw_id=2)
    await tour.lift(await tour.suspension_of(2))
    assert await tour.match(Round.QF, 1, draw_id=2) == given


async def test_a_draw_made_later_keeps_the_player_in(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(at(7))
    await tour.lift(await tour.suspension_of(2))
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    assert (await tour.match(Round.QF, 1, draw_id=2)).match.status is MatchStatus.SCHEDULED


async def test_the_draw_in_which_it_was_earned_stays_as_it_is(tour: Tour) -> None:
    await sanctioned(tour)
    before = await tour.matches()
    await tour.lift(await tour.suspension_of(2))
    assert await tour.matches() == before


async def test_another_suspension_keeps_the_player_out(tour: Tour) -> None:
    await sanctioned(tour, WITH_BYE)
    tour.suspend(2, MONDAY, date(2026, 4, 2), OSLO)
    (first,) = [one for one in await tour.suspensions() if one.tournament_id != OSLO]
    await tour.lift(first)
    assert tour.absences() == [(2, 2, "SUSPENDED")]


async def test_a_lifted_suspension_whose_cause_is_corrected_away_is_annulled(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.lift(await tour.suspension_of(2))
    await tour.correct(Round.QF, 1, PLAYED)
    assert (await tour.suspension_of(2)).suspension.annulled


async def test_a_new_suspension_is_not_touched_by_an_earlier_lifting(tour: Tour) -> None:
    await sanctioned(tour)
    await tour.lift(await tour.suspension_of(2))
    await tour.skeleton([2, 31, 32, 33, 34, 35, 36, 37], draw_id=3, tournament_id=MADRID)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=31), draw_id=3)
    assert await found(tour, date(2026, 4, 1), None) == [2]


async def test_an_earlier_suspension_touches_only_what_it_covers_after_a_lifting(
    tour: Tour,
) -> None:
    """A draw of that week is made after the lifting: it began while the suspension held."""
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    tour.clock(at(3))
    await tour.lift(await tour.suspension_of(2))
    await tour.skeleton([2, 31, 32, 33, 34, 35, 36, 37], draw_id=3, tournament_id=MADRID)
    assert (await tour.match(Round.QF, 1, draw_id=3)).match.status is MatchStatus.WALKOVER
