"""Sections 3, 4 and 11 of rules.md once more, written from their text alone.

Guarantees that nothing of the draws service is used: neither its tables nor its checker. A draw is
here the list of its players from the top line down, None for a bye.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

Lines: TypeAlias = Sequence[int | None]

# section 11, by size: the lines of each seed
_LINES: Final[dict[int, list[tuple[set[int], set[int]]]]] = {
    8: [({1}, {1}), ({2}, {8})],
    16: [({1}, {1}), ({2}, {16}), ({3}, {12}), ({4}, {5})],
    32: [
        *(({1}, {1}), ({2}, {32}), ({3}, {24}), ({4}, {9})),
        *(({6, 7}, {8, 16}), ({5, 8}, {17, 25})),
    ],
    64: [
        *(({1}, {1}), ({2}, {64}), ({3}, {48}), ({4}, {17})),
        *(({6, 7}, {16, 32}), ({5, 8}, {33, 49}), ({9, 12}, {9, 25})),
        *(({10, 11}, {40, 56}), ({13, 16}, {8, 24}), ({14, 15}, {41, 57})),
    ],
}
_WITH_SEED_1: Final = {1, 4, 6, 7, 9, 12, 13, 16}
_WITH_SEED_2: Final = {2, 3, 5, 8, 10, 11, 14, 15}


def broken_plain_rules(lines: Lines, seeds: Sequence[int], field: Sequence[int]) -> list[str]:
    """What is wrong with a draw of ``field``; ``seeds`` are its seeded players in seed order, none
    in an unseeded draw."""
    return [
        *_section_3(lines, seeds, field),
        *_section_4(lines, seeds, field),
        *_section_11(lines, seeds),
    ]


def size_for(players: int) -> int:
    """The next power of two."""
    size = 8
    while size < players:
        size *= 2
    return size


def seeds_for(players: int) -> int:
    """SeedingRules of section 1."""
    if players <= 8:
        return 2
    if players <= 16:
        return 4
    return 8 if players <= 32 else 16


def _section_3(lines: Lines, seeds: Sequence[int], field: Sequence[int]) -> Iterator[str]:
    players = len(field)
    if not 6 <= players <= 64:
        yield "a draw needs 6 to 64 players"
    if len(lines) != size_for(players):
        yield "the size is the next power of two"
    if sorted(line for line in lines if line is not None) != sorted(field):
        yield "everybody of the field stands on one line, nobody else"
    byes = lines.count(None)
    if byes != len(lines) - players:
        yield "byes are size less players"
    with_bye = _players_with_bye(lines)
    seeds_with_bye = [player in with_bye for player in seeds]
    if seeds_with_bye != [number <= byes for number in range(1, len(seeds) + 1)]:
        yield "byes go to the seeds in seed order"
    if any(lines[first] is lines[first + 1] is None for first in range(0, len(lines), 2)):
        yield "no first-round match is bye against bye"


def _section_4(lines: Lines, seeds: Sequence[int], field: Sequence[int]) -> Iterator[str]:
    if seeds and len(seeds) != seeds_for(len(field)):
        yield "the number of seeds follows the players drawn"
    line_of = {number: _line_of(lines, player) for number, player in enumerate(seeds, start=1)}
    half = {number: (line - 1) // (len(lines) // 2) for number, line in line_of.items()}
    for number, side in half.items():
        if (side == half[1]) != (number in _WITH_SEED_1):
            yield f"seed {number} belongs in the half of seed {1 if number in _WITH_SEED_1 else 2}"
        if (side == half[2]) != (number in _WITH_SEED_2):
            yield f"seed {number} is in the half of the wrong seed"
    if seeds and (line_of[1], line_of[2]) != (1, len(lines)):
        yield "seed 1 has the first line, seed 2 the last"
    for best in (2, 4, 8, 16):
        first = [line for number, line in line_of.items() if number <= best]
        if best > len(seeds):
            continue
        if any(_left(lines, one, other) > best for one, other in combinations(first, 2)):
            yield f"seeds 1 to {best} meet when {best} players are left at the earliest"


def _left(lines: Lines, one: int, other: int) -> int:
    """How many players are left in the round in which these two lines can meet."""
    left = len(lines)
    while (one + 1) // 2 != (other + 1) // 2:
        one, other, left = (one + 1) // 2, (other + 1) // 2, left // 2
    return left


def _section_11(lines: Lines, seeds: Sequence[int]) -> Iterator[str]:
    for numbers, shared in _LINES.get(len(lines), []):
        stand = {_line_of(lines, seeds[number - 1]) for number in numbers if number <= len(seeds)}
        if seeds and stand != shared:
            yield f"seeds {numbers} stand on lines {shared}"
    width = len(lines)
    while width >= 2:
        half = width // 2
        for top in range(0, len(lines), width):
            upper = list(lines[top : top + half]).count(None)
            lower = list(lines[top + half : top + width]).count(None)
            if abs(upper - lower) > 1:
                yield f"byes are uneven in lines {top + 1} to {top + width}"
        width = half


def _players_with_bye(lines: Lines) -> set[int]:
    found: set[int] = set()
    for first in range(0, len(lines), 2):
        upper, lower = lines[first], lines[first + 1]
        if upper is not None and lower is None:
            found.add(upper)
        if lower is not None and upper is None:
            found.add(lower)
    return found


def _line_of(lines: Lines, player: int) -> int:
    return lines.index(player) + 1 if player in lines else 0
