"""The tables of the entries service refuse what sections 1, 2 and 3 forbid, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.entries.domain.tournaments import draw_deadline, entry_deadline
from shared.ages import category_for
from shared.text import check_text
from tests.integration.database.hand import Hand, without
from tests.integration.database.season import (
    BY,
    DEADLINE,
    ENTERED,
    LISBON,
    MADRID,
    MEN_60,
    MONDAY,
    NICE,
    Season,
    player,
    tournament,
)

SVC = "svc_entries"
AFTERWARDS = DEADLINE + timedelta(hours=1)


# --- reference data ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "table", "rows"),
    [
        (SVC, "gender", [(1, "M"), (2, "F")]),
        (SVC, "age_category", [(1, "60"), (2, "65")]),
        (SVC, "player_status", [(1, "Active"), (2, "Inactive"), (3, "Retired"), (4, "Suspended")]),
        (SVC, "surfaces", [(1, "Clay"), (2, "Hard"), (3, "Grass"), (4, "Carpet")]),
        (
            SVC,
            "tournament_category",
            [(1, "MT100"), (2, "MT200"), (3, "MT400"), (4, "MT700"), (5, "MT1000")],
        ),
        (
            "svc_draws",
            "draw_status",
            [(1, "Open"), (2, "Closed"), (3, "Generated"), (4, "Completed"), (5, "Cancelled")],
        ),
        (
            "svc_matches",
            "match_status",
            [
                (1, "Scheduled"),
                (2, "Completed"),
                (3, "Walkover"),
                (4, "Retired"),
                (5, "Cancelled"),
                (6, "Disqualification"),
            ],
        ),
        (
            "svc_matches",
            "match_rounds",
            [(1, "R64"), (2, "R32"), (3, "R16"), (4, "QF"), (5, "SF"), (6, "F")],
        ),
        (
            "svc_rankings",
            "stage_results",
            [(1, "W"), (2, "F"), (3, "SF"), (4, "QF"), (5, "L16"), (6, "L32"), (7, "L64")],
        ),
    ],
)
def test_reference_rows_are_those_of_section_1(
    hand: Hand, role: str, table: str, rows: list[tuple[int, str]]
) -> None:
    assert [row[:2] for row in hand.run(role, f"SELECT * FROM {table} ORDER BY 1")] == rows


def test_age_categories_hold_the_ages_of_section_1(hand: Hand) -> None:
    stored = hand.run(SVC, "SELECT min_age, max_age FROM age_category ORDER BY 1")
    assert stored == [(60, 64), (65, 69)]


# --- players ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"first_name": ""}, "players_first_name"),
        ({"last_name": "x" * 61}, "players_last_name"),
        ({"last_name": " Smith"}, "players_last_name"),
        ({"birth_year": 1899}, "players_birth_year"),
        ({"status_id": 4}, "players_status"),
        ({"status_id": 7}, "players_status"),
        ({"gender_id": 3}, "players_gender_id_fkey"),
        ({"country_id": 99}, "players_country_id_fkey"),
        ({"search_key": ""}, "players_keys"),
        ({"changed_by": None}, "changed_by"),
    ],
)
def test_a_player_needs_sound_data(
    hand: Hand, season: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "players", player(999, **changes))


def test_a_player_with_sound_data_is_stored(hand: Hand, season: Season) -> None:
    with hand.tried():
        hand.insert(SVC, "players", player(999, first_name="Zoë", last_name="d'Été-Łukasz 李"))


@pytest.mark.parametrize(
    "text",
    ["Sm\nith", "a\x07b", "\u202eevil", "<script>", "=cmd|", "+1", "-1", "@x", "\x9d", "a\u2028b"],
)
def test_text_that_the_database_refuses_is_refused_by_the_domain_too(
    hand: Hand, season: Season, text: str
) -> None:
    assert check_text("last_name", text, 60)
    with hand.refused("players_last_name"):
        hand.insert(SVC, "players", player(999, last_name=text))


def test_names_sort_by_their_folded_key_in_every_locale(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "players", player(901, last_name="Zverev", sort_key="zverev  ada"))
    hand.insert(SVC, "players", player(902, last_name="Świątek", sort_key="swiatek  ada"))
    rows = hand.run(SVC, "SELECT player_id FROM players WHERE player_id > 900 ORDER BY sort_key")
    assert rows == [(902,), (901,)]


# --- tournaments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (tournament(9, start=date(2026, 3, 3)), "tournaments_start"),
        (tournament(9, end_date=date(2026, 3, 9)), "tournaments_end"),
        (tournament(9, tournament_week=11), "tournaments_week"),
        (tournament(9, tournament_year=2025), "tournaments_week"),
        (tournament(9, entry_deadline=AFTERWARDS), "tournaments_deadlines"),
        (tournament(9, draw_deadline=AFTERWARDS), "tournaments_deadlines"),
        (tournament(9, name=""), "tournaments_name"),
        (tournament(9, surface_id=5), "tournaments_surface_id_fkey"),
        (tournament(9, category_id=6), "tournaments_category_id_fkey"),
        (tournament(9, venue_id=99), "tournaments_venue_id_fkey"),
    ],
)
def test_a_tournament_fills_one_iso_week_with_its_deadlines(
    hand: Hand, season: Season, row: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "tournaments", row)


def test_year_and_week_are_those_of_the_monday(hand: Hand, season: Season) -> None:
    row = tournament(9, start=date(2025, 12, 29))
    assert (row["tournament_year"], row["tournament_week"]) == (2026, 1)
    with hand.tried():
        hand.insert(SVC, "tournaments", row)
    with hand.refused("tournaments_week"):
        hand.insert(SVC, "tournaments", row | {"tournament_year": 2025, "tournament_week": 52})


def test_deadlines_of_every_day_are_those_of_the_domain(hand: Hand) -> None:
    days = [date(2024, 12, 1) + timedelta(days=number) for number in range(800)]
    rows = hand.run(
        SVC,
        "SELECT entry_deadline_of(day), draw_deadline_of(day) FROM unnest(%s::date[]) AS day",
        days,
    )
    assert rows == [(entry_deadline(day), draw_deadline(day)) for day in days]


# --- entries ----------------------------------------------------------------------------------


def test_an_entry_at_the_deadlines_second_is_in_time(hand: Hand, season: Season) -> None:
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(entry_timestamp=DEADLINE))
    with hand.refused("entries_deadline"):
        hand.insert(
            SVC, "entries", season.entry(entry_timestamp=DEADLINE + timedelta(microseconds=1))
        )


@pytest.mark.parametrize("age", range(58, 72))
def test_a_player_enters_the_category_of_the_age(hand: Hand, season: Season, age: int) -> None:
    birth_year = 2026 - age
    hand.insert(SVC, "players", player(999, birth_year=birth_year, gender_id=1))
    right = category_for(age)
    for category in (1, 2):
        row = season.entry(999, birth_year=birth_year, age_category_id=category)
        if right is not None and category == right:
            with hand.tried():
                hand.insert(SVC, "entries", row)
        else:
            with hand.refused("entries_age"):
                hand.insert(SVC, "entries", row)


def test_the_age_counts_in_the_iso_year_of_the_tournament(hand: Hand, season: Season) -> None:
    monday = date(2025, 12, 29)
    hand.insert(SVC, "tournaments", tournament(9, start=monday))
    hand.insert(SVC, "entry_lists", {"tournament_id": 9, "age_category_id": 1, "gender_id": 1})
    hand.insert(SVC, "players", player(999, birth_year=1966, gender_id=1))
    row = season.entry(999, 9, birth_year=1966, start_date=monday)
    row["entry_timestamp"] = datetime(2025, 12, 20, tzinfo=UTC)
    with hand.tried():
        hand.insert(SVC, "entries", row)


def test_an_entry_cannot_lie_about_its_player_or_tournament(hand: Hand, season: Season) -> None:
    with hand.refused("entries_player"):
        hand.insert(SVC, "entries", season.entry(birth_year=1963))
    with hand.refused("entries_tournament"):
        hand.insert(SVC, "entries", season.entry(start_date=MONDAY + timedelta(weeks=1)))
    with hand.refused("entries_gender"):
        hand.insert(SVC, "entries", season.entry(gender_id=2))
    with hand.refused("entries_list"):
        hand.run(SVC, "DELETE FROM entry_lists WHERE tournament_id = %s", NICE)
        hand.insert(SVC, "entries", season.entry())


@pytest.mark.parametrize("state", ["CLOSED", "FROZEN", "CANCELLED"])
def test_nobody_is_entered_once_the_list_is_closed(hand: Hand, season: Season, state: str) -> None:
    """Whatever moment the row says that the entry was made at."""
    with hand.tried():
        hand.insert(SVC, "entries", season.entry())
    hand.run(SVC, "UPDATE entry_lists SET state = %s WHERE tournament_id = %s", state, NICE)
    with hand.refused("entries_list_open"):
        hand.insert(SVC, "entries", season.entry())
    # one that was withdrawn comes back, and an import has its own judgement
    with hand.tried():
        row = season.entry(withdrawn_at=ENTERED, withdrawal_type="BEFORE_DRAW")
        hand.insert(SVC, "entries", row)
        hand.run(SVC, "UPDATE entries SET withdrawn_at = NULL, withdrawal_type = NULL")
    with hand.tried():
        hand.insert("imp_tour", "entries", season.entry(origin="imported"))


@pytest.mark.parametrize("status", [2, 3])
def test_inactive_and_retired_players_are_not_entered(
    hand: Hand, season: Season, status: int
) -> None:
    hand.insert(SVC, "entries", season.entry())
    hand.run(SVC, "UPDATE players SET status_id = %s WHERE player_id IN (1, 2)", status)
    with hand.refused("entries_active"):
        hand.insert(SVC, "entries", season.entry(2))
    # who entered before stays entered
    with hand.tried():
        hand.run(SVC, "UPDATE entries SET version = 2")


def test_one_entry_per_tournament_and_week(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "entries", season.entry())
    with hand.refused("entries_once_per_tournament"):
        hand.insert(SVC, "entries", season.entry())
    with hand.refused("entries_once_per_week"):
        hand.insert(SVC, "entries", season.entry(tournament=MADRID))
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(tournament=LISBON))
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(2))


def test_who_withdrew_before_the_draw_may_enter_again(hand: Hand, season: Season) -> None:
    row = season.entry(withdrawn_at=ENTERED, withdrawal_type="BEFORE_DRAW")
    hand.insert(SVC, "entries", row)
    for tournament_id in (NICE, MADRID):
        with hand.tried():
            hand.insert(SVC, "entries", season.entry(tournament=tournament_id))


def test_who_withdrew_after_the_draw_still_has_the_week_taken(hand: Hand, season: Season) -> None:
    row = season.entry(withdrawn_at=AFTERWARDS, withdrawal_type="AFTER_DRAW")
    hand.insert(SVC, "entries", row)
    with hand.refused("entries_once_per_week"):
        hand.insert(SVC, "entries", season.entry(tournament=MADRID))


def test_a_cancelled_draw_gives_the_week_back(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "entries", season.entry(released=True))
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(tournament=MADRID))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"withdrawn_at": AFTERWARDS}, "entries_withdrawal"),
        ({"withdrawal_type": "BEFORE_DRAW"}, "entries_withdrawal"),
        ({"withdrawn_at": AFTERWARDS, "withdrawal_type": "LATE"}, "entries_withdrawal_type"),
        (
            {"withdrawn_at": ENTERED - timedelta(days=1), "withdrawal_type": "BEFORE_DRAW"},
            "entries_withdrawn_later",
        ),
        # nothing is drawn before the deadline
        ({"withdrawn_at": DEADLINE, "withdrawal_type": "AFTER_DRAW"}, "entries_withdrawn_later"),
        ({"entry_points": -1}, "entries_points"),
    ],
)
def test_a_withdrawal_has_moment_and_kind(
    hand: Hand, season: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "entries", season.entry(**changes))


def test_entry_65_is_refused_whoever_is_withdrawn_not_counted(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "entries", *(season.entry(number) for number in list(MEN_60)[:64]))
    with hand.refused("entries_draw_full"):
        hand.insert(SVC, "entries", season.entry(65))
    with hand.refused("entries_draw_full"):
        hand.run(
            SVC,
            "INSERT INTO entries (player_id, tournament_id, age_category_id, gender_id,"
            " entry_timestamp, start_date, birth_year, changed_by)"
            " SELECT player_id, 1, 1, 1, %s, %s, 1964, 'test' FROM players"
            " WHERE player_id BETWEEN 65 AND 70",
            ENTERED,
            MONDAY,
        )
    withdraw = "UPDATE entries SET withdrawn_at = %s, withdrawal_type = %s WHERE player_id = 1"
    hand.run(SVC, withdraw, AFTERWARDS, "BEFORE_DRAW")
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(65))
    with hand.refused("entries_draw_full"):
        hand.insert(SVC, "entries", season.entry(65))
        hand.run(SVC, "UPDATE entries SET withdrawn_at = NULL, withdrawal_type = NULL")
    with hand.tried():
        hand.insert(SVC, "entries", season.entry(65, LISBON))


def test_an_entry_that_stands_holds_gender_and_birth_year_of_its_player(
    hand: Hand, season: Season
) -> None:
    hand.insert(SVC, "entries", season.entry())
    correct_year = "UPDATE players SET birth_year = %s WHERE player_id = 1"
    correct_gender = "UPDATE players SET gender_id = 2 WHERE player_id = 1"
    with hand.tried():
        hand.run(SVC, correct_year, 1962)
        assert hand.value(SVC, "SELECT birth_year FROM entries") == 1962
    with hand.refused("entries_age"):
        hand.run(SVC, correct_year, 1961)
    with hand.refused("entries_gender"):
        hand.run(SVC, correct_gender)
    hand.run(SVC, "UPDATE entries SET withdrawn_at = %s, withdrawal_type = 'BEFORE_DRAW'", ENTERED)
    with hand.tried():
        hand.run(SVC, correct_year, 1961)
        hand.run(SVC, correct_gender)


def test_a_tournament_that_moves_takes_its_entries_along(hand: Hand, season: Season) -> None:
    hand.insert(SVC, "entries", season.entry())
    later = without(tournament(NICE, start=MONDAY + timedelta(weeks=2)), "tournament_id")
    names = ", ".join(f"{name} = %s" for name in later)
    with hand.tried():
        hand.run(SVC, f"UPDATE tournaments SET {names} WHERE tournament_id = 1", *later.values())
        assert hand.value(SVC, "SELECT start_date FROM entries") == MONDAY + timedelta(weeks=2)
        hand.insert(SVC, "entries", season.entry(tournament=MADRID))
    with hand.refused("entries_once_per_week"):
        hand.insert(SVC, "entries", season.entry(tournament=LISBON))
        hand.run(SVC, f"UPDATE tournaments SET {names} WHERE tournament_id = 3", *later.values())
        hand.run(SVC, f"UPDATE tournaments SET {names} WHERE tournament_id = 1", *later.values())


def test_places_are_kept_once(hand: Hand, season: Season) -> None:
    with hand.refused("location_once"):
        hand.insert(SVC, "location", {"location_id": 9, "country_id": 1, "city": "Nice"})
    with hand.refused("venue_once"):
        hand.insert(
            SVC, "venue", {"venue_id": 9, "location_id": 1, "venue_name": "Nice Tennis Club", **BY}
        )
    with hand.refused("country_code_key"):
        hand.insert(SVC, "country", {"country_id": 9, "code": "F", "description": "Faroe Islands"})
    with hand.refused("country_code"):
        hand.insert(SVC, "country", {"country_id": 9, "code": "fr", "description": "France"})


def test_a_list_has_one_of_four_states(hand: Hand, season: Season) -> None:
    for state in ("OPEN", "CLOSED", "FROZEN", "CANCELLED"):
        with hand.tried():
            hand.run(SVC, "UPDATE entry_lists SET state = %s", state)
    with hand.refused("entry_lists_state"):
        hand.run(SVC, "UPDATE entry_lists SET state = 'open'")


def test_a_known_suspension_does_not_end_before_it_starts(hand: Hand, season: Season) -> None:
    row = {
        "suspension_id": 1,
        "player_id": 1,
        "tournament_id": NICE,
        "start_date": MONDAY,
        "end_date": date(2026, 5, 2),
        "version": 1,
    }
    with hand.tried():
        hand.insert(SVC, "known_suspensions", row)
    with hand.refused("known_suspensions_days"):
        hand.insert(SVC, "known_suspensions", row | {"end_date": date(2026, 3, 1)})
