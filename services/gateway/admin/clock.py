"""Moving the tour clock of a demo, with what follows shown first. For administrators."""

import asyncio
import re
from collections import Counter
from datetime import UTC, date, datetime, time

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import clock_commands, queries, showing
from services.gateway.admin.saving import REFUSALS, once, violations_of
from services.gateway.forms import Reader, shortened
from services.gateway.guard import open_to
from services.gateway.views.clock import Ahead, ClockPage, moved_text
from services.gateway.views.site import Flash, FlashKind, Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import NotFound
from shared.grpc_client import ask
from shared.terms import DrawStatus, MatchStatus
from shared.wire import to_date
from tour.matches.v1 import matches_pb2

router = APIRouter()

_HERE = "/admin/clock"
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@router.get(_HERE)
@open_to(Role.ADMINISTRATOR)
async def show_clock(visit: Visiting) -> Response:
    """``day`` and ``time`` ask what would follow until then; NotFound where time is real."""
    _check_demo(visit)
    typed = (visit.query("day").strip(), visit.query("time").strip())
    reader = Reader({"day": typed[0].replace("\0", ""), "time": typed[1].replace("\0", "")})
    asked = _read_moment(reader) if any(typed) else None
    if asked and asked <= visit.now:
        reader.refuse("day", "This moment has passed: the clock moves forward only.")
    real = datetime.now(UTC)
    if asked and clock_commands.is_too_far(asked, real):
        reader.refuse("day", clock_commands.too_far(real))
        asked = None
    errors = tuple(reader.violations)
    page = ClockPage.of(
        visit.now, await _ahead(visit), visit.guard, typed=typed, asked=asked, errors=errors
    )
    return visit.html("admin/clock.html", page, Section.ADMIN, 422 if errors else 200)


@router.post(_HERE)
@open_to(Role.ADMINISTRATOR)
async def move_clock(visit: Visiting) -> Response:
    """``to`` is the moment, in UTC; the same form sent twice moves the clock once."""
    _check_demo(visit)
    reader = Reader(visit.form)
    to = _read_utc(reader, "to")
    reader.finish()
    assert to is not None
    try:
        await once(visit, "clock", lambda work: clock_commands.move_clock(work, to))
    except REFUSALS as error:
        page = ClockPage.of(visit.now, await _ahead(visit), visit.guard)
        notes = tuple(Flash(FlashKind.PROBLEM, each.message) for each in violations_of(error, ()))
        return visit.html("admin/clock.html", page, Section.ADMIN, error.http_status, notes=notes)
    return visit.go(_HERE, moved_text(to), href="/admin", link="What is due")


def _check_demo(visit: Visit) -> None:
    if not visit.gateway.is_demo:
        raise NotFound(clock_commands.REAL_TIME)


def _read_moment(reader: Reader) -> datetime | None:
    """Day and time as typed; midnight where no time is."""
    day, text = reader.day("day", "The day"), reader.typed("time") or "00:00"
    found = _TIME.fullmatch(text)
    if found is None:
        reader.refuse("time", f"The time: “{shortened(text)}” is none; write 10:00.")
    if day is None or found is None:
        return None
    return datetime.combine(day, time(int(found[1]), int(found[2])), tzinfo=UTC)


def _read_utc(reader: Reader, name: str) -> datetime | None:
    """A moment as the page's forms send it, ``2026-02-17T10:00:00Z``."""
    text = reader.typed(name).strip()
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        reader.refuse(name, f"“{shortened(text)}” is no moment; write 2026-02-17T10:00:00Z.")
        return None


async def _ahead(visit: Visit) -> Ahead:
    around, drawn, suspensions = await asyncio.gather(
        queries.tournaments_around(visit.peers, visit.now),
        queries.draws_in(visit.peers, DrawStatus.GENERATED),
        _holding(visit),
    )
    known = {each.tournament_id for each in around}
    matches = await queries.matches_of_draws(
        visit.peers, [each.draw_id for each in drawn if each.tournament_id in known]
    )
    days: Counter[date] = Counter(
        showing.day(each.match_date)
        for each in matches
        if MatchStatus(each.result.status) is MatchStatus.SCHEDULED
    )
    return Ahead(around, days, Counter(showing.day(each.end_date) for each in suspensions))


async def _holding(visit: Visit) -> list[matches_pb2.Suspension]:
    """Those that hold today or later."""
    request = matches_pb2.ListSuspensionsRequest()
    # from is a word of Python
    getattr(request, "from").CopyFrom(to_date(visit.now.date()))
    return list((await ask(visit.peers.matches.ListSuspensions(request))).suspensions)
