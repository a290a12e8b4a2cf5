"""Points: who has a row, for which stage, and how much (rules.md sections 1 and 6)."""

from collections.abc import Iterator
from typing import Final

from services.rankings.domain.points import points_for
from shared.terms import Round, Stage, TournamentCategory
from shared.weeks import Week
from tools.validating.check import Bad, Check
from tools.validating.sheets import Career, Sheet
from tools.validating.stored import Stored
from tools.validating.tables import Points

_LOST_IN: Final = {
    Round.R64: Stage.L64,
    Round.R32: Stage.L32,
    Round.R16: Stage.L16,
    Round.QF: Stage.QF,
    Round.SF: Stage.SF,
    Round.F: Stage.F,
}


def _place(stored: Stored) -> Iterator[Bad]:
    for points in stored.of(Points):
        sheet = stored.sheet_with(points)
        if sheet is None or points.player_id not in sheet.drawn:
            yield Bad(points.origin, f"{_name(points)}: not drawn there")
        elif not sheet.is_over:
            yield Bad(points.origin, f"{_name(points)}: {sheet.name} is not over")


def _everybody(stored: Stored) -> Iterator[Bad]:
    have = {(p.player_id, p.tournament_id, p.age_category_id) for p in stored.of(Points)}
    for sheet in stored.made:
        if sheet.is_over:
            tournament, category, _ = sheet.key
            for line in sheet.lines:
                if (line.player_id, tournament, category) not in have:
                    yield Bad(line.origin, f"player {line.player_id} of {sheet.name} has no row")


def _earned(stored: Stored) -> Iterator[tuple[Points, Sheet, Career | None]]:
    """The points of complete draws beside what the matches say; None of who stands in none."""
    for points in stored.of(Points):
        sheet = stored.sheet_with(points)
        if sheet is not None and sheet.is_over and points.player_id in sheet.drawn:
            yield points, sheet, sheet.careers.get(points.player_id)


def _stage_of(career: Career) -> Stage:
    if career.last is Round.F and career.won_last:
        return Stage.W
    return _LOST_IN[career.last]


def _stage(stored: Stored) -> Iterator[Bad]:
    for points, sheet, career in _earned(stored):
        if career is None:
            continue
        due = _stage_of(career)
        if points.stage_result_id != due:
            stage = Stage(points.stage_result_id).name
            yield Bad(points.origin, f"{_name(points)}: {stage}, by {sheet.name} {due.name}")


def _award(stored: Stored) -> Iterator[Bad]:
    for points, sheet, career in _earned(stored):
        if sheet.tournament is None:
            continue
        wins, sanctioned = (career.wins, career.sanctioned) if career else (0, False)
        due = points_for(
            TournamentCategory(sheet.tournament.category_id),
            Stage(points.stage_result_id),
            wins,
            sanctioned,
        )
        if points.points_earned != due:
            stage = Stage(points.stage_result_id).name
            text = f"{stage}, {wins} won{', sanctioned' if sanctioned else ''}"
            yield Bad(points.origin, f"{_name(points)}, not {due} ({text})")


def _counts(stored: Stored) -> Iterator[Bad]:
    for points, _, career in _earned(stored):
        told = (points.wins, points.sanctioned)
        if career is None or points.wins is None:
            continue
        if told != (career.wins, career.sanctioned):
            text = f"{points.wins} wins, sanctioned {points.sanctioned}; played: {career.wins}"
            yield Bad(points.origin, f"{_name(points)}: {text}, {career.sanctioned}")


def _end(stored: Stored) -> Iterator[Bad]:
    for points in stored.of(Points):
        tournament = stored.tournaments.get(points.tournament_id)
        if tournament is None:
            continue
        sunday = Week.of(tournament.start_date).sunday
        if points.tournament_end_date != sunday:
            yield Bad(points.origin, f"{_name(points)}: ends {points.tournament_end_date}")


def _name(points: Points) -> str:
    player, tournament = points.player_id, points.tournament_id
    return f"player {player} in tournament {tournament}: {points.points_earned} points"


CHECKS = (
    Check(
        "points-drawn",
        "6",
        "Points belong to who was drawn, once the draw is over",
        ("points_history", "draw_players", "matches"),
        _place,
    ),
    Check(
        "points-everybody",
        "6",
        "Every player of a draw that is over has a row",
        ("points_history", "draw_players"),
        _everybody,
    ),
    Check(
        "points-stage",
        "6",
        "The stage is the round in which the player lost, or W",
        ("points_history", "matches"),
        _stage,
    ),
    Check(
        "points-award",
        "6",
        "The points are those of stage, wins and sanction",
        ("points_history", "matches"),
        _award,
    ),
    Check(
        "points-counts",
        "6",
        "Wins and sanction beside the points are those of the matches",
        ("points_history", "matches"),
        _counts,
        asked=lambda stored: any(row.wins is not None for row in stored.of(Points)),
        unless="Nothing here tells wins and sanctions beside the points.",
    ),
    Check(
        "points-end",
        "6",
        "Points carry the Sunday of their tournament",
        ("points_history", "tournaments"),
        _end,
    ),
)
