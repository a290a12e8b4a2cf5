"""Officials, replicas and what follows, at the same moment: one after the other, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import pytest

from services.matches.commands import corrections, results, skeletons, suspensions
from services.matches.commands.corrections import Correction
from services.matches.commands.results import SubmitResult
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.submission import Submission
from services.matches.rows import StoredMatch
from shared.context import Actor, Role
from shared.errors import RuleBroken, Stale
from shared.terms import MatchStatus, Round
from shared.work import Work
from tests.integration.matches.test_results import at
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.test_suspensions import OTHERS, withdraw
from tests.integration.matches.tour import ANNA, BERN, BOB, CHIEF, LISBON, NICE, OSLO, Tour

T = TypeVar("T")

PAIRS = 200
# draws in which the same players stand, one a week
IN_WEEKS_OF_THEIR_OWN = ((1, NICE), (2, LISBON), (3, BERN), (4, OSLO))


def submit(
    tour: Tour, seen: StoredMatch, typed: str, winner: int, actor: Actor
) -> Coroutine[Any, Any, StoredMatch]:
    command = SubmitResult(seen.match_id, seen.version, Submission(typed, winner_id=winner))
    return tour.do(lambda work: results.submit_result(work, command), actor)


async def settled(*calls: Awaitable[T]) -> tuple[list[T], list[BaseException]]:
    """What went well and what was refused, all done at once."""
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    errors = [one for one in outcomes if isinstance(one, BaseException)]
    return [one for one in outcomes if not isinstance(one, BaseException)], errors


async def test_of_two_officials_one_is_stored_and_the_other_told_who_did_what(tour: Tour) -> None:
    played = 0
    for draw_id, tournament_id in IN_WEEKS_OF_THEIR_OWN:
        await tour.skeleton(list(range(1, 65)), draw_id, tournament_id)
        tour.clock(at(100))
        for seen in await tour.matches(draw_id):
            if played == PAIRS:
                return
            place = seen.match.place
            now = await tour.match(place.round, place.number, draw_id)
            upper, lower = now.match.player1, now.match.player2
            assert upper is not None
            assert lower is not None
            (stored,), (refused,) = await settled(
                submit(tour, now, "64 64", upper, ANNA), submit(tour, now, "75 75", lower, BOB)
            )
            assert isinstance(refused, Stale)
            first = ("anna", "6-4 6-4") if stored.match.winner == upper else ("bob", "7-5 7-5")
            assert refused.by == first[0]
            assert f"{first[0]} recorded {first[1]} " in refused.sentence
            assert await tour.match(place.round, place.number, draw_id) == stored
            played += 1


async def test_the_same_skeleton_made_twice_at_once_is_one(tour: Tour) -> None:
    known = tour.make_draw(EIGHT)

    def make() -> Coroutine[Any, Any, list[StoredMatch]]:
        return tour.do(lambda work: skeletons.store_skeleton(work, known))

    done, refused = await settled(*(make() for _ in range(6)))
    assert refused == []
    assert all(one == done[0] for one in done)
    assert len(tour.told("SkeletonCreated")) == 1


async def test_two_semifinals_at_once_both_send_their_winner_to_the_final(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    for number in (1, 2, 3, 4):
        await tour.play(Round.QF, number)
    await asyncio.gather(tour.play(Round.SF, 1), tour.play(Round.SF, 2, winner=2))
    final = await tour.match(Round.F, 1)
    assert (final.match.player1, final.match.player2, final.version) == (1, 7, 3)


async def test_a_result_and_a_withdrawal_at_once_never_mix(tour: Tour) -> None:
    for draw_id, tournament_id in IN_WEEKS_OF_THEIR_OWN:
        await tour.skeleton(EIGHT, draw_id, tournament_id)
        tour.clock(at(100))
        seen = await tour.match(Round.QF, 1, draw_id)
        _, errors = await settled(
            submit(tour, seen, "64 64", 1, ANNA), withdraw(tour, 2, tournament_id)
        )
        match = (await tour.match(Round.QF, 1, draw_id)).match
        assert match.winner == 1
        if match.status is MatchStatus.WALKOVER:
            assert all(isinstance(error, Stale | RuleBroken) for error in errors)
            assert len(errors) == 1
        else:
            assert (match.status, errors) == (MatchStatus.COMPLETED, [])
        tour.admin.execute("UPDATE player_suspensions SET annulled_at = now()")


@pytest.mark.parametrize("first", ["skeleton", "suspension"])
async def test_a_suspension_finds_a_draw_that_is_being_made(tour: Tour, first: str) -> None:
    """Whichever comes first, the player does not stay in the new draw."""
    await tour.skeleton(EIGHT)
    known = tour.make_draw(OTHERS, draw_id=2, tournament_id=LISBON)
    seen = await tour.match(Round.QF, 1)
    begun, go_on = asyncio.Event(), asyncio.Event()

    def held(command: Callable[[Work], Awaitable[T]]) -> Callable[[Work], Awaitable[T]]:
        async def run(work: Work) -> T:
            result = await command(work)
            begun.set()
            await go_on.wait()
            return result

        return run

    async def make(work: Work) -> None:
        await skeletons.store_skeleton(work, known)

    async def suspend(work: Work) -> None:
        handed_in = Submission("w/o", winner_id=1)
        await results.submit_result(work, SubmitResult(seen.match_id, seen.version, handed_in))

    held_back, other = (make, suspend) if first == "skeleton" else (suspend, make)
    slow = asyncio.create_task(tour.do(held(held_back)))
    await begun.wait()
    quick = asyncio.create_task(tour.do(other))
    await asyncio.sleep(0.2)
    assert not quick.done(), "it waits for the other"
    go_on.set()
    await asyncio.gather(slow, quick)
    match = (await tour.match(Round.QF, 1, draw_id=2)).match
    assert (match.status, match.reason1) == (MatchStatus.WALKOVER, WalkoverReason.SUSPENDED)


async def test_sanctions_in_two_draws_that_touch_each_other_do_not_block(tour: Tour) -> None:
    """Each suspends somebody who plays in the other's draw, too."""
    await tour.skeleton(EIGHT)
    await tour.skeleton([1, 2, 3, 4, 15, 16, 17, 18], draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    early, late = await tour.match(Round.QF, 1), await tour.match(Round.QF, 2, draw_id=2)
    _, errors = await settled(
        submit(tour, early, "w/o", 1, ANNA), submit(tour, late, "w/o", 3, BOB)
    )
    assert errors == []
    assert [one.suspension.player_id for one in await tour.suspensions()] == [2, 4]
    given = (await tour.match(Round.QF, 1, draw_id=2)).match
    assert (given.status, given.reason2) == (MatchStatus.WALKOVER, WalkoverReason.SUSPENDED)


# --- corrections -----------------------------------------------------------------------------


def correct(
    tour: Tour, seen: StoredMatch, handed_in: Submission | None, actor: Actor = CHIEF
) -> Coroutine[Any, Any, StoredMatch]:
    command = Correction(seen.match_id, seen.version, handed_in, "misheard")
    return tour.do(lambda work: corrections.correct_result(work, command), actor)


async def test_of_two_corrections_at_once_one_is_stored_and_the_other_told_of_it(
    tour: Tour,
) -> None:
    await tour.skeleton(list(range(1, 65)))
    deputy = Actor("deputy", Role.ADMINISTRATOR)
    for number in range(1, 33):
        await tour.play(Round.R64, number)
        seen = await tour.match(Round.R64, number)
        (stored,), (refused,) = await settled(
            correct(tour, seen, Submission("46 46")), correct(tour, seen, None, deputy)
        )
        assert isinstance(refused, Stale)
        assert refused.by == stored.changed_by
        assert refused.at == stored.changed_at
        assert await tour.match(Round.R64, number) == stored
        following = (await tour.match(Round.R32, (number + 1) // 2)).match
        assert following.player_on(1 if number % 2 else 2) == stored.match.winner


async def test_a_correction_and_the_next_matchs_result_at_once_never_contradict(
    tour: Tour,
) -> None:
    """Either the correction comes first and the result is stale, or it comes too late itself."""
    for draw_id, tournament_id in IN_WEEKS_OF_THEIR_OWN:
        await tour.skeleton(EIGHT, draw_id, tournament_id)
        tour.clock(at(100))
        for first, second in ((1, 2), (3, 4)):
            for number in (first, second):
                await tour.play(Round.QF, number, draw_id)
            seen = await tour.match(Round.QF, first, draw_id)
            following = await tour.match(Round.SF, second // 2, draw_id)
            upper = following.match.player1
            assert upper is not None
            _, (refused,) = await settled(
                submit(tour, following, "64 64", upper, ANNA),
                correct(tour, seen, Submission("46 46")),
            )
            quarter = (await tour.match(Round.QF, first, draw_id)).match
            semi = (await tour.match(Round.SF, second // 2, draw_id)).match
            assert semi.player1 == quarter.winner
            if isinstance(refused, RuleBroken):
                assert "next match has a result" in refused.sentence
                assert semi.winner == upper
            else:
                assert isinstance(refused, Stale)
                assert semi.status is MatchStatus.SCHEDULED


async def test_a_correction_and_the_clock_at_once_leave_one_story(tour: Tour) -> None:
    """The suspension runs out while its cause is corrected away: neither is lost."""
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    seen = await tour.match(Round.QF, 1)
    tour.clock(at(100))
    await asyncio.gather(
        correct(tour, seen, Submission("64 64")), tour.do(suspensions.end_suspensions)
    )
    annulled = await tour.suspension_of(2)
    assert annulled.suspension.annulled
    versions = [told.version for told in tour.told() if told.key.startswith("suspension")]
    assert versions == list(range(1, annulled.version + 1)), "each version is told once"


async def test_a_lifting_and_a_correction_at_once_never_mix(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, Submission("w/o", winner_id=1))
    seen, held = await tour.match(Round.QF, 1), await tour.suspension_of(2)
    _, errors = await settled(correct(tour, seen, Submission("64 64")), tour.lift(held))
    after = await tour.suspension_of(2)
    assert after.suspension.annulled
    if errors:
        (refused,) = errors
        assert isinstance(refused, Stale)
        assert after.suspension.lifted_on is None
    else:
        assert (after.version, after.suspension.lifted_on) == (3, at(1).date())


async def test_corrections_in_two_draws_that_touch_each_other_do_not_block(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton([1, 2, 3, 4, 15, 16, 17, 18], draw_id=2, tournament_id=LISBON)
    tour.clock(at(8))
    await tour.play(Round.QF, 1)
    await tour.play(Round.QF, 2, draw_id=2)
    early, late = await tour.match(Round.QF, 1), await tour.match(Round.QF, 2, draw_id=2)
    done, errors = await settled(
        correct(tour, early, Submission("w/o", winner_id=1)),
        correct(tour, late, Submission("w/o", winner_id=3)),
    )
    assert (len(done), errors) == (2, [])
    assert [one.suspension.player_id for one in await tour.suspensions()] == [2, 4]
