import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local.folder import PROJECT
from tools.local.nursery import PRELOADED, Nursery, NurseryChild
from tools.local.processes import Command
from tools.local.services import child_environment
from tools.problems import Failed

_BORN = "tests.integration.launcher.born"


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    opened = Nursery(tmp_path_factory.mktemp("nursery") / "nursery.log", child_environment())
    yield opened
    opened.close()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "entries-2.log"


def _command(log: Path, *words: str, **more: str) -> Command:
    return Command((_BORN, *words), {**child_environment(), **more}, PROJECT, log)


def _is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def _await(what: object, log: Path) -> None:
    deadline = time.monotonic() + 20
    while str(what) not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _asleep(nursery: Nursery, log: Path) -> NurseryChild:
    child = nursery.start(_command(log, "sleep"))
    _await("asleep", log)
    return child


def test_child_starts_as_one_of_python_m_does(nursery: Nursery, log: Path) -> None:
    child = nursery.start(_command(log, "tell", TOUR_SERVICE="entries"))
    assert child.wait(20) == 0
    told = json.loads(log.read_text())
    assert told["name"] == "__main__"
    assert told["cwd"] == str(PROJECT)
    assert told["environment"]["TOUR_SERVICE"] == "entries"
    assert told["session"] is True
    assert told["handlers"] == [str(signal.SIG_DFL), str(signal.SIG_DFL)]
    assert told["stdin"] == ""
    # 0, 1, 2 and the one that lists them
    assert told["open"] == [0, 1, 2, 3]


def test_child_has_the_libraries_already_but_not_grpc(nursery: Nursery, log: Path) -> None:
    nursery.start(_command(log, "tell")).wait(20)
    modules = set(json.loads(log.read_text())["modules"])
    assert modules.issuperset(PRELOADED)
    assert not [name for name in modules if name == "grpc" or name.startswith("grpc.")]


def test_children_do_not_see_each_others_environment(
    nursery: Nursery, log: Path, tmp_path: Path
) -> None:
    nursery.start(_command(log, "tell", TOUR_TOKEN="of entries")).wait(20)
    other = tmp_path / "draws.log"
    nursery.start(_command(other, "tell")).wait(20)
    assert "of entries" in log.read_text()
    assert "of entries" not in other.read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["exit", "0"], 0, ""),
        (["exit", "7"], 7, ""),
        (["complain"], 1, "one sentence"),
        (["raise"], 1, "LookupError: no such thing"),
    ],
)
def test_exit_codes_and_last_words_arrive(
    nursery: Nursery, log: Path, words: list[str], code: int, said: str
) -> None:
    assert nursery.start(_command(log, *words)).wait(20) == code
    assert said in log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_child_is_ended_by_a_signal(nursery: Nursery, log: Path, number: signal.Signals) -> None:
    child = _asleep(nursery, log)
    assert child.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.05)
    child.send_signal(number)
    assert child.wait(10) == -number
    child.send_signal(number)


def test_children_end_with_the_nursery_and_the_next_child_gets_a_new_one(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path / "nursery.log", child_environment(), ())
    try:
        first = _asleep(nursery, tmp_path / "first.log")
        nursery_pid = int(Path(f"/proc/{first.pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(nursery_pid, signal.SIGKILL)
        assert first.wait(10) == -signal.SIGKILL
        second = _asleep(nursery, tmp_path / "second.log")
        assert second.poll() is None
    finally:
        nursery.close()
    assert second.poll() == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while not (_is_gone(first.pid) and _is_gone(second.pid)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nursery_that_cannot_import_says_where_to_look(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "alembic.py").write_text("raise ImportError('broken on purpose')")
    environment = {**child_environment(), "PYTHONPATH": f"{broken}:{PROJECT}"}
    log = tmp_path / "nursery.log"
    nursery = Nursery(log, environment)
    with pytest.raises(Failed, match=str(log)):
        nursery.start(_command(tmp_path / "x.log", "tell"))
    assert "broken on purpose" in log.read_text()
    nursery.close()
