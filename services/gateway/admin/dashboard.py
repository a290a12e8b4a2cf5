"""What is due: the first page of an official, with the scores to type and the entry form.

Guarantees that the number of calls does not grow with the tour, and that a service which does not
answer costs its own part of the page and no other.
"""

import asyncio
from collections.abc import Awaitable, Collection, Iterable
from datetime import timedelta
from typing import TypeAlias, TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.entries import entry_page
from services.gateway.guard import open_to
from services.gateway.peers import PEERS
from services.gateway.views.dashboard import (
    ClosingSoon,
    DashboardPage,
    DrawDue,
    EndingSoon,
    ServiceState,
    SkeletonDue,
    ToDo,
    TourState,
)
from services.gateway.views.entry import EntryPage
from services.gateway.views.result import record_rows
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import Unavailable
from shared.grpc_client import ask
from shared.measuring import measure
from shared.names import ServiceName
from shared.terms import DrawStatus, MatchStatus
from shared.wire import to_date
from tour.common.v1 import common_pb2, operations_pb2
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

router = APIRouter()

_MATCHES_SHOWN = 8
_CLOSING_SHOWN = 5
_ENDING_SHOWN = 10
_ENDING_WITHIN = timedelta(days=14)

R = TypeVar("R")
Around: TypeAlias = asyncio.Task[list[Tournament]]


@router.get("/admin")
@open_to(Role.REFEREE)
async def show_due(visit: Visiting) -> Response:
    # three parts build on the tournaments, which are asked for once
    around = asyncio.create_task(queries.tournaments_around(visit.peers, visit.now))
    to_do, entry, closing, ending, state = await asyncio.gather(
        _if_answered(_to_do(visit, around)),
        _if_answered(_entry(visit, around)),
        _if_answered(_closing(visit, around)),
        _if_answered(_ending(visit)),
        _state(visit),
    )
    page = DashboardPage(to_do, entry, closing, ending, state)
    return visit.html("admin/dashboard.html", page, Section.ADMIN)


async def _if_answered(part: Awaitable[R]) -> R | None:
    """None where a service that is asked for it does not answer."""
    try:
        return await part
    except Unavailable:
        return None


# --- draws to make, matches to record --------------------------------------------------------


async def _to_do(visit: Visit, asked: Around) -> ToDo:
    around, still_open, closed, drawn = await asyncio.gather(
        asked,
        queries.draws_in(visit.peers, DrawStatus.OPEN),
        queries.draws_in(visit.peers, DrawStatus.CLOSED),
        queries.draws_in(visit.peers, DrawStatus.GENERATED),
    )
    by_id = {each.tournament_id: each for each in around if visit.now > each.entry_deadline}
    undrawn = [each for each in (*still_open, *closed) if each.tournament_id in by_id]
    drawn = [each for each in drawn if each.tournament_id in by_id]
    draw_ids = [each.draw_id for each in drawn]
    counts, matches, with_matches = await asyncio.gather(
        queries.entry_counts(visit.peers, {each.tournament_id for each in undrawn}),
        queries.matches_of_draws(visit.peers, draw_ids, to_record=True),
        queries.draws_with_matches(visit.peers, draw_ids),
    )
    ready = await queries.to_record(visit.peers, visit.now, around, matches, drawn)
    shown = ready[:_MATCHES_SHOWN]
    return ToDo(
        _draws_due(visit, undrawn, counts, by_id),
        _without_matches(visit, drawn, with_matches, by_id),
        record_rows(shown, [visit.guard(each.version) for each in shown], "due"),
        len(ready),
    )


def _list_of(on_list: draws_pb2.Draw | entries_pb2.EntryCount) -> tuple[int, int, int]:
    return on_list.tournament_id, on_list.age_category, on_list.gender


