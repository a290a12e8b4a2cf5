"""One match at a time: its score, its winner and its day, by rules.md sections 5 and 13."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.matches.domain.notation import stopped_in_tiebreak
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import LARGEST_NUMBER, Side
from shared.terms import MatchStatus, Round
from tools.importing import earlier
from tools.importing.book import LARGEST_PLACE, Book
from tools.importing.reading import Numbered
from tools.score_columns import halves_of, lacks_a_half, score_of

_STOPPED = frozenset({MatchStatus.RETIRED, MatchStatus.DISQUALIFIED})
_ROUNDS: frozenset[int] = frozenset(Round)
_STATUSES: frozenset[int] = frozenset(MatchStatus)
_WITHOUT_PLAYERS = frozenset({MatchStatus.SCHEDULED, MatchStatus.CANCELLED})
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
    """A match that can be stored, with its score as it will be stored."""

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
    """Judge a match that is no bye; None where it cannot be stored."""
    row = numbered.row
    name = f"match {row.match_id}"
    if row.round_id not in _ROUNDS or row.match_status_id not in _STATUSES:
        book.aside(numbered, "1", "has an unknown round or status", name)
        return None
    status = MatchStatus(row.match_status_id)
    players = {row.player1_id, row.player2_id}
    waits = players == {None} and status in _WITHOUT_PLAYERS
    if (len(players) < 2 and not waits) or row.winner_id not in {None, *players}:
        book.aside(numbered, "5", "the winner is none of two players", name)
        return None
    if not _are_scores(row) or not 1 <= row.match_number <= LARGEST_PLACE:
        book.aside(numbered, "5", "has numbers that are no score", name)
        return None
    score = score_of(row)
    if status in _STOPPED and score.sets:
        ended = stopped_in_tiebreak(score.sets[-1])
        if ended != score.sets[-1]:
            book.normalised(numbered, "13", "stopped inside a tie-break: stored as 6-6", name)
            score = Score((*score.sets[:-1], ended))
    _judge_score(book, numbered, has_supertiebreak, status, score)
    if not start <= row.match_date <= min(end, start + timedelta(days=6)):
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
    if status is MatchStatus.CANCELLED and side and row.player1_id and row.player2_id:
        book.unverified(
            numbered, "5", "cancelled between two players, with a winner", f"match {row.match_id}"
        )
    for violation in check_result(has_supertiebreak, status, score, side):
        title = _TITLES[violation.field.rsplit(".", 1)[-1].partition("[")[0]]
        if title not in told:
            told.add(title)
            book.unverified(numbered, "5", title, f"match {row.match_id}: {violation.message}")


def _are_scores(row: earlier.Match) -> bool:
    """Whether every number stands beside its other half, and may be one of a score."""
    return not lacks_a_half(row) and all(
        number is None or 0 <= number <= LARGEST_NUMBER
        for halves in halves_of(row)
        for number in halves
    )
