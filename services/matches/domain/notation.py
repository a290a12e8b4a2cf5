"""Scores as people write them: shown from the winner's side, read as officials type them.

Guarantees that a legal result which is shown and read again from the winner's side is the same
result. Reading decides what was meant, not whether it may stand: that is ``check_result``'s duty.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from services.matches.domain.scores import Score
from services.matches.domain.sets import (
    RULE,
    Pair,
    SetScore,
    Side,
    is_supertiebreak_won,
    is_tiebreak_open,
    is_tiebreak_won,
)
from shared.terms import MatchStatus, Violation

_ENDINGS: Final = {MatchStatus.RETIRED: "ret.", MatchStatus.DISQUALIFIED: "def."}
_WALKOVER: Final = "w/o"
_TYPED_ENDINGS: Final = {
    "ret": MatchStatus.RETIRED,
    "retired": MatchStatus.RETIRED,
    "def": MatchStatus.DISQUALIFIED,
    "default": MatchStatus.DISQUALIFIED,
    "disq": MatchStatus.DISQUALIFIED,
    "w/o": MatchStatus.WALKOVER,
    "wo": MatchStatus.WALKOVER,
    "walkover": MatchStatus.WALKOVER,
}
_SEVEN_SIX: Final = frozenset({(7, 6), (6, 7)})
_LONGEST_TEXT: Final = 100
_EXAMPLES: Final = "6-4 3-6 [10-7], 76(5) 64, 6-4 2-1 ret, or w/o"

_DASHES: Final = str.maketrans("‐‑‒–—−:", "-------")
_LOOSE_DASH: Final = re.compile(r"(?<=[0-9]) *- *(?=[0-9])")
_LOOSE_BRACKET: Final = re.compile(r" *(?=\()|(?<=[(\[]) +| +(?=[)\]])")
_GAMES: Final = re.compile(
    r"(?:([0-9])([0-9])|([0-9]{1,2})-([0-9]{1,2}))(?:\(([0-9]{1,2})(?:-([0-9]{1,2}))?\))?"
)
_POINTS: Final = re.compile(r"\[([0-9]{1,2})-([0-9]{1,2})\]")
_PLAIN: Final = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_RUN_TOGETHER: Final = re.compile(r"[0-9]{3,4}")


@dataclass(frozen=True, slots=True)
class TypedResult:
    """What a typed text means: the score with player 1's numbers first, and the status."""

    score: Score
    status: MatchStatus


def show(score: Score, status: MatchStatus, winner: Side | None) -> str:
    """The score from the winner's side, as ``6-4 3-6 [10-7]`` or ``6-4 2-1 ret.``.

    A walkover is ``w/o``; a scheduled or cancelled match has nothing to show (""). Scores of
    unverified history are shown as they stand, legal or not. Source: rules.md sections 5 and 13.
    """
    if status is MatchStatus.WALKOVER:
        return _WALKOVER
    seen = score.flipped() if winner == 2 else score
    parts = [show_set(one) for one in seen.sets]
    if status in _ENDINGS:
        parts.append(_ENDINGS[status])
    return " ".join(parts)


def show_set(one: SetScore) -> str:
    """A single set as written: ``7-6(5)`` with the loser's points, ``6-6(3-2)``, ``[10-7]``.

    Source: rules.md sections 5 and 13.
    """
    text = "" if one.games is None else _dash(one.games)
    if one.tiebreak is not None:
        ended = one.games in _SEVEN_SIX and is_tiebreak_won(one.tiebreak)
        text += f"({min(one.tiebreak) if ended else _dash(one.tiebreak)})"
    if one.supertiebreak is not None:
        text += f"[{_dash(one.supertiebreak)}]"
    return text


