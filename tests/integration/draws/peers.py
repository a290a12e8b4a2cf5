"""The entries and the rankings service, in memory, as strict as the real ones about their order."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto

from services.draws.domain.seeding import RankingPlace
from services.draws.peers import Entered, RankingState, WeekRanking
from services.draws.records import EntryList
from shared.errors import TourError
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from tests.integration.draws.dates import ENTERED, ENTRY_APART


class ListState(Enum):
    OPEN = auto()
    CLOSED = auto()
    FROZEN = auto()


class FakePeers:
    """``calls`` has the name of each call; ``trouble`` raises instead of answering, by call."""

    def __init__(self) -> None:
        self.entries: dict[EntryList, list[Entered]] = defaultdict(list)
        self.states: dict[EntryList, ListState] = defaultdict(lambda: ListState.OPEN)
        self.rankings: dict[Week, WeekRanking] = {}
        self.calls: list[str] = []
        self.trouble: dict[str, TourError | BaseException] = {}
        self.before_freeze: Callable[[], Awaitable[None]] | None = None
        self.after_freeze: Callable[[], Awaitable[None]] | None = None

    def enter(self, of: EntryList, players: Sequence[int]) -> None:
        """Enter players in this order, an hour after each other; entry 1000 + player."""
        for player in players:
            at = ENTERED + len(self.entries[of]) * ENTRY_APART
            self.entries[of].append(Entered(1000 + player, player, at, 10 * player))

    def withdraw(self, of: EntryList, *players: int) -> None:
        assert self.states[of] is not ListState.FROZEN, "this would be a no-show"
        self.entries[of] = [e for e in self.entries[of] if e.player_id not in players]

    def publish(self, week: Week, players: Sequence[int], revision: int = 0) -> None:
        """A ranking in this order: 990, 980, 970 … points (one more for each revision)."""
        places = {
            player: RankingPlace(position, 1000 - 10 * position + revision)
            for position, player in enumerate(players, start=1)
        }
        self.rankings[week] = WeekRanking(RankingState.PUBLISHED, places)

    def confirm_none(self, week: Week) -> None:
        self.rankings[week] = WeekRanking(RankingState.NONE, {})

    def count(self, call: str) -> int:
        return self.calls.count(call)

    async def close_entry_list(self, of: EntryList) -> list[Entered]:
        await self._called("close")
        if self.states[of] is ListState.OPEN:
            self.states[of] = ListState.CLOSED
        return list(self.entries[of])

    async def freeze_entry_list(self, of: EntryList) -> list[Entered]:
        if self.before_freeze is not None:
            await self.before_freeze()
        await self._called("freeze")
        self.states[of] = ListState.FROZEN
        entries = list(self.entries[of])
        if self.after_freeze is not None:
            await self.after_freeze()
        return entries

    async def thaw_entry_list(self, of: EntryList) -> None:
        await self._called("thaw")
        if self.states[of] is ListState.FROZEN:
            self.states[of] = ListState.CLOSED

    async def standing_entries(self, of: EntryList) -> list[Entered]:
        await self._called("entries")
        return list(self.entries[of])

    async def ranking(self, week: Week, category: AgeCategory, gender: Gender) -> WeekRanking:
        await self._called("ranking")
        return self.rankings.get(week, WeekRanking(RankingState.PENDING, {}))

    async def _called(self, name: str) -> None:
        self.calls.append(name)
        await asyncio.sleep(0)
        if name in self.trouble:
            raise self.trouble[name]
