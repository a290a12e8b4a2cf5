"""What the entries service asks of others: points, suspensions, and whether a player is still in.

Guarantees that the rest of the service sees terms of its own domain, no messages of the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

import grpc

from services.entries.domain.eligibility import Suspension
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, MatchStatus
from shared.wire import from_date, to_date, to_enum
from tour.common.v1 import common_pb2 as common
from tour.matches.v1 import matches_pb2
from tour.matches.v1.matches_pb2_grpc import MatchesServiceStub
from tour.rankings.v1 import rankings_pb2
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceStub

# what the others answer at once
_MOST_ASKED = 1_000


class Peers(Protocol):
    """Each raises Unavailable where nobody answers."""

    async def points(
        self, player_ids: Sequence[int], category: AgeCategory, gender: Gender
    ) -> Mapping[int, int]:
        """Of each, from the latest published ranking of the category; 0 if unranked."""
        ...

    async def suspensions(
        self, player_ids: Sequence[int], first: date, last: date
    ) -> Mapping[int, Mapping[int, Suspension]]:
        """Of each, those in force that touch a day from ``first`` to ``last``, by key."""
        ...

    async def is_out(self, player_id: int, tournament_id: int) -> bool:
        """The draw was made, and the player has lost in it or won it."""
        ...


class GrpcPeers:
    """The rankings and the matches service."""

    def __init__(self, rankings: grpc.aio.Channel, matches: grpc.aio.Channel) -> None:
        self._rankings = RankingsServiceStub(rankings)
        self._matches = MatchesServiceStub(matches)

    async def points(
        self, player_ids: Sequence[int], category: AgeCategory, gender: Gender
    ) -> Mapping[int, int]:
        found = dict.fromkeys(player_ids, 0)
        for part in _parts(player_ids):
            request = rankings_pb2.GetPlayerPointsRequest(
                player_ids=part, age_category=to_enum(category), gender=to_enum(gender)
            )
            answer = await ask(self._rankings.GetPlayerPoints(request))
            found |= {each.player_id: each.points for each in answer.players}
        return found

    async def suspensions(
        self, player_ids: Sequence[int], first: date, last: date
    ) -> Mapping[int, Mapping[int, Suspension]]:
        found: dict[int, dict[int, Suspension]] = {player_id: {} for player_id in player_ids}
        for part in _parts(player_ids):
            request = matches_pb2.ListSuspensionsRequest(player_ids=part, to=to_date(last))
            # `from` is a word of Python's
            getattr(request, "from").CopyFrom(to_date(first))
            answer = await ask(self._matches.ListSuspensions(request))
            for each in answer.suspensions:
                if (suspension := _in_force(each)) is not None:
                    found[each.player_id][each.suspension_id] = suspension
        return found

    async def is_out(self, player_id: int, tournament_id: int) -> bool:
        answer = await ask(
            self._matches.ListMatches(
                matches_pb2.ListMatchesRequest(tournament_id=tournament_id, player_id=player_id)
            )
        )
        return any(_ends(match, player_id) for match in answer.matches)


def _parts(player_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(player_ids), _MOST_ASKED):
        yield player_ids[start : start + _MOST_ASKED]


def suspension_of(message: matches_pb2.Suspension) -> Suspension:
    return Suspension(
        from_date(message.start_date, "start_date"),
        from_date(message.end_date, "end_date"),
        MatchStatus(message.cause),
    )


def lifted_on(message: matches_pb2.Suspension) -> date | None:
    """From which day on it holds no longer; None if it was not lifted."""
    return from_date(message.lifted_on, "lifted_on") if message.HasField("lifted_on") else None


def _in_force(message: matches_pb2.Suspension) -> Suspension | None:
    suspension, on = suspension_of(message), lifted_on(message)
    return suspension if on is None else suspension.lifted(on)


def _ends(match: matches_pb2.Match, player_id: int) -> bool:
    if match.result.status in (
        common.MATCH_STATUS_UNSPECIFIED,
        common.MATCH_STATUS_SCHEDULED,
    ):
        return False
    return match.round == common.ROUND_F or match.result.winner_id != player_id
