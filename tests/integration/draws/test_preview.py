"""A preview tells seeds, byes and what stands in the way, never a line (rules.md section 4)."""

import secrets
from datetime import timedelta
from types import SimpleNamespace

import pytest

from services.draws import commands
from services.draws.domain.lots import RANDOM_SEED_LIMIT, Lots
from services.draws.domain.seeding import Seed
from services.draws.queries import DrawPreview
from shared.errors import NotFound, Unavailable
from tests.integration.draws.dates import ENTRY_DEADLINE, MONDAY, SEEDING_WEEK
from tests.integration.draws.tour import Tour


async def test_the_preview_of_a_closed_draw_uses_the_ranking_of_the_deadline(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14), ranked=[1, 2, 3, 4, 5])
    await tour.close(draw.draw_id)
    tour.peers.publish(SEEDING_WEEK, [5, 4, 3, 2, 1], revision=1)
    tour.peers.withdraw(draw.entry_list, 2)

    found = await tour.preview(draw.draw_id)

    assert (found.num_players, found.size, found.byes, found.obstacles) == (12, 16, 4, ())
    assert found.preview is not None
    assert [(seed.number, seed.player_id, seed.points) for seed in found.preview.seeds] == [
        (1, 1, 990),
        (2, 3, 970),
        (3, 4, 960),
        (4, 5, 950),
    ]
    assert found.preview.withdrawn_seeds == (Seed(2, 2, 980),)


async def test_what_is_previewed_is_what_is_made(tour: Tour) -> None:
    draw = await tour.entered(range(1, 11), ranked=[9, 3])
    found = await tour.preview(draw.draw_id)
    assert found.obstacles == ()
    assert found.preview is not None

    made = await tour.generate(draw.draw_id)

    assert [(seed.number, seed.player_id) for seed in found.preview.seeds] == [
        (seed.number, seed.player_id) for seed in made.seeds
    ]
    assert {seed.player_id for seed in found.preview.seeds if seed.has_bye} == {
        line.player_id for line in made.lines if line.has_bye and line.seed_number
    }
    assert found.preview.byes_by_lot == sum(
        line.has_bye and line.seed_number is None for line in made.lines
    )
    assert (found.size, found.byes) == (made.draw.size, 6)


async def test_a_preview_changes_nothing(tour: Tour) -> None:
    draw = await tour.entered(range(1, 11))
    told = await tour.told()
    await tour.preview(draw.draw_id)
    assert await tour.draw() == draw
    assert await tour.told() == told
    assert set(tour.peers.calls) == {"entries", "ranking"}


