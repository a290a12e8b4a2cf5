"""Where a history is played: countries of the players, cities, venues and their surfaces."""

from dataclasses import dataclass
from typing import Final

from shared.terms import Surface


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
    surface: Surface


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
_CLAY, _HARD, _GRASS, _CARPET = Surface

GROUNDS: Final = tuple(
    Ground(venue_id, _COUNTRY_IDS[code], city, name, surface)
    for venue_id, (code, city, name, surface) in enumerate(
        (
            ("CZ", "Plzeň", "Lawn Tennis Club Na Borech", _CARPET),
            ("F", "Biarritz", "Tennis Club de la Côte", _CLAY),
            ("SLO", "Portorož", "Tenis Center Sončni Park", _HARD),
            ("E", "Cádiz", "Club de Tenis La Caleta", _HARD),
            ("P", "Évora", "Clube de Ténis do Alentejo", _CLAY),
            ("D", "Lübeck", "Tennis-Gesellschaft an der Trave", _GRASS),
            ("S", "Båstad", "Norra Tennisklubben", _CLAY),
            ("TR", "İzmir", "Körfez Tenis Kulübü", _HARD),
            ("PL", "Łódź", "Klub Tenisowy Nad Olechówką", _CLAY),
            ("H", "Győr", "Rába-parti Teniszklub", _CLAY),
            ("F", "Besançon", "Tennis Club de la Citadelle", _CARPET),
            ("E", "Málaga", "Real Club de Tenis El Limonar", _CLAY),
            ("D", "Görlitz", "Tennisverein Neißeaue", _CLAY),
            ("S", "Gävle", "Gävle Hårdbaneklubb", _HARD),
            ("CZ", "Třeboň", "Tenisový klub U Rybníka", _CLAY),
            ("P", "Guimarães", "Clube de Ténis do Castelo", _HARD),
            ("PL", "Gdynia", "Morski Klub Tenisowy", _GRASS),
            ("TR", "Muğla", "Çamlık Tenis Kulübü", _CLAY),
            ("H", "Kőszeg", "Várkerti Teniszklub", _CARPET),
            ("SLO", "Škofja Loka", "Teniški klub Pod Gradom", _CLAY),
        ),
        start=1,
    )
)
