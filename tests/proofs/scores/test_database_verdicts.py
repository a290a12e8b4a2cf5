"""Section 5, row by row: the CHECKs of ``matches`` say what the domain says of every live row.

Every CHECK is read back from the catalogue and asked about a table of all that is tried, in a real
PostgreSQL, so that what is compared is the table itself and not a copy of its rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg
import pytest
from psycopg.sql import SQL, Composed

from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import SetScore, Side
from shared.terms import MatchStatus
from tests.proofs.length import IN_FULL
from tests.proofs.scores.enumeration import FORMATS, Family, families
from tests.proofs.scores.oracle import Sets

if TYPE_CHECKING:
    from tools.local.database import Target

Numbers: TypeAlias = tuple[int | None, ...]
"""The 14 columns of a score in the order of the table."""

_BATCH = 500_000
_NOBODY = r"\N"
# The rest of a live row: the semi-final of a draw of 8, which alone may lack a player.
_TABLE = """
    CREATE TEMP TABLE tried (LIKE tour.matches INCLUDING DEFAULTS, expected boolean NOT NULL);
    ALTER TABLE tried
        ALTER match_id SET DEFAULT 1,
        ALTER draw_id SET DEFAULT 1,
        ALTER round_id SET DEFAULT 5,
        ALTER match_number SET DEFAULT 1,
        ALTER match_date SET DEFAULT '2026-03-03',
        ALTER start_date SET DEFAULT '2026-03-02',
        ALTER draw_size SET DEFAULT 8,
        ALTER changed_by SET DEFAULT 'test';
"""
_COPY = """
    COPY tried (has_supertiebreak, match_status_id, player1_id, player2_id, winner_id,
        player1_absence, player2_absence, set1_player1, set1_player2, set1_tiebreak_player1,
        set1_tiebreak_player2, set2_player1, set2_player2, set2_tiebreak_player1,
        set2_tiebreak_player2, set3_player1, set3_player2, set3_tiebreak_player1,
        set3_tiebreak_player2, set3_supertiebreak_player1, set3_supertiebreak_player2, expected)
    FROM STDIN
