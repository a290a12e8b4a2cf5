"""Journals are read as far as they were written."""

from pathlib import Path

from tests.unit.drill.figures import request
from tools.drill.journal import Journal, Kind, Line, Outcome, Passage, Turn, read_journal


def test_what_was_written_comes_back_as_it_was(tmp_path: Path) -> None:
    lines: list[Line] = [
        request(Kind.ENTRY, 1.5, Outcome.STANDBY, "Ångström"),
        Turn(2.0, "answer", "two"),
        Passage(3.0, "two", reached=False),
    ]
    journal = Journal(tmp_path / "journal")
    for line in lines:
        journal.write(line)
    journal.close()
    assert list(read_journal(tmp_path / "journal")) == lines


def test_a_line_that_its_process_did_not_live_to_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.write(Turn(2.0, "answer", "two"))
    journal.close()
    with path.open("a") as file:
        file.write('{"line": "Turn", "at": 3')
    assert list(read_journal(path)) == [Turn(2.0, "answer", "two")]
    assert list(read_journal(tmp_path / "none")) == []
