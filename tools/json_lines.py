"""JSON lines: one object per line of stdin, one answer per line of stdout, flushed at once.

Guarantees exactly one answer for every line, whatever bytes it is made of, and in order: a line
that is no JSON object gets a refusal that says so. Answers are plain ASCII, so that even half a
surrogate pair comes back as it was given. Ends quietly with the end of stdin, and where nobody
reads the answers any more.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isinf
from typing import BinaryIO, Final

from shared.terms import Violation

Given = Mapping[str, object]
"""The object of a line. Its numbers are finite and no name stands in an object twice."""

LONGEST_LINE: Final = 2**20
"""In bytes. Of a longer line nothing is kept in memory."""

_PIECE: Final = 2**16


class _Refused(ValueError):
    """The text says, in a sentence, why a line cannot be read."""


def answer_stdin(
    answer: Callable[[Given], object], refuse: Callable[[Sequence[Violation]], object]
) -> None:
    """Answer the lines of stdin on stdout until one of the two ends.

    ``answer`` takes the object of a line, ``refuse`` what is wrong with a line that has none; both
    make what is written as JSON.
    """
    try:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, refuse)
    except BrokenPipeError:
        # what is still in the buffer has no reader, and must not be written at the exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answer_lines(
    lines: BinaryIO,
    answers: BinaryIO,
    answer: Callable[[Given], object],
    refuse: Callable[[Sequence[Violation]], object],
) -> None:
    """As ``answer_stdin``, over any two streams. Raises what writing raises."""
    for line in _lines(lines):
        try:
            given = _read(line)
        except _Refused as error:
            answered = refuse([Violation("line", "9", str(error))])
        else:
            answered = answer(given)
        answers.write(_ENCODER.encode(answered).encode("ascii") + b"\n")
        answers.flush()


def errors_json(violations: Sequence[Violation]) -> list[dict[str, str]]:
    """Broken rules as an answer tells them: field, rule (section of rules.md), message."""
    return [
        {"field": each.field, "rule": each.rule, "message": each.message} for each in violations
    ]


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long only its beginning, longer than LONGEST_LINE."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(line) > LONGEST_LINE and rest and not rest.endswith(b"\n"):
            rest = stream.readline(_PIECE)
        yield line


def _read(line: bytes) -> Given:
    if len(line) > LONGEST_LINE:
        raise _Refused(f"This line is longer than {LONGEST_LINE:,} bytes.")
    try:
        given = _DECODER.decode(line.decode("utf-8"))
    except _Refused:
        raise
    except UnicodeDecodeError as error:
        raise _Refused(f"This line is not UTF-8 from byte {error.start + 1} on.") from error
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise _Refused(f"This line is not JSON: {what} at character {error.pos + 1}.") from error
    except RecursionError as error:
        raise _Refused("The brackets of this line are nested too deeply.") from error
    except ValueError as error:
        raise _Refused("A number in this line has too many figures.") from error
    if not isinstance(given, dict):
        raise _Refused("A line must be a JSON object: { … }.")
    return given


def _constant(name: str) -> object:
    raise _Refused(f"{name} is not a number of JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise _Refused("A number in this line is too great.")
    return number


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("A name stands twice in one object of this line.")
    return found


_DECODER: Final = json.JSONDecoder(
    parse_constant=_constant, parse_float=_finite, object_pairs_hook=_once_each
)
_ENCODER: Final = json.JSONEncoder(check_circular=False, allow_nan=False)
