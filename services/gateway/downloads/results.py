"""Matches with their results as a sheet: of one draw, or of all draws of a tournament."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from services.gateway.downloads.sheet import (
    UNVERIFIED,
    Sheet,
    file_name,
    of_draw,
    of_tournament,
)
from services.gateway.views.bracket import BracketMatch, Side, SideKind
from services.gateway.views.draw import DrawPage
from services.gateway.views.season import Tournament
from shared.terms import MatchStatus

if TYPE_CHECKING:
    from shared.spreadsheets import Cell

_COLUMNS = (
    "Draw",
    "Round",
    "Match",
    "Day",
    "Player 1 number",
    "Player 1",
    "Player 1 country",
    "Player 1 seed",
    "Player 2 number",
    "Player 2",
    "Player 2 country",
    "Player 2 seed",
    "Winner",
    "Score",
    "Ending",
    "Note",
)
_ENDINGS = {
    MatchStatus.SCHEDULED: "to be played",
    MatchStatus.COMPLETED: "played to the end",
    MatchStatus.WALKOVER: "walkover",
    MatchStatus.RETIRED: "retired",
    MatchStatus.DISQUALIFIED: "disqualified",
}
_WITHOUT_PLAYER = {
    SideKind.BYE: "Bye",
    SideKind.TO_BE_DECIDED: "To be decided",
    SideKind.NOBODY: "Nobody",
}


def results_of_draw(page: DrawPage) -> Sheet:
    draw = of_draw(page.draw.age, page.draw.gender)
    name = file_name("results", *of_tournament(page.tournament), draw)
    title = f"{page.draw.label} {page.tournament.name}"
    return Sheet(name, title, _COLUMNS, list(_rows(page)))


def results_of_tournament(tournament: Tournament, draws: Sequence[DrawPage]) -> Sheet:
    """The matches of these draws, one draw after the other."""
    name = file_name("results", *of_tournament(tournament))
    rows = [row for draw in draws for row in _rows(draw)]
    return Sheet(name, tournament.name, _COLUMNS, rows)


def _rows(page: DrawPage) -> "Iterable[tuple[Cell, ...]]":
    """The matches of the page's list by round and number; a bye is no match (section 5)."""
    note = UNVERIFIED if page.draw.is_unverified else None
    for each in page.rounds:
        for match in each.matches:
            if match.match_id:
                yield (
                    page.draw.label,
                    each.title,
                    match.number,
                    match.day,
                    *_player(match.upper),
                    *_player(match.lower),
                    match.winner.person.name if match.winner and match.winner.person else None,
                    match.score or None,
                    _ending(match),
                    note,
                )


def _player(side: Side) -> "tuple[Cell, ...]":
    if side.person is None:
        return None, _WITHOUT_PLAYER[side.kind], None, None
    return side.person.player_id, side.person.name, side.person.country_code, side.seed or None


def _ending(match: BracketMatch) -> str:
    """How it ended; going through because nobody stood there is neither a match nor a win."""
    if match.is_cancelled:
        return "goes through without a match" if match.winner else "cancelled"
    return _ENDINGS[match.status]
