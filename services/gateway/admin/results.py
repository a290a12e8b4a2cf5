"""Recording results: what is typed is read, shown, and only then saved (rules.md section 5)."""

import asyncio
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.admin.typed_result import outcome_of, read_result, typed_result
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.entry import tournament_field
from services.gateway.views.forms import Choice
from services.gateway.views.result import (
    MatchToRecord,
    ParsedResult,
    ResultPage,
    ResultsPage,
    ResultTyped,
)
from services.gateway.views.site import Flash, FlashKind, Section
from services.gateway.views.words import utc
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import RuleBroken, TourError
from shared.grpc_client import ask
from shared.terms import DrawStatus, MatchStatus, Violation
from shared.wire import from_moment
from tour.matches.v1 import matches_pb2 as pb

router = APIRouter()


@router.get("/admin/results")
@open_to(Role.REFEREE)
async def show_results(visit: Visiting) -> Response:
    reader = Reader(dict(visit.request.query_params))
    tournament_id = reader.optional_row("tournament_id", "The tournament")
    reader.finish()
    around = await queries.tournaments_around(visit.peers, visit.now)
    started = [each for each in around if each.first_day <= visit.now.date()]
    wanted = [each for each in started if tournament_id in (0, each.tournament_id)]
    draws = await queries.draws_of(
        visit.peers, [each.tournament_id for each in wanted], DrawStatus.GENERATED
    )
    matches = await queries.matches_of_draws(visit.peers, [each.draw_id for each in draws])
    ready = await queries.to_record(visit.peers, visit.now, wanted, matches, draws)
    field = tournament_field([each for each in started if not each.is_over], tournament_id)
    field = replace(field, choices=(Choice("", "All"), *reversed(field.choices)))
    return visit.html("admin/results.html", ResultsPage(field, tuple(ready)), Section.ADMIN)


@router.get("/admin/result/{match_id:row}")
@open_to(Role.REFEREE)
async def show_result(visit: Visiting, match_id: int) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(match.version),
        ResultTyped(),
        is_administrator=visit.is_administrator,
    )
    recorded = await _recorded(visit, match)
    notes = (Flash(FlashKind.NOTE, recorded),) if recorded else ()
    return visit.html("admin/result.html", page, Section.ADMIN, notes=notes)


@router.post("/admin/submit-result")
@open_to(Role.REFEREE)
async def submit_result(visit: Visiting) -> Response:
    """``action=check`` shows what a result means, ``action=save`` saves what was shown."""
    reader = Reader(visit.form)
    match_id = reader.row("match_id", "The match")
    reader.finish()
    match = await queries.match_message(visit.peers, match_id)
    typed = typed_result(visit.form)
    try:
        result = read_result(typed, has_supertiebreak=match.has_supertiebreak)
        if visit.form.get("action") == "check" or "checked" in visit.form:
            parsed, reasons = await _check(visit, match, typed, result)
            is_seen = parsed is not None and parsed.checked == visit.form.get("checked")
            if visit.form.get("action") == "check" or (parsed is not None and not is_seen):
                return await _checked_page(visit, match, typed, parsed, reasons)
        saved = await _save(visit, match_id, typed, result)
    except REFUSALS as error:
        return await _refused_page(visit, match_id, typed, error)
    return visit.go(
        f"/admin/results?{urlencode({'tournament_id': saved.tournament_id})}",
        f"Saved: {await _in_words(visit, saved)}",
        href=f"/draw/{saved.draw_id}",
        link="Look at the draw",
    )


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
    )
    return visit.html("admin/result.html", page, Section.ADMIN, 422 if reasons else 200)


async def _refused_page(
    visit: Visit, match_id: int, typed: ResultTyped, error: TourError
) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    recorded = await _recorded(visit, match)
    page = ResultPage.of(
        await _to_record(visit, match),
        visit.guard(match.version),
        typed,
        is_administrator=visit.is_administrator,
        errors=violations_of(error, ()),
        conflict=conflict_of(error, recorded or "There is no result."),
    )
    return visit.html("admin/result.html", page, Section.ADMIN, error.http_status)


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


async def _recorded(visit: Visit, match: pb.Match) -> str:
    """Who saved what and when; empty while there is no result."""
    if MatchStatus(match.result.status) is MatchStatus.SCHEDULED:
        return ""
    words = await _in_words(visit, match)
    return f"{words} Recorded by {match.changed_by} on {utc(from_moment(match.changed_at))}."


async def _in_words(visit: Visit, match: pb.Match) -> str:
    """``Anna Berg beat Rita Carl 6-4 6-3.``"""
    known = await queries.people(visit.peers, (match.player1_id, match.player2_id))
    if not match.result.winner_id:
        return "The match is cancelled, nobody goes on."
    winner = known[match.result.winner_id].name
    others = [person.name for key, person in known.items() if key != match.result.winner_id]
    return f"{winner} beat {''.join(others) or 'nobody'} {match.score}.".replace(" .", ".")
