"""`tour cost` as a person types it, and the document."""

import subprocess
import sys
from pathlib import Path

import pytest

from cdk.settings import purposes
from tests.command_line import type_tour
from tests.unit.aws.deployments import deployment, resource, service, write
from tools.aws.cost.assumptions import of_purpose, sentences
from tools.aws.cost.page import page
from tools.aws.cost.prices import price_list
from tools.aws.cost.quote import quote
from tools.aws.cost.unpriced import UNPRICED
from tools.problems import Failed


def test_the_table_shows_each_line_and_what_would_be_cheaper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    write(tmp_path, deployment(tasks=1, Primary=service("draws")))
    answer = type_tour(monkeypatch, capsys, "cost", "demo", "--templates", tmp_path)
    assert answer.code in (0, None)
    assert "demo, which begins with DR off: list price in USD" in answer.out
    assert "draws: 1 × 0.25 vCPU, 0.5 GB" in answer.out
    assert "0.59" in answer.out
    assert "Images for ARM" in answer.out
    assert f"{len(price_list())} prices of 2026-" in answer.out


def test_without_templates_the_command_says_what_to_run_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = type_tour(monkeypatch, capsys, "cost", "production", "--templates", tmp_path / "none")
    assert answer.code == 2
    assert answer.err == (
        f"tour: There are no templates in {tmp_path / 'none'}: "
        "run `make synth PURPOSE=production` first.\n"
    )


def test_the_cost_is_told_without_the_cdk_and_without_aws(tmp_path: Path) -> None:
    write(tmp_path, deployment(Primary=service("draws")))
    code = (
        "import sys; from tools.aws.cost.command import command;"
        "from pathlib import Path; command(None, Path(sys.argv[1])); print(*sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    loaded = set(answer.stdout.split())
    assert "tools.aws.cost.bill" in loaded
    assert loaded.isdisjoint({"aws_cdk", "boto3", "jsii", "botocore"})


def test_something_is_assumed_of_every_purpose_and_every_figure_has_its_sentence() -> None:
    for purpose in purposes():
        of_purpose(purpose)
    assert all(len(sentence.split()) > 3 for sentence in sentences().values())
    with pytest.raises(Failed, match="Nothing is assumed of the traffic of test"):
        of_purpose("test")


def test_the_document_holds_totals_lines_assumptions_prices_and_what_is_free() -> None:
    told = page([quote(deployment(tasks=2, Primary=service("draws")))])
    assert "| draws: 2 × 0.25 vCPU, 0.5 GB | us-east-1 | 1.18 | 1.18 | 18.02 | 18.02 |" in told
    assert "| Images for ARM | " in told
    for sentence in sentences().values():
        assert f"| {sentence} |" in told
    for price in price_list().values():
        assert f"| {price.item} | " in told
        assert f"<{price.source}>" in told
    for kind, reason in UNPRICED.items():
        assert f"| {kind} | {reason} |" in told


def test_an_amount_that_rounds_to_nothing_is_not_shown_as_nothing() -> None:
    told = page([quote(deployment(Primary={"Topic": resource("AWS::SNS::Topic")}))])
    assert "| Alarms by e-mail | everywhere | < 0.01 | < 0.01 | 0.01 | 0.01 |" in told
