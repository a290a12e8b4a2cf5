"""Who is seeded, and in which order (rules.md section 4).

Guarantees that the order of the field depends on nothing but the standing entries and the
ranking passed in. The planned and the actual seeding are both this one function, asked at
the deadline and when the draw is made: over a smaller field and the *same* ranking, players
below a seed who withdrew move up, and seeds stand where only players below them withdrew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.draws.domain.sizes import number_of_seeds


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """An entry that was not withdrawn; ``entered_at`` in UTC."""

    entry_id: int
    player_id: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class RankingPlace:
    """A player's row in the weekly ranking: position from 1, and points."""

    position: int
    points: int


Ranking = Mapping[int, RankingPlace]
"""A published weekly ranking by player id. An empty one was published all the same."""


@dataclass(frozen=True, slots=True)
class FieldPlayer:
    """A player of the field; ``position`` is None and ``points`` 0 where unranked."""

    player_id: int
    position: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Seed:
    """Seed ``number`` from 1, with the points in the ranking that the draw is seeded by."""

    number: int
    player_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Seeding:
    """The field in seeding order and the seeds, its first players.

    Without a published ranking nobody is seeded and the field is in the order of entry.
    """

    field: tuple[FieldPlayer, ...]
    seeds: tuple[Seed, ...]

    @property
    def is_seeded(self) -> bool:
        return bool(self.seeds)

    @property
    def player_ids(self) -> tuple[int, ...]:
        """The field as ``make_draw`` wants it."""
        return tuple(player.player_id for player in self.field)


def seed_field(entries: Iterable[StandingEntry], ranking: Ranking | None) -> Seeding:
    """Order the field and name its seeds.

    ``ranking`` is that of the week before the tournament, or None where it is *confirmed*
    that none was published: never None for "not known yet". Ranked players come in the
    ranking's own order, then the unranked, the earlier entry first (at the same moment the
    lower entry id). The number of seeds follows the number of entries; unranked players
    take the seeds that are left when there are fewer ranked players than seeds.

    ValueError where there are fewer than 6 or more than 64 entries, or two of one player.
    """
    by_entry = sorted(entries, key=lambda entry: (entry.entered_at, entry.entry_id))
    seeds = number_of_seeds(len(by_entry))
    if len({entry.player_id for entry in by_entry}) != len(by_entry):
        raise ValueError("A player has two standing entries in this draw.")
    if ranking is None:
        return Seeding(
            field=tuple(FieldPlayer(entry.player_id, None, 0) for entry in by_entry), seeds=()
        )
    # sorted() is stable: the unranked stay in the order of their entries
    field = sorted(
        (_placed(entry.player_id, ranking) for entry in by_entry),
        key=lambda player: (player.position is None, player.position or 0),
    )
    return Seeding(
        field=tuple(field),
        seeds=tuple(
            Seed(number, player.player_id, player.points)
            for number, player in enumerate(field[:seeds], start=1)
        ),
    )


def _placed(player_id: int, ranking: Ranking) -> FieldPlayer:
    place = ranking.get(player_id)
    if place is None:
        return FieldPlayer(player_id, None, 0)
    return FieldPlayer(player_id, place.position, place.points)
