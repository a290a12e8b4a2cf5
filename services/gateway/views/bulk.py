"""Lists of players and of entries: handed in, checked, and what became of every line.

Guarantees that every line is answered, those to be mended first, and that nothing is stored which
was not shown before.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Self

from services.gateway.views.forms import Field, Guard, message_of
from services.gateway.views.season import Deadline, Tournament
from services.gateway.views.words import counted, listed
from shared.terms import Violation

MOST_PLAYERS: Final = 2_000
MOST_ENTRIES: Final = 500


class Answer(Enum):
    """What becomes of a line."""

    GOOD = "good"
    KNOWN = "known already"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """``who`` is the line in short, ``note`` what else is known, ``href`` whom it is about."""

    number: int
    answer: Answer
    who: str
    note: str = ""
    reasons: tuple[str, ...] = ()
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ListWords:
    """What the two kinds of lists are called: ``do`` and ``done`` are verb and participle,
    ``order`` the columns of a list without a header, ``most`` its lines."""

    title: str
    intro: str
    current: str
    do: str
    done: str
    order: str
    header: str
    example: str
    most: int


PLAYER_WORDS: Final = ListWords(
    title="Register a list of players",
    intro="Paste lines from a spreadsheet or choose a file. Nothing is stored before you have seen"
    " what becomes of every line.",
    current="players",
    do="Register",
    done="registered",
    order="first name, last name, gender (M or F), country code, birth year",
    header="The columns of a header may stand in any order.",
    example="First name;Last name;Gender;Country;Birth year\n"
    "Anna;Berg;F;S;1963\nJan;Novak;M;CZ;1960",
    most=MOST_PLAYERS,
)
ENTRY_WORDS: Final = ListWords(
    title="Enter a list",
    intro="Paste lines from a spreadsheet or choose a file. The draw follows from the player."
    " Nothing is stored before you have seen what becomes of every line.",
    current="entries",
    do="Enter",
    done="entered",
    order="player number or name, then birth year and country where namesakes need them",
    header="A header may name: player number, name (or first name and last name), birth year,"
    " country, gender, age category.",
    example="Anna Berg\nJan Novak;1960\n1207\nEva;Horn;1961;D",
    most=MOST_ENTRIES,
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """``checked`` is the text that the button stores, empty where there is nothing to store.

    ``unread`` are columns that count for nothing; ``tournament`` only for entries;
    ``lacks_countries`` where no player can be registered for want of a country.
    """

    words: ListWords
    guard: Guard
    action: str
    lines_field: Field
    file_field: Field
    errors: tuple[Violation, ...] = ()
    answers: tuple[AnsweredLine, ...] = ()
    is_stored: bool = False
    checked: str = ""
    unread: tuple[str, ...] = ()
    tournament: Tournament | None = None
    deadline: Deadline | None = None
    lacks_countries: bool = False

    def again(self, text: str, errors: Sequence[Violation] = ()) -> Self:
        """With this text to go on from, and what is wrong with it as a whole."""
        return replace(
            self,
            lines_field=replace(self.lines_field, value=text, error=message_of(errors, "lines")),
            file_field=replace(self.file_field, error=message_of(errors, "file")),
            errors=tuple(errors),
        )

    @property
    def good(self) -> tuple[AnsweredLine, ...]:
        return tuple(each for each in self.answers if each.answer is Answer.GOOD)

    @property
    def others(self) -> tuple[AnsweredLine, ...]:
        return tuple(each for each in self.answers if each.answer is not Answer.GOOD)

    @property
    def people(self) -> str:
        """``23 players``."""
        return counted(len(self.good), "player")

    @property
    def badge(self) -> str:
        """Of a good line."""
        return self.words.done if self.is_stored else f"will be {self.words.done}"

    @property
    def good_heading(self) -> str:
        """``Will be registered: 23 players``."""
        return f"{self.badge.capitalize()}: {self.people}"

    @property
    def others_heading(self) -> str:
        what = f"Not {self.words.done}" if self.is_stored else f"Will not be {self.words.done}"
        return f"{what}: {counted(len(self.others), 'line')}"

    @property
    def summary(self) -> str:
        """``27 lines: 23 will be registered, 2 known already, 1 repeated and 1 refused.``"""
        times = Counter(each.answer for each in self.answers)
        parts = [
            f"{times[each]:,} {self.badge if each is Answer.GOOD else each.value}"
            for each in Answer
            if times[each]
        ]
        return f"{counted(len(self.answers), 'line')}: {listed(tuple(parts))}."

    @property
    def list_heading(self) -> str:
        if not self.answers:
            return "The list"
        return "Mend the list and check it again" if self.lines_field.value else "Another list"

    @property
    def button(self) -> str:
        """``Register these 23 players``."""
        if len(self.good) == 1:
            return f"{self.words.do} this player"
        return f"{self.words.do} these {self.people}"


def list_page(words: ListWords, guard: Guard, action: str) -> ListPage:
    """The page as first shown."""
    hint = f"A line each: {words.order}. At most {words.most:,} lines."
    file = "CSV or XLSX, at most a megabyte. It counts instead of what stands above."
    return ListPage(
        words,
        guard,
        action,
        Field("lines", "Lines", hint=hint),
        Field("file", "Or a file", hint=file),
    )
