"""A stored draw is made again from what was frozen with it (rules.md section 4), by RPC and by
the query that the command line asks."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import grpc
import psycopg
import pytest

from services.draws import queries
from services.draws.domain.lots import ALGORITHM_VERSION
from services.draws.grpc_api import DrawsApi
from services.draws.queries import VerifiedDraw
from shared.errors import InvalidInput, NotFound
from shared.grpc_client import ask, open_channel
from shared.grpc_server import Edge
from shared.settings import Settings
from tests.integration.draws.dates import SEEDING_WEEK
from tests.integration.draws.server import served
from tests.integration.draws.tour import Tour
from tour.draws.v1 import draws_pb2 as pb
from tour.draws.v1.draws_pb2_grpc import DrawsServiceStub, add_DrawsServiceServicer_to_server

if TYPE_CHECKING:
    from tour.draws.v1.draws_pb2_grpc import DrawsServiceAsyncStub


@pytest.fixture
async def draws(tour: Tour, settings: Settings) -> "AsyncIterator[DrawsServiceAsyncStub]":
    server = grpc.aio.server(interceptors=[Edge(settings)])
    add_DrawsServiceServicer_to_server(DrawsApi(tour.database, tour.peers), server)
    async with served(server) as address:
        channel = open_channel(address, settings)
        yield DrawsServiceStub(channel)
        await channel.close()


async def verified(tour: Tour, draw_id: int) -> VerifiedDraw:
    async with tour.database.read() as db:
        return await queries.verified_draw(db, draw_id)


async def made_of_ten(tour: Tour) -> int:
    """Ten entries, four ranked; the second seed and an unseeded player withdrew before it."""
    draw = await tour.entered(range(1, 13), ranked=[7, 3, 9, 1])
    await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 3, 12)
    await tour.generate(draw.draw_id)
    return draw.draw_id


async def tamper(tour: Tour, statement: str) -> None:
    """As a superuser who puts the database's own checks out of action."""
    await tour.sql("SET session_replication_role = replica")
    for constraint in ("draws_before_the_lots", "draws_size", "draw_players_position"):
        table = "draw_players" if constraint.startswith("draw_players") else "draws"
        await tour.sql(f"ALTER TABLE tour.{table} DROP CONSTRAINT IF EXISTS {constraint}")
    await tour.sql(statement)
    await tour.sql("SET session_replication_role = origin")


@pytest.mark.parametrize("players", [6, 9, 17, 45, 64])
@pytest.mark.parametrize("ranked", [[3, 1, 2], [], None])
async def test_a_draw_that_was_made_is_verified(
    tour: Tour, players: int, ranked: list[int] | None
) -> None:
    draw = await tour.entered(range(1, players + 1), ranked=ranked)
    await tour.generate(draw.draw_id)
    found = await verified(tour, draw.draw_id)
    assert found.obstacle is None
    assert found.verification is not None
    assert found.verification.differences == ()


async def test_what_a_draw_was_made_from_is_frozen_with_it(tour: Tour) -> None:
    draw_id = await made_of_ten(tour)
    rows = await tour.sql(
        "SELECT player_id, entry_id, entry_points FROM tour.draw_entries ORDER BY player_id"
    )
    drawn = [player for player in range(1, 12) if player != 3]
    assert rows == [(player, 1000 + player, 10 * player) for player in drawn]
    assert {row.player_id for row in (await verified(tour, draw_id)).field} == set(range(1, 13))


