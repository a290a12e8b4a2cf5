"""How a safety is taken away. Each changes one place, the first that fits: a safety has to see it
there too. All refuse to change nothing."""

from collections.abc import Mapping
from typing import Any

from tests.cdk.safeties.checks import Where, anyone, element, steps, walk
from tests.cdk.safeties.model import Spoil
from tests.synthesised import Resource, Template

_NOTHING = object()


def put(
    kind: str, path: str, value: object, *, where: Where = anyone, stack: str | None = None
) -> Spoil:
    """Another value there, or one made of the resource."""

    def spoil(templates: Mapping[str, Template]) -> None:
        resource = _first(templates, kind, where, stack)
        new = value(resource) if callable(value) else value
        holder, last = _holder(resource, path)
        assert _get(holder, last) != new, f"{kind} {path} is {new} already"
        _set(holder, last, new)

    return spoil


def drop(kind: str, path: str, *, where: Where = anyone, stack: str | None = None) -> Spoil:
    """What stands there goes."""

    def spoil(templates: Mapping[str, Template]) -> None:
        holder, last = _holder(_first(templates, kind, where, stack), path)
        assert _get(holder, last) is not _NOTHING, f"{kind} has no {path}"
        if isinstance(holder, list):
            holder.remove(element(holder, last))
        else:
            del holder[last]

    return spoil


def append(
    kind: str, path: str, value: object, *, where: Where = anyone, stack: str | None = None
) -> Spoil:
    """One more in the list there; the list is made where there is none."""

    def spoil(templates: Mapping[str, Template]) -> None:
        holder, last = _holder(_first(templates, kind, where, stack), path)
        holder.setdefault(last, []).append(value)

    return spoil


def remove(kind: str, *, where: Where = anyone, stack: str | None = None) -> Spoil:
    """The resource goes."""

    def spoil(templates: Mapping[str, Template]) -> None:
        found = _first(templates, kind, where, stack)
        resources = next(
            template.body["Resources"]
            for template in templates.values()
            if template.body["Resources"].get(found.id) is found.body
        )
        del resources[found.id]

    return spoil


def add(stack: str, kind: str, properties: Mapping[str, object]) -> Spoil:
    """One more resource."""

    def spoil(templates: Mapping[str, Template]) -> None:
        templates[stack].body["Resources"]["Intruder"] = {
            "Type": kind,
            "Properties": dict(properties),
        }

    return spoil


def _first(
    templates: Mapping[str, Template], kind: str, where: Where, stack: str | None
) -> Resource:
    for one in [stack] if stack else templates:
        for resource in templates[one].of_type(kind):
            if where(resource):
                return resource
    raise AssertionError(f"no {kind} to spoil")


def _holder(resource: Resource, path: str) -> tuple[Any, str]:
    *way, last = steps(path)
    holder = walk(resource.body, way)
    assert isinstance(holder, dict | list), f"{resource.id} has no {'/'.join(way)}"
    return holder, last


def _get(holder: Any, last: str) -> object:
    if isinstance(holder, list):
        return element(holder, last)
    return holder.get(last, _NOTHING)


def _set(holder: Any, last: str, value: object) -> None:
    if isinstance(holder, list):
        holder[holder.index(element(holder, last))] = value
    else:
        holder[last] = value
