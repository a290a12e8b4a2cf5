"""Lists that officials send as a whole: which of their lines say the same, and whom a line means.

Guarantees that a list registers and enters nobody twice, and that no line is taken for somebody
whom it does not describe (rules.md sections 2 and 9).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from services.entries.domain.people import NAME_LENGTH, PlayerDetails, check_player
from shared.terms import Gender, Violation
from shared.text import check_text, folded_name_key, name_key, search_key

MOST_PLAYER_LINES = 2_000
MOST_ENTRY_LINES = 500
_LONGEST_NAME = 2 * NAME_LENGTH + 1
_MOST_NAMED = 5


class Outcome(StrEnum):
    """What becomes of a line: stored, or why not."""

    ACCEPTED = "ACCEPTED"
    KNOWN = "KNOWN"
    REPEATED = "REPEATED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class PlayerLine:
    """A player to register; ``line`` is where it stands in the list."""

    line: int
    details: PlayerDetails


@dataclass(frozen=True, slots=True)
class Verdict:
    """``player_id`` is the player known already; 0 where there is none."""

    outcome: Outcome
    reasons: tuple[Violation, ...] = ()
    player_id: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what a list takes two players for the same: the folded name, birth year and country."""

    name: str
    birth_year: int
    country_id: int


def likeness(details: PlayerDetails) -> Likeness:
    """Accents, case and punctuation of the name do not count, and neither does the gender."""
    name = name_key(details.last_name, details.first_name)
    return Likeness(name, details.birth_year, details.country_id)


def judge_players(
    lines: Iterable[PlayerLine],
    this_year: int,
    countries: Collection[int],
    known: Mapping[Likeness, int],
) -> list[Verdict]:
    """What becomes of each line, judged one after the other as if they came one by one.

    ``known`` are players registered already. A namesake of the same year and country is registered
    by the single form, where an official has looked.
    """
    found: list[Verdict] = []
    taken: dict[Likeness, int] = {}
    for each in lines:
        alike = likeness(each.details)
        if broken := check_player(each.details, this_year, countries):
            found.append(Verdict(Outcome.REFUSED, tuple(broken)))
        elif alike in known:
            found.append(_known(known[alike]))
        elif alike in taken:
            found.append(_repeated(taken[alike], "the same name, birth year and country"))
        else:
            taken[alike] = each.line
            found.append(Verdict(Outcome.ACCEPTED))
    return found


def repeated_entry(line: int) -> Verdict:
    """The player was entered by this earlier line; a second line for nobody enters nobody."""
    return _repeated(line, "the same player")


def _known(player_id: int) -> Verdict:
    message = (
        f"Registered already as player {player_id}: the same name, birth year and country. "
        "A namesake is registered by the single form."
    )
    return Verdict(Outcome.KNOWN, (Violation("line", "9", message),), player_id)


def _repeated(line: int, what: str) -> Verdict:
    return Verdict(Outcome.REPEATED, (Violation("line", "9", f"Line {line} has {what}."),))


# --- whom a line of entries means ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Description:
    """Whom a line means: by number, by name in either order, or by both.

    What is 0, empty or None is not given. The gender only tells namesakes apart.
    """

    player_id: int
    name: str
    birth_year: int
    country_id: int
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered player; ``country`` is its name."""

    player_id: int
    first_name: str
    last_name: str
    birth_year: int
    gender: Gender
    country_id: int
    country: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Registered players by number and by the key of their name."""

    by_number: Mapping[int, Candidate]
    by_name: Mapping[str, Sequence[Candidate]]

    @classmethod
    def of(cls, people: Iterable[Candidate]) -> Self:
        by_number = {each.player_id: each for each in people}
        by_name = defaultdict(list)
        for number in sorted(by_number):
            each = by_number[number]
            by_name[name_key(each.last_name, each.first_name)].append(each)
        return cls(by_number, by_name)


def name_keys(name: str) -> frozenset[str]:
    """The keys by which a player of this whole name sorts, whichever part is the last name.

    So "Anna Berg", "BERG Anna" and "Berg, Anna" mean the same player. None for what is no name.
    """
    if len(name) > _LONGEST_NAME:
        return frozenset()
    words = search_key(name).split()
    parts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return frozenset(
        folded_name_key(*pair) for one, other in parts for pair in ((one, other), (other, one))
    )


def identify(line: Description, candidates: Candidates) -> Candidate | list[Violation]:
    """The one player whom the line means, or why it means none or more than one.

    ``candidates`` holds whoever has the number or one of the ``name_keys``.
    """
    has_name = bool(line.name.strip())
    if has_name and (broken := check_text("name", line.name, _LONGEST_NAME)):
        return broken
    if line.player_id:
        return _by_number(line, has_name, candidates)
    if has_name:
        return _by_name(line, candidates)
    message = "The line gives neither the number nor the name of a player."
    return [Violation("player_id", "9", message)]


def unknown_player(player_id: int) -> Violation:
    return Violation("player_id", "9", f"There is no player with the number {player_id}.")


def _by_number(
    line: Description, has_name: bool, candidates: Candidates
) -> Candidate | list[Violation]:
    found = candidates.by_number.get(line.player_id)
    if found is None:
        return [unknown_player(line.player_id)]
    key = name_key(found.last_name, found.first_name)
    if _fits(line, found) and not (has_name and key not in name_keys(line.name)):
        return found
    message = (
        f"Player {found.player_id} is {found.name}, {_born(found)}; "
        "the rest of the line describes somebody else."
    )
    return [Violation("player_id", "9", message)]


def _by_name(line: Description, candidates: Candidates) -> Candidate | list[Violation]:
    name = " ".join(line.name.split())
    called = [each for key in name_keys(name) for each in candidates.by_name.get(key, ())]
    called.sort(key=lambda each: each.player_id)
    if not called:
        return [Violation("name", "9", f"Nobody called “{name}” is registered.")]
    fitting = [each for each in called if _fits(line, each)]
    if not fitting:
        message = f"Nobody called “{name}” fits the rest of the line: there is {_listed(called)}."
        return [Violation("name", "9", message)]
    if line.gender is not None:
        fitting = [each for each in fitting if each.gender is line.gender] or fitting
    if len(fitting) == 1:
        return fitting[0]
    message = (
        f"“{name}” can be {_listed(fitting)}; "
        "give the player's number, or the birth year or country if these differ."
    )
    return [Violation("name", "9", message)]


def _fits(line: Description, candidate: Candidate) -> bool:
    is_year = line.birth_year in {0, candidate.birth_year}
    return is_year and line.country_id in {0, candidate.country_id}


def _born(candidate: Candidate) -> str:
    return f"born {candidate.birth_year}, {candidate.country}"


def _listed(candidates: Sequence[Candidate]) -> str:
    """``player 7 (born 1961, France) or player 8 (born 1962, Spain)``, five at most."""
    named = [f"player {each.player_id} ({_born(each)})" for each in candidates[:_MOST_NAMED]]
    more = len(candidates) - len(named)
    return " or ".join([*named, f"{more} more"] if more else named)
