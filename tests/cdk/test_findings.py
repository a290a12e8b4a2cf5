"""cdk-nag, the CDK's own checks and cfn-lint find nothing that is open, and would find it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import aws_s3 as s3
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from constructs import Construct

from cdk import app
from cdk.choices import Place
from cdk.names import DR, DR_CONTROL, PRIMARY, PRIMARY_CONTROL, STACKS, side_of
from cdk.settings import load
from cdk.stacks import TourStack
from tests.cdk.safeties.page import PAGE, accepted, page
from tests.synthesised import Synthesised, synthesised

# seconds for each of a region: the other two hold nothing that these do not (tested below)
_LINTED = (
    ("demo", PRIMARY),
    ("production", DR),
    ("production", PRIMARY_CONTROL),
    ("production", DR_CONTROL),
)


def _lint(text: str, region: str) -> list[str]:
    return [
        f"{one.rule.id} {one.message}" for one in lint(text, config=ManualArgs(regions=[region]))
    ]


def test_no_finding_of_the_checks_at_synthesis_is_open(purpose: Synthesised) -> None:
    reports = purpose.report["pluginReports"]
    assert {one["pluginName"] for one in reports} >= {"AwsSolutions"}
    for one in reports:
        assert (one["conclusion"], one["violations"]) == ("success", []), one["pluginName"]


def test_every_finding_that_is_accepted_has_a_reason(purpose: Synthesised) -> None:
    found = accepted([purpose])
    assert found
    for one in found:
        assert len(one.reason.split()) >= 8, one.rule


class _Planted(TourStack):
    """A bucket without any of its safeties."""

    def __init__(self, scope: Construct, artifact: str, place: Place) -> None:
        super().__init__(scope, artifact, place, "a finding that nobody accepts")
        s3.Bucket(self, "Open")


def test_an_open_finding_ends_the_synthesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "ControlStack", _Planted)
    monkeypatch.setattr(app, "RegionalStack", _Planted)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.build(load("demo", {}), tmp_path)
    reports = json.loads((tmp_path / "validation-report.json").read_text())["pluginReports"]
    rules = {one["ruleName"] for report in reports for one in report["violations"]}
    assert {"AwsSolutions-S1", "AwsSolutions-S10"} <= rules


@pytest.mark.parametrize(("of", "stack"), _LINTED)
def test_cfn_lint_finds_nothing(of: str, stack: str) -> None:
    made = synthesised(of)
    region = made.settings.region(side_of(stack)).name
    assert _lint((made.folder / f"{stack}.template.json").read_text(), region) == []


def test_what_cfn_lint_is_not_shown_has_the_shape_of_what_it_is_shown() -> None:
    shown = {
        shape
        for purpose, stack in _LINTED
        for one in synthesised(purpose)[stack].resources.values()
        for shape in _shapes(one.type, one.body)
    }
    for purpose in ("demo", "production"):
        for stack in STACKS:
            for one in synthesised(purpose)[stack].resources.values():
                assert set(_shapes(one.type, one.body)) <= shown, f"{purpose} {stack} {one.id}"


def test_cfn_lint_would_find_what_is_wrong(demo: Synthesised) -> None:
    body = json.loads((demo.folder / f"{DR_CONTROL}.template.json").read_text())
    repository = next(
        one for one in body["Resources"].values() if one["Type"] == "AWS::ECR::Repository"
    )
    repository["Properties"]["ImageTagMutability"] = "SOMETIMES"
    repository["Properties"]["Nonsense"] = True
    found = " ".join(_lint(json.dumps(body), "us-west-2"))
    assert "SOMETIMES" in found
    assert "Nonsense" in found


def test_the_page_of_safeties_is_what_the_templates_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def _shapes(path: str, value: Any) -> Iterator[str]:
    """Every way from a resource's type to a value, without names of variables and numbers."""
    yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _shapes(f"{path}/{key}", one)
    elif isinstance(value, list):
        for one in value:
            yield from _shapes(f"{path}/-", one)
