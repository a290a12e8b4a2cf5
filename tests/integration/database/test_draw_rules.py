"""The tables of the draws service refuse what sections 3, 4 and 11 forbid, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest

from services.draws.domain.seed_lines import SEED_LINES
from services.draws.domain.sizes import SEEDING_RULES, draw_size, has_super_tie_break
from shared.terms import AgeCategory, Gender
from tests.integration.database.hand import Hand, each
from tests.integration.database.season import DEADLINE, DRAWN, MADRID, Season, line_rows, seed_rows

Rows: TypeAlias = list[dict[str, Any]]

SVC = "svc_draws"
IMPORT = "imp_tour"


# --- the row of a draw ------------------------------------------------------------------------


def test_number_of_seeds_is_that_of_section_1(hand: Hand) -> None:
    rows = hand.run(SVC, "SELECT min_players, max_players, num_seeds FROM seeding_rules")
    assert sorted(rows) == [(r.min_players, r.max_players, r.seeds) for r in SEEDING_RULES]


@pytest.mark.parametrize("category", AgeCategory)
@pytest.mark.parametrize("gender", Gender)
def test_only_mens_60_plays_a_full_third_set(
    hand: Hand, season: Season, category: AgeCategory, gender: Gender
) -> None:
    right = has_super_tie_break(category, gender)
    row = season.draw(age_category_id=category.value, gender_id=gender.value)
    with hand.tried():
        hand.insert(SVC, "draws", row | {"has_supertiebreak": right})
    with hand.refused("draws_format"):
        hand.insert(SVC, "draws", row | {"has_supertiebreak": not right})


def test_a_tournament_has_each_draw_once(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "draws", season.draw())
    with hand.refused("draws_once"):
        hand.insert(SVC, "draws", season.draw(2))
    with hand.tried():
        hand.insert(SVC, "draws", season.draw(2, tournament_id=MADRID))


def test_a_draw_needs_a_tournament_that_is_known_here(hand: Hand, season: Season) -> None:
    with hand.refused("draws_tournament_id_fkey"):
        hand.insert(SVC, "draws", season.draw(tournament_id=3))


LEGAL: list[dict[str, Any]] = [
    {},
    {"draw_status_id": 2, "closed_at": DEADLINE},
    {"draw_status_id": 2, "closed_at": DEADLINE, "is_seeded": False},
    {"draw_status_id": 5, "closed_at": DEADLINE},
    {"draw_status_id": 5},
]


@pytest.mark.parametrize("changes", LEGAL)
def test_a_draw_before_the_lots_has_nothing_of_them(
    hand: Hand, season: Season, changes: dict[str, Any]
) -> None:
    with hand.tried():
        hand.insert(SVC, "draws", season.draw(**changes))
    lots: list[dict[str, Any]] = [
        {"num_players": 8},
        {"draw_size": 8, "num_players": 8},
        {"random_seed": 1},
        {"algorithm_version": 1},
        {"draw_generated_at": DRAWN},
    ]
    for lot in lots:
        with hand.refused("draws_before_the_lots"):
            hand.insert(SVC, "draws", season.draw(**(changes | lot)))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"num_players": None, "draw_size": None}, "draws_made"),
        ({"is_seeded": None}, "draws_made"),
        ({"draw_generated_at": None}, "draws_made"),
        ({"random_seed": None}, "draws_made_here"),
        ({"random_seed": -1}, "draws_random_seed"),
        ({"algorithm_version": None}, "draws_made_here"),
        ({"algorithm_version": 0}, "draws_algorithm"),
        ({"closed_at": None}, "draws_closed"),
        ({"closed_at": DRAWN + timedelta(hours=1)}, "draws_made_here"),
        ({"draw_size": 32}, "draws_size"),
        ({"draw_size": 12}, "draws_size"),
        ({"num_players": 5, "draw_size": 8}, "draws_num_players"),
        ({"num_players": 65, "draw_size": 64}, "draws_num_players"),
    ],
)
def test_a_draw_that_is_made_has_everything(
    hand: Hand, season: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "draws", season.made_draw(**changes))


def test_open_and_closed_differ_by_the_moment_of_closing(hand: Hand, season: Season) -> None:
    with hand.refused("draws_closed"):
        hand.insert(SVC, "draws", season.draw(closed_at=DEADLINE))
    with hand.refused("draws_closed"):
        hand.insert(SVC, "draws", season.draw(draw_status_id=2))
    with hand.refused("draws_before_the_lots"):
        hand.insert(SVC, "draws", season.draw(is_seeded=True))


def test_no_draw_is_closed_or_made_before_the_entry_deadline(hand: Hand, season: Season) -> None:
    early = DEADLINE - timedelta(microseconds=1)
    for row in (season.draw(draw_status_id=2), season.made_draw(10)):
        with hand.refused("draws_after_the_deadline"):
            hand.insert(SVC, "draws", row | {"closed_at": early})
    with hand.tried():
        hand.insert(SVC, "draws", season.draw(draw_status_id=2, closed_at=DEADLINE))
    with hand.refused("draws_after_the_deadline"):
        hand.insert(SVC, "draws", season.draw())
        hand.run(SVC, "UPDATE draws SET draw_status_id = 2, closed_at = %s", early)


def test_the_size_is_the_next_power_of_two(hand: Hand) -> None:
    rows = hand.run(SVC, "SELECT draw_size_of(n) FROM generate_series(0, 70) AS n")
    expected = [draw_size(n) if 6 <= n <= 64 else None for n in range(71)]
    assert [row[0] for row in rows] == expected


# --- the whole draw ---------------------------------------------------------------------------


@pytest.mark.parametrize("players", range(6, 65))
def test_every_draw_that_the_domain_makes_is_accepted(
    hand: Hand, season: Season, players: int
) -> None:
    for seeded in (True, False):
        with hand.tried():
            season.store_draw(players, seeded=seeded, random_seed=players)


def test_seeds_stand_on_the_lines_of_section_11(hand: Hand) -> None:
    rows = hand.run(
        SVC,
        "SELECT size, seed, line FROM unnest('{8, 16, 32, 64}'::smallint[]) AS size,"
        " generate_series(1, 16) AS seed, generate_series(1, 64) AS line"
        " WHERE is_line_of_seed(size, seed::smallint, line::smallint)",
    )
    assert set(rows) == {
        (size, seed, line)
        for size, groups in SEED_LINES.items()
        for group in groups
        for seed in group.seeds
        for line in group.lines
    }


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        # a line too few, too many; a player without entry
        (lambda lines, seeds: lines.pop(1), "draw_players_count"),
        (
            lambda lines, seeds: lines.append(lines[0] | {"player_id": 70, "draw_position": 2}),
            "draw_players_count",
        ),
        (lambda lines, seeds: lines[5].update(player_id=999), "draw_players_player_id_fkey"),
        (
            lambda lines, seeds: lines[5].update(draw_position=lines[4]["draw_position"]),
            "draw_players_line",
        ),
        (lambda lines, seeds: lines[5].update(draw_position=17), "draw_players_position"),
        (lambda lines, seeds: lines[5].update(draw_position=0), "draw_players_position"),
        (lambda lines, seeds: lines[5].update(draw_size=32), "draw_players_size"),
        (lambda lines, seeds: lines[5].update(entry_points=-1), "draw_players_points"),
        (lambda lines, seeds: lines[5].update(has_bye=not lines[5]["has_bye"]), "draw_players_bye"),
        # the seeds
        (lambda lines, seeds: seeds.pop(), "draw_seed_count"),
        (
            lambda lines, seeds: seeds.append(seeds[0] | {"player_id": 10, "seed_number": 5}),
            "draw_seed_count",
        ),
        (lambda lines, seeds: seeds[3].update(seed_number=5), "draw_seed_numbers"),
        (lambda lines, seeds: seeds[3].update(seed_number=17), "draw_seed_number"),
        (lambda lines, seeds: seeds[3].update(player_id=70), "draw_seed_drawn"),
        (lambda lines, seeds: seeds[3].update(player_id=1), "draw_seed_once"),
        (lambda lines, seeds: seeds[3].update(seed_number=1), "draw_seed_pkey"),
        (lambda lines, seeds: seeds[3].update(seeding_points=-1), "draw_seed_points"),
        (lambda lines, seeds: seeds.clear(), "draw_seed_count"),
    ],
)
def test_a_draw_of_ten_with_one_mistake_is_refused(
    hand: Hand, season: Season, change: Callable[[Rows, Rows], object], rule: str
) -> None:
    with hand.tried():
        drawn = season.store_draw(10)
    lines, seeds = line_rows(drawn), seed_rows(10)
    change(lines, seeds)
    with hand.refused(rule):
        hand.insert(SVC, "draws", season.made_draw(10))
        hand.insert(SVC, "draw_players", *lines)
        if seeds:
            hand.insert(SVC, "draw_seed", *seeds)


def swapped(lines: Rows, one: int, other: int) -> Rows:
    """The lines with these two players in each other's place."""
    by_player = {line["player_id"]: line for line in lines}
    first, second = by_player[one], by_player[other]
    return [
        first | {"player_id": other}
        if line is first
        else second | {"player_id": one}
        if line is second
        else line
        for line in lines
    ]


