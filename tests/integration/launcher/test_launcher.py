import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from tests.integration.launcher.tour import Tour
from tools.local.secrets import load_secrets

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")

_PARTS = ["PostgreSQL", "NATS", "Schema", "entries", "draws", "matches", "rankings", "gateway"]


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[Tour]:
    started = Tour(tmp_path / "a tour for Zürich")
    yield started
    started.clean()
    started.await_nobody_left()


def _dsn(tour: Tour) -> str:
    password = load_secrets(tour.folder.secrets).database_admin
    port = tour.running.servers.postgres_port
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


def test_first_start_shows_every_part_then_address_sign_in_folder_and_how_to_stop(
    tour: Tour,
) -> None:
    said = tour.up()
    for part in (*_PARTS, "History"):
        assert re.search(rf"^  {part}[ \d.]+ready +\d+\.\d s$", said, re.MULTILINE), part
    assert f"  Address   http://127.0.0.1:{tour.port}\n" in said
    assert f"  Data      {tour.folder.path} " in said
    sign_in = re.search(r"  Sign in   (\S+) as admin with the one-time password (\S+)\n", said)
    assert sign_in is not None
    assert sign_in[1] == f"http://127.0.0.1:{tour.port}/admin"
    assert tour.told("gateway")["TOUR_FIRST_PASSWORD"] == sign_in[2]
    assert "TOUR_FIRST_PASSWORD" not in tour.told("entries")


def test_second_start_keeps_the_data_and_tells_no_password_again(tour: Tour) -> None:
    tour.up()
    with psycopg.connect(_dsn(tour), autocommit=True) as db:
        db.execute("CREATE TABLE kept (x int)")
    tour.send(signal.SIGINT)
    assert tour.ended() == 0
    said = tour.up()
    assert "Sign in" not in said
    assert "History" not in said
    assert "Schema" in said
    assert "TOUR_FIRST_PASSWORD" not in tour.told("gateway")
    assert (tour.folder.path / "migrated.txt").read_text() == "migrated\n" * 2
    assert (tour.folder.path / "history.txt").read_text() == "history\n"
    with psycopg.connect(_dsn(tour)) as db:
        db.execute("SELECT x FROM kept")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly_when_told_to(tour: Tour, number: signal.Signals) -> None:
    tour.up("--no-demo")
    assert tour.left_over()
    tour.send(number)
    assert tour.ended() == 0
    assert tour.said.endswith("Stopping.\nStopped.\n")
    assert tour.left_over() == []
    assert not tour.folder.run.exists()
    assert "shut down" in tour.folder.log("postgres").read_text()
    assert not (tour.folder.path / "history.txt").exists()


def test_a_request_in_progress_is_answered_with_the_help_of_the_other_services(tour: Tour) -> None:
    """The gateways end first: when they are done, nobody asks the others any more."""
    tour.up("--no-demo")
    entries = next(one.replica for one in tour.running.replicas if one.replica.name == "entries")
    asked = ThreadPoolExecutor(1).submit(urlopen, f"{tour.url}/slow/{entries.ops_port}", timeout=30)
    while "a slow request has begun" not in tour.folder.log("gateway").read_text():
        time.sleep(0.02)
    tour.send(signal.SIGINT)
    assert asked.result(30).status == HTTPStatus.OK
    assert tour.ended() == 0


def test_it_stops_cleanly_while_it_comes_up_and_begins_anew_next_time(tour: Tour) -> None:
    tour.start()
    tour.await_line("  PostgreSQL")
    tour.send(signal.SIGINT)
    assert tour.ended() == 0, tour.said
    assert tour.left_over() == []
    said = tour.up()
    assert "History" in said
    assert "Sign in" in said


def test_nothing_is_left_after_kill_9_and_the_next_start_works(tour: Tour) -> None:
    tour.up()
    tour.send(signal.SIGKILL)
    tour.ended()
    tour.await_nobody_left()
    assert tour.command("status").returncode == 2
    said = tour.up()
    assert "History" not in said


