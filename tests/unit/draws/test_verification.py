"""A stored draw made again and compared (rules.md section 4): what is told, and what is not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.draws.domain.bracket import make_draw
from services.draws.domain.seeding import RankingPlace, Seed, StandingEntry, seed_field
from services.draws.domain.verification import (
    DrawOnRecord,
    FrozenEntry,
    StoredLine,
    verify_draw,
)
from shared.terms import Violation

ENTERED = datetime(2026, 2, 10, 12, tzinfo=UTC)


def entry(player: int) -> StandingEntry:
    return StandingEntry(1000 + player, player, ENTERED + timedelta(hours=player))


def on_record(
    players: int = 10,
    random_seed: int = 2026,
    ranked: Sequence[int] | None = (7, 3, 9, 1),
    withdrawn: Sequence[int] = (),
) -> DrawOnRecord:
    """A draw as the service stores it: players 1 to ``players`` at the deadline."""
    closing = [entry(player) for player in range(1, players + 1)]
    standing = [each for each in closing if each.player_id not in withdrawn]
    ranking = (
        None
        if ranked is None
        else {player: RankingPlace(place, 100 - place) for place, player in enumerate(ranked, 1)}
    )
    planned, seeding = seed_field(closing, ranking), seed_field(standing, ranking)
    draw = make_draw(seeding.player_ids, seeded=seeding.is_seeded, random_seed=random_seed)
    frozen = {each.player_id: FrozenEntry(each, 10 * each.player_id) for each in standing}
    return DrawOnRecord(
        closing=closing,
        entries=list(frozen.values()),
        ranking=ranking,
        random_seed=random_seed,
        num_players=len(standing),
        size=draw.size,
        lines=[
            StoredLine(
                number=line.number,
                player_id=line.player_id,
                seed=line.seed,
                has_bye=line.player_id in draw.players_with_bye,
                entry_points=frozen[line.player_id].points,
                entered_at=frozen[line.player_id].entry.entered_at,
            )
            for line in draw.lines
            if line.player_id is not None
        ],
        planned=planned.seeds,
        actual=seeding.seeds,
    )


def change_line(record: DrawOnRecord, index: int, **changes: object) -> DrawOnRecord:
    lines = list(record.lines)
    lines[index] = replace(lines[index], **changes)  # type: ignore[arg-type]
    return replace(record, lines=lines)


def exchange(record: DrawOnRecord, one: int, other: int) -> DrawOnRecord:
    """Two players change lines, with all that belongs to them."""
    lines = list(record.lines)
    first, second = lines[one], lines[other]
    lines[one] = replace(second, number=first.number, has_bye=first.has_bye)
    lines[other] = replace(first, number=second.number, has_bye=second.has_bye)
    return replace(record, lines=lines)


@settings(max_examples=200)
@given(
    players=st.integers(6, 64),
    random_seed=st.integers(0, 2**63 - 1),
    is_seeded=st.booleans(),
    data=st.data(),
)
def test_every_draw_that_was_made_is_verified(
    players: int, random_seed: int, is_seeded: bool, data: st.DataObject
) -> None:
    everybody = list(range(1, players + 1))
    ranked = data.draw(st.permutations(everybody))[: data.draw(st.integers(0, players))]
    withdrawn = data.draw(st.lists(st.sampled_from(everybody), unique=True, max_size=players - 6))
    record = on_record(players, random_seed, ranked if is_seeded else None, withdrawn)

    found = verify_draw(record)

    assert found.differences == ()
    assert found.is_verified
    assert [check.stored for check in found.lines] == [check.computed for check in found.lines]
    assert len(found.lines) == record.size
    assert all(check.agrees for check in (*found.planned, *found.actual))
    assert all(check.agrees for check in found.lines)


def test_the_lots_of_the_example_are_those_of_the_page() -> None:
    """docs/draw-algorithm.md, a draw by hand: 101 to 110, seeds 108, 103, 110, 101."""
    seeds = [8, 3, 10, 1]
    found = verify_draw(on_record(10, 2026, seeds))
    assert [(lot.index, lot.below, lot.lot) for lot in found.lots] == [
        (0, 2, 1),
        (1, 2, 0),
        (2, 6, 3),
        (3, 5, 2),
        (4, 4, 1),
        (5, 3, 2),
        (6, 2, 1),
    ]
    assert f"{found.lots[0].number:016x}" == "a1749093b07c70ed"
    assert [lot.what_for for lot in found.lots] == [
        "which half of lines 1 to 8 has one bye more",
        "which half of lines 9 to 16 has one bye more",
        *["order of the unseeded players"] * 5,
    ]


def test_lots_of_shared_lines_name_their_seeds() -> None:
    found = verify_draw(on_record(64, 7, range(1, 65)))
    assert [lot.what_for for lot in found.lots][:6] == [
        "which of seeds 6 and 7 has the upper line",
        "which of seeds 5 and 8 has the upper line",
        "which of seeds 9 and 12 has the upper line",
        "which of seeds 10 and 11 has the upper line",
        "which of seeds 13 and 16 has the upper line",
        "which of seeds 14 and 15 has the upper line",
    ]


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda record: exchange(record, 4, 6), id="two players change lines"),
        pytest.param(lambda record: exchange(record, 0, 9), id="seeds 1 and 2 change lines"),
        pytest.param(lambda record: change_line(record, 3, player_id=77), id="a stranger"),
        pytest.param(lambda record: change_line(record, 3, number=2), id="a bye moves"),
        pytest.param(lambda record: change_line(record, 3, has_bye=True), id="a bye too many"),
        pytest.param(lambda record: change_line(record, 0, has_bye=False), id="a bye too few"),
        pytest.param(lambda record: change_line(record, 3, number=99), id="a line too far"),
        pytest.param(lambda record: change_line(record, 3, entry_points=999), id="points"),
        pytest.param(
            lambda record: change_line(record, 3, entered_at=ENTERED - timedelta(days=1)),
            id="moment of entry",
        ),
        pytest.param(lambda record: change_line(record, 3, seed=5), id="a seed too many"),
        pytest.param(lambda record: replace(record, lines=record.lines[1:]), id="a line is gone"),
        pytest.param(
            lambda record: replace(record, lines=(*record.lines, record.lines[0])),
            id="a line twice",
        ),
        pytest.param(lambda record: replace(record, lines=()), id="no lines"),
        pytest.param(lambda record: replace(record, random_seed=2027), id="random seed"),
        pytest.param(lambda record: replace(record, random_seed=-1), id="impossible random seed"),
        pytest.param(lambda record: replace(record, random_seed=2**63), id="random seed too large"),
        pytest.param(lambda record: replace(record, ranking=None), id="unseeded"),
        pytest.param(lambda record: replace(record, num_players=11), id="number of players"),
        pytest.param(lambda record: replace(record, size=32), id="size"),
        pytest.param(lambda record: replace(record, size=0), id="no size"),
        pytest.param(lambda record: replace(record, entries=()), id="no entries"),
        pytest.param(lambda record: replace(record, entries=record.entries[1:]), id="an entry"),
        pytest.param(lambda record: replace(record, closing=()), id="no field"),
        pytest.param(lambda record: replace(record, planned=record.planned[:3]), id="planned"),
        pytest.param(lambda record: replace(record, planned=()), id="no planned"),
        pytest.param(lambda record: replace(record, actual=record.actual[:3]), id="actual"),
        pytest.param(
            lambda record: replace(record, actual=(Seed(1, 7, 100), *record.actual[1:])),
            id="points of a seed",
        ),
        pytest.param(
            lambda record: replace(record, ranking={7: RankingPlace(1, 99)}),
            id="ranking",
        ),
    ],
)
def test_whatever_is_changed_in_what_is_stored_is_told(
    tamper: Callable[[DrawOnRecord], DrawOnRecord],
) -> None:
    found = verify_draw(tamper(on_record()))
    assert not found.is_verified
    assert all(each.field and each.rule and each.message for each in found.differences)


def test_a_player_put_in_anothers_place_is_told_although_the_lines_would_be_drawn_the_same() -> (
    None
):
    """11 sorts where 10 did, so lines alone would not tell; the frozen entries do."""
    record = on_record()
    index = next(i for i, line in enumerate(record.lines) if line.player_id == 10)
    found = verify_draw(change_line(record, index, player_id=11))
    line = record.lines[index].number
    check = found.lines[line - 1]
    assert check.stored is not None
    assert check.computed is not None
    assert (check.stored.player_id, check.computed.player_id) == (11, 10)
    assert [each.number for each in found.lines if not each.agrees] == [line]
    assert (
        f"Line {line} is stored as player 11; entries, ranking and random seed give player 10."
        in [each.message for each in found.differences]
    )


def test_each_line_and_each_seed_is_compared_by_itself() -> None:
    record = exchange(on_record(), 4, 6)
    found = verify_draw(record)
    changed = {record.lines[4].number, record.lines[6].number}
    assert {each.number for each in found.lines if not each.agrees} == changed
    assert all(check.agrees for check in (*found.planned, *found.actual))


def test_a_seed_of_either_seeding_is_told_by_its_number() -> None:
    record = on_record()
    planned = (*record.planned[:1], Seed(2, 9, 97), Seed(3, 3, 98), *record.planned[3:])
    messages = [each.message for each in verify_draw(replace(record, planned=planned)).differences]
    told = "Seed {} of the planned seeding is stored as {}; entries and ranking give {}."
    three, nine = "player 3 with 98 points", "player 9 with 97 points"
    assert messages == [told.format(2, nine, three), told.format(3, three, nine)]


def test_an_entry_exchanged_after_the_deadline_is_told() -> None:
    record = on_record()
    first = record.entries[0]
    later = replace(first, entry=replace(first.entry, entered_at=ENTERED - timedelta(days=9)))
    found = verify_draw(replace(record, entries=[later, *record.entries[1:]]))
    assert "The entry of player 1 is not the one of the deadline." in [
        each.message for each in found.differences
    ]


def test_an_entry_whose_number_is_not_known_any_more_is_as_good() -> None:
    """Draws made before the entries were kept (migration 0002)."""
    record = on_record()
    entries = [replace(each, entry=replace(each.entry, entry_id=0)) for each in record.entries]
    assert verify_draw(replace(record, entries=entries)).is_verified


def test_who_came_back_after_the_deadline_is_no_difference() -> None:
    record = on_record()
    closing = [each for each in record.closing if each.player_id != 10]
    assert verify_draw(replace(record, closing=closing)).is_verified


def test_entries_that_make_no_draw_are_told_and_nothing_is_made_of_them() -> None:
    record = on_record()
    found = verify_draw(replace(record, entries=record.entries[:5]))
    assert found.seeding.field == ()
    assert found.lots == ()
    assert found.differences[0].message == (
        "5 entries are on record for this draw, and a draw needs 6 to 64. It cannot be made again."
    )
    assert not any(line.agrees for line in found.lines)


@pytest.mark.parametrize(
    ("tamper", "field", "rule", "sentence"),
    [
        (
            lambda record: replace(record, entries=record.entries[:5]),
            "entries",
            "3",
            (
                "5 entries are on record for this draw, and a draw needs 6 to 64. "
                "It cannot be made again."
            ),
        ),
        (
            lambda record: replace(
                record,
                entries=[
                    replace(each, entry=replace(each.entry, entry_id=7)) for each in record.entries
                ],
            ),
            "entries",
            "4",
            "The entry of player 1 is not the one of the deadline.",
        ),
        (
            lambda record: replace(record, num_players=11),
            "num_players",
            "4",
            "The draw is stored with 11 players and has 10 entries.",
        ),
        (
            lambda record: replace(record, size=32),
            "size",
            "4",
            "The draw is stored with 32 lines; 10 players need 16.",
        ),
        (
            lambda record: replace(record, lines=(*record.lines, record.lines[0])),
            "lines",
            "4",
            "2 players stand on line 1.",
        ),
        (
            lambda record: replace(record, planned=record.planned[:3]),
            "planned_seeds",
            "4",
            (
                "Seed 4 of the planned seeding is stored as nobody; "
                "entries and ranking give player 1 with 96 points."
            ),
        ),
        (
            lambda record: replace(record, actual=(*record.actual, Seed(5, 2, 0))),
            "actual_seeds",
            "4",
            (
                "Seed 5 of the actual seeding is stored as player 2 with 0 points; "
                "entries and ranking give nobody."
            ),
        ),
        (
            lambda record: change_line(record, 0, has_bye=False),
            "lines",
            "4",
            (
                "Line 1 has the right player, but another bye, points or moment of entry "
                "than the entry gives."
            ),
        ),
        (
            lambda record: replace(record, lines=record.lines[1:]),
            "lines",
            "4",
            ("Line 1 is stored as a bye; entries, ranking and random seed give player 7, seed 1."),
        ),
        (
            lambda record: change_line(record, 0, number=99),
            "lines",
            "4",
            (
                "Line 99 is stored as player 7, seed 1; "
                "entries, ranking and random seed give no line."
            ),
        ),
        (
            lambda record: replace(record, lines=(), size=0),
            "lines",
            "4",
            "Line 2 is stored as no line; entries, ranking and random seed give a bye.",
        ),
    ],
)
def test_a_difference_names_field_rule_and_both_sides(
    tamper: Callable[[DrawOnRecord], DrawOnRecord], field: str, rule: str, sentence: str
) -> None:
    found = verify_draw(tamper(on_record())).differences
    assert Violation(field, rule, sentence) in found