async def test_the_answer_has_all_that_anybody_needs_to_make_the_draw_again(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw_id = await made_of_ten(tour)

    answer = await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw_id)))

    assert answer.verdict == pb.VERDICT_VERIFIED
    assert (answer.reason, list(answer.differences)) == ("", [])
    assert answer.draw.random_seed > 0
    assert answer.draw.algorithm_version == ALGORITHM_VERSION
    assert [player.player_id for player in answer.field] == [7, 9, 1, 2, 4, 5, 6, 8, 10, 11, 3, 12]
    assert [player.was_drawn for player in answer.field] == [True] * 10 + [False] * 2
    assert all(player.stood_at_deadline for player in answer.field)
    assert [player.ranking_position for player in answer.field][:4] == [1, 3, 4, 0]
    assert answer.field[10].ranking_points == 980
    assert [seed.stored_player_id for seed in answer.planned_seeds] == [7, 3, 9, 1]
    assert [seed.stored_player_id for seed in answer.actual_seeds] == [7, 9, 1, 2]
    assert [line.line for line in answer.lines] == list(range(1, 17))
    assert all(line.agrees for line in answer.lines)
    assert [line.stored_player_id for line in answer.lines] == [
        line.computed_player_id for line in answer.lines
    ]
    assert sum(line.stored_player_id == 0 for line in answer.lines) == 6
    assert [lot.index for lot in answer.lots] == list(range(len(answer.lots)))
    assert answer.lots[-1].what_for == "order of the unseeded players"


async def test_what_becomes_of_entries_and_ranking_afterwards_changes_nothing(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw_id = await made_of_ten(tour)
    before = await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw_id)))
    calls = list(tour.peers.calls)

    # a no-show, and a correction that republishes the week
    tour.peers.entries.clear()
    tour.peers.publish(SEEDING_WEEK, [12, 11, 10, 9], revision=1)

    assert await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw_id))) == before
    assert tour.peers.calls == calls


@pytest.mark.parametrize(
    "statement",
    [
        # every column of a line
        "UPDATE tour.draw_players SET draw_position = 100 - draw_position",
        (
            "UPDATE tour.draw_players SET draw_position = CASE draw_position WHEN {a} THEN 99 ELSE"
            " draw_position END"
        ),
        "UPDATE tour.draw_players SET player_id = 60 WHERE draw_position = {a}",
        "UPDATE tour.draw_players SET has_bye = NOT has_bye WHERE draw_position = {a}",
        "UPDATE tour.draw_players SET entry_points = 1 WHERE draw_position = {a}",
        "UPDATE tour.draw_players SET entry_timestamp = now() WHERE draw_position = {a}",
        "DELETE FROM tour.draw_players WHERE draw_position = {a}",
        "DELETE FROM tour.draw_players",
        # every column of a seed
        "UPDATE tour.draw_seed SET seeding_points = 1 WHERE is_actual_seeding AND seed_number = 2",
        "UPDATE tour.draw_seed SET player_id = 60 WHERE is_actual_seeding AND seed_number = 2",
        "UPDATE tour.draw_seed SET seed_number = 9 WHERE is_actual_seeding AND seed_number = 2",
        "UPDATE tour.draw_seed SET player_id = 60 WHERE NOT is_actual_seeding AND seed_number = 2",
        (
            "UPDATE tour.draw_seed SET seeding_points = 1 WHERE NOT is_actual_seeding"
            " AND seed_number = 2"
        ),
        "DELETE FROM tour.draw_seed WHERE is_actual_seeding AND seed_number = 4",
        "DELETE FROM tour.draw_seed WHERE NOT is_actual_seeding",
        # the draw itself
        "UPDATE tour.draws SET random_seed = random_seed % 1000 + 1 WHERE random_seed IS NOT NULL",
        "UPDATE tour.draws SET num_players = 11 WHERE draw_size IS NOT NULL",
        "UPDATE tour.draws SET draw_size = 32 WHERE draw_size IS NOT NULL",
        "UPDATE tour.draws SET is_seeded = false WHERE is_seeded",
        # what it came from
        "UPDATE tour.draw_entries SET entered_at = now() WHERE player_id = 2",
        "UPDATE tour.draw_entries SET player_id = 60 WHERE player_id = 11",
        "DELETE FROM tour.draw_entries WHERE player_id = 11",
        "DELETE FROM tour.draw_entries",
        "UPDATE tour.draw_field SET ranking_position = 9 WHERE player_id = 7",
        "UPDATE tour.draw_field SET ranking_points = 1 WHERE player_id = 7",
        "DELETE FROM tour.draw_field WHERE player_id = 7",
        "DELETE FROM tour.draw_field",
    ],
)
async def test_whatever_is_changed_by_hand_is_told(
    tour: Tour, draws: "DrawsServiceAsyncStub", statement: str
) -> None:
    draw_id = await made_of_ten(tour)
    lines = (await tour.sheet(draw_id)).lines
    line = next(line for line in lines if line.player_id and not line.seed_number)

    await tamper(tour, statement.replace("{a}", str(line.number)))

    answer = await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw_id)))
    assert answer.verdict == pb.VERDICT_DIFFERS
    assert answer.differences
    assert all(each.field and each.rule and each.message for each in answer.differences)


