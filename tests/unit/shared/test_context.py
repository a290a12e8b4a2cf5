"""Roles, and the call in progress."""

import asyncio
from contextvars import Context

import pytest

from shared.context import NOBODY, Actor, Call, Role, call_in_progress, current_call, during

ANNA = Call(Actor("anna", Role.REFEREE))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.NOBODY, {Role.NOBODY}),
        (Role.REFEREE, {Role.NOBODY, Role.REFEREE}),
        (Role.ADMINISTRATOR, {Role.NOBODY, Role.REFEREE, Role.ADMINISTRATOR}),
        (Role.SYSTEM, set(Role)),
    ],
)
def test_a_higher_role_may_what_a_lower_one_may(role: Role, may: set[Role]) -> None:
    assert {needed for needed in Role if role.may_act_as(needed)} == may


def test_where_nothing_is_being_done_the_call_is_nobodys_and_every_time_another() -> None:
    nothing = Context()
    assert nothing.run(call_in_progress) is None
    assert nothing.run(current_call).actor == NOBODY
    first, second = (nothing.run(current_call).correlation_id for _ in range(2))
    assert first != second


async def test_a_call_ends_with_its_block_and_is_seen_by_the_tasks_begun_in_it() -> None:
    async def look() -> Call:
        return current_call()

    before = call_in_progress()
    with during(ANNA):
        task = asyncio.create_task(look())
    assert await task == ANNA
    assert call_in_progress() == before


def test_a_traceparent_is_one_of_the_w3c() -> None:
    version, trace, span, flags = ANNA.traceparent.split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "01")
    assert int(trace, 16)
    assert int(span, 16)
