"""A draw is made from the standing entries and the deadline's ranking (rules.md sections 3, 4)."""

from datetime import timedelta

import pytest

from services.draws.domain.bracket import make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import ALGORITHM_VERSION
from services.draws.domain.seeding import Seed
from services.draws.domain.sizes import draw_size, number_of_seeds
from shared.errors import NotFound, RuleBroken, Stale, Unavailable
from shared.terms import AgeCategory, DrawStatus
from shared.text import moment_in_words
from tests.integration.draws.dates import (
    DRAW_DEADLINE,
    ENTERED,
    ENTRY_APART,
    ENTRY_DEADLINE,
    SEEDING_WEEK,
)
from tests.integration.draws.peers import ListState
from tests.integration.draws.tour import BEN, Tour
from tour.common.v1 import common_pb2
from tour.draws.v1.events_pb2 import DrawCancelled, DrawGenerated
from tour.matches.v1.events_pb2 import DrawCompleted


@pytest.mark.parametrize("players", [6, 8, 9, 13, 16, 17, 33, 45, 64])
async def test_a_stored_draw_is_the_one_that_anybody_computes_from_its_random_seed(
    tour: Tour, players: int
) -> None:
    ranked = list(range(players, 0, -1))
    draw = await tour.entered(range(1, players + 1), ranked=ranked)
    await tour.close(draw.draw_id)

    made = await tour.generate(draw.draw_id)

    assert made.draw.random_seed is not None
    expected = make_draw(ranked, seeded=True, random_seed=made.draw.random_seed)
    sheet = await tour.sheet(draw.draw_id)
    assert [(line.number, line.player_id, line.seed_number) for line in sheet.lines] == [
        (line.number, line.player_id, line.seed) for line in expected.lines
    ]
    assert {line.player_id for line in sheet.lines if line.has_bye} == expected.players_with_bye
    assert [seed.player_id for seed in sheet.actual_seeds] == ranked[: number_of_seeds(players)]
    assert not broken_rules(expected, sheet.actual_seeds, set(ranked))


async def test_a_made_draw_says_how_it_was_made(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    await tour.close(draw.draw_id)

    made = (await tour.generate(draw.draw_id)).draw

    assert made == await tour.draw()
    assert made.status is DrawStatus.GENERATED
    assert (made.num_players, made.size, made.is_seeded) == (13, 16, True)
    assert made.algorithm_version == ALGORITHM_VERSION
    assert made.random_seed is not None
    assert made.random_seed > 0
    assert made.generated_at is not None
    assert made.generated_at > ENTRY_DEADLINE
    assert (made.version, made.changed_by) == (3, "anna")
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")


async def test_a_line_keeps_points_and_time_of_its_entry(tour: Tour) -> None:
    draw = await tour.entered(range(1, 7))
    made = await tour.generate(draw.draw_id)
    line = next(line for line in made.lines if line.player_id == 3)
    assert (line.entry_points, line.entered_at) == (30, ENTERED + 2 * ENTRY_APART)
    rows = await tour.sql(
        "SELECT entry_points, entry_timestamp, draw_size, origin FROM tour.draw_players "
        "WHERE player_id = 3"
    )
    assert rows == [(30, ENTERED + 2 * ENTRY_APART, 8, "live")]


async def test_a_made_draw_is_told_whole(tour: Tour) -> None:
    draw = await tour.entered(range(1, 12), ranked=[4, 3, 2, 1])
    await tour.close(draw.draw_id)

    made = await tour.generate(draw.draw_id, by=BEN)

    envelope, event = await tour.last_told(DrawGenerated)
    assert (envelope.key, envelope.version) == (f"draw:{draw.draw_id}", 3)
    assert envelope.call.actor.name == "ben"
    assert envelope.before is not None
    assert envelope.after is not None
    assert (envelope.before["status"], envelope.after["status"]) == (2, 3)
    assert [line.line for line in event.lines] == list(range(1, 17))
    assert sorted(line.player_id for line in event.lines if line.player_id) == list(range(1, 12))
    assert sum(line.player_id == 0 for line in event.lines) == 5
    assert sum(line.has_bye for line in event.lines) == 5
    assert not any(line.has_bye for line in event.lines if line.player_id == 0)
    by_player = {line.player_id: line.seed_number for line in event.lines}
    assert {4: 1, 3: 2, 2: 3, 1: 4}.items() <= by_player.items()
    assert [seed.player_id for seed in event.actual_seeds] == [4, 3, 2, 1]
    assert event.draw.random_seed == made.draw.random_seed
    assert event.draw.tournament_category == common_pb2.TOURNAMENT_CATEGORY_MT400
    assert (event.draw.start_date.day, event.draw.end_date.day) == (2, 8)


async def test_every_draw_has_a_random_seed_of_its_own(tour: Tour) -> None:
    men = await tour.entered(range(1, 7))
    older_men = await tour.draw(category=AgeCategory.SIXTY_FIVE)
    tour.peers.enter(older_men.entry_list, range(11, 17))
    first = await tour.generate(men.draw_id)
    second = await tour.generate(older_men.draw_id)
    assert first.draw.random_seed != second.draw.random_seed


async def test_below_a_seed_who_withdrew_everybody_moves_up(tour: Tour) -> None:
    draw = await tour.entered(range(1, 11), ranked=[1, 2, 3, 4, 5, 6])
    await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 2)

    made = await tour.generate(draw.draw_id)

    assert made.seeds == (Seed(1, 1, 990), Seed(2, 3, 970), Seed(3, 4, 960), Seed(4, 5, 950))
    assert [s.player_id for s in (await tour.sheet(draw.draw_id)).planned_seeds] == [1, 2, 3, 4]


