"""`/player/{id}/points`: why a player stands where in a ranking, and what drops off when."""

import asyncio
from collections.abc import Iterable, Mapping

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.rankings import AGES, read_week
from services.gateway.peers import Peers
from services.gateway.views.breakdown import (
    BreakdownPage,
    BreakdownQuery,
    Change,
    Lots,
    Place,
    PlayedResult,
    WeekState,
)
from services.gateway.views.people import Person
from services.gateway.views.rankings import SeparatedBy
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import NotFound
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, Stage, Violation
from shared.weeks import Week
from shared.wire import from_week, to_enum, to_week
from tour.common.v1 import common_pb2
from tour.entries.v1 import entries_pb2
from tour.rankings.v1 import rankings_pb2

router = APIRouter()

_STATES = {
    rankings_pb2.WEEK_STATE_PUBLISHED: WeekState.PUBLISHED,
    rankings_pb2.WEEK_STATE_NONE: WeekState.NONE,
    rankings_pb2.WEEK_STATE_PENDING: WeekState.PENDING,
}


@router.get("/player/{player_id:row}/points")
@open_to(Role.NOBODY)
async def points(visit: Visiting, player_id: int) -> Response:
    """``category`` 60 or 65, by default that of the player's age; ``year`` and ``week`` together
    name a week, by default the latest. 404 for a player whom nobody knows."""
    age, asked = _asked(visit)
    page = await read_breakdown(visit, player_id, age, asked)
    return visit.html("points.html", page, Section.RANKINGS, cache="no-cache")


async def read_breakdown(
    visit: Visit, player_id: int, age: AgeCategory | None, asked: Week | None
) -> BreakdownPage:
    """By default of the category of the player's age, and of its latest week.

    NotFound for a player whom nobody knows.
    """
    peers = visit.peers
    weeks_answer, found = await asyncio.gather(
        ask(peers.rankings.ListWeeks(rankings_pb2.ListWeeksRequest())),
        ask(
            peers.rankings.GetBreakdown(
                rankings_pb2.GetBreakdownRequest(
                    player_id=player_id,
                    age_category=to_enum(age),
                    week=to_week(asked) if asked else None,
                )
            )
        ),
    )
    weeks = [_week(week) for week in weeks_answer.weeks]
    people, names = await asyncio.gather(
        sources.people(peers, (player_id, found.player_above_id)),
        _tournament_names(peers, found),
    )
    return BreakdownPage.of(
        BreakdownQuery(
            player_id,
            AgeCategory(found.age_category),
            Gender(found.gender),
            _week(found.week)
            if found.HasField("week")
            else max(weeks, default=Week.of(visit.now.date())),
        ),
        people[player_id],
        weeks,
        [AgeCategory(category) for category in found.categories],
        state=_STATES[found.state],
        outgrown=_week(found.outgrown),
        place=_place(found, people),
        results=[_result(each, names) for each in found.results],
        results_points=found.results_points,
        changes=_changes(found, names),
        revision=found.revision,
        is_imported=found.origin in (common_pb2.ORIGIN_IMPORTED, common_pb2.ORIGIN_UNVERIFIED),
    )


async def next_drop_off(peers: Peers, player_id: int) -> Change | None:
    """The next coming ranking, in the category of the player's age, that loses a result; None
    also for a player of whom the rankings have not heard yet."""
    asked = rankings_pb2.GetBreakdownRequest(player_id=player_id)
    try:
        found = await ask(peers.rankings.GetBreakdown(asked))
    except NotFound:
        return None
    changes = _changes(found, await _tournament_names(peers, found))
    return next((change for change in changes if change.leaving), None)


def _asked(visit: Visiting) -> tuple[AgeCategory | None, Week | None]:
    reader = Reader(visit.request.query_params)
    text = visit.query("category")
    if text and text not in AGES:
        reader.violations.append(Violation("category", "1", "The categories are 60 and 65."))
    week = read_week(visit, reader)
    reader.finish()
    return AGES.get(text), week


def _week(message: common_pb2.Week) -> Week:
    return from_week(message, "week")


async def _tournament_names(
    peers: Peers, found: rankings_pb2.GetBreakdownResponse
) -> dict[int, str]:
    wanted = {
        *(result.tournament_id for result in found.results),
        *(key for change in found.changes for key in (*change.leaving, *change.arriving)),
    }
    if not wanted:
        return {}
    asked = entries_pb2.ListTournamentsRequest(tournament_ids=sorted(wanted))
    known = (await ask(peers.entries.ListTournaments(asked))).tournaments
    return {each.tournament_id: each.name for each in known}


def _place(found: rankings_pb2.GetBreakdownResponse, people: Mapping[int, Person]) -> Place | None:
    if not found.position:
        return None
    lots = found.lots
    return Place(
        found.position,
        found.points,
        people.get(found.player_above_id),
        SeparatedBy(found.separated_by),
        Lots(lots.text, lots.sha256, lots.text_above, lots.sha256_above)
        if found.HasField("lots")
        else None,
    )


def _result(result: rankings_pb2.CountedResult, names: Mapping[int, str]) -> PlayedResult:
    return PlayedResult(
        result.tournament_id,
        _name(result.tournament_id, names),
        _week(result.week),
        Stage(result.stage),
        result.points,
        result.counts,
        _week(result.drops_off),
        result.sanctioned,
        result.origin == common_pb2.ORIGIN_LIVE,
    )


def _changes(found: rankings_pb2.GetBreakdownResponse, names: Mapping[int, str]) -> list[Change]:
    """Each with the points of the ranking before it."""
    changes, before = [], found.results_points
    for change in found.changes:
        changes.append(
            Change(
                _week(change.week),
                _names(change.leaving, names),
                _names(change.arriving, names),
                change.points,
                before,
            )
        )
        before = change.points
    return changes


def _names(tournament_ids: Iterable[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(_name(key, names) for key in tournament_ids)


def _name(tournament_id: int, names: Mapping[int, str]) -> str:
    return names.get(tournament_id, f"Tournament {tournament_id}")
