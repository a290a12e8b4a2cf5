"""Expand: a column that nobody has to fill, and its check, of which old rows are not asked yet."""

from shared.migrations.steps import run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(
        "own_entries",
        """
ALTER TABLE players
    ADD COLUMN rehearsed_on date,
    ADD CONSTRAINT players_rehearsed_on CHECK (rehearsed_on >= '2000-01-01') NOT VALID;
GRANT INSERT (rehearsed_on), UPDATE (rehearsed_on) ON players TO svc_entries;
""",
    )
