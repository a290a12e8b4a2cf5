"""Correcting results and taking them back: what follows is shown, and only then done (section 5).

For administrators. Guarantees that nothing is stored of which the page did not tell.
"""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin import recorded
from services.gateway.admin.consequences import consequences
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.admin.typed_result import read_result, stored_as_typed, typed_result
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.correction import (
    Consequences,
    CorrectionPage,
    UndoPage,
    why_field,
)
from services.gateway.views.result import MatchToRecord, ResultTyped
from services.gateway.views.site import FlashKind, Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.grpc_client import ask
from shared.terms import Violation
from tour.matches.v1 import matches_pb2 as pb

router = APIRouter()

_CORRECT, _UNDO = "/admin/correct-result", "/admin/undo-result"
_NO_RESULT = "This match has no result yet: there is nothing to correct."
_NOT_THERE = "There is no result."


@router.get("/admin/correct/{match_id:row}")
@open_to(Role.ADMINISTRATOR)
async def show_correction(visit: Visiting, match_id: int) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    if not recorded.is_over(match):
        return visit.go(f"/admin/result/{match_id}", _NO_RESULT, FlashKind.NOTE)
    obstacles = await why_not_corrected(visit, match)
    if not match.player1_id or not match.player2_id:
        return visit.go(f"/admin/result/{match_id}", " ".join(obstacles), FlashKind.NOTE)
    page = CorrectionPage.of(
        await _to_correct(visit, match),
        visit.guard(match.version),
        stored_as_typed(match),
        await recorded.recorded(visit, match),
        obstacles=obstacles,
    )
    return visit.html("admin/correct.html", page, Section.ADMIN)


@router.post(_CORRECT)
@open_to(Role.ADMINISTRATOR)
async def correct_result(visit: Visiting) -> Response:
    """``action=check`` shows what would follow, ``action=save`` does what was shown."""
    match = await _match(visit)
    typed = typed_result(visit.form)
    try:
        result = read_result(typed, has_supertiebreak=match.has_supertiebreak)
        request = pb.CheckCorrectionRequest(
            match_id=match.match_id, typed=typed.typed, result=result
        )
        follows, reasons = await _check(visit, match, request)
        wants_check = visit.form.get("action") == "check"
        if wants_check or (follows and _is_news(visit, match, follows)):
            return await _correction_page(visit, match, typed, follows, reasons)
        saved = await _correct(visit, match, typed, result)
    except REFUSALS as error:
        return await _refused_correction(visit, match.match_id, typed, error)
    return visit.go(
        f"/admin/result/{saved.match_id}",
        f"Corrected: {await recorded.in_words(visit, saved)}",
        href=f"/draw/{saved.draw_id}",
        link="Look at the draw",
    )


async def _correct(
    visit: Visit, match: pb.Match, typed: ResultTyped, result: pb.Result
) -> pb.Match:
    reader = Reader(visit.form)
    request = pb.CorrectResultRequest(
        request_id=reader.request_id(),
        expected_version=reader.version(),
        match_id=match.match_id,
        typed=typed.typed,
        result=result,
        why=reader.typed("why"),
    )
    reader.finish()
    return (await ask(visit.peers.matches.CorrectResult(request))).match


async def _correction_page(
    visit: Visit,
    match: pb.Match,
    typed: ResultTyped,
    follows: Consequences | None,
    reasons: tuple[Violation, ...],
) -> Response:
    # what was seen stays what was seen: a save after this check can still be too late
    seen = Reader(visit.form).chosen("expected_version") or match.version
    page = CorrectionPage.of(
        await _to_correct(visit, match),
        visit.guard(seen),
        typed,
        await recorded.recorded(visit, match) or _NOT_THERE,
        visit.form.get("why", ""),
        errors=reasons,
        follows=follows,
    )
    return visit.html("admin/correct.html", page, Section.ADMIN, 422 if reasons else 200)


async def _refused_correction(
    visit: Visit, match_id: int, typed: ResultTyped, error: TourError
) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    stands = await recorded.recorded(visit, match) or _NOT_THERE
    errors = violations_of(error, ())
    follows = None
    if errors and all(each.field == "why" for each in errors):
        request = pb.CheckCorrectionRequest(
            match_id=match_id,
            typed=typed.typed,
            result=read_result(typed, has_supertiebreak=match.has_supertiebreak),
        )
        follows, _ = await _check(visit, match, request)
    page = CorrectionPage.of(
        await _to_correct(visit, match),
        visit.guard(match.version),
        typed,
        stands,
        visit.form.get("why", ""),
        errors=errors,
        follows=follows,
        conflict=conflict_of(error, stands),
    )
    return visit.html("admin/correct.html", page, Section.ADMIN, error.http_status)


