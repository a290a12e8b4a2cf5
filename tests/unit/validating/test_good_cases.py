"""What looks like a violation and is none: the right side of every border."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.entries.domain.tournaments import draw_deadline, entry_deadline
from shared.terms import MatchStatus, Round
from tests.unit.validating.hand import Hand
from tests.unit.validating.plants import completed
from tools.validating.sheets import loser_of
from tools.validating.tables import Draw, Entry, Match, Points, Rank, Suspension

NOTHING: dict[str, Any] = dict.fromkeys(
    [
        f"set{n}_{kind}player{side}"
        for n in (1, 2, 3)
        for kind in ("", "tiebreak_")
        for side in (1, 2)
    ]
    + [f"set3_supertiebreak_player{side}" for side in (1, 2)]
)
SECOND = timedelta(seconds=1)


def test_an_entry_at_ten_oclock_sharp_is_in_time() -> None:
    hand = Hand()
    entry = hand.first(Entry)
    closed = entry_deadline(hand.stored.tournaments[entry.tournament_id].start_date)
    hand.change(entry, entry_timestamp=closed)
    assert hand.ask("entry-deadline").passed


@pytest.mark.parametrize(("late", "bad"), [(timedelta(), 0), (SECOND, 1)])
def test_a_draw_at_friday_19_sharp_is_in_time(late: timedelta, bad: int) -> None:
    hand = Hand()
    draw = hand.first(Draw, lambda row: row.draw_generated_at is not None)
    due = draw_deadline(hand.stored.tournaments[draw.tournament_id].start_date)
    hand.change(draw, draw_generated_at=due + late, origin=None)
    assert hand.ask("draw-time").bad == bad


@pytest.mark.parametrize(("late", "bad"), [(timedelta(minutes=5), 0), (timedelta(minutes=16), 1)])
def test_the_clock_of_the_tour_itself_may_take_some_minutes(late: timedelta, bad: int) -> None:
    hand = Hand()
    draw = hand.first(Draw, lambda row: row.draw_generated_at is not None)
    due = draw_deadline(hand.stored.tournaments[draw.tournament_id].start_date)
    hand.change(draw, draw_generated_at=due + late)
    assert hand.ask("draw-time").bad == bad


@pytest.mark.parametrize(
    ("cause", "first", "last"),
    [
        (3, date(2025, 12, 29), date(2026, 2, 28)),
        (3, date(2027, 12, 29), date(2028, 2, 29)),
        (3, date(2026, 7, 1), date(2026, 9, 1)),
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (6, date(2026, 1, 5), date(2026, 7, 5)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(
    cause: int, first: date, last: date
) -> None:
    hand = Hand()
    hand.change(
        hand.first(Suspension),
        reason_match_status_id=cause,
        suspension_start=first,
        suspension_end=last,
    )
    assert hand.ask("suspension-length").passed
    hand.change(hand.first(Suspension), suspension_end=last - timedelta(days=1))
    assert hand.ask("suspension-length").bad == 1


@pytest.mark.parametrize(
    ("reason", "bad"),
    [("OTHER", 0), ("SUSPENDED", 0), ("NO_SHOW", 1), ("WITHDRAWN_AFTER_DRAW", 1), (None, 1)],
)
def test_only_the_sanctioned_lose_the_points_of_earlier_rounds(
    reason: str | None, bad: int
) -> None:
    """Of a walkover that tells no reason (foreign data), it was a no-show."""
    hand = Hand()
    final = completed(hand).matches[-1]
    side = 2 if final.winner_id == final.player1_id else 1
    hand.change(
        final,
        match_status_id=MatchStatus.WALKOVER,
        **{**NOTHING, f"player{side}_absence": reason},
    )
    assert hand.ask("sanctioned").bad == bad
    assert hand.ask("points-award").bad == bad
    assert hand.ask("suspension-missing").bad == bad


def test_who_goes_through_because_nobody_came_has_won_nothing() -> None:
    """Two no-shows meet nobody: the match is cancelled, and the next one with its winner."""
    hand = Hand()
    sheet = next(s for s in hand.stored.made if s.is_over and len(s.lines) == 8)
    first = sheet.matches[0]
    semi = next(m for m in sheet.matches if m.round_id == Round.SF and m.match_number == 1)
    both = {"player1_absence": "NO_SHOW", "player2_absence": "NO_SHOW"}
    hand.change(first, match_status_id=MatchStatus.CANCELLED, winner_id=None, **{**NOTHING, **both})
    other = semi.player2_id
    hand.change(
        semi,
        match_status_id=MatchStatus.CANCELLED,
        player1_id=None,
        winner_id=other,
        **NOTHING,
    )
    now = hand.stored.sheets[sheet.draw.draw_id]
    assert other is not None
    assert now.careers[other].wins == sheet.careers[other].wins - (semi.winner_id == other)
    assert not now.byes
    for check in ("match-result", "match-reasons", "match-places", "match-lines", "byes-no-match"):
        assert hand.ask(check).passed, check


@pytest.mark.parametrize(("origin", "bad"), [(None, 0), ("imported", 0), ("live", 1)])
def test_foreign_data_may_write_a_retirement_in_the_tie_break_as_7_6(
    origin: str | None, bad: int
) -> None:
    hand = Hand()
    match = hand.first(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED)
    score = {"set1_player1": 7, "set1_player2": 6}
    points = {"set1_tiebreak_player1": 3, "set1_tiebreak_player2": 2}
    hand.change(
        match,
        match_status_id=MatchStatus.RETIRED,
        origin=origin,
        **{**NOTHING, **score, **points},
    )
    assert hand.ask("match-sets").bad == bad
    assert hand.ask("match-result").bad == 0


@pytest.mark.parametrize(("weeks", "counts"), [(52, True), (53, False), (1, True), (0, False)])
def test_the_window_is_52_weeks_and_leaves_out_the_own(weeks: int, counts: bool) -> None:
    hand = Hand()
    row = hand.first(Rank, lambda row: row.total_points > 0)
    sunday = date.fromisocalendar(row.ranking_year, row.ranking_week, 7)
    hand.tables[Rank] = [row]
    hand.tables[Points] = [next(p for p in hand.tables[Points] if p.player_id == row.player_id)]
    points = hand.first(Points)
    hand.change(
        points,
        points_earned=row.total_points,
        tournament_end_date=sunday - timedelta(weeks=weeks),
    )
    assert hand.ask("best-four").passed is counts


def test_the_fifth_result_counts_nothing() -> None:
    hand = Hand()
    row = hand.first(Rank)
    sunday = date.fromisocalendar(row.ranking_year, row.ranking_week, 7)
    one = next(p for p in hand.tables[Points] if p.age_category_id == row.age_category_id)
    hand.tables[Rank], hand.tables[Points] = [row], []
    for number, earned in enumerate((30, 90, 45, 60, 15), 1):
        hand.add(
            one,
            id=number,
            player_id=row.player_id,
            points_earned=earned,
            tournament_end_date=sunday - timedelta(weeks=number),
        ) if hand.tables[Points] else hand.tables[Points].append(
            type(one)(
                **{
                    **{name: getattr(one, name) for name in type(one).__slots__},
                    "player_id": row.player_id,
                    "points_earned": earned,
                    "tournament_end_date": sunday - timedelta(weeks=number),
                }
            )
        )
    hand.change(row, total_points=225)
    assert hand.ask("best-four").passed
    hand.change(hand.first(Rank), total_points=240)
    assert hand.ask("best-four").bad == 1


def test_an_annulled_suspension_needs_no_cause_and_forbids_nothing() -> None:
    hand = Hand()
    at = datetime.fromisoformat("2026-02-10T10:00:00+00:00")
    row = hand.first(Suspension)
    hand.add(row, suspension_id=9, annulled_at=at, tournament_id=1)
    for check in ("suspension-cause", "suspension-once", "entry-suspended", "suspended-plays"):
        assert hand.ask(check).passed, check


def test_who_withdrew_before_the_draw_may_enter_again_and_elsewhere() -> None:
    hand = Hand()
    entry = hand.first(Entry, lambda row: row.withdrawn_at is None)
    at = entry.entry_timestamp + SECOND
    hand.add(entry, entry_id=9999, withdrawn_at=at, withdrawal_type="BEFORE_DRAW")
    for check in ("entry-once", "entry-week", "entry-withdrawal", "entered-drawn"):
        assert hand.ask(check).passed, check


def test_the_loser_of_a_first_match_is_not_who_won_it() -> None:
    hand = Hand()
    match = completed(hand).matches[0]
    winner, loser = match.winner_id, loser_of(match)
    assert {winner, loser} == {match.player1_id, match.player2_id}
    assert hand.ask("first-loss").passed
