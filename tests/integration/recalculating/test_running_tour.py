"""A recalculation beside a tour that runs: the services hear of it as of a correction, and the
audit log says that the command did it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.recalculating.conftest import by_hand
from tests.integration.whole.tournament60 import Book, await_
from tests.launched import LaunchedTour
from tools.local.database import local_target

pytestmark = pytest.mark.timeout(300)

_WEEK = timedelta(weeks=1)
_AUDIT = (
    "SELECT service, action, subject, actor_role, before, after FROM tour.audit_log"
    " WHERE actor = 'tour recalculate' ORDER BY audit_id"
)


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[LaunchedTour]:
    launched = LaunchedTour(tmp_path / "tour")
    launched.up(TOUR_CLOCK="2026-02-20T18:00:00Z")
    yield launched
    launched.clean()


def test_every_service_hears_of_what_was_put_right(tour: LaunchedTour) -> None:
    book = Book(tour)
    target = local_target(tour.folder)
    suspension, version, end = book.rows(
        "SELECT suspension_id, version, suspension_end FROM tour.player_suspensions"
        " ORDER BY suspension_end DESC LIMIT 1"
    )[0]
    # a result that counts in week 8: without it the player has fewer points there
    draw, player, earned = book.rows(
        "SELECT draw_id, player_id, points_earned FROM ("
        "SELECT *, rank() OVER (PARTITION BY player_id, age_category_id"
        " ORDER BY points_earned DESC) AS place FROM tour.points_history"
        " WHERE tournament_end_date BETWEEN '2025-02-23' AND '2026-02-15') counted"
        " JOIN tour.weekly_ranking USING (player_id, age_category_id, gender_id)"
        " WHERE (ranking_year, ranking_week) = (2026, 8) AND points_earned > 0 AND place <= 4"
        " ORDER BY id LIMIT 1"
    )[0]
    by_hand(
        target,
        "UPDATE player_suspensions SET suspension_end = suspension_end - 7"
        f" WHERE suspension_id = {suspension};"
        f" UPDATE points_history SET points_earned = 0, sanctioned = true WHERE draw_id = {draw}"
        f" AND player_id = {player}",
    )

    # the rankings count what is on record: wrong points first, then right ones
    for words in (("rankings", "--from", "2026-W08"), ("points",), ("suspensions",)):
        done = tour.command("recalculate", *words)
        assert (done.returncode, done.stderr) == (0, "")

    await_(lambda: book.outboxes_are_empty() or None)
    told = "SELECT (SELECT count(*) FROM tour.rankings_outbox WHERE actor = 'tour recalculate')"
    told += " + (SELECT count(*) FROM tour.matches_outbox WHERE actor = 'tour recalculate')"
    await_(lambda: len(book.rows(_AUDIT)) == book.one(told) or None)
    audit = book.rows(_AUDIT)
    assert {row[3] for row in audit} == {"system"}
    subjects = {row[2]: (row[4], row[5]) for row in audit}
    before, after = subjects[f"draw:{draw}"]
    assert (before["points"][str(player)], after["points"][str(player)]) == (0, earned)
    before, after = subjects[f"suspension:{suspension}"]
    assert (before["suspension_end"], after["suspension_end"]) == (str(end - _WEEK), str(end))
    assert any(subject.startswith("ranking:2026-W08:") for subject in subjects)

    copy = "SELECT end_date, version FROM tour.known_suspensions WHERE suspension_id = %s"
    await_(lambda: book.rows(copy, suspension) == [(end, version + 1)] or None)
    assert book.dead_letters() == 0
    assert tour.command("validate").returncode == 0
