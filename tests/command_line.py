"""`tour …` as a person types it, without a process of its own."""

import sys
from dataclasses import dataclass

import pytest

from tools import cli


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and how it ended."""

    code: object
    out: str
    err: str


def type_tour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> Answer:
    monkeypatch.setattr(sys, "argv", ["tour", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.app()
    said = capsys.readouterr()
    return Answer(ended.value.code, said.out, said.err)
