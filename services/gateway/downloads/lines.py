"""A draw as a sheet: its lines from the top, with seeds and byes."""

from services.gateway.downloads.sheet import Sheet, file_name, of_draw, of_tournament
from services.gateway.views.bracket import Bracket, SideKind
from services.gateway.views.draw import DrawPage

_COLUMNS = ("Line", "Seed", "Player number", "Player", "Country", "First-round bye", "Draw")
_BYE = "Bye"


def lines_sheet(page: DrawPage, bracket: Bracket) -> Sheet:
    """A row for every line of the bracket that the page shows; "Bye" stands on an empty one."""
    rows = [
        (
            2 * match.number - 1 + below,
            side.seed or None,
            side.person.player_id if side.person else None,
            _BYE if side.kind is SideKind.BYE else side.person.name if side.person else None,
            side.person.country_code if side.person else None,
            "yes" if match.is_bye and side.person else None,
            page.draw.label,
        )
        for match in bracket.rounds[0].matches
        for below, side in enumerate((match.upper, match.lower))
    ]
    draw = of_draw(page.draw.age, page.draw.gender)
    name = file_name("draw", *of_tournament(page.tournament), draw)
    return Sheet(name, f"{page.draw.label} {page.tournament.name}", _COLUMNS, rows)
