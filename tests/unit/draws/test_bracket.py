"""Brackets of every size (rules.md sections 3, 4 and 11).

Every property is asserted here from the rule book's text and, beside that, by the checker.
"""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.draws.domain.bracket import Draw, make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import Lots
from services.draws.domain.seeding import Seed

# section 11, read off the page: seeds -> the lines they have between them
SHARED_BY_32: dict[tuple[int, ...], set[int]] = {(6, 7): {8, 16}, (5, 8): {17, 25}}
SHARED_BY_64: dict[tuple[int, ...], set[int]] = {
    (6, 7): {16, 32},
    (5, 8): {33, 49},
    (9, 12): {9, 25},
    (10, 11): {40, 56},
    (13, 16): {8, 24},
    (14, 15): {41, 57},
}
LINES: dict[int, dict[tuple[int, ...], set[int]]] = {
    8: {(1,): {1}, (2,): {8}},
    16: {(1,): {1}, (2,): {16}, (3,): {12}, (4,): {5}},
    32: SHARED_BY_32 | {(1,): {1}, (2,): {32}, (3,): {24}, (4,): {9}},
    64: SHARED_BY_64 | {(1,): {1}, (2,): {64}, (3,): {48}, (4,): {17}},
}
TOP_HALF = {1, 4, 6, 7, 9, 12, 13, 16}
EVERY_NUMBER_OF_PLAYERS = range(6, 65)

random_seeds = st.integers(0, 2**63 - 1)


def size_of(players: int) -> int:
    return 8 if players <= 8 else 16 if players <= 16 else 32 if players <= 32 else 64


def seeds_of(players: int) -> int:
    return 2 if players <= 8 else 4 if players <= 16 else 8 if players <= 32 else 16


def lines_of_seeds(draw: Draw) -> dict[int, int]:
    return {line.seed: line.number for line in draw.lines if line.seed is not None}


def empty_lines(draw: Draw) -> set[int]:
    return {line.number for line in draw.lines if line.player_id is None}


def assert_byes_even(empty: list[bool]) -> None:
    half = len(empty) // 2
    if half >= 1:
        assert abs(sum(empty[:half]) - sum(empty[half:])) <= 1
        assert_byes_even(empty[:half])
        assert_byes_even(empty[half:])


