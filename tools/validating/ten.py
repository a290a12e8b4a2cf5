"""The ten checks of the earlier system, written so that they can fail (rules.md section 14).

They are a second pair of eyes: read plainly from the columns, without the services' domains, so
that a mistake there shows here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from shared.terms import MatchStatus
from tools.validating.check import Bad, Check
from tools.validating.sheets import loser_of, players_of
from tools.validating.stored import Stored
from tools.validating.tables import Entry, Match, Points, Rank, Suspension

_NOT_PLAYED = {MatchStatus.SCHEDULED, MatchStatus.CANCELLED}
_SANCTIONS = {"NO_SHOW", "WITHDRAWN_AFTER_DRAW", "DISQUALIFIED"}


def _first_loss(stored: Stored) -> Iterator[Bad]:
    for points in stored.of(Points):
        sheet = stored.sheet_with(points)
        if sheet is None or not points.points_earned:
            continue
        first = next(
            (
                match
                for match in sheet.matches
                if points.player_id in players_of(match)
                and match.match_status_id not in _NOT_PLAYED
            ),
            None,
        )
        if first is not None and loser_of(first) == points.player_id:
            text = f"{_earned(points)}, lost the first match, {first.match_id}"
            yield Bad(points.origin, text)


def _best_four(stored: Stored) -> Iterator[Bad]:
    results: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for points in stored.of(Points):
        # days are numbered so that Mondays are multiples of seven, and one
        week = (points.tournament_end_date.toordinal() - 1) // 7
        results[points.player_id, points.age_category_id].append((week, points.points_earned))
    weeks: dict[tuple[int, int], int] = {}
    for row in stored.of(Rank):
        named = (row.ranking_year, row.ranking_week)
        if named not in weeks:
            weeks[named] = (date.fromisocalendar(*named, 1).toordinal() - 1) // 7
        week = weeks[named]
        counted = sorted(
            earned
            for played, earned in results[row.player_id, row.age_category_id]
            if week - 52 <= played <= week - 1
        )[-4:]
        if row.total_points != sum(counted):
            best = ", ".join(str(points) for points in reversed(counted)) or "no result"
            yield Bad(row.origin, f"{_ranked(row)}: {row.total_points} points, best four: {best}")


def _sanctioned_without_points(stored: Stored) -> Iterator[Bad]:
    for points in stored.of(Points):
        sheet = stored.sheet_with(points)
        if sheet is None or not points.points_earned:
            continue
        why = next(filter(None, (_sanction(m, points.player_id) for m in sheet.matches)), None)
        if why:
            yield Bad(points.origin, f"{_earned(points)}, {why}")


def _sanction(match: Match, player: int) -> str | None:
    if player not in players_of(match) or match.winner_id == player:
        return None
    status = match.match_status_id
    reasons = (match.player1_absence, match.player2_absence)
    own = reasons[0] if player == match.player1_id else reasons[1]
    if status == MatchStatus.DISQUALIFIED:
        return f"disqualified in match {match.match_id}"
    untold = status == MatchStatus.WALKOVER and reasons == (None, None)
    if (untold and match.winner_id is not None) or (
        status in {MatchStatus.WALKOVER, MatchStatus.CANCELLED} and own in _SANCTIONS
    ):
        return f"no-show in match {match.match_id}"
    return None


def _length(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Suspension):
        months = 2 if row.reason_match_status_id == MatchStatus.WALKOVER else 6
        if row.suspension_end != _months_later(row.suspension_start, months):
            text = (
                f"suspension {row.suspension_id} of player {row.player_id}: "
                f"{row.suspension_start} to {row.suspension_end}, not {months} months"
            )
            yield Bad(row.origin, text)


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    first = (day.replace(day=1) + timedelta(days=31 * months)).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _drawn_entered(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        entered = {
            entry.player_id
            for entry in stored.entries_of.get(sheet.key, ())
            if entry.withdrawal_type != "BEFORE_DRAW"
        }
        for line in sheet.lines:
            if line.player_id not in entered:
                text = f"player {line.player_id} on line {line.draw_position} of {sheet.name}"
                yield Bad(line.origin, f"{text} has no entry in it that stands")


def _positions(stored: Stored) -> Iterator[Bad]:
    for weeks in stored.rankings.values():
        for ranked in weeks.values():
            times = Counter(row.rank_position for row in ranked)
            for row in ranked:
                if times[row.rank_position] > 1:
                    yield Bad(row.origin, f"{_ranked(row)}: position {row.rank_position} twice")
                elif not 1 <= row.rank_position <= len(ranked):
                    text = f"{_ranked(row)}: position {row.rank_position} of {len(ranked)}"
                    yield Bad(row.origin, text)


def _winner_plays(stored: Stored) -> Iterator[Bad]:
    for match in stored.of(Match):
        if match.winner_id is not None and match.winner_id not in players_of(match):
            text = f"match {match.match_id}: player {match.winner_id} won and does not play in it"
            yield Bad(match.origin, text)


def _two_sets(stored: Stored) -> Iterator[Bad]:
    for match in stored.of(Match):
        if match.match_status_id != MatchStatus.COMPLETED or match.winner_id is None:
            continue
        upper, lower = _sets_won(match)
        won, lost = (upper, lower) if match.winner_id == match.player1_id else (lower, upper)
        if won != 2 or lost > 1:
            yield Bad(match.origin, f"match {match.match_id}: its winner won {won} sets to {lost}")


def _sets_won(match: Match) -> tuple[int, int]:
    """By player 1 and by player 2."""
    pairs = (
        (match.set1_player1, match.set1_player2),
        (match.set2_player1, match.set2_player2),
        (match.set3_player1, match.set3_player2),
        (match.set3_supertiebreak_player1, match.set3_supertiebreak_player2),
    )
    written = [(one, other) for one, other in pairs if one is not None and other is not None]
    return sum(one > other for one, other in written), sum(other > one for one, other in written)


def _tiebreak_set(stored: Stored) -> Iterator[Bad]:
    for match in stored.of(Match):
        for number, (games, points) in enumerate(_tiebreaks(match), 1):
            if None in games or None in points:
                continue
            (one, other), (own, theirs) = games, points
            if {one, other} == {6, 7} and own != theirs and (one > other) != (own > theirs):
                text = f"match {match.match_id}, set {number}: {one}-{other} by {own}-{theirs}"
                yield Bad(match.origin, text)


def _tiebreaks(match: Match) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Games and points of each set."""
    for number in (1, 2, 3):
        yield (
            (getattr(match, f"set{number}_player1"), getattr(match, f"set{number}_player2")),
            (
                getattr(match, f"set{number}_tiebreak_player1"),
                getattr(match, f"set{number}_tiebreak_player2"),
            ),
        )


