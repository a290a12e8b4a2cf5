"""How a safety is taken away. Each changes one place of those that fit: a safety has to see it in
every one of them. All refuse to change nothing."""

from collections.abc import Mapping
from typing import Any

from tests.cdk.safeties.checks import Where, anyone, element, steps, walk
from tests.cdk.safeties.model import Copies, NotHere, Spoil
from tests.synthesised import Resource

_NOTHING = object()


def put(
    kind: str, path: str, value: object, *, where: Where = anyone, stack: str | None = None
) -> Spoil:
    """Another value there, or one made of the resource."""

    def spoil(copies: Copies) -> None:
        _, resource = copies.one(kind, where, stack)
        new = value(resource) if callable(value) else value
        holder, last = _holder(resource, path)
        if _get(holder, last) == new:
            raise NotHere(f"{kind} {path} is {new} already")
        _set(holder, last, new)

    return spoil


def drop(kind: str, path: str, *, where: Where = anyone, stack: str | None = None) -> Spoil:
    """What stands there goes."""

    def spoil(copies: Copies) -> None:
        holder, last = _holder(copies.one(kind, where, stack)[1], path)
        if _get(holder, last) is _NOTHING:
            raise NotHere(f"{kind} has no {path}")
        if isinstance(holder, list):
            holder.remove(element(holder, last))
        else:
            del holder[last]

    return spoil


def append(
    kind: str, path: str, value: object, *, where: Where = anyone, stack: str | None = None
) -> Spoil:
    """One more in the list there; the list is made where there is none."""

    def spoil(copies: Copies) -> None:
        holder, last = _holder(copies.one(kind, where, stack)[1], path)
        holder.setdefault(last, []).append(value)

    return spoil


def remove(kind: str, *, where: Where = anyone, stack: str | None = None) -> Spoil:
    """The resource goes."""

    def spoil(copies: Copies) -> None:
        template, resource = copies.one(kind, where, stack)
        del template.body["Resources"][resource.id]

    return spoil


def add(stack: str, kind: str, properties: Mapping[str, object]) -> Spoil:
    """One more resource."""

    def spoil(copies: Copies) -> None:
        copies.once()
        copies[stack].body["Resources"]["Intruder"] = {
            "Type": kind,
            "Properties": dict(properties),
        }

    return spoil


def _holder(resource: Resource, path: str) -> tuple[Any, str]:
    *way, last = steps(path)
    holder = walk(resource.body, way)
    if not isinstance(holder, dict | list):
        raise NotHere(f"{resource.id} has no {'/'.join(way)}")
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