@router.get("/admin/undo/{match_id:row}")
@open_to(Role.ADMINISTRATOR)
async def show_undoing(visit: Visiting, match_id: int) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    if not recorded.is_over(match):
        return visit.go(f"/admin/result/{match_id}", _NO_RESULT, FlashKind.NOTE)
    return await _undo_page(visit, match)


@router.post(_UNDO)
@open_to(Role.ADMINISTRATOR)
async def undo_result(visit: Visiting) -> Response:
    """What was shown is done; where something else would follow by now, that is shown first."""
    match = await _match(visit)
    try:
        request = pb.CheckCorrectionRequest(match_id=match.match_id, undo=True)
        follows, _ = await _check(visit, match, request)
        if follows and _is_news(visit, match, follows):
            return await _undo_page(visit, match)
        saved = await _undo(visit, match)
    except REFUSALS as error:
        match = await queries.match_message(visit.peers, match.match_id)
        return await _undo_page(visit, match, error)
    return visit.go(
        f"/admin/result/{saved.match_id}",
        "The result is taken back: the match is to be played again.",
        href=f"/draw/{saved.draw_id}",
        link="Look at the draw",
    )


async def _undo(visit: Visit, match: pb.Match) -> pb.Match:
    reader = Reader(visit.form)
    request = pb.UndoResultRequest(
        request_id=reader.request_id(),
        expected_version=reader.version(),
        match_id=match.match_id,
        why=reader.typed("why"),
    )
    reader.finish()
    return (await ask(visit.peers.matches.UndoResult(request))).match


async def _undo_page(visit: Visit, match: pb.Match, error: TourError | None = None) -> Response:
    stands = await recorded.recorded(visit, match) or _NOT_THERE
    request = pb.CheckCorrectionRequest(match_id=match.match_id, undo=True)
    follows, reasons = await _check(visit, match, request)
    errors = violations_of(error, ()) if error else ()
    errors = (*errors, *(each for each in reasons if each not in errors))
    page = UndoPage(
        await recorded.on_desk(visit, match),
        visit.guard(match.version),
        stands,
        why_field(visit.form.get("why", ""), errors),
        follows,
        errors,
        conflict_of(error, stands) if error else None,
    )
    return visit.html("admin/undo.html", page, Section.ADMIN, error.http_status if error else 200)


async def why_not_corrected(visit: Visit, match: pb.Match) -> tuple[str, ...]:
    """Why no correction of this match is taken, whatever it says; empty if one is."""
    request = pb.CheckCorrectionRequest(match_id=match.match_id, result=match.result)
    answer = await ask(visit.peers.matches.CheckCorrection(request))
    return tuple(each.message for each in answer.reasons if each.field == "match_id")


async def why_not_undone(visit: Visit, match: pb.Match) -> tuple[str, ...]:
    """Why the result of this match cannot be taken back; empty if it can."""
    request = pb.CheckCorrectionRequest(match_id=match.match_id, undo=True)
    answer = await ask(visit.peers.matches.CheckCorrection(request))
    return tuple(each.message for each in answer.reasons)


async def _match(visit: Visit) -> pb.Match:
    """The match that the form is about."""
    reader = Reader(visit.form)
    match_id = reader.row("match_id", "The match")
    reader.finish()
    return await queries.match_message(visit.peers, match_id)


async def _check(
    visit: Visit, match: pb.Match, request: pb.CheckCorrectionRequest
) -> tuple[Consequences | None, tuple[Violation, ...]]:
    """What would follow, or every reason against it."""
    answer = await ask(visit.peers.matches.CheckCorrection(request))
    if answer.reasons:
        return None, tuple(
            Violation(each.field, each.rule, each.message) for each in answer.reasons
        )
    return await consequences(visit.peers, match, answer), ()


def _is_news(visit: Visit, match: pb.Match, follows: Consequences) -> bool:
    """Whether something else would follow than was shown; who saw an old version is told that."""
    is_seen = Reader(visit.form).chosen("expected_version") == match.version
    return is_seen and follows.checked != visit.form.get("checked")


async def _to_correct(visit: Visit, match: pb.Match) -> MatchToRecord:
    tournament, detail, known = await asyncio.gather(
        queries.tournament_message(visit.peers, match.tournament_id),
        queries.draw_message(visit.peers, match.draw_id),
        queries.people(visit.peers, (match.player1_id, match.player2_id)),
    )
    return queries.match_to_record(
        match, showing.tournament(tournament), detail.draw, known, visit.now
    )
