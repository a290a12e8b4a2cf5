"""The tables of the rankings service refuse what section 6 forbids, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.rankings.domain.points import POINTS
from services.rankings.domain.ranking import SeparatedBy
from services.rankings.domain.window import published_at
from shared.terms import Stage
from shared.weeks import Week
from tests.integration.database.hand import Hand, each
from tests.integration.database.season import MADRID, MEN_60, NICE, WEEK, WOMEN_65, Season

SVC = "svc_rankings"
IMPORT = "imp_tour"
NEXT = WEEK + 1
MOMENT = published_at(NEXT)
KEY = {"ranking_year": 2026, "ranking_week": 11, "age_category_id": 1, "gender_id": 1}


@pytest.fixture
def ranked(hand: Hand, season: Season) -> Season:
    """The season, with its players known to rankings and draw 1 made."""
    season.store_draw(10)
    rows = [
        {"player_id": number, "gender_id": gender, "birth_year": born, "version": 1}
        for numbers, gender, born in ((MEN_60, 1, 1964), (WOMEN_65, 2, 1960))
        for number in numbers
    ]
    hand.insert(SVC, "ranking_players", *rows)
    return season


# --- points -----------------------------------------------------------------------------------


def points(**changes: object) -> dict[str, Any]:
    """A row of points_history: the semi-finalist of a MT400 with two wins."""
    row: dict[str, Any] = {
        "player_id": 1,
        "tournament_id": NICE,
        "age_category_id": 1,
        "stage_result_id": 3,
        "points_earned": 190,
        "tournament_end_date": WEEK.sunday,
        "draw_id": 1,
        "gender_id": 1,
        "category_id": 3,
        "wins": 2,
        "sanctioned": False,
    }
    return row | changes


def test_points_rules_are_those_of_section_1(hand: Hand) -> None:
    rows = hand.run(SVC, "SELECT category_id, stage_result_id, points FROM points_rules")
    assert sorted(rows) == sorted(
        (category.value, stage.value, earned)
        for category, by_stage in POINTS.items()
        for stage, earned in by_stage.items()
    )
    ids = hand.run(SVC, "SELECT points_id FROM points_rules ORDER BY category_id, stage_result_id")
    assert [one for (one,) in ids] == list(range(1, 36))


@pytest.mark.parametrize(("category", "by_stage"), POINTS.items())
def test_a_stage_earns_its_points_and_no_others(
    hand: Hand, ranked: Season, category: int, by_stage: dict[Stage, int]
) -> None:
    of_category = "UPDATE tournaments SET category_id = %s WHERE tournament_id = %s"
    hand.run("svc_entries", of_category, int(category), NICE)
    for stage, earned in by_stage.items():
        row = points(category_id=int(category), stage_result_id=stage.value)
        with hand.tried():
            hand.insert(SVC, "points_history", row | {"points_earned": earned})
        with hand.refused("points_history_of_stage"):
            hand.insert(SVC, "points_history", row | {"points_earned": earned + 1})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"wins": 0}, "points_history_earned"),
        ({"sanctioned": True}, "points_history_earned"),
        ({"points_earned": 0}, "points_history_earned"),
        ({"points_earned": -190}, "points_history_points"),
        ({"wins": 7}, "points_history_wins"),
        ({"wins": None}, "points_history_known"),
        ({"draw_id": None}, "points_history_known"),
        ({"tournament_end_date": WEEK.monday}, "points_history_end"),
        ({"draw_id": 99}, "points_history_draw_id_fkey"),
        ({"tournament_id": 99}, "points_history_tournament_id_fkey"),
        ({"player_id": 99999}, "points_history_player_id_fkey"),
    ],
)
def test_points_follow_from_stage_wins_and_sanction(
    hand: Hand, ranked: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "points_history", points(**changes))


@pytest.mark.parametrize(
    "changes", [{"wins": 0}, {"sanctioned": True}, {"wins": 0, "sanctioned": True}]
)
def test_who_wins_no_match_or_is_sanctioned_gets_nothing(
    hand: Hand, ranked: Season, changes: dict[str, Any]
) -> None:
    with hand.tried():
        hand.insert(SVC, "points_history", points(points_earned=0, **changes))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        # a MT1000 would give 500
        ({"category_id": 5, "points_earned": 500}, "points_history_category"),
        ({"tournament_end_date": (WEEK + 1).sunday}, "points_history_week"),
        ({"tournament_id": MADRID}, "points_history_draw"),
        ({"age_category_id": 2}, "points_history_draw"),
        ({"gender_id": 2}, "points_history_draw"),
    ],
)
def test_points_are_those_of_the_draw_and_its_tournament(
    hand: Hand, ranked: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.tried():
        hand.insert(SVC, "points_history", points())
    with hand.refused(rule):
        hand.insert(SVC, "points_history", points(**changes))


def test_a_draw_has_one_champion(hand: Hand, ranked: Season) -> None:
    champion = {"stage_result_id": 1, "points_earned": 400, "wins": 4}
    hand.insert(SVC, "points_history", points(**champion))
    with hand.refused("points_history_one_champion"):
        hand.insert(SVC, "points_history", points(player_id=2, **champion))
    with hand.tried():
        hand.insert(SVC, "points_history", points(player_id=2))


def test_a_player_has_one_row_per_tournament_and_category(hand: Hand, ranked: Season) -> None:
    hand.insert(SVC, "points_history", points())
    with hand.refused("points_history_once"):
        hand.insert(SVC, "points_history", points())


def test_imported_points_count_as_stored(hand: Hand, ranked: Season) -> None:
    foreign = points(draw_id=None, wins=None, origin="imported")
    with hand.tried():
        hand.insert(IMPORT, "points_history", foreign)
    with hand.refused("points_history_of_stage"):
        hand.insert(IMPORT, "points_history", foreign | {"points_earned": 191})
    with hand.tried():
        odd = foreign | {"points_earned": 191, "origin": "unverified"}
        hand.insert(IMPORT, "points_history", odd)


# --- a week -----------------------------------------------------------------------------------


def week(players: int = 3, **changes: object) -> dict[str, Any]:
    row: dict[str, Any] = {
        **KEY,
        "state": "PUBLISHED",
        "published_at": MOMENT,
        "revision": 0,
        "revised_at": None,
        "num_players": players,
    }
    return row | changes


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"published_at": MOMENT - timedelta(seconds=1)}, "ranking_weeks_not_early"),
        ({"published_at": None}, "ranking_weeks_published"),
        ({"state": "NONE"}, "ranking_weeks_published"),
        ({"state": "NONE", "published_at": None, "num_players": 1}, "ranking_weeks_players"),
        ({"state": "PENDING", "published_at": None}, "ranking_weeks_state"),
        ({"ranking_week": 54, "published_at": MOMENT + timedelta(weeks=99)}, "ranking_weeks_week"),
        ({"ranking_week": 0}, "ranking_weeks_week"),
        # 2025 has 52 weeks
        ({"ranking_year": 2025, "ranking_week": 53}, "ranking_weeks_week"),
        ({"revision": 1}, "ranking_weeks_revised"),
        ({"revised_at": MOMENT}, "ranking_weeks_revised"),
        ({"revision": -1, "revised_at": MOMENT}, "ranking_weeks_revised"),
        ({"num_players": -1}, "ranking_weeks_players"),
    ],
)
def test_a_week_is_published_on_monday_evening_or_known_to_have_none(
    hand: Hand, ranked: Season, changes: dict[str, Any], rule: str
) -> None:
    with hand.refused(rule):
        hand.insert(SVC, "ranking_weeks", week(0, **changes))


def test_a_week_without_ranking_and_the_53rd_week_are_stored(hand: Hand, ranked: Season) -> None:
    with hand.tried():
        hand.insert(SVC, "ranking_weeks", week(0, state="NONE", published_at=None))
    with hand.tried():
        row = week(0, ranking_week=53, published_at=published_at(Week.iso(2026, 53)))
        hand.insert(SVC, "ranking_weeks", row)


def test_mondays_of_weeks_are_those_of_the_calendar(hand: Hand) -> None:
    weeks = [Week.of(date(2019, 12, 30)) + number for number in range(400)]
    rows = hand.run(
        SVC,
        "SELECT monday_of_week(y, w) FROM unnest(%s::integer[], %s::integer[]) AS t (y, w)",
        [one.year for one in weeks],
        [one.number for one in weeks],
    )
    assert [one for (one,) in rows] == [one.monday for one in weeks]


# --- a ranking --------------------------------------------------------------------------------


def ranking(*totals: int, **changes: object) -> list[dict[str, Any]]:
    """Rows of weekly_ranking for players 1, 2, 3 … with these points, in this order."""
    rows: list[dict[str, Any]] = []
    for position, total in enumerate(totals, start=1):
        equal = position > 1 and total == totals[position - 2]
        rows.append(
            {
                "player_id": position,
                **KEY,
                "total_points": total,
                "rank_position": position,
                "tournaments": 1,
                "separated_by": "LOT" if equal else None,
            }
        )
    return each(rows, **changes)


def store(hand: Hand, rows: list[dict[str, Any]], players: int | None = None) -> None:
    hand.insert(SVC, "ranking_weeks", week(len(rows) if players is None else players))
    hand.insert(SVC, "weekly_ranking", *rows)


def test_a_ranking_with_equal_points_and_zeros_is_stored(hand: Hand, ranked: Season) -> None:
    with hand.tried():
        store(hand, ranking(500, 300, 300, 0, 0))
    for separated_by in SeparatedBy:
        rows = ranking(300, 300)
        rows[1]["separated_by"] = separated_by.name
        with hand.tried():
            store(hand, rows)


@pytest.mark.parametrize(
    ("index", "changes", "rule"),
    [
        (2, {"rank_position": 4}, "weekly_ranking_count"),
        (2, {"rank_position": 2}, "weekly_ranking_position"),
        (0, {"rank_position": 0}, "weekly_ranking_position_from_1"),
        (2, {"total_points": 400}, "weekly_ranking_order"),
        (0, {"total_points": 100}, "weekly_ranking_order"),
        (2, {"total_points": -1}, "weekly_ranking_points"),
        (2, {"tournaments": None}, "weekly_ranking_tournaments"),
        (2, {"tournaments": 0}, "weekly_ranking_tournaments"),
        (2, {"total_points": 300}, "weekly_ranking_separation"),
        (2, {"separated_by": "LOT"}, "weekly_ranking_separation"),
        (0, {"separated_by": "LOT"}, "weekly_ranking_first"),
        (2, {"separated_by": "lot"}, "weekly_ranking_separated_by"),
        (2, {"player_id": 1}, "weekly_ranking_pkey"),
        (2, {"player_id": 9999}, "weekly_ranking_player_id_fkey"),
        # a woman of 66
        (2, {"player_id": 101}, "weekly_ranking_age"),
        (2, {"ranking_week": 12}, "weekly_ranking_week"),
    ],
)
def test_a_ranking_with_one_mistake_is_refused(
    hand: Hand, ranked: Season, index: int, changes: dict[str, Any], rule: str
) -> None:
    rows = ranking(500, 300, 100)
    with hand.tried():
        store(hand, rows)
    rows[index].update(changes)
    with hand.refused(rule):
        store(hand, rows)


@pytest.mark.parametrize("players", [2, 4])
def test_a_ranking_has_as_many_rows_as_its_week_says(
    hand: Hand, ranked: Season, players: int
) -> None:
    with hand.refused("weekly_ranking_count"):
        store(hand, ranking(500, 300, 100), players)


def test_the_order_of_the_rows_sent_does_not_matter(hand: Hand, ranked: Season) -> None:
    with hand.tried():
        store(hand, ranking(500, 300, 300, 100)[::-1])


def test_a_published_ranking_is_only_replaced_as_a_whole(hand: Hand, ranked: Season) -> None:
    store(hand, ranking(500, 300, 100))
    hand.check()
    with hand.refused("weekly_ranking_count"):
        hand.run(SVC, "DELETE FROM weekly_ranking WHERE player_id = 3")
    with hand.refused("weekly_ranking_order"):
        hand.run(SVC, "UPDATE weekly_ranking SET total_points = 600 WHERE player_id = 2")
    with hand.refused("weekly_ranking_order"):
        hand.run(SVC, "UPDATE weekly_ranking SET total_points = 200 WHERE player_id = 1")
    with hand.refused("weekly_ranking_separation"):
        # the one below does not say what separates them now
        hand.run(SVC, "UPDATE weekly_ranking SET total_points = 100 WHERE player_id = 2")
    with hand.refused("weekly_ranking_keeps_its_week"):
        hand.run(SVC, "UPDATE weekly_ranking SET ranking_week = 12")
    with hand.refused("weekly_ranking_count"):
        hand.run(SVC, "UPDATE ranking_weeks SET num_players = 4")
    with hand.tried():
        hand.run(SVC, "DELETE FROM weekly_ranking")
        hand.run(
            SVC,
            "UPDATE ranking_weeks SET num_players = 2, revision = 1, revised_at = published_at",
        )
        hand.insert(SVC, "weekly_ranking", *ranking(300, 200))


def test_positions_may_be_exchanged_in_one_statement(hand: Hand, ranked: Season) -> None:
    store(hand, ranking(500, 300, 300))
    with hand.tried():
        hand.run(
            SVC,
            "UPDATE weekly_ranking SET rank_position = 5 - rank_position,"
            " separated_by = CASE rank_position WHEN 2 THEN 'LOT' END WHERE rank_position > 1",
        )


def test_who_moves_away_leaves_no_gap_behind(hand: Hand, ranked: Season) -> None:
    store(hand, ranking(500, 300, 100))
    with hand.refused("weekly_ranking_count"):
        hand.run(SVC, "DELETE FROM weekly_ranking WHERE player_id = 3")
        # the place of the one who went is taken, and the second is free
        hand.run(SVC, "UPDATE weekly_ranking SET rank_position = 3 WHERE player_id = 2")
    with hand.tried():
        hand.run(SVC, "DELETE FROM weekly_ranking WHERE player_id = 2")
        hand.run(SVC, "UPDATE weekly_ranking SET rank_position = 2 WHERE player_id = 3")
        hand.run(
            SVC, "UPDATE ranking_weeks SET num_players = 2, revision = 1, revised_at = published_at"
        )


def test_a_row_is_checked_with_its_neighbours_and_not_with_the_whole_list(
    hand: Hand, ranked: Season
) -> None:
    """However it is stored: at first, and anew after a correction."""
    players = 600
    hand.run(
        "svc_entries",
        "INSERT INTO players (player_id, gender_id, country_id, first_name, last_name, birth_year,"
        " sort_key, search_key, changed_by)"
        " SELECT n, 1, country_id, 'Jan', 'Kos', 1964, 'kos jan', 'jan kos', 'test'"
        " FROM generate_series(1001, 1600) n, (SELECT min(country_id) country_id FROM country) c",
    )
    hand.run(
        SVC,
        "INSERT INTO ranking_players SELECT n, 1, 1964, 1 FROM generate_series(1001, 1600) n",
    )
    rows = [row | {"player_id": row["player_id"] + 1000} for row in ranking(*range(players, 0, -1))]
    read = (
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
        " WHERE relname = 'weekly_ranking'"
    )
    before = hand.value("postgres", read)
    store(hand, rows)
    hand.check()
    hand.run(SVC, "DELETE FROM weekly_ranking")
    hand.insert(SVC, "weekly_ranking", *rows)
    hand.check()
    # itself, its neighbours and the place it left, twice and perhaps in an old version too
    assert hand.value("postgres", read) - before < 20 * players


def test_who_turns_65_leaves_the_60_ranking(hand: Hand, ranked: Season) -> None:
    for born, stays in ((1962, True), (1961, False)):
        hand.run(SVC, "UPDATE ranking_players SET birth_year = %s WHERE player_id = 1", born)
        if stays:
            with hand.tried():
                store(hand, ranking(500))
        else:
            with hand.refused("weekly_ranking_age"):
                store(hand, ranking(500))


# --- imported rankings ------------------------------------------------------------------------


def test_imported_rankings_stay_as_stored(hand: Hand, ranked: Season) -> None:
    rows = each(ranking(500, 300, 300), origin="imported", tournaments=None, separated_by=None)
    hand.insert(IMPORT, "ranking_weeks", week(3, origin="imported"))
    with hand.tried():
        hand.insert(IMPORT, "weekly_ranking", *rows)
    with hand.refused("weekly_ranking_order"):
        rows[2]["total_points"] = 301
        hand.insert(IMPORT, "weekly_ranking", *rows)
    with hand.tried():
        # equal positions and a wrong order can be shown
        rows[2]["rank_position"] = 2
        hand.insert(IMPORT, "weekly_ranking", *each(rows, origin="unverified"))


def test_an_unverified_week_may_have_gaps(hand: Hand, ranked: Season) -> None:
    rows = each(ranking(500, 300, 100), origin="unverified")
    rows[2]["rank_position"] = 7
    with hand.tried():
        hand.insert(IMPORT, "ranking_weeks", week(3, origin="unverified"))
        hand.insert(IMPORT, "weekly_ranking", *rows)


def test_a_draw_is_awarded_by_its_version(hand: Hand, ranked: Season) -> None:
    with hand.tried():
        hand.insert(SVC, "awarded_draws", {"draw_id": 1, "version": 1})
    with hand.refused("awarded_draws_draw_id_fkey"):
        hand.insert(SVC, "awarded_draws", {"draw_id": 2, "version": 1})


def test_monday_evening_is_in_utc(hand: Hand, ranked: Season) -> None:
    assert datetime(2026, 3, 9, 20, tzinfo=UTC) == MOMENT
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        hand.run("postgres", f"SET LOCAL timezone = '{zone}'")
        with hand.tried():
            hand.insert(SVC, "ranking_weeks", week(0))
        with hand.refused("ranking_weeks_not_early"):
            early = week(0, published_at=MOMENT - timedelta(seconds=1))
            hand.insert(SVC, "ranking_weeks", early)
