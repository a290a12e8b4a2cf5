"""Looks at everything once more: which suspensions the matches make due, beside those on record.

Guarantees that nothing is written here, and that foreign data keep theirs: an import invents no
suspensions and lifts none (rules.md section 13), and so does this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.consequences import (
    Consequences,
    OpenDraw,
    SuspensionChange,
    annulled,
    elsewhere,
    made,
    match_id_at,
    read_draws,
)
from services.matches.domain.bracket import Place
from services.matches.domain.suspensions import Sanction, sanctions_in, suspension_for
from services.matches.rows import Origin, StoredSuspension
from services.matches.store import suspensions as suspension_rows
from services.matches.store.suspensions import SuspensionFilter


@dataclass(frozen=True, slots=True)
class _Due:
    """A sanction in a draw as it stands; without a place the player withdrew before there was an
    opponent."""

    draw: OpenDraw
    sanction: Sanction
    place: Place | None

    def made(self, known: Sequence[StoredSuspension], now: datetime) -> SuspensionChange | None:
        """Its suspension, new or holding again; None where it holds, or is of foreign data."""
        if not self._is_live:
            return None
        match_id = match_id_at(self.draw, self.place)
        return made(self.draw.facts, known, self.sanction, match_id, now)

    @property
    def _is_live(self) -> bool:
        if self.place is None:
            return self.draw.facts.origin is Origin.LIVE
        return any(
            stored.match.place == self.place and stored.origin is Origin.LIVE
            for stored in self.draw.matches
        )


async def recalculate_suspensions(
    db: AsyncConnection, first_day: date | None, *, now: datetime, lock: bool
) -> Consequences:
    """What is wrong in the suspensions of tournaments that begin on ``first_day`` or later, and
    what follows elsewhere; ``now`` is tour time, UTC.

    One that is missing is made, or holds again; one whose cause is not there is annulled; wrong
    days are put right. One that was lifted stays lifted. Source: rules.md sections 5, 7 and 13.
    """
    wanted = SuspensionFilter(include_annulled=True)
    known = await suspension_rows.list_suspensions(db, wanted, lock=lock)
    due: dict[tuple[int, Sanction], _Due] = {}
    first_days: dict[int, date] = {}
    async for draw in read_draws(db, first_day):
        facts = draw.facts
        first_days[facts.tournament_id] = facts.start_date
        for sanction, place in sanctions_in(draw.bracket, draw.absences).items():
            due[facts.tournament_id, sanction] = _Due(draw, sanction, place)
    rows = {(row.tournament_id, _sanction_of(row)): row for row in known}
    found = [each.made((), now) for key, each in due.items() if key not in rows]
    found += [
        _put_right(row, due.get(key), first_days[row.tournament_id], now)
        for key, row in rows.items()
        if row.origin is Origin.LIVE and row.tournament_id in first_days
    ]
    changes = sorted(
        (change for change in found if change is not None),
        key=lambda change: (change.after.suspension.first_day, change.after.suspension.player_id),
    )
    return Consequences(None, tuple(changes), await elsewhere(db, known, changes, lock=lock))


def _put_right(
    row: StoredSuspension, due: _Due | None, first_day: date, now: datetime
) -> SuspensionChange | None:
    """A row of live play as it should be, for the tournament's ``first_day``; None where it is."""
    after = row
    if due is None and not row.suspension.annulled:
        after = annulled(row, now).after
    elif due is not None and (again := due.made([row], now)):
        after = again.after
    after = _with_its_days(after, first_day, now.date())
    return None if after == row else SuspensionChange(row, replace(after, version=row.version + 1))


def _with_its_days(row: StoredSuspension, first_day: date, today: date) -> StoredSuspension:
    """The row with the days that its sanction brings; one that ended too early runs on."""
    right = suspension_for(_sanction_of(row), first_day)
    held = row.suspension
    if (held.first_day, held.last_day) == (right.first_day, right.last_day):
        return row
    runs_on = held.lifted_on is None and right.last_day >= today
    return replace(
        row,
        suspension=replace(held, first_day=right.first_day, last_day=right.last_day),
        ended_at=None if runs_on else row.ended_at,
    )


def _sanction_of(row: StoredSuspension) -> Sanction:
    return Sanction(row.suspension.player_id, row.suspension.cause)
