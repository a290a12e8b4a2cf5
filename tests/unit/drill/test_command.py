"""`tour drill` takes no folder that is not its own."""

from pathlib import Path

import pytest

from tests.command_line import type_tour


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "letter").write_text("dear")
    answer = type_tour(monkeypatch, capsys, "drill", tmp_path)
    assert answer.code == 2
    assert "holds something else than a drill" in answer.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter", "logs"]


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    answer = type_tour(monkeypatch, capsys, "drill", tmp_path / "file" / "drill")
    assert answer.code == 2
    assert "cannot be written" in answer.err
