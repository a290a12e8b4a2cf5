"""Matches: bracket, days, scores and reasons (rules.md sections 5 and 12)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final

from services.draws.domain.sizes import can_be_drawn, draw_size
from services.matches.domain.bracket import Match as Planned
from services.matches.domain.bracket import Place, WalkoverReason
from services.matches.domain.notation import stopped_in_tiebreak
from services.matches.domain.results import Result, check_submission
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import SIDES
from services.matches.domain.skeleton import build_skeleton, regular_day
from shared.terms import MatchStatus, Round, Violation
from shared.weeks import Week
from tools.score_columns import lacks_a_half, score_of
from tools.validating.check import PUBLISHED, Bad, Check
from tools.validating.sheets import Sheet, players_of, reason_of, winning_side
from tools.validating.stored import Stored
from tools.validating.tables import Match

_STOPPED: Final = frozenset({MatchStatus.RETIRED, MatchStatus.DISQUALIFIED})
_PLAYED: Final = _STOPPED | {MatchStatus.COMPLETED}
_IN_THE_SETS: Final = ("games", "tiebreak", "supertiebreak")
# which week it is changes no place
_ANY_WEEK: Final = Week.iso(2026, 1)
# what the system gives stands for a no-show where reasons are checked as handed in
_BY_THE_SYSTEM: Final = frozenset({WalkoverReason.SUSPENDED, WalkoverReason.WITHDRAWN_AFTER_DRAW})


def _byes(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        for row in sheet.byes:
            player = players_of(row)[0]
            yield Bad(row.origin, f"match {row.match_id} of {sheet.name}: player {player} alone")


def _places(stored: Stored) -> Iterator[Bad]:
    """Every place of the bracket is taken, but those that byes leave empty, and no other."""
    for sheet in stored.made:
        lines = _lines(sheet)
        if lines is None:
            yield Bad(sheet.draw.origin, f"{sheet.name}: its lines are those of no bracket")
            continue
        wanted = {(match.place.round, match.place.number) for match in _skeleton(lines)}
        have = {(Round(row.round_id), row.match_number) for row in sheet.matches}
        missing, strange = sorted(wanted - have), sorted(have - wanted)
        if missing or strange:
            played, number = (missing or strange)[0]
            told = "is missing" if missing else "has no place in this draw"
            text = (
                f"{sheet.name}: match {number} of {played.name} {told} "
                f"({len(missing)} missing, {len(strange)} strange)"
            )
            yield Bad(sheet.draw.origin, text)


def _lines(sheet: Sheet) -> list[int | None] | None:
    """The players by line; None where the lines are not those of any draw."""
    if not can_be_drawn(len(sheet.drawn)):
        return None
    size = draw_size(len(sheet.drawn))
    lines = [sheet.player_on.get(number) for number in range(1, size + 1)]
    known = {line for line in lines if line is not None}
    empty = (pair == (None, None) for pair in zip(lines[::2], lines[1::2], strict=True))
    return None if known != sheet.drawn or len(known) < len(sheet.lines) or any(empty) else lines


def _skeleton(lines: list[int | None]) -> Iterator[Planned]:
    yield from build_skeleton(lines, _ANY_WEEK).matches


def _lines_meet(stored: Stored) -> Iterator[Bad]:
    """Lines 1 and 2, 3 and 4, … meet; who has a bye waits in the second round."""
    for sheet in stored.made:
        lines = _lines(sheet)
        if lines is None:
            continue
        planned = {match.place: set(match.players) for match in _skeleton(lines)}
        for row in sheet.matches:
            due = planned.get(_place(row))
            if due is not None and not due <= set(players_of(row)):
                absent = ", ".join(str(player) for player in sorted(due - set(players_of(row))))
                yield Bad(row.origin, f"{_name(row)} of {sheet.name}: not player {absent}")


def _winner_plays_on(stored: Stored) -> Iterator[Bad]:
    """The winner of match n stands in match ⌈n/2⌉ of the next round, above if n is odd."""
    for sheet in stored.made:
        by_place = {_place(row): row for row in sheet.matches}
        for row in sheet.matches:
            for side, player in zip(SIDES, (row.player1_id, row.player2_id), strict=True):
                place = _place(row).feeding(side)
                feeder = by_place.get(place) if place else None
                if feeder is None:
                    continue
                waits = feeder.match_status_id == MatchStatus.SCHEDULED
                due = None if waits else feeder.winner_id
                if player != due:
                    text = (
                        f"{_name(row)} of {sheet.name}, side {side}: {_who(player)}, but "
                        f"{_who(due)} came from match {feeder.match_id}"
                    )
                    yield Bad(row.origin, text)


def _who(player: int | None) -> str:
    return "nobody" if player is None else f"player {player}"


def _drawn(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        for row in sheet.rows:
            for player in players_of(row):
                if player not in sheet.drawn:
                    text = f"{_name(row)}: player {player} stands on no line of {sheet.name}"
                    yield Bad(row.origin, text)


def _everybody(stored: Stored) -> Iterator[Bad]:
    """Who has a bye stands in the second round from the start, so that everybody has a match."""
    for sheet in stored.made:
        playing = {player for row in sheet.matches for player in players_of(row)}
        for line in sheet.lines:
            if line.player_id not in playing:
                text = f"player {line.player_id} on line {line.draw_position} of {sheet.name}"
                yield Bad(line.origin, f"{text} stands in no match")


@lru_cache(maxsize=1)
def _judged(stored: Stored) -> Sequence[tuple[Match, Sequence[Violation]]]:
    """The matches whose result breaks a rule, judged by its domain once for all that ask."""
    return [
        (row, broken)
        for sheet in stored.sheets.values()
        for row in sheet.matches
        if (broken := list(_broken(sheet, row)))
    ]


def _of_the_score(is_asked: Callable[[Violation], bool], stored: Stored) -> Iterator[Bad]:
    for row, broken in _judged(stored):
        told = next(filter(is_asked, broken), None)
        if told is not None:
            yield Bad(row.origin, f"{_name(row)}: {told.message}")


def _broken(sheet: Sheet, row: Match) -> Iterator[Violation]:
    if lacks_a_half(row):
        yield Violation("sets.games", "5", "A number of the score stands alone.")
    status, score = MatchStatus(row.match_status_id), score_of(row)
    if status in _STOPPED and score.sets and row.origin != "live":
        # foreign data may write 7-6(3-2) for a match that stopped inside the tie-break (section 13)
        score = Score((*score.sets[:-1], stopped_in_tiebreak(score.sets[-1])))
    yield from check_result(sheet.draw.has_supertiebreak, status, score, winning_side(row))
    if status is MatchStatus.CANCELLED and row.winner_id and len(players_of(row)) == 2:
        yield Violation("winner", "5", "When neither player was there, nobody wins.")
    if status in {*_PLAYED, MatchStatus.WALKOVER} and len(players_of(row)) < 2:
        yield Violation("status", "5", "A match that is over had two players.")


def _is_of_a_set(violation: Violation) -> bool:
    return violation.field.rsplit(".", 1)[-1] in _IN_THE_SETS


def _sets(stored: Stored) -> Iterator[Bad]:
    return _of_the_score(_is_of_a_set, stored)


def _result(stored: Stored) -> Iterator[Bad]:
    return _of_the_score(lambda violation: not _is_of_a_set(violation), stored)


def _reasons(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        for row in sheet.matches:
            status = MatchStatus(row.match_status_id)
            if len(players_of(row)) < 2 or status is MatchStatus.SCHEDULED:
                continue
            handed_in = Result(
                status,
                score_of(row),
                winning_side(row),
                _handed_in(row.player1_absence),
                _handed_in(row.player2_absence),
            )
            if status is MatchStatus.DISQUALIFIED:
                # beside this result its loser's reason says nothing new
                handed_in = replace(handed_in, reason1=None, reason2=None)
            for broken in check_submission(
                handed_in, has_supertiebreak=sheet.draw.has_supertiebreak, by_administrator=True
            ):
                if broken.field.startswith("reason"):
                    yield Bad(row.origin, f"{_name(row)}: {broken.message}")
                    break


def _handed_in(absence: str | None) -> WalkoverReason | None:
    reason = reason_of(absence)
    return WalkoverReason.NO_SHOW if reason in _BY_THE_SYSTEM else reason


def _in_its_week(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        if sheet.tournament is None:
            continue
        week = Week.of(sheet.tournament.start_date)
        for row in sheet.matches:
            if not week.monday <= row.match_date <= week.sunday:
                yield Bad(
                    row.origin, f"{_name(row)} on {row.match_date}, {week.monday} is its week"
                )


def _not_early(stored: Stored) -> Iterator[Bad]:
    """Round r is played on day r or later."""
    for sheet in stored.sheets.values():
        lines = _lines(sheet)
        if sheet.tournament is None or lines is None:
            continue
        first = Round(Round.F - (len(lines).bit_length() - 2))
        week = Week.of(sheet.tournament.start_date)
        for row in sheet.matches:
            regular = regular_day(Round(row.round_id), first, week)
            if row.match_date < regular:
                yield Bad(row.origin, f"{_name(row)} on {row.match_date}, not before {regular}")


def _after_its_feeders(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        day_of = {_place(row): row.match_date for row in sheet.matches}
        for row in sheet.matches:
            places = [place for side in SIDES if (place := _place(row).feeding(side))]
            fed_on = max((day_of[place] for place in places if place in day_of), default=date.min)
            if row.match_date <= fed_on:
                yield Bad(row.origin, f"{_name(row)} on {row.match_date}, fed on {fed_on}")


def _once_a_day(stored: Stored) -> Iterator[Bad]:
    days: defaultdict[tuple[int, date], list[Match]] = defaultdict(list)
    for sheet in stored.sheets.values():
        for row in sheet.matches:
            if row.match_status_id != MatchStatus.CANCELLED:
                for player in players_of(row):
                    days[player, row.match_date].append(row)
    told = set()
    for (player, day), rows in days.items():
        for row in rows[1:]:
            if row.match_id not in told:
                told.add(row.match_id)
                text = f"{_name(row)}: player {player} plays match {rows[0].match_id} on {day} too"
                yield Bad(row.origin, text)


def _not_ahead(stored: Stored) -> Iterator[Bad]:
    """A result is taken from 00:00 of the match's day on."""
    for row in stored.of(Match):
        day = datetime.combine(row.match_date, time(), tzinfo=UTC)
        if row.match_status_id in _PLAYED and stored.now < day:
            yield Bad(row.origin, f"{_name(row)} is played on {row.match_date}")


