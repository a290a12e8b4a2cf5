"""A backup becomes the tour of a data folder, whole or not at all."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from alembic import command

from shared import schema
from tests.integration.backups.conftest import Saved, save, sums_of
from tools.backups.archive import opened, pack
from tools.backups.making import check
from tools.backups.restoring import restore
from tools.backups.sums import TableSum
from tools.local.database import Target, embedded_target
from tools.local.folder import DataFolder
from tools.local.launch import Launcher, Wishes
from tools.local.ports import free_ports
from tools.local.postgres import ADMIN, EmbeddedPostgres
from tools.local.secrets import load_secrets, make_secrets, store_secrets
from tools.problems import Failed, Problem


@contextmanager
def _running(home: DataFolder) -> Iterator[Target]:
    """The database of a folder, as the launcher starts it."""
    known = load_secrets(home.secrets)
    with EmbeddedPostgres(home.postgres, password=known.database_admin) as server:
        yield embedded_target(server.port, known)


def _told(_: str) -> None:
    pass


def _with_note(saved: Saved, folder: Path, **changes: object) -> Path:
    """The same dump with another note."""
    file = folder / "changed.tourbackup"
    with opened(saved.file, folder) as backup:
        pack(replace(backup.note, **changes), backup.dump, file)  # type: ignore[arg-type]
    return file


def _what_is_there(home: DataFolder) -> list[str]:
    return sorted(path.name for path in home.path.iterdir())


# --- what comes back -----------------------------------------------------------------------------


def test_every_table_comes_back_and_every_login_enters(saved: Saved, home: DataFolder) -> None:
    note, kept = restore(home, saved.file, _told)
    assert kept is None
    assert note.tables == saved.sums
    assert len(saved.sums) > 60
    assert note.revision == schema.head_revision()
    known = load_secrets(home.secrets)
    assert known.first_password is None
    with _running(home) as target:
        for login in schema.LOGINS:
            with psycopg.connect(target.url(login)) as db:
                db.execute("SELECT 1")
        assert {*sums_of(target)} ^ {*saved.sums} == {
            one for sums in (saved.sums, sums_of(target)) for one in sums if one.table == "sessions"
        }
    assert _what_is_there(home) == ["lock", "logs", "postgres", "secrets.json"]


def test_who_was_signed_in_is_not_any_more(saved: Saved, home: DataFolder) -> None:
    assert next(one.rows for one in saved.sums if one.table == "sessions") == 1
    restore(home, saved.file, _told)
    with _running(home) as target:
        (sessions,) = [one for one in sums_of(target) if one.table == "sessions"]
        assert sessions == TableSum("sessions", 0, "0")


def test_rights_and_the_next_id_are_as_they_were(saved: Saved, home: DataFolder) -> None:
    restore(home, saved.file, _told)
    with _running(home) as target:
        with (
            psycopg.connect(target.url("svc_draws")) as draws,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            draws.execute("DELETE FROM tour.players")
        with psycopg.connect(target.url(ADMIN)) as db:
            row = db.execute(
                "INSERT INTO tour.officials (name, role, password_hash, must_change_password,"
                " created_at, changed_by, changed_at)"
                " VALUES ('bert', 'referee', '$argon2id$x', false, now(), 'test', now())"
                " RETURNING official_id > (SELECT official_id FROM tour.officials"
                "  WHERE name = 'anna')"
            ).fetchone()
            assert row == (True,)


def test_the_earlier_tour_is_kept_and_the_broker_forgets_its_streams(
    saved: Saved, home: DataFolder
) -> None:
    store_secrets(home.secrets, make_secrets())
    known = load_secrets(home.secrets)
    with EmbeddedPostgres(home.postgres, password=known.database_admin):
        pass
    home.nats.mkdir()
    (home.nats / "stream").touch()
    home.unfinished.touch()
    home.clock.write_text("2025-01-01T00:00:00+00:00")
    _, kept = restore(home, saved.file, _told)
    assert kept is not None
    assert sorted(path.name for path in kept.iterdir()) == ["nats", "postgres"]
    assert (kept / "nats" / "stream").exists()
    assert not home.nats.exists()
    assert not home.unfinished.exists()
    assert not home.clock.exists()
    assert load_secrets(home.secrets) == known
    with _running(home) as target:
        assert sums_of(target)
    home.delete()
    assert not home.path.exists()


def test_a_demos_clock_comes_back(saved: Saved, home: DataFolder) -> None:
    began = "2026-02-20T18:00:00+00:00"
    file = save(saved.target, home.path / "demo.tourbackup", began)
    restore(home, file, _told)
    assert home.clock.read_text() == began


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(
    database: Target, home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _back_to(database, "0005", monkeypatch)
    file = save(database, home.path / "earlier.tourbackup")
    note, _ = restore(home, file, _told)
    assert note.revision == "0005"
    with _running(home) as target:
        assert schema.current_revision(target.url(schema.MIGRATOR)) == schema.head_revision()


def _back_to(database: Target, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the schema anew as it was at that revision."""
    with psycopg.connect(database.url(ADMIN)) as db:
        db.execute("DROP SCHEMA tour CASCADE")
    upgrade = command.upgrade
    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", lambda config, _: upgrade(config, revision))
        schema.migrate(database.url(schema.MIGRATOR))


