"""Expand: the old rows are checked too, while everybody reads and writes them."""

from shared.migrations.steps import run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("own_entries", "ALTER TABLE players VALIDATE CONSTRAINT players_rehearsed_on")
