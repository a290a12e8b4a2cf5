"""Draws that belong to one test file alone, in play at ``dates.NOW``."""

from collections.abc import Iterable
from typing import Any

from tests.integration.gateway.dates import BEGINNING, NICE
from tests.integration.gateway.tour import Tour, until


def own_draw(tour: Tour, name: str, men_60: Iterable[int]) -> int:
    """A draw of these men in a tournament of this week: the system has made it by now."""
    with tour.at(BEGINNING):
        tour.enter(tour.create_tournament(name, NICE), men_60)
    draw_id = tour.draw(name)
    until(lambda: tour.matches(draw_id))
    # the lists of entries are let go a moment later
    until(lambda: not tour.value("SELECT count(*) FROM tour.draw_freezes"))
    return draw_id


def to_play(tour: Tour, draw_id: int, round_code: str) -> dict[str, Any]:
    """A match of this round that nobody has recorded, with both players."""
    return next(
        each
        for each in tour.matches(draw_id)
        if (each["round"], each["match_status_id"]) == (round_code, 1)
        and each["player1_id"]
        and each["player2_id"]
    )
