"""Requests made from their descriptors, so that a new call or field is covered by itself."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

_LIMITS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
# every enumeration has more than one member, so 1 is one
_KNOWN, UNKNOWN = 1, 99
Path = tuple[str, ...]


def filled(kind: Descriptor, number: int = 1, text: str = "x", enum: int = _KNOWN) -> Message:
    """Every field has this number (or the nearest that it holds), this text, this enumerator;
    only the ``request_id`` is a proper one."""
    message: Message = GetMessageClass(kind)()
    _fill(message, number, text, enum)
    if "request_id" in kind.fields_by_name:
        setattr(message, "request_id", str(uuid4()))  # noqa: B010 - not every message has it
    return message


def _fill(message: Message, number: int, text: str, enum: int) -> None:
    chosen: set[str] = set()
    for field in message.DESCRIPTOR.fields:
        if field.containing_oneof is not None:
            # of alternatives the first
            if field.containing_oneof.name in chosen:
                continue
            chosen.add(field.containing_oneof.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            inner = getattr(message, field.name)
            if field.is_repeated:
                inner = inner.add()
            inner.SetInParent()
            _fill(inner, number, text, enum)
            continue
        value = _value(field, number, text, enum)
        if field.is_repeated:
            getattr(message, field.name).append(value)
        else:
            setattr(message, field.name, value)


def _value(field: Any, number: int, text: str, enum: int) -> object:
    if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM:
        return enum
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return text if field.type == FieldDescriptor.TYPE_STRING else text.encode()
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return True
    low, high = _LIMITS[field.cpp_type]
    return min(max(number, low), high)


def enumerations(kind: Descriptor, path: Path = ()) -> Iterator[Path]:
    """Where in a message enumerations stand."""
    for field in kind.fields:
        if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM:
            yield (*path, field.name)
        elif field.message_type is not None:
            yield from enumerations(field.message_type, (*path, field.name))


def put(message: Message, path: Path, value: int) -> None:
    """Set the enumeration that stands there."""
    *outer, last = path
    for name in outer:
        inner = getattr(message, name)
        message = inner[0] if message.DESCRIPTOR.fields_by_name[name].is_repeated else inner
    if message.DESCRIPTOR.fields_by_name[last].is_repeated:
        getattr(message, last)[:] = [value]
    else:
        setattr(message, last, value)
