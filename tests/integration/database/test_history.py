"""Live play never writes unverified history, and never passes its own rows off as imported."""

from datetime import date
from typing import Any

import pytest

from tests.integration.database.hand import Hand
from tests.integration.database.season import BY, DRAWN, ENTERED, MONDAY, NICE, Season, player

IMPORT = "imp_tour"
# every table with an origin, and who plays live with it
WRITERS = {
    "players": "svc_entries",
    "tournaments": "svc_entries",
    "entries": "svc_entries",
    "draws": "svc_draws",
    "draw_players": "svc_draws",
    "draw_seed": "svc_draws",
    "match_draws": "svc_matches",
    "matches": "svc_matches",
    "player_suspensions": "svc_matches",
    "points_history": "svc_rankings",
    "ranking_weeks": "svc_rankings",
    "weekly_ranking": "svc_rankings",
}
# a player is never history: officials correct names whatever the import read
NEVER_CHANGED = [table for table in WRITERS if table != "players"]


def store_history(hand: Hand) -> None:
    """One row of unverified history in each of those tables, by the import."""
    unverified: dict[str, Any] = {"origin": "unverified"}
    hand.run(IMPORT, "UPDATE tournaments SET origin = 'unverified' WHERE tournament_id = %s", NICE)
    where = {"tournament_id": NICE, "age_category_id": 1, "gender_id": 1}
    copy = {"start_date": MONDAY, "has_supertiebreak": True}
    week = {"ranking_year": 2020, "ranking_week": 5, "age_category_id": 1, "gender_id": 1}
    rows: dict[str, dict[str, Any]] = {
        "entries": {
            **where,
            "player_id": 1,
            "entry_timestamp": DRAWN,
            "start_date": MONDAY,
            "birth_year": 1964,
            **BY,
        },
        "draws": {**where, "draw_id": 1, "draw_status_id": 4, "has_supertiebreak": True, **BY},
        "draw_players": {
            "draw_id": 1,
            "player_id": 1,
            "draw_position": 9,
            "has_bye": False,
            "entry_timestamp": ENTERED,
        },
        "draw_seed": {
            "draw_id": 1,
            "player_id": 1,
            "seed_number": 9,
            "seeding_points": 1,
            "is_actual_seeding": True,
        },
        "match_draws": {**where, **copy, "draw_id": 1, "category_id": 3, "end_date": MONDAY},
        "matches": {
            **copy,
            "draw_id": 1,
            "round_id": 6,
            "match_number": 12,
            "match_date": MONDAY,
            **BY,
        },
        "player_suspensions": {
            "player_id": 1,
            "tournament_id": NICE,
            "reason_match_status_id": 3,
            "suspension_start": MONDAY,
            "suspension_end": MONDAY,
            **BY,
        },
        "points_history": {
            **where,
            "player_id": 1,
            "stage_result_id": 1,
            "points_earned": 7,
            "tournament_end_date": MONDAY,
            "category_id": 3,
        },
        "ranking_weeks": {**week, "state": "PUBLISHED", "published_at": DRAWN, "num_players": 3},
        "weekly_ranking": {**week, "player_id": 1, "total_points": 7, "rank_position": 9},
    }
    for table, row in rows.items():
        hand.insert(IMPORT, table, row | unverified)
    hand.check()


@pytest.mark.parametrize("table", NEVER_CHANGED)
def test_unverified_history_is_neither_changed_nor_deleted_by_a_service(
    hand: Hand, season: Season, table: str
) -> None:
    store_history(hand)
    column = "sanctioned" if table == "points_history" else "origin"
    key = hand.value(
        "postgres",
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
        table,
    )
    for statement in (
        f"UPDATE {table} SET {key} = {key} WHERE origin = 'unverified'",
        f"DELETE FROM {table} WHERE origin = 'unverified'",
    ):
        if table in ("draw_players", "draw_seed") or (
            statement.startswith("DELETE") and table not in ("points_history", "weekly_ranking")
        ):
            with hand.forbidden():
                hand.run(WRITERS[table], statement)
        else:
            with hand.refused("unverified_history"):
                hand.run(WRITERS[table], statement)
    with hand.tried():
        hand.run(IMPORT, f"UPDATE {table} SET {column} = {column} WHERE origin = 'unverified'")


@pytest.mark.parametrize(("table", "role"), WRITERS.items())
@pytest.mark.parametrize("origin", ["live", "imported", "unverified"])
def test_no_service_can_name_an_origin(hand: Hand, table: str, role: str, origin: str) -> None:
    with hand.forbidden():
        hand.run(role, f"UPDATE {table} SET origin = '{origin}'")
    with hand.forbidden():
        hand.run(role, f"INSERT INTO {table} (origin) VALUES ('{origin}')")


@pytest.mark.parametrize("table", WRITERS)
def test_what_a_service_stores_is_live(hand: Hand, table: str) -> None:
    default = hand.value(
        "postgres",
        "SELECT column_default FROM information_schema.columns"
        " WHERE table_schema = 'tour' AND table_name = %s AND column_name = 'origin'",
        table,
    )
    assert default == "'live'::text"


def test_every_table_with_an_origin_is_listed_here(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'tour' AND column_name = 'origin'",
    )
    assert {name for (name,) in rows} == set(WRITERS)


@pytest.mark.parametrize("table", WRITERS)
def test_there_are_three_origins(hand: Hand, table: str) -> None:
    rule = hand.value(
        "postgres",
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
        f"{table}_origin",
    )
    origins = "ARRAY['live'::text, 'imported'::text, 'unverified'::text]"
    assert rule == f"CHECK ((origin = ANY ({origins})))"


def test_officials_correct_the_name_of_an_imported_player(hand: Hand, season: Season) -> None:
    for origin in ("imported", "unverified"):
        row = player(900, origin=origin)
        with hand.tried():
            hand.insert(IMPORT, "players", row)
            hand.run("svc_entries", "UPDATE players SET last_name = 'Doe' WHERE player_id = 900")
    with hand.refused("players_first_name"):
        hand.insert(IMPORT, "players", player(900, origin="unverified", first_name=""))


def test_an_unverified_tournament_may_start_on_any_day_but_has_its_own_week(
    hand: Hand, season: Season
) -> None:
    start = (
        "UPDATE tournaments SET origin = %s, start_date = %s, end_date = %s WHERE tournament_id = 1"
    )
    days = (date(2026, 3, 3), date(2026, 3, 30))
    with hand.tried():
        hand.run(IMPORT, start, "unverified", *days)
    with hand.refused("tournaments_end"):
        hand.run(IMPORT, start, "imported", *days)
    with hand.refused("tournaments_deadlines"):
        hand.run(IMPORT, start, "unverified", date(2026, 3, 31), date(2026, 3, 31))


def test_unverified_entries_stand_nowhere(hand: Hand, season: Season) -> None:
    foreign = season.entry(age_category_id=2, entry_timestamp=DRAWN, origin="unverified")
    hand.insert(IMPORT, "entries", foreign, foreign | {"tournament_id": 2})
    with hand.tried():
        hand.insert("svc_entries", "entries", season.entry())
