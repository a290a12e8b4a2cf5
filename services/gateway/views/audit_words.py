"""Rows of the audit log in words: which values changed, from what to what, and what it is about.

Guarantees that no value of a row gets lost: what only repeats when, by whom or in which version is
told apart from the rest, and what is not known here stands as it is stored.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from services.gateway.views.rankings import GENDER_CODE
from services.gateway.views.words import (
    AGE_TEXT,
    DRAW_STATUS_TEXT,
    GENDER_TEXT,
    PLAYER_STATUS_TEXT,
    SURFACE_TEXT,
    counted,
    day,
    draw_label,
    listed,
    utc,
)
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    PlayerStatus,
    Surface,
    TournamentCategory,
)

Row = Mapping[str, Any]
# of which kind, and its number
Key = tuple[str, int]

_LONGEST_VALUE = 200
_MOST_LISTED = 6
# the log says these by itself: when, who, which row
_REPEATED = frozenset({"version", "changed_at", "changed_by", "origin"})
_KEYS = {
    "player_id": "player",
    "player1_id": "player",
    "player2_id": "player",
    "winner_id": "player",
    "tournament_id": "tournament",
}
_NAMES = {
    "player1_id": "player 1",
    "player2_id": "player 2",
    "player1_absence": "why player 1 was not there",
    "player2_absence": "why player 2 was not there",
    "entry_points": "points at the entry",
    "must_change_password": "has to change the password",
    "num_players": "players",
    "shown_status": "status shown",
    "is_actual_seeding": "actual seeding",
    "has_supertiebreak": "super tie-break",
    "total_points": "points",
    "why": "reason given",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# the name of a term; codes of countries and rounds are shorter
_TERM = re.compile(r"[A-Z][A-Z_]{3,}")
_RANKING = re.compile(r"(\d{4})-W(\d{2}):([12]):([12])", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?\+00:00")
_TERMS: Mapping[str, tuple[type, Mapping[Any, str]]] = {
    "gender": (Gender, GENDER_TEXT),
    "age_category": (AgeCategory, {each: f"{AGE_TEXT[each]}+" for each in AgeCategory}),
    "surface": (Surface, SURFACE_TEXT),
    "category": (TournamentCategory, {each: each.name for each in TournamentCategory}),
}
_STATES: Mapping[str, tuple[type, Mapping[Any, str]]] = {
    "player": (PlayerStatus, PLAYER_STATUS_TEXT),
    "draw": (DrawStatus, DRAW_STATUS_TEXT),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value; empty where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about, in words, and the page of it where there is one."""

    text: str
    href: str = ""


def keys_in(*rows: Row | None) -> Iterator[Key]:
    """All players and tournaments that these rows name by their keys."""
    for name, value in (item for row in rows for item in _flat(row or {})):
        kind = _KEYS.get(name.rpartition(".")[2])
        if kind and isinstance(value, int) and value:
            yield kind, value


def changes_between(
    subject: str, before: Row | None, after: Row | None, names: Mapping[Key, str]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The values that differ, in the order of the row; second, those that say no more than the
    rest: when, by whom, which row, what belongs to another row that is named, what a new row has
    not. ``subject`` is ``match:12``."""
    kind = subject.partition(":")[0]
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    told: list[Change] = []
    repeated: list[Change] = []
    for name in (*new, *(name for name in old if name not in new)):
        if old.get(name) == new.get(name):
            continue
        values = (_value(kind, name, each.get(name), names) for each in (old, new))
        outer, _, last = name.rpartition(".")
        is_repeated = last in _REPEATED or name == f"{kind}_id" or outer in {*old, *new}
        is_nothing = before is None and new[name] is False
        group = repeated if is_repeated or is_nothing else told
        group.append(Change(_name(name), *values))
    return tuple(told), tuple(repeated)


def subject_of(subject: str, row: Row | None, *, is_administrator: bool) -> Subject:
    """``match:12`` as *match 12*, ``player:3`` as *player Iga Świątek* where the row says so."""
    kind, _, key = subject.partition(":")
    row = row or {}
    if kind == "ranking" and (found := _RANKING.fullmatch(key)):
        return _ranking(*map(int, found.groups()))
    text = f"{kind.capitalize()} {_name_in(kind, row) or key}".strip()
    if not key.isascii() or not key.isdigit():
        return Subject(text)
    pages = {
        "tournament": f"/tournament/{key}",
        "draw": f"/draw/{key}",
        "match": f"/admin/result/{key}",
        "player": f"/admin/player/{key}",
    }
    if is_administrator:
        pages["official"] = f"/admin/officials#official-{key}"
    if kind == "entry" and row.get("tournament_id"):
        pages[kind] = f"/admin/entries?{urlencode({'tournament_id': row['tournament_id']})}"
    if kind == "suspension" and row.get("player_id"):
        pages[kind] = f"/admin/suspensions?{urlencode({'player_id': row['player_id']})}"
    return Subject(text, pages.get(kind, ""))


def _ranking(year: int, week: int, category: int, gender: int) -> Subject:
    age, sex = AgeCategory(category), Gender(gender)
    of = {"category": AGE_TEXT[age], "gender": GENDER_CODE[sex]}
    return Subject(
        f"Ranking {draw_label(age, sex)}, week {week} of {year}",
        f"/rankings?{urlencode({'year': year, 'week': week, **of})}",
    )


def _name_in(kind: str, row: Row) -> str:
    """What the row calls itself."""
    person = row.get("player")
    if kind == "entry" and isinstance(person, Mapping):
        return f"of {_called(person)}" if _called(person) else ""
    return _called(row)


def _called(row: Row) -> str:
    if row.get("last_name"):
        return f"{row.get('first_name', '')} {row['last_name']}".strip()
    return str(row.get("name") or "")


def _flat(row: Row, before: str = "") -> Iterator[tuple[str, Any]]:
    """The values with the way to them: ``country.code``; a row inside it that has a name stands
    under its own, too: ``country``."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            if called := _called(value):
                yield f"{before}{name}", called
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _name(name: str) -> str:
    """``entry_points`` as *points at the entry*, ``player.birth_year`` as *player: birth year*."""
    *outer, last = name.split(".")
    words = _NAMES.get(last) or last.removesuffix("_id").replace("_", " ")
    return ": ".join((*(each.replace("_", " ") for each in outer), words))


def _value(kind: str, name: str, value: object, names: Mapping[Key, str]) -> str:
    last = name.rpartition(".")[2]
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _number(kind if "." not in name else name.split(".")[-2], last, value, names)
    if isinstance(value, list):
        return _rows(value)
    return _text(str(value))


def _number(kind: str, name: str, value: int, names: Mapping[Key, str]) -> str:
    if called := names.get((_KEYS.get(name, ""), value)):
        return f"{called} ({value})"
    found = _STATES.get(kind) if name in ("status", "shown_status") else _TERMS.get(name)
    if found is not None:
        terms, words = found
        try:
            return words[terms(value)]
        except ValueError:
            pass
    return str(value)


def _rows(values: Sequence[object]) -> str:
    """A short list as it is, of a long one how many."""
    if len(values) <= _MOST_LISTED and not any(isinstance(each, Mapping | list) for each in values):
        return listed(tuple(str(each) for each in values))
    return counted(len(values), "row")


def _text(text: str) -> str:
    if _TERM.fullmatch(text):
        return text.replace("_", " ").capitalize()
    if _MOMENT.fullmatch(text):
        return utc(datetime.fromisoformat(text).astimezone(UTC))
    if _DAY.fullmatch(text):
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return text
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
