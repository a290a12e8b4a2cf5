"""The checker finds every broken rule (rules.md sections 3, 4 and 11).

Each rule is broken once on purpose; that legal draws pass is asserted for every number of players
in test_bracket.py.
"""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.draws.domain import bracket, check
from services.draws.domain.bracket import Draw, Line, make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.seed_lines import SEED_LINES
from services.draws.domain.seeding import Seed
from shared.terms import Violation


def legal(players: int, *, seeded: bool = True) -> Draw:
    """A legal draw of the players 1, 2, 3, …, who are seeded in this order."""
    return make_draw(range(1, players + 1), seeded=seeded, random_seed=2026)


def seeds(number: int) -> list[Seed]:
    return [Seed(place, place, 0) for place in range(1, number + 1)]


def line_of(draw: Draw, seed: int) -> int:
    return next(line.number for line in draw.lines if line.seed == seed)


def exchanged(draw: Draw, one: int, other: int) -> Draw:
    """The draw with what stands on two lines exchanged."""
    lines = list(draw.lines)
    lines[one - 1] = replace(draw.lines[other - 1], number=one)
    lines[other - 1] = replace(draw.lines[one - 1], number=other)
    return replace(draw, lines=tuple(lines))


def with_line(draw: Draw, line: Line) -> Draw:
    return replace(
        draw, lines=tuple(line if each.number == line.number else each for each in draw.lines)
    )


def unseeded_with_byes(size: int, empty: set[int]) -> Draw:
    return Draw(
        size,
        tuple(Line(line, None if line in empty else line) for line in range(1, size + 1)),
    )


def told_of_byes(empty: set[int]) -> list[tuple[str, str]]:
    """Rule and message of what is broken in an unseeded draw of 16 with these empty lines."""
    found = broken_rules(unseeded_with_byes(16, empty), [], set(range(1, 17)) - empty)
    return [(violation.rule, violation.message) for violation in found]


def told(draw: Draw, number_of_seeds: int) -> list[tuple[str, str]]:
    """Rule and message of what is broken, for the field of the players 1, 2, 3, …"""
    players = sum(line.player_id is not None for line in draw.lines)
    found = broken_rules(draw, seeds(number_of_seeds), set(range(1, players + 1)))
    assert all(violation.field == "lines" for violation in found)
    return [(violation.rule, violation.message) for violation in found]


def test_legal_draws_pass() -> None:
    assert told(legal(64), 16) == []
    assert told(legal(33), 16) == []
    assert told(legal(6), 2) == []
    assert told(legal(9, seeded=False), 0) == []


# size and lines


def test_draw_larger_than_its_players_need_is_found() -> None:
    draw = unseeded_with_byes(16, set(range(2, 17, 2)))
    field = set(range(1, 17, 2))
    assert broken_rules(draw, [], field) == [
        Violation("lines", "3", "8 players need 8 lines, not 16.")
    ]


@pytest.mark.parametrize("players", [5, 65])
def test_fewer_than_six_or_more_than_64_players_are_found(players: int) -> None:
    size = 8 if players == 5 else 128
    draw = unseeded_with_byes(size, set(range(players + 1, size + 1)))
    found = broken_rules(draw, [], set(range(1, players + 1)))
    assert (
        Violation("field", "3", f"A draw needs 6 to 64 players; here there are {players}.") in found
    )


def test_size_that_is_no_power_of_two_is_found() -> None:
    assert ("3", "A draw has 8, 16, 32 or 64 lines, not 12.") in told(
        unseeded_with_byes(12, set()), 0
    )


@pytest.mark.parametrize("wrong", ["missing", "twice", "out of order", "too high"])
def test_lines_that_do_not_run_from_one_to_the_size_are_found(wrong: str) -> None:
    lines = list(legal(8).lines)
    if wrong == "missing":
        del lines[3]
    elif wrong == "twice":
        lines[3] = replace(lines[3], number=5)
    elif wrong == "out of order":
        lines[3], lines[4] = lines[4], lines[3]
    else:
        lines[7] = replace(lines[7], number=9)
    found = broken_rules(Draw(8, tuple(lines)), seeds(2), set(range(1, 9)))
    assert found[0] == Violation("lines", "11", "The lines must run from 1 to 8, each once.")


