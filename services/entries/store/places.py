"""Countries, cities and venues.

Guarantees that a venue is written once per city and a city once per country, whoever else writes
them at the same moment.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.countries import CountryDetails
from services.entries.store.rows import Country, Venue
from services.entries.store.tables import country, location, venue

VENUES = venue.join(location, location.c.location_id == venue.c.location_id).join(
    country, country.c.country_id == location.c.country_id
)
VENUE_COLUMNS = (
    venue.c.venue_id,
    venue.c.venue_name,
    location.c.location_id,
    location.c.city,
    country.c.country_id,
    country.c.code,
    country.c.description,
)


def venue_of(row: Row[Any]) -> Venue:
    """The venue of a row that has the ``VENUE_COLUMNS``."""
    return Venue(
        row.venue_id,
        row.venue_name,
        row.location_id,
        row.city,
        Country(row.country_id, row.code, row.description),
    )


async def countries(db: AsyncConnection) -> tuple[Country, ...]:
    rows = await db.execute(select(country))
    return tuple(Country(row.country_id, row.code, row.description) for row in rows)


async def add_countries(
    db: AsyncConnection, details: Sequence[CountryDetails]
) -> tuple[Country, ...]:
    """The new countries as stored, in this order."""
    rows = await db.execute(
        insert(country).returning(country, sort_by_parameter_order=True),
        [{"code": each.code, "description": each.name} for each in details],
    )
    return tuple(Country(row.country_id, row.code, row.description) for row in rows)


async def country_ids(db: AsyncConnection) -> frozenset[int]:
    return frozenset(await db.scalars(select(country.c.country_id)))


async def venues(db: AsyncConnection) -> tuple[Venue, ...]:
    return tuple(venue_of(row) for row in await db.execute(_select_venues()))


async def venue_ids(db: AsyncConnection) -> frozenset[int]:
    return frozenset(await db.scalars(select(venue.c.venue_id)))


async def load_venue(db: AsyncConnection, venue_id: int) -> Venue:
    rows = await db.execute(_select_venues().where(venue.c.venue_id == venue_id))
    return venue_of(rows.one())


async def cities(db: AsyncConnection, country_id: int) -> tuple[tuple[int, str], ...]:
    """Key and name of the country's cities, the oldest first."""
    rows = await db.execute(
        select(location.c.location_id, location.c.city)
        .where(location.c.country_id == country_id)
        .order_by(location.c.location_id)
    )
    return tuple((row.location_id, row.city) for row in rows)


async def add_city(db: AsyncConnection, country_id: int, city: str) -> int:
    """The key of the city, new or not."""
    added: int | None = await db.scalar(
        insert(location)
        .values(country_id=country_id, city=city)
        .on_conflict_do_nothing()
        .returning(location.c.location_id)
    )
    if added is not None:
        return added
    found = await db.execute(
        select(location.c.location_id).where(
            location.c.country_id == country_id, location.c.city == city
        )
    )
    location_id: int = found.scalar_one()
    return location_id


async def venue_names(db: AsyncConnection, location_id: int) -> tuple[str, ...]:
    return tuple(
        await db.scalars(select(venue.c.venue_name).where(venue.c.location_id == location_id))
    )


async def add_venue(db: AsyncConnection, location_id: int, name: str, by: str) -> int | None:
    """The key of the new venue; None where the city has one of exactly this name."""
    added: int | None = await db.scalar(
        insert(venue)
        .values(
            location_id=location_id,
            venue_name=name,
            version=1,
            changed_by=by,
            changed_at=datetime.now(UTC),
        )
        .on_conflict_do_nothing()
        .returning(venue.c.venue_id)
    )
    return added


def _select_venues() -> Select[Any]:
    return select(*VENUE_COLUMNS).select_from(VENUES)
