"""Entering players and withdrawing them by the pages (rules.md section 2)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

import psycopg
import pytest

from shared.terms import MatchStatus
from tests.integration.gateway import people
from tests.integration.gateway.dates import NICE, PORTO, PORTO_CLOSES
from tests.integration.gateway.tour import Browser, Tour
from tests.visitor import Form, Seen
from tools import rows
from tools.loading import load

_weeks = count()


@pytest.fixture
def own(tour: Tour) -> int:
    """A tournament of the test's own, in a week of its own, without entries."""
    number = next(_weeks)
    return tour.create_tournament(f"Own {number}", date(2027, 2, 1) + timedelta(weeks=number))


def _spare(tour: Tour) -> int:
    """A man of 62 or 63 whom no other test enters."""
    name = f"Entrant {uuid4().hex[:8]}"
    tour.referee.submit(
        "/admin/player",
        "/admin/player",
        first_name="Own",
        last_name=name,
        birth_year=1964,
        gender_id=1,
        country_id=1,
    )
    key: int = tour.value("SELECT player_id FROM tour.players WHERE last_name = %s", name)
    return key


def _check(browser: Browser, tournament_id: int, player_id: int) -> Seen:
    return browser.see("/admin/entry", tournament_id=tournament_id, player_id=player_id)


def _may_enter(seen: Seen) -> bool:
    return any(form.method == "post" and form.action == "/admin/entry" for form in seen.forms)


def _send(browser: Browser, tournament_id: object, player_id: object, **more: object) -> Seen:
    """The form, as somebody would send it who never saw the check."""
    hidden = {"csrf_token": browser.token(), "request_id": uuid4()}
    typed = {"tournament_id": tournament_id, "player_id": player_id}
    return browser.send(Form("/admin/entry", "post"), **{**hidden, **typed, **more})


def _standing(tour: Tour, tournament_id: int) -> list[int]:
    return [
        key
        for (key,) in tour.sql(
            "SELECT player_id FROM tour.entries WHERE tournament_id = %s AND withdrawn_at IS NULL"
            " ORDER BY player_id",
            tournament_id,
        )
    ]


# --- type a name, pick, done ---------------------------------------------------------------------


def test_a_player_is_found_picked_checked_and_entered(tour: Tour, own: int) -> None:
    browser = tour.referee
    found = browser.send(
        browser.see("/admin/entry").form("/admin/entry"), tournament_id=own, q="spare number15"
    )
    picked = next(form for form in found.forms if "player_id" in form.choices)
    assert len(picked.choices["player_id"]) == 10
    checked = browser.send(picked, player_id=150)
    for words in ("Spare Number150", "Men, born 1964, France", "Men 60+", "unranked"):
        assert words in checked.words
    (form,) = (
        each for each in checked.forms if each.method == "post" and "player_id" in each.values
    )
    done = browser.send(form)
    assert "Spare Number150 is entered in Men 60+ with 0 points." in done.words
    assert _standing(tour, own) == [150]


def test_points_and_position_are_those_of_the_latest_ranking(tour: Tour, own: int) -> None:
    seen = _check(tour.referee, own, 2)
    assert _may_enter(seen)
    for words in ("Bruno Costa", "700", "no. 2"):
        assert words in seen.words
    _send(tour.referee, own, 2)
    assert (
        tour.value(
            "SELECT entry_points FROM tour.entries WHERE tournament_id = %s AND player_id = 2", own
        )
        == 700
    )


def test_the_only_one_found_is_checked_at_once_and_one_key_enters_her(tour: Tour, own: int) -> None:
    seen = tour.referee.see("/admin/entry", tournament_id=own, q="swiatek")
    assert "Nobody is found." not in seen.words
    assert all("player_id" not in each.choices for each in seen.forms)
    (form,) = (each for each in seen.forms if each.method == "post" and "player_id" in each.values)
    assert form.values["player_id"] == str(people.WOMEN_60[0])
    assert _focused(seen) == ["Enter in Women 60+"]
    assert _standing(tour, own) == []
    done = tour.referee.send(form)
    assert _standing(tour, own) == [people.WOMEN_60[0]]
    # the next one of the same tournament
    assert done.form("/admin/entry", q="").values["tournament_id"] == str(own)
    assert _focused(done) == ["q"]


