"""`/rankings`: one week's ranking of one of the four lists, the latest by default."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import showing
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.paging import must_be_there, page_number
from services.gateway.views.rankings import (
    GENDER_CODE,
    MOST_PLACES,
    RankedPlayer,
    RankingPage,
    RankingQuery,
    SeparatedBy,
)
from services.gateway.views.site import Section
from services.gateway.views.words import AGE_TEXT
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, Violation
from shared.weeks import Week
from shared.wire import from_moment, from_week, to_enum, to_week
from tour.common.v1 import common_pb2
from tour.entries.v1 import entries_pb2
from tour.rankings.v1 import rankings_pb2

router = APIRouter()

P = TypeVar("P")

AGES = {text: age for age, text in AGE_TEXT.items()}
_GENDERS = {code: gender for gender, code in GENDER_CODE.items()}
_MOST_FOUND = 500


@router.get("/rankings")
@open_to(Role.NOBODY)
async def rankings(visit: Visiting) -> Response:
    """A page of a ranking, ``page`` from 1; 404 for one that it does not have."""
    number = page_number(visit)
    part = Part(max(0, number - 1) * MOST_PLACES, MOST_PLACES)
    page = replace(await find_ranking(visit, *_asked(visit), part=part), number=number)
    must_be_there(page.paging, "This ranking fills")
    return visit.html("rankings.html", page, Section.RANKINGS, cache="no-cache")


async def read_ranking(visit: Visit) -> RankingPage:
    """The whole ranking. ``year`` and ``week`` together name a week; ``category`` is 60 or 65,
    ``gender`` M or F."""
    return await find_ranking(visit, *_asked(visit))


@dataclass(frozen=True, slots=True)
class Part:
    """Of those that fit: at most so many after the first ``skip``; 0 are all of them."""

    skip: int = 0
    most: int = 0

    def of(self, players: Sequence[P]) -> Sequence[P]:
        return players[self.skip : self.skip + self.most] if self.most else players[self.skip :]


WHOLE = Part()


async def find_ranking(
    visit: Visit,
    age: AgeCategory,
    gender: Gender,
    asked: Week | None,
    text: str,
    *,
    part: Part = WHOLE,
) -> RankingPage:
    """The ranking of a week, the latest if none is asked for; ``text`` is a part of a name."""
    peers = visit.peers
    # whoever is searched for may stand anywhere
    told = WHOLE if text else part
    weeks_answer, ranking = await asyncio.gather(
        ask(peers.rankings.ListWeeks(rankings_pb2.ListWeeksRequest())),
        ask(
            peers.rankings.GetRanking(
                rankings_pb2.GetRankingRequest(
                    week=to_week(asked) if asked else None,
                    age_category=to_enum(age),
                    gender=to_enum(gender),
                    skip=told.skip,
                    most=told.most,
                )
            )
        ),
    )
    weeks = [from_week(week, "week") for week in weeks_answer.weeks]
    week = asked or (
        from_week(ranking.week, "week")
        if ranking.HasField("week")
        else max(weeks, default=Week.of(visit.now.date()))
    )
    ranked: Sequence[rankings_pb2.RankedPlayer] = ranking.players
    num_found = ranking.total
    if text:
        names = await _found(visit, text, gender)
        fitting = [player for player in ranked if player.player_id in names]
        ranked, num_found = part.of(fitting), len(fitting)
    known = await sources.people(peers, (player.player_id for player in ranked))
    players = [
        RankedPlayer(
            player.position,
            known[player.player_id],
            player.points,
            player.tournaments,
            SeparatedBy(player.separated_by),
            player.previous_position,
        )
        for player in ranked
    ]
    return RankingPage.of(
        RankingQuery(week, age, gender, text),
        weeks,
        players,
        total=ranking.total,
        num_found=num_found,
        published_at=from_moment(ranking.published_at)
        if ranking.HasField("published_at")
        else None,
        revision=ranking.revision,
        is_imported=ranking.origin in (common_pb2.ORIGIN_IMPORTED, common_pb2.ORIGIN_UNVERIFIED),
    )


def _asked(visit: Visit) -> tuple[AgeCategory, Gender, Week | None, str]:
    reader = Reader(visit.request.query_params)
    age = AGES.get(visit.query("category") or "60")
    gender = _GENDERS.get(visit.query("gender") or "M")
    if age is None:
        reader.violations.append(Violation("category", "1", "The categories are 60 and 65."))
    if gender is None:
        reader.violations.append(Violation("gender", "1", "The genders are M and F."))
    week = read_week(visit, reader)
    reader.finish()
    assert age is not None
    assert gender is not None
    return age, gender, week, visit.query("q").strip()[:60]


def read_week(visit: Visit, reader: Reader) -> Week | None:
    """The week that the address names, if it does, by ``year`` and ``week`` together.

    Choosing a year that is too short for week 53 takes its last one.
    """
    if not (visit.query("year") or visit.query("week")):
        return None
    year = reader.number("year", "Year", 9999)
    number = reader.number("week", "Week", 53)
    if reader.violations:
        return None
    for candidate in (number, 52 if number == 53 else number):
        try:
            return Week.iso(year, candidate)
        except (ValueError, OverflowError):
            continue
    message = f"The year {year} has no week {number}."
    reader.violations.append(Violation("week", "6", message))
    return None


async def _found(visit: Visit, text: str, gender: Gender) -> set[int]:
    asked = entries_pb2.SearchPlayersRequest(
        text=text, gender=to_enum(gender), page_size=_MOST_FOUND
    )
    answer = await ask(visit.peers.entries.SearchPlayers(asked))
    return {showing.person(player).player_id for player in answer.players}