def moved(lines: Rows, player: int, line: int) -> Rows:
    """The lines with this player on another, byes put right."""
    rows = [row | {"draw_position": line} if row["player_id"] == player else row for row in lines]
    taken = {row["draw_position"] for row in rows}
    return [row | {"has_bye": ((row["draw_position"] - 1) ^ 1) + 1 not in taken} for row in rows]


@pytest.mark.parametrize(
    ("players", "change", "rule"),
    [
        # section 11's table, and the sides of section 4 with it
        (16, lambda rows: swapped(rows, 1, 2), "draw_seed_line"),
        (16, lambda rows: swapped(rows, 3, 4), "draw_seed_line"),
        (32, lambda rows: swapped(rows, 5, 6), "draw_seed_line"),
        (64, lambda rows: swapped(rows, 9, 10), "draw_seed_line"),
        (16, lambda rows: swapped(rows, 1, 16), "draw_seed_line"),
    ],
)
def test_a_seed_on_a_foreign_line_is_refused(
    hand: Hand,
    season: Season,
    players: int,
    change: Callable[[Rows], Rows],
    rule: str,
) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(players))
    with hand.refused(rule):
        store(hand, season, players, change(lines))


def test_seeds_that_share_two_lines_may_have_either(hand: Hand, season: Season) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(32))
    with hand.tried():
        store(hand, season, 32, swapped(lines, 6, 7))