"""


@dataclass
class Compared:
    """A connection whose temporary table ``tried`` is like ``matches``, and what came of it."""

    connection: psycopg.Connection[tuple[Any, ...]]
    accepted: Composed = field(init=False)
    rows: int = 0
    right: int = 0
    wrong: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection.execute("SET search_path = tour")
        checks = self.connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'matches'::regclass AND contype = 'c'"
        ).fetchall()
        assert len(checks) > 10
        rules = [SQL(one.removeprefix("CHECK")) for (one,) in checks]
        # as a CHECK does: what is unknown passes
        self.accepted = SQL(" AND ").join(SQL("({}) IS NOT FALSE").format(one) for one in rules)
        self.connection.execute(_TABLE)

    def compare(self, rows: Iterator[str]) -> None:
        """Ask the CHECKs about these rows, each a line of COPY that ends with what is expected."""
        while batch := list(islice(rows, _BATCH)):
            with self.connection.cursor() as cursor:
                with cursor.copy(_COPY) as copy:
                    copy.write("".join(batch))
                asked = SQL(
                    "WITH said AS MATERIALIZED (SELECT {} AS accepted, * FROM tried)"
                    " SELECT count(*), count(*) FILTER (WHERE accepted),"
                    " array_agg(said) FILTER (WHERE accepted <> expected) FROM said"
                ).format(self.accepted)
                found = cursor.execute(asked).fetchone()
                cursor.execute("TRUNCATE tried")
            assert found is not None
            assert found[0] == len(batch)
            self.rows += found[0]
            self.right += found[1]
            self.wrong += found[2] or []

    def report(self, name: str) -> None:
        print(f"\n{name}: {self.rows:,} rows, {self.right:,} accepted, {len(self.wrong)} wrong")
        assert self.wrong == []


@pytest.fixture
def compared(database: "Target") -> Iterator[Compared]:
    with psycopg.connect(database.url("tour_migrator")) as connection:
        yield Compared(connection)


def beginning(has_supertiebreak: bool, status: MatchStatus, winner: Side | None) -> str:
    """The columns before the score: a live row that breaks no rule beside those of section 5."""
    players, absences = ["1", "2"], [_NOBODY, _NOBODY]
    if status is MatchStatus.CANCELLED and winner is not None:
        players[2 - winner] = _NOBODY
    elif status is MatchStatus.CANCELLED:
        absences = ["NO_SHOW", "NO_SHOW"]
    elif status is MatchStatus.WALKOVER:
        absences[0 if winner == 2 else 1] = "NO_SHOW"
    named = _NOBODY if winner is None else str(winner)
    return "\t".join((str(has_supertiebreak), str(status.value), *players, named, *absences))


def line(before: str, numbers: str, *, expected: bool) -> str:
    return f"{before}\t{numbers}\t{'t' if expected else 'f'}\n"


def text(numbers: Numbers) -> str:
    return "\t".join(_NOBODY if number is None else str(number) for number in numbers)


def columns(sets: Sets) -> Numbers | None:
    """The score as the table holds it; None for one that it has no columns for."""
    found: list[int | None] = []
    for index in range(3):
        one = sets[index] if index < len(sets) else (None, None, None)
        if (index < len(sets) and one == (None, None, None)) or (index < 2 and one[2] is not None):
            return None
        for pair in one[: 3 if index == 2 else 2]:
            found += pair or (None, None)
    return tuple(found)


def asked(family: Family) -> list[tuple[bool, MatchStatus, Side | None, str]]:
    return [(*case, beginning(*case)) for case in product(FORMATS, family.statuses, family.winners)]


def rows_of(family: Family) -> Iterator[str]:
    cases = asked(family)
    for sets in family.scores:
        numbers = columns(sets)
        if numbers is None:
            continue
        score, written = Score(tuple(SetScore(*one) for one in sets)), text(numbers)
        for has_supertiebreak, status, winner, before in cases:
            broken = check_result(has_supertiebreak, status, score, winner)
            yield line(before, written, expected=not broken)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", [family.name for family in families()])
def test_the_constraints_give_no_wrong_verdict(compared: Compared, name: str) -> None:
    family = next(one for one in families() if one.name == name)
    compared.compare(rows_of(family))
    compared.report(name)


def score_of(numbers: Numbers) -> Score | None:
    """What stands in these columns; None where a number lacks its partner or a set is left out."""
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    if any((one is None) != (other is None) for one, other in pairs):
        return None
    whole = [None if one is None or other is None else (one, other) for one, other in pairs]
    sets = [SetScore(*whole[0:2]), SetScore(*whole[2:4]), SetScore(*whole[4:7])]
    while sets and sets[-1] == SetScore():
        sets.pop()
    return None if SetScore() in sets else Score(tuple(sets))


STEP = 1 if IN_FULL else 19
FILLED: Numbers = (7, 6, 7, 5, 6, 7, 5, 7, 7, 6, 7, 5, 10, 8)


def rows_with_nulls(cases: Iterable[tuple[bool, MatchStatus, Side | None, str]]) -> Iterator[str]:
    for given in islice(product((True, False), repeat=len(FILLED)), 0, None, STEP):
        numbers = tuple(
            number if is_given else None for number, is_given in zip(FILLED, given, strict=True)
        )
        score, written = score_of(numbers), text(numbers)
        for has_supertiebreak, status, winner, before in cases:
            right = score is not None and not check_result(has_supertiebreak, status, score, winner)
            yield line(before, written, expected=right)


def test_no_null_slips_through_the_constraints(compared: Compared) -> None:
    """Every choice of columns that are empty: an unknown verdict would pass a CHECK."""
    compared.compare(rows_with_nulls(asked(Family("columns left empty", ()))))
    compared.report("columns left empty")


def test_a_wrong_verdict_would_be_seen(compared: Compared) -> None:
    before = beginning(False, MatchStatus.COMPLETED, 1)
    right, wrong = ((6, 4, None, None, games, 4, *[None] * 8) for games in (6, 5))
    compared.compare(line(before, text(one), expected=False) for one in (right, wrong, right))
    assert (compared.rows, compared.right, len(compared.wrong)) == (3, 2, 2)
