"""Entry lists as sheets: the rows of a tournament's or a draw's page, and of the officials' one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from services.gateway.downloads.sheet import Sheet, file_name, of_draw, of_tournament
from services.gateway.views.draw import DrawPage
from services.gateway.views.entry import EntryOnList
from services.gateway.views.season import Tournament
from services.gateway.views.tournament import EntryTable, TournamentPage

if TYPE_CHECKING:
    from shared.spreadsheets import Cell

_PUBLIC = (
    "Draw",
    "Player number",
    "First name",
    "Last name",
    "Country",
    "Ranking",
    "Points",
)
_OFFICIALS = (
    "Draw",
    "Player number",
    "First name",
    "Last name",
    "Country",
    "Entry points",
    "Entered (UTC)",
    "Withdrawn",
)


def entries_of_tournament(page: TournamentPage) -> Sheet:
    """The standing entries of all draws, in the order of the page."""
    name = file_name("entries", *of_tournament(page.tournament))
    return Sheet(name, page.tournament.name, _PUBLIC, list(_public_rows(page.entries)))


def entries_of_draw(page: DrawPage, entries: EntryTable) -> Sheet:
    """The standing entries of a draw that is not made yet."""
    draw = of_draw(page.draw.age, page.draw.gender)
    name = file_name("entries", *of_tournament(page.tournament), draw)
    title = f"{page.draw.label} {page.tournament.name}"
    return Sheet(name, title, _PUBLIC, list(_public_rows([entries])))


def _public_rows(tables: Iterable[EntryTable]) -> "Iterable[tuple[Cell, ...]]":
    for table in tables:
        for row in table.rows:
            person = row.person
            yield (
                table.label,
                person.player_id,
                person.first_name,
                person.last_name,
                person.country_code,
                row.position or None,
                row.points,
            )


def entries_for_officials(tournament: Tournament, entries: Iterable[EntryOnList]) -> Sheet:
    """Every entry with its points and moment, the withdrawn ones at the end as on their page."""
    rows = [
        (
            entry.draw,
            entry.person.player_id,
            entry.person.first_name,
            entry.person.last_name,
            entry.person.country_code,
            entry.points,
            entry.entered_at,
            entry.withdrawn or None,
        )
        for entry in entries
    ]
    name = file_name("all-entries", *of_tournament(tournament))
    return Sheet(name, tournament.name, _OFFICIALS, rows)
