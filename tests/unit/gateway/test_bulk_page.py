"""What the page of a list says about it, and the files that its forms bring."""

from dataclasses import replace

import pytest

from services.gateway.forms import MOST_PARTS, parse_upload
from services.gateway.views.bulk import PLAYER_WORDS, Answer, AnsweredLine, ListPage, list_page
from services.gateway.views.forms import Guard
from shared.errors import InvalidInput, TooLarge
from shared.terms import Violation

FIRST = list_page(PLAYER_WORDS, Guard("token", "id"), "/admin/players/list")


def answered(**numbers: int) -> ListPage:
    """So many lines with each answer."""
    answers = [Answer[name.upper()] for name, count in numbers.items() for _ in range(count)]
    lines = tuple(AnsweredLine(number, each, "who") for number, each in enumerate(answers, 1))
    return replace(FIRST, answers=lines)


def test_a_checked_list_says_how_many_lines_have_which_answer() -> None:
    page = answered(good=23, known=2, repeated=1, refused=1)
    assert page.summary == (
        "27 lines: 23 will be registered, 2 known already, 1 repeated and 1 refused."
    )
    assert page.button == "Register these 23 players"
    assert page.good_heading == "Will be registered: 23 players"
    assert page.others_heading == "Will not be registered: 4 lines"
    assert [each.number for each in page.others] == [24, 25, 26, 27]


def test_a_stored_list_says_what_is_stored() -> None:
    page = replace(answered(good=2000, refused=1), is_stored=True)
    assert page.summary == "2,001 lines: 2,000 registered and 1 refused."
    assert page.good_heading == "Registered: 2,000 players"
    assert page.others_heading == "Not registered: 1 line"


def test_one_is_one() -> None:
    page = answered(good=1)
    assert page.summary == "1 line: 1 will be registered."
    assert (page.button, page.people) == ("Register this player", "1 player")


def test_the_list_is_first_the_list_then_to_be_mended_or_another() -> None:
    assert FIRST.list_heading == "The list"
    page = answered(refused=1)
    assert page.again("a;b").list_heading == "Mend the list and check it again"
    assert page.again("").list_heading == "Another list"


def test_a_fault_of_the_whole_stands_at_its_field_and_what_was_typed_stays() -> None:
    faults = [Violation("lines", "9", "Empty."), Violation("file", "9", "Broken.")]
    page = FIRST.again("typed", faults)
    assert (page.lines_field.value, page.lines_field.error) == ("typed", "Empty.")
    assert page.file_field.error == "Broken."
    assert page.again("typed").errors == ()
    assert page.again("typed").lines_field.error == ""


# --- files of forms --------------------------------------------------------------------------

KIND = "multipart/form-data; boundary=x"


def part(name: bytes, content: bytes, file: bytes | None = None) -> bytes:
    called = b"" if file is None else b'; filename="' + file + b'"'
    head = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + called
    return head + b"\r\n\r\n" + content + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--x--\r\n"


def test_fields_and_chosen_files_arrive_as_they_were_sent() -> None:
    sent = body(
        part(b"lines", "Świątek\r\n".encode()),
        part(b"file", b"\xff\x00\r\n--y", "ü.xlsx".encode()),
        part(b"other", b"", b""),
    )
    assert parse_upload(KIND, sent) == (
        {"lines": "Świątek\r\n"},
        {"file": b"\xff\x00\r\n--y"},
    )


def test_a_form_without_files_may_come_as_any_other() -> None:
    kind = "application/x-www-form-urlencoded"
    assert parse_upload(kind, b"lines=a%3Bb") == ({"lines": "a;b"}, {})
    with pytest.raises(InvalidInput, match="not a form of this site"):
        parse_upload("text/plain", b"lines=a")


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("multipart/form-data", body(part(b"a", b"b"))),
        ("multipart/form-data; boundary=", body(part(b"a", b"b"))),
        ("multipart/form-data; boundary=y", body(part(b"a", b"b"))),
        (f"multipart/form-data; boundary={'x' * 300}", body(part(b"a", b"b"))),
        (KIND, b"nothing of the kind"),
        (KIND, b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n"),
    ],
)
def test_what_is_no_form_with_files_is_refused(kind: str, sent: bytes) -> None:
    with pytest.raises(InvalidInput, match="not a form of this site"):
        parse_upload(kind, sent)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (body(part(b"a", b"\xff")), "nobody can read"),
        (body(part(b"\xff", b"a")), "nobody can read"),
        (body(part(b"a", b"b", b"\xff")), "nobody can read"),
        (body(part(b"a", b"b\0")), "NUL"),
        (body(part(b"a", b"b"), part(b"a", b"c")), "sent twice"),
        (body(part(b"f", b"b", b"1"), part(b"f", b"c", b"2")), "sent twice"),
    ],
)
def test_a_field_that_nobody_can_read_or_that_comes_twice_is_refused(
    sent: bytes, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        parse_upload(KIND, sent)


def test_a_form_has_as_many_parts_as_are_taken_and_no_more() -> None:
    parts = [part(str(number).encode(), b"") for number in range(MOST_PARTS + 1)]
    assert len(parse_upload(KIND, body(*parts[1:]))[0]) == MOST_PARTS
    with pytest.raises(TooLarge):
        parse_upload(KIND, body(*parts))
