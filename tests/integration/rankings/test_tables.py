"""What the service takes its tables to be is what the migration made them."""

from typing import Any

import psycopg

from services.rankings.store.tables import metadata
from shared.tables import SCHEMA
from tools.local.database import Target

# reference data that no query reads: the points stand in the domain, and a test compares
_OF_THE_RULE_BOOK = {"points_rules", "stage_results"}


def test_tables_and_columns_are_those_of_the_database(database: Target) -> None:
    with psycopg.connect(database.url(database.admin)) as admin:
        ours = _owned(admin) - _OF_THE_RULE_BOOK
        declared = {table.name: table for table in metadata.tables.values()}
        assert set(declared) == {name for name in ours if not name.startswith("rankings_")}
        for name, table in declared.items():
            assert {(c.name, c.nullable) for c in table.columns} == _columns(admin, name)
            assert {c.name for c in table.primary_key.columns} == _primary_key(admin, name)


def _owned(admin: psycopg.Connection[Any]) -> set[str]:
    rows = admin.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tableowner = 'own_rankings'",
        (SCHEMA,),
    )
    return {row[0] for row in rows}


def _columns(admin: psycopg.Connection[Any], table: str) -> set[tuple[str, bool]]:
    rows = admin.execute(
        "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s AND is_generated = 'NEVER'",
        (SCHEMA, table),
    )
    return {(row[0], row[1]) for row in rows}


def _primary_key(admin: psycopg.Connection[Any], table: str) -> set[str]:
    rows = admin.execute(
        "SELECT a.attname FROM pg_index i"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indisprimary AND i.indrelid = (%s || '.' || %s)::regclass",
        (SCHEMA, table),
    )
    return {row[0] for row in rows}
