"""What `tour validate` writes down is what the admin page reads."""

from datetime import UTC, datetime

from services.gateway.admin.validation import _run
from services.gateway.store.validations import StoredValidation
from tools.validating.check import Answer, Check
from tools.validating.report import Report

NOW = datetime(2026, 2, 16, 12, tzinfo=UTC)
_CHECK = Check("one", "5", "It holds", ("matches",), lambda _: ())


def test_every_figure_of_a_validation_reaches_the_page() -> None:
    answers = (
        Answer(_CHECK),
        Answer(_CHECK, bad=3, known=4, examples=("match 1",), known_examples=("match 2",)),
        Answer(_CHECK, known=4, known_examples=("match 2",)),
        Answer(_CHECK, skipped="Not here."),
    )
    report = Report("the tour", NOW, 1.5, answers)
    run = _run(StoredValidation(NOW, NOW, report.as_json()))
    assert run.summary == "4 checks in 1.5 s: 2 pass, 1 fail, 1 not asked"
    assert [line.result for line in run.checks] == ["PASS", "3 rows", "PASS", "not asked"]
    assert [line.known for line in run.checks] == [0, 4, 4, 0]
    assert [line.examples for line in run.checks] == [(), ("match 1",), ("match 2",), ()]
    assert run.failing == (run.checks[1],)
    assert run.checks[3].skipped == "Not here."
    assert {line.tables for line in run.checks} == {("matches",)}


def test_a_report_that_cannot_be_read_shows_no_check() -> None:
    run = _run(StoredValidation(NOW, NOW, {"checks": [{"bad": "many"}]}))
    assert run.checks == ()
