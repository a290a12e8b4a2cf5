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
from services.draws.domain.sizes import MIN_PLAYERS
from services.entries.domain.eligibility import EnteredTournament
from services.entries.domain.tournaments import draw_deadline, entries_in_time, entry_deadline
from services.entries.domain.withdrawal import WithdrawalAttempt, check_withdrawal
from tools.history.decks import either
from tools.history.records import Closing, DrawSheet, Entry, Making, keep
from tools.shares import WITHDRAWALS

_A_SECOND: Final = timedelta(seconds=1)


class DrawDesk:
    """Closes entries, lets players withdraw and makes draws, in the order of their weeks."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._withdraws = either(chance, WITHDRAWALS)
        self._due_to_withdraw = 0

    def draw(self, sheet: DrawSheet, ranking: Ranking | None, now: datetime) -> DrawSheet:
        """The sheet as far as it has come by ``now`` (UTC).

        ``ranking`` is that of the week before, None where none was published for it.
        """
        return self._make(self._withdraw(_close(sheet, ranking, now), now), now)

    def _withdraw(self, sheet: DrawSheet, now: datetime) -> DrawSheet:
        """With those who withdraw between deadline and draw; six at least stay."""
        closing = sheet.closing
        if closing is None:
            return sheet
        self._due_to_withdraw += sum(self._withdraws.deal() for _ in sheet.entries)
        going = min(self._due_to_withdraw, len(sheet.entries) - MIN_PLAYERS)
        self._due_to_withdraw -= going
        gone = self._chance.sample(sheet.entries, going)
        entries = (
            self._gone(sheet, closing, entry, now) if entry in gone else entry
            for entry in sheet.entries
        )
        return replace(sheet, entries=tuple(entries))

    def _gone(self, sheet: DrawSheet, closing: Closing, entry: Entry, now: datetime) -> Entry:
        tournament = sheet.tournament
        until_draw = draw_deadline(tournament.week.monday) - closing.closed_at
        moment = closing.closed_at + timedelta(
            seconds=self._chance.randrange(int(until_draw.total_seconds()))
        )
        if moment > now:
            return entry
        entered = EnteredTournament(tournament.tournament_id, tournament.name, tournament.week)
        keep(check_withdrawal(WithdrawalAttempt(entry.person.name, entered, None, moment)))
        return replace(entry, withdrawn_at=moment)

    def _make(self, sheet: DrawSheet, now: datetime) -> DrawSheet:
        """The draw, once its deadline has come."""
        closing, made_at = sheet.closing, draw_deadline(sheet.tournament.week.monday)
        if closing is None or now < made_at:
            return sheet
        seeding = seed_field(_standing(sheet.entries), closing.ranking)
        # 0 stands for "not drawn" in the contract
        random_seed = 1 + self._chance.randrange(RANDOM_SEED_LIMIT - 1)
        bracket = make_draw(seeding.player_ids, seeded=seeding.is_seeded, random_seed=random_seed)
        keep(broken_rules(bracket, seeding.seeds, set(seeding.player_ids)))
        return replace(sheet, making=Making(made_at, random_seed, seeding.seeds, bracket))


def _close(sheet: DrawSheet, ranking: Ranking | None, now: datetime) -> DrawSheet:
    """The planned seeding, once the deadline has passed."""
    monday = sheet.tournament.week.monday
    if entries_in_time(monday, now):
        return sheet
    seeding = seed_field(_standing(sheet.entries), ranking)
    # an entry at the deadline itself was in time
    closed_at = min(now, entry_deadline(monday) + _A_SECOND)
    return replace(sheet, closing=Closing(closed_at, ranking, seeding.seeds))


def _standing(entries: Sequence[Entry]) -> list[StandingEntry]:
    return [
        StandingEntry(entry.entry_id, entry.person.player_id, entry.entered_at)
        for entry in entries
        if entry.withdrawn_at is None
    ]