# players


def test_player_on_two_lines_is_found_and_who_is_missing_for_it() -> None:
    draw = legal(8)
    unseeded = [line for line in draw.lines if line.seed is None]
    draw = with_line(draw, replace(unseeded[0], player_id=unseeded[1].player_id))
    assert told(draw, 2) == [
        ("2", f"Player {unseeded[1].player_id} stands on 2 lines."),
        ("3", f"Player {unseeded[0].player_id} has an entry but no line in the draw."),
    ]


def test_player_without_an_entry_is_found() -> None:
    draw = legal(8)
    stranger = next(line for line in draw.lines if line.player_id == 8)
    assert told(with_line(draw, replace(stranger, player_id=99)), 2) == [
        ("3", "Player 8 has an entry but no line in the draw."),
        ("2", "Player 99 stands in the draw without an entry."),
    ]


# seeds


def test_wrong_number_of_seeds_is_found() -> None:
    draw = legal(9)
    lines = tuple(replace(line, seed=None) if line.seed in {3, 4} else line for line in draw.lines)
    assert broken_rules(Draw(16, lines), seeds(2), set(range(1, 10))) == [
        Violation("seeds", "1", "9 players have 4 seeds, not 2.")
    ]


def test_seeds_not_numbered_from_one_are_found() -> None:
    found = broken_rules(legal(8), [Seed(2, 2, 0), Seed(1, 1, 0)], set(range(1, 9)))
    assert found == [
        Violation("seeds", "4", "The seeds must be numbered from 1, each number once.")
    ]


def test_player_seeded_twice_is_found() -> None:
    found = broken_rules(legal(8), [Seed(1, 1, 0), Seed(2, 1, 0)], set(range(1, 9)))
    assert Violation("seeds", "4", "A player is seeded twice.") in found


def test_seed_on_no_line_is_found() -> None:
    draw = with_line(legal(8), Line(8, 2, None))
    assert told(draw, 2) == [("4", "Seed 2, player 2, stands on no line as that seed.")]


def test_seed_mark_on_another_player_is_found() -> None:
    draw = legal(8)
    other = next(line for line in draw.lines if line.player_id == 5)
    assert told(with_line(draw, replace(other, seed=2)), 2)[0] == (
        "4",
        f"Line {other.number} is marked as seed 2 and is not.",
    )


def test_seed_mark_on_a_bye_is_found() -> None:
    assert ("4", "Line 2 is marked as seed 3 and is not.") in told(
        with_line(legal(7), Line(2, None, 3)), 2
    )


def test_seed_marks_in_an_unseeded_draw_are_found() -> None:
    assert ("4", "Line 1 is marked as seed 1 and is not.") in told(legal(8), 0)


# where seeds stand


def test_seed_off_its_line_is_found_even_on_the_right_side() -> None:
    draw = exchanged(legal(16), 5, 6)
    assert told(draw, 4) == [("11", "Seed 4 stands on line 6, not on 5.")]


def test_seed_off_the_lines_it_shares_is_found() -> None:
    draw = legal(32)
    line = line_of(draw, 6)
    draw = exchanged(draw, line, line - 1)
    assert told(draw, 8) == [("11", f"Seed 6 stands on line {line - 1}, not on 8 or 16.")]


@pytest.mark.parametrize("better", [3, 5, 7, 9, 11, 13, 15])
def test_seeds_on_each_others_side_are_found(better: int) -> None:
    draw = legal(64)
    found = told(exchanged(draw, line_of(draw, better), line_of(draw, better + 1)), 16)
    in_top_half = {4, 6, 7, 9, 12, 13, 16} & {better, better + 1}
    in_bottom_half = {better, better + 1} - in_top_half
    expected = {f"Seed {seed} stands in the half of seed 1." for seed in in_bottom_half}
    expected |= {f"Seed {seed} does not stand in the half of seed 1." for seed in in_top_half}
    assert {message for rule, message in found if rule == "4"} == expected


