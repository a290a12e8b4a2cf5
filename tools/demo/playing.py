"""Matches: dated, played in their order up to the present moment, with what follows from each.

Guarantees that every result could have been recorded at its moment (rules.md section 5), and
that today something is left to be recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Final

from services.matches.domain.bracket import Draw, Match, Place
from services.matches.domain.progress import settle
from services.matches.domain.results import Result, check_submission, may_record, record
from services.matches.domain.schedule import check_move
from services.matches.domain.sets import Side
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import is_complete
from services.matches.domain.suspensions import sanctions_of, suspension_for
from shared.terms import Round
from shared.weeks import Week
from tools.demo import scores
from tools.demo.records import Ban, Making, Mishap, Play, keep

# weekdays of the rounds (1 Monday), by draw size: officials have moved the later ones, so that
# something is played on every day and the largest draws end at the weekend
_WEEKDAYS: Final = {8: (1, 3, 5), 16: (1, 2, 4, 6), 32: (1, 2, 3, 5, 7)}
_FIRST_RESULT: Final = time(11, tzinfo=UTC)
_LAST_RESULT: Final = timedelta(hours=8)
_BETTER_WINS: Final = 2 / 3


@dataclass(frozen=True, slots=True)
class Players:
    """Who wins by which chance; ``strength`` by player id."""

    chance: Random
    strength: Mapping[int, float]
    has_supertiebreak: bool
    mishap: Mishap | None


def play(making: Making, week: Week, players: Players, now: datetime) -> Play:
    """All matches of a draw, those played whose moment has come; ``now`` in UTC."""
    draw = build_skeleton([line.player_id for line in making.bracket.lines], week)
    opening = draw.matches[0].place
    draw = _dated(draw, week)
    decided_at: dict[Place, datetime] = {}
    for played_round in _rounds(draw):
        results = []
        for match, moment in _due(_in_round(draw, played_round), now):
            mishap = players.mishap if match.place == opening else None
            result = _result(match, players, mishap)
            keep(may_record(match, moment))
            keep(
                check_submission(
                    result, has_supertiebreak=players.has_supertiebreak, by_administrator=False
                )
            )
            results.append(record(match, result))
            decided_at[match.place] = moment
        draw = draw.with_changes(results)
        draw = draw.with_changes(settle(draw))
    bans = (
        Ban(suspension_for(sanction, week.monday), match.place, decided_at[match.place])
        for match in draw.matches
        for sanction in sanctions_of(match)
    )
    completed_at = max(decided_at.values()) if is_complete(draw) else None
    return Play(draw, completed_at, tuple(bans))


def _dated(draw: Draw, week: Week) -> Draw:
    """With the later rounds moved to their days, the final first."""
    rounds = list(_rounds(draw))
    weekdays = _WEEKDAYS[2 ** len(rounds)]
    for played_round, weekday in reversed(list(zip(rounds, weekdays, strict=True))):
        day = week.monday + timedelta(days=weekday - 1)
        moved = [match for match in _in_round(draw, played_round) if match.day != day]
        for match in moved:
            keep(check_move(draw, match, day, week))
        draw = draw.with_changes(replace(match, day=day) for match in moved)
    return draw


def _rounds(draw: Draw) -> Iterator[Round]:
    return (played for played in Round if played >= draw.first_round)


def _in_round(draw: Draw, played_round: Round) -> list[Match]:
    return [match for match in draw.matches if match.place.round is played_round]


def _due(matches: Sequence[Match], now: datetime) -> Iterator[tuple[Match, datetime]]:
    """The matches of a round that have been played, with the moments of their results.

    Of today's, one in three is left, one at least.
    """
    for number, match in enumerate(matches):
        began = datetime.combine(match.day, _FIRST_RESULT)
        moment = began + _LAST_RESULT * number / len(matches)
        is_left = match.day == now.date() and number >= 2 * len(matches) // 3
        if moment <= now and not is_left:
            yield match, moment


def _result(match: Match, players: Players, mishap: Mishap | None) -> Result:
    winner = _winner(match, players)
    if mishap is Mishap.NO_SHOW:
        return scores.no_show(winner)
    if mishap is Mishap.DISQUALIFICATION:
        return scores.disqualified(players.chance, winner)
    return scores.played(players.chance, winner, has_supertiebreak=players.has_supertiebreak)


def _winner(match: Match, players: Players) -> Side:
    """Section 10: the better player wins two matches of three."""
    upper, lower = (players.strength[player] for player in match.players)
    is_as_expected = players.chance.random() < _BETTER_WINS
    return 1 if (upper >= lower) is is_as_expected else 2
