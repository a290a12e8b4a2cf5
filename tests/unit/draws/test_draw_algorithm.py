"""docs/draw-algorithm.md is enough to make a draw again.

``by_the_page`` is written from the page alone and shares nothing with the code; it gives the
page's example and, for any field and random seed, the same lines as the code.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from services.draws.domain.bracket import make_draw
from services.draws.domain.lots import ALGORITHM_VERSION

PAGE = (Path(__file__).parents[3] / "docs" / "draw-algorithm.md").read_text(encoding="utf-8")


def rows_of_table(first_heading: str) -> list[list[str]]:
    """The cells of the page's table with this first heading, without its head."""
    lines = iter(line.strip() for line in PAGE.splitlines())
    next(line for line in lines if line.startswith(f"| {first_heading} |"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def stream(random_seed: int) -> Iterator[int]:
    i = 0
    while True:
        yield int(hashlib.sha256(b"%d:%d" % (random_seed, i)).hexdigest()[:16], 16)
        i += 1


def lot_below(numbers: Iterator[int], n: int) -> int:
    while (x := next(numbers)) >= 2**64 - 2**64 % n:
        pass
    return x % n


def shuffle(numbers: Iterator[int], a: list[int]) -> list[int]:
    for i in range(len(a) - 1, 0, -1):
        j = lot_below(numbers, i + 1)
        a[i], a[j] = a[j], a[i]
    return a


def share_byes(
    numbers: Iterator[int], sections: list[tuple[int, int]], left: list[int], seed_byes: set[int]
) -> set[int]:
    """Lines that stay empty in these (first, last) sections, each with byes left over."""
    if sections[0][1] - sections[0][0] == 1:
        return {last for (_, last), count in zip(sections, left, strict=True) if count}
    halves, shares = [], []
    for (first, last), count in zip(sections, left, strict=True):
        middle = (first + last) // 2
        halves += [(first, middle), (middle + 1, last)]
        own = [
            len([line for line in seed_byes if low <= line <= high]) for low, high in halves[-2:]
        ]
        wanted = own
        if count:
            t = count + sum(own)
            wanted = [t // 2, t // 2]
            if t % 2:
                wanted[1 - lot_below(numbers, 2)] += 1
        shares += [wanted[0] - own[0], wanted[1] - own[1]]
    return share_byes(numbers, halves, shares, seed_byes)


def by_the_page(players: Sequence[int], seeds: Sequence[int], random_seed: int) -> list[int | None]:
    """The players from the top line down, None for a bye."""
    numbers = stream(random_seed)
    size = next(power for power in (8, 16, 32, 64) if power >= len(players))
    columns = ["1", "2", "3", "4", "6, 7", "5, 8", "9, 12", "10, 11", "13, 16", "14, 15"]
    row = next(row for row in rows_of_table("size") if row[0] == str(size))
    on: dict[int, int] = {}
    if seeds:
        for column, cell in zip(columns, row[1:], strict=True):
            if cell:
                ids = sorted(seeds[int(number) - 1] for number in column.split(", "))
                lines = [int(line) for line in cell.split(", ")]
                on.update(zip(lines, shuffle(numbers, ids), strict=True))
    line_of = {player: line for line, player in on.items()}
    byes = size - len(players)
    seed_byes = {((line_of[player] - 1) ^ 1) + 1 for player in seeds[:byes]}
    left_over = byes - len(seed_byes)
    empty = seed_byes | share_byes(numbers, [(1, size)], [left_over], seed_byes)
    rest = iter(shuffle(numbers, sorted(set(players) - set(seeds))))
    return [
        None if line in empty else on[line] if line in on else next(rest)
        for line in range(1, size + 1)
    ]


def seeds_in(field: Sequence[int]) -> int:
    return 2 if len(field) <= 8 else 4 if len(field) <= 16 else 8 if len(field) <= 32 else 16


def test_page_describes_the_version_in_use() -> None:
    assert f"**version {ALGORITHM_VERSION}**" in PAGE


def test_example_has_the_lines_that_the_code_draws() -> None:
    table = rows_of_table("line")
    given_seeds = re.search(r"seeds are 1: (\d+), 2: (\d+), 3: (\d+), 4: (\d+)\.", PAGE)
    assert given_seeds is not None
    seeds = [int(player) for player in given_seeds.groups()]
    field = [*seeds, *(player for player in range(101, 111) if player not in seeds)]
    draw = make_draw(field, seeded=True, random_seed=2026)
    assert [
        [
            str(line.number),
            "bye" if line.player_id is None else str(line.player_id),
            "" if line.seed is None else str(line.seed),
        ]
        for line in draw.lines
    ] == table
    assert draw.players_with_bye - set(seeds) == {102, 106}
    assert by_the_page(field, seeds, 2026) == [line.player_id for line in draw.lines]


def test_example_has_the_numbers_of_the_stream() -> None:
    numbers = stream(2026)
    table = rows_of_table("number")
    assert [int(row[0]) for row in table] == list(range(7))
    for _, digits, below, lot, _ in table:
        number = next(numbers)
        assert digits == f"{number:016x}"
        assert int(lot) == number % int(below)


@settings(max_examples=300)
@given(
    random_seed=st.integers(0, 2**63 - 1),
    players=st.integers(6, 64),
    seeded=st.booleans(),
    data=st.data(),
)
def test_page_and_code_make_the_same_draw(
    random_seed: int, players: int, seeded: bool, data: st.DataObject
) -> None:
    field = data.draw(st.permutations(range(1, players + 1)))
    draw = make_draw(field, seeded=seeded, random_seed=random_seed)
    seeds = field[: seeds_in(field)] if seeded else []
    assert [line.player_id for line in draw.lines] == by_the_page(field, seeds, random_seed)
