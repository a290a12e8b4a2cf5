"""Registering venues.

Guarantees that a city of a country is stored once, however it is spelled ("Genève", "geneve").
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries import events
from services.entries.domain.venues import VenueDetails, check_venue
from services.entries.store import places
from services.entries.store.rows import Venue
from shared.errors import RuleBroken
from shared.text import search_key
from shared.work import Work, lock_for_transaction


async def register_venue(work: Work, details: VenueDetails) -> Venue:
    """Add a venue, and its city if that is new; RuleBroken names every broken rule."""
    db = await work.begin()
    details = details.tidied()
    await lock_for_transaction(db, f"entries:places:{details.country_id}")
    if broken := check_venue(details, await places.country_ids(db)):
        raise RuleBroken.of(broken)
    location_id = await _city(db, details)
    key = search_key(details.name)
    taken = any(search_key(name) == key for name in await places.venue_names(db, location_id))
    venue_id = None
    if not taken:
        venue_id = await places.add_venue(db, location_id, details.name, work.actor.name)
    if venue_id is None:
        raise RuleBroken.rule(
            "name", "9", f"There is a venue “{details.name}” in {details.city} already."
        )
    venue = await places.load_venue(db, venue_id)
    events.venue_registered(work, venue)
    return venue


async def _city(db: AsyncConnection, details: VenueDetails) -> int:
    """The key of the city, found or made."""
    key = search_key(details.city)
    for location_id, city in await places.cities(db, details.country_id):
        if search_key(city) == key:
            return location_id
    return await places.add_city(db, details.country_id, details.city)
