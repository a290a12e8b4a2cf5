"""The report that an import writes is the one that the admin page reads."""

from datetime import UTC, datetime
from uuid import uuid4

from services.gateway.admin.imports import _report
from services.gateway.store.imports import ImportHead
from services.gateway.views.imports import RuleCount, TableCount
from tools.importing.report import Finding, Outcome, Report

NOW = datetime(2026, 2, 16, 12, tzinfo=UTC)


def test_every_figure_of_an_import_reaches_the_page() -> None:
    report = Report()
    report.read["matches"] = 10
    for line, outcome in enumerate(Outcome, start=2):
        if outcome is not Outcome.STORED:
            report.note(Finding("matches", "5", f"told: {outcome}", outcome), line, "match 1")
    head = ImportHead(uuid4(), "earlier data", "0" * 64, NOW, NOW)
    shown = _report(head, report.as_json())
    assert shown.tables == (TableCount("matches", 10, 6, 1, 1, 1, 1),)
    assert shown.tables[0].adds_up
    assert (
        RuleCount("5", "matches", "told: set aside", "set aside", 1, ("line 6: match 1",))
        in shown.rules
    )
    assert len(shown.rules) == len(Outcome) - 1


def test_a_table_whose_rows_got_lost_says_so() -> None:
    assert not TableCount("matches", 10, 6, 1, 1, 1, 0).adds_up
