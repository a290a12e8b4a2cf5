"""Whom the matches service asks: the draws service, for a draw that was made.

Guarantees that a draw told by an event and one asked for come out as the same value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from services.matches.rows import DrawFacts, Origin
from shared.grpc_client import ask
from shared.service import EngineRoom
from shared.terms import AgeCategory, DrawStatus, Gender, TournamentCategory
from shared.wire import from_date
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2
from tour.draws.v1.draws_pb2_grpc import DrawsServiceStub

_ORIGINS = {
    common_pb2.ORIGIN_LIVE: Origin.LIVE,
    common_pb2.ORIGIN_IMPORTED: Origin.IMPORTED,
    common_pb2.ORIGIN_UNVERIFIED: Origin.UNVERIFIED,
}


@dataclass(frozen=True, slots=True)
class KnownDraw:
    """A draw as the draws service knows it; ``lines`` from line 1 on, None for a bye.

    Without lines where it is not made.
    """

    status: DrawStatus
    facts: DrawFacts
    lines: tuple[int | None, ...]


class Peers(Protocol):
    async def draw(self, draw_id: int) -> KnownDraw:
        """The draw; NotFound where there is none, Unavailable where nobody answers."""
        ...


class GrpcPeers:
    """The draws service itself."""

    def __init__(self, room: EngineRoom) -> None:
        self._draws = DrawsServiceStub(room.channel("draws"))

    async def draw(self, draw_id: int) -> KnownDraw:
        answer = await ask(self._draws.GetDraw(draws_pb2.GetDrawRequest(draw_id=draw_id)))
        return known_draw(answer.draw, answer.lines)


def known_draw(draw: draws_pb2.Draw, lines: Iterable[draws_pb2.DrawLine]) -> KnownDraw:
    """A draw and its lines, as answered or as told by an event."""
    standing = {line.line: line.player_id for line in lines if line.player_id}
    on_lines = (standing.get(line) for line in range(1, draw.size + 1))
    return KnownDraw(
        status=DrawStatus(draw.status),
        facts=DrawFacts(
            draw_id=draw.draw_id,
            tournament_id=draw.tournament_id,
            category=AgeCategory(draw.age_category),
            gender=Gender(draw.gender),
            tournament_category=TournamentCategory(draw.tournament_category),
            start_date=from_date(draw.start_date, "start_date"),
            end_date=from_date(draw.end_date, "end_date"),
            size=draw.size or None,
            num_players=draw.num_players or None,
            has_supertiebreak=draw.has_supertiebreak,
            origin=_ORIGINS[draw.origin],
        ),
        lines=tuple(on_lines) if standing else (),
    )
