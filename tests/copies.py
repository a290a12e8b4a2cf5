"""Fresh databases, copied from the one that was migrated once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg.sql import SQL, Identifier

from shared import schema
from tools.local.database import Target


@contextmanager
def copy_of(template: Target) -> Iterator[Target]:
    """A database of its own, migrated and empty, for as long as the block lasts."""
    fresh = replace(template, database=f"tour_{secrets.token_hex(6)}")
    name = Identifier(fresh.database)
    statements = (
        SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            name, Identifier(schema.MIGRATOR), Identifier(template.database)
        ),
        # what shared.schema grants on a database is not copied with it
        SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            name, SQL(", ").join(map(Identifier, schema.LOGINS))
        ),
    )
    with psycopg.connect(fresh.url(fresh.admin, "postgres"), autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)
        yield fresh
        admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))
