"""The reference tables of the data against the tour's own, and the places.

Guarantees that the numbers mean the same here and there: where ids, codes or limits differ,
ours stay and the difference is told (rules.md section 1). Descriptions may differ.
"""

import re
from collections.abc import Callable, Collection
from typing import Any

from services.draws.domain.sizes import SEEDING_RULES
from services.rankings.domain.points import POINTS
from shared.terms import Round, Stage, Surface, TournamentCategory
from shared.text import check_text, tidy
from tools import rows
from tools.importing import earlier
from tools.importing.book import IMPORT, Book
from tools.importing.reading import Numbered

_COUNTRY_CODE = re.compile(r"[A-Z]{1,3}")

# what the number of a row must mean, without its description
_OURS: dict[type, tuple[Callable[[Any], object], Collection[object]]] = {
    earlier.Gender: (lambda r: (r.gender_id, r.code), {(1, "M"), (2, "F")}),
    earlier.AgeCategory: (
        lambda r: (r.age_category_id, r.code, r.min_age, r.max_age),
        {(1, "60", 60, 64), (2, "65", 65, 69)},
    ),
    earlier.PlayerStatus: (
        lambda r: (r.status_id, r.status_description),
        {(1, "Active"), (2, "Inactive"), (3, "Retired"), (4, "Suspended")},
    ),
    earlier.MatchStatus: (
        lambda r: (r.match_status_id, r.code),
        {
            (1, "Scheduled"),
            (2, "Completed"),
            (3, "Walkover"),
            (4, "Retired"),
            (5, "Cancelled"),
            (6, "Disqualification"),
        },
    ),
    earlier.DrawStatus: (
        lambda r: (r.status_id, r.status_name),
        {(1, "Open"), (2, "Closed"), (3, "Generated"), (4, "Completed"), (5, "Cancelled")},
    ),
    earlier.Surface: (
        lambda r: (r.surface_id, r.surface_name.upper()),
        {(surface.value, surface.name) for surface in Surface},
    ),
    earlier.TournamentCategory: (
        lambda r: (r.category_id, r.description),
        {(category.value, category.name) for category in TournamentCategory},
    ),
    earlier.MatchRound: (
        lambda r: (r.round_id, r.code),
        {(round_.value, round_.name) for round_ in Round},
    ),
    earlier.StageResult: (lambda r: (r.id, r.code), {(stage.value, stage.name) for stage in Stage}),
    earlier.SeedingRule: (
        lambda r: (r.min_players, r.max_players, r.num_seeds),
        {(rule.min_players, rule.max_players, rule.seeds) for rule in SEEDING_RULES},
    ),
    earlier.PointsRule: (
        lambda r: (r.category_id, r.stage_result_id, r.points),
        {
            (category.value, stage.value, points)
            for category, stages in POINTS.items()
            for stage, points in stages.items()
        },
    ),
}


def judge_reference(book: Book) -> None:
    """Compare the eleven tables whose rows the tour has already."""
    for kind, (meaning, ours) in _OURS.items():
        numbered: Numbered[Any]
        for numbered in book.take(kind):
            if (said := meaning(numbered.row)) not in ours:
                book.normalised(
                    numbered, "1", "differs from the tour's own, which stays", str(said)
                )


def judge_places(book: Book) -> tuple[set[int], set[int]]:
    """Countries, cities and venues; answers the keys of countries and venues that are stored."""
    countries: set[int] = set()
    codes: set[str] = set()
    for numbered in book.take(earlier.Country, ("country_id",)):
        country = numbered.row
        if not _COUNTRY_CODE.fullmatch(country.code) or country.code in codes:
            book.aside(numbered, "9", "has no country code of its own", repr(country.code))
        elif _legible(book, numbered, "description", country.description, 60):
            codes.add(country.code)
            countries.add(country.country_id)
            book.rows.append(
                rows.Country(
                    country.country_id,
                    country.code,
                    book.tidied(numbered, country.description),
                )
            )
    locations: set[int] = set()
    cities: set[tuple[int, str]] = set()
    for located in book.take(earlier.Location, ("location_id",)):
        location = located.row
        place = (location.country_id, tidy(location.city))
        if location.country_id not in countries:
            book.aside(located, "9", "names an unknown country", f"country {location.country_id}")
        elif place in cities:
            book.aside(located, "9", "stands in the table twice", location.city)
        elif _legible(book, located, "city", location.city, 60):
            cities.add(place)
            locations.add(location.location_id)
            book.tidied(located, location.city)
            book.rows.append(rows.Location(location.location_id, *place))
    return countries, _judge_venues(book, locations)


def _judge_venues(book: Book, locations: Collection[int]) -> set[int]:
    venues: set[int] = set()
    names: set[tuple[int, str]] = set()
    for numbered in book.take(earlier.Venue, ("venue_id",)):
        venue = numbered.row
        named = (venue.location_id, tidy(venue.venue_name))
        if venue.location_id not in locations:
            book.aside(numbered, "9", "names an unknown city", f"location {venue.location_id}")
        elif named in names:
            book.aside(numbered, "9", "stands in the table twice", venue.venue_name)
        elif _legible(book, numbered, "venue_name", venue.venue_name, 120):
            names.add(named)
            venues.add(venue.venue_id)
            book.tidied(numbered, venue.venue_name)
            book.rows.append(rows.Venue(venue.venue_id, *named, changed_by=IMPORT))
    return venues


def _legible(book: Book, numbered: Numbered[Any], column: str, text: str, most: int) -> bool:
    """Whether a text may be stored; set aside with the reason if not."""
    broken = check_text(column, text, most)
    if broken:
        book.aside(numbered, "9", "holds a text that may not be stored", broken[0].message)
    return not broken
