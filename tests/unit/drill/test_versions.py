"""An earlier commit's code in a folder of its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.drill import versions
from tools.drill.versions import Version, earlier
from tools.local.processes import start
from tools.problems import Problem

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository: two commits, the first of which has no tools."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.setattr(versions, "PROJECT", folder)
    git(folder, "init", "-q")
    commit(folder, "services", "shared")
    commit(folder, "tools")
    (folder / "shared" / "said.py").write_text("print('not committed')")
    return folder


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


def commit(folder: Path, *packages: str) -> None:
    for package in packages:
        (folder / package).mkdir()
        (folder / package / "said.py").write_text(f"print('committed in {package}')")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")


def test_a_process_of_an_earlier_commit_runs_its_code_and_no_other(
    project: Path, tmp_path: Path
) -> None:
    old = earlier("HEAD", tmp_path / "old")
    log = tmp_path / "log"
    child = old.starter(old.command(("shared.said",), dict(os.environ), log))
    assert child.wait() == 0
    assert log.read_text() == "committed in shared\n"
    assert len(old.name) >= 7


def test_what_runs_in_another_folder_is_another_version(tmp_path: Path) -> None:
    here, there = Version("here", tmp_path, start), Version("there", Path("/"), start)
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as child:
        assert here.is_run_by(child.pid)
        assert not there.is_run_by(child.pid)
        child.kill()


@pytest.mark.parametrize("revision", ["nothing", "HEAD~1", "--help", ""])
def test_what_is_no_commit_with_the_whole_tour_is_refused_in_one_sentence(
    project: Path, tmp_path: Path, revision: str
) -> None:
    with pytest.raises(Problem, match=r"is no commit that git finds in .*`git log`"):
        earlier(revision, tmp_path / "old")
    assert not (tmp_path / "old").exists()


def test_without_git_it_is_said(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="No such file or directory: 'git'"):
        earlier("HEAD", tmp_path / "old")
