"""What an official may know before the draw is made: seeds, byes and the reasons.

Guarantees that nothing here depends on a lot: a preview never shows a line and takes no
random seed, so that looking twice tells nobody where a player will stand (rules.md section 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.draws.domain.seeding import Seed, Seeding
from services.draws.domain.sizes import draw_size, number_of_byes


@dataclass(frozen=True, slots=True)
class PreviewSeed:
    """A seed and why: position and points in the ranking, or unranked (position None).

    ``planned_number`` is the seed number fixed at the deadline, None if there was none then.
    """

    number: int
    player_id: int
    position: int | None
    points: int
    planned_number: int | None
    has_bye: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Size and byes follow from ``players``; without a published ranking there are no seeds.

    ``byes_by_lot`` go to unseeded players; ``withdrawn_seeds`` were planned at the deadline and
    stand in the field no more, which is why others moved up.
    """

    players: int
    size: int
    byes: int
    byes_by_lot: int
    is_seeded: bool
    seeds: tuple[PreviewSeed, ...]
    withdrawn_seeds: tuple[Seed, ...]


def preview_draw(seeding: Seeding, planned: Sequence[Seed]) -> Preview:
    """The draw as it would be made now from this seeding; ``planned`` is the deadline's."""
    players = len(seeding.field)
    byes = number_of_byes(players)
    planned_number = {seed.player_id: seed.number for seed in planned}
    still_here = set(seeding.player_ids)
    return Preview(
        players=players,
        size=draw_size(players),
        byes=byes,
        byes_by_lot=max(0, byes - len(seeding.seeds)),
        is_seeded=seeding.is_seeded,
        seeds=tuple(
            PreviewSeed(
                number=seed.number,
                player_id=seed.player_id,
                position=player.position,
                points=seed.points,
                planned_number=planned_number.get(seed.player_id),
                has_bye=seed.number <= byes,
            )
            for seed, player in zip(seeding.seeds, seeding.field, strict=False)
        ),
        withdrawn_seeds=tuple(seed for seed in planned if seed.player_id not in still_here),
    )
