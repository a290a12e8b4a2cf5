"""A safety, what it looks at, and what takes it away."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
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

    def spoilt(self, spoil: "Spoil", place: int = 0) -> "Deployment":
        """A copy in which ``spoil`` has been at work, in one of the places that fit; this one
        stays as it is. NoSuchPlace beyond the last, NotHere where there is nothing to spoil."""
        copies = Copies(self._texts, place)
        spoil(copies)
        return Deployment(self.settings, {**self.templates, **copies.anew()})

    def spoilt_everywhere(self, spoil: "Spoil") -> Iterator["Deployment"]:
        """One copy for each place that fits."""
        for place in count():
            try:
                yield self.spoilt(spoil, place)
            except NotHere:
                continue
            except NoSuchPlace:
                return

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {name: json.dumps(template.body) for name, template in self.templates.items()}


class NoSuchPlace(LookupError):
    """There are fewer places that fit."""


class NotHere(LookupError):
    """The place fits, but what would be spoilt does not stand there."""


class Copies(Mapping[str, Template]):
    """Templates that are copied when somebody asks for them: most changes concern one.
    ``place`` says which of the resources that fit is meant."""

    def __init__(self, texts: Mapping[str, str], place: int) -> None:
        self._texts, self._place = texts, place
        self._made: dict[str, Template] = {}

    def __getitem__(self, stack: str) -> Template:
        if stack not in self._made:
            self._made[stack] = Template(stack, json.loads(self._texts[stack]))
        return self._made[stack]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def one(
        self, kind: str, where: Callable[[Resource], bool], stack: str | None
    ) -> tuple[Template, Resource]:
        """The resource of a type that is meant, among those that fit."""
        fitting = (
            (self[name], resource)
            for name in ([stack] if stack else self)
            for resource in self[name].of_type(kind)
            if where(resource)
        )
        found = next(islice(fitting, self._place, None), None)
        if found is None:
            raise NoSuchPlace(kind)
        return found

    def once(self) -> None:
        """For a change that has one place only."""
        if self._place:
            raise NoSuchPlace

    def anew(self) -> dict[str, Template]:
        """Those that were asked for, without what they remember of how they were."""
        return {stack: Template(stack, one.body) for stack, one in self._made.items()}


# changes the templates that it is given
Spoil = Callable[[Copies], None]
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
