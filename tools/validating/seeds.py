"""Seeds by the ranking, and draws made again (rules.md section 4).

Judged by the draws domain itself: seeding and drawing are asked again, from what was kept.
"""

from collections.abc import Iterator

from services.draws.domain.seeding import Ranking, RankingPlace, Seed, StandingEntry, seed_field
from services.draws.domain.sizes import can_be_drawn
from services.draws.domain.verification import (
    DrawOnRecord,
    FrozenEntry,
    StoredLine,
    verify_draw,
)
from services.entries.domain.tournaments import entry_deadline
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from tools.validating.check import PUBLISHED, Bad, Check
from tools.validating.sheets import Sheet
from tools.validating.stored import Stored
from tools.validating.tables import DrawEntry, DrawSeed


def seeds_of(sheet: Sheet, *, actual: bool) -> list[Seed]:
    """The actual or the planned seeds as they are stored, in order."""
    return [
        Seed(seed.seed_number, seed.player_id, seed.seeding_points)
        for seed in sheet.with_seeding(actual=actual)
    ]


def _seeded_by_ranking(stored: Stored) -> Iterator[Bad]:
    numbers = _entry_numbers(stored)
    for sheet in stored.made:
        entries = [
            StandingEntry(numbers.get((*sheet.key, line.player_id), 0), line.player_id, at)
            for line in sheet.lines
            for at in (line.entry_timestamp,)
        ]
        yield from _against(stored, sheet, entries, actual=True)


def _planned_by_ranking(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        if sheet.tournament is None:
            continue
        closed = entry_deadline(sheet.tournament.start_date)
        entries = [
            StandingEntry(row.entry_id, row.player_id, row.entered_at)
            for row in sheet.field
            if row.entry_id is not None and row.entered_at is not None
        ]
        if not sheet.field:
            entries = [
                StandingEntry(entry.entry_id, entry.player_id, entry.entry_timestamp)
                for entry in stored.entries_of.get(sheet.key, ())
                if entry.entry_timestamp <= closed
                and (entry.withdrawn_at is None or entry.withdrawn_at > closed)
            ]
        yield from _against(stored, sheet, entries, actual=False)


def _entry_numbers(stored: Stored) -> dict[tuple[int, int, int, int], int]:
    return {
        (*key, entry.player_id): entry.entry_id
        for key, entries in stored.entries_of.items()
        for entry in entries
        if entry.withdrawal_type != "BEFORE_DRAW"
    }


def _against(
    stored: Stored, sheet: Sheet, entries: list[StandingEntry], *, actual: bool
) -> Iterator[Bad]:
    """The stored seeds against those that entries and ranking give."""
    if len({entry.player_id for entry in entries}) != len(entries):
        return
    due: set[Seed] = set()
    if can_be_drawn(len(entries)):
        due = set(seed_field(entries, _ranking(stored, sheet)).seeds)
    have = {seed: row for row in sheet.with_seeding(actual=actual) for seed in (_seed(row),)}
    for seed in sorted(have.keys() - due, key=lambda seed: seed.number):
        wanted = next((one for one in due if one.number == seed.number), None)
        by_the_rules = f"player {wanted.player_id} with {wanted.points}" if wanted else "nobody"
        text = (
            f"{sheet.name}: seed {seed.number} is player {seed.player_id} "
            f"with {seed.points} points, by the ranking {by_the_rules}"
        )
        yield Bad(have[seed].origin, text)
    numbers = {seed.number for seed in have}
    for seed in sorted(due, key=lambda seed: seed.number):
        if seed.number not in numbers:
            text = f"{sheet.name}: seed {seed.number} is missing, player {seed.player_id}"
            yield Bad(sheet.draw.origin, text)


def _seed(row: DrawSeed) -> Seed:
    return Seed(row.seed_number, row.player_id, row.seeding_points)


def _ranking(stored: Stored, sheet: Sheet) -> Ranking | None:
    """The ranking that this draw was seeded by: the one kept with it, else that of the week before
    as it is stored; None where none was published."""
    draw = sheet.draw
    if sheet.field and draw.is_seeded is not None:
        return (
            {
                row.player_id: RankingPlace(row.ranking_position, row.ranking_points)
                for row in sheet.field
                if row.ranking_position is not None
            }
            if draw.is_seeded
            else None
        )
    if sheet.tournament is None:
        return None
    week = Week.of(sheet.tournament.start_date) - 1
    key = (AgeCategory(draw.age_category_id), Gender(draw.gender_id))
    ranked = stored.rankings.get(key, {}).get(week)
    if not ranked:
        return None
    return {row.player_id: RankingPlace(row.rank_position, row.total_points) for row in ranked}


def _made_again(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        draw = sheet.draw
        if draw.random_seed is None or draw.num_players is None or draw.draw_size is None:
            continue
        found = verify_draw(_record(stored, sheet))
        if found.differences:
            yield Bad(draw.origin, f"{sheet.name}: {found.differences[0].message}")


def _record(stored: Stored, sheet: Sheet) -> DrawOnRecord:
    draw = sheet.draw
    seed_of = {seed.player_id: seed.seed_number for seed in sheet.with_seeding(actual=True)}
    return DrawOnRecord(
        closing=[
            StandingEntry(row.entry_id, row.player_id, row.entered_at)
            for row in sheet.field
            if row.entry_id is not None and row.entered_at is not None
        ],
        entries=[
            FrozenEntry(
                StandingEntry(row.entry_id, row.player_id, row.entered_at), row.entry_points
            )
            for row in sheet.frozen
        ],
        ranking=_ranking(stored, sheet) if draw.is_seeded else None,
        random_seed=draw.random_seed or 0,
        num_players=draw.num_players or 0,
        size=draw.draw_size or 0,
        lines=[
            StoredLine(
                line.draw_position,
                line.player_id,
                seed_of.get(line.player_id),
                line.has_bye,
                line.entry_points or 0,
                line.entry_timestamp,
            )
            for line in sheet.lines
        ],
        planned=seeds_of(sheet, actual=False),
        actual=seeds_of(sheet, actual=True),
    )


CHECKS = (
    Check(
        "seeds-ranking",
        "4",
        "The actual seeds follow the ranking of the week before",
        ("draw_seed", "draw_players", "weekly_ranking"),
        _seeded_by_ranking,
        spares=PUBLISHED,
    ),
    Check(
        "seeds-planned",
        "4",
        "The planned seeds are those of the deadline",
        ("draw_seed", "entries", "weekly_ranking"),
        _planned_by_ranking,
        spares=PUBLISHED,
    ),
    Check(
        "draw-again",
        "4",
        "Entries, ranking and random seed give this very draw",
        ("draws", "draw_players", "draw_entries"),
        _made_again,
        needs=(DrawEntry,),
        unless="Random seeds and frozen entries are not in these files.",
    ),
)
