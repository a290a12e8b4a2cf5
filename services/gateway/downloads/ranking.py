"""One week's ranking as a sheet: the rows of its page."""

from services.gateway.downloads.sheet import TAKEN_OVER, Sheet, file_name, of_draw
from services.gateway.views.rankings import RankingPage

_COLUMNS = (
    "Position",
    "Position the week before",
    "Player number",
    "First name",
    "Last name",
    "Country",
    "Points",
    "Tournaments",
    "Equal points",
    "Ranking",
    "Week",
    "Note",
)


def ranking_sheet(page: RankingPage) -> Sheet:
    """A row for every place that the page lists: all of them, or whom the search found."""
    query = page.query
    constant = (query.label, str(query.week), TAKEN_OVER if page.is_imported else None)
    rows = [
        (
            player.position,
            player.previous_position or None,
            player.person.player_id,
            player.person.first_name,
            player.person.last_name,
            player.person.country_code,
            player.points,
            player.tournaments or None,
            player.separation or None,
            *constant,
        )
        for player in page.players
    ]
    search = "search" if query.text else ""
    name = file_name("ranking", of_draw(query.age, query.gender), query.week, search)
    return Sheet(name, f"{query.label} {query.week}", _COLUMNS, rows)
