"""What a finished draw brought each player: stage, wins, sanction (rules.md sections 5 and 6).

Guarantees one line for every player of the draw, which is all that points are worked out from.
"""

from dataclasses import dataclass
from typing import Final

from services.matches.domain.bracket import Draw
from services.matches.domain.suspensions import sanctions_of
from shared.terms import MatchStatus, Round, Stage

_LOST_IN: Final = {
    Round.R64: Stage.L64,
    Round.R32: Stage.L32,
    Round.R16: Stage.L16,
    Round.QF: Stage.QF,
    Round.SF: Stage.SF,
    Round.F: Stage.F,
}
_NO_WIN: Final = frozenset({MatchStatus.SCHEDULED, MatchStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class PlayerOutcome:
    """How one player came out of a draw.

    ``wins`` counts matches won, walkovers included; byes and going through because nobody stood
    on the other side are none. ``zeroed``: no points at all (no-show, withdrawal after the draw,
    disqualification).
    """

    player_id: int
    stage: Stage
    wins: int
    zeroed: bool


def is_complete(draw: Draw) -> bool:
    """Whether no match is left to be played."""
    return all(match.status is not MatchStatus.SCHEDULED for match in draw.matches)


def champion(draw: Draw) -> int | None:
    """Who won the draw; None while it goes on, or where both finalists were gone (section 5)."""
    return draw.final.winner


def outcomes(draw: Draw) -> tuple[PlayerOutcome, ...]:
    """The outcome of every player of a complete draw, by player id.

    Raises ValueError while a match is left to be played. Source: rules.md section 6.
    """
    if not is_complete(draw):
        raise ValueError("the draw is not complete: its stages are not known yet")
    stages: dict[int, Stage] = {}
    wins: dict[int, int] = {}
    zeroed: set[int] = set()
    for match in draw.matches:
        for player in match.players:
            # rounds come in order, so that the last match of a player decides the stage
            stages[player] = _LOST_IN[match.place.round]
            won = player == match.winner and match.status not in _NO_WIN
            wins[player] = wins.get(player, 0) + won
        zeroed.update(sanction.player_id for sanction in sanctions_of(match))
    winner = champion(draw)
    if winner is not None:
        stages[winner] = Stage.W
    return tuple(
        PlayerOutcome(player, stages[player], wins[player], player in zeroed)
        for player in sorted(stages)
    )
