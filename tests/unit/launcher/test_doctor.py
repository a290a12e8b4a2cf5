from importlib.metadata import version
from pathlib import Path

from tools.doctor import wrong_pins


def _lock(folder: Path, text: str) -> Path:
    path = folder / "runtime.txt"
    path.write_text(text)
    return path


def test_packages_of_the_locked_version_are_in_order(tmp_path: Path) -> None:
    text = f"typer=={version('typer')} \\\n    --hash=sha256:0\n    # via x\n"
    assert wrong_pins(_lock(tmp_path, text)) == []


def test_missing_and_other_versions_are_told(tmp_path: Path) -> None:
    text = "typer==0.0.1 \\\n    --hash=sha256:0\nno-such-package==1 \\\n"
    assert wrong_pins(_lock(tmp_path, text)) == [
        f"The package typer is {version('typer')}, not 0.0.1.",
        "The package no-such-package 1 is missing.",
    ]


def test_packages_for_other_machines_are_not_missed(tmp_path: Path) -> None:
    assert wrong_pins(_lock(tmp_path, "no-such==1 ; sys_platform == 'win32' \\\n")) == []
