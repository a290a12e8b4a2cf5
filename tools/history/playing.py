"""Matches: dated, played in their order up to the present moment, with what follows from each.

Guarantees that every result could have been recorded at its moment (rules.md section 5), and
that of the present week something is left to be recorded at any moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from services.draws.domain.seeding import Ranking
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
from tools.history.records import Ban, Making, Play, keep
from tools.history.scores import Results

# weekdays of the rounds (1 Monday), by draw size: officials have moved the later ones, so that
# something is played on every day and every final is on Sunday
_WEEKDAYS: Final = {
    8: (1, 3, 7),
    16: (1, 2, 4, 7),
    32: (1, 2, 3, 5, 7),
    64: (1, 2, 3, 4, 6, 7),
}
_FIRST_RESULT: Final = time(11, tzinfo=UTC)
_LAST_RESULT: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a draw is played: by which results, and who is the better ranked."""

    results: Results
    ranking: Ranking
    has_supertiebreak: bool


def play(making: Making, week: Week, conditions: Conditions, now: datetime) -> Play:
    """All matches of a draw, those played whose moment has come; ``now`` in UTC."""
    draw = _dated(build_skeleton([line.player_id for line in making.bracket.lines], week), week)
    decided_at: dict[Place, datetime] = {}
    for played_round in _rounds(draw):
        recorded = []
        for match, moment in _due(draw, played_round, week, now):
            result = _result(match, conditions)
            keep(may_record(match, moment))
            recorded.append(record(match, result))
            decided_at[match.place] = moment
        if recorded:
            draw = draw.with_changes(recorded)
            draw = draw.with_changes(settle(draw))
    bans = (
        Ban(suspension_for(sanction, week.monday), match.place, decided_at[match.place])
        for match in draw.matches
        for sanction in sanctions_of(match)
    )
    completed_at = max(decided_at.values()) if is_complete(draw) else None
    return Play(draw, decided_at, completed_at, tuple(bans))


def _dated(draw: Draw, week: Week) -> Draw:
    """With the later rounds moved to their days, the final first."""
    rounds = list(_rounds(draw))
    weekdays = _WEEKDAYS[2 ** len(rounds)]
    for played_round, weekday in reversed(list(zip(rounds, weekdays, strict=True))):
        day = week.monday + timedelta(days=weekday - 1)
        moved = [match for match in _in_round(draw, played_round) if match.day != day]
        for match in moved:
            keep(check_move(draw, match, day, week))
        if moved:
            draw = draw.with_changes(replace(match, day=day) for match in moved)
    return draw


def _rounds(draw: Draw) -> Iterator[Round]:
    return (played for played in Round if played >= draw.first_round)


def _in_round(draw: Draw, played_round: Round) -> list[Match]:
    return [match for match in draw.matches if match.place.round is played_round]


def _due(draw: Draw, played: Round, week: Week, now: datetime) -> Iterator[tuple[Match, datetime]]:
    """The matches of a round that have been played, with the moments of their results.

    Of the latest round one in three, one at least, is left to be recorded.
    """
    matches = _in_round(draw, played)
    following = draw.fed_by(matches[0])
    is_latest = now.date() < (following.day if following else (week + 1).monday)
    for number, match in enumerate(matches):
        moment = datetime.combine(match.day, _FIRST_RESULT) + _LAST_RESULT * number / len(matches)
        is_left = is_latest and number >= 2 * len(matches) // 3
        if moment <= now and not is_left:
            yield match, moment


def _result(match: Match, conditions: Conditions) -> Result:
    has_supertiebreak = conditions.has_supertiebreak
    result = conditions.results.deal(
        _favourite(match, conditions.ranking), has_supertiebreak=has_supertiebreak
    )
    keep(check_submission(result, has_supertiebreak=has_supertiebreak, by_administrator=False))
    return result


def _favourite(match: Match, ranking: Ranking) -> Side | None:
    """The better ranked side; who is unranked comes behind, and two of them are equal."""
    upper, lower = (ranking.get(player) for player in match.players)
    if upper is None and lower is None:
        return None
    if upper is None or lower is None:
        return 1 if lower is None else 2
    return 1 if upper.position < lower.position else 2
