"""Properties of draws and seedings over any entries and any ranking (rules.md 3, 4 and 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import composite

from services.draws.domain.bracket import make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.preview import preview_draw
from services.draws.domain.seeding import RankingPlace, StandingEntry, seed_field
from services.draws.domain.verification import (
    DrawOnRecord,
    FrozenEntry,
    StoredLine,
    verify_draw,
)
from tests.proofs.draws.plain_rules import broken_plain_rules, seeds_for, size_for
from tests.proofs.length import examples

MANY = settings(max_examples=examples(60), deadline=None)
ENTERED = datetime(2026, 2, 10, 12, tzinfo=UTC)
Places = Mapping[int, RankingPlace]

random_seeds = st.integers(0, 2**63 - 1)


@composite
def entry_lists(draw: st.DrawFn, fewest: int = 6) -> list[StandingEntry]:
    """Entries of 6 to 64 players, some at the same moment, in no order."""
    players = draw(st.lists(st.integers(1, 2**40), min_size=fewest, max_size=64, unique=True))
    minutes = draw(
        st.lists(st.integers(0, 90), min_size=len(players), max_size=len(players)),
    )
    numbers = draw(st.permutations(range(1, len(players) + 1)))
    return [
        StandingEntry(number, player, ENTERED + timedelta(minutes=minute))
        for number, player, minute in zip(numbers, players, minutes, strict=True)
    ]


@composite
def rankings(draw: st.DrawFn, entries: Sequence[StandingEntry]) -> Places:
    """A ranking that some of them stand in, and others too, with equal points here and there."""
    entered = st.sampled_from([entry.player_id for entry in entries])
    ranked = draw(st.lists(entered | st.integers(2**41, 2**42), unique=True, max_size=80))
    steps = draw(st.lists(st.integers(0, 3), min_size=len(ranked), max_size=len(ranked)))
    points = sum(steps)
    places = {}
    for position, (player, step) in enumerate(zip(ranked, steps, strict=True), start=1):
        places[player] = RankingPlace(position, points)
        points -= step
    return places


@composite
def cases(draw: st.DrawFn, fewest: int = 6) -> tuple[list[StandingEntry], Places]:
    entries = draw(entry_lists(fewest))
    return entries, draw(rankings(entries))


def by_the_rules(entries: Sequence[StandingEntry], ranking: Places) -> list[int]:
    """Section 4: the ranking's own order, then the earlier entry."""
    ranked = [entry.player_id for entry in entries if entry.player_id in ranking]
    unranked = [entry for entry in entries if entry.player_id not in ranking]
    unranked.sort(key=lambda entry: entry.entry_id)
    unranked.sort(key=lambda entry: entry.entered_at)
    return [
        *sorted(ranked, key=lambda player: ranking[player].position),
        *(entry.player_id for entry in unranked),
    ]


@MANY
@given(case=cases())
def test_ranked_players_come_in_the_order_of_the_ranking_and_unranked_in_that_of_entry(
    case: tuple[list[StandingEntry], Places],
) -> None:
    entries, ranking = case
    seeding = seed_field(entries, ranking)
    assert list(seeding.player_ids) == by_the_rules(entries, ranking)
    assert [seed.number for seed in seeding.seeds] == list(range(1, seeds_for(len(entries)) + 1))
    assert [seed.player_id for seed in seeding.seeds] == list(
        seeding.player_ids[: len(seeding.seeds)]
    )
    for seed in seeding.seeds:
        place = ranking.get(seed.player_id)
        assert seed.points == (place.points if place else 0)


@MANY
@given(case=cases(), data=st.data())
def test_the_order_in_which_entries_are_read_decides_nothing(
    case: tuple[list[StandingEntry], Places], data: st.DataObject
) -> None:
    entries, ranking = case
    again = data.draw(st.permutations(entries))
    assert seed_field(again, ranking) == seed_field(entries, ranking)
    assert seed_field(again, None) == seed_field(entries, None)


@MANY
@given(case=cases(fewest=7), data=st.data())
def test_after_a_withdrawal_everyone_below_moves_up_and_everyone_above_stands(
    case: tuple[list[StandingEntry], Places], data: st.DataObject
) -> None:
    entries, ranking = case
    planned = seed_field(entries, ranking)
    gone = data.draw(st.sampled_from(entries))
    actual = seed_field([entry for entry in entries if entry is not gone], ranking)

    expected = [player for player in planned.player_ids if player != gone.player_id]
    assert list(actual.player_ids) == expected
    # size and number of seeds follow the players drawn: nine less one is eight, two seeds
    assert len(actual.seeds) == seeds_for(len(entries) - 1)
    before = {seed.player_id: seed.number for seed in planned.seeds}
    after = {seed.player_id: seed.number for seed in actual.seeds}
    place = before.get(gone.player_id, 99)
    for player, number in after.items():
        if player in before:
            assert number == before[player] - (before[player] > place)


