"""`/api/v1/players`: who plays, what came of it, and where that leads in the rankings."""

from typing import Annotated

from fastapi import Query

from services.gateway import queries
from services.gateway.api.v1 import codes, models, shaping
from services.gateway.api.v1.answering import router_of
from services.gateway.api.v1.parameters import (
    USUAL,
    Cursor,
    Limit,
    OpponentId,
    PlayerId,
    SearchText,
    WeekCode,
    next_part,
    part_of,
    week_of,
)
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.meetings import read_meetings
from services.gateway.pages.player import read_breakdown
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import InvalidInput, NotFound
from shared.grpc_client import ask
from shared.wire import to_enum
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

router = router_of("players")

GenderFilter = Annotated[
    models.GenderCode | None, Query(description="Men or women only.", examples=["F"])
]
# the place in the alphabet is the entries service's own
PlaceInList = Annotated[
    str | None,
    Query(
        description="Where to go on, as next of the answer before has it.",
        max_length=500,
        pattern="^[A-Za-z0-9_=-]+$",
        examples=["MTE6c3dpYXRlaw=="],
    ),
]


@router.get("/players", summary="Players by name")
@open_to(Role.NOBODY)
async def find_players(
    visit: Visiting,
    *,
    q: SearchText = "",
    gender: GenderFilter = None,
    limit: Limit = USUAL,
    cursor: PlaceInList = None,
) -> models.PlayerList:
    """By last and first name; everybody if q is left out. A cursor of another list is a 404."""
    asked = entries_pb2.SearchPlayersRequest(
        text=q,
        gender=to_enum(codes.GENDER_OF[gender]) if gender else to_enum(None),
        page_size=limit,
        page_token=cursor or "",
    )
    try:
        found = await ask(visit.peers.entries.SearchPlayers(asked))
    except InvalidInput as error:
        # everything else was judged before
        if cursor and {each.field for each in error.violations} == {"page_token"}:
            raise NotFound("The cursor names no place in this list.") from None
        raise
    return models.PlayerList(
        items=[shaping.player(each) for each in found.players],
        next=next_part(visit.request, found.next_page_token or None),
    )


@router.get("/players/{player_id:row}", summary="A player")
@open_to(Role.NOBODY)
async def player(visit: Visiting, player_id: PlayerId) -> models.Player:
    """One player."""
    return shaping.player(await queries.player(visit.peers, player_id))


@router.get("/players/{player_id:row}/results", summary="A player's matches")
@open_to(Role.NOBODY)
async def results(
    visit: Visiting,
    player_id: PlayerId,
    *,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> models.PlayerResults:
    """Those to come and those played, the latest day first."""
    await queries.player(visit.peers, player_id)
    asked = matches_pb2.ListMatchesRequest(player_id=player_id)
    matches = sorted(
        (await ask(visit.peers.matches.ListMatches(asked))).matches,
        key=lambda each: (
            each.match_date.year,
            each.match_date.month,
            each.match_date.day,
            each.match_id,
        ),
        reverse=True,
    )
    part, after = part_of(matches, cursor, limit)
    known = await sources.people(visit.peers, shaping.players_in(part))
    return models.PlayerResults(
        items=[shaping.match(each, known) for each in part], next=next_part(visit.request, after)
    )


@router.get("/players/{player_id:row}/against/{opponent_id:row}", summary="Head to head")
@open_to(Role.NOBODY)
async def against(
    visit: Visiting,
    player_id: PlayerId,
    opponent_id: OpponentId,
    *,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> models.HeadToHead:
    """What the meetings of two players came to; a 404 for a player against himself or herself."""
    page, matches = await read_meetings(visit, player_id, opponent_id)
    part, after = part_of(matches, cursor, limit)
    return shaping.head_to_head(page, part, next_part(visit.request, after))


@router.get("/players/{player_id:row}/points", summary="Why a player stands where")
@open_to(Role.NOBODY)
async def points(
    visit: Visiting,
    player_id: PlayerId,
    category: Annotated[
        models.Category | None,
        Query(
            description="Of this category; of that of the player's age if left out.",
            examples=["60"],
        ),
    ] = None,
    week: WeekCode = None,
) -> models.Breakdown:
    """The results in the ranking's window, which of them count, and what drops off when."""
    age = codes.CATEGORY_OF[category] if category else None
    page = await read_breakdown(visit, player_id, age, week_of(week) if week else None)
    return shaping.breakdown(page)


@router.get("/players/{player_id:row}/rankings", summary="Where a player stood week by week")
@open_to(Role.NOBODY)
async def rankings(
    visit: Visiting,
    player_id: PlayerId,
    *,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> models.RankedWeekList:
    """Every published ranking that lists the player, the latest week first."""
    await queries.player(visit.peers, player_id)
    asked = rankings_pb2.ListPlayerRankingsRequest(player_id=player_id)
    found = (await ask(visit.peers.rankings.ListPlayerRankings(asked))).rankings
    part, after = part_of(found, cursor, limit)
    return models.RankedWeekList(
        items=[shaping.ranked_week(each) for each in part], next=next_part(visit.request, after)
    )


@router.get("/players/{player_id:row}/suspensions", summary="A player's suspensions")
@open_to(Role.NOBODY)
async def suspensions(visit: Visiting, player_id: PlayerId) -> models.SuspensionList:
    """Those that hold, are to come, are over or were lifted, the latest first."""
    await queries.player(visit.peers, player_id)
    asked = matches_pb2.ListSuspensionsRequest(player_ids=[player_id])
    found = (await ask(visit.peers.matches.ListSuspensions(asked))).suspensions
    return models.SuspensionList(
        items=[shaping.suspension(each, visit.now.date()) for each in found[::-1]]
    )
