"""Text that people type: what is stored, what is refused, how it is found and sorted."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.text import (
    check_text,
    day_in_words,
    moment_in_words,
    name_key,
    search_key,
    tidy,
    weekday_in_words,
)


def messages(value: str, max_length: int = 60) -> list[str]:
    return [violation.message for violation in check_text("name", value, max_length)]


@pytest.mark.parametrize(
    "value",
    [
        "Świątek",
        "O'Brien",
        "'t Hooft",
        "St. John",
        "Anna-Maria de la Cruz",
        "Открытый чемпионат",
        "محمد",
        "می\u200cخواهم",
        "大坂",
        "김",
        "Nice MT700 Open 2025",
        "Open (indoor) & Friends, No. 1",
    ],
)
def test_names_of_any_script_pass(value: str) -> None:
    assert messages(value) == []


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "a\nb",
        "a\tb",
        "a\x7fb",
        "a\ud800b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u00adb",
        "a\u2028b",
        "a\u2029b",
        "a\ue000b",
        "a\ufffeb",
        "a\ufdd0b",
        "\ufeffab",
        "\u200b",
    ],
)
def test_characters_that_cannot_be_seen_are_refused(value: str) -> None:
    assert messages(value) == [
        "The name contains a character that cannot be seen or printed; please type it anew."
    ]


@pytest.mark.parametrize("value", ["", " ", "\t\n", "\u3000\u00a0"])
def test_empty_text_is_refused_after_trimming(value: str) -> None:
    assert messages(value) == ["The name is missing."]


@pytest.mark.parametrize("value", ["'", "...", "--'", "\u3164", "\u200c\u200d", "\u0301"])
def test_text_without_anything_to_read_is_refused(value: str) -> None:
    assert "The name contains no letter and no figure." in messages(value)


def test_the_longest_text_passes_and_one_more_is_refused() -> None:
    assert messages("ą" * 60) == []
    assert messages(f"  {'ą' * 60}  ") == []
    assert messages("ą" * 61) == ["The name has 61 characters; there is room for at most 60."]


def test_length_counts_composed_characters() -> None:
    assert messages("a\u0328" * 60) == []


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("<script>", "“<” or “>”"),
        ("{{7*7}}", "“{” or “}”"),
        ("'; drop table players", "“;”"),
        ("=cmd|' /C calc'!A0", "“=” or “|”"),
    ],
)
def test_markup_and_formulas_are_refused_and_named(value: str, named: str) -> None:
    assert messages(value) == [f"The name cannot contain {named}."]


@pytest.mark.parametrize("start", ["+", "-", "@"])
def test_text_cannot_begin_like_a_spreadsheet_formula(start: str) -> None:
    assert messages(f"{start}1") == [f"The name cannot begin with “{start}”."]
    assert messages(f"1{start}") == []


def test_every_broken_rule_of_a_text_is_told_at_once() -> None:
    found = check_text("last_name", "+<" + "\x00" * 60, 60, "The last name")
    assert [(violation.field, violation.rule) for violation in found] == [("last_name", "9")] * 4
    assert all(violation.message.startswith("The last name ") for violation in found)


def test_text_is_stored_composed_and_trimmed() -> None:
    assert tidy(" \u00a0S\u0301wia\u0328tek\n") == "Świątek"


@settings(deadline=None)
@given(st.text())
def test_what_passes_can_be_stored_and_encoded(value: str) -> None:
    if check_text("name", value, 60):
        return
    stored = tidy(value)
    assert 1 <= len(stored) <= 60
    assert stored == stored.strip() == unicodedata.normalize("NFC", stored)
    assert "\x00" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert check_text("name", stored, 60) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Świątek", "swiatek"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Sørensen", "sorensen"),
        ("Đoković", "dokovic"),
        ("Weiß", "weiss"),
        ("Ærø", "aero"),
        ("Œuvrard", "oeuvrard"),
        ("Þórðarson", "thordarson"),
        ("İpek Öz", "ipek oz"),
        ("O’Brien", "obrien"),
        ("O'Brien", "o`brien"),
        ("Anna-Maria", "anna maria"),
        ("St. John", "St John"),
        ("ГРАФ", "граф"),
        ("ﬁnn", "Finn"),
        ("Ａｎｎａ", "anna"),
    ],
)
def test_a_plain_spelling_finds_the_name(name: str, typed: str) -> None:
    assert search_key(name) == search_key(typed)


def test_different_names_keep_different_keys() -> None:
    assert len({search_key(name) for name in ("Berg", "Borg", "Bergs", "Граф", "大坂", "김")}) == 6


@settings(deadline=None)
@given(st.text())
def test_a_key_folds_to_itself_whatever_the_text(value: str) -> None:
    key = search_key(value)
    assert search_key(key) == key
    assert search_key(value.upper().lower()) == search_key(value.lower())
    assert key.encode("utf-8") == search_key(unicodedata.normalize("NFC", value)).encode("utf-8")


def test_lists_sort_by_last_name_then_first_name() -> None:
    people = [
        ("Berg", "Anna"),
        ("Berg", "Åsa"),
        ("Berg", "Zoë"),
        ("Berg Olsen", "Anna"),
        ("Bergman", "Aaron"),
        ("O'Brien", "Tom"),
        ("Odell", "Ann"),
        ("Świątek", "Iga"),
        ("Szabó", "Imre"),
        ("Zverev", "Alexander"),
    ]
    shuffled = people[5:] + people[:5]
    assert sorted(shuffled, key=lambda person: name_key(*person).encode("utf-8")) == people


def test_days_and_moments_read_as_people_write_them() -> None:
    assert day_in_words(date(2026, 2, 7)) == "7 February 2026"
    assert weekday_in_words(date(2026, 1, 7)) == "Wednesday 7 January 2026"
    moment = datetime(2026, 2, 17, 10, 0, tzinfo=UTC)
    assert moment_in_words(moment) == "Tuesday 17 February 2026, 10:00 UTC"
