"""A safety, what it looks at, and what takes it away."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cdk.names import DR, PRIMARY
from cdk.settings import Settings
from tests.synthesised import Resource, Synthesised, Template

REGIONS: Final = (PRIMARY, DR)


@dataclass(frozen=True)
class Deployment:
    """A purpose's templates by artifact id, with the settings that they come from."""

    settings: Settings
    templates: Mapping[str, Template]

    @classmethod
    def of(cls, made: Synthesised) -> "Deployment":
        return cls(made.settings, made.templates)

    def __getitem__(self, stack: str) -> Template:
        return self.templates[stack]

    def each(self, kind: str, *stacks: str) -> Iterator[tuple[Template, Resource]]:
        """All resources of a type, in these stacks or in all, each with its template."""
        for stack in stacks or tuple(self.templates):
            for resource in self.templates[stack].of_type(kind):
                yield self.templates[stack], resource

    def spoilt(self, spoil: "Spoil") -> "Deployment":
        """A copy in which ``spoil`` has been at work; this one stays as it is."""
        copies = _Copies(self._texts)
        spoil(copies)
        return Deployment(self.settings, {**self.templates, **copies.anew()})

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {name: json.dumps(template.body) for name, template in self.templates.items()}


class _Copies(Mapping[str, Template]):
    """Templates that are copied when somebody asks for them: most changes concern one."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, Template] = {}

    def __getitem__(self, stack: str) -> Template:
        if stack not in self._made:
            self._made[stack] = Template(stack, json.loads(self._texts[stack]))
        return self._made[stack]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def anew(self) -> dict[str, Template]:
        """Those that were asked for, without what they remember of how they were."""
        return {stack: Template(stack, one.body) for stack, one in self._made.items()}


# changes the templates that it is given
Spoil = Callable[[Mapping[str, Template]], None]
# a sentence for each place where the safety is missing: none where it holds
Check = Callable[[Deployment], Iterator[str]]


def always(_: Settings) -> bool:
    return True


@dataclass(frozen=True)
class Safety:
    """``protects`` says from what in a sentence, ``owed`` where it is asked for, ``taken_away`` by
    what: each change alone must break it. Only purposes that ``wanted`` names have it."""

    name: str
    protects: str
    owed: str
    check: Check
    taken_away: Mapping[str, Spoil]
    wanted: Callable[[Settings], bool] = always

    def breaches(self, deployment: Deployment) -> list[str]:
        """What is wrong with a deployment that wants it; nothing with one that does not."""
        return list(self.check(deployment)) if self.wanted(deployment.settings) else []


# --- where safeties are owed ----------------------------------------------------------------------
SHAPE: Final = "aws.md, Shape"
FAILOVER: Final = "aws.md, Failover without the failed region"
WARM: Final = "aws.md, Warm or pilot light"
TRANSPORT: Final = "aws.md, NATS is transport"
PRIVILEGE: Final = "aws.md, Least privilege"
WATCHED: Final = "aws.md, Watched"
MIGRATIONS: Final = "aws.md, Migrations and data"
ISSUE: Final = "issue 6, Build 2"