def parse(text: str, *, has_supertiebreak: bool, side: Side = 1) -> TypedResult | list[Violation]:
    """Read what an official typed, such as ``64 36 [10-7]``, ``76(5) 64``, ``62 10 def``, ``w/o``.

    ``side`` is the player whose numbers were typed first. Without an ending the match is meant
    to be completed. In a draw with a super tie-break ``10-7`` as third set needs no brackets, and
    ``107`` no dash. A match that stopped inside a tie-break may be written ``6-6(3-2)``,
    ``7-6(3-2)`` or ``6-7(2-3)`` (section 13). What cannot be read comes back as violations of
    the field ``score``, one for each part.
    """
    if len(text) > _LONGEST_TEXT:
        return [_unreadable("This is too long for a score.")]
    words = _tidy(text).split(" ")
    if words == [""]:
        return [_unreadable("Type the score.")]
    status = _TYPED_ENDINGS.get(words[-1].replace(".", ""), MatchStatus.COMPLETED)
    if status is not MatchStatus.COMPLETED:
        words.pop()
    sets: list[SetScore] = []
    broken: list[Violation] = []
    for index, word in enumerate(words):
        read = _read_set(word, points_only=has_supertiebreak and index == 2)
        if isinstance(read, Violation):
            broken.append(read)
        else:
            sets.append(read)
    if broken:
        return broken
    if sets and status in _ENDINGS:
        sets[-1] = stopped_in_tiebreak(sets[-1])
    score = Score(tuple(sets))
    return TypedResult(score.flipped() if side == 2 else score, status)


def stopped_in_tiebreak(one: SetScore) -> SetScore:
    """The last set of a match that stopped: 7-6 beside an open tie-break becomes 6-6.

    Source: rules.md section 13. A set whose leader is behind in the tie-break stays as written.
    """
    if one.games not in _SEVEN_SIX or one.tiebreak is None or not is_tiebreak_open(one.tiebreak):
        return one
    ahead, behind = one.tiebreak if one.games == (7, 6) else one.tiebreak[::-1]
    return replace(one, games=(6, 6)) if ahead >= behind else one


def _tidy(text: str) -> str:
    """Lower case, one blank between the parts, none inside them, a plain dash in between."""
    plain = re.sub(r"[\s,;]+", " ", text.lower().translate(_DASHES)).strip()
    return _LOOSE_BRACKET.sub("", _LOOSE_DASH.sub("-", plain))


def _read_set(word: str, *, points_only: bool) -> SetScore | Violation:
    points = _read_points(word, points_only=points_only)
    if points:
        return SetScore(supertiebreak=points)
    parts = _GAMES.fullmatch(word)
    if not parts:
        return _unreadable(f"{_quoted(word)} is no set.")
    games = (int(parts[1] or parts[3]), int(parts[2] or parts[4]))
    if parts[5] is None:
        return SetScore(games)
    if parts[6] is not None:
        return SetScore(games, (int(parts[5]), int(parts[6])))
    if games not in _SEVEN_SIX:
        text = f"{_quoted(word)}: one number in brackets belongs to 7-6 or 6-7."
        if games == (6, 6):
            text = f"{_quoted(word)}: write both players' points of the tie-break: 6-6(3-2)."
        return Violation("score", RULE, text)
    return SetScore(games, _tiebreak(games, int(parts[5])))


def _read_points(word: str, *, points_only: bool) -> Pair | None:
    """The points of a super tie-break; ``points_only`` where the word can be nothing else."""
    points = _POINTS.fullmatch(word) or (_PLAIN.fullmatch(word) if points_only else None)
    if points:
        return int(points[1]), int(points[2])
    return _part(word) if points_only else None


def _part(word: str) -> Pair | None:
    """``107`` as 10-7, ``911`` as 9-11, ``1210`` as 12-10: parted where a super tie-break ends.

    There is never more than one such place: whoever won has two figures, and no number begins
    with a 0 but 0 itself.
    """
    if not _RUN_TOGETHER.fullmatch(word):
        return None
    for first, second in ((word[:at], word[at:]) for at in (1, 2)):
        points = (int(first), int(second))
        if f"{points[0]}{points[1]}" == word and is_supertiebreak_won(points):
            return points
    return None


def _tiebreak(games: Pair, losers_points: int) -> Pair:
    """The loser's points tell the winner's: 7, or two more from 6 on."""
    winners_points = max(7, losers_points + 2)
    if games == (7, 6):
        return (winners_points, losers_points)
    return (losers_points, winners_points)


def _unreadable(what: str) -> Violation:
    return Violation("score", RULE, f"{what} Write it like {_EXAMPLES}.")


def _quoted(word: str) -> str:
    """The part as typed, unless it would only confuse: long or not printable."""
    return f"“{word}”" if len(word) <= 20 and word.isprintable() else "A part of this text"


def _dash(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"
