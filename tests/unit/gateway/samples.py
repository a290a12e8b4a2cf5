"""Sample data of a tour: people, draws of every size with results, and one of every page.

Guarantees the same data every time: the only chance is a ``Random`` with a fixed seed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from services.gateway.views.bracket import (
    Bracket,
    BracketRound,
    DrawnLine,
    MatchOnRecord,
    build_bracket,
    build_list,
    rounds_of,
)
from services.gateway.views.draw import (
    DrawPage,
    DrawView,
    Making,
    SeedOnRecord,
    seeding_rows,
)
from services.gateway.views.forms import Guard
from services.gateway.views.people import Person
from services.gateway.views.scores import SetPlay
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section, SignedIn, Site
from services.gateway.views.tournament import DrawCard, EntryRow, EntryTable
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    Round,
    Surface,
    TournamentCategory,
)

NOW = datetime(2026, 2, 17, 12, 30, tzinfo=UTC)
MONDAY = date(2026, 2, 16)
_FIRST = (
    "Jan",
    "Iga",
    "Piotr",
    "Łukasz",
    "Antonio",
    "Maximilian",
    "Søren",
    "Jean-Pierre",
    "Bo",
    "Ángel",
)
_LAST = (
    "Świątek",
    "Ng",
    "García-Fernández",
    "Kowalczyk",
    "Nadolny",
    "Zverev",
    "van der Berg",
    "Papadopoulos",
    "Østergaard",
    "Featherstonehaugh-Cholmondeley",
    "O’Brien",
    "Dvořák",
    "Li",
)
_COUNTRIES = (
    ("POL", "Poland"),
    ("ESP", "Spain"),
    ("GER", "Germany"),
    ("DEN", "Denmark"),
    ("FRA", "France"),
)


def person(number: int) -> Person:
    code, country = _COUNTRIES[number % len(_COUNTRIES)]
    last = _LAST[number % len(_LAST)]
    return Person(number, _FIRST[number % len(_FIRST)], last, code, country)


def guard(version: int | None = None) -> Guard:
    return Guard("csrf-of-the-session", "0b0e7f0e-0000-4000-8000-000000000001", version)


def site(section: Section = Section.TOURNAMENTS, *, official: bool = False) -> Site:
    signed_in = SignedIn("Anna Referee", "Administrator", True) if official else None
    return Site(section, NOW, 3600, official=signed_in, guard=guard() if official else None)


def tournament(
    number: int = 5,
    monday: date = MONDAY,
    surface: Surface = Surface.CLAY,
    category: TournamentCategory = TournamentCategory.MT700,
    *,
    is_over: bool = False,
) -> Tournament:
    deadline = datetime(monday.year, monday.month, monday.day, 10, tzinfo=UTC) - timedelta(days=6)
    names = ("Antalya Spring Open", "Costa Brava Masters", "Baltic Cup", "Trofeo Lago di Garda")
    return Tournament(
        number,
        names[number % len(names)],
        monday,
        monday + timedelta(days=6),
        category,
        surface,
        "Belek Tennis Club",
        "Antalya",
        "Türkiye",
        deadline,
        deadline + timedelta(days=3, hours=9),
        is_over,
    )


@dataclass(frozen=True)
class SampleDraw:
    """Lines and matches of one draw."""

    lines: tuple[DrawnLine, ...]
    matches: tuple[MatchOnRecord, ...]

    def bracket(self, shown: Round | None = None) -> Bracket:
        return build_bracket(self.lines, self.matches, shown=shown)


def lines(size: int, players: int) -> tuple[DrawnLine, ...]:
    """Lines with byes beside the first players of the pairs, seeds from the top."""
    byes = size - players
    numbers = iter(range(1, players + 1))
    drawn: list[DrawnLine] = []
    for pair in range(size // 2):
        drawn.append(DrawnLine(2 * pair + 1, person(next(numbers)), pair + 1 if pair < 4 else 0))
        drawn.append(DrawnLine(2 * pair + 2, None if pair < byes else person(next(numbers))))
    return tuple(drawn)


def sample_draw(size: int, players: int, rounds_played: int = 6) -> SampleDraw:
    """A draw with this many rounds over; every kind of ending occurs if it is large enough."""
    random = Random(size * 1000 + players)
    drawn = lines(size, players)
    standing = [line.person.player_id if line.person else 0 for line in drawn]
    matches: list[MatchOnRecord] = []
    for depth, each in enumerate(rounds_of(size)):
        after: list[int] = []
        for number in range(1, len(standing) // 2 + 1):
            pair = (standing[2 * number - 2], standing[2 * number - 1])
            if depth == 0 and 0 in pair:
                after.append(max(pair))
                continue
            match = _match(random, each, number, pair, depth < rounds_played)
            matches.append(match)
            after.append(match.winner_id)
        standing = after
    return SampleDraw(drawn, tuple(matches))


_SETS = (
    (SetPlay((6, 4)), SetPlay((6, 3))),
    (SetPlay((7, 6), (7, 5)), SetPlay((3, 6)), SetPlay(supertiebreak=(10, 7))),
    (SetPlay((4, 6)), SetPlay((7, 6), (12, 10)), SetPlay(supertiebreak=(11, 9))),
    (SetPlay((6, 0)), SetPlay((7, 5))),
)


def _match(
    random: Random, each: Round, number: int, pair: tuple[int, int], is_played: bool
) -> MatchOnRecord:
    day = MONDAY + timedelta(days=each.value - 1)
    match_id = each.value * 100 + number
    if not is_played or 0 in pair:
        return MatchOnRecord(
            match_id, each, number, *pair, MatchStatus.SCHEDULED, sets=(), score="", day=day
        )
    winner = random.choice(pair)
    sets: tuple[SetPlay, ...] = random.choice(_SETS)
    status, score = MatchStatus.COMPLETED, "6-4 3-6 [10-7]"
    if number % 7 == 3:
        sets, status, score = (), MatchStatus.WALKOVER, "w/o"
    elif number % 7 == 5:
        sets, status, score = (
            (SetPlay((6, 4)), SetPlay((2, 1))),
            MatchStatus.RETIRED,
            "6-4 2-1 ret.",
        )
    elif number % 7 == 6:
        sets, status, score = (
            (SetPlay((6, 2)), SetPlay((1, 0))),
            MatchStatus.DISQUALIFIED,
            "6-2 1-0 def.",
        )
    if winner == pair[1]:
        sets = tuple(_turned(play) for play in sets)
    return MatchOnRecord(match_id, each, number, *pair, status, winner, sets, score, day)


def _turned(play: SetPlay) -> SetPlay:
    def turn(pair: tuple[int, int] | None) -> tuple[int, int] | None:
        return pair[::-1] if pair else None

    return SetPlay(turn(play.games), turn(play.tiebreak), turn(play.supertiebreak))


def history() -> tuple[BracketRound, ...]:
    """Matches of unverified history: a score that no rule allows, and nobody known as winner."""
    people = [person(number) for number in range(1, 5)]
    return build_list(
        (
            MatchOnRecord(
                1, Round.SF, 1, 1, 2, MatchStatus.COMPLETED, 1, (SetPlay((6, 5)),), "6-5"
            ),
            MatchOnRecord(2, Round.F, 1, 1, 3, MatchStatus.COMPLETED, 0, (), "6-4 6-4"),
            MatchOnRecord(3, Round.F, 2, 4, 3, MatchStatus.WALKOVER, 4, (), "w/o"),
        ),
        people,
    )


def draw_cards(
    status: DrawStatus = DrawStatus.GENERATED, bracket: Bracket | None = None
) -> tuple[DrawCard, ...]:
    champion = bracket.champion if bracket else None
    return tuple(
        DrawCard(10 * gender + age, age, gender, status, 12 + gender, champion)
        for gender in Gender
        for age in AgeCategory
    )


def entry_table(players: int = 9) -> EntryTable:
    rows = tuple(
        EntryRow(person(number), 700 - number * 25, number if number < 6 else 0, NOW)
        for number in range(1, players + 1)
    )
    return EntryTable.of(AgeCategory.SIXTY, Gender.MEN, rows)


def seeds(count: int, shift: int = 0) -> tuple[SeedOnRecord, ...]:
    return tuple(
        SeedOnRecord(seed, person(seed + shift), 1200 - seed * 45) for seed in range(1, count + 1)
    )


def draw_page(
    size: int,
    players: int,
    rounds_played: int = 6,
    view: DrawView = DrawView.BRACKET,
    surface: Surface = Surface.CLAY,
) -> DrawPage:
    bracket = sample_draw(size, players, rounds_played).bracket()
    status = DrawStatus.COMPLETED if bracket.is_complete else DrawStatus.GENERATED
    cards = draw_cards(status, bracket)
    return DrawPage(
        tournament(surface=surface),
        cards[0],
        cards,
        True,
        NOW,
        view,
        bracket,
        seeding=seeding_rows(seeds(4), (*seeds(2), *seeds(4, 1)[2:])),
        making=Making(NOW, 7283468712634, 1, True, "week 6 of 2026"),
    )