def test_the_keyboard_is_where_the_next_step_is(tour: Tour, own: int) -> None:
    several = tour.referee.see("/admin/entry", tournament_id=own, q="spare number15")
    assert _focused(several) == ["player_id"]
    for refused in (
        tour.referee.see("/admin/entry", tournament_id=own, q="yannick"),
        tour.referee.see("/admin/entry", tournament_id=own, q="nobody at all"),
        tour.referee.see("/admin/entry"),
    ):
        assert _focused(refused) == ["q"]
    assert _focused(tour.referee.see("/admin")) == []


def _focused(seen: Seen) -> list[str]:
    """What has the keyboard when the page is there: the name of a field, or a button's words."""
    found = re.findall(r"<(input|button)([^>]*) autofocus[^>]*>([^<]*)", seen.html)
    return [
        words if tag == "button" else re.findall(r' name="(\w+)"', attributes)[0]
        for tag, attributes, words in found
    ]


def test_nobody_found_leads_to_registering(tour: Tour, own: int) -> None:
    for text in ("zzzz", "z"):
        seen = tour.referee.see("/admin/entry", tournament_id=own, q=text)
        assert "Nobody is found." in seen.words
        assert 'href="/admin/player"' in seen.html


# --- why not -------------------------------------------------------------------------------------


def _refused(tour: Tour, tournament_id: int, player_id: int, *reasons: str) -> None:
    """By the check, which offers no button, and by the form all the same."""
    before = tour.rows()
    checked = _check(tour.referee, tournament_id, player_id)
    assert not _may_enter(checked)
    sent = _send(tour.referee, tournament_id, player_id)
    assert sent.status == 422
    for reason in reasons:
        assert reason in checked.words
        assert reason in sent.words
    assert tour.rows() == before


@pytest.mark.parametrize(
    ("player_id", "reason"),
    [
        (people.YOUNG, "players who turn 60 to 69"),
        (people.OLD, "players who turn 60 to 69"),
        (people.RETIRED, "only active players may enter"),
    ],
)
def test_the_wrong_age_or_status_is_refused(
    tour: Tour, own: int, player_id: int, reason: str
) -> None:
    _refused(tour, own, player_id, reason)


def test_the_same_player_twice_is_refused(tour: Tour, own: int) -> None:
    tour.enter(own, [3])
    _refused(tour, own, 3, "is already entered in Own")
    assert _standing(tour, own) == [3]


def test_a_second_tournament_in_the_same_week_is_refused(tour: Tour) -> None:
    one = tour.create_tournament("Same Week One", date(2026, 11, 2))
    other = tour.create_tournament("Same Week Two", date(2026, 11, 2))
    tour.enter(one, [4])
    _refused(tour, other, 4, "is entered in Same Week One in the same week")


def test_a_draw_that_is_not_the_players_is_refused(tour: Tour, own: int) -> None:
    for named, reason in (
        ({"age_category_id": 2}, "plays in the 60+ draw, not in 65+"),
        ({"gender_id": 2}, "plays in the men's draw, not in the women's"),
        ({"age_category_id": 2, "gender_id": 2}, "plays in the men's draw"),
    ):
        seen = _send(tour.referee, own, 5, **named)
        assert seen.status == 422
        assert reason in seen.words
    assert _standing(tour, own) == []
    assert _send(tour.referee, own, 5, age_category_id=1, gender_id=1).status == 200


def test_an_entry_in_the_wrong_draw_names_every_reason(tour: Tour, own: int) -> None:
    seen = _send(tour.referee, own, people.RETIRED, age_category_id=2, gender_id=2)
    for reason in ("plays in the 60+ draw", "plays in the men's draw", "only active players"):
        assert reason in seen.words


