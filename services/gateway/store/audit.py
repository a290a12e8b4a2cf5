"""The audit log: written once per event, read by filters, latest first.

Guarantees that an event is never in it twice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.store.tables import audit_log
from shared.events import Envelope, Json


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change; ``occurred_at`` is the tour's time."""

    audit_id: int
    occurred_at: datetime
    service: str
    action: str
    subject: str
    actor: str
    actor_role: str
    correlation_id: str
    before: Json | None
    after: Json | None


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Empty or None asks for all; ``subject`` is a whole one ("match:12") or its kind ("match").

    ``first`` and ``before`` bound the moment (tour time), ``older_than`` is the last audit id seen.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    first: datetime | None = None
    before: datetime | None = None
    older_than: int | None = None
    most: int = 50


async def write_down(db: AsyncConnection, event: Envelope) -> None:
    await db.execute(
        pg_insert(audit_log)
        .values(
            event_id=event.event_id,
            occurred_at=event.occurred_at,
            service=event.service,
            action=event.name,
            subject=event.key,
            actor=event.call.actor.name,
            actor_role=event.call.actor.role.value,
            correlation_id=event.call.correlation_id,
            before=event.before,
            after=event.after,
        )
        .on_conflict_do_nothing(index_elements=["event_id"])
    )


async def read_audit(db: AsyncConnection, query: AuditQuery) -> list[AuditEntry]:
    """At most ``most`` entries, latest first."""
    log = audit_log.c
    wanted: list[ColumnElement[bool]] = []
    if query.actor:
        wanted.append(log.actor == query.actor)
    if query.action:
        wanted.append(log.action == query.action)
    if query.subject:
        wanted.append(
            or_(
                log.subject == query.subject,
                log.subject.startswith(f"{query.subject}:", autoescape=True),
            )
        )
    if query.first is not None:
        wanted.append(log.occurred_at >= query.first)
    if query.before is not None:
        wanted.append(log.occurred_at < query.before)
    if query.older_than is not None:
        wanted.append(log.audit_id < query.older_than)
    rows = await db.execute(
        select(
            log.audit_id,
            log.occurred_at,
            log.service,
            log.action,
            log.subject,
            log.actor,
            log.actor_role,
            log.correlation_id,
            log.before,
            log.after,
        )
        .where(*wanted)
        .order_by(log.audit_id.desc())
        .limit(query.most)
    )
    return [AuditEntry(**row) for row in rows.mappings()]


async def actors_on_record(db: AsyncConnection) -> list[str]:
    return await _distinct(db, "actor")


async def actions_on_record(db: AsyncConnection) -> list[str]:
    return await _distinct(db, "action")


async def _distinct(db: AsyncConnection, name: str) -> list[str]:
    """The column's values, each found by one step in its index, however long the log is."""
    column = audit_log.c[name]
    first = select(column.label("value")).order_by(column).limit(1).cte("found", recursive=True)
    step = (
        select(column)
        .where(column > first.c.value)
        .order_by(column)
        .limit(1)
        .scalar_subquery()
        .correlate(first)
    )
    found = first.union_all(select(step).where(first.c.value.is_not(None)))
    rows = await db.scalars(select(found.c.value).where(found.c.value.is_not(None)))
    return list(rows)
