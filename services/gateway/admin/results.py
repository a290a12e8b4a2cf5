"""Recording results: what is typed is read, shown, and only then saved (rules.md section 5)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin import recorded
from services.gateway.admin.corrections import why_not_corrected, why_not_undone
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.admin.typed_result import outcome_of, read_result, typed_result
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.correction import RecordedPage
from services.gateway.views.entry import tournament_field
from services.gateway.views.forms import Choice, Conflict
from services.gateway.views.result import (
    LISTS,
    MatchToRecord,
    ParsedResult,
    RecordedRow,
    ResultPage,
    ResultsPage,
    ResultTyped,
    Way,
    place_of,
    record_rows,
)
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import RuleBroken, Stale, TourError
from shared.grpc_client import ask
from shared.terms import DrawStatus, Round, Violation
from shared.wire import from_moment
from tour.draws.v1 import draws_pb2
from tour.matches.v1 import matches_pb2 as pb

router = APIRouter()

_LATEST = 20
_RECENT = timedelta(days=7)


@router.get("/admin/results")
@open_to(Role.REFEREE)
async def show_results(visit: Visiting) -> Response:
    reader = Reader(dict(visit.request.query_params))
    tournament_id = reader.optional_row("tournament_id", "The tournament")
    reader.finish()
    around, unfinished = await asyncio.gather(
        queries.tournaments_around(visit.peers, visit.now),
        queries.draws_in(visit.peers, DrawStatus.GENERATED),
    )
    started = [each for each in around if each.first_day <= visit.now.date()]
    wanted = {
        each.tournament_id: each for each in started if tournament_id in (0, each.tournament_id)
    }
    # what was over before last week is asked for by name
    recent = [
        each.tournament_id
        for each in wanted.values()
        if tournament_id or each.last_day >= visit.now.date() - _RECENT
    ]
    draws = [
        *(each for each in unfinished if each.tournament_id in wanted),
        *await queries.draws_of(visit.peers, recent, DrawStatus.COMPLETED),
    ]
    matches = await queries.matches_of_draws(visit.peers, [each.draw_id for each in draws])
    ready, done = await asyncio.gather(
        queries.to_record(visit.peers, visit.now, started, matches, draws),
        _latest(visit, started, matches, draws),
    )
    rows = record_rows(
        ready,
        [visit.guard(each.version) for each in ready],
        "" if tournament_id else "results",
    )
    field = tournament_field([each for each in started if not each.is_over], tournament_id)
    field = replace(field, choices=(Choice("", "All"), *reversed(field.choices)))
    return visit.html("admin/results.html", ResultsPage(field, rows, done), Section.ADMIN)


async def _latest(
    visit: Visit,
    tournaments: Sequence[Tournament],
    matches: Sequence[pb.Match],
    draws: Sequence[draws_pb2.Draw],
) -> tuple[RecordedRow, ...]:
    """The results of these draws that were recorded or changed last."""
    played = [
        each for each in matches if recorded.is_over(each) and each.player1_id and each.player2_id
    ]
    played.sort(key=lambda each: from_moment(each.changed_at), reverse=True)
    del played[_LATEST:]
    known = await queries.people(
        visit.peers, [key for each in played for key in (each.player1_id, each.player2_id)]
    )
    names = {each.tournament_id: each.name for each in tournaments}
    labels = {each.draw_id: showing.label_of(each) for each in draws}
    return tuple(
        RecordedRow(
            each.match_id,
            recorded.result_words(each, known),
            names[each.tournament_id],
            labels[each.draw_id],
            Round(each.round),
            each.changed_by,
            from_moment(each.changed_at),
        )
        for each in played
    )


@router.get("/admin/result/{match_id:row}")
@open_to(Role.REFEREE)
async def show_result(visit: Visiting, match_id: int) -> Response:
    """The form; once there is a result, the result and what an administrator can do about it."""
    match = await queries.match_message(visit.peers, match_id)
    if recorded.is_over(match):
        return visit.html("admin/recorded.html", await _recorded_page(visit, match), Section.ADMIN)
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(match.version),
        ResultTyped(),
        is_administrator=visit.is_administrator,
    )
    return visit.html("admin/result.html", page, Section.ADMIN)


async def _recorded_page(visit: Visit, match: pb.Match) -> RecordedPage:
    desk, words = await asyncio.gather(
        recorded.on_desk(visit, match), recorded.in_words(visit, match)
    )
    page = RecordedPage(desk, words, recorded.by_whom(match), visit.is_administrator)
    if not visit.is_administrator:
        return page
    not_corrected, not_undone = await asyncio.gather(
        why_not_corrected(visit, match), why_not_undone(visit, match)
    )
    return replace(page, not_corrected=not_corrected, not_undone=not_undone)


@router.post("/admin/submit-result")
@open_to(Role.REFEREE)
async def submit_result(visit: Visiting) -> Response:
    """``action=check`` shows what a result means, ``action=save`` saves what was shown."""
    reader = Reader(visit.form)
    match_id = reader.row("match_id", "The match")
    reader.finish()
    match = await queries.match_message(visit.peers, match_id)
    typed = typed_result(visit.form)
    way = _way(visit)
    try:
        result = read_result(typed, has_supertiebreak=match.has_supertiebreak)
        wants_check = visit.form.get("action") == "check"
        if wants_check and recorded.is_over(match):
            return await _too_late_page(visit, match, typed)
        if wants_check or "checked" in visit.form:
            parsed, reasons = await _check(visit, match, typed, result)
            is_seen = parsed is not None and parsed.checked == visit.form.get("checked")
            if wants_check or (parsed is not None and not is_seen):
                return await _checked_page(visit, match, typed, parsed, reasons)
        saved = await _save(visit, match_id, typed, result)
    except REFUSALS as error:
        return await _refused_page(visit, match_id, typed, error)
    words, path = await asyncio.gather(recorded.in_words(visit, saved), _onward(visit, saved, way))
    return visit.go(
        path,
        f"Saved: {words}",
        href=f"/draw/{saved.draw_id}",
        link="Look at the draw",
    )


def _way(visit: Visit) -> Way:
    """Where the form says that it came from; anything else is nowhere."""
    came_from = visit.form.get("came_from", "")
    return Way(came_from if came_from in LISTS else "", Reader(visit.form).chosen("next_id"))


async def _onward(visit: Visit, saved: pb.Match, way: Way) -> str:
    """Back to the list, to the field of the match that is recorded next."""
    of_tournament = f"/admin/results?{urlencode({'tournament_id': saved.tournament_id})}"
    path = LISTS.get(way.came_from, of_tournament)
    next_id = way.next_id or await queries.next_to_record(visit.peers, saved)
    return f"{path}#{place_of(next_id)}" if next_id else path


@router.get("/admin/read-result")
@open_to(Role.REFEREE)
async def read_typed(visit: Visiting) -> Response:
    """What the fields of a result mean, as a part of the page that holds them; stores nothing.

    204 while they are no result yet: what is wrong is told when the form is sent.
    """
    asked = visit.request.query_params
    reader = Reader(dict(asked))
    match_id = reader.row("match_id", "The match")
    reader.finish()
    match = await queries.match_message(visit.peers, match_id)
    typed = typed_result(asked)
    try:
        result = read_result(typed, has_supertiebreak=match.has_supertiebreak)
        parsed, _ = await _check(visit, match, typed, result)
    except REFUSALS:
        parsed = None
    if parsed is None:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return visit.part("admin/parsed_part.html", parsed)


async def _save(visit: Visit, match_id: int, typed: ResultTyped, result: pb.Result) -> pb.Match:
    reader = Reader(visit.form)
    request = pb.SubmitResultRequest(
        request_id=reader.request_id(),
        expected_version=reader.version(),
        match_id=match_id,
        typed=typed.typed,
        result=result,
    )
    reader.finish()
    return (await ask(visit.peers.matches.SubmitResult(request))).match


async def _check(
    visit: Visit, match: pb.Match, typed: ResultTyped, result: pb.Result
) -> tuple[ParsedResult | None, tuple[Violation, ...]]:
    """What a result means, or every reason against it."""
    request = pb.CheckResultRequest(match_id=match.match_id, typed=typed.typed, result=result)
    answer, known = await asyncio.gather(
        ask(visit.peers.matches.CheckResult(request)),
        queries.people(visit.peers, (match.player1_id, match.player2_id)),
    )
    if answer.reasons:
        return None, tuple(
            Violation(each.field, each.rule, each.message) for each in answer.reasons
        )
    return outcome_of(match, answer.result, answer.score, known), ()


async def _checked_page(
    visit: Visit,
    match: pb.Match,
    typed: ResultTyped,
    parsed: ParsedResult | None,
    reasons: tuple[Violation, ...],
) -> Response:
    # what was seen stays what was seen: a save after this check can still be too late
    seen = Reader(visit.form).chosen("expected_version") or match.version
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(seen),
        typed,
        is_administrator=visit.is_administrator,
        errors=reasons,
        parsed=parsed,
        way=_way(visit),
    )
    return visit.html("admin/result.html", page, Section.ADMIN, 422 if reasons else 200)


async def _refused_page(
    visit: Visit, match_id: int, typed: ResultTyped, error: TourError
) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    if isinstance(error, Stale) and recorded.is_over(match):
        return await _too_late_page(visit, match, typed)
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(match.version),
        typed,
        is_administrator=visit.is_administrator,
        errors=violations_of(error, ()),
        conflict=conflict_of(error, "There is no result."),
        way=_way(visit),
    )
    return visit.html("admin/result.html", page, Section.ADMIN, error.http_status)


async def _too_late_page(visit: Visit, match: pb.Match, typed: ResultTyped) -> Response:
    """Somebody has recorded the match meanwhile: what they saved, and what was typed here."""
    stands = await recorded.recorded(visit, match)
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(match.version),
        typed,
        is_administrator=visit.is_administrator,
        conflict=Conflict(match.changed_by, from_moment(match.changed_at), stands, is_final=True),
        way=_way(visit),
    )
    return visit.html("admin/result.html", page, Section.ADMIN, Stale.http_status)


async def _to_record(visit: Visit, match: pb.Match) -> MatchToRecord:
    """RuleBroken while the players of the match are not known yet."""
    if not match.player1_id or not match.player2_id:
        raise RuleBroken.rule(
            "match_id",
            "5",
            "The players of this match are not decided yet: record the matches before it first.",
        )
    tournament, detail, known = await asyncio.gather(
        queries.tournament_message(visit.peers, match.tournament_id),
        queries.draw_message(visit.peers, match.draw_id),
        queries.people(visit.peers, (match.player1_id, match.player2_id)),
    )
    return queries.match_to_record(
        match, showing.tournament(tournament), detail.draw, known, visit.now
    )
