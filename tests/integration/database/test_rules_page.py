"""What docs/rules.md names of the database is there, and what the database refuses is on the page.

The criterion of the second half: every CHECK, UNIQUE and exclusion constraint, every key of several
columns, every foreign key with a name of its own, every unique index, every refusal of a trigger,
and every trigger that refuses nothing. What of these states no rule of the tour is listed in
``TECHNIQUE`` with the reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from shared.names import SERVICES
from tests.integration.database.hand import Hand
from tests.rules_page import read_rules, text_of_page

RULES = read_rules(text_of_page())
NAMED = {name for rule in RULES for name in rule.database}

_MESSAGES: Final = "messages of the engine room, no rule of the tour"
_NAMES: Final = "two rows of a fixed list have different names"
_COPY: Final = "lets another table copy the row, so that its CHECKs can decide"
_ACCOUNT: Final = "an account or a session of an official, kept safe; no rule of the tour"
TECHNIQUE: Final[Mapping[str, str]] = {
    f"({'|'.join(SERVICES)})_(inbox|outbox|dead_letters|relay)_.+": _MESSAGES,
    "(age_category|gender|match_rounds|match_status|stage_results)_code_key": _NAMES,
    "draw_status_status_name_key": _NAMES,
    "player_status_status_description_key": _NAMES,
    "surfaces_surface_name_key": _NAMES,
    "tournament_category_description_key": _NAMES,
    "(draws|draw_players|match_draws|players|tournaments)_with_.+": _COPY,
    "officials_(name|name_key|password_hash)": _ACCOUNT,
    "sessions_.+": _ACCOUNT,
    "tour_clock_.+": "there is one tour clock; the rules read time from it",
    "draw_field_pkey": "a player stands once among those noted at the deadline",
    "draw_absences_pkey": "a player is noted once as absent, for the first reason",
    "entry_lists_pkey": "a draw has one entry list; the rule is draws_once",
    "points_history_points": "follows from points_history_of_stage, but for unverified history",
}
"""By the pattern that the whole name matches."""

_NOT_ON_THE_PAGE: Final = (
    "No rule of docs/rules.md names these. Name each in the rule that it guards, or write a rule "
    "for it; if it guards none, list it in TECHNIQUE with the reason."
)

_CONSTRAINTS: Final = """
    SELECT conname, contype::text, cardinality(conkey) FROM pg_constraint
    WHERE connamespace = 'tour'::regnamespace"""
_UNIQUE_INDEXES: Final = """
    SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE i.relnamespace = 'tour'::regnamespace AND x.indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)"""
_TRIGGERS: Final = """
    SELECT g.tgname, p.proname FROM pg_trigger g
        JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid
    WHERE t.relnamespace = 'tour'::regnamespace AND NOT g.tgisinternal"""
_FUNCTIONS: Final = """
    SELECT proname, coalesce(prosrc, '') FROM pg_proc
    WHERE pronamespace = 'tour'::regnamespace"""
_TABLES: Final = """
    SELECT relname FROM pg_class WHERE relnamespace = 'tour'::regnamespace AND relkind = 'r'"""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The names in schema tour; ``rules`` are those of which the page or TECHNIQUE must tell."""

    names: frozenset[str]
    rules: frozenset[str]


@pytest.fixture
def catalogue(hand: Hand) -> Catalogue:
    def read(query: str) -> list[Any]:
        return hand.connection.execute(query.encode()).fetchall()

    constraints = read(_CONSTRAINTS)
    indexes = {name for (name,) in read(_UNIQUE_INDEXES)}
    triggers = read(_TRIGGERS)
    sources: dict[str, str] = dict(read(_FUNCTIONS))
    tables = {name for (name,) in read(_TABLES)}
    refusals = {name for source in sources.values() for name in _refused_by(source)}
    return Catalogue(
        names=frozenset(
            {name for name, *_ in constraints}
            | indexes
            | {name for name, _ in triggers}
            | sources.keys()
            | tables
            | refusals
        ),
        rules=frozenset(
            {name for name, kind, columns in constraints if _states_a_rule(name, kind, columns)}
            | indexes
            | refusals
            | {name for name, function in triggers if not _reached(function, sources)}
        ),
    )


def _states_a_rule(name: str, kind: str, columns: object) -> bool:
    if kind == "p":
        return columns != 1
    return kind in "cux" or (kind == "f" and not name.endswith("_fkey"))


def _refused_by(source: str) -> set[str]:
    """The names under which a function refuses by itself."""
    return set(re.findall(r"tour\.refuse\('(\w+)'", source))


def _reached(function: str, sources: Mapping[str, str]) -> set[str]:
    """The names under which it refuses, or a function that it performs."""
    source = sources[function]
    performed = set(re.findall(r"PERFORM tour\.(\w+)\(", source)) - {"refuse"}
    return _refused_by(source).union(*(_reached(each, sources) for each in performed))


def _is_technique(name: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in TECHNIQUE)


def test_everything_that_the_page_names_of_the_database_exists(catalogue: Catalogue) -> None:
    broken = [
        f"{rule}: the database has no {name}"
        for rule in RULES
        for name in rule.database
        if name not in catalogue.names
    ]
    assert not broken, "\n".join([*broken, "Name what refuses a breach of the rule now."])


def test_everything_that_the_database_refuses_is_on_the_page(catalogue: Catalogue) -> None:
    missing = sorted(name for name in catalogue.rules - NAMED if not _is_technique(name))
    assert not missing, "\n".join([*missing, _NOT_ON_THE_PAGE])


def test_what_is_excused_is_there_and_not_on_the_page(catalogue: Catalogue) -> None:
    for pattern in TECHNIQUE:
        excused = {name for name in catalogue.rules if re.fullmatch(pattern, name)}
        assert excused, f"{pattern} is gone: take it out of TECHNIQUE."
        assert not excused & NAMED, f"{pattern} is on the page: take it out of TECHNIQUE."


def test_the_criterion_sees_each_kind(catalogue: Catalogue) -> None:
    kinds = {
        "a CHECK": "entries_age",
        "a UNIQUE constraint": "draws_once",
        "a key of several columns": "draw_seed_pkey",
        "a foreign key with a name": "draw_seed_drawn",
        "a unique index": "entries_once_per_week",
        "a refusal of a trigger's function": "draws_once_drawn",
        "a refusal of a function that it performs": "matches_come_through",
        "a trigger that refuses nothing": "draws_outbox_wakes_relay",
    }
    assert set(kinds.values()) <= catalogue.rules
    assert not catalogue.rules & {"players_pkey", "entries_list_fkey", "check_draw", "players"}