@contextmanager
def _suspended(tour: Tour, last_day: date) -> Iterator[None]:
    """Sven is suspended for what he did in Nice until this day."""
    key = 900
    with psycopg.connect(tour.target.url("imp_tour")) as loader:
        load(
            loader,
            [
                rows.PlayerSuspension(
                    key,
                    people.SUSPENDED,
                    tour.tournaments["Nice Open"],
                    MatchStatus.WALKOVER,
                    NICE,
                    last_day,
                    datetime(2026, 3, 3, tzinfo=UTC),
                    None,
                    None,
                    "imported",
                    "import",
                ),
                rows.KnownSuspension(
                    key, people.SUSPENDED, tour.tournaments["Nice Open"], NICE, last_day, 1
                ),
            ],
        )
    try:
        yield
    finally:
        for table in ("player_suspensions", "known_suspensions"):
            tour.sql(f"DELETE FROM tour.{table} WHERE suspension_id = %s", key)


def test_a_suspension_is_named_with_its_end_and_bars_tournaments_that_it_touches(
    tour: Tour,
) -> None:
    touched = tour.create_tournament("Touched Open", date(2026, 4, 27))
    after = tour.create_tournament("After Open", date(2026, 5, 4))
    # two months from the first day of Nice; the last day belongs to it
    with _suspended(tour, date(2026, 5, 2)):
        reason = "is suspended for a no-show from 2 March 2026 until the end of 2 May 2026"
        _refused(tour, touched, people.SUSPENDED, reason)
        assert "Suspended" in tour.referee.see("/admin/players?q=sven").words
        assert _may_enter(_check(tour.referee, after, people.SUSPENDED))
        assert _send(tour.referee, after, people.SUSPENDED).status == 200


def test_entries_are_in_time_until_the_deadline_and_not_a_second_later(
    tour: Tour,
) -> None:
    with tour.at(PORTO_CLOSES - timedelta(minutes=10)):
        key = tour.create_tournament("Deadline Open", PORTO)
    with tour.at(PORTO_CLOSES - timedelta(seconds=10)):
        assert _may_enter(_check(tour.referee, key, 130))
        assert _send(tour.referee, key, 130).status == 200
    with tour.at(PORTO_CLOSES + timedelta(seconds=1)):
        _refused(tour, key, 131, "closed on Tuesday 3 March 2026, 10:00 UTC")
    assert _standing(tour, key) == [130]


@pytest.mark.parametrize(
    ("tournament_id", "player_id", "status"),
    [
        ("", "", 422),
        ("999999", "1", 404),
        ("1", "999999", 404),
        ("-1", "1", 422),
        ("1", str(2**63), 422),
        ("NaN", "true", 422),
        ("١", "1", 422),
        ("1; drop table", "1", 422),
        (str(2**31), "1", 404),
        (str(10**18 - 1), "1", 404),
    ],
)
def test_an_entry_of_nobody_or_nowhere_is_refused(
    tour: Tour, tournament_id: str, player_id: str, status: int
) -> None:
    before = tour.rows()
    assert _send(tour.referee, tournament_id, player_id).status == status
    asked = tour.referee.see("/admin/entry", tournament_id=tournament_id, player_id=player_id)
    assert asked.status == (status if tournament_id else 200)
    assert tour.rows() == before


def test_a_full_draw_takes_nobody_more(tour: Tour) -> None:
    key = tour.create_tournament("Full Open", date(2026, 11, 9))
    tour.sql(
        "INSERT INTO tour.players (gender_id, country_id, status_id, first_name, last_name,"
        " birth_year, sort_key, search_key, changed_by) SELECT 1, 1, 1, 'Full', 'House ' || n,"
        " 1964, 'house ' || n, 'full house ' || n, 'test' FROM generate_series(1, 64) n"
    )
    tour.sql(
        "INSERT INTO tour.entries (player_id, tournament_id, age_category_id, gender_id,"
        " entry_points, entry_timestamp, start_date, birth_year, changed_by)"
        " SELECT player_id, %s, 1, 1, 0, '2026-03-03', '2026-11-09', 1964, 'test'"
        " FROM tour.players WHERE first_name = 'Full'",
        key,
    )
    _refused(tour, key, 6, "This draw of Full Open is full")
    # one goes, one comes
    somebody = tour.value("SELECT max(player_id) FROM tour.players WHERE first_name = 'Full'")
    _withdraw(tour.referee, key, somebody, tour)
    assert _send(tour.referee, key, 6).status == 200


