"""The audit log, to be read by every official."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.store.audit import (
    AuditEntry,
    AuditQuery,
    actions_on_record,
    actors_on_record,
    read_audit,
)
from services.gateway.views.audit import AuditFilters, AuditPage, AuditRow, Change
from services.gateway.views.site import Section
from services.gateway.visit import Visiting
from shared.context import Role
from shared.events import Json

router = APIRouter()

_ROWS = 50
_PAGES = {
    "tournament": "/tournament/{}",
    "draw": "/draw/{}",
    "match": "/admin/result/{}",
    "player": "/admin/player/{}",
}
_LONGEST_VALUE = 200


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
    page = AuditPage.of([_row(each) for each in entries], filters, actors, actions, older)
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
        reader.typed("subject").strip(),
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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _row(entry: AuditEntry) -> AuditRow:
    kind, _, key = entry.subject.partition(":")
    has_page = kind in _PAGES and key.isascii() and key.isdigit()
    return AuditRow(
        entry.occurred_at.astimezone(UTC),
        entry.actor,
        entry.action,
        entry.subject,
        changes_between(entry.before, entry.after),
        entry.correlation_id,
        _PAGES[kind].format(key) if has_page else "",
    )


def changes_between(before: Json | None, after: Json | None) -> tuple[Change, ...]:
    """The values that differ, in the order of the row."""
    old, new = before or {}, after or {}
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Change(name, _in_words(old.get(name)), _in_words(new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    )


def _in_words(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
