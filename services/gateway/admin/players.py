"""Registering players and changing their data."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, saved, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.forms import Field, FieldKind, Guard
from services.gateway.views.registration import (
    PlayersPage,
    PlayerTyped,
    RecordForm,
    player_form,
)
from services.gateway.views.site import Section
from services.gateway.views.words import PLAYER_STATUS_TEXT
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.terms import Gender, PlayerStatus
from shared.wire import to_enum
from tour.entries.v1 import entries_pb2 as pb

router = APIRouter()

_FIELDS = ("first_name", "last_name", "birth_year", "gender_id", "country_id", "status_id")
_MOST_FOUND = 50
_LATEST_YEAR = 9999


@router.get("/admin/players")
@open_to(Role.REFEREE)
async def show_players(visit: Visiting) -> Response:
    text, token = visit.query("q").strip(), visit.query("page")
    field = Field("q", "Name", text, FieldKind.SEARCH, max_length=60)
    if not text:
        return visit.html("admin/players.html", PlayersPage(field, False, ()), Section.ADMIN)
    answer = await queries.search_players(visit.peers, text, _MOST_FOUND, token)
    more = ""
    if answer.next_page_token:
        more = f"/admin/players?{urlencode({'q': text, 'page': answer.next_page_token})}"
    found = tuple(showing.player_found(each) for each in answer.players)
    return visit.html("admin/players.html", PlayersPage(field, True, found, more), Section.ADMIN)


@router.get("/admin/player")
@open_to(Role.REFEREE)
async def show_new_player(visit: Visiting) -> Response:
    form = await _form(visit, visit.guard(), PlayerTyped())
    return visit.html("admin/form.html", form, Section.ADMIN)


@router.post("/admin/player")
@open_to(Role.REFEREE)
async def register_player(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    try:
        request = pb.RegisterPlayerRequest(
            request_id=reader.request_id(),
            first_name=reader.typed("first_name"),
            last_name=reader.typed("last_name"),
            birth_year=reader.number("birth_year", "The birth year", _LATEST_YEAR),
            gender=to_enum(reader.term("gender_id", "The gender", Gender)),
            country_id=reader.row("country_id", "The country"),
        )
        player = (await saved(reader, visit.peers.entries.RegisterPlayer(request))).player
    except REFUSALS as error:
        form = await _form(visit, visit.guard(), _typed(visit), error)
        return visit.html("admin/form.html", form, Section.ADMIN, error.http_status)
    return _saved(visit, player, "is registered")


@router.get("/admin/player/{player_id:row}")
@open_to(Role.REFEREE)
async def show_player(visit: Visiting, player_id: int) -> Response:
    player = await queries.player(visit.peers, player_id)
    typed = PlayerTyped(
        player.first_name,
        player.last_name,
        str(player.birth_year),
        str(player.gender),
        str(player.country.country_id),
        str(player.set_status),
    )
    form = await _form(visit, visit.guard(player.version), typed, player_id=player_id)
    return visit.html("admin/form.html", form, Section.ADMIN)


@router.post("/admin/player/{player_id:row}")
@open_to(Role.REFEREE)
async def change_player(visit: Visiting, player_id: int) -> Response:
    reader = Reader(visit.form)
    try:
        request = pb.ChangePlayerRequest(
            request_id=reader.request_id(),
            expected_version=reader.version(),
            player_id=player_id,
            first_name=reader.typed("first_name"),
            last_name=reader.typed("last_name"),
            birth_year=reader.number("birth_year", "The birth year", _LATEST_YEAR),
            gender=to_enum(reader.term("gender_id", "The gender", Gender)),
            country_id=reader.row("country_id", "The country"),
            status=to_enum(reader.term("status_id", "The status", PlayerStatus)),
        )
        player = (await saved(reader, visit.peers.entries.ChangePlayer(request))).player
    except REFUSALS as error:
        present = await queries.player(visit.peers, player_id)
        guard = visit.guard(present.version)
        typed = _typed(visit)
        form = await _form(visit, guard, typed, error, player_id=player_id, present=present)
        return visit.html("admin/form.html", form, Section.ADMIN, error.http_status)
    return _saved(visit, player, "is saved")


async def _form(
    visit: Visit,
    guard: Guard,
    typed: PlayerTyped,
    error: TourError | None = None,
    *,
    player_id: int = 0,
    present: pb.Player | None = None,
) -> RecordForm:
    """The form, again with what was typed where there is an error."""
    return player_form(
        guard,
        typed,
        [showing.country_choice(each) for each in await queries.countries(visit.peers)],
        errors=violations_of(error, _FIELDS) if error else (),
        conflict=conflict_of(error, _in_words(present)) if error and present else None,
        player_id=player_id,
        may_add_countries=visit.is_administrator,
    )


def _typed(visit: Visit) -> PlayerTyped:
    return PlayerTyped(*(visit.form.get(name, "") for name in _FIELDS))


def _saved(visit: Visit, player: pb.Player, what: str) -> Response:
    person = showing.person(player)
    return visit.go(
        f"/admin/players?{urlencode({'q': person.name})}",
        f"{person.name} {what}.",
        href="/admin/entry",
        link="Enter a player",
    )


def _in_words(player: pb.Player) -> str:
    found = showing.player_found(player)
    status = PLAYER_STATUS_TEXT[PlayerStatus(player.set_status)]
    return f"{found.person.name}, {found.note}, set to {status}."