def test_a_backup_is_of_one_moment_while_others_write(
    database: Target, tmp_path: Path, home: DataFolder
) -> None:
    done = threading.Event()

    def write() -> None:
        with psycopg.connect(database.url(ADMIN), autocommit=True) as db:
            for number in range(1, 26 * 26):
                if done.is_set():
                    return
                code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}X"
                db.execute(
                    "INSERT INTO tour.country (country_id, code, description) VALUES (%s, %s, %s)",
                    (number, code, code),
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        file = save(database, tmp_path / "busy.tourbackup")
    finally:
        done.set()
        writer.join()
    assert check(home, file).revision == schema.head_revision()


# --- what is refused, and changes nothing --------------------------------------------------------


def test_a_dump_that_does_not_give_what_was_saved_is_not_taken(
    saved: Saved, home: DataFolder
) -> None:
    lost = tuple(
        replace(one, rows=one.rows + 1) if one.table == "country" else one for one in saved.sums
    )
    file = _with_note(saved, home.path, tables=lost)
    before = _what_is_there(home)
    for use in (lambda: restore(home, file, _told), lambda: check(home, file)):
        with pytest.raises(Failed, match="these tables differ: country"):
            use()
    assert _what_is_there(home) == sorted([*before, "workrooms"])
    assert list(home.workrooms.iterdir()) == []


def test_a_changed_row_is_found_though_their_number_is_the_same(
    saved: Saved, home: DataFolder
) -> None:
    other = tuple(
        replace(one, checksum="1") if one.table == "officials" else one for one in saved.sums
    )
    with pytest.raises(Failed, match="these tables differ: officials"):
        restore(home, _with_note(saved, home.path, tables=other), _told)


def test_a_backup_of_a_later_program_is_left_to_that(saved: Saved, home: DataFolder) -> None:
    file = _with_note(saved, home.path, revision="9999")
    before = _what_is_there(home)
    with pytest.raises(Problem, match="schema revision 9999, which this program does not know"):
        restore(home, file, _told)
    assert _what_is_there(home) == before


def test_a_damaged_file_changes_nothing(saved: Saved, home: DataFolder) -> None:
    file = home.path / "half.tourbackup"
    file.write_bytes(saved.file.read_bytes()[:-20_000])
    before = _what_is_there(home)
    with pytest.raises(Problem, match=r"half\.tourbackup"):
        restore(home, file, _told)
    assert _what_is_there(home) == before


def test_what_a_killed_backup_left_goes_and_that_of_a_living_one_stays(
    saved: Saved, home: DataFolder
) -> None:
    dead, living = home.workrooms / "999999999-x", home.workrooms / f"{os.getpid()}-y"
    for room in (dead, living):
        room.mkdir(parents=True)
    check(home, saved.file)
    assert list(home.workrooms.iterdir()) == [living]


def test_a_tour_whose_restore_was_interrupted_does_not_start_empty(home: DataFolder) -> None:
    home.restoring.mkdir()
    with pytest.raises(Problem, match="was interrupted; do it again with `tour restore`"):
        Launcher(Wishes(home, free_ports(1)[0]), _told).run()
    assert not home.postgres.exists()