def _place(row: Match) -> Place:
    return Place(Round(row.round_id), row.match_number)


def _name(row: Match) -> str:
    return f"match {row.match_id}"


CHECKS = (
    Check("byes-no-match", "5", "A bye is no match and has no row", ("matches",), _byes),
    Check(
        "match-places",
        "5",
        "Every place of the bracket has its match, up to the final",
        ("matches", "draw_players"),
        _places,
    ),
    Check(
        "match-lines",
        "5",
        "Lines 1 and 2, 3 and 4, … meet; a bye leads to the second round",
        ("matches", "draw_players"),
        _lines_meet,
    ),
    Check(
        "match-feeders",
        "5",
        "The winner of match n plays on in match ⌈n/2⌉, above if n is odd",
        ("matches",),
        _winner_plays_on,
    ),
    Check("match-drawn", "5", "Only who was drawn plays", ("matches", "draw_players"), _drawn),
    Check(
        "match-everybody",
        "5",
        "Everybody who was drawn stands in a match",
        ("matches", "draw_players"),
        _everybody,
    ),
    Check("match-sets", "5", "Sets and tie-breaks end as they can", ("matches", "draws"), _sets),
    Check(
        "match-result", "5", "Status, score and winner fit together", ("matches", "draws"), _result
    ),
    Check(
        "match-reasons",
        "12",
        "A walkover has its loser's reason, other results none",
        ("matches",),
        _reasons,
        spares=PUBLISHED,
        asked=lambda stored: any(row.origin == "live" for row in stored.of(Match)),
        unless="Only matches played in this tour say why somebody did not play.",
    ),
    Check(
        "match-week",
        "5",
        "Every match lies in the tournament's Monday to Sunday",
        ("matches", "tournaments"),
        _in_its_week,
    ),
    Check(
        "match-round-day",
        "5",
        "Round r is played on day r or later",
        ("matches", "tournaments"),
        _not_early,
    ),
    Check(
        "match-order",
        "5",
        "A match is on a later day than those that feed it",
        ("matches",),
        _after_its_feeders,
    ),
    Check("match-day", "5", "Nobody plays twice on one day", ("matches",), _once_a_day),
    Check("match-ahead", "5", "No result is ahead of its day", ("matches",), _not_ahead),
)