def _entry_age(stored: Stored) -> Iterator[Bad]:
    for entry in stored.of(Entry):
        player = stored.players.get(entry.player_id)
        tournament = stored.tournaments.get(entry.tournament_id)
        if player is None or tournament is None:
            continue
        # 1: 60 to 64, 2: 65 to 69, in the ISO year of the tournament's first day
        age = tournament.start_date.isocalendar().year - player.birth_year
        lowest = 55 + 5 * entry.age_category_id
        if not lowest <= age <= lowest + 4:
            text = f"entry {entry.entry_id} of player {entry.player_id}: {age} in {lowest}+"
            yield Bad(entry.origin, text)


def _earned(points: Points) -> str:
    player, tournament = points.player_id, points.tournament_id
    return f"player {player} in tournament {tournament}: {points.points_earned} points"


def _ranked(row: Rank) -> str:
    return f"player {row.player_id} in week {row.ranking_week} of {row.ranking_year}"


CHECKS = (
    Check(
        "first-loss",
        "14.1",
        "Who lost the first match has 0 points",
        ("points_history", "matches"),
        _first_loss,
    ),
    Check(
        "best-four",
        "14.2",
        "A ranking total is the best four of its window",
        ("weekly_ranking", "points_history"),
        _best_four,
    ),
    Check(
        "sanctioned",
        "14.3",
        "Who was disqualified or did not show has 0 points",
        ("points_history", "matches"),
        _sanctioned_without_points,
    ),
    Check(
        "suspension-length",
        "14.4",
        "A suspension lasts exactly 2 or 6 months",
        ("player_suspensions",),
        _length,
    ),
    Check(
        "drawn-entered",
        "14.5",
        "Every player drawn has an entry in that draw",
        ("draw_players", "entries"),
        _drawn_entered,
    ),
    Check(
        "positions",
        "14.6",
        "Positions run without gaps in every list and week",
        ("weekly_ranking",),
        _positions,
    ),
    Check(
        "winner-plays", "14.7", "A winner is one of the two players", ("matches",), _winner_plays
    ),
    Check(
        "two-sets",
        "14.8",
        "The winner of a completed match won exactly two sets",
        ("matches",),
        _two_sets,
    ),
    Check("tiebreak-set", "14.9", "Who won the tie-break won the set", ("matches",), _tiebreak_set),
    Check("entry-age", "14.10", "Entries have the right age", ("entries", "players"), _entry_age),
)
