"""Who plays in the tests' tour: names, birth years, and where each stands in the ranking."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.terms import AgeCategory, Gender, PlayerStatus
from shared.text import name_key, search_key
from shared.weeks import Week
from tools import rows

FRANCE, POLAND = 1, 2
_MEN_60 = (
    "Adam Berg",
    "Bruno Costa",
    "Carl Dahl",
    "David Evans",
    "Emil Falk",
    "Franz Gruber",
    "Georg Hahn",
    "Hugo Ilic",
)
_WOMEN_60 = (
    "Iga Świątek",
    "Anna Bauer",
    "Berta Conti",
    "Clara Duval",
    "Dora Engel",
    "Erika Frank",
    "Flora Gomez",
    "Greta Holm",
)
_MEN_65 = (
    "Jan Novak",
    "Karel Olsen",
    "Leo Petit",
    "Marco Quinn",
    "Nils Rossi",
    "Otto Steen",
    "Paul Thiel",
    "Rudi Urban",
)
MEN_60 = range(1, 9)
WOMEN_60 = range(11, 19)
MEN_65 = range(21, 29)
# in no tournament at the beginning; men of 62
SPARE_MEN = range(101, 161)
# of 62 too: in the draws that single files play
CORRECTED_MEN, FINALISTS, ABSENT_MEN = range(301, 317), range(317, 323), range(323, 337)
WATCHED_MEN, LISTED_MEN, WAITING_MEN = range(337, 345), range(345, 353), range(353, 361)
YOUNG, OLD, RETIRED, SUSPENDED = 201, 202, 203, 204
# the weeks with an imported ranking of the men's 60, over the end of a year
WEEKS = (Week.iso(2025, 52), Week.iso(2026, 1), Week.iso(2026, 9), Week.iso(2026, 10))


@dataclass(frozen=True, slots=True)
class _Someone:
    player_id: int
    name: str
    gender: Gender
    birth_year: int
    status: PlayerStatus = PlayerStatus.ACTIVE


def _everybody() -> list[_Someone]:
    men, women = Gender.MEN, Gender.WOMEN
    found = [_Someone(key, name, men, 1964) for key, name in zip(MEN_60, _MEN_60, strict=True)]
    found += [_Someone(k, name, women, 1963) for k, name in zip(WOMEN_60, _WOMEN_60, strict=True)]
    found += [_Someone(key, name, men, 1960) for key, name in zip(MEN_65, _MEN_65, strict=True)]
    found += [_Someone(key, f"Spare Number{key}", men, 1964) for key in SPARE_MEN]
    for key in (*CORRECTED_MEN, *FINALISTS, *ABSENT_MEN, *WATCHED_MEN, *LISTED_MEN, *WAITING_MEN):
        found.append(_Someone(key, f"Other Number{key}", men, 1964))
    found += [
        _Someone(YOUNG, "Yannick Young", men, 1970),
        _Someone(OLD, "Oscar Old", men, 1950),
        _Someone(RETIRED, "Rene Retired", men, 1964, PlayerStatus.RETIRED),
        _Someone(SUSPENDED, "Sven Suspended", men, 1964),
    ]
    return found


def rows_of_people() -> list[rows.Row]:
    """Two countries and everybody, as the import would store them."""
    stored: list[rows.Row] = [
        rows.Country(FRANCE, "F", "France"),
        rows.Country(POLAND, "PL", "Poland"),
    ]
    for one in _everybody():
        first, _, last = one.name.partition(" ")
        stored.append(
            rows.Player(
                player_id=one.player_id,
                gender_id=one.gender,
                country_id=POLAND if "ą" in one.name else FRANCE,
                status_id=one.status,
                first_name=first,
                last_name=last,
                birth_year=one.birth_year,
                sort_key=name_key(last, first),
                search_key=search_key(one.name),
                origin="imported",
                changed_by="import",
            )
        )
        stored.append(rows.RankingPlayer(one.player_id, one.gender, one.birth_year, 1))
    return stored


def rows_of_rankings() -> list[rows.Row]:
    """Men's 60 rankings of ``WEEKS``: player 1 leads with 800 points, a hundred less for each."""
    stored: list[rows.Row] = []
    for week in WEEKS:
        key = (week.year, week.number, AgeCategory.SIXTY, Gender.MEN)
        published = datetime.combine(week.monday, datetime.min.time(), UTC).replace(hour=20)
        stored.append(rows.RankingWeek(*key, "PUBLISHED", published, len(MEN_60), "imported"))
        stored += [
            rows.Rank(
                player_id=player_id,
                age_category_id=AgeCategory.SIXTY,
                gender_id=Gender.MEN,
                ranking_year=week.year,
                ranking_week=week.number,
                total_points=100 * (len(MEN_60) - place),
                rank_position=place + 1,
                tournaments=1,
                separated_by=None,
                origin="imported",
            )
            for place, player_id in enumerate(MEN_60)
        ]
    return stored
