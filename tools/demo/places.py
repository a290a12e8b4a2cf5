"""Where the demo is played: countries of the players, cities and venues."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Nation:
    """A country by the code that the tour uses, the one on cars."""

    country_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A venue, the only one of its city."""

    venue_id: int
    country_id: int
    city: str
    name: str


NATIONS: Final = tuple(
    Nation(country_id, code, name)
    for country_id, (code, name) in enumerate(
        (
            ("PL", "Poland"),
            ("CZ", "Czechia"),
            ("S", "Sweden"),
            ("F", "France"),
            ("E", "Spain"),
            ("P", "Portugal"),
            ("D", "Germany"),
            ("H", "Hungary"),
            ("TR", "Türkiye"),
            ("SLO", "Slovenia"),
        ),
        start=1,
    )
)

_COUNTRY_IDS: Final = {nation.code: nation.country_id for nation in NATIONS}

GROUNDS: Final = tuple(
    Ground(venue_id, _COUNTRY_IDS[code], city, name)
    for venue_id, (code, city, name) in enumerate(
        (
            ("CZ", "Plzeň", "Lawn Tennis Club Na Borech"),
            ("F", "Biarritz", "Tennis Club de la Côte"),
            ("SLO", "Portorož", "Tenis Center Sončni Park"),
            ("E", "Cádiz", "Club de Tenis La Caleta"),
            ("P", "Évora", "Clube de Ténis do Alentejo"),
            ("D", "Lübeck", "Tennis-Gesellschaft an der Trave"),
            ("S", "Båstad", "Norra Tennisklubben"),
            ("TR", "İzmir", "Körfez Tenis Kulübü"),
        ),
        start=1,
    )
)
