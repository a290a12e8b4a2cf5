"""Moving the tour clock of a demo by the page: forward only, once, told to everybody."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.integration.gateway.dates import NOW
from tests.integration.gateway.tour import Tour, until
from tests.visitor import Form

_PATH = "/admin/clock"


def _offset(tour: Tour) -> float:
    seconds: float = tour.value("SELECT offset_seconds FROM tour.tour_clock")
    return seconds


def test_what_is_due_next_is_offered_with_what_follows(tour: Tour) -> None:
    seen = tour.admin.see(_PATH)
    moments = [form.values["to"] for form in seen.forms if "to" in form.values]
    assert moments == sorted(moments)
    assert "The rankings of week 11 of 2026 are published." in seen.words
    assert "The draws of Porto Open that nobody has made are made." in seen.words


def test_a_moment_of_ones_choice_is_shown_before_the_clock_is_moved(tour: Tour) -> None:
    before = _offset(tour)
    seen = tour.admin.see(_PATH, day="2026-03-10", time="10:00")
    assert "The moment you chose" in seen.words
    assert "Entries for Wien Open close" not in seen.words.split("To a moment of your choice")[0]
    assert _offset(tour) == before


def test_a_move_holds_at_once_is_audited_and_is_made_once(tour: Tour) -> None:
    to = NOW + timedelta(minutes=30)
    form = tour.admin.see(_PATH, day=f"{to:%Y-%m-%d}", time=f"{to:%H:%M}").form(
        _PATH, to=f"{to:%Y-%m-%dT%H:%M:%SZ}"
    )
    with tour.at(NOW):
        done = tour.admin.send(form)
        assert "It is Tue 3 Mar 2026, 12:30 UTC on the tour now." in done.words
        assert "Tue 3 Mar 2026, 12:30 UTC" in tour.stranger().see("/rankings").words
        moved = _offset(tour)
        assert tour.admin.send(form).status == 200
        assert _offset(tour) == moved
        until(lambda: tour.value("SELECT count(*) FROM tour.audit_log WHERE subject = 'clock'"))
        assert tour.sql(
            "SELECT actor, action, after->>'time' FROM tour.audit_log WHERE subject = 'clock'"
        ) == [("admin", "ClockMoved", str(to))]


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("2026-03-03T11:59:00Z", "The clock moves forward only"),
        ("2199-01-01T00:00:00Z", "at the farthest"),
        ("", "is no moment"),
        ("2026-02-30T10:00:00Z", "is no moment"),
        ("tomorrow", "is no moment"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_a_sentence(
    tour: Tour, to: str, sentence: str
) -> None:
    before = _offset(tour)
    form = next(form for form in tour.admin.see(_PATH).forms if form.values.get("to"))
    seen = tour.admin.send(Form(_PATH, "post", form.values), to=to)
    assert seen.status == 422
    assert sentence in seen.words
    assert _offset(tour) == before


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("2026-03-03", "11:00", "day"),
        ("2026-02-30", "11:00", "day"),
        ("9999-12-31", "23:59", "day"),
        ("", "11:00", "day"),
        ("2026-03-10", "24:00", "time"),
        ("2026-03-10", "noon", "time"),
    ],
)
def test_a_moment_that_is_none_or_has_passed_is_explained_at_its_field(
    tour: Tour, day: str, time: str, field: str
) -> None:
    seen = tour.admin.see(f"{_PATH}?day={quote(day)}&time={quote(time)}")
    assert seen.status == 422
    assert re.search(rf'id="{field}-error"', seen.html)
    assert "The moment you chose" not in seen.words


def test_every_page_of_a_demo_says_the_tours_time_and_administrators_where_to_move_it(
    tour: Tour,
) -> None:
    for browser, may_move in ((tour.stranger(), False), (tour.referee, False), (tour.admin, True)):
        seen = browser.see("/rankings")
        assert "Demo. Tour clock:" in seen.words
        assert ('href="/admin/clock"' in seen.html) is may_move
