"""The deployment's templates, synthesised once for all tests of all workers, and how to read them.

Kept in build/cdk under the digest of what they come from: a test run after a change of cdk/ makes
them anew, another one reads files.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from cdk.names import STACKS
from cdk.settings import Settings, load

_ROOT: Final = Path(__file__).resolve().parents[1]
_KEPT: Final = _ROOT / "build" / "cdk"
# the settings of the tests: nothing of the environment of whoever runs them
_NO_ENVIRONMENT: Final[Mapping[str, str]] = {}
_NEEDS_NODE: Final = "The AWS CDK runs on Node 20: install it (https://nodejs.org) and try again."


@dataclass(frozen=True)
class Resource:
    """One resource of a template. ``properties`` may hold intrinsic functions anywhere."""

    id: str
    type: str
    body: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("Properties", {})
        return found


@dataclass(frozen=True)
class Template:
    """A stack's template; ``stack`` is its artifact id (cdk.names)."""

    stack: str
    body: Mapping[str, Any]

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        return {
            name: Resource(name, body["Type"], body)
            for name, body in self.body["Resources"].items()
        }

    def of_type(self, kind: str) -> list[Resource]:
        """All of a type, as "AWS::ECS::Service"."""
        return [one for one in self.resources.values() if one.type == kind]

    def one(self, kind: str, **wanted: object) -> Resource:
        """The only one of a type whose properties are as wanted."""
        found = [
            one
            for one in self.of_type(kind)
            if all(one.properties.get(name) == value for name, value in wanted.items())
        ]
        assert len(found) == 1, f"{len(found)} {kind} with {wanted} in {self.stack}"
        return found[0]

    @property
    def outputs(self) -> Mapping[str, Any]:
        return {name: one["Value"] for name, one in self.body.get("Outputs", {}).items()}

    @property
    def parameters(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("Parameters", {})
        return found

    def target(self, reference: object) -> Resource:
        """The resource that a Ref or a GetAtt leads to."""
        assert isinstance(reference, Mapping), reference
        name = reference["Ref"] if "Ref" in reference else reference["Fn::GetAtt"][0]
        return self.resources[name]

    def copy(self) -> "Template":
        """One that may be spoilt."""
        return Template(self.stack, deepcopy(self.body))


@dataclass(frozen=True)
class Synthesised:
    """A purpose: its settings, and the templates by artifact id, in ``folder``."""

    settings: Settings
    folder: Path

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        return {
            stack: Template(stack, json.loads((self.folder / f"{stack}.template.json").read_text()))
            for stack in STACKS
        }

    def __getitem__(self, stack: str) -> Template:
        return self.templates[stack]

    @cached_property
    def report(self) -> Mapping[str, Any]:
        """What cdk-nag and the CDK's own checks found."""
        found: Mapping[str, Any] = json.loads((self.folder / "validation-report.json").read_text())
        return found


@cache
def synthesised(purpose: str) -> Synthesised:
    """The templates of a purpose. The first who asks makes them, seconds long."""
    settings = load(purpose, _NO_ENVIRONMENT)
    folder = _KEPT / _digest() / purpose
    if not folder.exists():
        _make(settings, folder)
    return Synthesised(settings, folder)


def _make(settings: Settings, folder: Path) -> None:
    from cdk.app import build

    if shutil.which("node") is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_NEEDS_NODE)
        pytest.skip(_NEEDS_NODE)
    for old in _KEPT.glob("*"):
        if old != folder.parent:
            shutil.rmtree(old, ignore_errors=True)
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    build(settings, draft)
    try:
        draft.rename(folder)
    except OSError:
        # another worker was quicker
        shutil.rmtree(draft)


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(f"{file.relative_to(_ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from sorted((_ROOT / "cdk").glob("*.py"))
    yield from sorted((_ROOT / "cdk").glob("purposes/*.toml"))
    yield _ROOT / "cdk" / "cdk.json"
    yield _ROOT / "shared" / "names.py"
    yield _ROOT / "requirements" / "aws.txt"
