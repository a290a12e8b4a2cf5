"""The calendar: tournaments and venues. For administrators (rules.md section 8)."""

from datetime import date, datetime

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, saved, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.forms import Guard
from services.gateway.views.registration import (
    RecordForm,
    TournamentTyped,
    VenueTyped,
    tournament_form,
    venue_form,
)
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.grpc_client import ask
from shared.terms import Surface, TournamentCategory
from shared.weeks import Week
from shared.wire import to_date, to_enum
from tour.entries.v1 import entries_pb2 as pb

router = APIRouter()

_FIELDS = ("name", "start_date", "category_id", "surface_id", "venue_id")
_VENUE_FIELDS = ("name", "city", "country_id")


@router.get("/admin/tournament")
@open_to(Role.ADMINISTRATOR)
async def show_new_tournament(visit: Visiting) -> Response:
    form = await _form(visit, visit.guard(), TournamentTyped())
    return visit.html("admin/form.html", form, Section.ADMIN)


@router.post("/admin/tournament")
@open_to(Role.ADMINISTRATOR)
async def create_tournament(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    try:
        request = pb.CreateTournamentRequest(request_id=reader.request_id())
        _read_into(request, reader)
        answer = await saved(reader, visit.peers.entries.CreateTournament(request))
    except REFUSALS as error:
        form = await _form(visit, visit.guard(), _typed(visit), error)
        return visit.html("admin/form.html", form, Section.ADMIN, error.http_status)
    return _saved(visit, answer.tournament, "is in the calendar; its four draws take entries")


@router.get("/admin/tournament/{tournament_id:row}")
@open_to(Role.ADMINISTRATOR)
async def show_tournament(visit: Visiting, tournament_id: int) -> Response:
    present = await queries.tournament_message(visit.peers, tournament_id)
    typed = TournamentTyped(
        present.name,
        showing.day(present.start_date).isoformat(),
        str(present.category),
        str(present.surface),
        str(present.venue.venue_id),
    )
    form = await _form(visit, visit.guard(present.version), typed, tournament_id=tournament_id)
    return visit.html("admin/form.html", form, Section.ADMIN)


@router.post("/admin/tournament/{tournament_id:row}")
@open_to(Role.ADMINISTRATOR)
async def change_tournament(visit: Visiting, tournament_id: int) -> Response:
    reader = Reader(visit.form)
    try:
        request = pb.ChangeTournamentRequest(
            request_id=reader.request_id(),
            expected_version=reader.version(),
            tournament_id=tournament_id,
        )
        _read_into(request, reader)
        answer = await saved(reader, visit.peers.entries.ChangeTournament(request))
    except REFUSALS as error:
        present = await queries.tournament_message(visit.peers, tournament_id)
        guard = visit.guard(present.version)
        typed = _typed(visit)
        form = await _form(visit, guard, typed, error, tournament_id=tournament_id, present=present)
        return visit.html("admin/form.html", form, Section.ADMIN, error.http_status)
    return _saved(visit, answer.tournament, "is saved")


@router.get("/admin/venue")
@open_to(Role.ADMINISTRATOR)
async def show_new_venue(visit: Visiting) -> Response:
    return visit.html("admin/form.html", await _venue_form(visit, VenueTyped()), Section.ADMIN)


@router.post("/admin/venue")
@open_to(Role.ADMINISTRATOR)
async def register_venue(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    try:
        request = pb.RegisterVenueRequest(
            request_id=reader.request_id(),
            name=reader.typed("name"),
            city=reader.typed("city"),
            country_id=reader.row("country_id", "The country"),
        )
        venue = (await saved(reader, visit.peers.entries.RegisterVenue(request))).venue
    except REFUSALS as error:
        typed = VenueTyped(*(visit.form.get(name, "") for name in _VENUE_FIELDS))
        form = await _venue_form(visit, typed, error)
        return visit.html("admin/form.html", form, Section.ADMIN, error.http_status)
    return visit.go("/admin/tournament", f"{venue.name}, {venue.city}, can be chosen now.")


def _read_into(
    request: pb.CreateTournamentRequest | pb.ChangeTournamentRequest, reader: Reader
) -> None:
    """The fields that both requests have; ``reader`` notes all that are none."""
    request.name = reader.typed("name")
    first_day = reader.day("start_date", "The first day")
    request.category = to_enum(reader.term("category_id", "The category", TournamentCategory))
    request.surface = to_enum(reader.term("surface_id", "The surface", Surface))
    request.venue_id = reader.row("venue_id", "The venue")
    if first_day is not None:
        request.start_date.CopyFrom(to_date(first_day))


async def _form(
    visit: Visit,
    guard: Guard,
    typed: TournamentTyped,
    error: TourError | None = None,
    *,
    tournament_id: int = 0,
    present: pb.Tournament | None = None,
) -> RecordForm:
    """The form, again with what was typed where there is an error."""
    known = await ask(visit.peers.entries.GetReferenceData(pb.GetReferenceDataRequest()))
    return tournament_form(
        guard,
        typed,
        [showing.venue_choice(each) for each in known.venues],
        earliest_monday(visit.now),
        errors=violations_of(error, _FIELDS) if error else (),
        conflict=conflict_of(error, _in_words(present)) if error and present else None,
        tournament_id=tournament_id,
    )


async def _venue_form(
    visit: Visit, typed: VenueTyped, error: TourError | None = None
) -> RecordForm:
    return venue_form(
        visit.guard(),
        typed,
        [showing.country_choice(each) for each in await queries.countries(visit.peers)],
        violations_of(error, _VENUE_FIELDS) if error else (),
    )


def earliest_monday(now: datetime) -> date:
    """The first Monday whose entry deadline, Tuesday 10:00 of the week before, lies ahead (UTC)."""
    this_week = Week.of(now.date())
    is_in_time = now <= this_week.at(2, 10)
    return (this_week + (1 if is_in_time else 2)).monday


def _typed(visit: Visit) -> TournamentTyped:
    return TournamentTyped(*(visit.form.get(name, "") for name in _FIELDS))


def _saved(visit: Visit, tournament: pb.Tournament, what: str) -> Response:
    return visit.go(
        f"/admin/tournament/{tournament.tournament_id}",
        f"{tournament.name} {what}.",
        href=f"/tournament/{tournament.tournament_id}",
        link="Look at it",
    )


def _in_words(present: pb.Tournament) -> str:
    shown = showing.tournament(present)
    return (
        f"{shown.name}, {shown.days}, {shown.category_text}, {shown.surface_text}, "
        f"{shown.venue}, {shown.city}."
    )
