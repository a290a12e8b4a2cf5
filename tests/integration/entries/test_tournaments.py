"""Creating and changing tournaments, by what is stored and told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.entries.domain.withdrawal import WithdrawalType
from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import AgeCategory, Gender, Surface, TournamentCategory
from shared.weeks import Week
from tests.integration.entries.dates import AFTER_DEADLINE, DEADLINE, MONDAY
from tests.integration.entries.tour import Tour, fields
from tour.entries.v1 import events_pb2

NEXT_WEEK = MONDAY + timedelta(weeks=1)


async def test_a_tournament_comes_with_its_dates_and_four_open_lists(tour: Tour) -> None:
    tournament = await tour.create()
    assert (tournament.end_date, tournament.week) == (date(2026, 3, 15), Week.iso(2026, 11))
    assert tournament.entry_deadline == DEADLINE
    assert tournament.draw_deadline == datetime(2026, 3, 6, 19, tzinfo=UTC)
    lists = await tour.sql(
        "SELECT age_category_id, gender_id, state FROM tour.entry_lists ORDER BY 1, 2"
    )
    assert lists == [(category, gender, "OPEN") for category in AgeCategory for gender in Gender]
    ((envelope, event),) = await tour.told(events_pb2.TournamentChanged)
    assert (envelope.key, envelope.version) == (f"tournament:{tournament.tournament_id}", 1)
    assert event.tournament.entry_deadline.ToDatetime(tzinfo=UTC) == DEADLINE
    assert event.tournament.venue.city == "Nice"
    assert envelope.before is None


async def test_a_tournament_of_the_new_years_week_belongs_to_the_iso_year(tour: Tour) -> None:
    tournament = await tour.create(start_date=date(2026, 12, 28))
    assert tournament.week == Week.iso(2026, 53)
    stored = await tour.sql("SELECT tournament_year, tournament_week FROM tour.tournaments")
    assert stored == [(2026, 53)]


async def test_every_broken_rule_of_a_tournament_is_told(tour: Tour) -> None:
    with pytest.raises(RuleBroken) as refused:
        await tour.create(
            name="", start_date=date(2026, 3, 10), category_id=9, surface_id=0, venue_id=7
        )
    assert set(fields(refused.value)) == {
        "name",
        "start_date",
        "category_id",
        "surface_id",
        "venue_id",
    }
    assert await tour.sql("SELECT 1 FROM tour.tournaments") == []


async def test_a_tournament_is_created_until_its_entries_would_have_closed(tour: Tour) -> None:
    await tour.set_clock(DEADLINE - timedelta(minutes=1))
    assert (await tour.create()).start_date == MONDAY
    await tour.set_clock(AFTER_DEADLINE)
    with pytest.raises(RuleBroken) as refused:
        await tour.create()
    assert fields(refused.value) == ["start_date"]


async def test_a_change_is_told_with_what_was_before(tour: Tour) -> None:
    tournament = await tour.create()
    changed = await tour.change_tournament(
        tournament, name="Nice Masters", surface_id=Surface.HARD, start_date=NEXT_WEEK
    )
    assert (changed.name, changed.version) == ("Nice Masters", 2)
    assert changed.entry_deadline == DEADLINE + timedelta(weeks=1)
    (_, (envelope, event)) = await tour.told(events_pb2.TournamentChanged)
    assert (envelope.version, event.tournament.week.number) == (2, 12)
    assert envelope.before is not None
    assert envelope.before["name"] == "Nice Open"


async def test_who_saves_second_is_told_who_was_first(tour: Tour) -> None:
    seen = await tour.create()
    await tour.change_tournament(seen, name="Nice Masters")
    with pytest.raises(Stale) as refused:
        await tour.change_tournament(seen, name="Nice Classic")
    assert refused.value.by == "ben"


async def test_an_unknown_tournament_cannot_be_changed(tour: Tour) -> None:
    tournament = await tour.create()
    await tour.sql("DELETE FROM tour.entry_lists")
    await tour.sql("DELETE FROM tour.tournaments")
    with pytest.raises(NotFound):
        await tour.change_tournament(tournament)


async def test_week_and_category_are_fixed_after_the_deadline(tour: Tour) -> None:
    tournament = await tour.create()
    await tour.set_clock(AFTER_DEADLINE)
    with pytest.raises(RuleBroken) as refused:
        await tour.change_tournament(
            tournament, start_date=NEXT_WEEK, category_id=TournamentCategory.MT100
        )
    assert fields(refused.value) == ["start_date", "category_id"]
    assert (await tour.change_tournament(tournament, name="Nice Masters")).version == 2


async def test_the_week_is_fixed_while_anybody_is_entered(tour: Tour) -> None:
    _, tournament, entry = await tour.entered()
    with pytest.raises(RuleBroken) as refused:
        await tour.change_tournament(tournament, start_date=NEXT_WEEK)
    assert fields(refused.value) == ["start_date"]
    await tour.withdraw(entry)
    changed = await tour.change_tournament(tournament, start_date=NEXT_WEEK)
    assert changed.start_date == NEXT_WEEK
    assert (await tour.entry(entry)).withdrawal_type is WithdrawalType.BEFORE_DRAW


async def test_unverified_history_is_never_changed(tour: Tour) -> None:
    tournament = await tour.create()
    await tour.sql("UPDATE tour.tournaments SET origin = 'unverified'")
    with pytest.raises(RuleBroken) as refused:
        await tour.change_tournament(tournament, name="Nice Masters")
    assert fields(refused.value) == ["tournament_id"]
