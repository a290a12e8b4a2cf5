"""`tour score`: judges tennis scores, one JSON object a line, by the rules of live play.

Guarantees that a line is judged by ``check_result``, which live play asks too, and that whatever
stands in a line is answered. docs/decisions/0052-score-lines.md says how a winner that is left out
and matches without a score are read.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from services.matches.domain.notation import show
from services.matches.domain.scores import MOST_SETS, NOT_PLAYED, Score, check_result, winner_of
from services.matches.domain.sets import SetScore, Side
from shared.terms import MatchStatus, Violation
from tools.json_lines import Given, answer_stdin, errors_json

Answer: TypeAlias = dict[str, Any]

_FORM: Final = "9"
_STATUSES: Final = dict(MatchStatus.__members__)
_LINE_FIELDS: Final = frozenset({"has_supertiebreak", "status", "sets", "winner"})
_SET_FIELDS: Final = frozenset({"games", "tiebreak", "supertiebreak"})
_WRITTEN: Final = 'A set is written like {"games": [7, 6], "tiebreak": [7, 5]}.'


def command() -> None:
    """Judge scores, a JSON object a line, by the rules of the tour.

    {"has_supertiebreak": true, "status": "RETIRED", "sets": [{"games": [6, 4]}], "winner": 1}
    is answered by {"valid": true, "winner": 1, "score": "6-4 ret."}, a score that breaks rules by
    {"valid": false, "errors": [{"field": …, "rule": …, "message": …}]}.
    """
    answer_stdin(judge, refuse)


def judge(given: Given) -> Answer:
    """The answer to a line. A completed match may leave its winner out: the score names it."""
    broken = _unknown(given, _LINE_FIELDS, "")
    has_supertiebreak = given.get("has_supertiebreak")
    if not isinstance(has_supertiebreak, bool):
        text = "Say whether the third set is a super tie-break: true or false."
        broken.append(Violation("has_supertiebreak", _FORM, text))
    named = given.get("status")
    status = _STATUSES.get(named) if isinstance(named, str) else None
    if status is None:
        text = f"The status is one of {', '.join(_STATUSES)}."
        broken.append(Violation("status", _FORM, text))
    score, malformed = _read_sets(given.get("sets"))
    broken += malformed
    if status is None or not isinstance(has_supertiebreak, bool):
        return refuse(broken)
    # whatever it may be, the check tells
    winner = cast("Side | None", given.get("winner"))
    told = {violation.field for violation in malformed}
    if status is MatchStatus.COMPLETED and winner is None:
        winner = winner_of(score)
        told.add("winner")
    found = check_result(has_supertiebreak, status, score, winner)
    broken += [each for each in found if each.field.partition(".")[0] not in told]
    if broken:
        return refuse(broken)
    return {"valid": True, "winner": winner, "score": show(score, status, winner)}


def refuse(broken: Sequence[Violation]) -> Answer:
    """The answer to a line that breaks rules, or cannot be read."""
    return {"valid": False, "errors": errors_json(broken)}


def _read_sets(sets: object) -> tuple[Score, list[Violation]]:
    """The score, and what is wrong with the form in which it was given."""
    if sets is None:
        return NOT_PLAYED, []
    if not isinstance(sets, list):
        return NOT_PLAYED, [Violation("sets", _FORM, "The sets are a list, in the order of play.")]
    broken: list[Violation] = []
    # those that no match has are too many, whatever stands in them, and counted by the check
    read = [SetScore()] * len(sets)
    for index, one in enumerate(sets[:MOST_SETS]):
        if isinstance(one, dict):
            broken += _unknown(one, _SET_FIELDS, f"sets[{index}].")
            read[index] = _read_set(one)
        else:
            broken.append(Violation(f"sets[{index}]", _FORM, _WRITTEN))
    return Score(tuple(read)), broken


def _read_set(given: Mapping[str, object]) -> SetScore:
    games, tiebreak = given.get("games"), given.get("tiebreak")
    return SetScore(_pair(games), _pair(tiebreak), _pair(given.get("supertiebreak")))


def _pair(given: Any) -> Any:
    """What is no list of two numbers goes to the check as it is, which tells."""
    return tuple(given) if isinstance(given, list) else given


def _unknown(given: Given, known: frozenset[str], where: str) -> list[Violation]:
    if given.keys() <= known:
        return []
    text = f"Only these are known: {', '.join(sorted(known))}."
    return [Violation(f"{where}{name}", _FORM, text) for name in given if name not in known]
