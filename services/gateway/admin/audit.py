"""The audit log, to be read by every official."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.store.audit import (
    AuditEntry,
    AuditQuery,
    actions_on_record,
    actors_on_record,
    read_audit,
)
from services.gateway.views.audit import AuditFilters, AuditPage, AuditRow
from services.gateway.views.audit_words import Key, changes_between, keys_in, subject_of
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import Unavailable

router = APIRouter()

_ROWS = 50


@router.get("/admin/audit")
@open_to(Role.REFEREE)
async def show_audit(visit: Visiting) -> Response:
    asked = {name: value for name, value in visit.request.query_params.items() if value}
    filters, query = _read_filters(asked)
    async with visit.gateway.database.read() as db:
        entries = await read_audit(db, query)
        actors, actions = await actors_on_record(db), await actions_on_record(db)
    older = ""
    if len(entries) > _ROWS:
        entries = entries[:_ROWS]
        older = f"/admin/audit?{urlencode(asked | {'older_than': str(entries[-1].audit_id)})}"
    names = await _names(visit, entries)
    rows = [_row(each, names, is_administrator=visit.is_administrator) for each in entries]
    page = AuditPage.of(rows, filters, actors, actions, older)
    return visit.html("admin/audit.html", page, Section.ADMIN)


def _read_filters(asked: Mapping[str, str]) -> tuple[AuditFilters, AuditQuery]:
    """As shown and as asked; InvalidInput where a day is none."""
    reader = Reader({name: value.replace("\0", "") for name, value in asked.items()})
    first, last = reader.optional_day("from", "From"), reader.optional_day("to", "To")
    older_than = reader.optional_row("older_than", "The page")
    reader.finish()
    filters = AuditFilters(
        reader.typed("actor").strip(),
        reader.typed("action").strip(),
        _as_key(reader.typed("subject")),
        reader.typed("from").strip(),
        reader.typed("to").strip(),
    )
    query = AuditQuery(
        actor=filters.actor,
        action=filters.action,
        subject=filters.subject,
        first=_midnight(first) if first else None,
        before=_midnight(last) + timedelta(days=1) if last and last != date.max else None,
        older_than=older_than or None,
        # one more than is shown tells whether there is another page
        most=_ROWS + 1,
    )
    return filters, query


def _as_key(text: str) -> str:
    """``Match 12``, as people say it, is ``match:12``."""
    kind, colon, rest = ":".join(text.split()).partition(":")
    return f"{kind.lower()}{colon}{rest}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


async def _names(visit: Visit, entries: Iterable[AuditEntry]) -> dict[Key, str]:
    """Of all players and tournaments in these rows; none while they cannot be asked for."""
    keys = {key for each in entries for key in keys_in(each.before, each.after)}
    try:
        people, tournaments = await asyncio.gather(
            queries.people(visit.peers, [key for kind, key in keys if kind == "player"]),
            queries.tournaments_by_id(
                visit.peers, [key for kind, key in keys if kind == "tournament"]
            ),
        )
    except Unavailable:
        return {}
    return {
        **{("player", key): each.name for key, each in people.items()},
        **{("tournament", key): each.name for key, each in tournaments.items()},
    }


def _row(entry: AuditEntry, names: Mapping[Key, str], *, is_administrator: bool) -> AuditRow:
    changes, repeated = changes_between(entry.subject, entry.before, entry.after, names)
    return AuditRow(
        entry.occurred_at.astimezone(UTC),
        entry.actor,
        entry.action,
        entry.subject,
        subject_of(entry.subject, entry.after or entry.before, is_administrator=is_administrator),
        changes,
        repeated,
        entry.correlation_id,
    )
