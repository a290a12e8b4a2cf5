"""The order of play: its days, its addresses, what comes next."""

from datetime import date, timedelta

from services.gateway.views.order import OrderQuery, next_play
from tests.unit.gateway.orders import TODAY, empty_order, order
from tests.unit.gateway.samples import MONDAY, tournament


def test_a_day_stands_by_tournament_and_draw_in_the_order_of_its_matches() -> None:
    page = order()
    assert [each.tournament.tournament_id for each in page.days] == [5, 6]
    assert [draw.label for draw in page.days[0].draws] == ["Men 60+", "Men 65+"]
    numbers = [each.match.number for each in page.days[0].draws[0].matches]
    assert numbers == sorted(numbers)
    assert len(numbers) == 8


def test_what_is_left_of_a_day_is_counted() -> None:
    assert order().count_text == "13 matches, 5 to be played"
    assert empty_order(TODAY).count_text == ""


def test_yesterday_and_tomorrow_stay_with_the_tournament() -> None:
    query = OrderQuery(date(2026, 3, 1), 7)
    assert query.day_before == "/order-of-play?date=2026-02-28&tournament_id=7"
    assert query.day_after == "/order-of-play?date=2026-03-02&tournament_id=7"
    assert query.of_all == "/order-of-play?date=2026-03-01"


def test_the_calendar_ends_somewhere() -> None:
    assert OrderQuery(date.min).day_before == ""
    assert OrderQuery(date.min).day_after == "/order-of-play?date=0001-01-02"
    assert OrderQuery(date.max).day_after == ""


def test_today_is_named_and_other_days_lead_back_to_it() -> None:
    assert order().is_today
    assert order().today_href == ""
    assert empty_order(MONDAY).today_href == f"/order-of-play?date={TODAY}"


def test_the_next_day_with_play_is_the_next_dated_match() -> None:
    wednesday, friday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
    dated = [(friday, 5), (MONDAY, 5), (wednesday, 5)]
    found = next_play(TODAY, [tournament(5), tournament(6, MONDAY + timedelta(weeks=1))], dated)
    assert found is not None
    assert (found.day, found.tournament.tournament_id) == (wednesday, 5)


def test_a_tournament_to_come_plays_from_its_first_day_on() -> None:
    coming = tournament(6, MONDAY + timedelta(weeks=1))
    found = next_play(TODAY, [tournament(5), coming], [(TODAY, 5)])
    assert found is not None
    assert (found.day, found.tournament) == (coming.first_day, coming)


def test_a_day_after_all_tournaments_has_no_next() -> None:
    assert next_play(TODAY, [tournament(5)], [(TODAY, 5)]) is None