# --- doing it once -------------------------------------------------------------------------------


def test_a_double_click_enters_a_player_once(tour: Tour, own: int) -> None:
    player = _spare(tour)
    seen = _check(tour.referee, own, player)
    form = next(f for f in seen.forms if f.method == "post" and "player_id" in f.values)
    for _ in range(3):
        assert "is entered in Men 60+" in tour.referee.send(form).words
    assert _standing(tour, own) == [player]


def test_the_same_request_for_another_player_is_refused(tour: Tour, own: int) -> None:
    one, other = _spare(tour), _spare(tour)
    form = next(
        f
        for f in _check(tour.referee, own, one).forms
        if f.method == "post" and "player_id" in f.values
    )
    tour.referee.send(form)
    seen = tour.referee.send(form, player_id=other)
    assert seen.status == 409
    assert "sent before" in seen.words
    assert _standing(tour, own) == [one]


# --- withdrawing ---------------------------------------------------------------------------------


def _form(browser: Browser, tournament_id: int, player_id: int, tour: Tour) -> Form:
    entry_id = tour.value(
        "SELECT entry_id FROM tour.entries WHERE tournament_id = %s AND player_id = %s"
        " AND withdrawn_at IS NULL",
        tournament_id,
        player_id,
    )
    seen = browser.see("/admin/entries", tournament_id=tournament_id)
    return seen.form("/admin/withdraw", entry_id=entry_id)


def _withdraw(browser: Browser, tournament_id: int, player_id: int, tour: Tour) -> Seen:
    return browser.send(_form(browser, tournament_id, player_id, tour))


def test_withdrawing_before_the_draw_is_free_and_entering_again_is_allowed(
    tour: Tour, own: int
) -> None:
    player = _spare(tour)
    tour.enter(own, [player])
    assert (
        "Withdrawing before the draw is free."
        in tour.referee.see("/admin/entries", tournament_id=own).words
    )
    done = _withdraw(tour.referee, own, player, tour)
    assert "is withdrawn from Men 60+." in done.words
    assert "withdrawn before the draw" in done.words
    assert _standing(tour, own) == []
    assert tour.sql("SELECT 1 FROM tour.player_suspensions WHERE player_id = %s", player) == []
    assert _may_enter(_check(tour.referee, own, player))
    assert _send(tour.referee, own, player).status == 200


def test_who_withdraws_second_is_told_who_was_first_and_when(tour: Tour, own: int) -> None:
    player = _spare(tour)
    tour.enter(own, [player])
    form = _form(tour.referee, own, player, tour)
    _withdraw(tour.admin, own, player, tour)
    seen = tour.referee.send(form)
    assert seen.status == 409
    assert "admin saved first," in seen.words
    assert "withdrawn before the draw, on Tue 3 Mar 2026" in seen.words


def test_a_double_click_withdraws_once(tour: Tour, own: int) -> None:
    player = _spare(tour)
    tour.enter(own, [player])
    form = _form(tour.referee, own, player, tour)
    for _ in range(3):
        assert "is withdrawn from Men 60+." in tour.referee.send(form).words
    version = tour.value(
        "SELECT version FROM tour.entries WHERE entry_id = %s", int(form.values["entry_id"])
    )
    assert version == int(form.values["expected_version"]) + 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"entry_id": "999999"}, 404),
        ({"entry_id": "0"}, 422),
        ({"entry_id": "x"}, 422),
        ({"expected_version": "77"}, 409),
        ({"expected_version": "-1"}, 422),
        ({"request_id": "x"}, 422),
        ({"tournament_id": "x"}, 200),
    ],
)
def test_a_withdrawal_that_names_no_entry_changes_nothing(
    tour: Tour, own: int, change: dict[str, str], status: int
) -> None:
    player = _spare(tour)
    tour.enter(own, [player])
    seen = tour.referee.send(_form(tour.referee, own, player, tour), **change)
    assert seen.status == status
    assert _standing(tour, own) == ([] if status == 200 else [player])
