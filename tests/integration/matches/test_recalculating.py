"""Suspensions looked at once more: as the draws make them due, and what follows elsewhere
(rules.md sections 5, 7 and 13, decision 62); and what matches tells of draws for their points."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from services.matches import consequences, queries
from services.matches.clock_steps import end_suspensions_step
from services.matches.commands import suspensions
from services.matches.consequences import Consequences
from services.matches.domain.submission import Submission
from services.matches.queries import DrawNews
from shared.context import Call
from shared.terms import MatchStatus, Round
from tests.integration.matches.test_annulling import (
    NO_SHOW_OF_2,
    PLAYED,
    SUSPENDED,
    WITH_BYE,
    sanctioned,
)
from tests.integration.matches.test_results import at
from tests.integration.matches.test_skeleton import EIGHT, SIX
from tests.integration.matches.test_suspensions import OTHERS, withdraw
from tests.integration.matches.tour import BERN, CHIEF, CLOCK, LISBON, MONDAY, NICE, OSLO, Tour

LAST = date(2026, 5, 2)
NO_SHOW_OF_12 = Submission("w/o", winner_id=13)
NOTHING = Consequences(None)


async def tried(tour: Tour, first_day: date | None = None) -> Consequences:
    async with tour.database.read() as db:
        now = await tour.database.clock.now(db)
        return await queries.recalculated_suspensions(db, now, first_day)


async def recalculate(tour: Tour, first_day: date | None = None) -> Consequences:
    command = partial(suspensions.recalculate_suspensions, first_day=first_day)
    return await tour.do(command, CHIEF)


async def news(tour: Tour, first_day: date | None = None) -> list[DrawNews]:
    async with tour.database.read() as db:
        return await queries.news_of_draws(db, first_day)


def by_hand(tour: Tour, statement: str) -> None:
    """As the owner of the table, past the one constraint that knows how long suspensions last."""
    tour.admin.execute(
        "ALTER TABLE player_suspensions DROP CONSTRAINT IF EXISTS player_suspensions_length"
    )
    with tour.admin.transaction():
        tour.admin.execute("SET LOCAL ROLE own_matches")
        tour.admin.execute(statement.encode())


async def test_what_is_right_is_left_alone_and_nothing_is_told(tour: Tour) -> None:
    await sanctioned(tour, OTHERS)
    before = await tour.suspensions(), await tour.matches(2)
    assert await recalculate(tour) == NOTHING
    assert (await tour.suspensions(), await tour.matches(2)) == before
    assert tour.told() == []


async def test_a_missing_suspension_is_made(tour: Tour) -> None:
    await sanctioned(tour)
    before = await tour.suspension_of(2)
    by_hand(tour, "DELETE FROM player_suspensions")
    (change,) = (await tried(tour)).suspensions
    assert (change.before, change.after.suspension) == (None, before.suspension)
    assert await tour.suspensions() == []

    assert len((await recalculate(tour)).suspensions) == 1
    made = await tour.suspension_of(2)
    assert (made.suspension, made.match_id) == (before.suspension, before.match_id)
    (told,) = tour.told()
    assert (told.name, told.version, told.actor) == ("PlayerSuspended", 1, "chief")
    assert told.after is not None
    assert told.after["why"] == "recalculated from the matches"
    assert await recalculate(tour) == NOTHING
    assert len(tour.told()) == 1


async def test_a_withdrawal_without_an_opponent_yet_is_sanctioned_too(tour: Tour) -> None:
    await tour.skeleton(SIX)
    await withdraw(tour, 1)
    by_hand(tour, "DELETE FROM player_suspensions")
    await recalculate(tour)
    assert (await tour.suspension_of(1)).suspension.last_day == LAST


@pytest.mark.parametrize("end", ["2026-03-20", "2026-07-02"])
async def test_a_wrong_end_is_put_right(tour: Tour, end: str) -> None:
    await sanctioned(tour)
    by_hand(tour, f"UPDATE player_suspensions SET suspension_end = '{end}'")
    (change,) = (await tried(tour)).suspensions
    assert change.before is not None
    assert (str(change.before.suspension.last_day), change.after.suspension.last_day) == (end, LAST)
    assert (await tour.suspension_of(2)).suspension.last_day != LAST

    await recalculate(tour)
    put_right = await tour.suspension_of(2)
    assert (put_right.suspension.last_day, put_right.version) == (LAST, 2)
    (told,) = tour.told()
    assert (told.name, told.version) == ("PlayerSuspended", 2)
    assert told.before is not None
    assert told.after is not None
    assert (told.before["suspension_end"], told.after["suspension_end"]) == (end, "2026-05-02")
    assert await recalculate(tour) == NOTHING


async def test_one_that_ended_too_early_runs_on_and_ends_when_it_should(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(tour, "UPDATE player_suspensions SET suspension_end = '2026-03-20'")
    tour.clock(at(30))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert (await tour.suspension_of(2)).ended_at is not None
    await recalculate(tour)
    assert (await tour.suspension_of(2)).ended_at is None
    tour.clock(datetime(2026, 5, 3, tzinfo=UTC))
    await end_suspensions_step(tour.database).run(Call(CLOCK))
    assert (await tour.suspension_of(2)).ended_at is not None
    assert await recalculate(tour) == NOTHING


async def test_one_without_a_cause_is_annulled_and_kept(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(
        tour,
        "INSERT INTO player_suspensions (player_id, tournament_id, reason_match_status_id,"
        f" suspension_start, suspension_end, changed_by) VALUES (4, {NICE}, 6, '{MONDAY}',"
        " '2026-09-02', 'somebody')",
    )
    await recalculate(tour)
    assert (await tour.suspension_of(4)).suspension.annulled
    assert not (await tour.suspension_of(2)).suspension.annulled
    assert [(told.name, told.version) for told in tour.told()] == [("SuspensionEnded", 2)]
    assert await recalculate(tour) == NOTHING


async def test_one_that_was_annulled_by_hand_holds_again(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(tour, "UPDATE player_suspensions SET annulled_at = now()")
    await recalculate(tour)
    assert not (await tour.suspension_of(2)).suspension.annulled


async def test_one_that_an_administrator_lifted_stays_lifted(tour: Tour) -> None:
    await sanctioned(tour)
    tour.clock(at(10))
    lifted = await tour.lift(await tour.suspension_of(2))
    assert await recalculate(tour) == NOTHING
    by_hand(tour, "UPDATE player_suspensions SET suspension_end = '2026-07-02'")
    await recalculate(tour)
    put_right = await tour.suspension_of(2)
    assert put_right.suspension == lifted.suspension
    assert put_right.ended_at == lifted.ended_at


async def test_a_suspension_made_takes_the_player_out_of_other_draws(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    by_hand(tour, "DELETE FROM player_suspensions")
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.forget()
    found = await tried(tour)
    ((before, after),) = [change for draw in found.elsewhere for change in draw.matches][:1]
    assert (before.match.status, after.match.status) == (
        MatchStatus.SCHEDULED,
        MatchStatus.WALKOVER,
    )
    assert (await tour.match(Round.QF, 1, 2)).match.status is MatchStatus.SCHEDULED

    await recalculate(tour)
    given = (await tour.match(Round.QF, 1, 2)).match
    assert (given.status, given.winner, given.reason1) == (MatchStatus.WALKOVER, 11, SUSPENDED)
    assert {told.name for told in tour.told()} == {"PlayerSuspended", "ResultRecorded"}
    assert await recalculate(tour) == NOTHING


async def test_who_was_out_because_of_a_wrong_end_plays_on(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(tour, "UPDATE player_suspensions SET suspension_end = '2026-07-02'")
    # twelve weeks later: beyond two months
    await tour.skeleton(WITH_BYE, draw_id=2, tournament_id=OSLO)
    assert tour.absences() == [(2, 2, "SUSPENDED")]
    await recalculate(tour)
    assert tour.absences() == []


async def test_two_tournaments_put_right_at_once_each_reach_the_others_draws(tour: Tour) -> None:
    """Lisbon sanctions player 12, and is a draw like any other for player 2 of Nice."""
    await sanctioned(tour)
    by_hand(tour, "DELETE FROM player_suspensions")
    await tour.skeleton([12, 13, 14, 15, 16, 17, 2, 18], draw_id=2, tournament_id=LISBON)
    tour.clock(at(9))
    await tour.record(Round.QF, 1, NO_SHOW_OF_12, draw_id=2)
    by_hand(tour, "DELETE FROM player_suspensions")
    await tour.skeleton([12, 21, 22, 23, 24, 25, 26, 27], draw_id=3, tournament_id=BERN)

    found = await recalculate(tour)
    assert [change.after.suspension.player_id for change in found.suspensions] == [2, 12]
    assert (await tour.match(Round.QF, 4, 2)).match.reason1 is SUSPENDED
    assert (await tour.match(Round.QF, 1, 3)).match.reason1 is SUSPENDED
    assert await recalculate(tour) == NOTHING


async def test_tournaments_before_the_first_week_stay_as_they_are(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(tour, "DELETE FROM player_suspensions")
    assert await recalculate(tour, MONDAY + timedelta(weeks=1)) == NOTHING
    assert len((await recalculate(tour, MONDAY)).suspensions) == 1


async def test_an_import_has_its_suspensions_neither_invented_nor_lifted(tour: Tour) -> None:
    await sanctioned(tour)
    tour.admin.execute("UPDATE matches SET origin = 'imported'")
    by_hand(tour, "DELETE FROM player_suspensions")
    assert await recalculate(tour) == NOTHING
    tour.suspend(4, MONDAY, LAST, NICE, origin="imported")
    tour.suspend(5, MONDAY, date(2026, 3, 9), NICE, origin="unverified")
    assert await recalculate(tour) == NOTHING


async def test_draws_of_unverified_history_sanction_nobody(tour: Tour) -> None:
    await sanctioned(tour)
    by_hand(tour, "DELETE FROM player_suspensions")
    tour.admin.execute("UPDATE match_draws SET origin = 'unverified'")
    assert await recalculate(tour) == NOTHING


async def test_many_draws_are_read_in_parts_and_none_is_missed(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consequences, "_READ_AT_ONCE", 2)
    for draw_id, tournament_id in enumerate((NICE, LISBON, BERN), start=1):
        field = range(10 * draw_id, 10 * draw_id + 8)
        await tour.skeleton(list(field), draw_id=draw_id, tournament_id=tournament_id)
        await withdraw(tour, 10 * draw_id, tournament_id)
    by_hand(tour, "DELETE FROM player_suspensions")
    found = await recalculate(tour)
    assert [change.after.suspension.player_id for change in found.suspensions] == [10, 20, 30]
    assert [one.told.draw_id for one in await news(tour)] == [1, 2, 3]


# --- for the points --------------------------------------------------------------------------


async def test_matches_tells_of_each_draw_what_it_told_last(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(OTHERS, draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    await tour.play_all()
    (completed,) = tour.told("DrawCompleted")
    first, second = await news(tour)
    assert (first.version, first.told) == (completed.version, completed.message)
    assert (second.version, type(second.told).__name__) == (1, "DrawReopened")

    await tour.correct(Round.F, 1, None)
    (reopened,) = tour.told("DrawReopened")
    assert (await news(tour))[0] == DrawNews(reopened.version, reopened.message)
    await tour.record(Round.F, 1, PLAYED)
    assert (await news(tour))[0].version == reopened.version + 1
    assert [one.told.draw_id for one in await news(tour, MONDAY + timedelta(weeks=1))] == [2]


@pytest.mark.parametrize("origin", ["imported", "unverified"])
async def test_nothing_is_told_of_draws_as_an_import_brought_them(tour: Tour, origin: str) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(8))
    await tour.play_all()
    tour.admin.execute("UPDATE match_draws SET origin = %s, version = 1", (origin,))
    assert await news(tour) == []
    # what live play has completed since is its own
    tour.admin.execute("UPDATE match_draws SET version = 2")
    assert len(await news(tour)) == (1 if origin == "imported" else 0)
