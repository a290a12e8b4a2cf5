"""Suspensions: cause, days, and what they forbid (rules.md section 7)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

from services.matches.domain.suspensions import Sanction, suspension_for
from shared.terms import MatchStatus
from tools.validating.check import PUBLISHED, Bad, Check
from tools.validating.entries import known_since, touches
from tools.validating.sheets import is_sanctioned, players_of
from tools.validating.stored import Stored, last_day
from tools.validating.tables import Match, Suspension

_PLAYED_ON = frozenset({MatchStatus.COMPLETED, MatchStatus.RETIRED})


def _causes(stored: Stored) -> dict[tuple[int, int, MatchStatus], Match | None]:
    """What was sanctioned: player, tournament, cause, and the match where it shows; None for an
    entry withdrawn after the draw."""
    found: dict[tuple[int, int, MatchStatus], Match | None] = {}
    for sheet in stored.sheets.values():
        for match in sheet.matches:
            for player in players_of(match):
                if is_sanctioned(match, player):
                    found[player, sheet.draw.tournament_id, _cause(match, player)] = match
    for entries in stored.entries_of.values():
        for entry in entries:
            if entry.withdrawal_type == "AFTER_DRAW":
                found.setdefault((entry.player_id, entry.tournament_id, MatchStatus.WALKOVER), None)
    return found


def _cause(match: Match, player: int) -> MatchStatus:
    absence = match.player1_absence if player == match.player1_id else match.player2_absence
    if match.match_status_id == MatchStatus.DISQUALIFIED or absence == "DISQUALIFIED":
        return MatchStatus.DISQUALIFIED
    return MatchStatus.WALKOVER


def _caused(stored: Stored) -> Iterator[Bad]:
    causes = _causes(stored)
    for row in stored.of(Suspension):
        cause = (row.player_id, row.tournament_id, MatchStatus(row.reason_match_status_id))
        if row.annulled_at is None and cause not in causes:
            yield Bad(row.origin, f"{_name(row)}: nothing there was sanctioned so")


def _missing(stored: Stored) -> Iterator[Bad]:
    have = {
        (row.player_id, row.tournament_id, row.reason_match_status_id)
        for row in stored.of(Suspension)
        if row.annulled_at is None
    }
    for (player, tournament, cause), match in _causes(stored).items():
        # who withdrew and had no match left withdrew from nothing
        if match is not None and (player, tournament, cause) not in have:
            text = f"player {player} in tournament {tournament}: {cause.name} in match"
            yield Bad(match.origin, f"{text} {match.match_id}")


def _days(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Suspension):
        tournament = stored.tournaments.get(row.tournament_id)
        if tournament is None:
            continue
        sanction = Sanction(row.player_id, MatchStatus(row.reason_match_status_id))
        due = suspension_for(sanction, tournament.start_date)
        if (row.suspension_start, row.suspension_end) != (due.first_day, due.last_day):
            text = f"{row.suspension_start} to {row.suspension_end}"
            yield Bad(row.origin, f"{_name(row)}: {text}, not {due.first_day} to {due.last_day}")


def _once(stored: Stored) -> Iterator[Bad]:
    times = Counter(
        (row.player_id, row.tournament_id, row.reason_match_status_id)
        for row in stored.of(Suspension)
        if row.annulled_at is None
    )
    for row in stored.of(Suspension):
        cause = (row.player_id, row.tournament_id, row.reason_match_status_id)
        if row.annulled_at is None and times[cause] > 1:
            yield Bad(row.origin, f"{_name(row)}: {times[cause]} for one cause")


def _played(stored: Stored) -> Iterator[Bad]:
    """Who is suspended when a match begins gives a walkover."""
    for sheet in stored.sheets.values():
        tournament = sheet.tournament
        for match in sheet.matches if tournament else ():
            if tournament is None or match.match_status_id not in _PLAYED_ON:
                continue
            begins = datetime.combine(match.match_date, time(), tzinfo=UTC)
            for player in players_of(match):
                for row in stored.suspensions_of.get(player, ()):
                    holds = row.suspension_start <= match.match_date <= last_day(row)
                    in_time = known_since(stored, row) <= begins
                    if holds and in_time and touches(row, tournament):
                        yield Bad(match.origin, f"match {match.match_id}: {_name(row)} ran")


def _name(row: Suspension) -> str:
    return f"suspension {row.suspension_id} of player {row.player_id}"


CHECKS = (
    Check(
        "suspension-cause",
        "7",
        "A suspension has its cause in that tournament",
        ("player_suspensions", "matches", "entries"),
        _caused,
    ),
    Check(
        "suspension-missing",
        "7",
        "Every no-show and disqualification has its suspension",
        ("player_suspensions", "matches"),
        _missing,
        spares=PUBLISHED,
    ),
    Check(
        "suspension-days",
        "7",
        "It runs from the tournament's first day, 2 or 6 months",
        ("player_suspensions", "tournaments"),
        _days,
    ),
    Check(
        "suspension-once",
        "7",
        "One suspension per player, tournament and cause",
        ("player_suspensions",),
        _once,
    ),
    Check(
        "suspended-plays",
        "7",
        "Nobody plays while suspended",
        ("player_suspensions", "matches"),
        _played,
    ),
)
