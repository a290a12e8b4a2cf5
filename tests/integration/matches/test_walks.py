"""Officials at random: results, corrections, withdrawals and liftings in three draws whose players
meet again; after each step everything that is stored fits together (rules.md sections 5 to 7).
"""

from collections.abc import Sequence
from random import Random
from typing import Final

import pytest

from services.matches.consequences import OpenDraw, read_draw
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.progress import settle, still_plays
from services.matches.domain.stages import is_complete, outcomes
from services.matches.domain.submission import Submission
from services.matches.domain.suspensions import Sanction, covers, sanctions_in
from services.matches.rows import StoredMatch
from shared.errors import RuleBroken
from shared.terms import MatchStatus, Stage
from tests.integration.matches.test_results import at
from tests.integration.matches.test_suspensions import withdraw
from tests.integration.matches.tour import LISBON, NICE, OSLO, Told, Tour
from tests.proofs.length import examples

DRAWS: Final[dict[int, tuple[int, list[int | None]]]] = {
    1: (NICE, [1, 2, 3, 4, 5, 6, 7, 8]),
    2: (LISBON, [2, None, 1, 13, 3, 4, None, 17]),
    3: (OSLO, [4, None, 1, 2, 25, 5, 3, 28]),
}
SEEDS: Final = range(examples(2, 60))
STEPS: Final = examples(30, 60)


def a_result(random: Random, match: StoredMatch) -> Submission:
    # nobody stands in a match that lost both its sides
    winner = random.choice(match.match.players or (1,))
    return random.choice(
        [
            Submission("64 64", winner_id=winner),
            Submission("76(4) 36 62", winner_id=winner),
            Submission("64 21 ret", winner_id=winner),
            Submission("64 21 def", winner_id=winner),
            Submission("w/o", winner_id=winner),
            Submission(status=MatchStatus.CANCELLED),
        ]
    )


async def step(tour: Tour, random: Random) -> str:
    """One thing that an official does; answers what, "" where it was refused."""
    draw_id = random.choice(list(DRAWS))
    matches = await tour.matches(draw_id)
    playable = [
        one
        for one in matches
        if one.match.status is MatchStatus.SCHEDULED and len(one.match.players) == 2
    ]
    done = [one for one in matches if one.match.status is not MatchStatus.SCHEDULED]
    deed = random.choices(
        ["record", "correct", "undo", "withdraw", "lift"], weights=[8, 6, 3, 1, 1]
    )[0]
    try:
        if deed == "record" and playable:
            match = random.choice(playable)
            place = match.match.place
            await tour.record(place.round, place.number, a_result(random, match), draw_id)
        elif deed in ("correct", "undo") and done:
            match = random.choice(done)
            place = match.match.place
            handed_in = a_result(random, match) if deed == "correct" else None
            await tour.correct(place.round, place.number, handed_in, draw_id)
        elif deed == "withdraw":
            tournament_id, lines = DRAWS[draw_id]
            player = random.choice([one for one in lines if one is not None])
            await withdraw(tour, player, tournament_id)
        elif deed == "lift" and (suspensions := await tour.suspensions()):
            await tour.lift(random.choice(suspensions))
        else:
            return ""
    except RuleBroken:
        return ""
    return deed


async def check(tour: Tour) -> None:
    suspensions, told = await tour.suspensions(), tour.told()
    for draw_id, (tournament_id, _) in DRAWS.items():
        async with tour.database.read() as db:
            draw = await read_draw(db, draw_id, lock=False)
        assert draw is not None
        bracket, absences = draw.bracket, {each.player_id: each.reason for each in draw.absences}
        assert settle(bracket, draw.absences) == ()
        assert (draw.facts.completed_at is not None) == is_complete(bracket)
        live = {
            Sanction(one.suspension.player_id, one.suspension.cause)
            for one in suspensions
            if one.tournament_id == tournament_id and not one.suspension.annulled
        }
        assert live == set(sanctions_in(bracket, draw.absences))
        players = {player for match in bracket.matches for player in match.players}
        for player in players:
            held = any(
                one.suspension.player_id == player
                and one.tournament_id != tournament_id
                and covers(one.suspension, draw.facts.start_date, draw.facts.end_date)
                for one in suspensions
            )
            if still_plays(bracket, player):
                gone = absences.get(player) in (
                    WalkoverReason.SUSPENDED,
                    WalkoverReason.WITHDRAWN_AFTER_DRAW,
                )
                assert held <= gone, f"{player} plays on in {draw_id} while suspended"
                if absences.get(player) is WalkoverReason.SUSPENDED:
                    assert held, f"{player} is kept out of {draw_id} by nothing"
        check_events(draw, told)
    for one in suspensions:
        versions = [each.version for each in told if each.key == f"suspension:{one.suspension_id}"]
        assert versions == list(range(1, one.version + 1))


def check_events(draw: OpenDraw, told: Sequence[Told]) -> None:
    """Every version of each row was told once; last of a draw, that it is over or not."""
    for match in draw.matches:
        versions = [each.version for each in told if each.key == f"match:{match.match_id}"]
        assert versions == list(range(2, match.version + 1))
    news = [one for one in told if one.key == f"draw:{draw.facts.draw_id}"][1:]
    assert [one.version for one in news] == list(range(2, draw.facts.version + 1))
    if draw.facts.completed_at is not None:
        assert news[-1].name == "DrawCompleted"
        assert [
            (one.player_id, Stage(one.stage), one.wins, one.sanctioned)
            for one in news[-1].message.finishes
        ] == [(one.player_id, one.stage, one.wins, one.zeroed) for one in outcomes(draw.bracket)]
    elif news:
        assert news[-1].name == "DrawReopened"


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_officials_do_everything_fits_together(tour: Tour, seed: int) -> None:
    random = Random(seed)
    for draw_id, (tournament_id, lines) in DRAWS.items():
        await tour.skeleton(lines, draw_id, tournament_id)
    tour.clock(at(100))
    deeds = set()
    for number in range(STEPS):
        if random.random() < 0.1:
            tour.clock(at(random.choice([95, 100, 130])))
        deeds.add(await step(tour, random))
        try:
            await check(tour)
        except AssertionError as error:
            error.add_note(f"seed {seed}, step {number}")
            raise
    assert {"record", "correct"} <= deeds