def test_part_that_dies_is_started_again(tour: Tour) -> None:
    tour.up("--no-demo")
    before = tour.running
    rankings = next(one for one in before.replicas if one.replica.service == "rankings")
    gateway = next(one for one in before.replicas if one.replica.service == "gateway")
    for pid in (before.postgres_pid, before.nats_pid, rankings.pid, gateway.pid):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    for name in ("PostgreSQL 16", "NATS", "rankings", "gateway"):
        tour.await_match(rf"^{name}\S* is down: it was ended by SIGKILL")
        tour.await_match(rf"^{name}\S* is up again after")
    assert tour.command("status").returncode == 0
    assert tour.running.postgres_pid != before.postgres_pid
    with psycopg.connect(_dsn(tour)) as db:
        db.execute("SELECT 1")


def test_second_launcher_on_the_same_folder_is_refused_in_one_sentence(tour: Tour) -> None:
    tour.up("--no-demo")
    answer = tour.command("up")
    assert answer.returncode == 2
    assert "already running" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert tour.command("status").returncode == 0


def test_taken_port_is_refused_in_one_sentence_with_a_free_one(tour: Tour) -> None:
    with socket.create_server(("127.0.0.1", tour.port)):
        tour.start()
        assert tour.ended() == 2
    advised = re.fullmatch(
        rf"Port {tour.port} is taken or not allowed\. Name another one, for example "
        rf"`make run PORT=(\d+)` or `tour up --port \1`\.\n",
        tour.said,
    )
    assert advised is not None, tour.said
    assert int(advised[1]) > tour.port
    assert not tour.folder.secrets.exists()


def test_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    tour = Tour(tmp_path / "file" / "tour")
    tour._output = tmp_path / "output"
    tour.start()
    assert tour.ended() == 2
    assert "cannot be written" in tour.said
    assert "TOUR_HOME" in tour.said
    assert tour.said.count("\n") == 1


def test_service_that_does_not_come_up_ends_the_start_with_its_last_words(tour: Tour) -> None:
    tour.start(STAND_IN_FAILS="matches")
    assert tour.ended() == 1
    assert "matches did not come up: it ended with exit code 1." in tour.said
    assert "    the stand-in was told to fail" in tour.said
    assert tour.left_over() == []
    # the season is there, the person was not told the password yet
    said = tour.up()
    assert "History" not in said
    assert "Sign in" in said


@pytest.mark.parametrize(("step", "title"), [("migrated", "Schema"), ("history", "History")])
def test_step_that_fails_ends_the_first_start_and_the_next_begins_anew(
    tour: Tour, step: str, title: str
) -> None:
    tour.start(STAND_IN_FAILS=step)
    assert tour.ended() == 1
    assert f"{title} did not work: it ended with exit code 1." in tour.said
    assert f"    the step {step} was told to fail" in tour.said
    assert tour.left_over() == []
    assert "History" in tour.up()


def test_a_history_is_refused_where_there_are_data(tour: Tour) -> None:
    tour.up("--no-demo")
    tour.send(signal.SIGTERM)
    tour.ended()
    tour.start("--demo")
    assert tour.ended() == 2
    assert "has data already" in tour.said


def test_lost_passwords_are_told_not_replaced(tour: Tour) -> None:
    tour.up("--no-demo")
    tour.send(signal.SIGTERM)
    tour.ended()
    tour.folder.secrets.unlink()
    tour.start()
    assert tour.ended() == 2
    assert "holds a database but not its passwords" in tour.said


def test_replicas_of_every_service_know_all_replicas_of_the_others(tour: Tour) -> None:
    said = tour.up("--no-demo", "--replicas", "2", TOUR_CLOCK="2026-03-01T00:00:00Z")
    assert f"http://127.0.0.1:{tour.port}  http://127.0.0.1:{tour.port + 1}\n" in said
    ports = [one.replica.port for one in tour.running.replicas if one.replica.service == "draws"]
    expected = ",".join(f"127.0.0.1:{port}" for port in ports)
    for name in ("gateway", "gateway-2", "matches-2"):
        assert tour.told(name)["TOUR_DRAWS_ADDRESS"] == expected
        assert tour.told(name)["TOUR_CLOCK"] == "2026-03-01T00:00:00+00:00"
    assert tour.told("draws-2")["TOUR_TOKEN"] == tour.told("draws")["TOUR_TOKEN"]


