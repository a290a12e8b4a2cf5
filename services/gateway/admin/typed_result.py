"""A result between the form and the contract: as typed, as sent, and in words what follows."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from services.gateway.forms import Reader
from services.gateway.views.people import Person
from services.gateway.views.result import ParsedResult, ResultTyped, SetTyped
from services.gateway.views.words import ROUND_TEXT
from shared.terms import MatchStatus, Round
from shared.wire import to_enum
from tour.matches.v1 import matches_pb2 as pb

_MOST_POINTS = 99
_PARTS = ("player1", "player2", "tiebreak1", "tiebreak2")


class Absence(IntEnum):
    """Why a player was not there or was sent away; numbers of the contract (section 12)."""

    NO_SHOW = 1
    WITHDRAWN_AFTER_DRAW = 2
    SUSPENDED = 3
    OTHER = 4
    DISQUALIFIED = 5


_FOLLOWS = {
    Absence.NO_SHOW: "is suspended for two months: no-show",
    Absence.WITHDRAWN_AFTER_DRAW: "is suspended for two months: withdrew after the draw",
    Absence.SUSPENDED: "is not sanctioned again",
    Absence.OTHER: "is not sanctioned",
    Absence.DISQUALIFIED: "is suspended for six months: disqualified",
}


def typed_result(form: Mapping[str, str]) -> ResultTyped:
    """What was typed, to be shown again as it is."""

    def one(number: int) -> SetTyped:
        return SetTyped(*(form.get(f"set{number}_{part}", "").strip() for part in _PARTS))

    return ResultTyped(
        form.get("typed", "").strip(),
        form.get("status", ""),
        form.get("winner_id", ""),
        form.get("player1_absence", "") or "0",
        form.get("player2_absence", "") or "0",
        (one(1), one(2), one(3)),
    )


def stored_as_typed(match: pb.Match) -> ResultTyped:
    """The stored result as it would be typed, to be corrected."""
    status = MatchStatus(match.result.status)
    return ResultTyped(
        match.score,
        # nothing that can be typed in the line says that nobody was there
        str(status.value) if status is MatchStatus.CANCELLED else "",
        str(match.result.winner_id),
        str(int(match.result.player1_absence)),
        str(int(match.result.player2_absence)),
    )


def read_result(typed: ResultTyped, *, has_supertiebreak: bool) -> pb.Result:
    """The fields as the contract has them; InvalidInput naming every field that is none.

    The score in one line goes before the fields per set, which are not read beside it.
    """
    sets = [] if typed.typed else _without_empty_end(typed.sets)
    form = {
        "status": typed.status,
        "winner_id": typed.winner_id,
        "player1_absence": typed.player1_absence.removeprefix("0"),
        "player2_absence": typed.player2_absence.removeprefix("0"),
    }
    for place, each in enumerate(sets):
        form |= {f"sets[{place}].{part}": str(getattr(each, part)) for part in _PARTS}
    reader = Reader(form)
    status = reader.optional_term("status", "How it ended", MatchStatus)
    if status is MatchStatus.SCHEDULED:
        reader.refuse("status", "A result says how the match ended.")
    result = pb.Result(
        status=to_enum(status),
        winner_id=reader.optional_row("winner_id", "The winner"),
        player1_absence=to_enum(reader.optional_term("player1_absence", "The reason", Absence)),
        player2_absence=to_enum(reader.optional_term("player2_absence", "The reason", Absence)),
        sets=[
            _read_set(reader, place, is_supertiebreak=has_supertiebreak and place == 2)
            for place in range(len(sets))
        ],
    )
    reader.finish()
    return result


def _without_empty_end(sets: Sequence[SetTyped]) -> list[SetTyped]:
    """The sets up to the last one in which something was typed."""
    kept = list(sets)
    while kept and kept[-1] == SetTyped():
        kept.pop()
    return kept


def _read_set(reader: Reader, place: int, *, is_supertiebreak: bool) -> pb.SetScore:
    field = f"sets[{place}]"
    what = "Super tie-break" if is_supertiebreak else f"Set {place + 1}"
    pair = pb.Pair(
        player1=reader.number(f"{field}.player1", what, _MOST_POINTS),
        player2=reader.number(f"{field}.player2", what, _MOST_POINTS),
    )
    if is_supertiebreak:
        return pb.SetScore(supertiebreak=pair)
    if not reader.typed(f"{field}.tiebreak1") and not reader.typed(f"{field}.tiebreak2"):
        return pb.SetScore(games=pair)
    tiebreak = pb.Pair(
        player1=reader.number(f"{field}.tiebreak1", f"{what}, tie-break", _MOST_POINTS),
        player2=reader.number(f"{field}.tiebreak2", f"{what}, tie-break", _MOST_POINTS),
    )
    return pb.SetScore(games=pair, tiebreak=tiebreak)


def outcome_of(
    match: pb.Match, result: pb.Result, score: str, known: Mapping[int, Person]
) -> ParsedResult:
    """The score as it will be stored, the winner, and what follows for both (section 7)."""
    winner = known.get(result.winner_id)
    follows: list[str] = []
    if winner is not None:
        last = Round(match.round) is Round.F
        onwards = "wins the draw" if last else f"plays on: {_next_round(Round(match.round))}"
        follows.append(f"{winner.name} {onwards}.")
    else:
        follows.append("Nobody goes on; who waits in the next round goes through.")
    for player_id, absence in (
        (match.player1_id, result.player1_absence),
        (match.player2_id, result.player2_absence),
    ):
        if absence:
            follows.append(f"{known[player_id].name} {_FOLLOWS[Absence(absence)]}.")
    return ParsedResult(score, winner, tuple(follows))


def _next_round(this: Round) -> str:
    return ROUND_TEXT[Round(this.value + 1)].lower()
