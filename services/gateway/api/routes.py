"""The earlier system's JSON addresses, read-only. Everybody may ask.

Guarantees that an unknown row is a 404 and a wrong parameter a 422 that names it, both as RFC 9457.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from services.gateway import showing
from services.gateway.api.answers import (
    AgeCategoryAnswer,
    CodeAnswer,
    DrawAnswer,
    EntryAnswer,
    MatchAnswer,
    PlayerAnswer,
    PlayerRanking,
    ReferenceData,
    TournamentAnswer,
    TournamentInfo,
)
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.views.people import Person
from services.gateway.visit import Visiting
from shared.ages import AGES, age_in, category_for
from shared.context import Role
from shared.errors import InvalidInput, NotFound
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, MatchStatus, Round, Surface, TournamentCategory
from shared.wire import from_moment, to_enum
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

router = APIRouter(prefix="/api", tags=["the earlier addresses"])

TournamentId = Annotated[int, Path(description="The number of the tournament.", examples=[1])]
DrawId = Annotated[int, Path(description="The number of the draw.", examples=[1])]
PlayerId = Annotated[int, Path(description="The number of the player.", examples=[11])]

_AGE_CODES = {AgeCategory.SIXTY: "60", AgeCategory.SIXTY_FIVE: "65"}
_GENDER_CODES = {Gender.MEN: "M", Gender.WOMEN: "F"}
_MATCH_CODES = {status: status.name.capitalize() for status in MatchStatus} | {
    MatchStatus.DISQUALIFIED: "Disqualification"
}
_MOST_FOUND = 20
_SHORTEST_SEARCH = 2


@router.get("/players/search")
@open_to(Role.NOBODY)
async def search_players(
    visit: Visiting,
    q: Annotated[str, Query(description="Two letters of a name at least.", examples=["swiatek"])],
) -> list[PlayerAnswer]:
    """Players by parts of their names; accents do not matter."""
    text = q.strip()
    if len(text) < _SHORTEST_SEARCH:
        raise InvalidInput.field("q", "Type two letters of the name at least.")
    if "\0" in text:
        raise InvalidInput.field("q", "There is a NUL character in it, which no text may hold.")
    asked = entries_pb2.SearchPlayersRequest(text=text[:100], page_size=_MOST_FOUND)
    answer = await ask(visit.peers.entries.SearchPlayers(asked))
    return [
        PlayerAnswer(
            player_id=player.player_id,
            first_name=player.first_name,
            last_name=player.last_name,
            birth_year=player.birth_year,
            gender_id=player.gender,
            country_id=player.country.country_id,
            country=player.country.name,
            status_id=player.status,
        )
        for player in answer.players
    ]


@router.get("/reference-data")
@open_to(Role.NOBODY)
async def reference_data() -> ReferenceData:
    """Age categories, genders and match statuses (rules.md section 1)."""
    return ReferenceData(
        age_categories=[
            AgeCategoryAnswer(
                age_category_id=age.value,
                code=code,
                min_age=AGES[age][0],
                max_age=AGES[age][-1],
            )
            for age, code in _AGE_CODES.items()
        ],
        genders=[CodeAnswer(id=gender.value, code=code) for gender, code in _GENDER_CODES.items()],
        match_statuses=[
            CodeAnswer(id=each.value, code=code) for each, code in _MATCH_CODES.items()
        ],
    )


@router.get("/tournaments")
@open_to(Role.NOBODY)
async def tournaments(
    visit: Visiting,
    recent: Annotated[
        str | None,
        Query(description="Only so many, the latest that have begun first.", examples=["5"]),
    ] = None,
) -> list[TournamentAnswer]:
    """The whole calendar by first day, or the most recent tournaments."""
    number = 0
    if recent is not None:
        reader = Reader({"recent": recent})
        number = reader.number("recent", "recent", 1000)
        reader.finish()
    asked = entries_pb2.ListTournamentsRequest()
    found = list((await ask(visit.peers.entries.ListTournaments(asked))).tournaments)
    if recent is not None:
        today = visit.now.date()
        begun = [each for each in found if showing.day(each.start_date) <= today]
        found = begun[::-1][:number]
    return [TournamentAnswer(**_tournament(each)) for each in found]


@router.get("/tournament/{tournament_id:row}/info")
@open_to(Role.NOBODY)
async def tournament_info(visit: Visiting, tournament_id: TournamentId) -> TournamentInfo:
    """A tournament with its deadlines; an entry at exactly the deadline is in time."""
    found = await _find_tournament(visit, tournament_id)
    deadline = from_moment(found.entry_deadline)
    return TournamentInfo(
        **_tournament(found),
        entry_deadline=deadline,
        draw_deadline=from_moment(found.draw_deadline),
        entries_open=visit.now <= deadline,
    )


@router.get("/tournament/{tournament_id:row}/entries")
@open_to(Role.NOBODY)
async def tournament_entries(
    visit: Visiting,
    tournament_id: TournamentId,
    age_category_id: Annotated[
        str | None, Query(description="Of this age category only.", examples=["1"])
    ] = None,
    gender_id: Annotated[
        str | None, Query(description="Of this gender only.", examples=["2"])
    ] = None,
) -> list[EntryAnswer]:
    """The standing entries in the order of entering, of one category or gender if given."""
    reader = Reader({"age_category_id": age_category_id or "", "gender_id": gender_id or ""})
    age = reader.optional_term("age_category_id", "age_category_id", AgeCategory)
    gender = reader.optional_term("gender_id", "gender_id", Gender)
    reader.finish()
    await _find_tournament(visit, tournament_id)
    asked = entries_pb2.ListEntriesRequest(
        tournament_id=tournament_id, age_category=to_enum(age), gender=to_enum(gender)
    )
    answer = await ask(visit.peers.entries.ListEntries(asked))
    return [
        EntryAnswer(
            entry_id=entry.entry_id,
            player_id=entry.player.player_id,
            first_name=entry.player.first_name,
            last_name=entry.player.last_name,
            tournament_id=entry.tournament_id,
            age_category_id=entry.age_category,
            gender_id=entry.gender,
            entry_points=entry.entry_points,
            entry_timestamp=from_moment(entry.entered_at),
        )
        for entry in answer.entries
    ]


@router.get("/tournament/{tournament_id:row}/draws")
@open_to(Role.NOBODY)
async def tournament_draws(visit: Visiting, tournament_id: TournamentId) -> list[DrawAnswer]:
    """The four draws of a tournament."""
    await _find_tournament(visit, tournament_id)
    return [_draw(draw) for draw in await sources.draws_of(visit.peers, [tournament_id])]


@router.get("/draw-info/{draw_id:row}")
@open_to(Role.NOBODY)
async def draw_info(visit: Visiting, draw_id: DrawId) -> DrawAnswer:
    """One draw; has_supertiebreak is the format of its deciding set."""
    asked = draws_pb2.GetDrawRequest(draw_id=draw_id)
    return _draw((await ask(visit.peers.draws.GetDraw(asked))).draw)


@router.get("/draw/{draw_id:row}/matches")
@open_to(Role.NOBODY)
async def draw_matches(visit: Visiting, draw_id: DrawId) -> list[MatchAnswer]:
    """The matches of a draw by round and number; a bye is no match."""
    _, matches = await asyncio.gather(
        ask(visit.peers.draws.GetDraw(draws_pb2.GetDrawRequest(draw_id=draw_id))),
        sources.matches_of(visit.peers, draw_id=draw_id),
    )
    known = await sources.people(
        visit.peers, (p for match in matches for p in (match.player1_id, match.player2_id))
    )
    return [_match(match, known) for match in matches]


@router.get("/player/{player_id:row}/ranking")
@open_to(Role.NOBODY)
async def player_ranking(
    visit: Visiting,
    player_id: PlayerId,
    tournament_id: Annotated[
        str | None, Query(description="For an entry in this tournament.", examples=["1"])
    ] = None,
) -> PlayerRanking:
    """What the player has in the category that fits the tournament's year, or this year's."""
    reader = Reader({"tournament_id": tournament_id or ""})
    wanted = reader.optional_row("tournament_id", "tournament_id")
    reader.finish()
    year = visit.now.date().isocalendar().year
    if wanted:
        year = (await _find_tournament(visit, wanted)).week.year
    asked = entries_pb2.GetPlayersRequest(player_ids=[player_id])
    found = (await ask(visit.peers.entries.GetPlayers(asked))).players
    if not found:
        raise NotFound(f"There is no player {player_id}.")
    player = found[0]
    age = category_for(age_in(year, player.birth_year))
    points = rankings_pb2.PlayerPoints()
    week = common_pb2.Week()
    if age is not None:
        answer = await ask(
            visit.peers.rankings.GetPlayerPoints(
                rankings_pb2.GetPlayerPointsRequest(
                    player_ids=[player_id], age_category=to_enum(age), gender=player.gender
                )
            )
        )
        points, week = answer.players[0], answer.week
    return PlayerRanking(
        player_id=player_id,
        age_category_id=age.value if age else None,
        gender_id=player.gender,
        ranking_year=week.year or None,
        ranking_week=week.number or None,
        total_points=points.points,
        rank_position=points.position,
    )


async def _find_tournament(visit: Visiting, tournament_id: int) -> entries_pb2.Tournament:
    asked = entries_pb2.GetTournamentRequest(tournament_id=tournament_id)
    return (await ask(visit.peers.entries.GetTournament(asked))).tournament


def _tournament(found: entries_pb2.Tournament) -> dict[str, Any]:
    return {
        "tournament_id": found.tournament_id,
        "name": found.name,
        "start_date": showing.day(found.start_date),
        "end_date": showing.day(found.end_date),
        "tournament_year": found.week.year,
        "tournament_week": found.week.number,
        "category_id": found.category,
        "category": TournamentCategory(found.category).name,
        "surface_id": found.surface,
        "surface": Surface(found.surface).name.capitalize(),
        "venue_id": found.venue.venue_id,
        "venue_name": found.venue.name,
        "city": found.venue.city,
        "country": found.venue.country.name,
    }


def _draw(draw: draws_pb2.Draw) -> DrawAnswer:
    return DrawAnswer(
        draw_id=draw.draw_id,
        tournament_id=draw.tournament_id,
        age_category_id=draw.age_category,
        gender_id=draw.gender,
        draw_status_id=draw.status,
        num_players=draw.num_players,
        draw_size=draw.size,
        has_supertiebreak=draw.has_supertiebreak,
        draw_generated_at=from_moment(draw.generated_at) if draw.HasField("generated_at") else None,
    )


def _match(match: matches_pb2.Match, known: dict[int, Person]) -> MatchAnswer:
    numbers: dict[str, int] = {}
    for index, one in enumerate(match.result.sets, 1):
        for part, suffix in (
            ("games", ""),
            ("tiebreak", "_tiebreak"),
            ("supertiebreak", "_supertiebreak"),
        ):
            if one.HasField(part):  # type: ignore[arg-type]  # the three names above
                pair: matches_pb2.Pair = getattr(one, part)
                numbers[f"set{index}{suffix}_player1"] = pair.player1
                numbers[f"set{index}{suffix}_player2"] = pair.player2
    return MatchAnswer(
        match_id=match.match_id,
        draw_id=match.draw_id,
        round_id=match.round,
        round=Round(match.round).name,
        match_number=match.match_number,
        match_date=showing.day(match.match_date),
        player1_id=match.player1_id or None,
        player1_name=known[match.player1_id].name if match.player1_id else None,
        player2_id=match.player2_id or None,
        player2_name=known[match.player2_id].name if match.player2_id else None,
        winner_id=match.result.winner_id or None,
        match_status_id=match.result.status,
        score=match.score,
        **numbers,
    )
