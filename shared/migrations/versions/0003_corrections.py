"""What corrections and lifted suspensions need to be kept (decision 50).

Guarantees that what was stored before means the same as it did: no suspension was lifted, and any
news of a draw is newer than none.
"""

from typing import Final

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MATCHES: Final = """
-- The day from which a lifted suspension holds no longer; its last day stays what section 7 says.
ALTER TABLE player_suspensions
    ADD COLUMN lifted_on date,
    ADD CONSTRAINT player_suspensions_lifted CHECK (lifted_on IS NULL
        OR lifted_on <= suspension_end AND ended_at IS NOT NULL);
GRANT INSERT (lifted_on), UPDATE (lifted_on) ON player_suspensions TO svc_matches;
"""
_ENTRIES: Final = """
ALTER TABLE known_suspensions ADD COLUMN lifted_on date;
"""
_DRAWS: Final = """
-- Which news of the matches service the status follows: a draw may be completed, opened again by a
-- correction and completed once more, and the news of it may come in any order.
ALTER TABLE draws ADD COLUMN completion_version bigint NOT NULL DEFAULT 0;
GRANT INSERT (completion_version), UPDATE (completion_version) ON draws TO svc_draws;
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    for owner, script in (
        ("own_matches", _MATCHES),
        ("own_entries", _ENTRIES),
        ("own_draws", _DRAWS),
    ):
        connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
        connection.exec_driver_sql(script)
    connection.exec_driver_sql("RESET ROLE")