async def test_seeds_stand_where_an_unseeded_player_withdrew(tour: Tour) -> None:
    draw = await tour.entered(range(1, 11), ranked=[1, 2, 3, 4, 5, 6])
    await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 6)
    made = await tour.generate(draw.draw_id)
    assert [seed.player_id for seed in made.seeds] == [1, 2, 3, 4]


async def test_nine_less_one_is_eight_with_two_seeds(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[1, 2, 3, 4])
    await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 9)
    made = await tour.generate(draw.draw_id)
    assert (made.draw.size, made.draw.num_players) == (8, 8)
    assert [seed.player_id for seed in made.seeds] == [1, 2]


async def test_a_ranking_revised_after_the_deadline_does_not_move_the_seeds(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[1, 2, 3, 4, 5])
    await tour.close(draw.draw_id)
    tour.peers.publish(SEEDING_WEEK, [5, 4, 3, 2, 1], revision=1)
    tour.peers.withdraw(draw.entry_list, 1)

    made = await tour.generate(draw.draw_id)

    assert made.seeds == (Seed(1, 2, 980), Seed(2, 3, 970))
    assert tour.peers.count("ranking") == 1


async def test_who_comes_back_after_the_deadline_is_seeded_by_the_same_ranking(tour: Tour) -> None:
    """An annulled suspension gives entries back while the draw is not made (section 5)."""
    draw = await tour.entered(range(1, 9), ranked=[1, 40, 2, 3])
    await tour.close(draw.draw_id)
    tour.peers.enter(draw.entry_list, [40])
    made = await tour.generate(draw.draw_id)
    assert [seed.player_id for seed in made.seeds] == [1, 40, 2, 3]


async def test_who_comes_back_and_is_in_no_ranking_is_unranked(tour: Tour) -> None:
    draw = await tour.entered(range(1, 9), ranked=[8])
    await tour.close(draw.draw_id)
    tour.peers.enter(draw.entry_list, [40])
    made = await tour.generate(draw.draw_id)
    assert [seed.player_id for seed in made.seeds] == [8, 1, 2, 3]
    assert 40 in {line.player_id for line in made.lines}


async def test_an_unseeded_draw_has_no_seeds_and_byes_by_lot(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14), ranked=None)
    await tour.close(draw.draw_id)

    made = await tour.generate(draw.draw_id)

    assert made.draw.is_seeded is False
    assert made.seeds == ()
    assert sum(line.has_bye for line in made.lines) == 3
    expected = make_draw(range(1, 14), seeded=False, random_seed=made.draw.random_seed or 0)
    assert [line.player_id for line in made.lines] == [line.player_id for line in expected.lines]


async def test_an_open_draw_is_closed_first(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[3, 2, 1])

    made = await tour.generate(draw.draw_id)

    assert [told.name for told in await tour.told()][-2:] == ["EntriesClosed", "DrawGenerated"]
    assert made.draw.version == 3
    sheet = await tour.sheet(draw.draw_id)
    assert sheet.planned_seeds == sheet.actual_seeds


async def test_an_open_draw_that_cannot_be_made_stays_open(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    tour.peers.trouble["freeze"] = Unavailable()
    with pytest.raises(Unavailable):
        await tour.generate(draw.draw_id)
    assert await tour.draw() == draw
    assert (await tour.sheet(draw.draw_id)).planned_seeds == ()


@pytest.mark.parametrize("closed_first", [True, False])
async def test_fewer_than_six_when_it_is_made_cancel_the_draw(
    tour: Tour, closed_first: bool
) -> None:
    draw = await tour.entered(range(1, 7))
    if closed_first:
        await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 6)

    made = await tour.generate(draw.draw_id)

    assert made.draw.status is DrawStatus.CANCELLED
    assert made.lines == ()
    assert made.draw == await tour.draw()
    _, event = await tour.last_told(DrawCancelled)
    assert event.num_entries == 5
    assert "thaw" not in tour.peers.calls
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")


