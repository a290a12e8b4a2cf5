"""`tour validate` as a person types it: what it says of a real database, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.names import SERVICES
from shared.schema import IMPORTER
from tests.command_line import Answer, type_tour
from tests.histories import store_small
from tests.published import PUBLISHED, needs_published_data
from tests.unit.importing.foreign import Foreign
from tools.exporting.command import export
from tools.exporting.manifest import Format
from tools.importing.judging import judge
from tools.importing.reading import read_data_set
from tools.importing.storing import begin
from tools.importing.storing import store as keep
from tools.loading import tour_now
from tools.local.database import Target
from tools.validating.checks import CHECKS
from tools.validating.command import of_database


def checks_of(answer: Answer) -> dict[str, dict[str, Any]]:
    return {one["check"]: one for one in json.loads(answer.out)["checks"]}


Validate = Callable[..., Answer]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Validate:
    """`tour validate` with these words, and no tour that runs."""
    monkeypatch.setenv("TOUR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def answer(*words: object) -> Answer:
        return type_tour(monkeypatch, capsys, "validate", *words)

    return answer


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch, database: Target) -> Target:
    """A history, in a database that the command finds by its environment, with all logins."""
    with psycopg.connect(database.url(IMPORTER)) as db:
        store_small(db)
    monkeypatch.setenv("TOUR_DATABASE_HOST", database.host)
    monkeypatch.setenv("TOUR_DATABASE_PORT", str(database.port))
    monkeypatch.setenv("TOUR_DATABASE_NAME", database.database)
    monkeypatch.setenv("TOUR_ADMIN_USER", database.admin)
    monkeypatch.setenv("TOUR_ADMIN_PASSWORD", database.admin_password or "")
    for login, password in database.passwords.items():
        monkeypatch.setenv(f"TOUR_PASSWORD_{login.upper()}", password)
    return database


def by_hand(target: Target, *statements: str) -> None:
    """What no constraint allows: by a superuser, with all of them off."""
    with psycopg.connect(target.url(target.admin)) as db:
        db.execute("SET session_replication_role = replica")
        db.execute("ALTER TABLE tour.matches DROP CONSTRAINT matches_score")
        for statement in statements:
            db.execute(statement)


def test_a_played_season_passes_every_check(run: Validate, tour: Target) -> None:
    answer = run("--json")
    assert {name: one["examples"] for name, one in checks_of(answer).items() if one["bad"]} == {}
    assert not any(one["skipped"] for one in checks_of(answer).values())
    assert [*checks_of(answer)] == [check.id for check in CHECKS]
    assert json.loads(answer.out)["passed"] is True
    assert (answer.code, answer.err) == (0, "")


def test_what_a_hand_has_spoilt_is_found_in_the_database(run: Validate, tour: Target) -> None:
    by_hand(
        tour,
        "UPDATE tour.weekly_ranking SET total_points = total_points + 1 WHERE rank_position = 1",
        "UPDATE tour.matches SET set1_player1 = 9 WHERE match_id = 1",
        "INSERT INTO tour.draws_dead_letters VALUES ('c', gen_random_uuid(), 't', '{}', '{}', 'e',"
        " now(), 10)",
        "GRANT UPDATE ON tour.players TO svc_draws",
    )
    answer = run("--json")
    assert answer.code == 1
    found = {name: one["bad"] for name, one in checks_of(answer).items() if one["bad"]}
    assert found.pop("best-four") >= 4
    assert found.pop("match-sets") == 1
    assert found.pop("dead-letters") == 1
    assert found.pop("grants") == 1
    assert set(found) <= {"two-sets"}
    (example,) = checks_of(answer)["grants"]["examples"]
    assert example == "svc_draws may write players, which belongs to own_entries"


def test_unverified_history_is_told_apart_and_fails_nothing(run: Validate, tour: Target) -> None:
    by_hand(
        tour, "UPDATE tour.matches SET set1_player1 = 9, origin = 'unverified' WHERE match_id = 1"
    )
    answer = run("--json", "--check", "match-sets")
    assert answer.code == 0
    found = checks_of(answer)["match-sets"]
    assert (found["bad"], found["known"]) == (0, 1)
    assert found["examples"]


def test_people_read_pass_or_the_number_with_examples(run: Validate, tour: Target) -> None:
    by_hand(tour, "UPDATE tour.matches SET set1_player1 = 9 WHERE match_id = 1")
    answer = run("--check", "match-sets", "--check", "entry-age")
    lines = [line for line in answer.out.splitlines() if line.startswith("│")]
    assert "PASS" in next(line for line in lines if "entry-age" in line)
    assert "match 1: A set cannot end" in answer.out
    assert "2 checks in" in answer.out
    assert "1 pass, 1 fail, 0 not asked" in answer.out
    assert answer.code == 1


@needs_published_data
def test_the_published_data_once_imported_is_known_history(database: Target) -> None:
    """What the import marks as unverified, and what it may store as published, is all that breaks a
    rule: importer and validation read the rules alike."""
    data = read_data_set(PUBLISHED)
    with psycopg.connect(database.url(IMPORTER), options="-c search_path=tour") as db:
        begin(db, data.data_hash)
        keep(db, judge(data, tour_now(db)))
    report = of_database(database, CHECKS)
    assert {one.check.id: one.examples for one in report.answers if one.bad} == {}
    known = {one.check.id: one.known for one in report.answers if one.known}
    # the earlier system's mistakes, found again
    assert known["match-everybody"] == 3975
    assert known["best-four"] == 716
    assert known["suspension-missing"] == 42


def test_nothing_of_the_tour_is_written(run: Validate, tour: Target) -> None:
    def changes() -> list[tuple[object, ...]]:
        with psycopg.connect(tour.url(tour.admin)) as db:
            return db.execute(
                "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"
                " WHERE relname <> 'validation_reports' ORDER BY 1"
            ).fetchall()

    before = changes()
    assert run().code == 0
    assert changes() == before


def test_a_whole_run_is_kept_for_the_page_and_a_single_check_is_not(
    run: Validate, tour: Target
) -> None:
    assert run("--check", "codes").code == 0
    whole = run("--json")
    with psycopg.connect(tour.url("svc_gateway")) as db:
        ((report,),) = db.execute("SELECT report FROM tour.validation_reports").fetchall()
    assert report == json.loads(whole.out)


def test_messages_are_asked_only_of_who_may_read_them(
    run: Validate, tour: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOUR_ADMIN_PASSWORD")
    answer = run("--json")
    skipped = {name for name, one in checks_of(answer).items() if one["skipped"]}
    assert skipped == {"outboxes", "dead-letters"}
    assert answer.code == 0


def test_an_event_that_waits_for_minutes_is_told(run: Validate, tour: Target) -> None:
    by_hand(tour, "UPDATE tour.entries_outbox SET recorded_at = now() - interval '2 minutes'")
    answer = run("--json", "--check", "outboxes")
    assert checks_of(answer)["outboxes"]["bad"] == 1
    assert len(SERVICES) == 5


def test_a_folder_needs_no_database(run: Validate, tmp_path: Path) -> None:
    folder = Foreign().write(tmp_path / "data")
    assert run("--csv", folder, "--check", "match-sets").code == 0
    foreign = Foreign()
    foreign.change("matches", {"match_id": 1}, set1_player1=5)
    answer = run("--csv", foreign.write(folder), "--check", "match-sets", "--json")
    assert answer.code == 1
    assert checks_of(answer)["match-sets"]["bad"] == 1


def test_our_own_export_is_judged_like_the_tour_itself(
    run: Validate, tour: Target, tmp_path: Path
) -> None:
    with psycopg.connect(tour.url(IMPORTER)) as db:
        export(db, tmp_path / "out", Format.CSV)
    answer = run("--csv", tmp_path / "out", "--json")
    assert {name: one["examples"] for name, one in checks_of(answer).items() if one["bad"]} == {}
    only_live = {"ownership", "grants", "outboxes", "dead-letters"}
    assert {name for name, one in checks_of(answer).items() if one["skipped"]} == only_live
    assert answer.code == 0


def test_bad_input_is_a_sentence_and_2(run: Validate, tmp_path: Path) -> None:
    answer = run("--csv", tmp_path / "nowhere")
    assert (answer.code, answer.out) == (2, "")
    assert "is no folder" in answer.err
    answer = run("--check", "no-such-check")
    assert (answer.code, answer.out) == (2, "")
    assert "There is no check no-such-check. There are: first-loss," in answer.err


def test_a_database_that_does_not_answer_is_a_sentence_and_3(
    run: Validate, tour: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TOUR_PASSWORD_{IMPORTER.upper()}", "wrong")
    answer = run()
    assert (answer.code, answer.out) == (3, "")
    assert "The database could not be asked" in answer.err


def test_without_a_tour_it_says_what_to_start(run: Validate) -> None:
    answer = run()
    assert (answer.code, answer.out) == (2, "")
    assert "tour up" in answer.err
