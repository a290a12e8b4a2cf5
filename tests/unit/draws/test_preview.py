"""What an official sees before the draw (rules.md sections 3 and 4)."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from services.draws.domain.preview import Preview, PreviewSeed, preview_draw
from services.draws.domain.seeding import RankingPlace, Seed, Seeding, StandingEntry, seed_field
from tour.draws.v1.draws_pb2 import PreviewDrawResponse

OPENING = datetime(2026, 2, 1, tzinfo=UTC)


def seeding_of(player_ids: list[int], *, ranked: int | None) -> Seeding:
    """Players in their order of entry; the first ``ranked`` on positions 10, 20, 30, …"""
    entries = [
        StandingEntry(player, player, OPENING + timedelta(minutes=minute))
        for minute, player in enumerate(player_ids)
    ]
    if ranked is None:
        return seed_field(entries, None)
    places = {
        player: RankingPlace(position=10 * place, points=500 - place)
        for place, player in enumerate(player_ids[:ranked], start=1)
    }
    return seed_field(entries, places)


@pytest.mark.parametrize(
    ("players", "size", "byes", "seeds_with_bye", "by_lot"),
    [
        (13, 16, 3, [1, 2, 3], 0),
        (10, 16, 6, [1, 2, 3, 4], 2),
        (45, 64, 19, list(range(1, 17)), 3),
        (64, 64, 0, [], 0),
    ],
)
def test_byes_go_to_the_seeds_in_order_and_the_rest_by_lot(
    players: int, size: int, byes: int, seeds_with_bye: list[int], by_lot: int
) -> None:
    preview = preview_draw(seeding_of(list(range(players)), ranked=players), planned=())
    assert (preview.players, preview.size, preview.byes) == (players, size, byes)
    assert [seed.number for seed in preview.seeds if seed.has_bye] == seeds_with_bye
    assert preview.byes_by_lot == by_lot


def test_without_a_ranking_there_are_no_seeds_and_all_byes_go_by_lot() -> None:
    preview = preview_draw(seeding_of(list(range(10)), ranked=None), planned=())
    assert not preview.is_seeded
    assert preview.seeds == ()
    assert preview.byes_by_lot == 6


def test_seeds_are_shown_with_their_reason() -> None:
    preview = preview_draw(seeding_of([31, 32, 33, 34, 35, 36, 37], ranked=1), planned=())
    assert preview.is_seeded
    assert preview.seeds == (
        PreviewSeed(1, 31, position=10, points=499, planned_number=None, has_bye=True),
        PreviewSeed(2, 32, position=None, points=0, planned_number=None, has_bye=False),
    )


def test_who_moved_up_and_for_whom_is_shown() -> None:
    everyone = list(range(31, 41))
    planned = seeding_of(everyone, ranked=10).seeds
    remaining = [player for player in everyone if player != 32]
    preview = preview_draw(seeding_of(remaining, ranked=9), planned)
    assert [(seed.player_id, seed.planned_number) for seed in preview.seeds] == [
        (31, 1),
        (33, 3),
        (34, 4),
        (35, None),
    ]
    assert preview.withdrawn_seeds == (Seed(2, 32, 498),)


def test_planned_seed_who_is_only_unseeded_now_has_not_withdrawn() -> None:
    everyone = list(range(31, 40))
    planned = seeding_of(everyone, ranked=9).seeds
    assert len(planned) == 4
    preview = preview_draw(seeding_of(everyone[:8], ranked=8), planned)
    assert [seed.planned_number for seed in preview.seeds] == [1, 2]
    assert preview.withdrawn_seeds == ()


def test_a_preview_has_no_place_for_a_line_or_a_random_seed() -> None:
    """Neither what is shown nor its contract: nothing of a lot could be told by mistake."""
    known = {each.name for kind in (Preview, PreviewSeed) for each in fields(kind)}
    assert known == {
        *("players", "size", "byes", "byes_by_lot", "is_seeded", "seeds", "withdrawn_seeds"),
        *("number", "player_id", "position", "points", "planned_number", "has_bye"),
    }
    told = set(PreviewDrawResponse.DESCRIPTOR.fields_by_name)
    assert not {name for name in told if "line" in name or "random" in name}
