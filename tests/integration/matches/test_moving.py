"""Matches moved to other days (rules.md section 5)."""

from datetime import date, timedelta

import pytest

from services.matches import queries
from services.matches.commands import schedule
from services.matches.commands.schedule import MoveMatch
from services.matches.domain.submission import Submission
from services.matches.rows import StoredMatch
from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import Round
from shared.wire import from_date
from tests.integration.matches.test_results import at, make_unverified
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.tour import BOB, MONDAY, Tour


def day(number: int) -> date:
    """Of the tournament's week, 1 being Monday."""
    return MONDAY + timedelta(days=number - 1)


async def move(tour: Tour, seen: StoredMatch, to: date) -> StoredMatch:
    command = MoveMatch(seen.match_id, seen.version, to)
    return await tour.do(lambda work: schedule.move_match(work, command), BOB)


async def test_a_moved_match_is_stored_and_told_with_both_days(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.forget()
    moved = await move(tour, await tour.match(Round.F, 1), day(7))
    assert await tour.match(Round.F, 1) == moved
    assert (moved.match.day, moved.version, moved.changed_by) == (day(7), 2, "bob")
    (told,) = tour.told()
    assert (told.name, told.version, told.actor) == ("MatchMoved", 2, "bob")
    assert from_date(told.message.match.match_date, "match_date") == day(7)
    assert from_date(told.message.before.match_date, "match_date") == day(3)
    assert told.before is not None
    assert told.after is not None
    assert (told.before["match_date"], told.after["match_date"]) == ("2026-03-04", "2026-03-08")


async def test_a_moved_match_takes_its_result_from_its_new_day_on(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    for played, number, to in ((Round.F, 1, 7), (Round.SF, 1, 5), (Round.QF, 1, 4)):
        await move(tour, await tour.match(played, number), day(to))
    tour.clock(at(3, 23))
    with pytest.raises(RuleBroken, match="Thursday 5 March 2026"):
        await tour.record(Round.QF, 1, Submission("64 64"))
    tour.clock(at(4, 0))
    await tour.record(Round.QF, 1, Submission("64 64"))
    assert (await tour.match(Round.SF, 1)).match.day == day(5), "and the next keeps its own"


async def test_a_match_moved_too_far_comes_back(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    moved = await move(tour, await tour.match(Round.F, 1), day(7))
    assert (await move(tour, moved, day(3))).match.day == day(3)


@pytest.mark.parametrize(
    ("played", "number", "to", "told"),
    [
        (Round.F, 1, 8, "tournament ends on Sunday"),
        (Round.F, 1, 2, "later day than its round's"),
        (Round.F, 1, 3, "already"),
        (Round.SF, 1, 3, "move that one first"),
        (Round.QF, 2, 2, "move that one first"),
    ],
)
async def test_a_move_that_breaks_a_rule_is_refused(
    tour: Tour, played: Round, number: int, to: int, told: str
) -> None:
    await tour.skeleton(EIGHT)
    tour.forget()
    seen = await tour.match(played, number)
    with pytest.raises(RuleBroken, match=told):
        await move(tour, seen, day(to))
    assert await tour.match(played, number) == seen
    assert tour.told() == []


async def test_a_match_that_was_played_is_not_moved(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    with pytest.raises(RuleBroken, match="still to be played"):
        await move(tour, await tour.match(Round.QF, 1), day(2))


async def test_a_match_taken_back_can_be_moved(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    await tour.correct(Round.QF, 1, None)
    await move(tour, await tour.match(Round.F, 1), day(4))
    await move(tour, await tour.match(Round.SF, 1), day(3))
    assert (await move(tour, await tour.match(Round.QF, 1), day(2))).match.day == day(2)


async def test_who_moves_what_has_changed_since_is_told_who_did_what(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    seen = await tour.match(Round.F, 1)
    await move(tour, seen, day(5))
    with pytest.raises(Stale) as refused:
        await move(tour, seen, day(6))
    assert refused.value.by == "bob"


async def test_unverified_history_keeps_its_days(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    make_unverified(tour, await tour.match(Round.F, 1))
    with pytest.raises(RuleBroken, match="unverified history"):
        await move(tour, await tour.match(Round.F, 1), day(5))


async def test_there_is_no_day_for_a_match_that_is_none(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    with pytest.raises(NotFound):
        await tour.do(lambda work: schedule.move_match(work, MoveMatch(999, 1, day(2))), BOB)


async def test_every_day_of_the_week_is_told_with_what_a_move_there_would_break(
    tour: Tour,
) -> None:
    await tour.skeleton(EIGHT)
    semi_final = await tour.match(Round.SF, 1)
    await move(tour, await tour.match(Round.F, 1), day(6))
    async with tour.database.read() as db:
        days = await queries.check_move(db, semi_final.match_id)
    assert list(days) == [day(number) for number in range(1, 8)]
    assert [number for number in range(1, 8) if not days[day(number)]] == [3, 4, 5]
    for number in (1, 2, 6, 7):
        with pytest.raises(RuleBroken) as refused:
            await move(tour, semi_final, day(number))
        assert list(refused.value.violations) == days[day(number)]


async def test_a_match_that_is_not_there_or_played_can_be_moved_to_no_day(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    await tour.play(Round.QF, 1)
    async with tour.database.read() as db:
        with pytest.raises(NotFound):
            await queries.check_move(db, 999)
        days = await queries.check_move(db, (await tour.match(Round.QF, 1)).match_id)
    assert all(broken[0].field == "match_id" for broken in days.values())
