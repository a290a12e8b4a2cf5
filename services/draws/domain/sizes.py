"""The numbers that follow from how many players are drawn (rules.md sections 1 and 3).

Guarantees that size, byes and number of seeds are never stored apart from the number of
players that they follow from: everything here is a function of it.
"""

from dataclasses import dataclass
from typing import Final

from shared.terms import AgeCategory, Gender

MIN_PLAYERS: Final = 6
MAX_PLAYERS: Final = 64
SIZES: Final = (8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class SeedingRule:
    """A row of SeedingRules: from ``min_players`` to ``max_players`` there are ``seeds``."""

    min_players: int
    max_players: int
    seeds: int


SEEDING_RULES: Final = (
    SeedingRule(6, 8, 2),
    SeedingRule(9, 16, 4),
    SeedingRule(17, 32, 8),
    SeedingRule(33, 64, 16),
)


def can_be_drawn(players: int) -> bool:
    """Whether a draw of so many players can be made (section 3); below six it is cancelled."""
    return MIN_PLAYERS <= players <= MAX_PLAYERS


def draw_size(players: int) -> int:
    """The number of lines: the next power of two. ValueError outside 6 to 64 players."""
    _refuse_impossible(players)
    return next(size for size in SIZES if size >= players)


def number_of_byes(players: int) -> int:
    """The lines that stay empty. ValueError outside 6 to 64 players (section 3)."""
    return draw_size(players) - players


def number_of_seeds(players: int) -> int:
    """The seeds of a seeded draw, by SeedingRules. ValueError outside 6 to 64 players."""
    _refuse_impossible(players)
    return next(rule.seeds for rule in SEEDING_RULES if players <= rule.max_players)


def has_super_tie_break(category: AgeCategory, gender: Gender) -> bool:
    """Whether a super tie-break decides at one set all; only men's 60 plays a third set."""
    return (category, gender) != (AgeCategory.SIXTY, Gender.MEN)


def _refuse_impossible(players: int) -> None:
    if not can_be_drawn(players):
        raise ValueError(
            f"A draw needs {MIN_PLAYERS} to {MAX_PLAYERS} players; here there are {players}."
        )
