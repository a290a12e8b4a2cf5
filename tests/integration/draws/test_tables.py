"""The tables as store.py and field_store.py write them are those that the migration has made."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from services.draws import field_store, store
from tests.integration.draws.dates import START
from tests.integration.draws.tour import Tour

TYPES = {
    "BIGINT": "bigint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "TEXT": "text",
    "DATE": "date",
    "DATETIME": "timestamp with time zone",
    "CHAR(32)": "uuid",
}


TABLES = [*store.metadata.sorted_tables]


def columns(table: Table) -> Iterable[tuple[str, str, str, bool]]:
    for column in table.columns:
        yield table.name, column.name, TYPES[str(column.type)], bool(column.nullable)


def test_the_field_is_among_the_tables() -> None:
    assert {field_store.draw_field, field_store.draw_entries} <= set(TABLES)


async def test_the_tables_have_the_columns_that_the_database_has(tour: Tour) -> None:
    rows = await tour.sql(
        "SELECT table_name, column_name, data_type, is_nullable = 'YES' "
        "FROM information_schema.columns "
        "WHERE table_schema = 'tour' AND table_name = ANY (%s) AND is_generated = 'NEVER'",
        sorted(table.name for table in TABLES),
    )
    assert {each for table in TABLES for each in columns(table)} == set(rows)


async def test_the_tables_have_the_keys_that_the_database_has(tour: Tour) -> None:
    rows = await tour.sql(
        "SELECT relname, attname FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) "
        "WHERE indisprimary AND relnamespace = 'tour'::regnamespace AND relname = ANY (%s)",
        sorted(table.name for table in TABLES),
    )
    assert {(table.name, key.name) for table in TABLES for key in table.primary_key} == set(rows)


async def test_what_is_due_is_found_by_its_index_even_when_prepared(tour: Tour) -> None:
    """Thousands of draws that are over must not make every tick of the clock slower."""
    statement = store.due_statement(START).compile(
        dialect=postgresql.dialect(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
        compile_kwargs={"render_postcompile": True},
    )
    await tour.sql("SET enable_seqscan = off")
    plan = await tour.sql(f"EXPLAIN (GENERIC_PLAN) {statement}")
    assert any("draws_to_make" in line for (line,) in plan)
