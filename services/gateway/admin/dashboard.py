"""What is due: the first page of an official, with the entry form."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.entries import entry_page
from services.gateway.guard import open_to
from services.gateway.views.dashboard import ClosingSoon, DashboardPage, DrawDue, SkeletonDue
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.terms import DrawStatus
from tour.draws.v1 import draws_pb2
from tour.matches.v1 import matches_pb2

router = APIRouter()

_MATCHES_SHOWN = 8
_CLOSING_SHOWN = 5


@router.get("/admin")
@open_to(Role.REFEREE)
async def show_due(visit: Visiting) -> Response:
    around = await queries.tournaments_around(visit.peers, visit.now)
    by_id = {each.tournament_id: each for each in around}
    closed_ids = [key for key, each in by_id.items() if visit.now > each.entry_deadline]
    entry, draws = await asyncio.gather(
        entry_page(visit), queries.draws_of(visit.peers, closed_ids)
    )
    undrawn = [each for each in draws if DrawStatus(each.status) in _UNDRAWN]
    drawn = [each for each in draws if DrawStatus(each.status) is DrawStatus.GENERATED]
    matches, standing, closing = await asyncio.gather(
        queries.matches_of_draws(visit.peers, [each.draw_id for each in drawn]),
        _standing(visit, undrawn),
        _closing(visit, around),
    )
    ready = await queries.to_record(visit.peers, visit.now, around, matches, drawn)
    page = DashboardPage(
        entry,
        tuple(
            DrawDue.of(
                by_id[each.tournament_id],
                showing.draw_card(each, standing[_list_of(each)]),
                visit.now,
            )
            for each in undrawn
        ),
        _without_matches(visit, drawn, matches, by_id),
        tuple(ready[:_MATCHES_SHOWN]),
        len(ready),
        closing,
    )
    return visit.html("admin/dashboard.html", page, Section.ADMIN)


_UNDRAWN = (DrawStatus.OPEN, DrawStatus.CLOSED)


def _list_of(draw: draws_pb2.Draw) -> tuple[int, int, int]:
    return draw.tournament_id, draw.age_category, draw.gender


async def _standing(
    visit: Visit, draws: Sequence[draws_pb2.Draw]
) -> dict[tuple[int, int, int], int]:
    """How many entries stand on the lists of these draws."""
    counts = {_list_of(each): 0 for each in draws}
    lists = await asyncio.gather(
        *(
            queries.standing_entries(visit.peers, key)
            for key in sorted({each.tournament_id for each in draws})
        )
    )
    for entry in (each for entries in lists for each in entries):
        key = (entry.tournament_id, entry.age_category, entry.gender)
        if key in counts:
            counts[key] += 1
    return counts


async def _closing(visit: Visit, around: Sequence[Tournament]) -> tuple[ClosingSoon, ...]:
    """The tournaments that close next, with how many have entered."""
    taking = sorted(
        (each for each in around if visit.now <= each.entry_deadline),
        key=lambda each: (each.entry_deadline, each.tournament_id),
    )[:_CLOSING_SHOWN]
    lists = await asyncio.gather(
        *(queries.standing_entries(visit.peers, each.tournament_id) for each in taking)
    )
    return tuple(
        ClosingSoon.of(each, len(entries), visit.now)
        for each, entries in zip(taking, lists, strict=True)
    )


def _without_matches(
    visit: Visit,
    drawn: Sequence[draws_pb2.Draw],
    matches: Sequence[matches_pb2.Match],
    by_id: dict[int, Tournament],
) -> tuple[SkeletonDue, ...]:
    """Draws that are made and have no matches yet; they follow by themselves in a moment."""
    with_matches = {each.draw_id for each in matches}
    return tuple(
        SkeletonDue(by_id[each.tournament_id], showing.draw_card(each), visit.guard())
        for each in drawn
        if each.draw_id not in with_matches
    )
