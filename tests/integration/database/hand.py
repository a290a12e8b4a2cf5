"""SQL written by hand, run as one of the database's roles, and what the database says to it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Placeholder

Row = tuple[Any, ...]
Values = Mapping[str, object]


class Hand:
    """One transaction of an administrator who takes on a role for each statement."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection

    def run(self, role: str, statement: str, *arguments: object) -> list[Row]:
        """Run as this role; the rows it returns."""
        self._become(role)
        cursor = self.connection.execute(statement.encode(), arguments or None)
        return cursor.fetchall() if cursor.description else []

    def insert(self, role: str, table: str, *rows: Values) -> None:
        """Insert rows of the same columns as this role."""
        self._become(role)
        columns = list(rows[0])
        statement = SQL("INSERT INTO {} ({}) VALUES ({})").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, columns)),
            SQL(", ").join(map(Placeholder, columns)),
        )
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def check(self) -> None:
        """Do now what the commit would do: run the checks that wait for it."""
        self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.connection.execute("SET CONSTRAINTS ALL DEFERRED")

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What happens inside must be accepted at the commit; then it is taken back."""
        with self.connection.transaction(force_rollback=True):
            yield
            self.check()

    @contextmanager
    def refused(self, rule: str) -> Iterator[None]:
        """What happens inside must be refused by this constraint, at once or at the commit."""
        with pytest.raises(psycopg.errors.IntegrityError) as caught, self.tried():
            yield
        diagnosis = caught.value.diag
        assert (diagnosis.constraint_name or diagnosis.column_name) == rule, caught.value

    @contextmanager
    def forbidden(self) -> Iterator[None]:
        """What happens inside must fail for lack of a privilege."""
        with pytest.raises(psycopg.errors.InsufficientPrivilege), self.tried():
            yield

    def value(self, role: str, statement: str, *arguments: object) -> Any:
        return self.run(role, statement, *arguments)[0][0]

    def _become(self, role: str) -> None:
        now = self.connection.execute("SELECT current_user").fetchone()
        if now == (role,):
            return
        # a service's commit would end its work here: checks that wait run as who they concern
        self.check()
        self.connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))


def without(row: Values, *names: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def each(rows: Sequence[Values], **changes: object) -> list[dict[str, Any]]:
    """The rows with these values in every one of them."""
    return [{**row, **changes} for row in rows]
