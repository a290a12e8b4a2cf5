"""Contract: the index goes, once no version of the code that runs uses it."""

from typing import Final

from shared.migrations.steps import run_alone

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

contracts: Final = "No code ever asked by this index."


def upgrade() -> None:
    run_alone("own_entries", "DROP INDEX CONCURRENTLY IF EXISTS entries_rehearsed")
