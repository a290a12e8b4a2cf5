"""One set: what can be written for it, how it may end and where it may have stopped.

Guarantees that a set is judged won, open or broken by the rules of section 5 alone, and that
nothing that can be written here (wrong types and huge numbers included) raises.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias, TypeGuard

from shared.terms import Violation

Side: TypeAlias = Literal[1, 2]
"""The upper (1) or the lower (2) player of a match."""

SIDES: Final[tuple[Side, Side]] = (1, 2)

Pair: TypeAlias = tuple[int, int]
"""Games or points, player 1's first."""

RULE: Final = "5"
LARGEST_NUMBER: Final = 99
_TIEBREAK_POINTS: Final = 7
_SUPERTIEBREAK_POINTS: Final = 10
_ORDINALS: Final = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class SetScore:
    """A set as written, player 1's number first.

    ``games`` with ``tiebreak`` beside 7-6 (or beside 6-6 where the match stopped inside it), or
    ``supertiebreak`` alone. All three may be given: telling what is wrong is the check's duty.
    """

    games: Pair | None = None
    tiebreak: Pair | None = None
    supertiebreak: Pair | None = None

    def flipped(self) -> "SetScore":
        """The same set seen from the other player's side."""
        return SetScore(_flip(self.games), _flip(self.tiebreak), _flip(self.supertiebreak))


class SetEnd(Enum):
    """Where a set stands: won, stopped on the way, or such as no play can lead to."""

    PLAYER1 = 1
    PLAYER2 = 2
    OPEN = 3
    BROKEN = 4

    @property
    def winner(self) -> Side | None:
        if self is SetEnd.PLAYER1:
            return 1
        return 2 if self is SetEnd.PLAYER2 else None


def judge_set(
    index: int, written: SetScore, *, may_be_open: bool
) -> tuple[SetEnd, list[Violation]]:
    """Judge a set of games; ``index`` counts from 0 and names the field.

    ``may_be_open``: the match stopped here (retirement, disqualification), so any score on the
    way is right too. Source: rules.md section 5.
    """
    field = f"sets[{index}]"
    broken: list[Violation] = []
    if written.supertiebreak is not None:
        text = (
            "This draw plays a full third set, no super tie-break."
            if index == 2
            else f"The {_ORDINALS[index]} set is played in games: "
            "a super tie-break can only be the third set."
        )
        broken.append(Violation(f"{field}.supertiebreak", RULE, text))
    games, tiebreak = written.games, written.tiebreak
    if tiebreak is not None and not _is_pair(tiebreak):
        broken.append(_not_numbers(f"{field}.tiebreak", "The tie-break", "7-5"))
    if games is None:
        if written.supertiebreak is None:
            text = f"The {_ORDINALS[index]} set has no games."
            broken.append(Violation(f"{field}.games", RULE, text))
    elif not _is_pair(games):
        broken.append(_not_numbers(f"{field}.games", "Games", "6-4"))
    if broken or games is None:
        return SetEnd.BROKEN, broken
    if games in {(7, 6), (6, 7)}:
        return _judge_seven_six(field, games, tiebreak, may_be_open=may_be_open)
    if _is_won(games):
        if tiebreak is None:
            return _leader(games), broken
        text = f"A set that ends {_text(games)} has no tie-break: only 7-6 has one."
        return SetEnd.BROKEN, [Violation(f"{field}.tiebreak", RULE, text)]
    return _judge_unfinished(field, games, tiebreak, may_be_open=may_be_open)


def judge_supertiebreak(written: SetScore, *, may_be_open: bool) -> tuple[SetEnd, list[Violation]]:
    """Judge a third set that this draw decides by a super tie-break (rules.md section 5)."""
    points = written.supertiebreak
    broken: list[Violation] = []
    if written.games is not None:
        text = "This draw plays a super tie-break as the third set: write [10-7], no games."
        broken.append(Violation("sets[2].games", RULE, text))
    if written.tiebreak is not None:
        text = "A super tie-break has no tie-break of its own."
        broken.append(Violation("sets[2].tiebreak", RULE, text))
    if points is None:
        if not broken:
            text = "The super tie-break has no points."
            broken.append(Violation("sets[2].supertiebreak", RULE, text))
    elif not _is_pair(points):
        broken.append(_not_numbers("sets[2].supertiebreak", "The super tie-break", "10-7"))
    elif is_supertiebreak_won(points):
        return (SetEnd.BROKEN if broken else _leader(points)), broken
    elif not (may_be_open and is_race_open(points, _SUPERTIEBREAK_POINTS)):
        verb = "stand at" if may_be_open else "end"
        text = (
            f"A super tie-break cannot {verb} {_text(points)}: it is won with 10 points and "
            "two ahead (10-8), from 9-9 on by exactly two (11-9)."
        )
        broken.append(Violation("sets[2].supertiebreak", RULE, text))
    return (SetEnd.BROKEN if broken else SetEnd.OPEN), broken


