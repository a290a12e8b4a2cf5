"""`/api/v1/tournaments`: the calendar, and what there is of one tournament."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.gateway import showing
from services.gateway.api.v1 import codes, models, shaping
from services.gateway.api.v1.answering import router_of
from services.gateway.api.v1.parameters import (
    LONGEST_SEARCH,
    USUAL,
    Cursor,
    Day,
    Limit,
    TournamentId,
    Year,
    next_part,
    part_of,
)
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.calendar import list_tournaments
from services.gateway.pages.tournament import read_tournament
from services.gateway.queries import tournament_message
from services.gateway.views.search import fits as is_named
from services.gateway.views.season import CalendarFilters, fits
from services.gateway.visit import Visiting
from shared.context import Role
from shared.terms import AgeCategory, Gender
from tour.entries.v1 import entries_pb2

router = router_of("tournaments")

CategoryFilter = Annotated[
    models.Category | None, Query(description="Of this category only.", examples=["60"])
]
GenderFilter = Annotated[
    models.GenderCode | None, Query(description="Men or women only.", examples=["F"])
]


@router.get("/tournaments", summary="The calendar")
@open_to(Role.NOBODY)
async def find_tournaments(
    visit: Visiting,
    *,
    q: Annotated[
        str,
        Query(
            description="Beginnings of words of its name, city, category or year; "
            "accents do not matter.",
            max_length=LONGEST_SEARCH,
            examples=["malaga"],
        ),
    ] = "",
    year: Year = None,
    category: Annotated[
        models.PointsCategory | None, Query(description="Of this one only.", examples=["MT400"])
    ] = None,
    surface: Annotated[
        models.SurfaceCode | None, Query(description="On this one only.", examples=["clay"])
    ] = None,
    state: Annotated[
        models.TournamentStateCode | None,
        Query(description="That stand so only.", examples=["in-play"]),
    ] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> models.TournamentList:
    """By first day, of all years unless one is asked for; of all names if q is left out."""
    filters = CalendarFilters(
        year,
        codes.POINTS_CATEGORY_OF[category] if category else None,
        codes.SURFACE_OF[surface] if surface else None,
        codes.STATE_OF[state] if state else None,
    )
    found = [
        each
        for each in await list_tournaments(visit.peers, visit.now)
        if fits(each, filters, visit.now) and (not q or is_named(q, each))
    ]
    found.sort(key=lambda each: (each.first_day, each.tournament_id))
    part, after = part_of(found, cursor, limit)
    return models.TournamentList(
        items=[shaping.tournament(each, visit.now) for each in part],
        next=next_part(visit.request, after),
    )


@router.get("/tournaments/{tournament_id:row}", summary="A tournament")
@open_to(Role.NOBODY)
async def tournament(visit: Visiting, tournament_id: TournamentId) -> models.Tournament:
    """One tournament with its deadlines and how it stands."""
    page = await read_tournament(visit, tournament_id)
    return shaping.tournament(page.tournament, visit.now)


@router.get("/tournaments/{tournament_id:row}/entries", summary="Who is entered")
@open_to(Role.NOBODY)
async def entries(
    visit: Visiting,
    tournament_id: TournamentId,
    category: CategoryFilter = None,
    gender: GenderFilter = None,
) -> models.Entries:
    """The standing entries by draw, in the order of the latest ranking, then of entering."""
    await tournament_message(visit.peers, tournament_id)
    by_draw: dict[tuple[Gender, AgeCategory], list[entries_pb2.Entry]] = {}
    for entry in await sources.entries_of(visit.peers, tournament_id):
        key = Gender(entry.gender), AgeCategory(entry.age_category)
        if category in (None, codes.CATEGORIES[key[1]]) and gender in (None, codes.GENDERS[key[0]]):
            by_draw.setdefault(key, []).append(entry)
    lists = []
    for key in sorted(by_draw):
        (table,) = await sources.entry_tables(visit.peers, by_draw[key])
        lists.append(
            models.EntryList(
                category=codes.CATEGORIES[key[1]],
                gender=codes.GENDERS[key[0]],
                entries=[shaping.entry(row) for row in table.rows],
            )
        )
    return models.Entries(tournament_url=shaping.url_of("tournaments", tournament_id), lists=lists)


@router.get("/tournaments/{tournament_id:row}/draws", summary="The four draws")
@open_to(Role.NOBODY)
async def draws(visit: Visiting, tournament_id: TournamentId) -> models.DrawList:
    """Men before women, 60 before 65."""
    await tournament_message(visit.peers, tournament_id)
    found = await sources.draws_of(visit.peers, [tournament_id])
    in_order = sorted(found, key=lambda each: (each.gender, each.age_category))
    return models.DrawList(items=[shaping.draw(each) for each in in_order])


@router.get("/tournaments/{tournament_id:row}/order-of-play", summary="The matches by day")
@open_to(Role.NOBODY)
async def order_of_play(
    visit: Visiting, tournament_id: TournamentId, day: Day = None
) -> models.OrderOfPlay:
    """What is played when, of every draw; no days before the first draw is made."""
    await tournament_message(visit.peers, tournament_id)
    found = await sources.draws_of(visit.peers, [tournament_id])
    matches = await sources.matches_of(visit.peers, tournament_id=tournament_id)
    known = await sources.people(visit.peers, shaping.players_in(matches))
    by_key = {each.match_id: each for each in matches}
    by_day: dict[date, list[models.Match]] = {}
    for each in sources.todays_matches(found, matches, list(known.values())):
        match = by_key[each.match.match_id]
        played_on = showing.day(match.match_date)
        if day in (None, played_on):
            by_day.setdefault(played_on, []).append(shaping.match(match, known))
    return models.OrderOfPlay(
        tournament_url=shaping.url_of("tournaments", tournament_id),
        days=[models.DayOfPlay(day=each, matches=by_day[each]) for each in sorted(by_day)],
        page=f"/order-of-play?tournament_id={tournament_id}",
    )
