"""Who plays in the browser tests' tour: names of every length, and where each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from shared.terms import AgeCategory, Gender, PlayerStatus
from shared.text import name_key, search_key
from shared.weeks import Week
from tools import rows

_COUNTRIES = (("A", "Austria"), ("F", "France"), ("P", "Portugal"), ("PL", "Poland"))
_FIRST_NAMES = {
    Gender.MEN: ("Adam", "Bruno", "Carl", "David", "Emil", "Jean-Baptiste", "Georg", "Hugo"),
    Gender.WOMEN: ("Anna", "Berta", "Clara", "Dora", "Erika", "Marie-Antoinette", "Greta", "Hanna"),
}
_LAST_NAMES = (
    "Berg",
    "Costa",
    "Dąbrowski",
    "Evans",
    "Fernández de la Vega",
    "Gruber",
    "Hahn",
    "Wiśniewski-Kowalczyk",
)
# from this id on, so many play in this category
_FIELDS = (
    (1, 45, AgeCategory.SIXTY, Gender.MEN),
    (101, 20, AgeCategory.SIXTY, Gender.WOMEN),
    (201, 16, AgeCategory.SIXTY_FIVE, Gender.MEN),
    (301, 8, AgeCategory.SIXTY_FIVE, Gender.WOMEN),
)
_BIRTH_YEAR = {AgeCategory.SIXTY: 1964, AgeCategory.SIXTY_FIVE: 1959}
MEN_60, WOMEN_60, MEN_65, WOMEN_65 = (
    tuple(range(first, first + size)) for first, size, _, _ in _FIELDS
)
# a woman of 62 who has entered nothing, and a man who is too young for the tour
IGA, YOUNG = 403, 402
_OTHERS = (
    (IGA, "Iga", "Świątek", Gender.WOMEN, 1964),
    (YOUNG, "Yannick", "Young", Gender.MEN, 1970),
)
# the weeks whose rankings are imported
WEEKS = (Week.iso(2026, 8), Week.iso(2026, 9), Week.iso(2026, 10))


@dataclass(frozen=True, slots=True)
class Someone:
    player_id: int
    first_name: str
    last_name: str
    gender: Gender
    birth_year: int

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def everybody() -> Iterator[Someone]:
    for first, size, age, gender in _FIELDS:
        for place in range(size):
            names = _FIRST_NAMES[gender]
            yield Someone(
                first + place,
                names[place % 8],
                _LAST_NAMES[(place + place // 8) % 8],
                gender,
                _BIRTH_YEAR[age],
            )
    for other in _OTHERS:
        yield Someone(*other)


def rows_of_people() -> Iterator[rows.Row]:
    """Everybody and their countries, as the import would store them."""
    for country_id, (code, name) in enumerate(_COUNTRIES, 1):
        yield rows.Country(country_id, code, name)
    for one in everybody():
        yield rows.Player(
            player_id=one.player_id,
            gender_id=one.gender,
            country_id=1 + one.player_id % len(_COUNTRIES),
            status_id=PlayerStatus.ACTIVE,
            first_name=one.first_name,
            last_name=one.last_name,
            birth_year=one.birth_year,
            sort_key=name_key(one.last_name, one.first_name),
            search_key=search_key(one.name),
            origin="imported",
            changed_by="import",
        )
        yield rows.RankingPlayer(one.player_id, one.gender, one.birth_year, 1)


def rows_of_rankings() -> Iterator[rows.Row]:
    """The four rankings of ``WEEKS``; the last five of each field are not ranked. In the later
    week every second pair has changed places."""
    for week in WEEKS:
        published = datetime.combine(week.monday, time(20), UTC)
        for first, size, age, gender in _FIELDS:
            key = (week.year, week.number, age, gender)
            order = list(range(first, first + size - 5 if size > 8 else first + size))
            if week == WEEKS[-1]:
                for place in range(0, len(order) - 1, 4):
                    order[place : place + 2] = reversed(order[place : place + 2])
            yield rows.RankingWeek(*key, "PUBLISHED", published, len(order), "imported")
            for place, player_id in enumerate(order):
                yield rows.Rank(
                    player_id=player_id,
                    age_category_id=age,
                    gender_id=gender,
                    ranking_year=week.year,
                    ranking_week=week.number,
                    total_points=5 * (200 - place),
                    rank_position=place + 1,
                    tournaments=3,
                    separated_by=None,
                    origin="imported",
                )
