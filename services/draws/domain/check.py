"""Tells which rules a bracket breaks (rules.md sections 3, 4, 5 and 11).

Guarantees independence of how brackets are made: nothing of ``make_draw`` is used, so that a
mistake there shows here. The side rule of section 4 is checked beside the lines of section 11,
so that a mistake in their table shows as well.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from itertools import combinations
from typing import Final

from services.draws.domain.bracket import Draw
from services.draws.domain.seed_lines import SEED_LINES
from services.draws.domain.seeding import Seed
from services.draws.domain.sizes import SIZES, can_be_drawn, draw_size, number_of_seeds
from shared.terms import Violation

_IN_HALF_OF_SEED_1: Final = frozenset({1, 4, 6, 7, 9, 12, 13, 16})
_SECTION_NAMES: Final = {2: "half", 4: "quarter", 8: "eighth", 16: "sixteenth"}


class Matter(Enum):
    """What a rule of brackets is about."""

    FRAME = auto()
    PLAYERS = auto()
    SIZE = auto()
    SEEDS = auto()
    SEED_LINES = auto()
    SEED_SIDES = auto()
    SEED_SECTIONS = auto()
    BYE_AGAINST_BYE = auto()
    BYES_TO_SEEDS = auto()
    BYES_SPREAD = auto()


def broken_rules(draw: Draw, seeds: Sequence[Seed], field: AbstractSet[int]) -> list[Violation]:
    """Every rule that this bracket breaks; an empty list if it is a legal draw.

    ``seeds`` are the actual seeds, none for an unseeded draw; ``field`` the ids of the players
    who should stand in it. Violations name ``lines``, ``seeds`` or ``field``. If the lines
    are not 1 to size, in order, only that and what is wrong with players and seeds is told.
    """
    matters = broken_by_matter(draw, seeds, field)
    return [violation for found in matters.values() for violation in found]


def broken_by_matter(
    draw: Draw, seeds: Sequence[Seed], field: AbstractSet[int]
) -> dict[Matter, list[Violation]]:
    """``broken_rules``, for each matter that could be judged; the frame comes first."""
    bracket = _Bracket(draw)
    judged = {
        Matter.FRAME: list(_wrong_frame(draw)),
        Matter.PLAYERS: list(_wrong_players(bracket, field)),
        Matter.SIZE: list(_wrong_size(draw, len(field))),
        Matter.SEEDS: list(_wrong_seeds(bracket, seeds, len(field))),
    }
    if judged[Matter.FRAME]:
        return judged
    return judged | {
        Matter.SEED_LINES: list(_seeds_off_their_lines(bracket)),
        Matter.SEED_SIDES: list(_seeds_on_the_wrong_side(bracket)),
        Matter.SEED_SECTIONS: list(_seeds_in_one_section(bracket)),
        Matter.BYE_AGAINST_BYE: list(_bye_against_bye(bracket)),
        Matter.BYES_TO_SEEDS: list(_byes_past_the_seeds(bracket)),
        Matter.BYES_SPREAD: list(_uneven_byes(bracket)),
    }


class _Bracket:
    """The lines looked up by number and by seed."""

    __slots__ = ("draw", "line_of_seed", "player_on")

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.player_on = {line.number: line.player_id for line in draw.lines}
        self.line_of_seed = {line.seed: line.number for line in draw.lines if line.seed is not None}

    def is_bye(self, line: int) -> bool:
        return self.player_on[line] is None

    def has_bye(self, line: int) -> bool:
        """Whether nobody stands opposite in the first round."""
        return self.is_bye(((line - 1) ^ 1) + 1)

    def section(self, line: int, sections: int) -> int:
        """Which of so many equal sections holds the line, from 0 at the top."""
        return (line - 1) * sections // self.draw.size

    def byes(self, top: int, width: int) -> int:
        return sum(self.is_bye(line) for line in range(top, top + width))


def _wrong_frame(draw: Draw) -> Iterator[Violation]:
    if draw.size not in SIZES:
        yield _lines("3", f"A draw has 8, 16, 32 or 64 lines, not {draw.size}.")
    numbers = [line.number for line in draw.lines]
    if len(numbers) != draw.size or numbers != list(range(1, draw.size + 1)):
        yield _lines("11", f"The lines must run from 1 to {draw.size}, each once.")


def _wrong_players(bracket: _Bracket, field: AbstractSet[int]) -> Iterator[Violation]:
    drawn = Counter(line.player_id for line in bracket.draw.lines if line.player_id is not None)
    for player, times in sorted(drawn.items()):
        if times > 1:
            yield _lines("2", f"Player {player} stands on {times} lines.")
    for player in sorted(field - drawn.keys()):
        yield _lines("3", f"Player {player} has an entry but no line in the draw.")
    for player in sorted(drawn.keys() - field):
        yield _lines("2", f"Player {player} stands in the draw without an entry.")


def _wrong_size(draw: Draw, players: int) -> Iterator[Violation]:
    if not can_be_drawn(players):
        yield Violation("field", "3", f"A draw needs 6 to 64 players; here there are {players}.")
    elif draw.size != draw_size(players):
        yield _lines("3", f"{players} players need {draw_size(players)} lines, not {draw.size}.")


def _wrong_seeds(bracket: _Bracket, seeds: Sequence[Seed], players: int) -> Iterator[Violation]:
    numbers = [seed.number for seed in seeds]
    if numbers != list(range(1, len(seeds) + 1)):
        yield Violation("seeds", "4", "The seeds must be numbered from 1, each number once.")
    if len({seed.player_id for seed in seeds}) != len(seeds):
        yield Violation("seeds", "4", "A player is seeded twice.")
    if seeds and can_be_drawn(players) and len(seeds) != number_of_seeds(players):
        yield Violation(
            "seeds",
            "1",
            f"{players} players have {number_of_seeds(players)} seeds, not {len(seeds)}.",
        )
    listed = {(seed.number, seed.player_id) for seed in seeds}
    marked = [(line.seed, line.player_id) for line in bracket.draw.lines if line.seed is not None]
    for number, player in sorted(listed - set(marked)):
        yield _lines("4", f"Seed {number}, player {player}, stands on no line as that seed.")
    for line in bracket.draw.lines:
        if line.seed is not None and (line.seed, line.player_id) not in listed:
            yield _lines("4", f"Line {line.number} is marked as seed {line.seed} and is not.")


def _seeds_off_their_lines(bracket: _Bracket) -> Iterator[Violation]:
    for shared in SEED_LINES[bracket.draw.size]:
        for number in shared.seeds:
            line = bracket.line_of_seed.get(number)
            if line is not None and line not in shared.lines:
                where = " or ".join(str(allowed) for allowed in shared.lines)
                yield _lines("11", f"Seed {number} stands on line {line}, not on {where}.")


def _seeds_on_the_wrong_side(bracket: _Bracket) -> Iterator[Violation]:
    first = bracket.line_of_seed.get(1)
    if first is None:
        return
    for number, line in sorted(bracket.line_of_seed.items()):
        together = bracket.section(line, 2) == bracket.section(first, 2)
        if together and number not in _IN_HALF_OF_SEED_1:
            yield _lines("4", f"Seed {number} stands in the half of seed 1.")
        if not together and number in _IN_HALF_OF_SEED_1:
            yield _lines("4", f"Seed {number} does not stand in the half of seed 1.")


def _seeds_in_one_section(bracket: _Bracket) -> Iterator[Violation]:
    """Seeds 1–2 have a half each, 1–4 a quarter, 1–8 an eighth and 1–16 a sixteenth."""
    placed = sorted(bracket.line_of_seed.items())
    for sections, name in _SECTION_NAMES.items():
        first_seeds = [both for both in placed if both[0] <= sections]
        for (better, its_line), (worse, line) in combinations(first_seeds, 2):
            # the others have been compared over the larger sections
            new = worse > sections // 2
            if new and bracket.section(its_line, sections) == bracket.section(line, sections):
                yield _lines("4", f"Seeds {better} and {worse} stand in the same {name}.")


def _bye_against_bye(bracket: _Bracket) -> Iterator[Violation]:
    for line in range(1, bracket.draw.size + 1, 2):
        if bracket.is_bye(line) and bracket.is_bye(line + 1):
            yield _lines("3", f"Lines {line} and {line + 1} are bye against bye.")


def _byes_past_the_seeds(bracket: _Bracket) -> Iterator[Violation]:
    """Byes go to the seeds in seed order."""
    byes = bracket.byes(1, bracket.draw.size)
    for number, line in sorted(bracket.line_of_seed.items()):
        if number <= byes and not bracket.has_bye(line):
            yield _lines("3", f"Seed {number} has no bye; byes in this draw: {byes}.")
        if number > byes and bracket.has_bye(line):
            yield _lines("3", f"Seed {number} has a bye; byes in this draw: {byes}.")


def _uneven_byes(bracket: _Bracket) -> Iterator[Violation]:
    """The halves of every section differ by one bye at most.

    It needs no exception for the byes of seeds: on the lines of section 11, given in seed
    order, they never weigh heavier on a half than that. Two pairs can differ by more only where
    one of them is bye against bye, which has been told.
    """
    width = bracket.draw.size
    while width > 4:
        half = width // 2
        for top in range(1, bracket.draw.size + 1, width):
            upper, lower = bracket.byes(top, half), bracket.byes(top + half, half)
            if abs(upper - lower) > 1:
                yield _lines(
                    "11",
                    f"Lines {top} to {top + width - 1} have {upper} byes in the upper half"
                    f" and {lower} in the lower.",
                )
        width = half


def _lines(rule: str, message: str) -> Violation:
    return Violation("lines", rule, message)