def _draws_due(
    visit: Visit,
    undrawn: Iterable[draws_pb2.Draw],
    counts: Iterable[entries_pb2.EntryCount],
    by_id: dict[int, Tournament],
) -> tuple[DrawDue, ...]:
    """The first that the system would make stands first."""
    standing = {_list_of(each): each.standing for each in counts}
    found = [
        DrawDue.of(
            by_id[each.tournament_id],
            showing.draw_card(each, standing.get(_list_of(each), 0)),
            visit.now,
        )
        for each in undrawn
    ]
    return tuple(
        sorted(
            found, key=lambda due: (due.deadline.at, due.tournament.tournament_id, due.draw.draw_id)
        )
    )


def _without_matches(
    visit: Visit,
    drawn: Iterable[draws_pb2.Draw],
    with_matches: Collection[int],
    by_id: dict[int, Tournament],
) -> tuple[SkeletonDue, ...]:
    """Draws that are made and have no matches yet; they follow by themselves in a moment."""
    return tuple(
        SkeletonDue(by_id[each.tournament_id], showing.draw_card(each), visit.guard())
        for each in drawn
        if each.draw_id not in with_matches
    )


# --- what comes next --------------------------------------------------------------------------


async def _entry(visit: Visit, asked: Around) -> EntryPage:
    return await entry_page(visit, _taking(visit, await asked))


def _taking(visit: Visit, around: Iterable[Tournament]) -> list[Tournament]:
    """An entry at exactly the deadline is in time (rules.md section 2)."""
    return [each for each in around if visit.now <= each.entry_deadline]


async def _closing(visit: Visit, asked: Around) -> tuple[ClosingSoon, ...]:
    """The tournaments that close next, with how many have entered."""
    taking = sorted(
        _taking(visit, await asked),
        key=lambda each: (each.entry_deadline, each.tournament_id),
    )[:_CLOSING_SHOWN]
    counts = await queries.entry_counts(visit.peers, [each.tournament_id for each in taking])
    entered = {each.tournament_id: 0 for each in taking}
    for count in counts:
        entered[count.tournament_id] += count.standing
    return tuple(ClosingSoon.of(each, entered[each.tournament_id], visit.now) for each in taking)


async def _ending(visit: Visit) -> tuple[EndingSoon, ...]:
    """The suspensions that hold today and end within two weeks, the next first."""
    today = visit.now.date()
    request = matches_pb2.ListSuspensionsRequest(to=to_date(today))
    # from is a word of Python
    getattr(request, "from").CopyFrom(to_date(today))
    holding = (await ask(visit.peers.matches.ListSuspensions(request))).suspensions
    soon = sorted(
        (each for each in holding if showing.day(each.end_date) <= today + _ENDING_WITHIN),
        key=lambda each: (showing.day(each.end_date), each.suspension_id),
    )[:_ENDING_SHOWN]
    known = await queries.people(visit.peers, [each.player_id for each in soon])
    return tuple(
        EndingSoon(
            each.suspension_id,
            known[each.player_id],
            MatchStatus(each.cause),
            showing.day(each.end_date),
            today,
            visit.is_administrator and each.origin != common_pb2.ORIGIN_UNVERIFIED,
        )
        for each in soon
    )


# --- how the services are -----------------------------------------------------------------------


async def _state(visit: Visit) -> TourState:
    own = await measure(visit.gateway.database)
    services = await asyncio.gather(*(_of_service(visit, name) for name in PEERS))
    gateway = ServiceState(
        "gateway", own.outbox_waiting, own.outbox_oldest_seconds, own.dead_letters
    )
    return TourState.of((*services, gateway), is_administrator=visit.is_administrator)


async def _of_service(visit: Visit, name: ServiceName) -> ServiceState:
    try:
        told = await ask(visit.peers.operations[name].GetState(operations_pb2.GetStateRequest()))
    except Unavailable:
        return ServiceState(name, is_away=True)
    return ServiceState(name, told.outbox_waiting, told.outbox_oldest_seconds, told.dead_letters)
