"""The first schema: every service's tables, checks and grants, made as their owners.

Guarantees that each table belongs to the service that writes it: every file runs under the
role named beside it. There is no way back (a tour's data is restored from a backup instead).
"""

from pathlib import Path
from typing import Final

from alembic import op

from shared.names import SERVICES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FILES: Final = Path(__file__).with_suffix("")
_MIGRATOR: Final = "tour_migrator"
# In the order in which foreign keys need them.
_STEPS: Final = (
    (_MIGRATOR, "shared_rules.sql"),
    ("own_entries", "entries_reference.sql"),
    ("own_entries", "entries_people.sql"),
    ("own_entries", "entries_entries.sql"),
    ("own_draws", "draws.sql"),
    ("own_draws", "draws_checks.sql"),
    ("own_matches", "matches_scores.sql"),
    ("own_matches", "matches.sql"),
    ("own_matches", "matches_checks.sql"),
    ("own_rankings", "rankings.sql"),
    ("own_rankings", "rankings_checks.sql"),
    ("own_gateway", "gateway.sql"),
)


def upgrade() -> None:
    for service in SERVICES:
        _run(f"own_{service}", "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    for role, name in _STEPS:
        _run(role, (_FILES / name).read_text(encoding="utf-8"))
    messages = (_FILES / "messages.sql").read_text(encoding="utf-8")
    for service in SERVICES:
        _run(f"own_{service}", messages.replace("{service}", service))
    # The outbox of entries tells of an import, too: one event at its end (rules.md section 13).
    _run("own_entries", "GRANT INSERT ON entries_outbox TO imp_tour")


def _run(role: str, script: str) -> None:
    """Run a script of many statements, without parameters, as this role."""
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
    connection.exec_driver_sql(script)
    connection.exec_driver_sql("RESET ROLE")
