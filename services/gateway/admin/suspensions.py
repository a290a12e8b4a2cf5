"""Suspensions: who may not play until when; an administrator lifts one (rules.md section 7)."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.correction import why_field
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.views.suspensions import (
    SuspensionRow,
    SuspensionsPage,
    SuspensionState,
    state_of,
)
from services.gateway.views.words import day, utc
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import InvalidInput, NotFound, TourError
from shared.grpc_client import ask
from shared.terms import MatchStatus
from shared.wire import from_moment
from tour.common.v1 import common_pb2
from tour.matches.v1 import matches_pb2 as pb

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which suspensions: those of a list, or all of a player; ``number`` is the page, from 1."""

    state: SuspensionState | None
    player_id: int = 0
    number: int = 1


_HERE = "/admin/suspensions"
_ROWS = 50
_LIFTABLE = (SuspensionState.CURRENT, SuspensionState.COMING)


@router.get(_HERE)
@open_to(Role.REFEREE)
async def show_suspensions(visit: Visiting) -> Response:
    """``state`` names the list, by default those that hold today; or all of ``player_id``."""
    reader = Reader(dict(visit.request.query_params))
    player_id = reader.optional_row("player_id", "The player")
    number = reader.optional_row("page", "The page") or 1
    reader.finish()
    asked = visit.query("state") or SuspensionState.CURRENT
    if asked not in set(SuspensionState):
        states = ", ".join(SuspensionState)
        raise InvalidInput.field("state", f"The lists of suspensions are {states}.")
    state = None if player_id else SuspensionState(asked)
    page = await _page(visit, _Asked(state, player_id, number))
    return visit.html("admin/suspensions.html", page, Section.ADMIN)


@router.post("/admin/lift-suspension")
@open_to(Role.ADMINISTRATOR)
async def lift_suspension(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    suspension_id = reader.row("suspension_id", "The suspension")
    reader.finish()
    try:
        lifted = await _lift(visit, suspension_id)
    except REFUSALS as error:
        page = await _refused_page(visit, suspension_id, error)
        return visit.html("admin/suspensions.html", page, Section.ADMIN, error.http_status)
    known = await queries.people(visit.peers, [lifted.player_id])
    return visit.go(
        f"{_HERE}?{urlencode({'player_id': lifted.player_id})}",
        f"The suspension of {known[lifted.player_id].name} is lifted from "
        f"{day(showing.day(lifted.lifted_on))} on.",
        href=_HERE,
        link="All suspensions",
    )


async def _lift(visit: Visit, suspension_id: int) -> pb.Suspension:
    reader = Reader(visit.form)
    request = pb.LiftSuspensionRequest(
        request_id=reader.request_id(),
        expected_version=reader.version(),
        suspension_id=suspension_id,
        why=reader.typed("why"),
    )
    reader.finish()
    return (await ask(visit.peers.matches.LiftSuspension(request))).suspension


async def _refused_page(visit: Visit, suspension_id: int, error: TourError) -> SuspensionsPage:
    """All suspensions of the player, with what is wrong at the one that was to be lifted."""
    found = next(
        (
            each
            for each in await queries.suspensions(visit.peers)
            if each.suspension_id == suspension_id
        ),
        None,
    )
    if found is None:
        raise NotFound("There is no such suspension.") from error
    return await _page(visit, _Asked(None, found.player_id), suspension_id, error)


async def _page(
    visit: Visit, asked: _Asked, asking: int = 0, error: TourError | None = None
) -> SuspensionsPage:
    """``error`` stands at the suspension that somebody was ``asking`` to lift."""
    found = await queries.suspensions(visit.peers)
    wanted = _in_order(
        [
            each
            for each in found
            if asked.player_id in (0, each.player_id) and asked.state in (None, _state(visit, each))
        ],
        asked.state,
    )
    shown = wanted[(asked.number - 1) * _ROWS : asked.number * _ROWS]
    person = None
    if asked.player_id:
        person = showing.person(await queries.player(visit.peers, asked.player_id))
    known, tournaments = await asyncio.gather(
        queries.people(visit.peers, [each.player_id for each in shown]),
        queries.tournaments_by_id(visit.peers, {each.tournament_id for each in shown}),
    )
    rows = [
        _row(visit, each, known, tournaments, error if each.suspension_id == asking else None)
        for each in shown
    ]
    stands = next((row.stands for row in rows if row.suspension_id == asking), "")
    return SuspensionsPage.of(
        rows,
        Counter(_state(visit, each) for each in found),
        asked.state,
        person,
        more=_next_page(asked) if len(wanted) > asked.number * _ROWS else "",
        errors=violations_of(error, ()) if error else (),
        conflict=conflict_of(error, stands) if error else None,
    )


def _next_page(asked: _Asked) -> str:
    which = {"state": asked.state.value} if asked.state else {"player_id": str(asked.player_id)}
    return f"{_HERE}?{urlencode({**which, 'page': str(asked.number + 1)})}"


def _state(visit: Visit, suspension: pb.Suspension) -> SuspensionState:
    return state_of(
        showing.day(suspension.start_date),
        showing.day(suspension.end_date),
        visit.now.date(),
        lifted=suspension.HasField("lifted_on"),
        annulled=suspension.annulled,
    )


def _in_order(
    suspensions: Sequence[pb.Suspension], state: SuspensionState | None
) -> list[pb.Suspension]:
    """What ends next comes first; of what is past, what ended last."""

    def last_day(suspension: pb.Suspension) -> tuple[date, int]:
        return showing.day(suspension.end_date), suspension.suspension_id

    return sorted(suspensions, key=last_day, reverse=state not in _LIFTABLE)


def _row(
    visit: Visit,
    suspension: pb.Suspension,
    known: Mapping[int, Person],
    tournaments: Mapping[int, Tournament],
    error: TourError | None,
) -> SuspensionRow:
    state = _state(visit, suspension)
    is_unverified = suspension.origin == common_pb2.ORIGIN_UNVERIFIED
    may_lift = visit.is_administrator and state in _LIFTABLE and not is_unverified
    tournament = tournaments.get(suspension.tournament_id)
    key = suspension.suspension_id
    return SuspensionRow(
        key,
        known[suspension.player_id],
        suspension.tournament_id,
        tournament.name if tournament else f"Tournament {suspension.tournament_id}",
        MatchStatus(suspension.cause),
        showing.day(suspension.start_date),
        showing.day(suspension.end_date),
        state,
        f"{suspension.changed_by}, {utc(from_moment(suspension.changed_at))}",
        why_field(
            visit.form.get("why", "") if error else "",
            violations_of(error, ()) if error else (),
            f"suspension-{key}-",
        ),
        suspension.match_id,
        showing.day(suspension.lifted_on) if suspension.HasField("lifted_on") else None,
        visit.guard(suspension.version) if may_lift else None,
        error is not None,
        is_unverified,
    )
