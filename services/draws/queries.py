"""What can be asked about draws. Nothing here writes.

Guarantees that a draw is shown whole: lines and seeds come with the status they belong to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.draws import field_store, store
from services.draws.commands import why_not
from services.draws.domain import obstacles
from services.draws.domain.lots import ALGORITHM_VERSION
from services.draws.domain.preview import Preview, preview_draw
from services.draws.domain.seeding import RankingPlace, seed_field
from services.draws.domain.sizes import MAX_PLAYERS, MIN_PLAYERS, can_be_drawn, draw_size
from services.draws.domain.verification import (
    DrawOnRecord,
    FrozenEntry,
    StoredLine,
    Verification,
    verify_draw,
)
from services.draws.peers import Peers, RankingState
from services.draws.records import Draw, DrawLine, DrawSheet, FieldRow, Origin
from shared.database import Database
from shared.errors import NotFound
from shared.terms import DrawStatus, Violation


async def list_draws(
    db: AsyncConnection, tournament_ids: Sequence[int], status: DrawStatus | None
) -> list[Draw]:
    """By tournament, category and gender; without tournaments all draws in that state."""
    if not tournament_ids and status is None:
        return []
    return await store.list_draws(db, tournament_ids, status)


async def draw_sheet(db: AsyncConnection, draw_id: int) -> DrawSheet:
    """The draw with its lines, byes among them, and both seedings. Raises NotFound.

    Unverified history may form no bracket: only the lines that it has are shown.
    """
    sheet = await store.draw_sheet(db, draw_id)
    if sheet is None:
        raise NotFound(f"There is no draw {draw_id}.")
    if not sheet.lines or not sheet.draw.size or sheet.draw.origin is Origin.UNVERIFIED:
        return sheet
    drawn = {line.number: line for line in sheet.lines}
    return replace(
        sheet,
        lines=tuple(
            drawn.get(number) or DrawLine(number, None) for number in range(1, sheet.draw.size + 1)
        ),
    )


@dataclass(frozen=True, slots=True)
class DrawPreview:
    """The draw as it would be made now, as far as that can be said, and why it cannot be made.

    ``preview`` is None where the seeds cannot be told: there are too few players, the ranking is
    not published yet, or the draw was made.
    """

    num_players: int
    preview: Preview | None
    obstacles: tuple[Violation, ...]

    @property
    def size(self) -> int:
        """The number of lines, 0 where these players make no draw."""
        return draw_size(self.num_players) if can_be_drawn(self.num_players) else 0

    @property
    def byes(self) -> int:
        return self.size - self.num_players if self.size else 0


async def preview(database: Database, peers: Peers, draw_id: int) -> DrawPreview:
    """Seeds and byes of the entries that stand now; never a line. Raises NotFound.

    Of a draw that was made or cancelled nothing is left to preview: the obstacle says so.
    """
    async with database.read() as db:
        sheet = await draw_sheet(db, draw_id)
        ranking = await field_store.ranking_at_deadline(db, draw_id)
        now = await database.clock.now(db)
    draw = sheet.draw
    reason = why_not(draw, now)
    found = [] if reason is None else [reason]
    if not draw.waits_for_lots:
        return DrawPreview(draw.num_players or 0, None, tuple(found))
    entries = await peers.standing_entries(draw.entry_list)
    players = len(entries)
    if players < MIN_PLAYERS:
        return DrawPreview(players, None, (*found, obstacles.too_few(players)))
    if players > MAX_PLAYERS:
        return DrawPreview(players, None, (*found, obstacles.too_many(players)))
    places: Mapping[int, RankingPlace] | None = ranking if draw.is_seeded else None
    if draw.waits_for_closing:
        week = draw.tournament.seeding_week
        asked = await peers.ranking(week, draw.category, draw.gender)
        if asked.state is RankingState.PENDING:
            return DrawPreview(players, None, (*found, obstacles.waits_for_ranking(week)))
        places = asked.places if asked.state is RankingState.PUBLISHED else None
    seeding = seed_field([entry.standing for entry in entries], places)
    return DrawPreview(players, preview_draw(seeding, sheet.planned_seeds), tuple(found))


@dataclass(frozen=True, slots=True)
class VerifiedDraw:
    """A stored draw beside the same one made again; ``obstacle`` says why it cannot be.

    ``field`` is that of the deadline with the ranking, ``entries`` are those frozen when the draw
    was made, both by player id.
    """

    draw: Draw
    obstacle: Violation | None = None
    verification: Verification | None = None
    field: tuple[FieldRow, ...] = ()
    entries: tuple[FrozenEntry, ...] = ()


async def verified_draw(db: AsyncConnection, draw_id: int) -> VerifiedDraw:
    """Make the draw again and compare it with what is stored. Raises NotFound.

    Asks nothing but the draw's own tables: entries and rankings may have changed since.
    """
    sheet = await store.draw_sheet(db, draw_id)
    if sheet is None:
        raise NotFound(f"There is no draw {draw_id}.")
    draw = sheet.draw
    if (obstacle := _why_not_verified(draw)) is not None:
        return VerifiedDraw(draw, obstacle)
    field = await field_store.field_at_deadline(db, draw_id)
    entries = await field_store.frozen_entries(db, draw_id)
    verification = verify_draw(_on_record(sheet, field, entries))
    return VerifiedDraw(draw, None, verification, tuple(field), tuple(entries))


def _why_not_verified(draw: Draw) -> Violation | None:
    if draw.status is DrawStatus.CANCELLED:
        return obstacles.cancelled()
    if draw.waits_for_lots:
        return obstacles.not_made()
    if not draw.was_made_here:
        return obstacles.made_elsewhere()
    if draw.algorithm_version != ALGORITHM_VERSION:
        return obstacles.other_algorithm(draw.algorithm_version or 0)
    return None


def _on_record(
    sheet: DrawSheet, field: Sequence[FieldRow], entries: Sequence[FrozenEntry]
) -> DrawOnRecord:
    draw = sheet.draw
    places = {row.player_id: row.place for row in field if row.place is not None}
    return DrawOnRecord(
        closing=[row.standing for row in field if row.standing is not None],
        entries=entries,
        ranking=places if draw.is_seeded else None,
        random_seed=draw.random_seed or 0,
        num_players=draw.num_players or 0,
        size=draw.size or 0,
        lines=[
            StoredLine(
                line.number,
                line.player_id,
                line.seed_number,
                line.has_bye,
                line.entry_points,
                line.entered_at,
            )
            for line in sheet.lines
            if line.player_id is not None
        ],
        planned=sheet.planned_seeds,
        actual=sheet.actual_seeds,
    )
