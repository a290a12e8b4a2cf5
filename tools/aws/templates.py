"""The synthesised templates, as the tools that only read them see them.

Guarantees that nothing of AWS or of the CDK is needed: they are JSON files, and what cannot be
known before a deployment (an ARN, a generated name) stays the intrinsic function that it is.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

from cdk import names
from tools.problems import Problem

CDK_OUT: Final = Path("cdk/cdk.out")
Properties: TypeAlias = Mapping[str, Any]
_SSM_VALUE: Final = "AWS::SSM::Parameter::Value<"


class NoTemplates(Problem):
    """They have to be synthesised first."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a template; ``stack`` is the artifact id (cdk.names.STACKS)."""

    stack: str
    region: str
    id: str
    type: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Stack:
    """One template as it was written."""

    id: str
    region: str
    template: Mapping[str, Any]

    def resources(self) -> Iterator[Resource]:
        for key, body in self.template.get("Resources", {}).items():
            yield Resource(self.id, self.region, key, body["Type"], body.get("Properties", {}))


@dataclass(frozen=True)
class Deployment:
    """All templates of one purpose.

    ``settings`` stand in for SSM parameters by name: what an operator may have set since.
    """

    purpose: str
    stacks: tuple[Stack, ...]
    settings: tuple[tuple[str, str], ...] = ()

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        return tuple(one for stack in self.stacks for one in stack.resources())

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        return tuple(one for one in self.resources if one.type in types)

    def stack(self, id: str) -> Stack:  # noqa: A002  (AWS's word)
        return next(one for one in self.stacks if one.id == id)

    def setting(self, name: str, value: str) -> "Deployment":
        """The same with an SSM parameter set."""
        return replace(self, settings=(*self.settings, (name, value)))

    def referred(self, at: Resource, value: object) -> Resource | None:
        """The resource of the same template that ``value`` refers to, by Ref or Fn::GetAtt."""
        key = logical_id(value)
        return next((one for one in self.resources if (one.stack, one.id) == (at.stack, key)), None)

    def value(self, at: Resource, value: object) -> object:
        """What a value of a template comes to, as far as templates can say: a choice by a
        condition, and a parameter's default or the value of the SSM parameter that it names.
        Anything else is returned as it is."""
        template = self.stack(at.stack).template
        match value:
            case {"Fn::If": [condition, if_so, if_not]}:
                holds = self.value(at, template["Conditions"][condition])
                return self.value(at, if_so if holds else if_not)
            case {"Fn::Equals": [one, other]}:
                return self.value(at, one) == self.value(at, other)
            case {"Ref": key} if key in template.get("Parameters", {}):
                parameter = template["Parameters"][key]
                default = parameter["Default"]
                from_ssm = parameter["Type"].startswith(_SSM_VALUE)
                return self._ssm(at.region, default) if from_ssm else default
        return value

    def number_of_tasks(self, service: Resource) -> int:
        """The desired count of an ECS service."""
        return int(str(self.value(service, service.properties["DesiredCount"])))

    def running(self, stack: str) -> int:
        """How many ECS services of a stack run any task."""
        services = (one for one in self.of_type("AWS::ECS::Service") if one.stack == stack)
        return sum(1 for one in services if self.number_of_tasks(one))

    def _ssm(self, region: str, name: str) -> str:
        if (set_to := dict(self.settings).get(name)) is not None:
            return set_to
        for one in self.of_type("AWS::SSM::Parameter"):
            if one.region == region and one.properties.get("Name") == name:
                return str(one.properties["Value"])
        raise Problem(f"No template sets the SSM parameter {name}, which another one reads.")


def logical_id(value: object) -> str | None:
    """The resource (or parameter) that a Ref or Fn::GetAtt names."""
    match value:
        case {"Ref": str(key)}:
            return key
        case {"Fn::GetAtt": [str(key), *_]}:
            return key
    return None


def read(folder: Path = CDK_OUT, purpose: str | None = None) -> Deployment:
    """The templates of a folder that `make synth` wrote.

    Raises NoTemplates where there are none, or only those of another purpose than wanted.
    """
    wanted = purpose or "demo"
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoTemplates(
            f"There are no templates in {folder}: run `make synth PURPOSE={wanted}` first."
        ) from None
    stacks, found = [], set()
    for key, artifact in sorted(manifest["artifacts"].items()):
        if artifact["type"] != "aws:cloudformation:stack":
            continue
        file = folder / artifact["properties"]["templateFile"]
        region = artifact["environment"].rsplit("/", 1)[-1]
        stacks.append(Stack(key, region, json.loads(file.read_text(encoding="utf-8"))))
        found.add(_purpose(key, artifact["properties"]["stackName"]))
    if len(found) != 1 or purpose not in (None, *found):
        raise NoTemplates(
            f"The templates in {folder} are those of {' and '.join(sorted(found)) or 'nothing'}: "
            f"run `make synth PURPOSE={wanted}` first."
        )
    return Deployment(found.pop(), tuple(stacks))


def _purpose(artifact: str, stack_name: str) -> str:
    before, after = names.stack_name("|", artifact).split("|")
    return stack_name.removeprefix(before).removesuffix(after)
