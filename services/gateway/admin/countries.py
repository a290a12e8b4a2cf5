"""Countries, which players and venues belong to. For administrators (rules.md section 8)."""

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries
from services.gateway.admin.saving import REFUSALS, saved, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.countries import CountriesPage, CountryRow, CountryTyped
from services.gateway.views.site import FlashKind, Section
from services.gateway.views.words import counted
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import RuleBroken, TourError
from shared.grpc_client import ask
from tour.entries.v1 import entries_pb2 as pb

router = APIRouter()

_HERE = "/admin/countries"
_FIELDS = ("code", "name")


@router.get(_HERE)
@open_to(Role.ADMINISTRATOR)
async def show_countries(visit: Visiting) -> Response:
    return await _page(visit, CountryTyped())


@router.post(_HERE)
@open_to(Role.ADMINISTRATOR)
async def add_country(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    typed = CountryTyped(*(reader.typed(name) for name in _FIELDS))
    try:
        request = pb.AddCountriesRequest(
            request_id=reader.request_id(),
            countries=[pb.NewCountry(code=typed.code, name=typed.name)],
        )
        answer = await saved(reader, visit.peers.entries.AddCountries(request))
        if answer.kept:
            (there,) = answer.kept
            field = "code" if there.code == typed.code.strip() else "name"
            raise RuleBroken.rule(field, "9", f"There is {_row(there)} already.")
    except REFUSALS as error:
        return await _page(visit, typed, error)
    (country,) = answer.countries
    return _go(visit, f"{_row(country)} can be chosen now.")


@router.post(f"{_HERE}/nations")
@open_to(Role.ADMINISTRATOR)
async def add_nations(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    request = pb.AddCountriesRequest(request_id=reader.request_id(), nations=True)
    answer = await saved(reader, visit.peers.entries.AddCountries(request))
    if not answer.countries:
        return visit.go(_HERE, "All nations are here already.", FlashKind.NOTE)
    return _go(visit, f"Added {counted(len(answer.countries), 'country', 'countries')}.")


def _go(visit: Visit, text: str) -> Response:
    return visit.go(_HERE, text, href="/admin/venue", link="Register a venue")


async def _page(visit: Visit, typed: CountryTyped, error: TourError | None = None) -> Response:
    """The page, again with what was typed where there is an error."""
    nations = pb.CheckCountriesRequest(nations=True)
    page = CountriesPage.of(
        [_row(each) for each in await queries.countries(visit.peers)],
        len((await ask(visit.peers.entries.CheckCountries(nations))).countries),
        (visit.guard(), visit.guard()),
        typed,
        violations_of(error, _FIELDS) if error else (),
    )
    status = error.http_status if error else 200
    return visit.html("admin/countries.html", page, Section.ADMIN, status)


def _row(country: pb.Country) -> CountryRow:
    return CountryRow(country.code, country.name)
