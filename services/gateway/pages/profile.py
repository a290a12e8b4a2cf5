"""`/player/{id}`: when to play, places and points, won and lost by surface, every match."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.paging import must_be_there, page_number
from services.gateway.pages.player import next_drop_off
from services.gateway.peers import Peers
from services.gateway.views.bracket import feeders
from services.gateway.views.played import PlayersMatch
from services.gateway.views.profile import (
    Earned,
    Entered,
    PlayersSuspension,
    ProfilePage,
    RankedWeek,
    by_tournament,
    standings_of,
)
from services.gateway.views.season import Tournament, TournamentState
from services.gateway.views.site import Section
from services.gateway.views.suspensions import state_of
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import AgeCategory, DrawStatus, Gender, MatchStatus, PlayerStatus, Stage
from shared.wire import from_week, to_date
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

router = APIRouter()

_TO_COME = {TournamentState.OPEN, TournamentState.CLOSED}


@router.get("/player/{player_id:row}")
@open_to(Role.NOBODY)
async def profile(visit: Visiting, player_id: int) -> Response:
    """``page`` of the tournaments, from 1; 404 for one that is not there and for a player whom
    nobody knows."""
    page = await read_profile(visit, player_id, page_number(visit))
    return visit.html("profile.html", page, Section.RANKINGS, cache="no-cache")


async def read_profile(visit: Visit, player_id: int, number: int = 1) -> ProfilePage:
    """NotFound for a player whom nobody knows, or a page that is not there."""
    peers = visit.peers
    (player, suspended), ranked, drop_off, played, earned, entered = await asyncio.gather(
        asyncio.gather(
            queries.player(peers, player_id),
            ask(
                peers.matches.ListSuspensions(
                    matches_pb2.ListSuspensionsRequest(player_ids=[player_id])
                )
            ),
        ),
        ask(
            peers.rankings.ListPlayerRankings(
                rankings_pb2.ListPlayerRankingsRequest(player_id=player_id)
            )
        ),
        next_drop_off(peers, player_id),
        _matches(peers, player_id),
        _earned(peers, player_id),
        _entered(visit, player_id),
    )
    drawn = {each.tournament.tournament_id for each in played}
    page = ProfilePage(
        showing.person(player),
        Gender(player.gender),
        player.birth_year,
        PlayerStatus(player.status),
        visit.now.date(),
        standings_of([_ranked(each) for each in ranked.rankings], Gender(player.gender)),
        by_tournament(played, earned),
        tuple(each for each in entered if each.tournament.tournament_id not in drawn),
        tuple(_suspension(each, visit.now.date()) for each in suspended.suspensions[::-1]),
        drop_off,
        number,
    )
    must_be_there(page.paging, "The matches of this player fill")
    return page


async def _matches(peers: Peers, player_id: int) -> list[PlayersMatch]:
    matches = await sources.matches_of_player(peers, player_id)
    return await players_matches(peers, player_id, matches, await _coming(peers, matches))


async def _coming(
    peers: Peers, matches: Sequence[matches_pb2.Match]
) -> dict[int, matches_pb2.Match]:
    """For each of a player's matches that has no opponent yet, by its id, the match of which the
    winner will be."""
    waiting = [
        each
        for each in matches
        if MatchStatus(each.result.status) is MatchStatus.SCHEDULED
        and 0 in (each.player1_id, each.player2_id)
    ]
    if not waiting:
        return {}
    drawn = await sources.matches_of_draws(peers, sorted({each.draw_id for each in waiting}))
    by_place = {(each.draw_id, int(each.round), each.match_number): each for each in drawn}
    found = {}
    for each in waiting:
        player = each.player1_id or each.player2_id
        for number in feeders(each.match_number):
            feeder = by_place.get((each.draw_id, int(each.round) - 1, number))
            if feeder and player not in (feeder.player1_id, feeder.player2_id):
                found[each.match_id] = feeder
    return found


async def players_matches(
    peers: Peers,
    player_id: int,
    matches: Sequence[matches_pb2.Match],
    coming: Mapping[int, matches_pb2.Match] | None = None,
) -> list[PlayersMatch]:
    """These matches, in each of which the player stands, as the player sees them; ``coming`` by
    match are those of which the winner will be the opponent."""
    coming = coming or {}
    every = (*matches, *coming.values())
    tournaments, known = await asyncio.gather(
        _tournaments(peers, matches),
        sources.people(peers, (p for m in every for p in (m.player1_id, m.player2_id))),
    )
    return [
        PlayersMatch(
            player_id,
            tournaments[match.tournament_id],
            match.draw_id,
            *sources.shown_match(match, known),
            showing.day(match.match_date),
            sources.shown_match(coming[match.match_id], known)[1]
            if match.match_id in coming
            else None,
        )
        for match in matches
    ]


async def _tournaments(peers: Peers, matches: Sequence[matches_pb2.Match]) -> dict[int, Tournament]:
    wanted = sorted({match.tournament_id for match in matches})
    if not wanted:
        return {}
    asked = entries_pb2.ListTournamentsRequest(tournament_ids=wanted)
    found = (await ask(peers.entries.ListTournaments(asked))).tournaments
    return {each.tournament_id: showing.tournament(each) for each in found}


async def _earned(peers: Peers, player_id: int) -> dict[int, Earned]:
    """By tournament; a player stands in one draw of it."""
    asked = rankings_pb2.ListPointsHistoryRequest(player_id=player_id)
    found = (await ask(peers.rankings.ListPointsHistory(asked))).points
    return {each.tournament_id: Earned(Stage(each.stage), each.points) for each in found}


async def _entered(visit: Visit, player_id: int) -> tuple[Entered, ...]:
    """The entries in tournaments that are still to come, the next one first."""
    asked = entries_pb2.ListEntriesRequest(player_id=player_id)
    entries = (await ask(visit.peers.entries.ListEntries(asked))).entries
    ahead = await _ahead(visit, {each.tournament_id for each in entries})
    coming = {each.tournament_id: each for each in ahead if each.state(visit.now) in _TO_COME}
    if not coming:
        return ()
    cancelled = {
        (draw.tournament_id, int(draw.age_category), int(draw.gender))
        for draw in await sources.draws_of(visit.peers, sorted(coming))
        if DrawStatus(draw.status) is DrawStatus.CANCELLED
    }
    rows = [
        Entered(
            coming[each.tournament_id],
            (each.tournament_id, int(each.age_category), int(each.gender)) in cancelled,
        )
        for each in entries
        if each.tournament_id in coming
    ]
    return tuple(sorted(rows, key=lambda each: each.tournament.first_day))


async def _ahead(visit: Visit, tournament_ids: Collection[int]) -> list[Tournament]:
    """Those of the tournaments that end today or later."""
    if not tournament_ids:
        return []
    asked = entries_pb2.ListTournamentsRequest(tournament_ids=sorted(tournament_ids))
    # from is a word of Python
    getattr(asked, "from").CopyFrom(to_date(visit.now.date()))
    found = (await ask(visit.peers.entries.ListTournaments(asked))).tournaments
    return [showing.tournament(each) for each in found]


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