def is_tiebreak_open(points: Pair) -> bool:
    """Whether a tie-break can stand so and goes on."""
    return is_race_open(points, _TIEBREAK_POINTS)


def is_tiebreak_won(points: Pair) -> bool:
    """Whether a tie-break ends so: 7-0 to 7-5, or by exactly two from 8-6 on."""
    return is_race_won(points, _TIEBREAK_POINTS)


def is_supertiebreak_won(points: Pair) -> bool:
    """Whether a super tie-break ends so: 10-0 to 10-8, or by exactly two from 11-9 on."""
    return is_race_won(points, _SUPERTIEBREAK_POINTS)


def is_race_won(points: Pair, target: int) -> bool:
    """Whether a race to ``target`` points, two ahead, ends with exactly these points."""
    most, lead = max(points), abs(points[0] - points[1])
    return lead >= 2 if most == target else most > target and lead == 2


def is_race_open(points: Pair, target: int) -> bool:
    """Whether these points occur in a race to ``target`` and do not end it."""
    return max(points) < target or abs(points[0] - points[1]) <= 1


def _judge_seven_six(
    field: str, games: Pair, tiebreak: Pair | None, *, may_be_open: bool
) -> tuple[SetEnd, list[Violation]]:
    """A set that a tie-break decided: its winner wins the set."""
    score = _text(games)
    if tiebreak is None:
        text = f"A set that ends {score} needs its tie-break, for example {score}(5)."
    elif not is_tiebreak_won(tiebreak):
        text = _no_tiebreak_end(tiebreak)
        if may_be_open and is_tiebreak_open(tiebreak):
            stopped = f"6-6({_text(tiebreak)})"
            text = f"The tie-break is not over at {_text(tiebreak)}: the set stands at {stopped}."
    elif _leader(tiebreak) is not _leader(games):
        text = f"Who wins the tie-break wins the set: {score} does not fit {_text(tiebreak)}."
    else:
        return _leader(games), []
    return SetEnd.BROKEN, [Violation(f"{field}.tiebreak", RULE, text)]


def _judge_unfinished(
    field: str, games: Pair, tiebreak: Pair | None, *, may_be_open: bool
) -> tuple[SetEnd, list[Violation]]:
    """Games that win no set: right only where the match stopped on the way."""
    broken: list[Violation] = []
    # what wins a set was judged before: any other games up to six each occur on the way
    if not (may_be_open and max(games) <= 6):
        broken.append(Violation(f"{field}.games", RULE, _no_set_end(games)))
    if tiebreak is not None:
        text = ""
        if games != (6, 6):
            text = f"At {_text(games)} there is no tie-break: it is played at 6-6."
        elif is_tiebreak_won(tiebreak):
            text = f"The tie-break is over at {_text(tiebreak)}: the set is then 7-6, not 6-6."
        elif not is_tiebreak_open(tiebreak):
            text = _no_tiebreak_end(tiebreak)
        if text:
            broken.append(Violation(f"{field}.tiebreak", RULE, text))
    return (SetEnd.BROKEN if broken else SetEnd.OPEN), broken


def _is_won(games: Pair) -> bool:
    """6-0 to 6-4 and 7-5; 7-6 is judged with its tie-break."""
    most, least = max(games), min(games)
    return (most == 6 and least <= 4) or (most == 7 and least == 5)


def _no_set_end(games: Pair) -> str:
    score = _text(games)
    if games in {(6, 5), (5, 6)}:
        goal = "7-5" if games == (6, 5) else "5-7"
        return f"A set cannot end {score}: play to {goal} or a tie-break."
    if games == (6, 6):
        return "A set cannot end 6-6: a tie-break decides it, 7-6 or 6-7."
    if max(games) <= 5:
        return f"A set cannot end {score}: it is won with 6 games and two ahead."
    return f"A set cannot end {score}: it ends 6-0 to 6-4, 7-5, or 7-6 with a tie-break."


def _no_tiebreak_end(points: Pair) -> str:
    return (
        f"A tie-break cannot end {_text(points)}: it is won with 7 points and two ahead (7-5), "
        "from 6-6 on by exactly two (8-6)."
    )


def _not_numbers(field: str, what: str, example: str) -> Violation:
    numbers = f"two whole numbers from 0 to {LARGEST_NUMBER}, for example {example}"
    return Violation(field, RULE, f"{what} must be {numbers}.")


def _is_pair(value: object) -> TypeGuard[Pair]:
    """Input can hold anything, ``True`` and ``6.0`` included, which compare like numbers."""
    return (
        type(value) is tuple
        and len(value) == 2
        and all(type(number) is int and 0 <= number <= LARGEST_NUMBER for number in value)
    )


def _leader(pair: Pair) -> SetEnd:
    return SetEnd.PLAYER1 if pair[0] > pair[1] else SetEnd.PLAYER2


def _flip(pair: Pair | None) -> Pair | None:
    return None if pair is None else (pair[1], pair[0])


def _text(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"
