"""The contract, by a real server and client: who may, what is malformed, what is answered."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import grpc
import pytest
import sqlalchemy
from pydantic import SecretStr

from services.draws.domain.bracket import make_draw
from services.draws.grpc_api import DrawsApi
from shared.context import NOBODY, Actor, Call, Role, enter_call
from shared.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    RequestReused,
    RuleBroken,
    Stale,
)
from shared.grpc_client import ask, open_channel
from shared.grpc_server import Edge
from shared.settings import Settings
from tests.integration.draws.dates import SEEDING_WEEK
from tests.integration.draws.peers import ListState
from tests.integration.draws.server import served
from tests.integration.draws.tour import ANNA, BEN, NICE, Tour
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2 as pb
from tour.draws.v1.draws_pb2_grpc import DrawsServiceStub, add_DrawsServiceServicer_to_server

if TYPE_CHECKING:
    from tour.draws.v1.draws_pb2_grpc import DrawsServiceAsyncStub


@pytest.fixture
async def address(tour: Tour, settings: Settings) -> AsyncIterator[str]:
    server = grpc.aio.server(interceptors=[Edge(settings)])
    add_DrawsServiceServicer_to_server(DrawsApi(tour.database, tour.peers), server)
    async with served(server) as address:
        yield address


@pytest.fixture
async def draws(address: str, settings: Settings) -> "AsyncIterator[DrawsServiceAsyncStub]":
    channel = open_channel(address, settings)
    yield DrawsServiceStub(channel)
    await channel.close()


def close_request(draw_id: int) -> pb.CloseEntriesRequest:
    return pb.CloseEntriesRequest(request_id=str(uuid4()), draw_id=draw_id)


def generate_request(draw_id: int, expected_version: int = 0) -> pb.GenerateDrawRequest:
    return pb.GenerateDrawRequest(
        request_id=str(uuid4()), draw_id=draw_id, expected_version=expected_version
    )


async def test_a_referee_closes_the_entries_and_makes_the_draw(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11), ranked=[1, 2, 3, 4])
    enter_call(ANNA)

    closed = (await ask(draws.CloseEntries(close_request(draw.draw_id)))).draw
    assert closed.status == common_pb2.DRAW_STATUS_CLOSED
    assert (closed.version, closed.size, closed.random_seed) == (2, 0, 0)
    assert not closed.HasField("generated_at")

    made = await ask(draws.GenerateDraw(generate_request(draw.draw_id, closed.version)))
    assert made.draw.status == common_pb2.DRAW_STATUS_GENERATED
    assert (made.draw.size, made.draw.num_players, made.draw.is_seeded) == (16, 10, True)
    assert made.draw.origin == common_pb2.ORIGIN_LIVE

    shown = await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))
    assert shown.draw == made.draw
    assert list(shown.lines) == list(made.lines)
    assert list(shown.actual_seeds) == list(made.actual_seeds)
    assert [seed.player_id for seed in shown.planned_seeds] == [1, 2, 3, 4]


async def test_from_what_is_shown_anybody_makes_the_draw_again(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 46), ranked=range(45, 0, -1))
    enter_call(ANNA)
    await ask(draws.GenerateDraw(generate_request(draw.draw_id)))

    shown = await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))

    seeds = [seed.player_id for seed in shown.actual_seeds]
    others = {line.player_id for line in shown.lines if line.player_id} - set(seeds)
    again = make_draw([*seeds, *sorted(others)], seeded=True, random_seed=shown.draw.random_seed)
    assert [(line.line, line.player_id, line.seed_number) for line in shown.lines] == [
        (line.number, line.player_id or 0, line.seed or 0) for line in again.lines
    ]


@pytest.mark.parametrize("actor", [NOBODY, Actor("anna", Role.NOBODY)])
async def test_only_an_official_closes_and_makes_draws(
    tour: Tour, draws: "DrawsServiceAsyncStub", actor: Actor
) -> None:
    draw = await tour.entered(range(1, 11))
    enter_call(Call(actor))
    with pytest.raises(NotAllowed):
        await ask(draws.CloseEntries(close_request(draw.draw_id)))
    with pytest.raises(NotAllowed):
        await ask(draws.GenerateDraw(generate_request(draw.draw_id)))
    assert await tour.draw() == draw


async def test_everybody_may_look(tour: Tour, draws: "DrawsServiceAsyncStub") -> None:
    draw = await tour.entered(range(1, 11))
    assert (await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))).draw.version == 1
    preview = await ask(draws.PreviewDraw(pb.PreviewDrawRequest(draw_id=draw.draw_id)))
    assert (preview.num_players, preview.size, preview.num_byes) == (10, 16, 6)
    assert len(preview.seeds) == 4
    assert list(preview.seeds_with_bye) == [1, 2, 3, 4]
    assert (preview.byes_by_lot, preview.is_seeded, list(preview.obstacles)) == (2, True, [])


async def test_a_preview_without_a_ranking_names_the_obstacle(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    tour.peers.rankings.clear()
    preview = await ask(draws.PreviewDraw(pb.PreviewDrawRequest(draw_id=draw.draw_id)))
    assert (preview.num_players, preview.size, preview.is_seeded) == (10, 16, False)
    assert "waits for the ranking of week 2026-W09" in preview.obstacles[0]


async def test_nobody_without_a_credential_gets_in(address: str, settings: Settings) -> None:
    stranger = settings.model_copy(update={"token": SecretStr("guessed")})
    channel = open_channel(address, stranger)
    with pytest.raises(NotSignedIn):
        await ask(DrawsServiceStub(channel).GetDraw(pb.GetDrawRequest(draw_id=1)))
    await channel.close()


async def test_the_same_request_twice_gets_the_first_answer_again(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    enter_call(ANNA)
    close, generate = close_request(draw.draw_id), generate_request(draw.draw_id)
    closed = await ask(draws.CloseEntries(close))
    made = await ask(draws.GenerateDraw(generate))

    assert await ask(draws.CloseEntries(close)) == closed
    assert await ask(draws.GenerateDraw(generate)) == made
    assert len(await tour.sql("SELECT 1 FROM tour.draws_outbox")) == 4 + 2


async def test_a_request_sent_twenty_times_at_once_makes_one_draw_and_one_answer(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    await tour.close(draw.draw_id)
    enter_call(ANNA)
    request = generate_request(draw.draw_id)

    answers = await asyncio.gather(*(ask(draws.GenerateDraw(request)) for _ in range(20)))

    assert all(answer == answers[0] for answer in answers)
    assert answers[0].draw.status == common_pb2.DRAW_STATUS_GENERATED
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")


async def test_a_request_id_is_good_for_one_command(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    enter_call(ANNA)
    request = generate_request(draw.draw_id)
    await ask(draws.GenerateDraw(request))
    request.expected_version = 3
    with pytest.raises(RequestReused):
        await ask(draws.GenerateDraw(request))


async def test_a_refusal_does_not_use_the_request_id_up(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    enter_call(ANNA)
    ranking = tour.peers.rankings.pop(SEEDING_WEEK)
    request = generate_request(draw.draw_id)
    with pytest.raises(RuleBroken):
        await ask(draws.GenerateDraw(request))
    tour.peers.rankings[SEEDING_WEEK] = ranking
    made = await ask(draws.GenerateDraw(request))
    assert made.draw.status == common_pb2.DRAW_STATUS_GENERATED


async def test_refusals_keep_their_kind_over_the_wire(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 11))
    await tour.close(draw.draw_id, BEN)
    enter_call(ANNA)
    with pytest.raises(Stale, match="ben changed this"):
        await ask(draws.GenerateDraw(generate_request(draw.draw_id, 1)))
    await ask(draws.GenerateDraw(generate_request(draw.draw_id, 2)))
    with pytest.raises(Stale) as refused:
        await ask(draws.GenerateDraw(generate_request(draw.draw_id, 3)))
    assert refused.value.by == "anna"
    assert [(each.field, each.rule) for each in refused.value.violations] == [("draw_id", "4")]


@pytest.mark.parametrize("draw_id", [0, -1, -(2**63)])
async def test_a_draw_has_a_number_greater_than_0(
    draws: "DrawsServiceAsyncStub", draw_id: int
) -> None:
    enter_call(ANNA)
    calls = (
        draws.GetDraw(pb.GetDrawRequest(draw_id=draw_id)),
        draws.PreviewDraw(pb.PreviewDrawRequest(draw_id=draw_id)),
        draws.CloseEntries(close_request(draw_id)),
        draws.GenerateDraw(generate_request(draw_id)),
    )
    for call in calls:
        with pytest.raises(InvalidInput) as refused:
            await ask(call)
        assert [each.field for each in refused.value.violations] == ["draw_id"]


@pytest.mark.parametrize("draw_id", [99, 2**31, 2**63 - 1])
async def test_a_draw_that_is_not_there_is_not_found(
    draws: "DrawsServiceAsyncStub", draw_id: int
) -> None:
    enter_call(ANNA)
    calls = (
        draws.GetDraw(pb.GetDrawRequest(draw_id=draw_id)),
        draws.PreviewDraw(pb.PreviewDrawRequest(draw_id=draw_id)),
        draws.CloseEntries(close_request(draw_id)),
        draws.GenerateDraw(generate_request(draw_id)),
    )
    for call in calls:
        with pytest.raises(NotFound):
            await ask(call)


async def test_every_wrong_field_is_named_at_once(draws: "DrawsServiceAsyncStub") -> None:
    enter_call(ANNA)
    with pytest.raises(InvalidInput) as refused:
        await ask(draws.GenerateDraw(generate_request(0, -1)))
    assert [each.field for each in refused.value.violations] == ["draw_id", "expected_version"]

    request = pb.ListDrawsRequest(tournament_ids=[0] * 1001)
    request.MergeFromString(b"\x10\x09")  # a status that there is not
    with pytest.raises(InvalidInput) as refused:
        await ask(draws.ListDraws(request))
    fields = [each.field for each in refused.value.violations]
    assert fields == ["tournament_ids", "tournament_ids", "status"]


async def test_a_change_needs_a_request_id(tour: Tour, draws: "DrawsServiceAsyncStub") -> None:
    draw = await tour.entered(range(1, 11))
    enter_call(ANNA)
    with pytest.raises(InvalidInput) as refused:
        await ask(draws.CloseEntries(pb.CloseEntriesRequest(draw_id=draw.draw_id)))
    assert refused.value.violations[0].field == "request_id"


async def test_draws_are_listed_by_tournament_category_and_gender(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    await tour.add_tournament(2)
    draw = await tour.entered(range(1, 11))
    await tour.generate(draw.draw_id)

    async def listed(**request: Any) -> list[tuple[int, int, int]]:
        answer = await ask(draws.ListDraws(pb.ListDrawsRequest(**request)))
        return [(each.tournament_id, each.age_category, each.gender) for each in answer.draws]

    four = [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert await listed(tournament_ids=[2, NICE]) == [(1, *of) for of in four] + [
        (2, *of) for of in four
    ]
    assert await listed(tournament_ids=[2]) == [(2, *of) for of in four]
    assert await listed(tournament_ids=[3]) == []
    generated = common_pb2.DRAW_STATUS_GENERATED
    assert await listed(tournament_ids=[NICE], status=generated) == [(1, 1, 1)]
    assert await listed(tournament_ids=[2], status=generated) == []
    assert await listed(status=generated) == [(1, 1, 1)]
    assert await listed() == []


async def test_unverified_history_is_shown_with_the_lines_that_it_has(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered([])
    await tour.sql(
        "UPDATE tour.draws SET origin = 'unverified', draw_status_id = 4, num_players = 16"
    )
    await tour.sql(
        "INSERT INTO tour.draw_players (draw_id, player_id, draw_position, has_bye,"
        " entry_timestamp, origin) VALUES (%s, 41, 23, true, now(), 'unverified'),"
        " (%s, 42, 3, false, now(), 'unverified')",
        draw.draw_id,
        draw.draw_id,
    )

    shown = await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))

    assert shown.draw.origin == common_pb2.ORIGIN_UNVERIFIED
    assert (shown.draw.num_players, shown.draw.size, shown.draw.random_seed) == (16, 0, 0)
    assert [(line.line, line.player_id) for line in shown.lines] == [(3, 42), (23, 41)]


async def test_an_imported_draw_without_lines_is_shown_without_lines(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered([])
    await tour.sql("UPDATE tour.draws SET origin = 'imported', draw_status_id = 2")
    shown = await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))
    assert shown.draw.origin == common_pb2.ORIGIN_IMPORTED
    assert not shown.lines
    assert not shown.planned_seeds


async def test_one_statement_shows_a_draw(tour: Tour, draws: "DrawsServiceAsyncStub") -> None:
    """Two could see a draw that is made without the lines that it has."""
    draw = await tour.entered(range(1, 11))
    await tour.generate(draw.draw_id)
    statements: list[str] = []

    def remember(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = tour.database.engine.sync_engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", remember)
    await ask(draws.GetDraw(pb.GetDrawRequest(draw_id=draw.draw_id)))
    await ask(draws.ListDraws(pb.ListDrawsRequest(tournament_ids=[NICE])))
    sqlalchemy.event.remove(engine, "before_cursor_execute", remember)
    assert len([each for each in statements if "tour.draws" in each]) == 2
