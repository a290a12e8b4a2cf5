"""What the entries service asks of others about many players at once."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from services.entries.domain.eligibility import Suspension
from services.entries.peers import GrpcPeers
from shared.terms import AgeCategory, Gender, MatchStatus
from shared.wire import to_date, to_enum
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

FIRST, LAST = date(2026, 3, 9), date(2026, 3, 15)


class FakeChannel:
    """Answers every call, and remembers what was asked."""

    def __init__(self, answer: Callable[[Any], object]) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def unary_unary(self, *_: object, **__: object) -> object:
        async def call(request: Any) -> object:
            self.asked.append(request)
            return self.answer(request)

        return call


def points_of(request: rankings_pb2.GetPlayerPointsRequest) -> rankings_pb2.GetPlayerPointsResponse:
    """Whoever has an even number is ranked."""
    return rankings_pb2.GetPlayerPointsResponse(
        players=[
            rankings_pb2.PlayerPoints(player_id=each, points=each)
            for each in request.player_ids
            if each % 2 == 0
        ]
    )


def suspensions_of(
    request: matches_pb2.ListSuspensionsRequest,
) -> matches_pb2.ListSuspensionsResponse:
    """Player 7 has two: one in force, one lifted before it held."""
    held, lifted = (
        matches_pb2.Suspension(
            suspension_id=key,
            player_id=7,
            cause=to_enum(MatchStatus.WALKOVER),
            start_date=to_date(FIRST),
            end_date=to_date(LAST),
        )
        for key in (1, 2)
    )
    lifted.lifted_on.CopyFrom(to_date(FIRST))
    found = [held, lifted] if 7 in request.player_ids else []
    return matches_pb2.ListSuspensionsResponse(suspensions=found)


def asking() -> tuple[GrpcPeers, FakeChannel, FakeChannel]:
    rankings: Any = FakeChannel(points_of)
    matches: Any = FakeChannel(suspensions_of)
    return GrpcPeers(rankings, matches), rankings, matches


def test_thousands_of_players_are_asked_about_in_parts_and_all_are_answered() -> None:
    peers, rankings, matches = asking()
    everybody = range(1, 2502)
    points = asyncio.run(peers.points(everybody, AgeCategory.SIXTY, Gender.MEN))
    assert points == {each: each if each % 2 == 0 else 0 for each in everybody}
    assert [len(each.player_ids) for each in rankings.asked] == [1000, 1000, 501]
    found = asyncio.run(peers.suspensions(everybody, FIRST, LAST))
    assert found.keys() == set(everybody)
    assert found[7] == {1: Suspension(FIRST, LAST, MatchStatus.WALKOVER)}
    assert found[8] == {}
    assert [len(each.player_ids) for each in matches.asked] == [1000, 1000, 501]


def test_about_nobody_nothing_is_asked() -> None:
    # to the matches service no players are all players
    peers, rankings, matches = asking()
    assert asyncio.run(peers.points((), AgeCategory.SIXTY, Gender.MEN)) == {}
    assert asyncio.run(peers.suspensions((), FIRST, LAST)) == {}
    assert rankings.asked == matches.asked == []