def test_byes_go_to_the_seeds_in_seed_order(hand: Hand, season: Season) -> None:
    """Of 14 players seeds 1 and 2 have a bye; here seed 3 has that of seed 2."""
    with hand.tried():
        lines = line_rows(season.store_draw(14))
    against_3 = next(row["player_id"] for row in lines if row["draw_position"] == 11)
    with hand.refused("draw_players_byes_to_seeds"):
        store(hand, season, 14, moved(lines, against_3, 15))


def test_byes_are_spread_over_the_sections(hand: Hand, season: Season) -> None:
    """An unseeded draw of 6 has a bye in each half; here both stand in the upper one."""
    with hand.tried():
        lines = line_rows(season.store_draw(6, seeded=False))
    order = [row["player_id"] for row in lines]
    rows = lines
    for player, line in zip(order, (1, 3, 5, 6, 7, 8), strict=True):
        rows = moved(rows, player, line)
    with hand.refused("draw_players_byes_spread"):
        store(hand, season, 6, rows, seeded=False)


def test_no_bye_stands_against_a_bye(hand: Hand, season: Season) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(9, seeded=False))
    alone = next(row for row in lines if row["has_bye"])
    other = next(
        row for row in lines if row["has_bye"] and row["draw_position"] != alone["draw_position"]
    )
    line = ((other["draw_position"] - 1) ^ 1) + 1
    with hand.refused("draw_players_bye_against_bye"):
        store(hand, season, 9, moved(lines, alone["player_id"], line), seeded=False)


def store(
    hand: Hand,
    season: Season,
    players: int,
    lines: Rows,
    *,
    seeded: bool = True,
) -> None:
    hand.insert(SVC, "draws", season.made_draw(players, is_seeded=seeded))
    hand.insert(SVC, "draw_players", *lines)
    if seeded:
        hand.insert(SVC, "draw_seed", *seed_rows(players))


def test_an_unseeded_draw_has_no_seeds(hand: Hand, season: Season) -> None:
    season.store_draw(10, seeded=False)
    hand.check()
    with hand.refused("draw_seed_count"):
        hand.insert(SVC, "draw_seed", *seed_rows(10))


def test_a_draw_that_is_not_made_has_no_lines(hand: Hand, season: Season) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(8))
    hand.insert(SVC, "draws", season.draw(draw_status_id=2, closed_at=DEADLINE))
    with hand.refused("draw_players_position"):
        hand.insert(SVC, "draw_players", *each(lines, draw_size=None))
    # of the size the draw will have, but has not
    with hand.refused("draw_players_size"):
        hand.insert(SVC, "draw_players", *lines)


def test_the_planned_seeding_stands_beside_the_actual_one(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "draws", season.draw(draw_status_id=2, closed_at=DEADLINE))
    planned = seed_rows(10, actual=False)
    with hand.refused("draw_seed_numbers"):
        hand.insert(SVC, "draw_seed", *planned[1:])
    with hand.refused("draw_seed_drawn"):
        hand.insert(SVC, "draw_seed", *seed_rows(10))
    hand.insert(SVC, "draw_seed", *planned)
    hand.check()
    assert hand.value(SVC, "SELECT count(*) FROM draw_seed WHERE NOT is_actual_seeding") == 4


