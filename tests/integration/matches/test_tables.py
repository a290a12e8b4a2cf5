"""The tables as the service knows them are those that the migration has made."""

import pytest
from sqlalchemy import Table

from services.matches.tables import metadata
from tests.integration.matches.tour import Tour

_TYPES = {
    "BIGINT": "bigint",
    "SMALLINT": "smallint",
    "BOOLEAN": "boolean",
    "TEXT": "text",
    "DATE": "date",
    "DATETIME": "timestamp with time zone",
}
_OF_THE_RULE_BOOK = {"match_status", "match_rounds"}
_OF_THE_ENGINE = {"matches_outbox", "matches_inbox", "matches_dead_letters", "matches_relay"}


async def test_every_table_of_the_service_is_known(tour: Tour) -> None:
    rows = tour.admin.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'tour' AND tableowner = 'own_matches'"
    )
    stored = {name for (name,) in rows}
    known = {table.name for table in metadata.tables.values()}
    assert known == stored - _OF_THE_RULE_BOOK - _OF_THE_ENGINE


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
async def test_a_table_has_the_columns_that_the_database_has(tour: Tour, table: Table) -> None:
    stored = tour.admin.execute(
        "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_schema = 'tour' AND table_name = %s AND is_generated = 'NEVER'",
        (table.name,),
    )
    known = {(one.name, _TYPES[str(one.type)], bool(one.nullable)) for one in table.columns}
    assert known == set(stored)


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
async def test_a_table_has_the_key_that_the_database_has(tour: Tour, table: Table) -> None:
    stored = tour.admin.execute(
        "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
        " AND attnum = ANY (indkey) WHERE indrelid = ('tour.' || %s)::regclass AND indisprimary",
        (table.name,),
    )
    assert {column.name for column in table.primary_key} == {name for (name,) in stored}
