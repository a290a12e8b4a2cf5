"""`/player/{id}`: who it is, places and points over time, won and lost by surface, every match."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.peers import Peers
from services.gateway.views.bracket import build_list
from services.gateway.views.people import Person
from services.gateway.views.profile import (
    PlayersMatch,
    PlayersSuspension,
    ProfilePage,
    RankedWeek,
    standings_of,
)
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.views.suspensions import state_of
from services.gateway.views.words import ROUND_TEXT
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus
from shared.wire import from_week
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

router = APIRouter()


@router.get("/player/{player_id:row}")
@open_to(Role.NOBODY)
async def profile(visit: Visiting, player_id: int) -> Response:
    """404 for a player whom nobody knows."""
    page = await read_profile(visit, player_id)
    return visit.html("profile.html", page, Section.RANKINGS, cache="no-cache")


async def read_profile(visit: Visit, player_id: int) -> ProfilePage:
    """NotFound for a player whom nobody knows."""
    peers = visit.peers
    player, ranked, played, suspended = await asyncio.gather(
        queries.player(peers, player_id),
        ask(
            peers.rankings.ListPlayerRankings(
                rankings_pb2.ListPlayerRankingsRequest(player_id=player_id)
            )
        ),
        ask(peers.matches.ListMatches(matches_pb2.ListMatchesRequest(player_id=player_id))),
        ask(
            peers.matches.ListSuspensions(
                matches_pb2.ListSuspensionsRequest(player_ids=[player_id])
            )
        ),
    )
    known, tournaments = await asyncio.gather(
        sources.people(peers, (p for m in played.matches for p in (m.player1_id, m.player2_id))),
        _tournaments(peers, played.matches),
    )
    return ProfilePage(
        showing.person(player),
        Gender(player.gender),
        player.birth_year,
        PlayerStatus(player.status),
        standings_of([_ranked(each) for each in ranked.rankings], Gender(player.gender)),
        _matches(played.matches, tournaments, known),
        tuple(_suspension(each, visit.now.date()) for each in suspended.suspensions[::-1]),
    )


async def _tournaments(peers: Peers, matches: Sequence[matches_pb2.Match]) -> dict[int, Tournament]:
    wanted = sorted({match.tournament_id for match in matches})
    if not wanted:
        return {}
    asked = entries_pb2.ListTournamentsRequest(tournament_ids=wanted)
    found = (await ask(peers.entries.ListTournaments(asked))).tournaments
    return {each.tournament_id: showing.tournament(each) for each in found}


def _matches(
    matches: Sequence[matches_pb2.Match],
    tournaments: Mapping[int, Tournament],
    known: Mapping[int, Person],
) -> tuple[PlayersMatch, ...]:
    """The latest day first."""
    found = []
    for match in matches:
        (only,) = build_list([sources.on_record(match)], list(known.values()))
        found.append(
            PlayersMatch(
                tournaments[match.tournament_id],
                match.draw_id,
                ROUND_TEXT[only.round],
                only.matches[0],
                showing.day(match.match_date),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.day, each.match.match_id), reverse=True))


def _ranked(message: rankings_pb2.RankedWeek) -> RankedWeek:
    return RankedWeek(
        from_week(message.week, "week"),
        AgeCategory(message.age_category),
        message.position,
        message.points,
    )


def _suspension(message: matches_pb2.Suspension, today: date) -> PlayersSuspension:
    first, last = showing.day(message.start_date), showing.day(message.end_date)
    lifted = message.HasField("lifted_on")
    state = state_of(first, last, today, lifted=lifted, annulled=message.annulled)
    return PlayersSuspension(MatchStatus(message.cause), first, last, state)
