"""The tables as the service knows them against the database's own."""

from services.entries.store.tables import METADATA
from tests.integration.entries.tour import Tour

_OF_THE_RULE_BOOK = {"gender", "age_category", "player_status", "surfaces", "tournament_category"}
_OF_THE_ENGINE = {"entries_outbox", "entries_inbox", "entries_dead_letters", "entries_relay"}


async def test_every_column_is_the_databases_own(tour: Tour) -> None:
    rows = await tour.sql(
        "SELECT c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES' "
        "FROM information_schema.columns c "
        "JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = c.table_schema "
        "WHERE t.schemaname = 'tour' AND t.tableowner = 'own_entries'"
    )
    stored = {
        (table, column, kind, nullable)
        for table, column, kind, nullable in rows
        if table not in _OF_THE_RULE_BOOK | _OF_THE_ENGINE
    }
    short = {
        "BIGINT": "int8",
        "INTEGER": "int4",
        "SMALLINT": "int2",
        "BOOLEAN": "bool",
        "DATE": "date",
        "DATETIME": "timestamptz",
        "TEXT": "text",
    }
    known = {
        (table.name, column.name, short[str(column.type)], bool(column.nullable))
        for table in METADATA.tables.values()
        for column in table.columns
    }
    assert known == stored
