"""Rows of the audit log in words."""

import pytest

from services.gateway.admin.audit import _as_key
from services.gateway.views.audit_words import (
    Change,
    Subject,
    changes_between,
    keys_in,
    subject_of,
)

_NAMES = {("player", 3): "Iga Świątek", ("tournament", 3): "Nice Open"}


def _told(subject: str, before: object, after: object) -> list[Change]:
    told, _ = changes_between(subject, before, after, _NAMES)  # type: ignore[arg-type]
    return list(told)


@pytest.mark.parametrize(
    ("subject", "name", "value", "words"),
    [
        ("player:3", "gender", 2, ("gender", "Women")),
        ("player:3", "status", 3, ("status", "Retired")),
        ("draw:3", "status", 3, ("status", "Drawn")),
        ("entry:3", "age_category", 2, ("age category", "65+")),
        ("tournament:3", "surface", 1, ("surface", "Clay")),
        ("tournament:3", "category", 5, ("category", "MT1000")),
        ("match:3", "winner_id", 3, ("winner", "Iga Świątek (3)")),
        ("match:3", "winner_id", 4, ("winner", "4")),
        ("match:3", "match_date", "2026-03-02", ("match date", "Mon 2 Mar 2026")),
        ("match:3", "status", "COMPLETED", ("status", "Completed")),
        ("match:3", "player2_absence", "NO_SHOW", ("why player 2 was not there", "No show")),
        ("match:3", "round", "QF", ("round", "QF")),
        ("official:3", "disabled", True, ("disabled", "yes")),
        ("entry:4", "tournament_id", 3, ("tournament", "Nice Open (3)")),
        (
            "entry:3",
            "entered_at",
            "2026-03-02 10:00:00.25+00:00",
            ("entered at", "Mon 2 Mar 2026, 10:00 UTC"),
        ),
        ("player:3", "country", {"name": "Poland"}, ("country", "Poland")),
        ("entry:3", "player", {"status": 1}, ("player: status", "Active")),
        ("draw:3", "points", [{"a": 1}, {"a": 2}], ("points", "2 rows")),
        ("draw:3", "sizes", [8, 16], ("sizes", "8 and 16")),
        ("player:3", "gender", 9, ("gender", "9")),
        ("x:3", "note", "2026-99-99", ("note", "2026-99-99")),
        ("x:3", "note", "y" * 300, ("note", "y" * 200 + "…")),
    ],
)
def test_names_and_values_are_those_of_the_pages(
    subject: str, name: str, value: object, words: tuple[str, str]
) -> None:
    assert _told(subject, None, {name: value}) == [Change(words[0], "", words[1])]


def test_what_the_row_says_by_itself_is_told_apart_and_nothing_is_lost() -> None:
    before = {"match_id": 7, "score": "6-4 6-3", "version": 2, "changed_by": "anna", "round": "QF"}
    after = {"match_id": 7, "score": "6-4 6-2", "version": 3, "changed_by": "bruno", "round": "QF"}
    told, repeated = changes_between("match:7", before, after, {})
    assert told == (Change("score", "6-4 6-3", "6-4 6-2"),)
    assert repeated == (Change("version", "2", "3"), Change("changed by", "anna", "bruno"))
    told, repeated = changes_between("match:7", None, after, {})
    assert [each.name for each in told] == ["score", "round"]
    assert [each.name for each in repeated] == ["match", "version", "changed by"]
    assert changes_between("match:7", after, after, {}) == ((), ())


def test_another_row_is_named_and_the_rest_of_it_is_told_apart() -> None:
    country = {"country_id": 6, "code": "P", "name": "Portugal"}
    told, repeated = changes_between("player:3", {"country": {}}, {"country": country}, {})
    assert told == (Change("country", "", "Portugal"),)
    assert [each.name for each in repeated] == [
        "country: country",
        "country: code",
        "country: name",
    ]
    moved = {**country, "code": "PT"}
    assert changes_between("player:3", {"country": country}, {"country": moved}, {})[1] == (
        Change("country: code", "P", "PT"),
    )


def test_what_a_new_row_has_not_is_no_news_but_what_it_lost_is() -> None:
    assert changes_between("official:3", None, {"disabled": False}, {})[0] == ()
    assert changes_between("official:3", {"disabled": True}, {"disabled": False}, {})[0] == (
        Change("disabled", "yes", "no"),
    )


def test_all_players_and_tournaments_of_a_row_are_asked_for() -> None:
    rows = (
        {"player1_id": 3, "winner_id": None, "tournament_id": 7},
        None,
        {"player": {"player_id": 5}, "version": 9},
    )
    assert list(keys_in(*rows)) == [("player", 3), ("tournament", 7), ("player", 5)]


@pytest.mark.parametrize(
    ("subject", "row", "expected"),
    [
        ("match:12", None, Subject("Match 12", "/admin/result/12")),
        ("player:3", {"first_name": "Iga", "last_name": "Świątek"}, "Player Iga Świątek"),
        (
            "entry:4",
            {"player": {"first_name": "Iga", "last_name": "Świątek"}},
            Subject("Entry of Iga Świątek"),
        ),
        (
            "suspension:4",
            {"player_id": 3},
            Subject("Suspension 4", "/admin/suspensions?player_id=3"),
        ),
        ("tournament:4", {"name": "Nice Open"}, Subject("Tournament Nice Open", "/tournament/4")),
        ("official:4", {"name": "anna"}, Subject("Official anna")),
        ("clock", {"time": "x"}, Subject("Clock")),
        (
            "ranking:2026-W09:1:2",
            None,
            Subject(
                "Ranking Women 60+, week 9 of 2026",
                "/rankings?year=2026&week=9&category=60&gender=F",
            ),
        ),
        ("ranking:2026-W09:3:2", None, Subject("Ranking 2026-W09:3:2")),
        ("player:٣", None, Subject("Player ٣")),
    ],
)
def test_what_a_row_is_about_has_a_name_and_a_page(
    subject: str, row: dict[str, object] | None, expected: Subject | str
) -> None:
    found = subject_of(subject, row, is_administrator=False)
    assert expected in (found, found.text)


def test_accounts_are_a_page_of_administrators() -> None:
    found = subject_of("official:4", None, is_administrator=True)
    assert found == Subject("Official 4", "/admin/officials#official-4")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("match", "match"),
        (" Match  12 ", "match:12"),
        ("match:12", "match:12"),
        ("Ranking 2026-W09:1:2", "ranking:2026-W09:1:2"),
        ("", ""),
    ],
)
def test_a_row_is_looked_for_as_people_say_it(typed: str, key: str) -> None:
    assert _as_key(typed) == key
