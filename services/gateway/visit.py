"""One request and who makes it: what every route works with.

Guarantees that a page with a person's name in it is kept by no cache, and that a session is
looked up once per request and never in vain.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.commands import IDLE
from services.gateway.gateway import Gateway
from services.gateway.peers import Peers
from services.gateway.security import cookies
from services.gateway.store import officials as store
from services.gateway.store.officials import Official, Session
from services.gateway.views.forms import Guard
from services.gateway.views.site import Flash, FlashKind, Section, SignedIn, Site
from shared.context import Actor, Call, Role, current_call, enter_call
from shared.database import translated
from shared.errors import NotSignedIn, TourError

log = structlog.get_logger()

_NOTED_EVERY = timedelta(minutes=1)
_ROLE_TEXT = {Role.REFEREE: "Referee", Role.ADMINISTRATOR: "Administrator"}
_SCOPE_KEY = "tour.visit"
# where open pages listen, and what a page says that looks at itself again (services.gateway.live)
LIVE = "/live"
LIVE_LOOK = "Tour-Live"
# how many seconds to wait after an answer with this status
RETRY_AFTER = {429: "300", 503: "30"}


@dataclass(slots=True)
class Visit:
    """``now`` is the tour's time in UTC; ``form`` holds the fields of a POST as typed, ``files``
    what was chosen beside them, by the name of its field."""

    request: Request
    gateway: Gateway
    now: datetime
    session: Session | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    # the secret of the sign-in form, before there is a session
    form_token: str = ""
    # the newest change heard before anything was read for this page
    heard: str = ""

    @property
    def peers(self) -> Peers:
        return self.gateway.peers

    @property
    def official(self) -> Official:
        """Who is signed in; NotSignedIn if nobody is."""
        if self.session is None:
            raise NotSignedIn("Please sign in.")
        return self.session.official

    @property
    def is_administrator(self) -> bool:
        return self.session is not None and self.session.official.role is Role.ADMINISTRATOR

    @property
    def call(self) -> Call:
        """The call in progress, with the official as its actor."""
        return current_call()

    def query(self, name: str) -> str:
        """What the address asks for, empty where it does not."""
        return self.request.query_params.get(name, "")

    def guard(self, expected_version: int | None = None) -> Guard:
        """The hidden fields of a form, with a request id of its own."""
        token = self.session.csrf_token if self.session else self.form_token
        return Guard(token, str(uuid4()), expected_version)

    def html(
        self,
        template: str,
        page: object,
        section: Section = Section.NONE,
        status: int = 200,
        *,
        cache: str = "no-store",
        notes: tuple[Flash, ...] = (),
    ) -> HTMLResponse:
        """The page; ``cache`` (Cache-Control) holds for visitors who are not signed in.

        ``notes`` stand above it, after what the page before had to say.
        """
        flash = self._flash()
        site = self._site(section, (*((flash,) if flash else ()), *notes))
        answer = HTMLResponse(self.gateway.pages.html(template, site, page), status)
        answer.headers["Cache-Control"] = cache if self.session is None else "no-store"
        answer.headers["Vary"] = "Cookie"
        if status in RETRY_AFTER:
            answer.headers["Retry-After"] = RETRY_AFTER[status]
        if flash is not None:
            cookies.delete_cookie(self.request, answer, cookies.FLASH)
        return answer

    def part(self, template: str, page: object) -> HTMLResponse:
        """A part that the script of a page puts into it: it says nothing that waits to be said."""
        html = self.gateway.pages.html(template, self._site(Section.NONE, ()), page)
        return HTMLResponse(html, headers={"Cache-Control": "no-store", "Vary": "Cookie"})

    def go(
        self,
        path: str,
        text: str = "",
        kind: FlashKind = FlashKind.DONE,
        href: str = "",
        link: str = "",
    ) -> Response:
        """On to another page after a POST, which says ``text`` once."""
        answer = RedirectResponse(path, 303, {"Cache-Control": "no-store"})
        if text and self.session is not None:
            flash = json.dumps([kind.value, text, href, link], ensure_ascii=False)
            signed = cookies.sign(flash, self.session.csrf_token)
            cookies.set_cookie(self.request, answer, cookies.FLASH, signed)
        return answer

    def _site(self, section: Section, flashes: tuple[Flash, ...]) -> Site:
        signed_in = None
        if self.session is not None:
            official = self.session.official
            signed_in = SignedIn(
                official.name, _ROLE_TEXT[official.role], official.role is Role.ADMINISTRATOR
            )
        return Site(
            section=section,
            now=self.now,
            clock_offset=round(self.gateway.clock_offset),
            is_demo=self.gateway.is_demo,
            is_read_only=self.gateway.database.read_only,
            official=signed_in,
            guard=self.guard() if signed_in else None,
            flashes=flashes,
            heard=self.heard,
        )

    def _flash(self) -> Flash | None:
        signed = cookies.read_cookie(self.request, cookies.FLASH)
        if not signed or self.session is None or _is_by_itself(self.request):
            return None
        text = cookies.unsign(signed, self.session.csrf_token)
        if text is None:
            return None
        kind, sentence, href, link = json.loads(text)
        return Flash(FlashKind(kind), sentence, href, link)


async def visit_of(request: Request) -> Visit:
    """The visit of this request, made at the first call; Unavailable while the database is away."""
    known = request.scope.get(_SCOPE_KEY)
    if isinstance(known, Visit):
        return known
    visit = await _begin(request)
    request.scope[_SCOPE_KEY] = visit
    return visit


async def visit_for_error(request: Request) -> Visit:
    """The visit of this request, or one of nobody where it could not begin."""
    try:
        return await visit_of(request)
    except TourError:
        gateway: Gateway = request.app.state.gateway
        ahead = timedelta(seconds=gateway.clock_offset)
        return Visit(request, gateway, datetime.now(UTC) + ahead)


Visiting = Annotated[Visit, Depends(visit_of)]


async def _begin(request: Request) -> Visit:
    gateway: Gateway = request.app.state.gateway
    token = cookies.read_cookie(request, cookies.SESSION)
    real = datetime.now(UTC)
    visit = Visit(request, gateway, real, heard=gateway.live.heard)
    visit.form_token = cookies.read_cookie(request, cookies.FORM)
    if not token and not gateway.is_demo:
        return visit
    async with gateway.database.read() as db:
        visit.now = await gateway.database.clock.now(db)
        gateway.clock_offset = (visit.now - real).total_seconds()
        if token:
            visit.session = await store.find_session(db, cookies.hash_of(token), real, IDLE)
    if visit.session is not None:
        official = visit.session.official
        call = current_call()
        actor = Actor(official.name, official.role)
        enter_call(Call(actor, call.correlation_id, call.traceparent))
        if not _is_by_itself(request):
            await _note_use(gateway, visit.session, real)
    return visit


def _is_by_itself(request: Request) -> bool:
    """An open page asks, not the person in front of it: that keeps no session alive, and what is
    to be said once is not said to it."""
    return request.url.path == LIVE or LIVE_LOOK in request.headers


async def _note_use(gateway: Gateway, session: Session, now: datetime) -> None:
    """Once a minute, and never in standby; a page is not refused because this cannot be noted."""
    if gateway.database.read_only or now - session.last_used_at < _NOTED_EVERY:
        return
    try:
        with translated():
            async with gateway.database.engine.begin() as db:
                await store.note_use(db, session.token_hash, now)
    except TourError as error:
        log.warning("the use of a session was not noted", reason=error.sentence)
