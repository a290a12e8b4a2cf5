"""What the draws service asks of the others: the entry lists, and the ranking that seeds a draw.

Guarantees that "no ranking" is answered only where the rankings service has confirmed that none
was published for that week (rules.md section 4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol
from uuid import uuid4

from services.draws.domain.seeding import RankingPlace, StandingEntry
from services.draws.domain.verification import FrozenEntry
from services.draws.records import EntryList
from shared.grpc_client import ask
from shared.service import EngineRoom
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from shared.wire import from_moment, to_enum, to_week
from tour.entries.v1 import entries_pb2
from tour.entries.v1.entries_pb2_grpc import EntriesServiceStub
from tour.rankings.v1 import rankings_pb2
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceStub


@dataclass(frozen=True, slots=True)
class Entered:
    """A standing entry; ``entered_at`` in UTC, ``entry_points`` as they were at the entry."""

    entry_id: int
    player_id: int
    entered_at: datetime
    entry_points: int

    @property
    def standing(self) -> StandingEntry:
        """The entry as seeding sees it: without the points it was made with."""
        return StandingEntry(self.entry_id, self.player_id, self.entered_at)

    @property
    def frozen(self) -> FrozenEntry:
        """The entry as it is kept with the draw."""
        return FrozenEntry(self.standing, self.entry_points)


class RankingState(Enum):
    PUBLISHED = auto()
    NONE = auto()
    PENDING = auto()


@dataclass(frozen=True, slots=True)
class WeekRanking:
    """A week's ranking by player id; without places unless it was published."""

    state: RankingState
    places: Mapping[int, RankingPlace]


class Peers(Protocol):
    """Each call raises TourError: what the other service refuses, or Unavailable."""

    async def close_entry_list(self, of: EntryList) -> list[Entered]:
        """From now on it takes no entries; the standing ones."""
        ...

    async def freeze_entry_list(self, of: EntryList) -> list[Entered]:
        """From now on a withdrawal comes after the draw; the standing entries."""
        ...

    async def thaw_entry_list(self, of: EntryList) -> None:
        """The draw was not made after all."""
        ...

    async def standing_entries(self, of: EntryList) -> list[Entered]: ...

    async def ranking(self, week: Week, category: AgeCategory, gender: Gender) -> WeekRanking: ...


class GrpcPeers:
    """The services themselves. Every change has a request id of its own."""

    def __init__(self, room: EngineRoom) -> None:
        self._entries = EntriesServiceStub(room.channel("entries"))
        self._rankings = RankingsServiceStub(room.channel("rankings"))

    async def close_entry_list(self, of: EntryList) -> list[Entered]:
        request = entries_pb2.CloseEntryListRequest(request_id=str(uuid4()), list=_key(of))
        return _entered((await ask(self._entries.CloseEntryList(request))).entries)

    async def freeze_entry_list(self, of: EntryList) -> list[Entered]:
        request = entries_pb2.FreezeEntryListRequest(request_id=str(uuid4()), list=_key(of))
        return _entered((await ask(self._entries.FreezeEntryList(request))).entries)

    async def thaw_entry_list(self, of: EntryList) -> None:
        request = entries_pb2.ThawEntryListRequest(request_id=str(uuid4()), list=_key(of))
        await ask(self._entries.ThawEntryList(request))

    async def standing_entries(self, of: EntryList) -> list[Entered]:
        request = entries_pb2.ListEntriesRequest(
            tournament_id=of.tournament_id,
            age_category=to_enum(of.category),
            gender=to_enum(of.gender),
        )
        answer = await ask(self._entries.ListEntries(request))
        return [
            Entered(
                entry.entry_id,
                entry.player.player_id,
                from_moment(entry.entered_at),
                entry.entry_points,
            )
            for entry in answer.entries
        ]

    async def ranking(self, week: Week, category: AgeCategory, gender: Gender) -> WeekRanking:
        request = rankings_pb2.GetRankingRequest(
            week=to_week(week), age_category=to_enum(category), gender=to_enum(gender)
        )
        answer = await ask(self._rankings.GetRanking(request))
        if answer.state == rankings_pb2.WEEK_STATE_PUBLISHED:
            places = {
                player.player_id: RankingPlace(player.position, player.points)
                for player in answer.players
            }
            return WeekRanking(RankingState.PUBLISHED, places)
        if answer.state == rankings_pb2.WEEK_STATE_NONE:
            return WeekRanking(RankingState.NONE, {})
        return WeekRanking(RankingState.PENDING, {})


def _key(of: EntryList) -> entries_pb2.EntryListKey:
    return entries_pb2.EntryListKey(
        tournament_id=of.tournament_id,
        age_category=to_enum(of.category),
        gender=to_enum(of.gender),
    )


def _entered(entries: Iterable[entries_pb2.StandingEntry]) -> list[Entered]:
    return [
        Entered(entry.entry_id, entry.player_id, from_moment(entry.entered_at), entry.entry_points)
        for entry in entries
    ]