async def test_sixty_five_players_are_refused_and_thawed(tour: Tour) -> None:
    draw = await tour.entered(range(1, 65))
    await tour.close(draw.draw_id)
    tour.peers.enter(draw.entry_list, [65])
    with pytest.raises(RuleBroken, match="65 entries stand"):
        await tour.generate(draw.draw_id)
    assert tour.peers.states[draw.entry_list] is ListState.CLOSED


async def test_a_draw_is_made_after_the_deadline_only(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.set_clock(ENTRY_DEADLINE - timedelta(seconds=30))
    with pytest.raises(RuleBroken, match="until Tuesday 24 February 2026, 10:00 UTC"):
        await tour.generate(draw.draw_id)
    assert tour.peers.calls == []

    await tour.set_clock(ENTRY_DEADLINE + timedelta(seconds=1))
    assert (await tour.generate(draw.draw_id)).draw.status is DrawStatus.GENERATED


async def test_a_draw_may_still_be_made_after_friday(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.set_clock(DRAW_DEADLINE + timedelta(days=1))
    assert (await tour.generate(draw.draw_id)).draw.status is DrawStatus.GENERATED


async def test_a_draw_waits_for_its_ranking_and_freezes_nothing_meanwhile(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    del tour.peers.rankings[SEEDING_WEEK]
    with pytest.raises(RuleBroken, match="waits for the ranking of week 2026-W09"):
        await tour.generate(draw.draw_id)
    assert "freeze" not in tour.peers.calls


async def test_a_second_attempt_learns_who_made_the_draw_and_when(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    made = await tour.generate(draw.draw_id)
    calls = list(tour.peers.calls)

    assert made.draw.generated_at is not None
    when = moment_in_words(made.draw.generated_at)
    with pytest.raises(Stale, match=f"made already by anna on {when}") as refused:
        await tour.generate(draw.draw_id, by=BEN)
    assert (refused.value.by, refused.value.at) == ("anna", made.draw.generated_at)

    assert await tour.draw() == made.draw
    assert tour.peers.calls == calls


async def test_a_draw_played_to_the_end_is_not_made_again(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.generate(draw.draw_id)
    await tour.hear(DrawCompleted(draw_id=draw.draw_id), by=BEN)
    with pytest.raises(Stale, match="made already on") as refused:
        await tour.generate(draw.draw_id)
    assert "ben" not in refused.value.sentence
    assert refused.value.by == ""


async def test_a_draw_made_elsewhere_is_no_conflict_and_is_not_made(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.generate(draw.draw_id)
    await tour.sql("SET session_replication_role = replica")
    await tour.sql(
        "UPDATE tour.draws SET origin = 'imported', random_seed = NULL, algorithm_version = NULL"
        f" WHERE draw_id = {draw.draw_id}"
    )
    with pytest.raises(RuleBroken, match="made already on"):
        await tour.generate(draw.draw_id)


async def test_a_cancelled_draw_is_not_made(tour: Tour) -> None:
    draw = await tour.entered(range(1, 6))
    await tour.close(draw.draw_id)
    tour.peers.enter(draw.entry_list, [6, 7])
    with pytest.raises(RuleBroken, match="was cancelled"):
        await tour.generate(draw.draw_id)


async def test_unverified_history_is_not_drawn(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.sql("UPDATE tour.draws SET origin = 'unverified'")
    with pytest.raises(RuleBroken, match="earlier data"):
        await tour.generate(draw.draw_id)
    assert tour.peers.calls == []


async def test_who_saw_an_earlier_version_learns_who_changed_it(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.close(draw.draw_id, BEN)
    with pytest.raises(Stale, match="ben changed this"):
        await tour.generate(draw.draw_id, expected_version=draw.version)
    assert "freeze" not in tour.peers.calls

    made = await tour.generate(draw.draw_id, expected_version=draw.version + 1)
    assert made.draw.status is DrawStatus.GENERATED


async def test_an_open_draw_is_made_by_the_version_that_was_seen(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    made = await tour.generate(draw.draw_id, expected_version=1)
    assert made.draw.size == draw_size(9)


async def test_an_unknown_draw_cannot_be_made(tour: Tour) -> None:
    with pytest.raises(NotFound, match="no draw 99"):
        await tour.generate(99)
