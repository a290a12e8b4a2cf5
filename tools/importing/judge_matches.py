"""One match at a time: its score, its winner and its day, by rules.md sections 5 and 13."""

from dataclasses import dataclass
from datetime import date

from services.matches.domain.notation import stopped_in_tiebreak
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import LARGEST_NUMBER, Pair, SetScore, Side
from shared.terms import MatchStatus, Round
from tools.importing import earlier
from tools.importing.book import Book
from tools.importing.reading import Numbered

_STOPPED = frozenset({MatchStatus.RETIRED, MatchStatus.DISQUALIFIED})
_TITLES = {
    "games": "a set that cannot end so",
    "tiebreak": "a tie-break that cannot end so",
    "supertiebreak": "a super tie-break that cannot end so",
    "winner": "another winner than the score's",
    "sets": "sets too many, too few or of the wrong kind",
    "status": "a score that does not fit the status",
}


@dataclass(frozen=True, slots=True)
class ReadMatch:
    """A match that can be stored: two players, its score as it will be stored."""

    numbered: Numbered[earlier.Match]
    round: Round
    status: MatchStatus
    score: Score

    @property
    def row(self) -> earlier.Match:
        return self.numbered.row

    @property
    def loser_id(self) -> int | None:
        """Who lost; None without a winner."""
        row = self.row
        if row.winner_id is None:
            return None
        return row.player2_id if row.winner_id == row.player1_id else row.player1_id


def read_match(
    book: Book, numbered: Numbered[earlier.Match], has_supertiebreak: bool, start: date, end: date
) -> ReadMatch | None:
    """Judge a match with two players; None where it cannot be stored."""
    row = numbered.row
    name = f"match {row.match_id}"
    if row.round_id not in set(Round) or row.match_status_id not in set(MatchStatus):
        book.aside(numbered, "1", "has an unknown round or status", name)
        return None
    if row.player1_id == row.player2_id or (
        row.winner_id is not None and row.winner_id not in {row.player1_id, row.player2_id}
    ):
        book.aside(numbered, "5", "the winner is none of two players", name)
        return None
    numbers = [number for number in _numbers(row) if number is not None]
    if any(not 0 <= number <= LARGEST_NUMBER for number in numbers) or row.match_number < 1:
        book.aside(numbered, "5", "has numbers that are no score", name)
        return None
    status = MatchStatus(row.match_status_id)
    score = _score(row)
    if status in _STOPPED and score.sets:
        ended = stopped_in_tiebreak(score.sets[-1])
        if ended != score.sets[-1]:
            book.normalised(numbered, "13", "stopped inside a tie-break: stored as 6-6", name)
            score = Score((*score.sets[:-1], ended))
    _judge_score(book, numbered, has_supertiebreak, status, score)
    if not start <= row.match_date <= end:
        book.unverified(numbered, "5", "played outside the tournament's week", name)
    return ReadMatch(numbered, Round(row.round_id), status, score)


def _judge_score(
    book: Book,
    numbered: Numbered[earlier.Match],
    has_supertiebreak: bool,
    status: MatchStatus,
    score: Score,
) -> None:
    row = numbered.row
    side: Side | None = None
    if row.winner_id is not None:
        side = 1 if row.winner_id == row.player1_id else 2
    told = set()
    for violation in check_result(has_supertiebreak, status, score, side):
        title = _TITLES[violation.field.rsplit(".", 1)[-1].partition("[")[0]]
        if title not in told:
            told.add(title)
            book.unverified(numbered, "5", title, f"match {row.match_id}: {violation.message}")


def _score(row: earlier.Match) -> Score:
    sets = (
        SetScore(
            _pair(row.set1_player1, row.set1_player2),
            _pair(row.set1_tiebreak_player1, row.set1_tiebreak_player2),
        ),
        SetScore(
            _pair(row.set2_player1, row.set2_player2),
            _pair(row.set2_tiebreak_player1, row.set2_tiebreak_player2),
        ),
        SetScore(
            _pair(row.set3_player1, row.set3_player2),
            _pair(row.set3_tiebreak_player1, row.set3_tiebreak_player2),
            _pair(row.set3_supertiebreak_player1, row.set3_supertiebreak_player2),
        ),
    )
    last = max((index for index, one in enumerate(sets, 1) if one != SetScore()), default=0)
    return Score(sets[:last])


def _pair(first: int | None, second: int | None) -> Pair | None:
    # half a pair is written as 0 on the missing side, so that the check refuses it by its field
    return None if first is None and second is None else (first or 0, second or 0)


def _numbers(row: earlier.Match) -> tuple[int | None, ...]:
    return (
        row.set1_player1,
        row.set1_player2,
        row.set1_tiebreak_player1,
        row.set1_tiebreak_player2,
        row.set2_player1,
        row.set2_player2,
        row.set2_tiebreak_player1,
        row.set2_tiebreak_player2,
        row.set3_player1,
        row.set3_player2,
        row.set3_tiebreak_player1,
        row.set3_tiebreak_player2,
        row.set3_supertiebreak_player1,
        row.set3_supertiebreak_player2,
    )
