"""Forms as they arrive: strict text in, typed values out, one sentence per field that is wrong.

Guarantees that no form is read which is longer than the limits or holds what no text may, and
that a number is what people write as one: plain figures 0 to 9.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from io import BytesIO
from typing import TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from python_multipart import multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from shared.errors import InvalidInput, TooLarge
from shared.terms import Violation

E = TypeVar("E", bound=IntEnum)

MOST_FIELDS = 1000
MOST_PARTS = 20
RULE = "9"
_FORM_TYPE = "application/x-www-form-urlencoded"
_UPLOAD_TYPE = "multipart/form-data"
_FOREIGN = "This is not a form of this site. Nothing was saved."
_ILLEGIBLE = "The form holds text that nobody can read. Nothing was saved."
_FIGURES = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_form(content_type: str, body: bytes) -> Mapping[str, str]:
    """The fields of a form by name, as typed. TooLarge or InvalidInput where it is none of ours."""
    if not body:
        return {}
    if _kind(content_type) != _FORM_TYPE:
        raise InvalidInput(_FOREIGN)
    if body.count(b"&") >= MOST_FIELDS:
        raise TooLarge(f"The form has more than {MOST_FIELDS} fields. Nothing was saved.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        raise InvalidInput(_ILLEGIBLE) from None
    return _fields(pairs)


def parse_upload(content_type: str, body: bytes) -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    """The fields and the chosen files of a form that takes files; without one it may come as any
    other. TooLarge or InvalidInput where it is none of ours."""
    if _kind(content_type) != _UPLOAD_TYPE:
        return parse_form(content_type, body), {}
    parts: list[Field] = []
    files: list[File] = []
    try:
        multipart.parse_form(
            {"Content-Type": content_type.encode()}, BytesIO(body), parts.append, files.append
        )
    except (FormParserError, ValueError):
        raise InvalidInput(_FOREIGN) from None
    if len(parts) + len(files) > MOST_PARTS:
        raise TooLarge(f"The form has more than {MOST_PARTS} fields. Nothing was saved.")
    try:
        fields = _fields([(_text(each.field_name), _text(each.value)) for each in parts])
        # a browser sends a part without a name for a field in which no file is chosen
        named = _fields(
            [(_text(each.field_name), _text(each.file_name)) for each in files if each.file_name]
        )
    except UnicodeDecodeError:
        raise InvalidInput(_ILLEGIBLE) from None
    chosen = [each for each in files if each.file_name]
    return fields, {name: _content(each) for name, each in zip(named, chosen, strict=True)}


def _content(file: File) -> bytes:
    file.file_object.seek(0)
    return file.file_object.read()


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _text(value: bytes | None) -> str:
    return (value or b"").decode()


def _fields(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    fields = dict(pairs)
    wrong = [
        Violation(name, RULE, "There is a NUL character in it, which no text may hold.")
        for name, value in pairs
        if "\0" in name + value
    ]
    if len(fields) != len(pairs):
        wrong.append(Violation("", RULE, "A field of the form was sent twice."))
    if wrong:
        raise InvalidInput.of(wrong)
    return fields


@dataclass(slots=True)
class Reader:
    """Reads the fields of one form and collects everything that is wrong with them.

    A method answers the value, or an empty one with a violation noted; ``finish`` raises them all.
    """

    form: Mapping[str, str]
    violations: list[Violation] = field(default_factory=list)

    def typed(self, name: str) -> str:
        """The text as typed, empty where the field is missing."""
        return self.form.get(name, "")

    def row(self, name: str, label: str) -> int:
        """The key of a row, from 1; ``label`` begins the sentence."""
        text = self.typed(name).strip()
        if not text:
            return self.refuse(name, f"{label} is missing.")
        if not _FIGURES.fullmatch(text) or int(text) == 0:
            return self.refuse(name, f"{label}: “{shortened(text)}” is none to choose from.")
        return int(text)

    def optional_row(self, name: str, label: str) -> int:
        """The key of a row, 0 where none is chosen."""
        return 0 if self.typed(name).strip() in {"", "0"} else self.row(name, label)

    def chosen(self, name: str) -> int:
        """The key of a row as far as it is one, 0 otherwise; nothing is noted."""
        text = self.typed(name).strip()
        return int(text) if _FIGURES.fullmatch(text) else 0

    def number(self, name: str, label: str, most: int) -> int:
        """A whole number from 0 to ``most``."""
        text = self.typed(name).strip()
        if not text:
            return self.refuse(name, f"{label} is missing.")
        if not _FIGURES.fullmatch(text) or int(text) > most:
            return self.refuse(
                name, f"{label}: “{shortened(text)}” is not a whole number from 0 to {most}."
            )
        return int(text)

    def version(self, name: str = "expected_version") -> int:
        """The version of the row that the page showed."""
        return self.number(name, "The version that you saw", 10**18 - 1)

    def term(self, name: str, label: str, kind: type[E]) -> E | None:
        """One of the terms, by its number."""
        text = self.typed(name).strip()
        if not text:
            self.refuse(name, f"{label} is missing.")
        elif text in {str(member.value) for member in kind}:
            return kind(int(text))
        else:
            self.refuse(name, f"{label}: “{shortened(text)}” is none to choose from.")
        return None

    def optional_term(self, name: str, label: str, kind: type[E]) -> E | None:
        """One of the terms, None where none is chosen."""
        return self.term(name, label, kind) if self.typed(name).strip() else None

    def day(self, name: str, label: str) -> date | None:
        """A day as browsers send it, 2026-02-16."""
        text = self.typed(name).strip()
        if not text:
            self.refuse(name, f"{label} is missing.")
            return None
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.refuse(
            name, f"{label}: “{shortened(text)}” is no day of the calendar; write 2026-02-16."
        )
        return None

    def optional_day(self, name: str, label: str) -> date | None:
        return self.day(name, label) if self.typed(name).strip() else None

    def request_id(self) -> str:
        """The hidden id of this rendering of the form."""
        try:
            return str(UUID(self.typed("request_id")))
        except ValueError:
            message = "The form is incomplete. Open the page again and send it from there."
            self.refuse("request_id", message)
            return ""

    def finish(self) -> None:
        """InvalidInput with every violation, if there is one."""
        if self.violations:
            raise InvalidInput.of(self.violations)

    def refuse(self, name: str, message: str) -> int:
        """Note what is wrong with a field; answers 0, the empty value of a number."""
        self.violations.append(Violation(name, RULE, message))
        return 0


def shortened(text: str, most: int = 20) -> str:
    """As much of a text as a sentence needs to say which it is."""
    return text if len(text) <= most else f"{text[:most]}…"
