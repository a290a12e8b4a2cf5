"""Draws of every number of players break no rule (rules.md sections 3, 4 and 11), as two judges
see it: the service's own checker, and one written from the text of the rules alone.

`pytest -s` prints how many draws and lots were examined and how many broke a rule.
"""

import random
from collections.abc import Iterator, Sequence

import pytest

from services.draws.domain.bracket import Draw, draw_by_lots, make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import Lots
from services.draws.domain.seeding import Seed
from tests.proofs.draws.plain_rules import Lines, broken_plain_rules, seeds_for, size_for
from tests.proofs.length import examples

RANDOM_SEEDS = examples(short=8, full=1_000)


def fields(players: int) -> Iterator[tuple[list[int], int]]:
    """Fields in seeding order, each with a random seed; the same ones at every run."""
    chance = random.Random(players)
    for _ in range(RANDOM_SEEDS):
        yield chance.sample(range(1, 10_000), players), chance.randrange(2**63)


def lines_of(draw: Draw) -> list[int | None]:
    assert [line.number for line in draw.lines] == list(range(1, draw.size + 1))
    return [line.player_id for line in draw.lines]


@pytest.mark.parametrize("players", range(6, 65))
def test_no_seeded_draw_breaks_a_rule(players: int) -> None:
    wrong, taken = [], 0
    for field, random_seed in fields(players):
        lots = Lots(random_seed)
        draw = draw_by_lots(field, seeded=True, lots=lots)
        seeded = field[: seeds_for(players)]
        marked = {line.seed: line.player_id for line in draw.lines if line.seed is not None}
        assert [marked[number] for number in sorted(marked)] == seeded
        seeds = [Seed(number, player, 0) for number, player in enumerate(seeded, 1)]
        broken = [
            *broken_plain_rules(lines_of(draw), seeded, field),
            *broken_rules(draw, seeds, set(field)),
        ]
        wrong += [(random_seed, broken)] if broken else []
        taken += len(lots.taken)
    told(f"{players} players", taken, wrong)


@pytest.mark.parametrize("players", range(6, 65))
def test_no_unseeded_draw_breaks_a_rule(players: int) -> None:
    wrong, taken = [], 0
    for field, random_seed in fields(players):
        lots = Lots(random_seed)
        draw = draw_by_lots(field, seeded=False, lots=lots)
        assert not any(line.seed for line in draw.lines)
        broken = [
            *broken_plain_rules(lines_of(draw), [], field),
            *broken_rules(draw, [], set(field)),
        ]
        wrong += [(random_seed, broken)] if broken else []
        taken += len(lots.taken)
    told(f"{players} players unseeded", taken, wrong)


def told(what: str, lots: int, wrong: Sequence[object]) -> None:
    print(f"{what}: {RANDOM_SEEDS} draws, {lots} lots, {len(wrong)} draws break a rule")
    assert not wrong


def plain_draw(players: int) -> tuple[list[int | None], Sequence[int], list[int]]:
    field = list(range(1, players + 1))
    draw = make_draw(field, seeded=True, random_seed=2026)
    return lines_of(draw), field[: seeds_for(players)], field


def exchanged(lines: Lines, one: int, other: int) -> list[int | None]:
    changed = list(lines)
    changed[one - 1], changed[other - 1] = lines[other - 1], lines[one - 1]
    return changed


@pytest.mark.parametrize(
    ("players", "one", "other", "told"),
    [
        (16, 1, 16, "first line"),  # seeds 1 and 2
        (16, 5, 12, "half"),  # seeds 3 and 4 change sides
        (16, 12, 9, "stand on lines"),
        (64, 16, 17, "meet when"),  # 4 where 6 or 7 was, in the eighth of another
        (64, 33, 40, "stand on lines"),
        (10, 2, 3, "seed order"),  # seed 1 loses the bye
        (10, 2, 8, "bye against bye|seed order"),
        (13, 8, 2, "seed order"),
    ],
)
def test_control_the_plain_judge_finds_two_exchanged_lines(
    players: int, one: int, other: int, told: str
) -> None:
    lines, seeds, field = plain_draw(players)
    found = " ".join(broken_plain_rules(exchanged(lines, one, other), seeds, field))
    assert any(word in found for word in told.split("|"))


def test_control_the_plain_judge_finds_uneven_byes() -> None:
    lines = [1, None, 2, None, 3, None, 4, None, *range(5, 13)]
    assert broken_plain_rules(lines, [], range(1, 13)) == ["byes are uneven in lines 1 to 16"]


@pytest.mark.parametrize("players", [5, 65])
def test_control_the_plain_judge_counts_players(players: int) -> None:
    size = size_for(players)
    lines: list[int | None] = [*range(1, players + 1), *[None] * (size - players)]
    found = broken_plain_rules(lines, [], range(1, players + 1))
    assert "a draw needs 6 to 64 players" in found


def test_control_the_plain_judge_finds_strangers_and_players_who_are_missing() -> None:
    lines, seeds, field = plain_draw(9)
    rule = "everybody of the field stands on one line, nobody else"
    stranger = [99 if line == field[-1] else line for line in lines]
    assert broken_plain_rules(stranger, seeds, field) == [rule]
    twice = [field[-2] if line == field[-1] else line for line in lines]
    assert broken_plain_rules(twice, seeds, field) == [rule]
    assert "the number of seeds follows the players drawn" in broken_plain_rules(
        lines, seeds[:2], field
    )
