"""Reading templates: which there are, and what stands behind a parameter."""

from dataclasses import replace
from pathlib import Path

import pytest

from cdk import names
from tests.unit.aws.deployments import EAST, WEST, deployment, resource, service, write
from tools.aws.templates import NoTemplates, logical_id, read
from tools.problems import Problem


def test_every_stack_is_read_with_its_region(tmp_path: Path) -> None:
    written = deployment(Primary=service("draws"), Dr=service("draws"))
    write(tmp_path, written)
    found = read(tmp_path)
    assert found.purpose == "demo"
    assert {stack.id: stack.region for stack in found.stacks} == {
        "DrControl": WEST,
        "PrimaryControl": EAST,
        "Primary": EAST,
        "Dr": WEST,
    }
    assert {(one.stack, one.id) for one in found.of_type("AWS::ECS::Service")} == {
        ("Primary", "drawsService"),
        ("Dr", "drawsService"),
    }


def test_without_templates_one_sentence_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(
        NoTemplates, match=r"There are no templates in .*: run `make synth PURPOSE=p"
    ):
        read(tmp_path / "none", "production")


def test_templates_of_another_purpose_are_not_taken_for_the_wanted_ones(tmp_path: Path) -> None:
    write(tmp_path, deployment("demo"))
    assert read(tmp_path, "demo").purpose == "demo"
    with pytest.raises(
        NoTemplates, match=r"are those of demo: run `make synth PURPOSE=production`"
    ):
        read(tmp_path, "production")


def test_a_reference_leads_to_the_resource_of_the_same_template() -> None:
    there = deployment(Primary=service("draws"), Dr=service("draws"))
    in_dr = next(one for one in there.of_type("AWS::ECS::Service") if one.stack == "Dr")
    assert logical_id({"Fn::GetAtt": ["drawsTask", "Arn"]}) == "drawsTask"
    task = there.referred(in_dr, {"Ref": "drawsTask"})
    assert task is not None
    assert (task.stack, task.id) == ("Dr", "drawsTask")
    assert there.referred(in_dr, "a text") is None


def test_a_parameter_is_what_its_ssm_parameter_says_until_an_operator_sets_it() -> None:
    there = deployment(dr_tasks=0, Dr=service("draws"))
    (draws,) = there.of_type("AWS::ECS::Service")
    count = draws.properties["DesiredCount"]
    assert there.value(draws, count) == "0"
    parameter = names.desired_count_parameter("demo", names.Side.DR)
    assert there.setting(parameter, "3").value(draws, count) == "3"
    assert there.value(draws, "literal") == "literal"


def test_a_choice_by_a_condition_follows_the_parameter() -> None:
    there = deployment(dr_tasks=0, Dr=service("nats"))
    conditions = {"IsOff": {"Fn::Equals": [{"Ref": "DesiredCount"}, "0"]}}
    stacks = [
        replace(stack, template={**stack.template, "Conditions": conditions})
        for stack in there.stacks
    ]
    there = replace(there, stacks=tuple(stacks))
    (nats,) = there.of_type("AWS::ECS::Service")
    parameter = names.desired_count_parameter("demo", names.Side.DR)
    choice = {"Fn::If": ["IsOff", 0, 1]}
    assert there.value(nats, choice) == 0
    assert there.setting(parameter, "2").value(nats, choice) == 1


def test_an_ssm_parameter_that_no_template_sets_is_named() -> None:
    there = deployment(Dr={"Alarm": resource("AWS::CloudWatch::Alarm")})
    stack = there.stack("Dr")
    stack.template["Parameters"]["DesiredCount"]["Default"] = "/elsewhere"
    (alarm,) = there.of_type("AWS::CloudWatch::Alarm")
    with pytest.raises(Problem, match="/elsewhere"):
        there.value(alarm, {"Ref": "DesiredCount"})
