"""A running tour is saved, goes on, is lost, and comes back as it was."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.whole.tournament60 import PASSWORD, await_
from tests.launched import LaunchedTour
from tests.visitor import Visitor
from tools.backups.names import backups_in
from tools.local.folder import backup_folder

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[LaunchedTour]:
    launched = LaunchedTour(tmp_path / "tour")
    yield launched
    launched.clean()


def _register(admin: Visitor, last_name: str) -> None:
    form = admin.see("/admin/player").form("/admin/player")
    country = next(key for key in form.choices["country_id"] if key)
    seen = admin.send(
        form,
        first_name="Rosa",
        last_name=last_name,
        birth_year=1962,
        gender_id=2,
        country_id=country,
    )
    assert seen.status == 200, seen.words
    assert f"Rosa {last_name} is registered." in seen.words


def _is_audited(admin: Visitor, last_name: str) -> bool:
    return last_name in admin.see("/admin/audit").words


def test_a_tour_is_saved_while_it_runs_and_comes_back_as_it_was(tour: LaunchedTour) -> None:
    tour.up()
    with Visitor(tour.url) as admin:
        admin.sign_in_first(tour.one_time_password, PASSWORD)
        _register(admin, "Kept")
        await_(lambda: _is_audited(admin, "Kept") or None)
        made = tour.command("backup")
        assert made.returncode == 0, made.stderr
        assert "proved." in made.stdout
        (file,) = backups_in(backup_folder(tour.folder))
        assert str(file) in tour.command("status").stdout
        _register(admin, "Lost")
        await_(lambda: _is_audited(admin, "Lost") or None)

        running = tour.command("restore", str(file), "--yes")
        assert running.returncode == 2
        assert "A tour is already running" in running.stderr
        tour.send(signal.SIGINT)
        assert tour.ended() == 0
        unsure = tour.command("restore", str(file), say="n\n")
        assert unsure.returncode == 1
        assert "Replace the tour in" in unsure.stdout
        done = tour.command("restore", str(file), "--yes")
        assert done.returncode == 0, done.stderr
        assert "every table as it was saved" in done.stdout

        said = tour.up()
        assert "Sign in" not in said
        assert admin.see("/admin").path.startswith("/sign-in")
        admin.sign_in("admin", PASSWORD)
        # an event of the restored tour goes through a broker that began with nothing
        _register(admin, "Later")
        await_(lambda: _is_audited(admin, "Later") or None)
        found = admin.see("/admin/players", q="Rosa").words
        assert "Kept" in found
        assert "Later" in found
        assert "Lost" not in found
        assert not _is_audited(admin, "Lost")


def test_where_nothing_runs_there_is_nothing_to_save(tour: LaunchedTour) -> None:
    none = tour.command("backup")
    assert none.returncode == 2
    assert "No tour is running" in none.stderr
    assert "There is no backup in" in tour.command("backup", "--list").stdout