async def test_the_service_itself_cannot_change_what_was_frozen(
    tour: Tour, settings: Settings
) -> None:
    draw_id = await made_of_ten(tour)
    dsn: dict[str, Any] = {
        "host": settings.database_host,
        "port": settings.database_port,
        "dbname": settings.database_name,
        "user": "svc_draws",
        "password": settings.database_password.get_secret_value(),
    }
    async with await psycopg.AsyncConnection.connect(**dsn, autocommit=True) as service:
        for table in ("draw_entries", "draw_field", "draw_players", "draw_seed"):
            for change in ("DELETE FROM tour.{}", "UPDATE tour.{} SET player_id = 1"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    await service.execute(change.format(table).encode())
    found = (await verified(tour, draw_id)).verification
    assert found is not None
    assert found.is_verified


async def test_a_draw_that_is_not_made_cannot_be_verified(
    tour: Tour, draws: "DrawsServiceAsyncStub"
) -> None:
    draw = await tour.entered(range(1, 10))
    for _ in ("open", "closed"):
        answer = await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw.draw_id)))
        assert answer.verdict == pb.VERDICT_NOT_VERIFIABLE
        assert "is not made yet" in answer.reason
        assert not answer.lines
        await tour.close(draw.draw_id)


async def test_a_cancelled_draw_cannot_be_verified(tour: Tour) -> None:
    draw = await tour.entered(range(1, 6))
    await tour.close(draw.draw_id)
    found = await verified(tour, draw.draw_id)
    assert found.verification is None
    assert found.obstacle is not None
    assert "was cancelled" in found.obstacle.message


@pytest.mark.parametrize("origin", ["imported", "unverified"])
async def test_a_draw_made_elsewhere_says_so(
    tour: Tour, draws: "DrawsServiceAsyncStub", origin: str
) -> None:
    draw_id = await made_of_ten(tour)
    await tamper(
        tour,
        "UPDATE tour.draws SET random_seed = NULL, algorithm_version = NULL,"
        f" origin = '{origin}' WHERE random_seed IS NOT NULL",
    )
    answer = await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=draw_id)))
    assert answer.verdict == pb.VERDICT_NOT_VERIFIABLE
    assert "made elsewhere" in answer.reason


async def test_a_draw_imported_before_its_lots_and_made_here_is_verified(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[3, 1])
    await tour.sql("UPDATE tour.draws SET origin = 'imported', draw_status_id = 2")
    await tour.generate(draw.draw_id)
    found = (await verified(tour, draw.draw_id)).verification
    assert found is not None
    assert found.is_verified


async def test_a_draw_of_another_version_of_the_algorithm_is_not_judged(tour: Tour) -> None:
    draw_id = await made_of_ten(tour)
    await tamper(tour, "UPDATE tour.draws SET algorithm_version = 2 WHERE random_seed IS NOT NULL")
    found = await verified(tour, draw_id)
    assert found.verification is None
    assert found.obstacle is not None
    assert "version 2 of the algorithm" in found.obstacle.message


async def test_an_unknown_draw_is_not_found(tour: Tour, draws: "DrawsServiceAsyncStub") -> None:
    with pytest.raises(NotFound, match="no draw 99"):
        await ask(draws.VerifyDraw(pb.VerifyDrawRequest(draw_id=99)))
    with pytest.raises(InvalidInput, match="greater than 0"):
        await ask(draws.VerifyDraw(pb.VerifyDrawRequest()))
