"""The lots are fair (rules.md section 4): over many draws of one field every seed of a pair has
either line, every unseeded player every unseeded line, every unseeded bye every player and pair.

The random seeds are the same at every run, so each test has one outcome. `pytest -s` prints the
p-values.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from services.draws.domain.bracket import Draw, make_draw
from services.draws.domain.lots import Lots
from tests.proofs.draws.chances import (
    SUSPICIOUS,
    chance_of,
    chance_of_choice,
    chance_of_orders,
    upper_tail,
)
from tests.proofs.draws.plain_rules import seeds_for
from tests.proofs.length import examples

DRAWS = examples(short=1_500, full=20_000)
PAIRS = {
    32: [(6, 7), (5, 8)],
    64: [(6, 7), (5, 8), (9, 12), (10, 11), (13, 16), (14, 15)],
}


def draws_of(players: int, *, seeded: bool) -> Iterator[Draw]:
    field = range(1, players + 1)
    # seeds of shared lines come first: the same random seeds would give every size the same lots
    first = (2 * players + seeded) * 1_000_000
    for random_seed in range(first, first + DRAWS):
        yield make_draw(field, seeded=seeded, random_seed=random_seed)


def told(what: str, *chances: float) -> None:
    """Print the p-values, or the least of many; none may be suspicious."""
    print(f"{what}: {len(chances)} test{'s'[: len(chances) > 1]}, least p = {min(chances):.3g}")
    # the least of many fair ones is smaller
    assert min(chances) * len(chances) > SUSPICIOUS


@pytest.mark.parametrize("players", [17, 32, 33, 45, 64])
def test_seeds_who_share_two_lines_have_either_equally_often(players: int) -> None:
    pairs = PAIRS[32 if players <= 32 else 64]
    upper: Counter[tuple[int, int]] = Counter()
    together: Counter[tuple[bool, ...]] = Counter()
    for draw in draws_of(players, seeded=True):
        line_of = {line.seed: line.number for line in draw.lines}
        first = tuple(line_of[one] < line_of[other] for one, other in pairs)
        upper.update(pair for pair, is_upper in zip(pairs, first, strict=True) if is_upper)
        together[first] += 1
    for one, other in pairs:
        first_upper = upper[one, other]
        chance = chance_of([first_upper, DRAWS - first_upper], 2)
        told(f"{players} players, seeds {one}/{other}, {first_upper} of {DRAWS}", chance)
    # the lots do not hang together either
    told(f"{players} players, all pairs at once", chance_of(together.values(), 2 ** len(pairs)))


@pytest.mark.parametrize(("players", "seeded"), [(8, True), (64, True), (64, False)])
def test_every_unseeded_player_has_every_unseeded_line_equally_often(
    players: int, seeded: bool
) -> None:
    """Without byes the lines are the same in every draw, so the whole table can be judged."""
    unseeded = range((seeds_for(players) if seeded else 0) + 1, players + 1)
    found: Counter[tuple[int | None, int]] = Counter()
    lines: set[int] = set()
    for draw in draws_of(players, seeded=seeded):
        free = [line for line in draw.lines if line.seed is None]
        found.update((line.player_id, line.number) for line in free)
        lines.update(line.number for line in free)
    assert len(lines) == len(unseeded)
    table = [[found[player, line] for line in sorted(lines)] for player in unseeded]
    what = f"{players} players{'' if seeded else ' unseeded'}"
    told(f"{what}, players by lines", chance_of_orders(table))
    told(f"{what}, each player", *(chance_of(row, len(lines)) for row in table))
    columns = list(zip(*table, strict=True))
    told(f"{what}, each line", *(chance_of(column, len(unseeded)) for column in columns))


@pytest.mark.parametrize(
    ("players", "seeded"), [(10, True), (40, True), (45, True), (13, False), (45, False)]
)
def test_every_unseeded_player_has_every_line_that_is_free_equally_often(
    players: int, seeded: bool
) -> None:
    """With byes by lot a line is free in some draws; whoever stands on it then is by lot."""
    unseeded = range((seeds_for(players) if seeded else 0) + 1, players + 1)
    found: dict[int, Counter[int]] = {}
    for draw in draws_of(players, seeded=seeded):
        for line in draw.lines:
            if line.seed is None and line.player_id is not None:
                found.setdefault(line.number, Counter())[line.player_id] += 1
    what = f"{players} players{'' if seeded else ' unseeded'}, each line"
    told(what, *(chance_of(count.values(), len(unseeded)) for count in found.values()))


@pytest.mark.parametrize(
    ("players", "seeded", "free_pairs", "outcomes"),
    [
        # two byes: one of two pairs in either half
        (10, True, 4, 4),
        # three: one half has two of them, a quarter each; a quarter has four pairs
        (45, True, 16, 2 * 4 * 4 * 8),
        # three of eight pairs: one half has two, a quarter each
        (13, False, 8, 2 * 2 * 2 * 4),
    ],
)
def test_every_unseeded_bye_has_every_player_and_pair_equally_often(
    players: int, seeded: bool, free_pairs: int, outcomes: int
) -> None:
    seeds = seeds_for(players) if seeded else 0
    with_bye: Counter[int] = Counter()
    pairs: Counter[int] = Counter()
    together: Counter[frozenset[int]] = Counter()
    byes = 0
    for draw in draws_of(players, seeded=seeded):
        lucky = {player for player in draw.players_with_bye if player > seeds}
        line_of = {line.player_id: line.number for line in draw.lines}
        chosen = frozenset((line_of[player] + 1) // 2 for player in lucky)
        with_bye.update(lucky)
        pairs.update(chosen)
        together[chosen] += 1
        byes = len(lucky)
    unseeded = range(seeds + 1, players + 1)
    assert len(pairs) == free_pairs
    what = f"{players} players{'' if seeded else ' unseeded'}, {byes} byes by lot"
    told(f"{what}, who", chance_of_choice([with_bye[player] for player in unseeded], byes))
    # byes that are spread evenly exclude each other more than single lots, see ``outcomes``
    told(f"{what}, each pair", *_chances_of_pairs(pairs, byes / free_pairs))
    told(f"{what}, which pairs together", chance_of(together.values(), outcomes))


def _chances_of_pairs(pairs: Counter[int], likely: float) -> Iterator[float]:
    """Of each pair by itself: with a bye in this part of the draws."""
    for count in pairs.values():
        square = (count - DRAWS * likely) ** 2 / (DRAWS * likely * (1 - likely))
        yield upper_tail(square, 1)


def test_control_lots_that_favour_small_numbers_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fair = Lots.below
    monkeypatch.setattr(
        Lots, "below", lambda lots, n, what_for="": min(fair(lots, n), fair(lots, n))
    )
    with pytest.raises(AssertionError):
        test_seeds_who_share_two_lines_have_either_equally_often(64)
    with pytest.raises(AssertionError):
        test_every_unseeded_player_has_every_unseeded_line_equally_often(8, True)
    with pytest.raises(AssertionError):
        test_every_unseeded_player_has_every_line_that_is_free_equally_often(10, True)
    with pytest.raises(AssertionError):
        test_every_unseeded_bye_has_every_player_and_pair_equally_often(10, True, 4, 4)


@pytest.mark.parametrize(
    ("square", "degrees", "chance"),
    [
        # tables of the chi-square distribution
        (3.841, 1, 0.05),
        (10.828, 1, 0.001),
        (18.307, 10, 0.05),
        (49.728, 23, 0.001),
        (82.358, 100, 0.9),
        (149.449, 100, 0.001),
    ],
)
def test_control_chances_are_those_of_the_tables(
    square: float, degrees: int, chance: float
) -> None:
    assert upper_tail(square, degrees) == pytest.approx(chance, rel=2e-3)