def test_reset_waits_for_the_tour_to_stop_asks_once_and_deletes(tour: Tour) -> None:
    tour.up()
    refused = tour.command("reset", "--yes")
    assert (refused.returncode, tour.folder.postgres.exists()) == (2, True)
    assert "already running" in refused.stderr
    tour.send(signal.SIGKILL)
    tour.ended()
    kept = tour.command("reset", say="n\n")
    assert (kept.returncode, tour.folder.postgres.exists()) == (1, True)
    (tour.folder.path / "my notes").touch()
    deleted = tour.command("reset", say="y\n")
    assert deleted.returncode == 0, deleted.stderr
    left = {path.name for path in tour.folder.path.iterdir()}
    assert left == {"my notes", "migrated.txt", "history.txt"}
    assert "There are no data" in tour.command("reset").stdout
    assert "History" in tour.up()


def test_status_and_doctor_tell_what_is_not_ready(tour: Tour) -> None:
    tour.up("--no-demo", "--schema")
    well = tour.command("doctor")
    assert well.returncode == 0, well.stdout
    for sentence in ("draws is ready", "NATS writes every event", "the schema is at revision"):
        assert f"ok     {sentence}" in well.stdout
    draws = next(one for one in tour.running.replicas if one.replica.service == "draws")
    assert draws.pid is not None
    os.kill(draws.pid, signal.SIGSTOP)
    try:
        status, doctor = tour.command("status"), tour.command("doctor")
    finally:
        os.kill(draws.pid, signal.SIGCONT)
    assert status.returncode == doctor.returncode == 1
    assert re.search(r"draws +not ready", status.stdout)
    assert f"draws is not ready; {tour.folder.log('draws')} says why." in doctor.stdout


def test_doctor_finds_the_port_taken_where_no_tour_runs(tour: Tour) -> None:
    assert f"port {tour.port} is free" in tour.command("doctor").stdout
    with socket.create_server(("127.0.0.1", tour.port)):
        doctor = tour.command("doctor")
    assert doctor.returncode == 1
    assert f"Port {tour.port} is taken" in doctor.stdout


def test_logs_of_the_previous_run_are_kept_beside_the_new_ones(tour: Tour) -> None:
    tour.up("--no-demo")
    tour.send(signal.SIGTERM)
    tour.ended()
    began = time.time()
    tour.up()
    for name in ("postgres", "nats", "entries"):
        log = tour.folder.log(name)
        assert log.stat().st_mtime >= began
        assert log.with_name(f"{name}.log.1").stat().st_mtime < began


def test_a_tour_keeps_the_clock_it_began_with(tour: Tour) -> None:
    tour.up("--no-demo", TOUR_CLOCK="2026-03-01T00:00:00Z")
    tour.clean()
    tour.up("--no-demo")
    assert tour.told("draws")["TOUR_CLOCK"] == "2026-03-01T00:00:00+00:00"


def test_a_tour_on_real_time_gets_no_other_clock(tour: Tour) -> None:
    tour.up("--no-demo")
    assert "TOUR_CLOCK" not in tour.told("draws")
    tour.clean()
    tour.start("--no-demo", TOUR_CLOCK="2026-03-01T00:00:00Z")
    assert tour.ended() == 2
    assert "runs on real time" in tour.said


def test_a_clock_that_is_no_moment_is_refused_in_one_sentence(tour: Tour) -> None:
    tour.start("--no-demo", TOUR_CLOCK="next spring")
    assert tour.ended() == 2
    assert "“next spring” is no moment" in tour.said
    assert "Traceback" not in tour.said
