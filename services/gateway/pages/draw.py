"""`/draw/{id}`: the bracket or its list, the seeding, or the entry list before the draw is made."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import showing
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.views.bracket import Bracket, DrawnLine, build_bracket, build_list
from services.gateway.views.draw import DrawPage, DrawView, Making, SeedOnRecord, seeding_rows
from services.gateway.views.people import Person
from services.gateway.views.site import Section
from services.gateway.views.tournament import EntryTable
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import InvalidInput
from shared.grpc_client import ask
from shared.terms import AgeCategory, DrawStatus, Gender, Round
from shared.wire import from_moment
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

router = APIRouter()


@router.get("/draw/{draw_id:row}")
@open_to(Role.NOBODY)
async def draw(visit: Visiting, draw_id: int) -> Response:
    """The page; ``view=list`` shows the matches as a list, ``round=QF`` a phone's round first."""
    view, shown = _asked(visit)
    page = await read_draw(visit, draw_id, view, shown)
    return visit.html("draw.html", page, Section.TOURNAMENTS, cache="no-cache")


async def read_draw(
    visit: Visit,
    draw_id: int,
    view: DrawView = DrawView.BRACKET,
    shown: Round | None = None,
) -> DrawPage:
    """NotFound where there is no such draw; ``shown`` is a phone's first round."""
    peers = visit.peers
    found, matches = await asyncio.gather(
        ask(peers.draws.GetDraw(draws_pb2.GetDrawRequest(draw_id=draw_id))),
        sources.matches_of(peers, draw_id=draw_id),
    )
    this = found.draw
    tournament, siblings, known = await asyncio.gather(
        ask(
            peers.entries.GetTournament(
                entries_pb2.GetTournamentRequest(tournament_id=this.tournament_id)
            )
        ),
        sources.draws_of(peers, [this.tournament_id]),
        sources.people(peers, _player_ids(found, matches)),
    )
    is_made = DrawStatus(this.status) in (DrawStatus.GENERATED, DrawStatus.COMPLETED)
    bracket = _bracket(found, matches, known, shown) if this.size else None
    return DrawPage(
        tournament=showing.tournament(tournament.tournament),
        draw=showing.draw_card(this),
        draws=tuple(
            showing.draw_card(each)
            for each in sorted(siblings, key=lambda each: (each.gender, each.age_category))
        ),
        has_supertiebreak=this.has_supertiebreak,
        now=visit.now,
        view=view,
        bracket=bracket,
        history=()
        if bracket
        else build_list([sources.on_record(match) for match in matches], list(known.values())),
        seeding=seeding_rows(_seeds(found.planned_seeds, known), _seeds(found.actual_seeds, known)),
        making=making_of(this),
        entries=None if is_made else await _entries(visit, this),
    )


def _asked(visit: Visit) -> tuple[DrawView, Round | None]:
    view, shown = visit.query("view") or DrawView.BRACKET, visit.query("round")
    if view not in set(DrawView):
        raise InvalidInput.field("view", "A draw is shown as bracket or as list.")
    if shown and shown not in Round.__members__:
        names = ", ".join(Round.__members__)
        raise InvalidInput.field("round", f"The rounds of a draw are {names}.")
    return DrawView(view), Round[shown] if shown else None


def _player_ids(
    found: draws_pb2.GetDrawResponse, matches: Sequence[matches_pb2.Match]
) -> list[int]:
    return [
        *(line.player_id for line in found.lines),
        *(seed.player_id for seed in (*found.planned_seeds, *found.actual_seeds)),
        *(player for match in matches for player in (match.player1_id, match.player2_id)),
    ]


def _bracket(
    found: draws_pb2.GetDrawResponse,
    matches: Sequence[matches_pb2.Match],
    known: dict[int, Person],
    shown: Round | None,
) -> Bracket:
    by_line = {line.line: line for line in found.lines}
    lines = []
    for number in range(1, found.draw.size + 1):
        line = by_line.get(number)
        person = known[line.player_id] if line and line.player_id else None
        lines.append(DrawnLine(number, person, line.seed_number if line else 0))
    return build_bracket(
        lines, [sources.on_record(match) for match in matches], list(known.values()), shown
    )


def _seeds(seeds: Sequence[draws_pb2.Seed], known: dict[int, Person]) -> list[SeedOnRecord]:
    return [SeedOnRecord(seed.seed_number, known[seed.player_id], seed.points) for seed in seeds]


def making_of(draw: draws_pb2.Draw) -> Making | None:
    """How the tour made it; None before, and for a draw that was made elsewhere."""
    if not draw.algorithm_version:
        return None
    return Making(
        from_moment(draw.generated_at),
        draw.random_seed,
        draw.algorithm_version,
        draw.is_seeded,
        f"week {draw.seeding_week.number} of {draw.seeding_week.year}",
    )


async def _entries(visit: Visit, draw: draws_pb2.Draw) -> EntryTable:
    asked = entries_pb2.ListEntriesRequest(
        tournament_id=draw.tournament_id, age_category=draw.age_category, gender=draw.gender
    )
    entries = (await ask(visit.peers.entries.ListEntries(asked))).entries
    tables = await sources.entry_tables(visit.peers, entries)
    none = EntryTable.of(AgeCategory(draw.age_category), Gender(draw.gender), ())
    return tables[0] if tables else none
