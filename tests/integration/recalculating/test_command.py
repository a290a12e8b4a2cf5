"""`tour recalculate` as a person types it: what it tells, what it puts right, how it ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer
from tests.integration.engine.standby import standby_of
from tests.integration.recalculating.conftest import Recalculate, by_hand, changes, rows
from tools.local.database import Target
from tools.local.ports import free_ports
from tools.local.postgres import EmbeddedPostgres

KINDS = ("points", "rankings", "suspensions")
POINTS = (
    "SELECT draw_id, player_id, stage_result_id, points_earned, wins, sanctioned, origin"
    " FROM points_history ORDER BY 1, 2"
)
RANKS = (
    "SELECT ranking_year, ranking_week, age_category_id, gender_id, rank_position, player_id,"
    " total_points, tournaments, separated_by FROM weekly_ranking ORDER BY 1, 2, 3, 4, 5, 6"
)
SUSPENSIONS = (
    "SELECT player_id, tournament_id, reason_match_status_id, suspension_start, suspension_end,"
    " annulled_at IS NULL, ended_at IS NULL FROM player_suspensions ORDER BY 1, 2, 3"
)
EVENTS = (
    "SELECT type, event_key, event_version, actor FROM {service}_outbox"
    " WHERE actor = 'tour recalculate' ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class Damage:
    """What a hand has spoilt in a table, and what is to be told of it and of how many rows."""

    kind: str
    statement: str
    content: str
    service: str
    event: str


_SOME_POINTS = (
    "(SELECT min(id) FROM points_history WHERE stage_result_id = 2 AND points_earned > 0)"
)
_SOME_WEEK = (
    "(ranking_year, ranking_week, age_category_id, gender_id) = (SELECT ranking_year, ranking_week,"
    " age_category_id, gender_id FROM ranking_weeks WHERE num_players > 6"
    " ORDER BY 1, 2, 3, 4 LIMIT 1)"
)
_SOME_SUSPENSION = "(SELECT min(suspension_id) FROM player_suspensions)"
DAMAGES = {
    "a wrong points row": Damage(
        "points",
        f"UPDATE points_history SET points_earned = 0, sanctioned = true WHERE id = {_SOME_POINTS}",
        POINTS,
        "rankings",
        "PointsAwarded",
    ),
    "a missing points row": Damage(
        "points",
        f"DELETE FROM points_history WHERE id = {_SOME_POINTS}",
        POINTS,
        "rankings",
        "PointsAwarded",
    ),
    "a points row too many": Damage(
        "points",
        "INSERT INTO points_history (player_id, tournament_id, age_category_id, stage_result_id,"
        " points_earned, tournament_end_date, draw_id, gender_id, category_id, wins)"
        " SELECT (SELECT min(player_id) FROM players p WHERE NOT EXISTS (SELECT FROM points_history"
        " o WHERE o.player_id = p.player_id AND o.tournament_id = h.tournament_id)),"
        " tournament_id, age_category_id, stage_result_id, points_earned, tournament_end_date,"
        f" draw_id, gender_id, category_id, wins FROM points_history h WHERE id = {_SOME_POINTS}",
        POINTS,
        "rankings",
        "PointsAwarded",
    ),
    "a wrong total": Damage(
        "rankings",
        f"UPDATE weekly_ranking SET total_points = total_points + 7 WHERE {_SOME_WEEK}"
        " AND rank_position = 1",
        RANKS,
        "rankings",
        "RankingPublished",
    ),
    "wrong places": Damage(
        "rankings",
        "SET CONSTRAINTS ALL DEFERRED; UPDATE weekly_ranking SET rank_position = 7 - rank_position,"
        f" separated_by = NULL WHERE {_SOME_WEEK} AND rank_position < 7",
        RANKS,
        "rankings",
        "RankingPublished",
    ),
    "a missing place": Damage(
        "rankings",
        f"DELETE FROM weekly_ranking WHERE {_SOME_WEEK} AND rank_position = 3",
        RANKS,
        "rankings",
        "RankingPublished",
    ),
    "a wrong end": Damage(
        "suspensions",
        "UPDATE player_suspensions SET suspension_end = suspension_end + 9"
        f" WHERE suspension_id = {_SOME_SUSPENSION}",
        SUSPENSIONS,
        "matches",
        "PlayerSuspended",
    ),
    "a missing suspension": Damage(
        "suspensions",
        f"DELETE FROM player_suspensions WHERE suspension_id = {_SOME_SUSPENSION}",
        SUSPENSIONS,
        "matches",
        "PlayerSuspended",
    ),
}


def told_rows(tour: Target, damage: Damage) -> list[Any]:
    return rows(tour, EVENTS.format(service=damage.service))


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_season_of_live_play_there_is_nothing_to_change(
    recalculate: Recalculate, tour: Target, kind: str
) -> None:
    content = [rows(tour, query) for query in (POINTS, RANKS, SUSPENSIONS)]
    for words in ([kind, "--dry-run"], [kind]):
        answer = recalculate(*words)
        assert answer.out.startswith("Nothing to change. (")
        assert (answer.code, answer.err) == (0, "")
    assert [rows(tour, query) for query in (POINTS, RANKS, SUSPENSIONS)] == content
    for service in ("rankings", "matches"):
        assert rows(tour, EVENTS.format(service=service)) == []


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found_told_and_put_right_once(
    recalculate: Recalculate, tour: Target, damage: Damage
) -> None:
    right = rows(tour, damage.content)
    by_hand(tour, damage.statement)
    wrong = rows(tour, damage.content)
    assert wrong != right

    tried = recalculate(damage.kind, "--dry-run", "--json")
    assert (tried.code, tried.err) == (1, "")
    assert json.loads(tried.out)["dry_run"] is True
    assert rows(tour, damage.content) == wrong
    assert told_rows(tour, damage) == []

    done = recalculate(damage.kind, "--json")
    assert (done.code, done.err) == (0, "")
    assert changes(done) == changes(tried)
    assert whose(damage, set(right) ^ set(wrong)) == {each["player"] for each in changes(done)}
    now = rows(tour, damage.content)
    # whether a suspension of the past has been ended is the clock's to say
    assert [row[:6] for row in now] == [row[:6] for row in right]
    ((kind, _, _, actor),) = told_rows(tour, damage)
    assert (kind.rsplit(".", 1)[1], actor) == (damage.event, "tour recalculate")

    again = recalculate(damage.kind)
    assert again.out.startswith("Nothing to change.")
    assert again.code == 0
    assert len(told_rows(tour, damage)) == 1


def whose(damage: Damage, differing: set[Any]) -> set[int]:
    column = {"points": 1, "rankings": 5, "suspensions": 0}[damage.kind]
    return {row[column] for row in differing}


def test_a_change_names_player_place_and_both_values(
    recalculate: Recalculate, tour: Target
) -> None:
    by_hand(tour, DAMAGES["a wrong points row"].statement)
    (change,) = changes(recalculate("points", "--dry-run", "--json"))
    tournament, player, points, week = rows(
        tour,
        "SELECT tournament_id, player_id, (SELECT points FROM points_rules r"
        " WHERE r.category_id = h.category_id AND r.stage_result_id = 2),"
        " to_char(tournament_end_date, 'IYYY\"-W\"IW') FROM points_history h WHERE sanctioned"
        " AND stage_result_id = 2",
    )[0]
    assert (change["what"], change["tournament"], change["player"], change["week"]) == (
        "points",
        tournament,
        player,
        week,
    )
    assert (change["category"], change["gender"]) in [
        (category, gender) for category in (60, 65) for gender in ("men", "women")
    ]
    stored, due = change["stored"], change["recalculated"]
    assert (stored["points"], stored["sanctioned"]) == (0, True)
    assert (due["points"], due["sanctioned"], due["stage"]) == (points, False, "F")


def test_people_read_a_table_with_names_and_how_many(
    recalculate: Recalculate, tour: Target
) -> None:
    by_hand(tour, DAMAGES["a wrong total"].statement)
    ((name, points),) = rows(
        tour,
        "SELECT first_name || ' ' || last_name, total_points FROM weekly_ranking"
        f" JOIN players USING (player_id, gender_id) WHERE {_SOME_WEEK} AND rank_position = 1",
    )
    said = recalculate("rankings", "--dry-run").out
    (line,) = [line for line in said.splitlines() if name in line]
    assert f"1. with {points} " in line
    assert f"1. with {points - 7} " in line
    assert "1 row would change. This was a dry run: nothing was changed. (" in said
    assert "1 row changed, published and in the audit log. (" in recalculate("rankings").out


def test_a_revised_week_keeps_its_moment_and_is_marked(
    recalculate: Recalculate, tour: Target
) -> None:
    published = f"SELECT published_at FROM ranking_weeks WHERE {_SOME_WEEK}"
    before = rows(tour, published)
    by_hand(tour, DAMAGES["a wrong total"].statement)
    recalculate("rankings")
    assert rows(tour, published) == before
    assert rows(tour, "SELECT count(*), max(revision) FROM ranking_weeks WHERE revision > 0") == [
        (1, 1)
    ]


def test_weeks_before_from_are_left_alone(recalculate: Recalculate, tour: Target) -> None:
    by_hand(tour, DAMAGES["a wrong total"].statement)
    ((year, week),) = rows(
        tour, f"SELECT ranking_year, ranking_week FROM ranking_weeks WHERE {_SOME_WEEK}"
    )
    ((later_year, later),) = rows(
        tour,
        "SELECT ranking_year, ranking_week FROM ranking_weeks"
        f" WHERE (ranking_year, ranking_week) > ({year}, {week}) ORDER BY 1, 2 LIMIT 1",
    )
    after = recalculate("rankings", "--from", f"{later_year}-W{later:02}")
    assert after.out.startswith("Nothing to change.")
    assert len(changes(recalculate("rankings", "--from", f"{year}-W{week}", "--json"))) == 1


def test_imported_history_is_left_alone_and_told(recalculate: Recalculate, tour: Target) -> None:
    for name in ("a wrong points row", "a wrong total", "a missing suspension"):
        by_hand(tour, DAMAGES[name].statement)
    for table in ("match_draws", "matches", "points_history", "ranking_weeks", "weekly_ranking"):
        by_hand(tour, f"UPDATE {table} SET origin = 'imported'")
    by_hand(tour, "UPDATE match_draws SET version = 1")
    content = [rows(tour, query) for query in (POINTS, RANKS, SUSPENSIONS)]
    for kind in KINDS:
        assert recalculate(kind).out.startswith("Nothing to change.")
    assert [rows(tour, query) for query in (POINTS, RANKS, SUSPENSIONS)] == content
    said = recalculate("rankings").out
    assert "Imported rankings stay as stored: " in said
    assert " of their rows are not what the points on record make of them." in said


# --- refusals --------------------------------------------------------------------------------


def refused(answer: Answer, code: int, *words: str) -> None:
    """One sentence, or two, and the exit code."""
    assert answer.out == ""
    assert answer.err.startswith("tour: ")
    assert answer.err.count("\n") == 1
    for word in words:
        assert word in answer.err
    assert answer.code == code


def test_an_unknown_kind_is_refused_with_those_there_are(
    recalculate: Recalculate, tour: Target
) -> None:
    refused(recalculate("ranking"), 2, "“ranking”", "points, rankings, suspensions")


@pytest.mark.parametrize("week", ["2026-W54", "2026-W00", "0000-W01", "2026-02-16", "9", "W9", "x"])
def test_a_week_that_is_none_is_refused(recalculate: Recalculate, tour: Target, week: str) -> None:
    refused(recalculate("points", "--from", week), 2, "--from", f"“{week}”", "2026-W09")


@pytest.mark.parametrize("week", ["2026-W53", "2026W09", "2026-w9", "9999-W01", "1900-W01"])
def test_a_week_of_the_calendar_is_taken(recalculate: Recalculate, tour: Target, week: str) -> None:
    assert recalculate("rankings", "--from", week).code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_tour_that_runs_it_says_so(recalculate: Recalculate, kind: str) -> None:
    refused(recalculate(kind), 2, "tour up")


def test_a_missing_password_is_named(
    recalculate: Recalculate, tour: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOUR_ADMIN_PASSWORD")
    monkeypatch.delenv("TOUR_PASSWORD_SVC_MATCHES")
    refused(recalculate("points"), 2, "TOUR_PASSWORD_SVC_MATCHES")
    # which it does not need
    assert recalculate("rankings").code == 0


def test_names_are_left_out_where_they_may_not_be_read(
    recalculate: Recalculate, tour: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand(tour, DAMAGES["a wrong total"].statement)
    monkeypatch.delenv("TOUR_ADMIN_PASSWORD")
    monkeypatch.delenv("TOUR_PASSWORD_SVC_ENTRIES")
    assert "1 row would change." in recalculate("rankings", "--dry-run").out


@pytest.mark.parametrize("words", [["points"], ["rankings", "--dry-run"]])
def test_a_database_that_is_away_is_told_with_3(
    recalculate: Recalculate, tour: Target, monkeypatch: pytest.MonkeyPatch, words: Sequence[str]
) -> None:
    monkeypatch.setenv("TOUR_DATABASE_PORT", str(free_ports(1)[0]))
    refused(recalculate(*words), 3, "could not be asked")


def test_what_the_database_refuses_is_told_and_nothing_is_changed(
    recalculate: Recalculate, tour: Target
) -> None:
    by_hand(tour, DAMAGES["a wrong total"].statement)
    by_hand(tour, "ALTER TABLE ranking_weeks ADD CONSTRAINT never CHECK (revision = 0)")
    refused(recalculate("rankings"), 1, "never", "Nothing was changed")
    assert recalculate("rankings", "--dry-run").code == 1


def test_a_standby_answers_a_dry_run_and_refuses_a_run(
    recalculate: Recalculate,
    tour: Target,
    postgres_server: EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_hand(tour, DAMAGES["a wrong total"].statement)
    with standby_of(postgres_server, tmp_path / "standby") as standby:
        monkeypatch.setenv("TOUR_DATABASE_PORT", str(standby.port))
        for kind in KINDS:
            refused(recalculate(kind), 2, "read-only")
            assert recalculate(kind, "--dry-run").code == (1 if kind == "rankings" else 0)
