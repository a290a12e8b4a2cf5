"""A history in the running tour: the services carry it on as if they had played it.

Started on a Sunday afternoon: the finals of the present week are left to be recorded, next week's
draws are made, and those of the week after are not even closed.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.whole.tournament60 import Book, Referee, Somebody, await_, referee_of
from tests.launched import LaunchedTour

pytestmark = pytest.mark.timeout(300)

_SUNDAY = date(2026, 2, 22)
_GENERATED, _COMPLETED = 3, 4
_CHAMPION = {1: 100, 2: 200, 3: 400, 4: 700, 5: 1000}


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[LaunchedTour]:
    launched = LaunchedTour(tmp_path / "tour")
    launched.up(TOUR_CLOCK="2026-02-22T18:00:00Z")
    yield launched
    launched.clean()


def test_a_history_is_looked_at_and_carried_on(tour: LaunchedTour) -> None:
    book = Book(tour)
    with referee_of(tour, 1) as referee:
        look_at_what_is_over(referee, book)
        champion, points = record_a_final(referee, book)
        refuse_the_suspended(referee, book)
        enter_somebody(referee, book)
        let_monday_come(referee, book, champion, points)
        let_friday_come(referee, book)
        await_(lambda: book.outboxes_are_empty() or None)
        assert book.dead_letters() == 0


def look_at_what_is_over(referee: Referee, book: Book) -> None:
    season = referee.visitor.see("/tournaments")
    assert season.status == 200
    for state in ("In play", "Finished", "Entries open"):
        assert state in season.words
    finished = book.rows("SELECT draw_id FROM tour.draws WHERE draw_status_id = 4")
    assert len(finished) == 4 * 58
    for (draw_id,) in finished[::40]:
        page = referee.visitor.see(f"/draw/{draw_id}")
        assert page.status == 200
        assert "Champion" in page.words
    for category in (60, 65):
        for gender in ("M", "F"):
            ranking = referee.visitor.see("/rankings", category=category, gender=gender)
            assert ranking.status == 200
            assert "week 8 of 2026" in ranking.words
    ranked = book.one(
        "SELECT count(*) FROM tour.weekly_ranking WHERE (ranking_year, ranking_week) = (2026, 8)"
    )
    assert ranked > 100


def record_a_final(referee: Referee, book: Book) -> tuple[int, int]:
    """One of today's; everybody of the draw has points at once.

    Answers the champion and what he or she earned.
    """
    draw_id, match_id, category, players = book.rows(
        "SELECT draw_id, match_id, category_id, num_players FROM tour.matches"
        " JOIN tour.match_draws USING (draw_id) WHERE round_id = 6 AND match_date = %s"
        " AND match_status_id = 1 ORDER BY 1 LIMIT 1",
        _SUNDAY,
    )[0]
    final = next(m for m in referee.matches(draw_id) if m["match_id"] == match_id)
    champion: int = final["player1_id"]
    done = referee.record(final, champion, "6-4 6-3")
    assert done.status == 200, done.words

    status = "SELECT draw_status_id FROM tour.draws WHERE draw_id = %s"
    await_(lambda: book.one(status, draw_id) == _COMPLETED or None)
    earned = "SELECT player_id, points_earned FROM tour.points_history WHERE draw_id = %s"
    points = await_(lambda: dict(book.rows(earned, draw_id)) or None)
    assert points[champion] == _CHAMPION[category]
    assert len(points) == players
    assert "Champion" in referee.visitor.see(f"/draw/{draw_id}").words
    return champion, points[champion]


def _open_tournament(book: Book) -> int:
    """The next that takes entries."""
    found: int = book.one("SELECT min(tournament_id) FROM tour.entry_lists WHERE state = 'OPEN'")
    return found


def _somebody(row: tuple[Any, ...]) -> Somebody:
    player_id, gender, birth_year, last_name = row
    return Somebody(player_id, gender, 1 if 2026 - birth_year < 65 else 2, last_name)


def refuse_the_suspended(referee: Referee, book: Book) -> None:
    tournament_id = _open_tournament(book)
    suspended = book.rows(
        "SELECT p.player_id, p.gender_id, p.birth_year, p.last_name FROM tour.players p"
        " JOIN tour.player_suspensions USING (player_id) JOIN tour.tournaments t"
        " ON t.start_date <= suspension_end WHERE t.tournament_id = %s AND status_id = 1"
        " AND birth_year BETWEEN 1957 AND 1966",
        tournament_id,
    )
    assert len(suspended) >= 2
    for row in suspended:
        refused = referee.enter(_somebody(row), tournament_id)
        assert refused.status == 422
        assert "suspended" in refused.words


def enter_somebody(referee: Referee, book: Book) -> None:
    tournament_id = _open_tournament(book)
    free = book.rows(
        "SELECT p.player_id, p.gender_id, p.birth_year, p.last_name FROM tour.players p"
        " WHERE status_id = 1 AND birth_year BETWEEN 1957 AND 1966"
        " AND NOT EXISTS (SELECT FROM tour.player_suspensions s WHERE s.player_id = p.player_id)"
        " AND NOT EXISTS (SELECT FROM tour.entries e WHERE e.player_id = p.player_id"
        " AND e.tournament_id = %s) ORDER BY 1 LIMIT 1",
        tournament_id,
    )
    player = _somebody(free[0])
    done = referee.enter(player, tournament_id)
    assert done.status == 200, done.words
    assert "is entered in" in done.words
    # with the points of the history's latest ranking
    kept, ranked = book.rows(
        "SELECT e.entry_points, coalesce((SELECT total_points FROM tour.weekly_ranking r"
        " WHERE r.player_id = e.player_id AND (ranking_year, ranking_week) = (2026, 8)"
        " AND r.age_category_id = e.age_category_id), 0)"
        " FROM tour.entries e WHERE player_id = %s AND tournament_id = %s",
        player.player_id,
        tournament_id,
    )[0]
    assert kept == ranked


def let_monday_come(referee: Referee, book: Book, champion: int, earned: int) -> None:
    """Monday 20:00 publishes a ranking with this week: the best four of 52 weeks."""
    referee.clock("2026-02-23T20:00:01")
    published = "SELECT total_points FROM tour.weekly_ranking WHERE player_id = %s"
    published += " AND (ranking_year, ranking_week) = (2026, 9)"
    [[total]] = await_(lambda: book.rows(published, champion) or None)
    results = book.rows(
        "SELECT points_earned FROM tour.points_history WHERE player_id = %s"
        " AND age_category_id = (SELECT age_category_id FROM tour.points_history"
        " WHERE player_id = %s ORDER BY id DESC LIMIT 1)"
        " AND tournament_end_date BETWEEN '2025-03-02' AND '2026-02-22'"
        " ORDER BY 1 DESC",
        champion,
        champion,
    )
    assert (earned,) in results
    assert total == sum(points for (points,) in results[:4])
    # nothing of what the history published was published again
    assert book.one("SELECT max(revision) FROM tour.ranking_weeks") == 0


def let_friday_come(referee: Referee, book: Book) -> None:
    """Entries close on Tuesday; Friday 19:00 makes the draws of the week after."""
    referee.clock("2026-02-27T19:00:01")
    made = "SELECT count(*) FROM tour.draws d JOIN tour.tournaments USING (tournament_id)"
    made += " JOIN tour.match_draws m USING (draw_id) WHERE d.draw_status_id = %s"
    made += " AND tournaments.start_date = '2026-03-02' AND d.changed_by <> 'history'"
    await_(lambda: book.one(made, _GENERATED) == 4 or None)
