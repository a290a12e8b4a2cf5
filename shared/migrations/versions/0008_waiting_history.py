"""Whether a draw waits for a match of unverified history is known without reading all matches.

Every question about matches that may still be played asks it (services/matches/store/matches.py).
There are few such rows, mostly none, but without an index PostgreSQL read the whole table for it:
9 ms with 45,000 matches, nine tenths of the answer.
"""

from shared.migrations.steps import run_alone

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_alone(
        "own_matches",
        "DROP INDEX CONCURRENTLY IF EXISTS matches_waiting_history",
        "CREATE INDEX CONCURRENTLY matches_waiting_history ON matches (draw_id)"
        " WHERE match_status_id = 1 AND origin = 'unverified'",
    )
