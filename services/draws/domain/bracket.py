"""Makes the bracket of a draw (rules.md sections 3, 4 and 11).

Guarantees that field, seeding and random seed alone decide every line: no clock, no other
chance, and no order of input beyond the seeding's. docs/draw-algorithm.md shows a draw by hand.

Algorithm, version 1; the lots are those of the module ``lots``, drawn in this order:

1. *Seeds.* Seeds have the lines of section 11. For each two seeds that share two lines, in the
   order 6/7, 5/8, 9/12, 10/11, 13/16, 14/15: shuffle the two player ids, sorted ascending;
   the first has the upper line.
2. *Byes.* Seeds have byes in seed order: the other line of their pair stays empty. The byes left
   over are shared out over the sections of the draw, widest first and from the top: the
   whole draw, its two halves, its four quarters, … down to sections of two pairs. A section
   that has none of them left takes no lot. Else let t be all byes in the section, those of seeds
   included: each half of it has t/2 rounded down, and if t is odd draw a lot below 2: 1 gives
   the upper half one more, 0 the lower. A pair that ends with such a bye keeps its lower line
   empty, so the player has the upper one.
3. *Lines.* Shuffle the ids of the unseeded players, sorted ascending, and set them from the top on
   the lines that are neither a seed's nor empty. So it is by lot, too, who has an unseeded bye.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.draws.domain.lots import Lots
from services.draws.domain.seed_lines import SEED_LINES
from services.draws.domain.sizes import draw_size, number_of_seeds


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the draw, numbered from the top from 1; without a player it is a bye."""

    number: int
    player_id: int | None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """A bracket with its lines from the top. Lines 1–2, 3–4, … meet in the first round."""

    size: int
    lines: tuple[Line, ...]

    @property
    def byes(self) -> int:
        return sum(line.player_id is None for line in self.lines)

    @property
    def players_with_bye(self) -> frozenset[int]:
        """Who stands in the second round from the start."""
        pairs = zip(self.lines[::2], self.lines[1::2], strict=True)
        return frozenset(
            player
            for upper, lower in pairs
            for player, opponent in (
                (upper.player_id, lower.player_id),
                (lower.player_id, upper.player_id),
            )
            if player is not None and opponent is None
        )


def make_draw(field: Sequence[int], *, seeded: bool, random_seed: int) -> Draw:
    """Draw the field.

    ``field`` holds the player ids, in seeding order; if the draw is not ``seeded`` their order
    means nothing. ``random_seed`` is from 0 to 2**63 - 1.

    ValueError for a field of fewer than 6 or more than 64 players, for a player who stands in
    it twice, and for a random seed out of range.
    """
    return draw_by_lots(field, seeded=seeded, lots=Lots(random_seed))


def draw_by_lots(field: Sequence[int], *, seeded: bool, lots: Lots) -> Draw:
    """``make_draw`` with the lots of a random seed, which tell afterwards what they were for."""
    size = draw_size(len(field))
    if len(set(field)) != len(field):
        raise ValueError("A player stands in this field twice.")
    seeds = _draw_seeds(field, size, lots) if seeded else {}
    empty = _draw_byes(size, len(field), seeds, lots)
    drawn = {line: field[number - 1] for number, line in seeds.items()}
    free = [line for line in range(1, size + 1) if line not in drawn and line not in empty]
    unseeded = sorted(set(field) - set(drawn.values()))
    drawn.update(zip(free, lots.shuffled(unseeded, "order of the unseeded players"), strict=True))
    numbers = {line: number for number, line in seeds.items()}
    return Draw(
        size=size,
        lines=tuple(Line(line, drawn.get(line), numbers.get(line)) for line in range(1, size + 1)),
    )


def _draw_seeds(field: Sequence[int], size: int, lots: Lots) -> dict[int, int]:
    """Step 1: the line of each seed, by seed number."""
    number_of = {field[index]: index + 1 for index in range(number_of_seeds(len(field)))}
    seeds: dict[int, int] = {}
    for shared in SEED_LINES[size]:
        players = sorted(field[number - 1] for number in shared.seeds)
        what_for = f"which of seeds {' and '.join(map(str, shared.seeds))} has the upper line"
        for line, player in zip(shared.lines, lots.shuffled(players, what_for), strict=True):
            seeds[number_of[player]] = line
    return seeds


def _draw_byes(size: int, players: int, seeds: dict[int, int], lots: Lots) -> AbstractSet[int]:
    """Step 2: the lines that stay empty."""
    byes = size - players
    with_bye = {line for number, line in seeds.items() if number <= byes}
    pairs = _spread(size, with_bye, byes - len(with_bye), lots)
    return {_other_line(line) for line in with_bye} | {2 * pair for pair in pairs}


def _spread(size: int, with_bye: AbstractSet[int], left_over: int, lots: Lots) -> list[int]:
    """The pairs, numbered from the top from 1, that get the byes left over by the seeds.

    ``with_bye`` are the lines of seeds with a bye. There are byes left over only if every seed
    has one, and then the seeds weigh equally on the halves of every section with more than
    one of them; therefore no half can be asked for less than its seeds have already.
    """
    shares = [left_over]
    width = size
    while width > 2:
        half = width // 2
        halves: list[int] = []
        for index, share in enumerate(shares):
            top = index * width + 1
            upper_seeds = sum(line in with_bye for line in range(top, top + half))
            lower_seeds = sum(line in with_bye for line in range(top + half, top + width))
            upper = 0
            if share:
                total = share + upper_seeds + lower_seeds
                what_for = f"which half of lines {top} to {top + width - 1} has one bye more"
                upper = total // 2 + (lots.below(2, what_for) if total % 2 else 0) - upper_seeds
            halves += [upper, share - upper]
        shares, width = halves, half
    return [pair for pair, share in enumerate(shares, start=1) if share]


def _other_line(line: int) -> int:
    return line + 1 if line % 2 else line - 1
