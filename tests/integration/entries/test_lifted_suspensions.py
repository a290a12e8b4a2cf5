"""What a lifted suspension does to entries, to new ones and to a player's status (section 7)."""

from datetime import date, timedelta

import pytest

from services.entries.domain.eligibility import Suspension
from services.entries.store.rows import Player, Tournament
from shared.errors import RuleBroken
from shared.terms import MatchStatus, PlayerStatus
from shared.wire import to_date
from tests.integration.entries.dates import AFTER_DEADLINE, MONDAY, START
from tests.integration.entries.tour import Tour, suspension
from tour.entries.v1 import events_pb2
from tour.matches.v1 import events_pb2 as matches_events

FIRST = MONDAY - timedelta(weeks=2)
LAST = date(2026, 5, 9)
A_DAY = timedelta(days=1)


async def lift(
    tour: Tour, player: Player, tournament: Tournament, on: date, *, version: int = 2
) -> None:
    """The matches service tells that the suspension was lifted on this day."""
    lifted = suspension(player, tournament, FIRST, LAST)
    lifted.lifted_on.CopyFrom(to_date(on))
    await tour.hear(matches_events.SuspensionEnded(suspension=lifted), version=version)


@pytest.mark.parametrize(("on", "comes_back"), [(MONDAY, True), (MONDAY + A_DAY, False)])
async def test_entries_to_tournaments_that_it_touches_no_longer_come_back(
    tour: Tour, on: date, comes_back: bool
) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, FIRST, LAST)
    assert (await tour.entry(entry)).withdrawn_at is not None
    await lift(tour, player, tournament, on)
    back = await tour.entry(entry)
    assert (back.withdrawn_at is None) == comes_back
    if comes_back:
        (_, (envelope, event)) = await tour.told(events_pb2.EntrySubmitted)
        assert (envelope.version, event.entry_id) == (3, entry.entry_id)


async def test_no_entry_comes_back_to_a_draw_made_without_it(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, FIRST, LAST)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await lift(tour, player, tournament, FIRST)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_an_entry_stays_out_while_another_suspension_touches_it(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, FIRST, LAST, key=1)
    await tour.suspend(player, tournament, FIRST, LAST, key=2)
    await lift(tour, player, tournament, FIRST)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_the_newest_version_decides_whether_it_was_lifted(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await lift(tour, player, tournament, MONDAY, version=2)
    await tour.suspend(player, tournament, FIRST, LAST, version=1)
    assert (await tour.entry(entry)).withdrawn_at is None


@pytest.mark.parametrize(
    "status", [PlayerStatus.ACTIVE, PlayerStatus.RETIRED, PlayerStatus.INACTIVE]
)
async def test_the_players_status_is_again_what_officials_had_set_at_once(
    tour: Tour, status: PlayerStatus
) -> None:
    player, tournament, _ = await tour.entered()
    await tour.change_player(player, status_id=status)
    today = START.date()
    suspended = suspension(player, tournament, today - A_DAY, LAST)
    await tour.hear(matches_events.PlayerSuspended(suspension=suspended))
    during = await tour.player(player)
    assert (during.shown_status, during.suspended_until) == (PlayerStatus.SUSPENDED, LAST)
    suspended.lifted_on.CopyFrom(to_date(today))
    await tour.hear(matches_events.SuspensionEnded(suspension=suspended), version=2)
    after = await tour.player(player)
    assert (after.shown_status, after.suspended_until) == (status, None)


async def test_a_suspension_lifted_before_it_begins_never_shows(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    suspended = suspension(player, tournament, MONDAY, LAST)
    suspended.lifted_on.CopyFrom(to_date(MONDAY - 3 * A_DAY))
    await tour.hear(matches_events.PlayerSuspended(suspension=suspended))
    assert (await tour.entry(entry)).withdrawn_at is None
    await tour.set_clock(AFTER_DEADLINE + timedelta(weeks=1))
    assert (await tour.player(player)).shown_status is PlayerStatus.ACTIVE


async def test_who_enters_is_refused_only_for_days_that_it_still_covers(tour: Tour) -> None:
    """News of the lifting that came while the matches service was asked counts."""
    player = await tour.register()
    tournament = await tour.create()
    tour.peers.suspended[player.player_id] = {
        1: Suspension(FIRST, LAST, MatchStatus.WALKOVER),
    }
    with pytest.raises(RuleBroken):
        await tour.enter(player, tournament)

    async def lifted_meanwhile() -> None:
        await lift(tour, player, tournament, MONDAY)

    tour.peers.meanwhile = lifted_meanwhile
    assert (await tour.enter(player, tournament)).withdrawn_at is None


def test_a_suspension_is_left_as_far_as_it_held() -> None:
    whole = Suspension(FIRST, LAST, MatchStatus.DISQUALIFIED)
    assert whole.lifted(MONDAY) == Suspension(FIRST, MONDAY - A_DAY, MatchStatus.DISQUALIFIED)
    assert whole.lifted(FIRST + A_DAY) == Suspension(FIRST, FIRST, MatchStatus.DISQUALIFIED)
    assert whole.lifted(FIRST) is None
    assert whole.lifted(LAST + A_DAY) == whole
