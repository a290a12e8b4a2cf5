"""`tour drill --aws` as a person types it, without an account; and what its login is allowed."""

import json
import re
import sys
from pathlib import Path

import pytest
from botocore import xform_name

from tests.command_line import type_tour
from tools.aws import command
from tools.problems import Problem

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["preflight", "promote", "evidence", "rebuild", "discard", "teardown"]
# the runbook's own modules: who else in the folder asks AWS does so for another command
_ASK = ("database", "login", "preflight", "region", "removal", "takeover", "wayback")
_CALL = re.compile(
    r"(?:clients\.(\w+)|ways\.names|identity)\s*\.(?:get_paginator\(\"(\w+)\"|(\w+)\()"
)
_IAM = {"secrets": "secretsmanager", "elbv2": "elasticloadbalancing", "identity": "sts"}
_ALONG = {"iam:PassRole", "kms:CreateGrant", "kms:DescribeKey", "rds:AddTagsToResource"}


@pytest.mark.parametrize(
    ("first", "last", "only", "meant"),
    [
        ("", "", [], ["preflight", "promote", "evidence"]),
        ("promote", "", [], ["promote", "evidence"]),
        ("", "promote", [], ["preflight", "promote"]),
        ("rebuild", "", [], ["rebuild", "discard"]),
        ("", "discard", [], NAMES[:-1]),
        ("", "", ["evidence", "preflight"], ["preflight", "evidence"]),
        ("", "", ["teardown"], ["teardown"]),
    ],
)
def test_the_steps_that_are_meant_come_in_order_and_stop_before_the_pair_is_rebuilt(
    first: str, last: str, only: list[str], meant: list[str]
) -> None:
    assert command.chosen(NAMES, first, last, only) == meant


@pytest.mark.parametrize(
    ("first", "last", "only", "sentence"),
    [
        ("promoted", "", [], "There is no step promoted. The steps are: preflight, promote"),
        ("promote", "", ["evidence"], "Give --only, or --from and --until."),
        ("evidence", "promote", [], "The step promote comes before evidence."),
        ("", "teardown", [], "The step teardown is asked for alone: --only teardown."),
        ("teardown", "", [], "The step teardown is asked for alone: --only teardown."),
    ],
)
def test_steps_that_cannot_be_meant_are_told(
    first: str, last: str, only: list[str], sentence: str
) -> None:
    with pytest.raises(Problem, match=re.escape(sentence)):
        command.chosen(NAMES, first, last, only)


def test_without_boto3_a_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for module in [name for name in sys.modules if name.startswith("tools.aws")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "boto3", None)
    answer = type_tour(monkeypatch, capsys, "drill", tmp_path, "--aws", "demo")
    assert answer.code == 2
    assert answer.err == "tour: `tour drill --aws` needs boto3: run `make .venv/.aws` once.\n"


def test_a_purpose_that_there_is_not_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = type_tour(monkeypatch, capsys, "drill", tmp_path, "--aws", "test")
    assert answer.code == 2
    assert answer.err == "tour: There is no purpose 'test': choose demo or production.\n"


@pytest.mark.parametrize("words", [("--lost",), ("--from", "promote"), ("--only", "prove")])
def test_what_belongs_to_aws_is_refused_without_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    answer = type_tour(monkeypatch, capsys, "drill", tmp_path / "none", *words)
    assert answer.code == 2
    assert "belong to --aws PURPOSE" in answer.err
    assert not (tmp_path / "none").exists()


def test_the_drill_on_one_machine_imports_nothing_of_aws() -> None:
    source = (ROOT / "tools" / "drill" / "command.py").read_text()
    imports = re.findall(r"^(?:from|import) (\S+)", source, re.MULTILINE)
    assert not [name for name in imports if name.startswith(("boto", "tools.aws", "cdk"))]


def test_the_folder_of_a_drill_on_one_machine_is_not_used(tmp_path: Path) -> None:
    (tmp_path / ".tour-drill").touch()
    with pytest.raises(Problem, match="belongs to the drill on one machine"):
        command._record_in(tmp_path)


def test_an_official_is_taken_from_the_environment_alone() -> None:
    assert command.official_in({}) is None
    told = command.official_in({"TOUR_DRILL_OFFICIAL": "ref", "TOUR_DRILL_PASSWORD": "horse"})
    assert told is not None
    assert (told.name, told.password) == ("ref", "horse")


def test_the_login_is_allowed_what_the_runbook_asks_for_and_nothing_else() -> None:
    page = (ROOT / "docs" / "runbook-aws.md").read_text()
    policy = json.loads(page.partition("```json\n")[2].partition("```")[0])
    allowed = {action for statement in policy["Statement"] for action in statement["Action"]}
    assert allowed >= _ALONG
    asked = {_action(*call) for name in _ASK for call in _CALL.findall(_source(name))}
    assert {_in_python(action) for action in allowed - _ALONG} == asked


def test_every_step_stands_on_the_page_in_order() -> None:
    page = (ROOT / "docs" / "runbook-aws.md").read_text()
    rows = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert rows == _steps()


def _steps() -> list[str]:
    source = (ROOT / "tools" / "aws" / "runbook.py").read_text()
    return re.findall(r"Step\(\s*\"([a-z-]+)\"", source)


def _source(name: str) -> str:
    return (ROOT / "tools" / "aws" / f"{name}.py").read_text()


def _action(client: str, paginated: str, called: str) -> str:
    method = paginated or called
    if not client:
        client = "route53" if method == "list_resource_record_sets" else "identity"
    if method == "list_buckets":
        return "s3:list_all_my_buckets"
    return f"{_IAM.get(client, client)}:{method}"


def _in_python(action: str) -> str:
    service, _, name = action.partition(":")
    return f"{service}:{xform_name(name)}"
