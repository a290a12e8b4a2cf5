"""Backups are known by their names, and the oldest go."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tools.backups.making import sweep
from tools.backups.names import backups_in, made_at, name_for

_MOMENT = datetime(2026, 3, 2, 19, 5, 7, tzinfo=UTC)


def _days(folder: Path, *days: int) -> list[Path]:
    files = [folder / name_for(_MOMENT + timedelta(days=day)) for day in days]
    for file in files:
        file.touch()
    return files


def test_the_name_is_the_moment_in_utc() -> None:
    name = "tour-2026-03-02T19-05-07Z.tourbackup"
    assert name_for(_MOMENT) == name
    assert name_for(_MOMENT.astimezone(timezone(timedelta(hours=9)))) == name
    assert made_at(Path("anywhere") / name) == _MOMENT


@pytest.mark.parametrize(
    "name",
    [
        "tour-2026-03-02T19-05-07Z.tourbackup.new",
        "tour-2026-13-02T19-05-07Z.tourbackup",
        "tour-2026-03-02.tourbackup",
        "mine.tourbackup",
        "xtour-2026-03-02T19-05-07Z.tourbackup",
    ],
)
def test_other_names_are_no_backups_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert made_at(tmp_path / name) is None
    assert backups_in(tmp_path) == []


def test_a_folder_lists_its_backups_the_latest_first(tmp_path: Path) -> None:
    first, third, second = _days(tmp_path, 1, 3, 2)
    assert backups_in(tmp_path) == [third, second, first]
    assert backups_in(tmp_path / "missing") == []


def test_the_latest_stay_and_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    files = _days(tmp_path, *range(5))
    mine = tmp_path / "before the move.tourbackup"
    mine.touch()
    assert sweep(tmp_path, 3) == [files[1], files[0]]
    assert sorted(tmp_path.iterdir()) == sorted([mine, *files[2:]])
    assert sweep(tmp_path, 3) == []