def test_the_half_of_seed_1_is_the_one_where_seed_1_stands() -> None:
    draw = legal(16)
    found = told(exchanged(draw, 1, 16), 4)
    assert [message for rule, message in found if rule == "4"] == [
        "Seed 3 stands in the half of seed 1.",
        "Seed 4 does not stand in the half of seed 1.",
    ]


@pytest.mark.parametrize(
    ("seed", "line", "better", "section"),
    [
        (2, 32, 1, "half"),
        (4, 10, 1, "quarter"),
        (3, 50, 2, "quarter"),
        (8, 46, 3, "eighth"),
        (7, 2, 1, "eighth"),
        (16, 18, 4, "sixteenth"),
        (11, 62, 2, "sixteenth"),
    ],
)
def test_seeds_in_one_section_who_should_have_their_own_are_found(
    seed: int, line: int, better: int, section: str
) -> None:
    draw = legal(64)
    found = told(exchanged(draw, line_of(draw, seed), line), 16)
    assert ("4", f"Seeds {better} and {seed} stand in the same {section}.") in found


def test_seeds_in_one_section_are_told_once_and_not_for_every_smaller_one() -> None:
    draw = legal(64)
    messages = [message for _, message in told(exchanged(draw, line_of(draw, 4), 2), 16)]
    assert [message for message in messages if message.startswith("Seeds 1 and 4")] == [
        "Seeds 1 and 4 stand in the same quarter."
    ]


def test_two_seeds_on_the_lines_they_share_may_change_places() -> None:
    draw = legal(64)
    for shared in SEED_LINES[64]:
        assert told(exchanged(draw, shared.lines[0], shared.lines[-1]), 16) == []


def test_every_other_exchange_of_two_seeds_is_found() -> None:
    draw = legal(64)
    shared = {frozenset(shared.seeds) for shared in SEED_LINES[64]}
    for better in range(1, 17):
        for worse in range(better + 1, 17):
            swapped = exchanged(draw, line_of(draw, better), line_of(draw, worse))
            assert bool(told(swapped, 16)) == ({better, worse} not in shared)


# byes


def test_bye_against_bye_is_found_even_where_byes_are_spread_evenly() -> None:
    assert told_of_byes({1, 2, 5, 9, 10, 13}) == [
        ("3", "Lines 1 and 2 are bye against bye."),
        ("3", "Lines 9 and 10 are bye against bye."),
    ]
    assert told_of_byes({4, 7, 8, 12, 15, 16}) == [
        ("3", "Lines 7 and 8 are bye against bye."),
        ("3", "Lines 15 and 16 are bye against bye."),
    ]
    assert told_of_byes({1, 3, 5, 9, 11, 13}) == []


def test_seed_without_a_bye_while_a_worse_one_has_it_is_found() -> None:
    draw = legal(15)  # the one bye is on line 2, opposite seed 1; seed 2 is on line 16
    assert told(exchanged(draw, 2, 15), 4) == [
        ("3", "Seed 1 has no bye; byes in this draw: 1."),
        ("3", "Seed 2 has a bye; byes in this draw: 1."),
    ]


def test_unseeded_player_with_the_bye_of_a_seed_is_found() -> None:
    draw = legal(15)
    assert told(exchanged(draw, 2, 4), 4) == [("3", "Seed 1 has no bye; byes in this draw: 1.")]


@pytest.mark.parametrize(
    ("empty", "found"),
    [
        ({2, 4, 6, 8}, (1, 16, 4, 0)),
        ({2, 4, 10, 14}, (1, 8, 2, 0)),
        ({2, 6, 14, 16}, (9, 16, 0, 2)),
    ],
)
def test_byes_heaped_in_one_half_of_a_section_are_found(
    empty: set[int], found: tuple[int, int, int, int]
) -> None:
    first, last, upper, lower = found
    assert (
        "11",
        f"Lines {first} to {last} have {upper} byes in the upper half and {lower} in the lower.",
    ) in told_of_byes(empty)


