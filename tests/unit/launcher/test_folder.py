import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from tools.local.folder import PROJECT, DataFolder, data_folder, write_private
from tools.problems import Problem


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "a tour for Zürich")
    made.prepare()
    return made


def test_data_are_under_the_project_unless_tour_home_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TOUR_HOME", raising=False)
    assert data_folder().path == PROJECT / ".tour"
    monkeypatch.setenv("TOUR_HOME", str(tmp_path / "x"))
    assert data_folder().path == tmp_path / "x"
    monkeypatch.setenv("TOUR_HOME", "~/x")
    assert data_folder().path == Path.home() / "x"


def test_folder_is_closed_to_others(folder: DataFolder) -> None:
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_second_launcher_on_the_same_folder_is_refused_while_the_first_holds_it(
    folder: DataFolder,
) -> None:
    with folder.held():
        assert folder.in_use
        with pytest.raises(Problem, match="already running"), folder.held():
            pass
    assert not folder.in_use
    with folder.held():
        pass


def _hold_and_end(folder: DataFolder) -> None:
    with folder.held():
        os._exit(9)


def test_folder_is_free_again_after_its_launcher_was_killed(folder: DataFolder) -> None:
    holder = multiprocessing.get_context("spawn").Process(target=_hold_and_end, args=(folder,))
    holder.start()
    holder.join()
    assert holder.exitcode == 9
    holder.close()
    with folder.held():
        pass


def test_lock_on_a_file_that_a_reset_took_away_does_not_count(folder: DataFolder) -> None:
    with folder.held():
        folder.delete()
        folder.prepare()
        with folder.held():
            assert folder.in_use


def test_delete_removes_the_tours_files_and_nobody_elses(folder: DataFolder) -> None:
    folder.postgres.mkdir()
    (folder.postgres / "data").mkdir()
    folder.secrets.write_text("{}")
    mine = folder.path / "my notes"
    mine.write_text("keep")
    folder.delete()
    assert list(folder.path.iterdir()) == [mine]
    mine.unlink()
    folder.prepare()
    folder.delete()
    assert not folder.path.exists()


def test_folder_that_cannot_be_made_is_a_problem_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(Problem, match="TOUR_HOME") as caught:
        DataFolder(file / "tour").prepare()
    assert str(file / "tour") in str(caught.value)


def test_private_files_are_readable_by_their_owner_only_even_if_they_were_open(
    tmp_path: Path,
) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o644)
    write_private(path, "ü")
    assert path.read_text(encoding="utf-8") == "ü"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
