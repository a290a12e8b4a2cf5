"""What the other services are asked, and how their answers are read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc
import pytest

from services.draws.peers import Entered, GrpcPeers, RankingState
from services.draws.records import EntryList
from shared.context import enter_call
from shared.errors import RuleBroken, Unavailable
from shared.grpc_server import Edge
from shared.service import EngineRoom
from shared.settings import Settings
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from shared.wire import to_moment
from tests.integration.draws.server import served
from tests.integration.draws.tour import ANNA
from tour.common.v1 import common_pb2
from tour.entries.v1 import entries_pb2
from tour.entries.v1.entries_pb2_grpc import (
    EntriesServiceServicer,
    add_EntriesServiceServicer_to_server,
)
from tour.rankings.v1 import rankings_pb2
from tour.rankings.v1.rankings_pb2_grpc import (
    RankingsServiceServicer,
    add_RankingsServiceServicer_to_server,
)

MEN_65 = EntryList(7, AgeCategory.SIXTY_FIVE, Gender.MEN)
ENTERED_AT = datetime(2026, 2, 10, 12, 0, 0, 250_000, tzinfo=UTC)
Context = grpc.aio.ServicerContext[Any, Any]


class Others(EntriesServiceServicer, RankingsServiceServicer):
    """Both services; keeps what it is asked and answers what it is told to."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.state = rankings_pb2.WEEK_STATE_PUBLISHED
        self.refuses = False

    def _standing(self, request: Any) -> list[entries_pb2.StandingEntry]:
        self.asked.append(request)
        if self.refuses:
            raise RuleBroken.rule("list", "2", "Entries are accepted until Tuesday.")
        return [
            entries_pb2.StandingEntry(
                entry_id=12, player_id=3, entered_at=to_moment(ENTERED_AT), entry_points=40
            )
        ]

    async def CloseEntryList(  # noqa: N802
        self, request: entries_pb2.CloseEntryListRequest, context: Context
    ) -> entries_pb2.CloseEntryListResponse:
        return entries_pb2.CloseEntryListResponse(entries=self._standing(request))

    async def FreezeEntryList(  # noqa: N802
        self, request: entries_pb2.FreezeEntryListRequest, context: Context
    ) -> entries_pb2.FreezeEntryListResponse:
        return entries_pb2.FreezeEntryListResponse(entries=self._standing(request))

    async def ThawEntryList(  # noqa: N802
        self, request: entries_pb2.ThawEntryListRequest, context: Context
    ) -> entries_pb2.ThawEntryListResponse:
        self._standing(request)
        return entries_pb2.ThawEntryListResponse()

    async def ListEntries(  # noqa: N802
        self, request: entries_pb2.ListEntriesRequest, context: Context
    ) -> entries_pb2.ListEntriesResponse:
        self.asked.append(request)
        entry = entries_pb2.Entry(
            entry_id=12,
            player=entries_pb2.Player(player_id=3),
            entered_at=to_moment(ENTERED_AT),
            entry_points=40,
        )
        return entries_pb2.ListEntriesResponse(entries=[entry])

    async def GetRanking(  # noqa: N802
        self, request: rankings_pb2.GetRankingRequest, context: Context
    ) -> rankings_pb2.GetRankingResponse:
        self.asked.append(request)
        player = rankings_pb2.RankedPlayer(player_id=3, position=2, points=640)
        return rankings_pb2.GetRankingResponse(state=self.state, players=[player])


@pytest.fixture
def others() -> Others:
    return Others()  # type: ignore[abstract]  # of both contracts only what draws asks


@pytest.fixture
async def peers(others: Others, settings: Settings) -> AsyncIterator[GrpcPeers]:
    server = grpc.aio.server(interceptors=[Edge(settings)])
    add_EntriesServiceServicer_to_server(others, server)
    add_RankingsServiceServicer_to_server(others, server)
    async with served(server) as address:
        room = EngineRoom(
            settings.model_copy(update={"entries_address": address, "rankings_address": address})
        )
        enter_call(ANNA)
        yield GrpcPeers(room)
        await room.close()


THE_ENTRY = Entered(12, 3, ENTERED_AT, 40)


async def test_closing_and_freezing_answer_the_standing_entries(
    peers: GrpcPeers, others: Others
) -> None:
    assert await peers.close_entry_list(MEN_65) == [THE_ENTRY]
    assert await peers.freeze_entry_list(MEN_65) == [THE_ENTRY]
    await peers.thaw_entry_list(MEN_65)

    key = entries_pb2.EntryListKey(
        tournament_id=7,
        age_category=common_pb2.AGE_CATEGORY_SIXTY_FIVE,
        gender=common_pb2.GENDER_MEN,
    )
    assert [request.list for request in others.asked] == [key] * 3
    assert len({UUID(request.request_id) for request in others.asked}) == 3


async def test_each_call_has_a_request_id_of_its_own(peers: GrpcPeers, others: Others) -> None:
    """Or the second freeze of a draw would be answered with the entries of the first."""
    await peers.freeze_entry_list(MEN_65)
    await peers.freeze_entry_list(MEN_65)
    assert others.asked[0].request_id != others.asked[1].request_id


async def test_the_preview_asks_for_standing_entries_only(peers: GrpcPeers, others: Others) -> None:
    assert await peers.standing_entries(MEN_65) == [THE_ENTRY]
    (request,) = others.asked
    assert (request.tournament_id, request.age_category, request.gender) == (7, 2, 1)
    assert not request.include_withdrawn


async def test_a_published_ranking_has_its_places(peers: GrpcPeers, others: Others) -> None:
    ranking = await peers.ranking(Week.iso(2026, 9), AgeCategory.SIXTY, Gender.WOMEN)
    assert ranking.state is RankingState.PUBLISHED
    assert (ranking.places[3].position, ranking.places[3].points) == (2, 640)
    (request,) = others.asked
    assert (request.week.year, request.week.number) == (2026, 9)
    assert (request.age_category, request.gender) == (1, 2)


async def test_only_a_confirmed_none_is_no_ranking(peers: GrpcPeers, others: Others) -> None:
    states = {}
    for state in rankings_pb2.WeekState.values():
        others.state = state
        ranking = await peers.ranking(Week.iso(2026, 9), AgeCategory.SIXTY, Gender.WOMEN)
        states[state] = ranking.state
    assert states == {
        rankings_pb2.WEEK_STATE_UNSPECIFIED: RankingState.PENDING,
        rankings_pb2.WEEK_STATE_PUBLISHED: RankingState.PUBLISHED,
        rankings_pb2.WEEK_STATE_NONE: RankingState.NONE,
        rankings_pb2.WEEK_STATE_PENDING: RankingState.PENDING,
    }


async def test_what_entries_refuses_is_refused_with_its_sentence(
    peers: GrpcPeers, others: Others
) -> None:
    others.refuses = True
    with pytest.raises(RuleBroken, match="until Tuesday"):
        await peers.close_entry_list(MEN_65)


async def test_a_service_that_is_away_is_unavailable(settings: Settings) -> None:
    room = EngineRoom(settings.model_copy(update={"entries_address": "127.0.0.1:1"}))
    with pytest.raises(Unavailable):
        await GrpcPeers(room).freeze_entry_list(MEN_65)
    await room.close()