def test_byes_that_are_uneven_only_because_their_number_is_odd_pass() -> None:
    assert told_of_byes({2, 6, 10}) == []


def test_uneven_byes_left_over_by_the_seeds_are_found() -> None:
    draw = legal(10)  # seeds have four byes; two are left over, one for either half
    seeded = {1, 5, 12, 16}
    lower_half = [
        line.number
        for line in draw.lines
        if line.player_id is None and line.number > 8 and ((line.number - 1) ^ 1) + 1 not in seeded
    ]
    free = next(line for line in (4, 8) if draw.lines[line - 1].player_id is not None)
    assert told(exchanged(draw, lower_half[0], free), 4) == [
        ("11", "Lines 1 to 16 have 4 byes in the upper half and 2 in the lower.")
    ]


# all at once, and controls


def test_every_broken_rule_is_told_at_once() -> None:
    draw = exchanged(legal(15), 2, 4)
    draw = exchanged(draw, 12, 5)
    draw = with_line(draw, replace(draw.lines[12], player_id=99))
    rules = {violation.rule for violation in broken_rules(draw, seeds(4), set(range(1, 16)))}
    assert rules == {"2", "3", "4", "11"}


numbers = st.integers(-1, 2**63)


@given(
    size=st.sampled_from([-8, 0, 1, 8, 12, 16, 2**62]),
    lines=st.lists(st.builds(Line, numbers, st.none() | numbers, st.none() | numbers)),
    seeds=st.lists(st.builds(Seed, numbers, numbers, numbers)),
    field=st.sets(numbers),
)
def test_anything_stored_gets_an_answer(
    size: int, lines: list[Line], seeds: list[Seed], field: set[int]
) -> None:
    assert broken_rules(Draw(size, tuple(lines)), seeds, field)


@given(
    players=st.lists(st.none() | st.integers(1, 9), min_size=8, max_size=8),
    marks=st.lists(st.none() | st.integers(-1, 17), min_size=8, max_size=8),
)
def test_anything_on_eight_lines_gets_an_answer(
    players: list[int | None], marks: list[int | None]
) -> None:
    lines = tuple(
        Line(number, player, mark)
        for number, (player, mark) in enumerate(zip(players, marks, strict=True), start=1)
    )
    right = Counter(players) == Counter(range(1, 9)) and marks == [1, *[None] * 6, 2]
    if not (right and players[0] == 1 and players[7] == 2):
        assert broken_rules(Draw(8, lines), seeds(2), set(range(1, 9)))


def test_control_draw_without_the_side_rule_is_found() -> None:
    """Where lot alone puts 3 and 4 on lines 12 and 5, every other draw is wrong."""
    draw = legal(16)
    assert told(draw, 4) == []
    assert ("4", "Seed 3 stands in the half of seed 1.") in told(exchanged(draw, 5, 12), 4)


def test_control_folded_bracket_is_found() -> None:
    """A generic bracket meets 1–8, 4–5, 2–7, 3–6 and breaks the side rule."""
    order = [1]
    while len(order) < 32:
        order = [seed for best in order for seed in (best, 2 * len(order) + 1 - best)]
    draw = Draw(
        32,
        tuple(
            Line(number, player, player if player <= 8 else None)
            for number, player in enumerate(order, start=1)
        ),
    )
    messages = [message for _, message in told(draw, 8)]
    assert "Seed 8 stands in the half of seed 1." in messages


def test_control_wrong_table_of_lines_is_found_by_the_side_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third, fourth = SEED_LINES[16]
    swapped = (replace(third, lines=fourth.lines), replace(fourth, lines=third.lines))
    wrong = dict(SEED_LINES) | {16: (first, second, *swapped)}
    for module in (bracket, check):
        monkeypatch.setattr(module, "SEED_LINES", wrong)
    assert told(legal(16), 4) == [
        ("4", "Seed 3 stands in the half of seed 1."),
        ("4", "Seed 4 does not stand in the half of seed 1."),
    ]
