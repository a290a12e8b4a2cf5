"""What is due, where services do not answer or are behind."""

from types import SimpleNamespace
from typing import cast

import pytest

from services.gateway.admin.dashboard import _if_answered, _of_service
from services.gateway.rendering import Pages
from services.gateway.views.dashboard import ServiceState, TourState
from services.gateway.visit import Visit
from shared.errors import RuleBroken, Unavailable
from tests.unit.gateway.pages import admin_pages
from tour.common.v1 import operations_pb2


def _visit(answer: operations_pb2.GetStateResponse | Exception) -> Visit:
    """Somebody at a tour whose rankings service answers so."""

    async def get_state(_request: object) -> operations_pb2.GetStateResponse:
        if isinstance(answer, Exception):
            raise answer
        return answer

    stub = SimpleNamespace(GetState=get_state)
    return cast("Visit", SimpleNamespace(peers=SimpleNamespace(operations={"rankings": stub})))


async def test_a_service_that_does_not_answer_is_named() -> None:
    assert await _of_service(_visit(Unavailable()), "rankings") == ServiceState(
        "rankings", is_away=True
    )


async def test_a_service_that_answers_tells_what_waits() -> None:
    told = operations_pb2.GetStateResponse(
        outbox_waiting=3, outbox_oldest_seconds=61.5, dead_letters=2
    )
    state = await _of_service(_visit(told), "rankings")
    assert state == ServiceState("rankings", 3, 61.5, 2)


async def test_a_part_that_cannot_be_asked_for_is_left_out_and_a_fault_is_not_hidden() -> None:
    async def part(error: Exception | None = None) -> str:
        if error:
            raise error
        return "told"

    assert await _if_answered(part()) == "told"
    assert await _if_answered(part(Unavailable())) is None
    with pytest.raises(RuleBroken):
        await _if_answered(part(RuleBroken("no")))


@pytest.mark.parametrize(("seconds", "is_behind"), [(0.0, False), (59.9, False), (60.0, True)])
def test_events_that_wait_for_a_minute_are_worth_knowing(seconds: float, is_behind: bool) -> None:
    state = TourState.of([ServiceState("draws", 1, seconds)], is_administrator=False)
    assert bool(state.behind) is is_behind
    assert state.is_fine is not is_behind


def test_dead_letters_are_the_administrators_business() -> None:
    services = [ServiceState("draws", dead_letters=2), ServiceState("matches")]
    assert TourState.of(services, is_administrator=False).is_fine
    assert TourState.of(services, is_administrator=True).letters == (services[0],)


def test_each_part_says_for_itself_that_it_cannot_be_told() -> None:
    page = Pages().html(*admin_pages()["admin-troubled"])
    assert page.count(" cannot be told at the moment") == 4
    assert "The draws service does not answer." in page
    assert "matches: 12 events wait to be sent, the oldest for 3 min." in page
    assert ">2 dead letters at matches</a>" in page
