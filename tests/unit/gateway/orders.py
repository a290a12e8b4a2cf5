"""Orders of play for the tests of views and templates."""

from datetime import date, timedelta

from services.gateway.views.bracket import BracketMatch
from services.gateway.views.order import NextPlay, OrderPage, OrderQuery, TournamentsDay
from services.gateway.views.tournament import TodaysMatch
from tests.unit.gateway.samples import MONDAY, sample_draw, tournament

TODAY = MONDAY + timedelta(days=1)


def order(*, one: bool = False) -> OrderPage:
    """A day of two tournaments, with matches that are over and some to be played."""
    over = sample_draw(16, 16, 1).bracket().rounds[0].matches
    left = sample_draw(32, 32, 0).bracket().rounds[0].matches[:4]
    first = TournamentsDay.of(tournament(5), (*_of(11, "Men 60+", over), *_of(12, "Men 65+", left)))
    second = TournamentsDay.of(tournament(6), _of(21, "Women 60+", left[:1]))
    query = OrderQuery(TODAY, 5 if one else 0)
    days = (first,) if one else (first, second)
    return OrderPage(query, TODAY, days, tournament(5) if one else None)


def empty_order(day: date, next_play: NextPlay | None = None) -> OrderPage:
    return OrderPage(OrderQuery(day), TODAY, (), None, next_play)


def _of(draw_id: int, draw: str, matches: tuple[BracketMatch, ...]) -> tuple[TodaysMatch, ...]:
    return tuple(TodaysMatch(draw_id, draw, "Round of 16", match) for match in matches)