@pytest.mark.parametrize("players", EVERY_NUMBER_OF_PLAYERS)
@settings(max_examples=25)
@given(random_seed=random_seeds, data=st.data())
def test_seeded_draw_keeps_every_rule(players: int, random_seed: int, data: st.DataObject) -> None:
    field = data.draw(st.permutations(range(1, players + 1)))
    draw = make_draw(field, seeded=True, random_seed=random_seed)
    size, byes = size_of(players), size_of(players) - players
    on_lines = [line.player_id for line in draw.lines]

    assert draw.size == size
    assert draw.byes == byes
    assert [line.number for line in draw.lines] == list(range(1, size + 1))
    assert Counter(on_lines) == Counter([*field, *[None] * byes])

    where = lines_of_seeds(draw)
    assert sorted(where) == list(range(1, seeds_of(players) + 1))
    assert [on_lines[where[number] - 1] for number in sorted(where)] == field[: len(where)]
    for numbers, lines in LINES[size].items():
        assert {where[number] for number in numbers} == lines
    assert {number for number, line in where.items() if line <= size // 2} == {
        number for number in TOP_HALF if number in where
    }
    best = 2
    while best <= len(where):  # 1–2 have a half each, 1–4 a quarter, 1–8 an eighth, …
        sections = [(where[number] - 1) // (size // best) for number in range(1, best + 1)]
        assert sorted(sections) == list(range(best))
        best *= 2

    empty = empty_lines(draw)
    for number, line in where.items():
        opposite = line + 1 if line % 2 else line - 1
        assert (opposite in empty) == (number <= byes)
    for upper, lower in zip(on_lines[::2], on_lines[1::2], strict=True):
        assert (upper, lower) != (None, None)
    assert_byes_even([player is None for player in on_lines])
    assert broken_rules(draw, seeds_in(field, seeds_of(players)), set(field)) == []


@pytest.mark.parametrize("players", EVERY_NUMBER_OF_PLAYERS)
@settings(max_examples=25)
@given(random_seed=random_seeds)
def test_unseeded_draw_keeps_every_rule(players: int, random_seed: int) -> None:
    field = range(1, players + 1)
    draw = make_draw(field, seeded=False, random_seed=random_seed)
    size = size_of(players)
    on_lines = [line.player_id for line in draw.lines]

    assert draw.size == size
    assert [line.number for line in draw.lines] == list(range(1, size + 1))
    assert Counter(on_lines) == Counter([*field, *[None] * (size - players)])
    assert lines_of_seeds(draw) == {}
    for upper, lower in zip(on_lines[::2], on_lines[1::2], strict=True):
        assert (upper, lower) != (None, None)
    assert_byes_even([player is None for player in on_lines])
    assert broken_rules(draw, [], set(field)) == []


def seeds_in(field: list[int], number: int) -> list[Seed]:
    return [Seed(place, player, 0) for place, player in enumerate(field[:number], start=1)]


@given(random_seed=random_seeds, players=st.integers(6, 64), data=st.data())
def test_order_of_the_unseeded_does_not_matter(
    random_seed: int, players: int, data: st.DataObject
) -> None:
    seeds = seeds_of(players)
    field = data.draw(st.permutations(range(1, players + 1)))
    rest = data.draw(st.permutations(field[seeds:]))
    draw = make_draw(field, seeded=True, random_seed=random_seed)
    assert draw == make_draw([*field[:seeds], *rest], seeded=True, random_seed=random_seed)
    unseeded = make_draw(field, seeded=False, random_seed=random_seed)
    assert unseeded == make_draw(sorted(field), seeded=False, random_seed=random_seed)


def test_another_random_seed_gives_another_draw() -> None:
    draws = [make_draw(range(32), seeded=True, random_seed=seed) for seed in range(20)]
    assert all(one != other for one, other in pairwise(draws))


@pytest.mark.parametrize("seeded", [True, False])
@pytest.mark.parametrize("players", [0, 5, 65])
def test_fewer_than_six_or_more_than_64_players_are_refused(players: int, seeded: bool) -> None:
    with pytest.raises(
        ValueError, match=rf"^A draw needs 6 to 64 players; here there are {players}\.$"
    ):
        make_draw(range(players), seeded=seeded, random_seed=1)


@pytest.mark.parametrize("seeded", [True, False])
def test_player_who_stands_in_the_field_twice_is_refused(seeded: bool) -> None:
    with pytest.raises(ValueError, match=r"^A player stands in this field twice\.$"):
        make_draw([1, 2, 3, 4, 5, 6, 1], seeded=seeded, random_seed=1)


@pytest.mark.parametrize("random_seed", [-1, 2**63])
def test_random_seed_out_of_range_is_refused(random_seed: int) -> None:
    with pytest.raises(ValueError, match="random seed"):
        make_draw(range(8), seeded=False, random_seed=random_seed)


@pytest.mark.parametrize(
    ("players", "seeds_with_bye", "unseeded_with_bye"), [(13, 3, 0), (10, 4, 2), (45, 16, 3)]
)
def test_examples_of_the_rule_book_for_byes(
    players: int, seeds_with_bye: int, unseeded_with_bye: int
) -> None:
    draw = make_draw(range(1, players + 1), seeded=True, random_seed=2026)
    seeds = set(range(1, seeds_with_bye + 1))
    assert seeds <= draw.players_with_bye
    assert len(draw.players_with_bye - seeds) == unseeded_with_bye
    assert min(draw.players_with_bye - seeds, default=99) > seeds_of(players)


def test_players_with_bye_are_those_opposite_an_empty_line() -> None:
    draw = make_draw(range(1, 14), seeded=True, random_seed=5)
    assert draw.players_with_bye == {1, 2, 3}
    assert make_draw(range(1, 17), seeded=True, random_seed=5).players_with_bye == frozenset()


def test_player_with_an_unseeded_bye_has_the_upper_line() -> None:
    for random_seed in range(50):
        draw = make_draw(range(1, 41), seeded=False, random_seed=random_seed)
        assert all(line % 2 == 0 for line in empty_lines(draw))


# Fairness. The random seeds are the same at every run, so these tests have one outcome; a
# fair lot exceeds the bounds for one set of random seeds in 1,000.


def chi_square(counts: Counter[int], outcomes: range, trials: float) -> float:
    expected = trials / len(outcomes)
    assert set(counts) <= set(outcomes)
    return sum((counts[outcome] - expected) ** 2 / expected for outcome in outcomes)


def test_two_seeds_who_share_two_lines_get_either_equally_often() -> None:
    trials = 2000
    upper: Counter[tuple[int, ...]] = Counter()
    together = set()
    for random_seed in range(trials):
        where = lines_of_seeds(make_draw(range(64), seeded=True, random_seed=random_seed))
        first = [pair for pair in LINES[64] if len(pair) == 2 and where[pair[0]] < where[pair[1]]]
        upper.update(first)
        together.add(tuple(first))
    assert len(upper) == 6
    for count in upper.values():
        assert abs(count - trials / 2) < 3.29 * (trials / 4) ** 0.5
    assert len(together) == 2**6  # the six lots do not hang together


def line_of_player_counts(player: int, trials: int) -> Counter[int]:
    return Counter(
        line.number
        for random_seed in range(trials)
        for line in make_draw(range(1, 9), seeded=False, random_seed=random_seed).lines
        if line.player_id == player
    )


@pytest.mark.parametrize("player", [1, 4, 8])
def test_every_line_is_equally_likely_for_a_player_of_any_id(player: int) -> None:
    counts = line_of_player_counts(player, 4000)
    assert chi_square(counts, range(1, 9), 4000) < 24.3  # 7 degrees of freedom


def test_control_lots_that_favour_small_numbers_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fair = Lots.below
    monkeypatch.setattr(
        Lots, "below", lambda lots, n, what_for="": min(fair(lots, n), fair(lots, n))
    )
    assert chi_square(line_of_player_counts(1, 4000), range(1, 9), 4000) > 24.3


def test_every_free_pair_is_equally_likely_to_have_an_unseeded_bye() -> None:
    trials = 3000
    pairs: Counter[int] = Counter()
    for random_seed in range(trials):
        draw = make_draw(range(1, 46), seeded=True, random_seed=random_seed)
        seed_pairs = {(line - 1) // 2 for line in lines_of_seeds(draw).values()}
        pairs.update({(line - 1) // 2 for line in empty_lines(draw)} - seed_pairs)
    assert sum(pairs.values()) == 3 * trials
    # three byes over 16 free pairs, one in each sixteenth of the draw
    assert {pair // 2 for pair in pairs} == set(range(16))
    by_sixteenth = Counter({pair // 2: count for pair, count in pairs.items()})
    assert chi_square(by_sixteenth, range(16), 3 * trials) < 37.7  # 15 degrees of freedom


def test_every_unseeded_player_is_equally_likely_to_have_a_bye() -> None:
    trials = 3000
    byes: Counter[int] = Counter()
    for random_seed in range(trials):
        byes.update(make_draw(range(1, 46), seeded=True, random_seed=random_seed).players_with_bye)
    unseeded = Counter({player: count for player, count in byes.items() if player > 16})
    assert chi_square(unseeded, range(17, 46), 3 * trials) < 56.9  # 28 degrees of freedom


def test_every_pair_of_an_unseeded_draw_is_equally_likely_to_have_a_bye() -> None:
    trials = 3000
    pairs: Counter[int] = Counter()
    for random_seed in range(trials):
        draw = make_draw(range(1, 28), seeded=False, random_seed=random_seed)
        pairs.update((line - 1) // 2 for line in empty_lines(draw))
    assert chi_square(pairs, range(16), 5 * trials) < 37.7  # 15 degrees of freedom
