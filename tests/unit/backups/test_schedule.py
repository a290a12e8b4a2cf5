"""When the launcher makes a backup by itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.backups.names import name_for
from tools.backups.schedule import AFTER_FAILURE, AFTER_START, Plan, Schedule, due_at

_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass
class _Child:
    pid: int = 1
    code: int | None = None

    def poll(self) -> int | None:
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        raise AssertionError(timeout)

    def send_signal(self, number: int, /) -> None:
        raise AssertionError(number)


@dataclass
class _Watch:
    """A schedule with a clock that stands where it is put."""

    folder: Path
    now: datetime = _START
    begun: list[_Child] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def schedule(self) -> Schedule:
        plan = Plan(self.folder, _DAY, 3)
        log = self.folder / "backup.log"
        return Schedule(plan, self._begin, log, self.said.append, lambda: self.now)

    def _begin(self) -> _Child:
        self.begun.append(_Child())
        return self.begun[-1]

    def at(self, schedule: Schedule, moment: datetime) -> int:
        """Look at that moment; how many backups were begun until now."""
        self.now = moment
        schedule.look()
        return len(self.begun)


@pytest.fixture
def watch(tmp_path: Path) -> _Watch:
    return _Watch(tmp_path)


@pytest.mark.parametrize(
    ("latest", "due"),
    [
        (None, _START + AFTER_START),
        (_START - timedelta(days=9), _START + AFTER_START),
        (_START - _DAY, _START + AFTER_START),
        (_START - timedelta(hours=1), _START + timedelta(hours=23)),
    ],
)
def test_it_is_due_a_day_after_the_latest_but_never_just_after_a_start(
    latest: datetime | None, due: datetime
) -> None:
    assert due_at(latest, _START, _DAY) == due


def test_it_is_begun_on_the_second_and_not_before(watch: _Watch) -> None:
    schedule = watch.schedule()
    assert watch.at(schedule, _START + AFTER_START - _SECOND) == 0
    assert watch.at(schedule, _START + AFTER_START) == 1


def test_one_at_a_time_and_the_next_a_day_after_the_file(watch: _Watch) -> None:
    schedule = watch.schedule()
    begun = _START + AFTER_START
    watch.at(schedule, begun)
    assert watch.at(schedule, begun + 2 * _DAY) == 1
    file = watch.folder / name_for(begun)
    file.touch()
    watch.begun[0].code = 0
    assert watch.at(schedule, begun + 2 * _SECOND) == 1
    assert watch.said == [f"Backup made and proved: {file}"]
    assert watch.at(schedule, begun + _DAY - _SECOND) == 1
    assert watch.at(schedule, begun + _DAY) == 2


@pytest.mark.parametrize(
    ("code", "how"), [(1, "exit code 1"), (-9, "ended by SIGKILL"), (2, "exit code 2")]
)
def test_one_that_did_not_work_is_told_and_tried_again_in_an_hour(
    watch: _Watch, code: int, how: str
) -> None:
    schedule = watch.schedule()
    begun = _START + AFTER_START
    watch.at(schedule, begun)
    (watch.folder / "backup.log").write_text("tour: No room.\n")
    watch.begun[0].code = code
    assert watch.at(schedule, begun + _SECOND) == 1
    (said,) = watch.said
    assert how in said
    assert "tour: No room." in said
    assert watch.at(schedule, begun + AFTER_FAILURE) == 1
    assert watch.at(schedule, begun + _SECOND + AFTER_FAILURE) == 2


def test_a_later_start_goes_on_from_the_backups_there_are(watch: _Watch) -> None:
    (watch.folder / name_for(_START - timedelta(hours=1))).touch()
    schedule = watch.schedule()
    assert watch.at(schedule, _START + timedelta(hours=22)) == 0
    assert watch.at(schedule, _START + timedelta(hours=23)) == 1
