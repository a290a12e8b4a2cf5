"""What is due: draws, matches, suspensions that end, and what is wrong with the services."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.integration.gateway.dates import NOW
from tests.integration.gateway.people import SUSPENDED
from tests.integration.gateway.tour import Tour


def test_draws_to_make_and_matches_to_record_are_there_with_their_fields(tour: Tour) -> None:
    seen = tour.referee.see("/admin")
    assert "Men 60+ Porto Open" in seen.words
    assert "9 entries" in seen.words
    rows = [form for form in seen.forms if form.action == "/admin/submit-result"]
    assert 0 < len(rows) <= 8
    assert {row.values["came_from"] for row in rows} == {"due"}
    # the first key leads to the first score
    first = f"match-{rows[0].values['match_id']}-typed"
    assert f'<a class="skip" href="#{first}">Record a result</a>' in seen.html
    assert f'id="{first}"' in seen.html


def test_what_takes_entries_says_how_many_have_entered(tour: Tour) -> None:
    entered = tour.value(
        "SELECT count(*) FROM tour.entries WHERE tournament_id = %s AND withdrawn_at IS NULL",
        tour.tournaments["Wien Open"],
    )
    assert f"Wien Open\n{entered} entered" in tour.referee.see("/admin").words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "ends today"), (1, "ends tomorrow"), (14, "ends in 14 days"), (15, ""), (-1, "")],
)
def test_suspensions_that_end_within_two_weeks_are_told(tour: Tour, days: int, words: str) -> None:
    today = NOW.date()
    (key,) = tour.sql(
        "INSERT INTO tour.player_suspensions (player_id, tournament_id, reason_match_status_id,"
        " suspension_start, suspension_end, origin, changed_by)"
        " VALUES (%s, %s, 3, %s, %s, 'unverified', 'test') RETURNING suspension_id",
        SUSPENDED,
        tour.tournaments["Nice Open"],
        today - timedelta(days=40),
        today + timedelta(days=days),
    )[0]
    try:
        for browser in (tour.admin, tour.referee):
            seen = browser.see("/admin")
            assert ("Sven Suspended" in seen.words) is bool(words)
            if words:
                assert words in seen.words
                # unverified history never changes
                assert "Look: the suspension of Sven Suspended" in seen.words
                assert f'href="/admin/suspensions#suspension-{key}"' in seen.html
    finally:
        tour.sql("DELETE FROM tour.player_suspensions WHERE suspension_id = %s", key)


def test_dead_letters_are_told_to_administrators_while_there_are_any(tour: Tour) -> None:
    assert "dead letter" not in tour.admin.see("/admin").words.split("Validation\nDead letters")[1]
    event_id = str(uuid4())
    tour.sql(
        "INSERT INTO tour.rankings_dead_letters (consumer, event_id, type, payload, headers, error,"
        " deliveries) VALUES ('rankings', %s, 'x', '{}', '{}', 'ValueError: nonsense', 10)",
        event_id,
    )
    try:
        assert "1 dead letter at rankings" in tour.admin.see("/admin").words
        assert 'href="/admin/dead-letters#at-rankings"' in tour.admin.see("/admin").html
        assert "dead letter" not in tour.referee.see("/admin").words
    finally:
        tour.sql("DELETE FROM tour.rankings_dead_letters WHERE event_id = %s", event_id)
