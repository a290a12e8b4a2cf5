"""Contract: the column goes, once no version of the code that runs knows it."""

from typing import Final

from shared.migrations.steps import run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

contracts: Final = "No code ever knew this column."


def upgrade() -> None:
    run("own_entries", "ALTER TABLE players DROP COLUMN rehearsed_on")
