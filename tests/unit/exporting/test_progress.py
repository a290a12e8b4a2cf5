"""The progress bar: for people at a terminal, and for nobody else."""

import io
import sys

import pytest

from tools.progress import steps


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def do_two_steps() -> None:
    with steps(2) as told:
        told("players")
        told("[matches]")


def test_on_a_terminal_it_says_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    do_two_steps()
    shown = screen.getvalue()
    # what is being done is not done yet; names are no markup
    assert "[matches]" in shown
    assert "1/2" in shown
    assert "-1/2" not in shown


def test_elsewhere_it_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    do_two_steps()
    assert capsys.readouterr() == ("", "")
