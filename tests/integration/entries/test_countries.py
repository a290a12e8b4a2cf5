"""Adding countries: what is there stays, whoever asks and however often."""

import asyncio
from uuid import uuid4

import psycopg
import pytest

from services.entries.domain.countries import CountryDetails
from services.entries.domain.nations import NATIONS
from services.entries.grpc_api import EntriesApi
from shared.context import Call, enter_call
from shared.errors import InvalidInput, NotAllowed, RequestReused, RuleBroken
from shared.locks import lock_key
from tests.integration.entries.tour import ANNA, BEN, SPAIN, Tour, fields
from tour.entries.v1 import entries_pb2 as pb
from tour.entries.v1 import events_pb2

ITALY = CountryDetails("ITA", "Italy")
# the three of the test's tour: F France, E Spain and PL Poland
MISSING = [each for each in NATIONS if each.name not in {"France", "Spain", "Poland"}]


def asked(*countries: CountryDetails, nations: bool = False) -> pb.AddCountriesRequest:
    named = [pb.NewCountry(code=each.code, name=each.name) for each in countries]
    return pb.AddCountriesRequest(request_id=str(uuid4()), countries=named, nations=nations)


async def add(
    tour: Tour, request: pb.AddCountriesRequest, by: Call = BEN
) -> pb.AddCountriesResponse:
    """As the gateway asks; each call in a context of its own."""

    async def call() -> pb.AddCountriesResponse:
        enter_call(by)
        api = EntriesApi(tour.database, tour.peers)
        return await api.AddCountries(request, None)  # type: ignore[arg-type]

    return await asyncio.create_task(call())


async def would_add(tour: Tour, *countries: CountryDetails, nations: bool = False) -> list[str]:
    request = pb.CheckCountriesRequest(countries=asked(*countries).countries, nations=nations)
    api = EntriesApi(tour.database, tour.peers)
    answer = await api.CheckCountries(request, None)  # type: ignore[arg-type]
    return [each.code for each in answer.countries]


async def stored(tour: Tour) -> dict[str, str]:
    return dict(await tour.sql("SELECT code, description FROM tour.country ORDER BY country_id"))


@pytest.fixture
async def before(tour: Tour) -> dict[str, str]:
    """What is stored before the test."""
    return await stored(tour)


async def test_a_country_is_added_and_told(tour: Tour, before: dict[str, str]) -> None:
    answer = await add(tour, asked(CountryDetails(" ITA ", "Italy\n")))
    (italy,) = answer.countries
    assert (italy.code, italy.name, list(answer.kept)) == ("ITA", "Italy", [])
    assert await stored(tour) == before | {"ITA": "Italy"}
    ((envelope, event),) = await tour.told(events_pb2.CountriesAdded)
    assert list(event.countries) == [italy]
    assert (envelope.key, envelope.call.actor) == (f"country:{italy.country_id}", BEN.actor)
    assert envelope.after == {"added": 1, "countries": "Italy (ITA)"}
    assert (await tour.register_venue("Foro Italico", "Roma", italy.country_id)).country.code


async def test_the_nations_come_at_once_but_for_those_that_are_there(
    tour: Tour, before: dict[str, str]
) -> None:
    assert await would_add(tour, nations=True) == [each.code for each in MISSING]
    answer = await add(tour, asked(nations=True))
    assert [each.code for each in answer.countries] == [each.code for each in MISSING]
    assert [each.code for each in answer.kept] == ["F", "PL", "E"]
    assert await stored(tour) == before | {each.code: each.name for each in MISSING}
    ((envelope, event),) = await tour.told(events_pb2.CountriesAdded)
    assert len(event.countries) == len(MISSING)
    assert envelope.after is not None
    assert envelope.after["added"] == len(MISSING)
    assert await would_add(tour, nations=True) == []


@pytest.mark.parametrize(
    "wanted",
    [
        CountryDetails("E", "Another name"),
        CountryDetails("ESP", "Spain"),
        CountryDetails("ESP", "SPÁIN"),
    ],
)
async def test_a_country_that_is_there_stays_as_it_is(
    tour: Tour, before: dict[str, str], wanted: CountryDetails
) -> None:
    assert await would_add(tour, wanted, ITALY) == ["ITA"]
    answer = await add(tour, asked(wanted, ITALY))
    assert [each.code for each in answer.countries] == ["ITA"]
    assert [(each.country_id, each.code, each.name) for each in answer.kept] == [
        (SPAIN, "E", "Spain")
    ]
    assert await stored(tour) == before | {"ITA": "Italy"}


async def test_where_nothing_is_new_nothing_is_told(tour: Tour, before: dict[str, str]) -> None:
    answer = await add(tour, asked(CountryDetails("E", "Spain")))
    assert list(answer.countries) == []
    assert await stored(tour) == before
    assert await tour.told(events_pb2.CountriesAdded) == []


async def test_the_same_request_again_gets_the_first_answer_and_adds_nothing(tour: Tour) -> None:
    request = asked(ITALY, nations=True)
    answers = [await add(tour, request) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(await stored(tour)) == 3 + len(MISSING)
    assert len(await tour.told(events_pb2.CountriesAdded)) == 1
    request.countries[0].name = "Italia"
    with pytest.raises(RequestReused):
        await add(tour, request)


async def test_two_administrators_at_once_add_every_country_once(tour: Tour) -> None:
    spelled = (CountryDetails("XA", "Atlantis"), CountryDetails("XB", "ÁTLANTIS"))
    answers = await asyncio.gather(*(add(tour, asked(each, nations=True)) for each in spelled))
    added = sorted(len(each.countries) for each in answers)
    assert added == [0, len(MISSING) + 1]
    assert len(await stored(tour)) == 3 + len(MISSING) + 1
    assert await tour.sql(
        "SELECT count(*) FROM tour.country WHERE description ILIKE '_tlantis'"
    ) == [(1,)]
    assert len(await tour.told(events_pb2.CountriesAdded)) == 1


async def test_whoever_adds_countries_beside_an_import_sees_those_that_it_stores(
    tour: Tour,
) -> None:
    async with await psycopg.AsyncConnection.connect(tour.dsn) as importing:
        await importing.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key("import"),))
        await importing.execute(
            "INSERT INTO tour.country (code, description) VALUES ('I', 'Italy')"
        )
        adding = asyncio.create_task(add(tour, asked(ITALY)))
        await tour.until_somebody_waits()
    assert [(each.code, each.name) for each in (await adding).kept] == [("I", "Italy")]
    assert "ITA" not in await stored(tour)


async def test_referees_add_no_country(tour: Tour, before: dict[str, str]) -> None:
    for request in (asked(ITALY), asked(nations=True)):
        with pytest.raises(NotAllowed):
            await add(tour, request, ANNA)
    assert await stored(tour) == before


async def test_one_bad_country_stores_none_and_every_reason_is_told(
    tour: Tour, before: dict[str, str]
) -> None:
    bad = asked(ITALY, CountryDetails("ita", "<b>"), CountryDetails("", "x" * 61))
    for call in (add(tour, bad), would_add(tour, CountryDetails("ita", "<b>"))):
        with pytest.raises(RuleBroken) as refused:
            await call
        assert fields(refused.value)[:2] == ["code", "name"]
    assert await stored(tour) == before
    assert await tour.told(events_pb2.CountriesAdded) == []


async def test_whoever_names_no_country_is_asked_which(tour: Tour) -> None:
    with pytest.raises(InvalidInput) as refused:
        await add(tour, asked())
    assert fields(refused.value) == ["countries"]
