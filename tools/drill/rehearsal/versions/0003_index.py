"""Expand: an index, made while everybody reads and writes the table."""

from shared.migrations.steps import run_alone

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_alone(
        "own_entries",
        # what an attempt left that did not come to its end
        "DROP INDEX CONCURRENTLY IF EXISTS entries_rehearsed",
        "CREATE INDEX CONCURRENTLY entries_rehearsed ON entries (entry_timestamp, entry_id)",
    )
