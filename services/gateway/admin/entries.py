"""Entering players and withdrawing them (rules.md section 2).

Guarantees that what an entry would be, and every reason against it, is shown before it is made.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.entry import (
    EntriesPage,
    EntryCheck,
    EntryOnList,
    EntryPage,
    PlayerFound,
    tournament_field,
)
from services.gateway.views.forms import Conflict
from services.gateway.views.season import Tournament
from services.gateway.views.site import Flash, FlashKind, Section
from services.gateway.views.words import counted, draw_label, utc
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import Stale, TourError
from shared.grpc_client import ask
from shared.terms import AgeCategory, DrawStatus, Gender, Violation
from shared.wire import from_moment, to_enum
from tour.entries.v1 import entries_pb2 as pb
from tour.rankings.v1 import rankings_pb2

router = APIRouter()

_SHORTEST_SEARCH = 2
_MOST_FOUND = 25
_DRAWN = (DrawStatus.GENERATED, DrawStatus.COMPLETED)
_WITHDRAWN = {
    pb.WITHDRAWAL_TYPE_BEFORE_DRAW: "withdrawn before the draw",
    pb.WITHDRAWAL_TYPE_AFTER_DRAW: "withdrawn after the draw: no-show",
}


@router.get("/admin/entry")
@open_to(Role.REFEREE)
async def show_entry(visit: Visiting) -> Response:
    return visit.html("admin/entry.html", await entry_page(visit), Section.ADMIN)


@router.post("/admin/entry")
@open_to(Role.REFEREE)
async def enter(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    tournament_id, player_id = reader.chosen("tournament_id"), reader.chosen("player_id")
    try:
        request = _read_entry(reader)
        entry = (await ask(visit.peers.entries.SubmitEntry(request))).entry
    except REFUSALS as error:
        reasons = violations_of(error, ()) or (Violation("", "9", error.sentence),)
        page = await _entry_page_of(visit, tournament_id, player_id, reasons)
        notes = [] if page.check else [Flash(FlashKind.PROBLEM, each.message) for each in reasons]
        return visit.html(
            "admin/entry.html", page, Section.ADMIN, error.http_status, notes=tuple(notes)
        )
    name = showing.person(entry.player).name
    points = counted(entry.entry_points, "point")
    return visit.go(
        f"/admin/entry?{urlencode({'tournament_id': tournament_id})}",
        f"{name} is entered in {showing.label_of(entry)} with {points}.",
        href=f"/admin/entries?{urlencode({'tournament_id': tournament_id})}",
        link="All entries",
    )


def _read_entry(reader: Reader) -> pb.SubmitEntryRequest:
    request = pb.SubmitEntryRequest(
        request_id=reader.request_id(),
        tournament_id=reader.row("tournament_id", "The tournament"),
        player_id=reader.row("player_id", "The player"),
        age_category=to_enum(
            reader.optional_term("age_category_id", "The age category", AgeCategory)
        ),
        gender=to_enum(reader.optional_term("gender_id", "The gender", Gender)),
    )
    reader.finish()
    return request


async def entry_page(visit: Visit, taking: Sequence[Tournament] | None = None) -> EntryPage:
    """The steps as far as the address has come: tournament, player, check. ``taking`` are the
    tournaments that take entries, where they are known already."""
    reader = Reader(dict(visit.request.query_params))
    tournament_id = reader.optional_row("tournament_id", "The tournament")
    player_id = reader.optional_row("player_id", "The player")
    reader.finish()
    return await _entry_page_of(visit, tournament_id, player_id, taking=taking)


async def _entry_page_of(
    visit: Visit,
    tournament_id: int,
    player_id: int,
    reasons: tuple[Violation, ...] = (),
    taking: Sequence[Tournament] | None = None,
) -> EntryPage:
    text = visit.query("q").strip()
    tournaments, found = await asyncio.gather(
        _tournaments_to_enter(visit, tournament_id, taking), _find(visit, text)
    )
    if not player_id and found and len(found) == 1:
        # nothing is left to choose
        player_id = found[0].person.player_id
    check = await _check(visit, tournament_id, player_id)
    if check is not None and reasons:
        known = {each.message for each in reasons}
        others = tuple(each for each in check.reasons if each.message not in known)
        check = replace(check, reasons=(*reasons, *others))
    return EntryPage.of(
        visit.guard(),
        tournaments,
        visit.now,
        tournament_id=tournament_id,
        text=text,
        found=found,
        check=check,
    )


async def _tournaments_to_enter(
    visit: Visit, tournament_id: int, taking: Sequence[Tournament] | None
) -> list[Tournament]:
    """Those that take entries, and the one asked for, so that it can be said why it takes none."""
    if taking is None:
        taking = await queries.taking_entries(visit.peers, visit.now)
    tournaments = list(taking)
    if tournament_id and all(each.tournament_id != tournament_id for each in tournaments):
        asked = await queries.tournament_message(visit.peers, tournament_id)
        tournaments.append(showing.tournament(asked))
    return tournaments


async def _find(visit: Visit, text: str) -> list[PlayerFound] | None:
    """None where nothing was asked for; too short a text finds nobody."""
    if not text:
        return None
    if len(text) < _SHORTEST_SEARCH:
        return []
    answer = await queries.search_players(visit.peers, text, _MOST_FOUND)
    return [showing.player_found(each) for each in answer.players]


async def _check(visit: Visit, tournament_id: int, player_id: int) -> EntryCheck | None:
    """What the entry would be; None until both are chosen."""
    if not tournament_id or not player_id:
        return None
    request = pb.CheckEntryRequest(player_id=player_id, tournament_id=tournament_id)
    answer = await ask(visit.peers.entries.CheckEntry(request))
    has_draw = bool(answer.age_category)
    position = 0
    if has_draw:
        points = await ask(
            visit.peers.rankings.GetPlayerPoints(
                rankings_pb2.GetPlayerPointsRequest(
                    player_ids=[player_id],
                    age_category=answer.age_category,
                    gender=answer.gender,
                )
            )
        )
        position = points.players[0].position
    return EntryCheck(
        showing.player_found(answer.player),
        draw_label(AgeCategory(answer.age_category), Gender(answer.gender)) if has_draw else "",
        answer.entry_points,
        position,
        tuple(Violation(each.field, each.rule, each.message) for each in answer.reasons),
    )


# --- the entries of a tournament ------------------------------------------------------------


@router.get("/admin/entries")
@open_to(Role.REFEREE)
async def show_entries(visit: Visiting) -> Response:
    reader = Reader(dict(visit.request.query_params))
    tournament_id = reader.optional_row("tournament_id", "The tournament")
    reader.finish()
    return visit.html("admin/entries.html", await entries_page(visit, tournament_id), Section.ADMIN)


@router.post("/admin/withdraw")
@open_to(Role.REFEREE)
async def withdraw(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    tournament_id = reader.chosen("tournament_id")
    try:
        request = pb.WithdrawEntryRequest(
            request_id=reader.request_id(),
            expected_version=reader.version(),
            entry_id=reader.row("entry_id", "The entry"),
        )
        reader.finish()
        entry = (await ask(visit.peers.entries.WithdrawEntry(request))).entry
    except REFUSALS as error:
        page = await entries_page(visit, tournament_id, error)
        return visit.html("admin/entries.html", page, Section.ADMIN, error.http_status)
    name = showing.person(entry.player).name
    after = entry.withdrawal_type == pb.WITHDRAWAL_TYPE_AFTER_DRAW
    what = " after the draw, which is a no-show" if after else ""
    return visit.go(
        f"/admin/entries?{urlencode({'tournament_id': entry.tournament_id})}",
        f"{name} is withdrawn from {showing.label_of(entry)}{what}.",
    )


async def entries_page(
    visit: Visit, tournament_id: int, error: TourError | None = None
) -> EntriesPage:
    """Without a tournament (0) only the choice; ``error`` is what a withdrawal met."""
    around = await queries.tournaments_around(visit.peers, visit.now)
    if not tournament_id:
        return EntriesPage(None, tournament_field(around, 0), ())
    chosen, listed, draws = await asyncio.gather(
        queries.tournament_message(visit.peers, tournament_id),
        ask(
            visit.peers.entries.ListEntries(
                pb.ListEntriesRequest(tournament_id=tournament_id, include_withdrawn=True)
            )
        ),
        queries.draws_of(visit.peers, [tournament_id]),
    )
    drawn = {
        (each.age_category, each.gender) for each in draws if DrawStatus(each.status) in _DRAWN
    }
    entries = sorted(
        (_on_list(visit, each, drawn) for each in listed.entries),
        key=lambda each: (bool(each.withdrawn), each.person.last_name, each.person.first_name),
    )
    return EntriesPage(
        showing.tournament(chosen),
        tournament_field(around, tournament_id),
        tuple(entries),
        violations_of(error, ()) if error else (),
        _conflict(visit, listed.entries, error) if error else None,
    )


def _on_list(visit: Visit, entry: pb.Entry, drawn: Collection[tuple[int, int]]) -> EntryOnList:
    return EntryOnList(
        entry.entry_id,
        showing.person(entry.player),
        showing.label_of(entry),
        entry.entry_points,
        from_moment(entry.entered_at),
        visit.guard(entry.version),
        (entry.age_category, entry.gender) in drawn,
        _WITHDRAWN.get(entry.withdrawal_type, ""),
    )


def _conflict(visit: Visit, entries: Iterable[pb.Entry], error: TourError) -> Conflict | None:
    if not isinstance(error, Stale):
        return None
    entry_id = visit.form.get("entry_id", "")
    entry = next((each for each in entries if str(each.entry_id) == entry_id), None)
    if entry is None:
        return conflict_of(error, "The entry is not on this list.")
    name = showing.person(entry.player).name
    if not entry.withdrawal_type:
        return conflict_of(error, f"{name} stands in {showing.label_of(entry)}.")
    when = utc(from_moment(entry.withdrawn_at))
    return conflict_of(error, f"{name} is {_WITHDRAWN[entry.withdrawal_type]}, on {when}.")
