"""A tournament's four draws open with it, and end with its last match."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.draws import store
from services.draws.records import Draw, EntryList
from shared.inbox import Later
from shared.terms import AgeCategory, DrawStatus, Gender, TournamentCategory
from tests.integration.draws.dates import DRAW_DEADLINE, ENTRY_DEADLINE, MONDAY
from tests.integration.draws.tour import NICE, Tour, status_of, tournament_changed
from tour.common.v1 import common_pb2
from tour.draws.v1.events_pb2 import DrawOpened
from tour.matches.v1.events_pb2 import DrawCompleted


async def draws_of(tour: Tour, tournament: int = NICE) -> list[Draw]:
    async with tour.database.read() as db:
        return await store.list_draws(db, [tournament], None)


async def test_the_four_draws_open_with_their_tournament(tour: Tour) -> None:
    await tour.add_tournament()

    draws = await draws_of(tour)
    assert [draw.entry_list for draw in draws] == [
        EntryList(NICE, AgeCategory.SIXTY, Gender.MEN),
        EntryList(NICE, AgeCategory.SIXTY, Gender.WOMEN),
        EntryList(NICE, AgeCategory.SIXTY_FIVE, Gender.MEN),
        EntryList(NICE, AgeCategory.SIXTY_FIVE, Gender.WOMEN),
    ]
    assert status_of(draws) == [DrawStatus.OPEN] * 4
    assert [draw.has_supertiebreak for draw in draws] == [False, True, True, True]
    assert draws[0].tournament.entry_deadline == ENTRY_DEADLINE
    assert draws[0].tournament.draw_deadline == DRAW_DEADLINE
    assert str(draws[0].tournament.seeding_week) == "2026-W09"


async def test_each_opened_draw_is_told(tour: Tour) -> None:
    await tour.add_tournament()

    told = await tour.told()
    assert [envelope.name for envelope in told] == ["DrawOpened"] * 4
    envelope, event = await tour.last_told(DrawOpened)
    draws = await draws_of(tour)
    assert envelope.key == f"draw:{draws[3].draw_id}"
    assert envelope.version == event.draw.version == 1
    assert envelope.before is None
    assert envelope.after is not None
    assert event.draw.gender == common_pb2.GENDER_WOMEN
    assert event.draw.status == common_pb2.DRAW_STATUS_OPEN
    assert event.draw.tournament_category == common_pb2.TOURNAMENT_CATEGORY_MT400
    assert (event.draw.seeding_week.year, event.draw.seeding_week.number) == (2026, 9)


async def test_the_same_event_twice_opens_the_draws_once(tour: Tour) -> None:
    await tour.add_tournament()
    event_id = uuid4()
    await tour.hear(tournament_changed(version=2), event_id=event_id)
    await tour.hear(tournament_changed(version=2), event_id=event_id)

    assert len(await draws_of(tour)) == 4
    assert len(await tour.told()) == 4


async def test_a_newer_version_changes_the_copy_and_an_older_one_is_ignored(tour: Tour) -> None:
    await tour.add_tournament()
    later = MONDAY + timedelta(weeks=1)
    await tour.hear(tournament_changed(monday=later, version=3, category=5))
    await tour.hear(tournament_changed(monday=MONDAY, version=2))

    draw = await tour.draw()
    assert draw.tournament.start_date == later
    assert draw.tournament.entry_deadline == ENTRY_DEADLINE + timedelta(weeks=1)
    assert draw.tournament.category is TournamentCategory.MT1000


async def test_a_tournament_that_came_with_its_draws_by_an_import_opens_none(tour: Tour) -> None:
    await tour.add_tournament()
    await tour.sql("DELETE FROM tour.draws WHERE gender_id = 2")

    await tour.hear(tournament_changed(version=2))

    assert len(await draws_of(tour)) == 2


async def test_a_draw_whose_matches_are_over_is_completed(tour: Tour) -> None:
    draw = await tour.entered(range(1, 9))
    made = await tour.generate(draw.draw_id)

    await tour.hear(DrawCompleted(draw_id=draw.draw_id))

    completed = await tour.draw()
    assert completed.status is DrawStatus.COMPLETED
    assert completed.version == made.draw.version + 1
    assert completed.random_seed == made.draw.random_seed


async def test_a_correction_after_the_end_completes_nothing_again(tour: Tour) -> None:
    draw = await tour.entered(range(1, 9))
    await tour.generate(draw.draw_id)
    await tour.hear(DrawCompleted(draw_id=draw.draw_id))
    completed = await tour.draw()

    await tour.hear(DrawCompleted(draw_id=draw.draw_id))

    assert await tour.draw() == completed


async def test_a_completion_that_comes_before_the_draw_waits_for_it(tour: Tour) -> None:
    draw = await tour.entered(range(1, 9))
    early = DrawCompleted(draw_id=draw.draw_id)
    with pytest.raises(Later):
        await tour.hear(early)
    await tour.close(draw.draw_id)
    with pytest.raises(Later):
        await tour.hear(early)
    await tour.generate(draw.draw_id)

    await tour.hear(early)

    assert (await tour.draw()).status is DrawStatus.COMPLETED


async def test_a_completion_of_an_unknown_draw_waits_for_it(tour: Tour) -> None:
    with pytest.raises(Later):
        await tour.hear(DrawCompleted(draw_id=12))