async def test_looking_takes_no_lot_and_the_draw_takes_a_random_seed_of_its_own(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often somebody looks: the random seed is chosen by the making, and by it alone."""
    draw = await tour.entered(range(1, 46), ranked=range(1, 46))
    chosen: list[int] = []

    def choose(below: int) -> int:
        assert below == RANDOM_SEED_LIMIT - 1
        chosen.append(secrets.randbelow(below))
        return chosen[-1]

    monkeypatch.setattr(commands, "secrets", SimpleNamespace(randbelow=choose))
    # no other chance is there to be asked either
    monkeypatch.setattr(Lots, "__init__", no_lots)
    first, second = [await tour.preview(draw.draw_id) for _ in range(2)]
    assert first == second
    assert chosen == []
    monkeypatch.undo()

    monkeypatch.setattr(commands, "secrets", SimpleNamespace(randbelow=choose))
    made = await tour.generate(draw.draw_id)
    assert [made.draw.random_seed] == [1 + number for number in chosen]


def no_lots(_lots: Lots, _random_seed: int) -> None:
    raise AssertionError("a preview takes no lots")


async def test_a_preview_is_the_same_whatever_the_lots_will_be(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two draws of one field: previewed alike, made from two random seeds, and not the same."""
    lines = []
    draws = [await tour.entered(range(1, 46), ranked=range(1, 46))]
    await tour.add_tournament(2, MONDAY)
    draws.append(await tour.draw(2))
    tour.peers.enter(draws[1].entry_list, range(1, 46))
    previews = [await tour.preview(draw.draw_id) for draw in draws]
    assert previews[0] == previews[1]
    for draw, number in zip(draws, (7, 8), strict=True):
        numbers = SimpleNamespace(randbelow=lambda _below, number=number: number)
        monkeypatch.setattr(commands, "secrets", numbers)
        lines.append((await tour.generate(draw.draw_id)).lines)
    assert lines[0] != lines[1]


async def test_before_the_deadline_the_preview_says_until_when_entries_are_accepted(
    tour: Tour,
) -> None:
    draw = await tour.entered(range(1, 11), ranked=[1])
    await tour.set_clock(ENTRY_DEADLINE - timedelta(minutes=1))

    found = await tour.preview(draw.draw_id)

    (obstacle,) = messages(found)
    assert obstacle.startswith("Entries are accepted until Tuesday 24 February 2026, 10:00 UTC.")
    assert found.preview is not None
    assert found.preview.seeds[0].player_id == 1


async def test_with_fewer_than_six_the_preview_says_that_the_draw_will_be_cancelled(
    tour: Tour,
) -> None:
    draw = await tour.entered(range(1, 6))
    found = await tour.preview(draw.draw_id)
    assert messages(found) == [
        "A draw needs 6 players and 5 entries stand. Unless that changes it will be cancelled."
    ]
    assert (found.num_players, found.size, found.byes, found.preview) == (5, 0, 0, None)

    tour.peers.enter(draw.entry_list, [6])
    assert (await tour.preview(draw.draw_id)).obstacles == ()


async def test_every_obstacle_is_named(tour: Tour) -> None:
    draw = await tour.entered([1])
    await tour.set_clock(ENTRY_DEADLINE - timedelta(minutes=1))
    found = messages(await tour.preview(draw.draw_id))
    assert len(found) == 2
    assert "1 entry stands" in found[1]


async def test_sixty_five_players_are_an_obstacle(tour: Tour) -> None:
    draw = await tour.entered(range(1, 66))
    found = await tour.preview(draw.draw_id)
    assert messages(found) == ["A draw holds 64 players at most and 65 entries stand."]
    assert (found.size, found.preview) == (0, None)


async def test_a_ranking_not_published_yet_is_an_obstacle_and_no_unseeded_draw(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    del tour.peers.rankings[SEEDING_WEEK]
    found = await tour.preview(draw.draw_id)
    assert messages(found) == [
        "The draw waits for the ranking of week 2026-W09, which seeds it and is not published yet."
    ]
    assert (found.num_players, found.size, found.byes, found.preview) == (13, 16, 3, None)


async def test_a_week_without_ranking_is_previewed_as_unseeded(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14), ranked=None)
    for _ in range(2):
        found = await tour.preview(draw.draw_id)
        assert found.obstacles == ()
        assert found.preview is not None
        assert not found.preview.is_seeded
        assert found.preview.byes_by_lot == 3
        await tour.close(draw.draw_id)


async def test_of_a_made_draw_the_preview_says_who_made_it(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    await tour.generate(draw.draw_id)
    tour.peers.calls.clear()

    found = await tour.preview(draw.draw_id)

    assert "made already by anna on" in messages(found)[0]
    assert (found.num_players, found.size, found.byes, found.preview) == (13, 16, 3, None)
    assert tour.peers.calls == []


async def test_of_a_cancelled_draw_the_preview_says_so(tour: Tour) -> None:
    draw = await tour.entered([])
    await tour.close(draw.draw_id)
    found = await tour.preview(draw.draw_id)
    assert messages(found) == ["This draw was cancelled: it had fewer than 6 players."]
    assert found.size == 0


async def test_without_the_entries_there_is_no_preview(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    tour.peers.trouble["entries"] = Unavailable()
    with pytest.raises(Unavailable):
        await tour.preview(draw.draw_id)


async def test_an_unknown_draw_has_no_preview(tour: Tour) -> None:
    with pytest.raises(NotFound):
        await tour.preview(99)


def messages(found: DrawPreview) -> list[str]:
    return [violation.message for violation in found.obstacles]
