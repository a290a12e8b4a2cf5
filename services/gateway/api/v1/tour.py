"""`/api/v1`: where everything is, what time it is in the tour, what the codes stand for."""

from collections.abc import Mapping
from typing import TypeVar

from services.gateway import queries
from services.gateway.api.v1 import codes, models, shaping
from services.gateway.api.v1.answering import PREFIX, router_of
from services.gateway.api.v1.parameters import shown_week
from services.gateway.guard import open_to
from services.gateway.pages.calendar import list_tournaments
from services.gateway.views.season import STATE_TEXT, Tournament
from services.gateway.views.words import (
    DRAW_STATUS_TEXT,
    GENDER_TEXT,
    ROUND_TEXT,
    STAGE_TEXT,
    SURFACE_TEXT,
)
from services.gateway.visit import Visiting
from shared.ages import AGES
from shared.context import Role
from shared.terms import MatchStatus
from shared.weeks import Week

router = router_of("the tour")

T = TypeVar("T")

_MOST_DEADLINES = 50
_MATCH_TEXT = {
    MatchStatus.SCHEDULED: "To be played",
    MatchStatus.COMPLETED: "Played to the end",
    MatchStatus.WALKOVER: "One player was not there",
    MatchStatus.RETIRED: "One player retired during the match",
    MatchStatus.CANCELLED: "Nobody played",
    MatchStatus.DISQUALIFIED: "One player was disqualified during the match",
}


@router.get("", summary="Where everything is")
@open_to(Role.NOBODY)
async def directory() -> models.Directory:
    """The addresses to begin with."""
    return models.Directory(
        now=f"{PREFIX}/now",
        reference=f"{PREFIX}/reference-data",
        players=f"{PREFIX}/players",
        tournaments=f"{PREFIX}/tournaments",
        rankings=f"{PREFIX}/rankings",
        ranking_weeks=f"{PREFIX}/ranking-weeks",
        description=f"{PREFIX}/openapi.json",
        page="/api/docs",
    )


@router.get("/now", summary="The tour's time")
@open_to(Role.NOBODY)
async def now(visit: Visiting) -> models.Now:
    """The tour's own time to the minute, its week, and the deadlines ahead."""
    # to the minute, so that who asks again within it is told that nothing is new
    moment = visit.now.replace(second=0, microsecond=0)
    ahead = [
        deadline
        for each in await list_tournaments(visit.peers, visit.now, since=visit.now.date())
        for deadline in _deadlines(each)
        if visit.now <= deadline.at
    ]
    ahead.sort(key=lambda each: (each.at, each.tournament, each.tournament_url))
    return models.Now(
        now=moment, week=shown_week(Week.of(visit.now.date())), deadlines=ahead[:_MOST_DEADLINES]
    )


def _deadlines(tournament: Tournament) -> tuple[models.ComingDeadline, models.ComingDeadline]:
    url = shaping.url_of("tournaments", tournament.tournament_id)
    return (
        models.ComingDeadline(
            at=tournament.entry_deadline,
            kind="entries close",
            tournament=tournament.name,
            tournament_url=url,
        ),
        models.ComingDeadline(
            at=tournament.draw_deadline,
            kind="draws are made",
            tournament=tournament.name,
            tournament_url=url,
        ),
    )


@router.get("/reference-data", summary="What the codes stand for")
@open_to(Role.NOBODY)
async def reference_data(visit: Visiting) -> models.Reference:
    """Every code of this API in words, and the countries (rules of the tour, section 1)."""
    return models.Reference(
        categories=[
            models.AgeGroup(code=code, min_age=AGES[age][0], max_age=AGES[age][-1])
            for age, code in codes.CATEGORIES.items()
        ],
        genders=_terms(codes.GENDERS, GENDER_TEXT),
        surfaces=_terms(codes.SURFACES, SURFACE_TEXT),
        tournament_states=_terms(codes.TOURNAMENT_STATES, STATE_TEXT),
        draw_states=_terms(codes.DRAW_STATES, DRAW_STATUS_TEXT),
        match_states=_terms(codes.MATCH_STATES, _MATCH_TEXT),
        rounds=_terms(codes.ROUNDS, ROUND_TEXT),
        stages=_terms(codes.STAGES, STAGE_TEXT),
        countries=[shaping.country(each) for each in await queries.countries(visit.peers)],
    )


def _terms(codes_of: Mapping[T, str], words: Mapping[T, str]) -> list[models.Term]:
    return [models.Term(code=code, text=words[term]) for term, code in codes_of.items()]
