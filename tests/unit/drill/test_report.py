"""The figures as files: complete, and readable."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.unit.drill.figures import figures, request
from tools.drill.failover import ANSWER
from tools.drill.journal import Kind, Outcome, Turn
from tools.drill.pair import Checks
from tools.drill.report import Run, table, timeline, write_report
from tools.drill.runbook import Step, Wishes

WISHES = Wishes(Checks(30, 3), load_seconds=10)


def _run(number: int, **others: object) -> Run:
    return Run(
        number=number,
        killed_at=1_000.0,
        steps=[Step("Load", 990.0, 1_000.0), Step("Promote <now>", 1_001.0, 1_001.2)],
        turns=[Turn(989.0, ANSWER, "one"), Turn(1_001.0, ANSWER, "two")],
        requests=[
            request(Kind.READ, 995.0),
            request(Kind.READ, 1_000.1, Outcome.AWAY),
            request(Kind.PLAYER, 1_001.0, Outcome.STANDBY),
        ],
        figures=figures(**others),
        load_average=2.5,
    )


def test_programs_find_every_figure_and_moments_from_the_kill(tmp_path: Path) -> None:
    write_report(tmp_path, [_run(1, lost=["player Aa"])], WISHES)
    (run,) = json.loads((tmp_path / "drill.json").read_text())["runs"]
    assert run["figures"]["lost"] == ["player Aa"]
    assert run["steps"][1] == {"step": "Promote <now>", "at": 1.0, "seconds": 0.2}
    assert run["resolver"][1] == {"at": 1.0, "name": "answer", "value": "two"}
    assert run["requests"] == {"player standby": 1, "read away": 1, "read done": 1}


def test_people_find_the_worst_run_and_what_was_broken(tmp_path: Path) -> None:
    runs = [_run(1), _run(2, double=["player <Aa>"], seconds_to_writes=9.9)]
    write_report(tmp_path, runs, WISHES)
    page = (tmp_path / "report.html").read_text()
    assert "<td>to writes, s</td><td>2.4</td><td>9.9</td><td>6.2</td><td>9.9</td>" in page
    assert "1 rows are double: [&#x27;player &lt;Aa&gt;&#x27;]." in page
    assert page.count("Every promise was kept.") == 1
    assert (tmp_path / "run-2" / "timeline.svg").read_text() in page


def test_the_picture_shows_every_step_and_both_regions() -> None:
    picture = ElementTree.fromstring(timeline(_run(1)))
    words = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"The name leads to", "Reads", "Writes", "Load", "Promote <now>", "kill"} <= set(words)
    colours = {bar.get("fill") for bar in picture.iter("{http://www.w3.org/2000/svg}rect")}
    assert {"#4a6fa5", "#8e5ea2", "#2e7d5b", "#d9a21b", "#c0392b"} <= colours


@pytest.mark.parametrize(("count", "columns"), [(3, 6), (4, 3)])
def test_a_terminal_is_shown_no_more_runs_than_it_has_room_for(count: int, columns: int) -> None:
    shown = table([_run(number) for number in range(1, count + 1)])
    assert len(shown.columns) == columns
    assert [column.header for column in shown.columns][-2:] == ["median", "worst"]