@MANY
@given(case=cases(), random_seed=random_seeds, seeded=st.booleans())
def test_whatever_is_entered_and_ranked_the_draw_breaks_no_rule(
    case: tuple[list[StandingEntry], Places], random_seed: int, seeded: bool
) -> None:
    entries, ranking = case
    seeding = seed_field(entries, ranking if seeded else None)
    draw = make_draw(seeding.player_ids, seeded=seeded, random_seed=random_seed)
    lines = [line.player_id for line in draw.lines]
    seeds = [seed.player_id for seed in seeding.seeds]
    assert broken_plain_rules(lines, seeds, seeding.player_ids) == []
    assert broken_rules(draw, seeding.seeds, set(seeding.player_ids)) == []
    assert draw == make_draw(seeding.player_ids, seeded=seeded, random_seed=random_seed)


@MANY
@given(case=cases(), random_seed=random_seeds, seeded=st.booleans())
def test_a_preview_tells_the_seeds_and_byes_of_every_draw_that_may_come(
    case: tuple[list[StandingEntry], Places], random_seed: int, seeded: bool
) -> None:
    entries, ranking = case
    seeding = seed_field(entries, ranking if seeded else None)
    preview = preview_draw(seeding, seeding.seeds)
    draw = make_draw(seeding.player_ids, seeded=seeded, random_seed=random_seed)
    marked = {line.seed: line.player_id for line in draw.lines if line.seed is not None}
    assert {seed.number: seed.player_id for seed in preview.seeds} == marked
    assert (preview.size, preview.byes) == (draw.size, draw.byes)
    assert preview.size == size_for(len(entries))
    with_bye = {seed.player_id for seed in preview.seeds if seed.has_bye}
    assert with_bye == draw.players_with_bye & set(marked.values())
    assert preview.byes_by_lot == len(draw.players_with_bye - with_bye)


@MANY
@given(
    case=cases(fewest=7),
    random_seed=random_seeds,
    seeded=st.booleans(),
    data=st.data(),
)
def test_a_made_draw_is_verified_and_an_exchange_of_two_lines_is_told(
    case: tuple[list[StandingEntry], Places], random_seed: int, seeded: bool, data: st.DataObject
) -> None:
    entries, ranking = case
    standing = entries[: data.draw(st.integers(6, len(entries)))]
    record = on_record(entries, standing, ranking if seeded else None, random_seed)
    assert verify_draw(record).differences == ()

    one, other = data.draw(
        st.lists(st.integers(0, len(standing) - 1), min_size=2, max_size=2, unique=True)
    )
    lines = list(record.lines)
    lines[one], lines[other] = (
        moved(lines[other], to=lines[one]),
        moved(lines[one], to=lines[other]),
    )
    found = verify_draw(replace(record, lines=lines))
    assert [line.number for line in found.lines if not line.agrees] == sorted(
        (record.lines[one].number, record.lines[other].number)
    )


def on_record(
    closing: Sequence[StandingEntry],
    standing: Sequence[StandingEntry],
    ranking: Places | None,
    random_seed: int,
) -> DrawOnRecord:
    planned, seeding = seed_field(closing, ranking), seed_field(standing, ranking)
    draw = make_draw(seeding.player_ids, seeded=seeding.is_seeded, random_seed=random_seed)
    entered_at = {entry.player_id: entry.entered_at for entry in standing}
    return DrawOnRecord(
        closing=closing,
        entries=[FrozenEntry(entry, 0) for entry in standing],
        ranking=ranking,
        random_seed=random_seed,
        num_players=len(standing),
        size=draw.size,
        lines=[
            StoredLine(
                line.number,
                line.player_id,
                line.seed,
                line.player_id in draw.players_with_bye,
                0,
                entered_at[line.player_id],
            )
            for line in draw.lines
            if line.player_id is not None
        ],
        planned=planned.seeds,
        actual=seeding.seeds,
    )


def moved(line: StoredLine, to: StoredLine) -> StoredLine:
    """The player of one line on another one."""
    return StoredLine(
        to.number, line.player_id, line.seed, to.has_bye, line.entry_points, line.entered_at
    )
