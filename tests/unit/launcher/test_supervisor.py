from dataclasses import dataclass, field

import pytest

from tools.local.supervisor import BACKOFF_SECONDS, STABLE_SECONDS, Supervisor
from tools.problems import Failed


@dataclass
class _Part:
    """Stands for a process: lives, dies and starts as the test says."""

    name: str = "draws"
    exit_code: int | None = None
    ready: bool = True
    launches: int = 0
    refuses: bool = False

    def launch(self) -> None:
        if self.refuses:
            raise Failed("draws cannot be started: no memory.")
        self.launches += 1
        self.exit_code = None


@dataclass
class _Scene:
    part: _Part = field(default_factory=_Part)
    lines: list[str] = field(default_factory=list)
    changes: int = 0
    time: float = 0.0

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(
            [self.part],
            self.lines.append,
            self._changed,
            lambda: self.time,
        )

    def _changed(self) -> None:
        self.changes += 1

    def look_after(self, seconds: float) -> None:
        self.time += seconds
        self.supervisor.look()


@pytest.fixture
def scene() -> _Scene:
    return _Scene()


def test_part_that_runs_is_left_alone(scene: _Scene) -> None:
    for _ in range(100):
        scene.look_after(1)
    assert (scene.part.launches, scene.lines, scene.changes) == (0, [], 0)


def test_part_that_died_is_started_again_with_a_line_and_greeted_when_ready(scene: _Scene) -> None:
    scene.part.exit_code = -9
    scene.part.ready = False
    scene.look_after(0)
    assert scene.part.launches == 0
    assert "draws is down: it was ended by SIGKILL" in scene.lines[0]
    scene.look_after(BACKOFF_SECONDS[0])
    assert (scene.part.launches, scene.changes) == (1, 1)
    scene.look_after(1)
    assert len(scene.lines) == 1
    scene.part.ready = True
    scene.look_after(1)
    assert scene.lines[1:] == ["draws is up again after 2.0 s."]


def test_part_that_keeps_dying_is_started_less_and_less_often(scene: _Scene) -> None:
    waits = []
    for _ in range(8):
        scene.part.exit_code = 1
        scene.look_after(0)
        launches, began = scene.part.launches, scene.time
        while scene.part.launches == launches:
            scene.look_after(0.05)
        waits.append(scene.time - began)
    expected = [*BACKOFF_SECONDS, BACKOFF_SECONDS[-1], BACKOFF_SECONDS[-1]]
    assert waits == pytest.approx(expected, abs=0.06)


def test_part_that_stayed_up_is_forgiven(scene: _Scene) -> None:
    for _ in range(3):
        scene.part.exit_code = 1
        scene.look_after(0)
        scene.look_after(BACKOFF_SECONDS[-1])
    scene.look_after(0.1)
    scene.look_after(STABLE_SECONDS)
    scene.part.exit_code = 1
    scene.look_after(0)
    assert f"again in {BACKOFF_SECONDS[0]:g} s" in scene.lines[-1]


def test_part_that_cannot_be_started_is_tried_again(scene: _Scene) -> None:
    scene.part.exit_code = 1
    scene.part.refuses = True
    scene.look_after(0)
    scene.look_after(BACKOFF_SECONDS[0])
    assert "no memory" in scene.lines[-1]
    scene.part.refuses = False
    scene.look_after(BACKOFF_SECONDS[1])
    assert scene.part.launches == 1
