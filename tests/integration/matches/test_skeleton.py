"""The matches of a draw as they are first stored (rules.md sections 5 and 7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.matches.commands import skeletons
from services.matches.domain.bracket import WalkoverReason
from services.matches.peers import KnownDraw
from services.matches.rows import Origin
from shared.errors import NotFound, RuleBroken
from shared.terms import DrawStatus, MatchStatus, Round
from tests.integration.matches.tour import CLOCK, LISBON, MONDAY, NICE, OSLO, Tour, draw_facts

EIGHT = [1, 2, 3, 4, 5, 6, 7, 8]
SIX = [1, None, 3, 4, 5, 6, None, 8]


class KnownDraws:
    """The draws service, as far as a skeleton asks it."""

    def __init__(self, *draws: KnownDraw) -> None:
        self._draws = {draw.facts.draw_id: draw for draw in draws}

    async def draw(self, draw_id: int) -> KnownDraw:
        if draw_id not in self._draws:
            raise NotFound(f"There is no draw {draw_id}.")
        return self._draws[draw_id]


async def test_every_match_is_there_and_dated_and_a_bye_is_none(tour: Tour) -> None:
    stored = await tour.skeleton(SIX)
    assert [
        (one.match.place.round, one.match.place.number, one.match.player1, one.match.player2)
        for one in stored
    ] == [
        (Round.QF, 2, 3, 4),
        (Round.QF, 3, 5, 6),
        (Round.SF, 1, 1, None),
        (Round.SF, 2, None, 8),
        (Round.F, 1, None, None),
    ]
    assert [one.match.day - MONDAY for one in stored] == [timedelta(d) for d in (0, 0, 1, 1, 2)]
    assert {one.version for one in stored} == {1}
    assert {one.match.status for one in stored} == {MatchStatus.SCHEDULED}


async def test_a_full_draw_of_64_has_63_matches_and_ends_on_saturday(tour: Tour) -> None:
    stored = await tour.skeleton(list(range(1, 65)))
    assert len(stored) == 63
    assert stored[-1].match.day == MONDAY + timedelta(days=5)


async def test_a_skeleton_tells_of_itself_once(tour: Tour) -> None:
    known = tour.make_draw(EIGHT)
    first = await tour.do(lambda work: skeletons.store_skeleton(work, known), CLOCK)
    again = await tour.do(lambda work: skeletons.store_skeleton(work, known))
    assert again == first
    (told,) = tour.told()
    assert (told.name, told.key, told.version, told.actor) == (
        "SkeletonCreated",
        "draw:1",
        1,
        "clock",
    )
    assert (told.message.draw_id, told.message.tournament_id, told.message.num_matches) == (
        1,
        NICE,
        7,
    )
    assert {one.changed_by for one in first} == {"clock"}


async def test_an_officials_skeleton_and_the_systems_are_the_same(tour: Tour) -> None:
    known = tour.make_draw(EIGHT)
    by_hand = await tour.do(lambda work: skeletons.create_skeleton(work, KnownDraws(known), 1))
    by_event = await tour.do(lambda work: skeletons.store_skeleton(work, known))
    assert by_hand == by_event
    assert len(tour.told("SkeletonCreated")) == 1


@pytest.mark.parametrize("status", [DrawStatus.OPEN, DrawStatus.CLOSED, DrawStatus.CANCELLED])
async def test_a_draw_that_is_not_made_has_no_skeleton(tour: Tour, status: DrawStatus) -> None:
    draws = KnownDraws(KnownDraw(status, draw_facts(EIGHT), ()))
    with pytest.raises(RuleBroken) as refused:
        await tour.do(lambda work: skeletons.create_skeleton(work, draws, 1))
    assert [(one.field, one.rule) for one in refused.value.violations] == [("draw_id", "5")]
    assert ("cancelled" in refused.value.sentence) is (status is DrawStatus.CANCELLED)
    assert await tour.matches() == []


async def test_unverified_history_gets_no_skeleton(tour: Tour) -> None:
    known = tour.make_draw(EIGHT)
    history = replace(known, facts=replace(known.facts, origin=Origin.UNVERIFIED))
    with pytest.raises(RuleBroken) as refused:
        await tour.do(lambda work: skeletons.create_skeleton(work, KnownDraws(history), 1))
    assert refused.value.violations[0].rule == "13"
    assert await tour.matches() == []


async def test_a_draw_that_nobody_knows_has_no_skeleton(tour: Tour) -> None:
    with pytest.raises(NotFound):
        await tour.do(lambda work: skeletons.create_skeleton(work, KnownDraws(), 77))


# --- suspended players -----------------------------------------------------------------------


async def test_who_is_suspended_from_another_tournament_gives_a_walkover(tour: Tour) -> None:
    tour.suspend(2, date(2026, 1, 12), MONDAY, OSLO)
    stored = await tour.skeleton(EIGHT)
    match = stored[0].match
    assert (match.status, match.winner, match.reason2) == (
        MatchStatus.WALKOVER,
        1,
        WalkoverReason.SUSPENDED,
    )
    assert (await tour.match(Round.SF, 1)).match.player1 == 1
    assert len(await tour.suspensions()) == 1, "not sanctioned again"
    assert [told.name for told in tour.told()] == [
        "SkeletonCreated",
        "ResultRecorded",
        "ResultRecorded",
    ]


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [
        (date(2026, 1, 1), MONDAY - timedelta(days=1)),
        (MONDAY + timedelta(days=7), date(2026, 5, 9)),
    ],
)
async def test_a_suspension_that_covers_no_day_of_the_week_leaves_the_player_in(
    tour: Tour, first_day: date, last_day: date
) -> None:
    tour.suspend(2, first_day, last_day, OSLO)
    assert (await tour.skeleton(EIGHT))[0].match.status is MatchStatus.SCHEDULED


async def test_an_annulled_suspension_leaves_the_player_in(tour: Tour) -> None:
    tour.suspend(2, date(2026, 1, 12), date(2026, 3, 12), OSLO, annulled_at=MONDAY)
    assert (await tour.skeleton(EIGHT))[0].match.status is MatchStatus.SCHEDULED


async def test_a_suspension_from_the_same_tournament_is_not_an_absence(tour: Tour) -> None:
    tour.suspend(2, MONDAY, date(2026, 5, 2), NICE)
    assert (await tour.skeleton(EIGHT))[0].match.status is MatchStatus.SCHEDULED


async def test_a_draw_of_suspended_players_only_is_over_without_champion(tour: Tour) -> None:
    for player in EIGHT:
        tour.suspend(player, date(2026, 1, 12), date(2026, 3, 12), LISBON)
    stored = await tour.skeleton(EIGHT)
    assert {one.match.status for one in stored} == {MatchStatus.CANCELLED}
    (completed,) = tour.told("DrawCompleted")
    assert completed.message.champion_id == 0
    assert len(completed.message.finishes) == 8
    assert not any(finish.sanctioned for finish in completed.message.finishes)
