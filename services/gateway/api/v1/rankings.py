"""`/api/v1/rankings`: one week's ranking of a category, and the weeks that have one."""

from typing import Annotated

from fastapi import Query

from services.gateway.api.v1 import codes, models, shaping
from services.gateway.api.v1.answering import router_of
from services.gateway.api.v1.parameters import (
    LONGEST_SEARCH,
    USUAL,
    Cursor,
    Limit,
    WeekCode,
    next_part,
    part_of,
    shown_week,
    week_of,
)
from services.gateway.guard import open_to
from services.gateway.pages.rankings import Part, find_ranking
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import NotFound
from shared.grpc_client import ask
from shared.wire import from_week
from tour.rankings.v1 import rankings_pb2

router = router_of("rankings")


@router.get("/rankings", summary="A week's ranking")
@open_to(Role.NOBODY)
async def ranking(
    visit: Visiting,
    *,
    category: Annotated[
        models.Category, Query(description="Which category.", examples=["60"])
    ] = "60",
    gender: Annotated[models.GenderCode, Query(description="Men or women.", examples=["M"])] = "M",
    week: WeekCode = None,
    q: Annotated[
        str,
        Query(
            description="Only players with such a name; accents do not matter.",
            max_length=LONGEST_SEARCH,
            examples=["berg"],
        ),
    ] = "",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> models.Ranking:
    """By position, with movement since the week before and what separated equal points.

    404 where no ranking was published for the week.
    """
    page = await find_ranking(
        visit,
        codes.CATEGORY_OF[category],
        codes.GENDER_OF[gender],
        week_of(week) if week else None,
        q.strip(),
        part=Part(int(cursor or 0), limit),
    )
    if page.published_at is None:
        raise NotFound(f"No {page.query.label} ranking was published for {page.week_text.lower()}.")
    after = int(cursor or 0) + limit
    return models.Ranking(
        category=category,
        gender=gender,
        week=shown_week(page.query.week),
        published_at=page.published_at,
        revision=page.revision,
        is_imported=page.is_imported,
        total=page.total,
        page=page.query.href(),
        items=[shaping.ranked_player(each, page) for each in page.players],
        next=next_part(visit.request, str(after) if after < page.num_found else None),
    )


@router.get("/ranking-weeks", summary="The weeks that have a ranking")
@open_to(Role.NOBODY)
async def weeks(
    visit: Visiting, *, limit: Limit = USUAL, cursor: Cursor = None
) -> models.RankingWeekList:
    """In any category, the latest first."""
    found = (await ask(visit.peers.rankings.ListWeeks(rankings_pb2.ListWeeksRequest()))).weeks
    part, after = part_of(found, cursor, limit)
    return models.RankingWeekList(
        items=[shown_week(from_week(each, "week")) for each in part],
        next=next_part(visit.request, after),
    )
