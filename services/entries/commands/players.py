"""Registering and changing players.

Guarantees that no change leaves an entry in a draw in which its player may not play.
"""

from dataclasses import dataclass

from services.entries import events
from services.entries.domain.people import PlayerDetails, check_player, check_player_change
from services.entries.store import entries, places, players
from services.entries.store.rows import Player
from shared.errors import RuleBroken, Stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class ChangePlayer:
    """``expected_version`` is the one that the official saw."""

    player_id: int
    expected_version: int
    details: PlayerDetails


async def register_player(work: Work, details: PlayerDetails) -> Player:
    """Add a player; RuleBroken names every broken rule (rules.md sections 1 and 9)."""
    db = await work.begin()
    details = details.tidied()
    if broken := check_player(details, work.now.year, await places.country_ids(db)):
        raise RuleBroken.of(broken)
    (player_id,) = await players.add(db, [details], work.actor.name)
    player = await players.read(db, player_id, work.now.date())
    events.player_registered(work, player)
    return player


async def change_player(work: Work, command: ChangePlayer) -> Player:
    """Set all of a player's data; NotFound, Stale, or RuleBroken with every broken rule."""
    db = await work.begin()
    details, today = command.details.tidied(), work.now.date()
    await players.lock(db, command.player_id)
    before = await players.read(db, command.player_id, today)
    if before.version != command.expected_version:
        raise Stale.changed(before.changed_by, before.changed_at)
    broken = check_player(details, work.now.year, await places.country_ids(db))
    if (before.birth_year, before.gender) != (details.birth_year, details.gender_id):
        entered = await entries.entered_draws(db, command.player_id)
        broken += check_player_change(details, entered)
    if broken:
        raise RuleBroken.of(broken)
    await players.change(db, command.player_id, details, work.actor.name)
    player = await players.read(db, command.player_id, today)
    events.player_changed(work, before, player)
    return player