# --- once drawn -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    ["random_seed = 7", "num_players = 9", "is_seeded = false", "algorithm_version = 2"],
)
def test_once_drawn_a_draw_does_not_change(hand: Hand, season: Season, change: str) -> None:
    season.store_draw(10)
    hand.check()
    for role in (SVC, IMPORT):
        with hand.refused("draws_once_drawn"):
            hand.run(role, f"UPDATE draws SET {change}")


@pytest.mark.parametrize("table", ["draw_players", "draw_seed"])
def test_once_drawn_lines_and_seeds_do_not_change(hand: Hand, season: Season, table: str) -> None:
    season.store_draw(10)
    hand.check()
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET player_id = 70"):
        with hand.forbidden():
            hand.run(SVC, statement)


def test_once_drawn_no_line_and_no_seed_is_added(hand: Hand, season: Season) -> None:
    lines = line_rows(season.store_draw(10))
    hand.check()
    with hand.refused("draw_players_count"):
        hand.insert(SVC, "draw_players", lines[0] | {"player_id": 70, "draw_position": 2})
    with hand.refused("draw_seed_count"):
        hand.insert(SVC, "draw_seed", seed_rows(10)[0] | {"player_id": 9, "seed_number": 5})


def test_a_draw_is_not_deleted_to_be_made_again(hand: Hand, season: Season) -> None:
    season.store_draw(10)
    hand.check()
    with hand.forbidden():
        hand.run(SVC, "DELETE FROM draws")
    with hand.refused("draw_players_draw_id_fkey"):
        hand.run(IMPORT, "DELETE FROM draws")


def test_a_draw_only_moves_on(hand: Hand, season: Season) -> None:
    """Completed goes back to Generated where the last result is undone, and nothing else back."""
    season.store_draw(10)
    hand.check()
    for status in (4, 3, 4, 4):
        hand.run(SVC, "UPDATE draws SET draw_status_id = %s", status)
        hand.check()
    for status in (1, 2, 5):
        with hand.refused("draws_status"):
            hand.run(SVC, "UPDATE draws SET draw_status_id = %s", status)


@pytest.mark.parametrize(("before", "after"), [(2, 1), (5, 1), (5, 2), (5, 3)])
def test_closed_and_cancelled_draws_do_not_open_again(
    hand: Hand, season: Season, before: int, after: int
) -> None:
    hand.insert(SVC, "draws", season.draw(draw_status_id=before, closed_at=DEADLINE))
    with hand.refused("draws_status"):
        hand.run(SVC, "UPDATE draws SET draw_status_id = %s", after)


def test_a_closed_draw_is_made_or_cancelled(hand: Hand, season: Season) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(10))
    hand.insert(SVC, "draws", season.draw(draw_status_id=2, closed_at=DEADLINE))
    with hand.tried():
        hand.run(SVC, "UPDATE draws SET draw_status_id = 5")
    with hand.tried():
        made = season.made_draw(10)
        names = ", ".join(f"{name} = %s" for name in made)
        hand.run(SVC, f"UPDATE draws SET {names}", *made.values())
        hand.insert(SVC, "draw_players", *lines)
        hand.insert(SVC, "draw_seed", *seed_rows(10))


# --- imported draws ---------------------------------------------------------------------------


def test_an_imported_draw_has_no_random_seed_and_may_hold_its_seeds_elsewhere(
    hand: Hand, season: Season
) -> None:
    with hand.tried():
        lines = line_rows(season.store_draw(16))
    foreign = season.made_draw(
        16, origin="imported", random_seed=None, algorithm_version=None, closed_at=None
    )
    with hand.tried():
        hand.insert(IMPORT, "draws", foreign)
        hand.insert(IMPORT, "draw_players", *each(swapped(lines, 3, 4), origin="imported"))
        hand.insert(IMPORT, "draw_seed", *each(seed_rows(16), origin="imported"))
    with hand.refused("draw_players_count"):
        hand.insert(IMPORT, "draws", foreign)
        hand.insert(IMPORT, "draw_players", *each(lines[:1] + lines[2:], origin="imported"))
        hand.insert(IMPORT, "draw_seed", *each(seed_rows(16), origin="imported"))


def test_unverified_history_may_break_every_rule_of_brackets(hand: Hand, season: Season) -> None:
    draw = season.draw(
        draw_status_id=4,
        num_players=5,
        has_supertiebreak=True,
        draw_generated_at=DRAWN,
        origin="unverified",
    )
    line = {
        "draw_id": 1,
        "player_id": 1,
        "draw_position": 99,
        "has_bye": True,
        "entry_timestamp": DRAWN,
        "origin": "unverified",
    }
    with hand.tried():
        hand.insert(IMPORT, "draws", draw)
        hand.insert(IMPORT, "draw_players", line)
        hand.insert(IMPORT, "draw_seed", seed_rows(10)[3] | {"origin": "unverified"})
