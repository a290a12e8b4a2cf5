"""A small deployment by hand, with one of each thing that costs something, for tests that need no
synthesis."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdk import names
from tools.aws.templates import Deployment, Stack

EAST, WEST = "us-east-1", "us-west-2"
_REGIONS = {
    names.PRIMARY_CONTROL: EAST,
    names.DR_CONTROL: WEST,
    names.PRIMARY: EAST,
    names.DR: WEST,
}
Resources = Mapping[str, Mapping[str, Any]]


def resource(type: str, **properties: object) -> Mapping[str, Any]:  # noqa: A002
    return {"Type": type, "Properties": properties}


def deployment(
    purpose: str = "demo", *, tasks: int = 1, dr_tasks: int = 0, **stacks: Resources
) -> Deployment:
    """The stacks given by artifact id; the controls hold the desired counts besides."""
    counts = {names.Side.PRIMARY: tasks, names.Side.DR: dr_tasks}
    made = []
    for artifact in names.STACKS:
        side = names.side_of(artifact)
        parameter = names.desired_count_parameter(purpose, side)
        template: dict[str, Any] = {"Resources": dict(stacks.get(artifact, {}))}
        if artifact == names.CONTROL_STACK[side]:
            template["Resources"]["Count"] = resource(
                "AWS::SSM::Parameter", Name=parameter, Value=str(counts[side])
            )
        else:
            template["Parameters"] = {
                "DesiredCount": {
                    "Type": "AWS::SSM::Parameter::Value<String>",
                    "Default": parameter,
                }
            }
        made.append(Stack(artifact, _REGIONS[artifact], template))
    return Deployment(purpose, tuple(made))


def service(name: str, cpu: int = 256, memory: int = 512, **task: object) -> Resources:
    """A service of that name with its task, as many as the desired count says."""
    return {
        f"{name}Task": resource(
            "AWS::ECS::TaskDefinition",
            Cpu=str(cpu),
            Memory=str(memory),
            Family=f"masters-tour-demo-{name}",
            **task,
        ),
        f"{name}Service": resource(
            "AWS::ECS::Service",
            ServiceName=name,
            DesiredCount={"Ref": "DesiredCount"},
            TaskDefinition={"Ref": f"{name}Task"},
        ),
    }


def write(folder: Path, deployed: Deployment) -> None:
    """As `make synth` writes it: templates and a manifest."""
    artifacts: dict[str, Any] = {"Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}
    for stack in deployed.stacks:
        file = f"{stack.id}.template.json"
        (folder / file).write_text(json.dumps(stack.template), encoding="utf-8")
        artifacts[stack.id] = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://111122223333/{stack.region}",
            "properties": {
                "templateFile": file,
                "stackName": names.stack_name(deployed.purpose, stack.id),
            },
        }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}), encoding="utf-8")
