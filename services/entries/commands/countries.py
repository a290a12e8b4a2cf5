"""Adding countries.

Guarantees that a country is there once, however its name is spelled, and stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.entries import events
from services.entries.domain.countries import CountryDetails
from services.entries.judgement import judge_countries
from services.entries.store import places
from services.entries.store.rows import Country
from shared.work import Work, lock_for_transaction


@dataclass(frozen=True, slots=True)
class CountriesAnswer:
    """The countries added, and those kept in place of others that were asked for."""

    added: Sequence[Country]
    kept: Sequence[Country]


async def add_countries(work: Work, wanted: Sequence[CountryDetails]) -> CountriesAnswer:
    """Add those that are not there yet; RuleBroken names every broken rule of any of them."""
    db = await work.begin()
    # no constraint compares folded names: of two at once the second must see what the first has
    # stored, be that another administrator or an import, which fills an empty tour
    await lock_for_transaction(db, "import")
    known = await places.countries(db)
    found = judge_countries(wanted, known)
    added = await places.add_countries(db, found.new) if found.new else ()
    if added:
        events.countries_added(work, added)
    by_code = {each.code: each for each in known}
    return CountriesAnswer(added, [by_code[each.code] for each in found.kept])
