"""Events in: draws made and entries withdrawn, told once, twice or in reverse order."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from google.protobuf.message import Message

from services.matches.consumers import HANDLERS
from services.matches.domain.bracket import WalkoverReason
from services.matches.peers import KnownDraw, known_draw
from services.matches.rows import Origin
from shared.broker import Broker
from shared.context import Call
from shared.events import Envelope, to_payload, type_name
from shared.inbox import Consumer, Later
from shared.terms import DrawStatus, MatchStatus, Round
from shared.wire import to_date, to_enum
from tests.integration.matches.test_skeleton import EIGHT, SIX
from tests.integration.matches.tour import CLOCK, MONDAY, NICE, Tour
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2
from tour.draws.v1 import events_pb2 as draws_events
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries_events


async def hear(tour: Tour, event: Message, event_id: UUID | None = None) -> None:
    """Deliver an event as the consumer does."""
    consumer = Consumer(tour.database, Broker(tour.database.settings), HANDLERS)
    await consumer.handle(
        Envelope(
            event_id=event_id or uuid4(),
            type=type_name(type(event)),
            key="test:1",
            version=1,
            occurred_at=datetime.now(UTC),
            call=Call(CLOCK),
            payload=to_payload(event),
            before=None,
            after=None,
        )
    )


def draw_message(known: KnownDraw) -> draws_pb2.Draw:
    facts = known.facts
    return draws_pb2.Draw(
        draw_id=facts.draw_id,
        tournament_id=facts.tournament_id,
        age_category=to_enum(facts.category),
        gender=to_enum(facts.gender),
        status=to_enum(known.status),
        num_players=facts.num_players or 0,
        size=facts.size or 0,
        has_supertiebreak=facts.has_supertiebreak,
        version=3,
        origin=common_pb2.ORIGIN_LIVE,
        start_date=to_date(facts.start_date),
        end_date=to_date(facts.end_date),
        tournament_category=to_enum(facts.tournament_category),
    )


def line_messages(known: KnownDraw) -> list[draws_pb2.DrawLine]:
    """From the bottom up, byes as lines without a player: order and form do not matter."""
    lines = [
        draws_pb2.DrawLine(line=line, player_id=player or 0)
        for line, player in enumerate(known.lines, start=1)
    ]
    return lines[::-1]


def generated(known: KnownDraw) -> draws_events.DrawGenerated:
    return draws_events.DrawGenerated(draw=draw_message(known), lines=line_messages(known))


def withdrawn(player: int, *, after_draw: bool = True) -> entries_events.EntryWithdrawn:
    return entries_events.EntryWithdrawn(
        entry_id=player,
        player_id=player,
        tournament_id=NICE,
        age_category=common_pb2.AGE_CATEGORY_SIXTY,
        gender=common_pb2.GENDER_MEN,
        withdrawal_type=entries_pb2.WITHDRAWAL_TYPE_AFTER_DRAW
        if after_draw
        else entries_pb2.WITHDRAWAL_TYPE_BEFORE_DRAW,
    )


def test_a_draw_told_and_a_draw_answered_are_the_same() -> None:
    lines = [draws_pb2.DrawLine(line=3, player_id=33), draws_pb2.DrawLine(line=1, player_id=11)]
    draw = draws_pb2.Draw(
        draw_id=5,
        tournament_id=NICE,
        age_category=common_pb2.AGE_CATEGORY_SIXTY_FIVE,
        gender=common_pb2.GENDER_WOMEN,
        status=common_pb2.DRAW_STATUS_CLOSED,
        origin=common_pb2.ORIGIN_UNVERIFIED,
        tournament_category=common_pb2.TOURNAMENT_CATEGORY_MT100,
        start_date=to_date(MONDAY),
        end_date=to_date(MONDAY),
        size=4,
    )
    known = known_draw(draw, lines)
    assert known.lines == (11, None, 33, None)
    assert (known.status, known.facts.origin) == (DrawStatus.CLOSED, Origin.UNVERIFIED)
    assert known_draw(draw, ()).lines == ()


async def test_a_draw_made_gets_its_matches(tour: Tour) -> None:
    known = tour.make_draw(SIX)
    await hear(tour, generated(known))
    assert len(await tour.matches()) == 5
    assert (await tour.match(Round.SF, 2)).match.player2 == 8
    row = tour.admin.execute("SELECT num_players, draw_size, category_id FROM match_draws")
    assert row.fetchone() == (6, 8, 3)


async def test_a_draw_told_again_changes_nothing(tour: Tour) -> None:
    known, event_id = tour.make_draw(EIGHT), uuid4()
    await hear(tour, generated(known), event_id)
    before = await tour.matches()
    await hear(tour, generated(known), event_id)
    await hear(tour, generated(known))
    assert await tour.matches() == before
    assert len(tour.told()) == 1


async def test_an_entry_withdrawn_after_the_draw_is_a_walkover_and_a_suspension(
    tour: Tour,
) -> None:
    await hear(tour, generated(tour.make_draw(EIGHT)))
    event_id = uuid4()
    for _ in range(5):
        await hear(tour, withdrawn(2), event_id)
    await hear(tour, withdrawn(2))
    match = (await tour.match(Round.QF, 1)).match
    assert match.reason2 is WalkoverReason.WITHDRAWN_AFTER_DRAW
    assert len(await tour.suspensions()) == 1


async def test_an_entry_withdrawn_before_the_draw_is_free(tour: Tour) -> None:
    await hear(tour, withdrawn(2, after_draw=False))
    await hear(tour, generated(tour.make_draw(EIGHT)))
    await hear(tour, withdrawn(4, after_draw=False))
    assert {one.match.status for one in await tour.matches()} == {MatchStatus.SCHEDULED}
    assert await tour.suspensions() == []


async def test_a_withdrawal_that_arrives_before_its_draw_waits(tour: Tour) -> None:
    event_id = uuid4()
    with pytest.raises(Later):
        await hear(tour, withdrawn(2), event_id)
    await hear(tour, generated(tour.make_draw(EIGHT)))
    await hear(tour, withdrawn(2), event_id)
    assert (await tour.match(Round.QF, 1)).match.status is MatchStatus.WALKOVER


async def test_a_withdrawal_of_another_draw_is_not_this_ones(tour: Tour) -> None:
    await hear(tour, generated(tour.make_draw(EIGHT)))
    other = withdrawn(2)
    other.gender = common_pb2.GENDER_WOMEN
    with pytest.raises(Later):
        await hear(tour, other)
    assert await tour.suspensions() == []
