"""Migrations leave the tour running: what each may do is read from its SQL (docs/migrations.md)."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from alembic import op

from shared.migrations.steps import run, run_alone
from tests.migration_rules import Rule, load, violations
from tools.drill.migrating import REHEARSAL
from tools.local.folder import PROJECT

_FILES = sorted((PROJECT / "shared" / "migrations").glob("versions/*.py"))
_REHEARSAL = sorted(REHEARSAL.glob("versions/*.py"))
# Nothing ran before the first. The others were there before the rule, and stay as they are: on a
# tour with much in it they keep people waiting, which is told in docs/migrations.md.
_BEFORE_THE_RULE = {
    "0003": {Rule.SCANS, Rule.SECOND_TABLE},
    "0004": {Rule.INDEXES, Rule.REWRITES, Rule.SCANS, Rule.SECOND_TABLE},
    "0005": {Rule.TAKES_AWAY, Rule.INDEXES, Rule.REWRITES, Rule.SCANS, Rule.SECOND_TABLE},
}


@pytest.mark.parametrize("file", [*_FILES[1:], *_REHEARSAL], ids=lambda file: file.stem)
def test_a_migration_leaves_the_tour_running(file: Path) -> None:
    module = load(file)
    known = _BEFORE_THE_RULE.get(module.revision, set()) if file in _FILES else set()
    broken = [one for one in violations(module) if one.rule not in known]
    assert not broken, "\n".join(map(str, broken))


@pytest.mark.parametrize("revision", _BEFORE_THE_RULE)
def test_what_is_told_of_the_migrations_before_the_rule_is_true(revision: str) -> None:
    (file,) = (one for one in _FILES if one.stem.startswith(revision))
    assert {one.rule for one in violations(load(file))} == _BEFORE_THE_RULE[revision]


def revision(*scripts: str, alone: Sequence[str] = (), contracts: str = "") -> ModuleType:
    """One that sends these."""
    module = ModuleType("revision")

    def upgrade() -> None:
        for script in scripts:
            run("own_entries", script)
        for statement in alone:
            run_alone("own_entries", statement)

    vars(module).update(revision="0099", upgrade=upgrade, contracts=contracts)
    return module


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE notes (a int NOT NULL, b int UNIQUE REFERENCES players)",
        "CREATE TABLE notes (a int); CREATE INDEX b ON notes (a); INSERT INTO notes SELECT 1",
        "CREATE TABLE tour.notes (a int); ALTER TABLE tour.notes ADD CHECK (a > 0)",
        "ALTER TABLE players ADD COLUMN note text",
        "ALTER TABLE players ADD COLUMN note text NOT NULL DEFAULT ''",
        "ALTER TABLE players ADD COLUMN noted timestamptz DEFAULT now()",
        "ALTER TABLE players ADD COLUMN a int, ADD CONSTRAINT b CHECK (a IN (1, 2)) NOT VALID",
        "ALTER TABLE players ADD CONSTRAINT a FOREIGN KEY (b) REFERENCES venues NOT VALID",
        "ALTER TABLE players VALIDATE CONSTRAINT players_note",
        "ALTER TABLE players ADD CONSTRAINT a UNIQUE USING INDEX b",
        "ALTER TABLE players DROP CONSTRAINT a, ALTER b DROP NOT NULL, ALTER c SET DEFAULT 1",
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$ BEGIN; DROP TABLE players; END $$",
        "CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN; UPDATE players SET a = 1; $body$",
        "DROP TRIGGER a ON players; CREATE TRIGGER a AFTER INSERT ON players EXECUTE FUNCTION f()",
        "COMMENT ON TABLE players IS 'a; DROP TABLE players'",
        "-- DROP TABLE players;\n/* TRUNCATE players; */ GRANT SELECT ON players TO svc_entries",
        "-- locks: 35 rows, and nobody writes them\nUPDATE points_rules SET points = 0",
        "-- locks: as long as a row takes\nCREATE INDEX a ON points_rules (b)",
    ],
)
def test_a_release_may_add(script: str) -> None:
    assert violations(revision(script)) == []


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("DROP TABLE players", Rule.TAKES_AWAY),
        ("DROP FUNCTION f", Rule.TAKES_AWAY),
        ("DROP INDEX CONCURRENTLY IF EXISTS a", Rule.TAKES_AWAY),
        ("TRUNCATE players", Rule.TAKES_AWAY),
        ("DELETE FROM players", Rule.TAKES_AWAY),
        ("REVOKE UPDATE ON players FROM svc_entries", Rule.TAKES_AWAY),
        ("ALTER TABLE players DROP COLUMN a", Rule.TAKES_AWAY),
        ("ALTER TABLE players ADD b int, DROP a", Rule.TAKES_AWAY),
        ("ALTER TABLE players RENAME COLUMN a TO b", Rule.TAKES_AWAY),
        ("ALTER TABLE players RENAME TO people", Rule.TAKES_AWAY),
        ("ALTER INDEX a RENAME TO b", Rule.TAKES_AWAY),
        ("ALTER TABLE players ALTER COLUMN a SET NOT NULL", Rule.TAKES_AWAY),
        ("ALTER TABLE players ALTER a DROP DEFAULT", Rule.TAKES_AWAY),
        ("ALTER TABLE players ADD COLUMN a int NOT NULL", Rule.UNFILLED),
        ("ALTER TABLE players ADD COLUMN a int GENERATED ALWAYS AS (1) STORED", Rule.REWRITES),
        ("ALTER TABLE players ADD a uuid DEFAULT gen_random_uuid()", Rule.REWRITES),
        ("ALTER TABLE players ADD a bigserial", Rule.REWRITES),
        ("ALTER TABLE players SET UNLOGGED", Rule.REWRITES),
        ("ALTER TABLE players ADD CONSTRAINT a CHECK (b > 0)", Rule.SCANS),
        ("ALTER TABLE ONLY tour.players ADD FOREIGN KEY (a) REFERENCES venues", Rule.SCANS),
        ("ALTER TABLE players ADD COLUMN a int REFERENCES venues", Rule.SCANS),
        (
            "ALTER TABLE players ADD a int; ALTER TABLE players VALIDATE CONSTRAINT b",
            Rule.NOT_ALONE,
        ),
        ("ALTER TABLE players ADD UNIQUE (a)", Rule.INDEXES),
        ("ALTER TABLE players ADD COLUMN a int UNIQUE", Rule.INDEXES),
        ("CREATE UNIQUE INDEX a ON players (b)", Rule.INDEXES),
        ("UPDATE players SET a = 1", Rule.FILLS),
        ("LOCK TABLE players", Rule.LOCKS),
        ("VACUUM FULL players", Rule.LOCKS),
        (
            "ALTER TABLE players ADD a int; CREATE TRIGGER b AFTER INSERT ON entries EXECUTE f()",
            Rule.SECOND_TABLE,
        ),
    ],
)
def test_what_takes_away_or_keeps_people_waiting_is_told(script: str, rule: Rule) -> None:
    (one,) = violations(revision(script))
    assert one.rule is rule
    assert str(one).startswith("0099: `")


def test_a_later_release_may_take_away_what_it_says_nobody_misses() -> None:
    away = revision("ALTER TABLE players DROP COLUMN a", contracts="Release 7 stopped using it.")
    assert violations(away) == []


def test_a_reason_for_a_lock_excuses_no_taking_away() -> None:
    (one,) = violations(revision("-- locks: a moment\nDROP TABLE players"))
    assert one.rule is Rule.TAKES_AWAY


def test_a_revision_is_not_marked_for_nothing() -> None:
    (one,) = violations(revision("ALTER TABLE players ADD a int", contracts="Because."))
    assert one.rule is Rule.MARKED_FOR_NOTHING


def test_a_type_is_changed_by_no_release_alone() -> None:
    script = "ALTER TABLE players ALTER COLUMN a TYPE bigint"
    assert {one.rule for one in violations(revision(script))} == {Rule.TAKES_AWAY, Rule.REWRITES}


def test_an_index_is_made_anew_where_an_attempt_left_one() -> None:
    again = ("DROP INDEX CONCURRENTLY IF EXISTS a", "CREATE INDEX CONCURRENTLY a ON players (b)")
    assert violations(revision(alone=again)) == []


def test_a_revision_that_speaks_past_the_recorder_does_not_pass() -> None:
    module = revision()
    vars(module).update(upgrade=lambda: op.drop_table("players"))
    # the latter where a migration has run in this process
    with pytest.raises((NameError, AttributeError), match="drop_table"):
        violations(module)
