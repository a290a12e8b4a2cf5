"""Creating and changing tournaments.

Guarantees that a tournament comes with its four entry lists, and that its week is fixed once
anybody has entered.
"""

from dataclasses import dataclass

from services.entries import events
from services.entries.domain.history import check_changeable
from services.entries.domain.tournaments import (
    TournamentDetails,
    check_tournament,
    check_tournament_change,
)
from services.entries.store import entries, places, tournaments
from services.entries.store.rows import Tournament
from shared.errors import RuleBroken, Stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class ChangeTournament:
    """``expected_version`` is the one that the administrator saw."""

    tournament_id: int
    expected_version: int
    details: TournamentDetails


async def create_tournament(work: Work, details: TournamentDetails) -> Tournament:
    """Add a tournament to the calendar; the draws service opens its four draws when it hears of it.

    RuleBroken names every broken rule (rules.md sections 2 and 9).
    """
    db = await work.begin()
    details = details.tidied()
    if broken := check_tournament(details, work.now, await places.venue_ids(db)):
        raise RuleBroken.of(broken)
    tournament_id = await tournaments.add(db, details, work.actor.name)
    tournament = await tournaments.read(db, tournament_id)
    events.tournament_changed(work, None, tournament)
    return tournament


async def change_tournament(work: Work, command: ChangeTournament) -> Tournament:
    """Set all of a tournament's data; NotFound, Stale, or RuleBroken with every broken rule."""
    db = await work.begin()
    details, tournament_id = command.details.tidied(), command.tournament_id
    await tournaments.lock(db, tournament_id, to_change=True)
    before = await tournaments.read(db, tournament_id)
    if before.version != command.expected_version:
        raise Stale.changed(before.changed_by, before.changed_at)
    broken = check_tournament_change(
        _details_of(before),
        details,
        work.now,
        await places.venue_ids(db),
        await entries.count_standing_in(db, tournament_id),
    )
    broken += check_changeable("tournament_id", before.origin, "This tournament")
    if broken:
        raise RuleBroken.of(broken)
    await tournaments.change(db, tournament_id, details, work.actor.name)
    tournament = await tournaments.read(db, tournament_id)
    events.tournament_changed(work, before, tournament)
    return tournament


def _details_of(tournament: Tournament) -> TournamentDetails:
    return TournamentDetails(
        tournament.name,
        tournament.start_date,
        tournament.category,
        tournament.surface,
        tournament.venue.venue_id,
    )
