"""Entries closed at the deadline and draws made on Friday, as the clock would have done it.

Guarantees that a draw follows from its entries, the ranking and its random seed, and keeps the
rules (rules.md sections 3 and 4).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from services.draws.domain.bracket import make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import RANDOM_SEED_LIMIT
from services.draws.domain.seeding import Ranking, StandingEntry, seed_field
from services.entries.domain.eligibility import EnteredTournament
from services.entries.domain.tournaments import draw_deadline, entries_in_time, entry_deadline
from services.entries.domain.withdrawal import WithdrawalAttempt, check_withdrawal
from tools.demo.records import Closing, DrawSheet, Entry, Making, Mishap, keep

_A_SECOND: Final = timedelta(seconds=1)
_A_DAY: Final = timedelta(days=1)


def close(sheet: DrawSheet, ranking: Ranking | None, now: datetime) -> DrawSheet:
    """The planned seeding, once the deadline has passed; ``now`` in UTC.

    ``ranking`` is that of the week before, None where none was published for it.
    """
    monday = sheet.tournament.week.monday
    if entries_in_time(monday, now):
        return sheet
    seeding = seed_field(_standing(sheet.entries), ranking)
    # an entry at the deadline itself was in time
    closed_at = min(now, entry_deadline(monday) + _A_SECOND)
    return replace(sheet, closing=Closing(closed_at, ranking, seeding.seeds))


def withdraw(sheet: DrawSheet, now: datetime) -> DrawSheet:
    """With the second seed's withdrawal before the draw, where one is planned."""
    closing, tournament = sheet.closing, sheet.tournament
    if tournament.mishaps.get(sheet.competition) is not Mishap.WITHDRAWAL or closing is None:
        return sheet
    moment = closing.closed_at + _A_DAY
    if moment > now:
        return sheet
    gone = next(
        entry for entry in sheet.entries if entry.person.player_id == closing.seeds[1].player_id
    )
    entered = EnteredTournament(tournament.tournament_id, tournament.name, tournament.week)
    keep(check_withdrawal(WithdrawalAttempt(gone.person.name, entered, None, moment)))
    entries = (
        replace(entry, withdrawn_at=moment) if entry is gone else entry for entry in sheet.entries
    )
    return replace(sheet, entries=tuple(entries))


def make(sheet: DrawSheet, chance: Random, now: datetime) -> DrawSheet:
    """The draw, once its deadline has come; ``now`` in UTC."""
    closing, made_at = sheet.closing, draw_deadline(sheet.tournament.week.monday)
    if closing is None or now < made_at:
        return sheet
    seeding = seed_field(_standing(sheet.entries), closing.ranking)
    # 0 stands for "not drawn" in the contract
    random_seed = 1 + chance.randrange(RANDOM_SEED_LIMIT - 1)
    bracket = make_draw(seeding.player_ids, seeded=seeding.is_seeded, random_seed=random_seed)
    keep(broken_rules(bracket, seeding.seeds, set(seeding.player_ids)))
    return replace(sheet, making=Making(made_at, random_seed, seeding.seeds, bracket))


def _standing(entries: Sequence[Entry]) -> list[StandingEntry]:
    return [
        StandingEntry(entry.entry_id, entry.person.player_id, entry.entered_at)
        for entry in entries
        if entry.withdrawn_at is None
    ]
