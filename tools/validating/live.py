"""What only a database can tell: who owns and writes each table, and messages left over."""

from collections.abc import Iterator, Mapping
from typing import Final

from tools.validating.check import Bad, Check
from tools.validating.stored import Stored
from tools.validating.tables import Messages, TableRights

# architecture.md, "Who owns what": the 24 tables of the tour
OWNERS: Final[Mapping[str, str]] = {
    table: f"own_{service}"
    for service, tables in {
        "entries": "gender country age_category player_status surfaces tournament_category "
        "location venue players tournaments entries",
        "draws": "draw_status seeding_rules draws draw_players draw_seed",
        "matches": "match_status match_rounds matches player_suspensions",
        "rankings": "points_rules stage_results points_history weekly_ranking",
    }.items()
    for table in tables.split()
}
_ONLY_LIVE: Final = "Only a database tells this."


def _owned(stored: Stored) -> Iterator[Bad]:
    tables = {row.table: row for row in stored.of(TableRights)}
    for table in sorted(OWNERS.keys() - tables.keys()):
        yield Bad(None, f"{table} is missing")
    for row in tables.values():
        due = OWNERS.get(row.table)
        if due is None and not row.owner.startswith("own_"):
            yield Bad(None, f"{row.table} belongs to {row.owner}, no service's role")
        elif due not in {None, row.owner}:
            yield Bad(None, f"{row.table} belongs to {row.owner}, not {due}")


def _written(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(TableRights):
        own = row.owner.replace("own_", "svc_", 1)
        for writer in row.writers:
            if writer != own:
                yield Bad(None, f"{writer} may write {row.table}, which belongs to {row.owner}")


def _published(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Messages):
        for _ in range(row.waiting):
            yield Bad(None, f"{row.service} has {row.waiting} events waiting for over a minute")


def _taken(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Messages):
        for _ in range(row.dead):
            yield Bad(None, f"{row.service} has {row.dead} dead letters")


CHECKS = (
    Check(
        "ownership",
        "9",
        "Every table belongs to the role of the service that owns it",
        ("pg_class",),
        _owned,
        needs=(TableRights,),
        unless=_ONLY_LIVE,
    ),
    Check(
        "grants",
        "9",
        "No service may write another's tables",
        ("pg_class",),
        _written,
        needs=(TableRights,),
        unless=_ONLY_LIVE,
    ),
    Check(
        "outboxes",
        "9",
        "No event waits to be published",
        ("*_outbox",),
        _published,
        needs=(Messages,),
        unless="Only a database tells this, and only to the logins of the services.",
    ),
    Check(
        "dead-letters",
        "9",
        "No message was given up",
        ("*_dead_letters",),
        _taken,
        needs=(Messages,),
        unless="Only a database tells this, and only to the logins of the services.",
    ),
)
