"""How a migration runs SQL: as the role that owns the tables, in its transaction or alone.

Guarantees that the login has its own role and its impatience again afterwards, also where a
statement failed.
"""

from typing import Final

from alembic import op

from shared.schema import LOCK_TIMEOUT

# nobody waits behind what is done CONCURRENTLY, but it waits for everybody
_PATIENCE: Final = "10s"


def run(owner: str, script: str) -> None:
    """Statements without parameters, in the revision's transaction: all of it, or nothing."""
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
    connection.exec_driver_sql(script)
    connection.exec_driver_sql("RESET ROLE")


def run_alone(owner: str, *statements: str) -> None:
    """Each in a transaction of its own, for what keeps a table locked too long otherwise (CREATE
    INDEX CONCURRENTLY). A revision that does so does nothing else, and bears being begun again."""
    with op.get_context().autocommit_block():
        connection = op.get_bind().execution_options(no_parameters=True)
        connection.exec_driver_sql(f"SET ROLE {owner}")
        connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}'")
        try:
            for statement in statements:
                connection.exec_driver_sql(statement)
        finally:
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            connection.exec_driver_sql("RESET ROLE")
