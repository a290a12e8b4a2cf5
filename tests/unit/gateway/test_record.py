"""Won and lost, and head to head: what counts (rules.md section 6)."""

from dataclasses import replace

import pytest

from services.gateway.views.bracket import BracketMatch, Side, SideKind
from services.gateway.views.meetings import MeetingsPage
from services.gateway.views.record import Outcome, Record, by_surface, outcome_of, surface_chart
from shared.terms import MatchStatus, Surface
from tests.unit.gateway.profiles import TODAY, meetings, seen_by, strangers
from tests.unit.gateway.samples import person

ONE, TWO = Side(SideKind.PLAYER, person(1)), Side(SideKind.PLAYER, person(2))
NOBODY, BYE = Side(SideKind.NOBODY), Side(SideKind.BYE)


def match(status: MatchStatus, winner: int = 0, lower: Side = TWO) -> BracketMatch:
    return BracketMatch(
        1,
        replace(ONE, is_winner=winner == 1),
        replace(lower, is_winner=winner == 2),
        7,
        status,
    )


@pytest.mark.parametrize(
    "status",
    [
        MatchStatus.COMPLETED,
        MatchStatus.RETIRED,
        MatchStatus.DISQUALIFIED,
        MatchStatus.WALKOVER,
    ],
)
def test_a_match_that_was_played_or_given_is_won_by_one_and_lost_by_the_other(
    status: MatchStatus,
) -> None:
    for winner in (1, 2):
        over = match(status, winner)
        assert outcome_of(over, winner) is Outcome.WON
        assert outcome_of(over, 3 - winner) is Outcome.LOST


@pytest.mark.parametrize(
    "over",
    [
        match(MatchStatus.CANCELLED, 1, NOBODY),
        match(MatchStatus.CANCELLED),
        match(MatchStatus.SCHEDULED, lower=BYE),
        match(MatchStatus.COMPLETED),
    ],
    ids=["goes-through", "both-gone", "bye", "history-without-winner"],
)
def test_a_bye_and_going_through_without_an_opponent_count_as_nothing(over: BracketMatch) -> None:
    assert outcome_of(over, 1) is Outcome.NOT_COUNTED


def test_what_is_to_be_played_is_neither_won_nor_lost() -> None:
    assert outcome_of(match(MatchStatus.SCHEDULED), 1) is Outcome.TO_PLAY
    every = [Outcome.WON, Outcome.TO_PLAY, Outcome.NOT_COUNTED, Outcome.LOST, Outcome.WON]
    assert Record.of(every) == Record(2, 1)


def test_only_surfaces_with_a_match_that_counts_have_a_record() -> None:
    records = by_surface(
        [
            (Surface.HARD, Outcome.LOST),
            (Surface.CLAY, Outcome.WON),
            (Surface.GRASS, Outcome.TO_PLAY),
            (Surface.CLAY, Outcome.LOST),
        ]
    )
    assert records == {Surface.CLAY: Record(1, 1), Surface.HARD: Record(0, 1)}
    assert [bar.text for bar in surface_chart(records).bars] == ["1–1", "0–1"]


def test_meetings_stand_the_latest_first_and_what_is_to_come_apart() -> None:
    page = meetings()
    days = [each.day for each in page.meetings]
    assert days == sorted(days, reverse=True)
    assert (len(page.meetings), len(page.to_play), len(page.over)) == (4, 1, 3)
    assert page.record.total == 3


def test_matches_against_others_are_no_meetings() -> None:
    others = BracketMatch(1, ONE, Side(SideKind.PLAYER, person(3)), 8)
    own = [seen_by(person(1), match(MatchStatus.SCHEDULED)), seen_by(person(1), others)]
    page = MeetingsPage.of(person(1), person(2), own, TODAY)
    assert [each.match.match_id for each in page.meetings] == [7]


def test_who_leads_is_told_in_a_sentence() -> None:
    def said(*winners: int) -> str:
        own = [
            seen_by(person(1), match(MatchStatus.COMPLETED, winner), weeks_ago)
            for weeks_ago, winner in enumerate(winners)
        ]
        return MeetingsPage.of(person(1), person(2), own, TODAY).text

    first, second = person(1).name, person(2).name
    assert said(1) == f"1 meeting: {first} leads 1–0."
    assert said(2, 2, 1) == f"3 meetings: {second} leads 2–1."
    assert said(1, 2) == "2 meetings: level at 1–1."
    assert strangers().text == "They have never met."
