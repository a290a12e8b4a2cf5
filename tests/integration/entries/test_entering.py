"""Entering players: what is stored and told, and each refusal with the rows that cause it."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from services.entries.commands import entries
from services.entries.domain.eligibility import Suspension
from services.entries.judgement import Wish
from services.entries.store.rows import ListKey
from shared.errors import NotFound, RuleBroken, Stale, Unavailable
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, TournamentCategory
from shared.work import AlreadyDone, Claim, perform
from tests.integration.entries.dates import AFTER_DEADLINE, DEADLINE, MONDAY, START
from tests.integration.entries.tour import ANNA, Tour, fields
from tour.entries.v1 import events_pb2

WOMEN_60 = (AgeCategory.SIXTY, Gender.WOMEN)


async def test_an_entry_goes_to_the_one_draw_that_fits_and_is_told(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    tour.peers.ranked[player.player_id, *WOMEN_60] = 480
    entry = await tour.enter(player, tournament)
    assert (entry.age_category, entry.gender) == WOMEN_60
    assert (entry.entry_points, entry.version, entry.changed_by) == (480, 1, "anna")
    assert abs(entry.entered_at - START) < timedelta(minutes=1)
    assert entry.player == player
    ((envelope, event),) = await tour.told(events_pb2.EntrySubmitted)
    assert (envelope.key, envelope.version) == (f"entry:{entry.entry_id}", 1)
    assert (event.player_id, event.entry_points) == (player.player_id, 480)
    assert event.entered_at.ToDatetime(tzinfo=UTC) == entry.entered_at


async def test_only_points_of_the_own_category_count(tour: Tour) -> None:
    player, tournament = await tour.register(birth_year=1961), await tour.create()
    tour.peers.ranked[player.player_id, *WOMEN_60] = 480
    entry = await tour.enter(player, tournament)
    assert (entry.age_category, entry.entry_points) == (AgeCategory.SIXTY_FIVE, 0)


async def test_naming_the_own_draw_is_fine_and_another_is_refused(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    with pytest.raises(RuleBroken) as refused:
        await tour.enter(player, tournament, AgeCategory.SIXTY_FIVE, Gender.MEN)
    assert fields(refused.value) == ["age_category_id", "gender_id"]
    assert (await tour.enter(player, tournament, *WOMEN_60)).entry_id


async def test_unknown_player_and_tournament_are_told_at_once(tour: Tour) -> None:
    wish = Wish(7, 8, None, None)
    with pytest.raises(NotFound) as refused:
        await tour.do(lambda work: entries.submit_entry(work, tour.peers, wish))
    assert fields(refused.value) == ["player_id", "tournament_id"]
    assert tour.peers.asked == 0


async def test_every_broken_rule_is_told_at_once(tour: Tour) -> None:
    player, tournament = await tour.register(birth_year=1980), await tour.create()
    player = await tour.change_player(player, status_id=PlayerStatus.RETIRED)
    tour.peers.suspended[player.player_id] = {
        1: Suspension(MONDAY, MONDAY, MatchStatus.DISQUALIFIED)
    }
    await tour.set_clock(AFTER_DEADLINE)
    with pytest.raises(RuleBroken) as refused:
        await tour.enter(player, tournament, None, Gender.MEN)
    assert fields(refused.value) == [
        "player_id",
        "gender_id",
        "player_id",
        "player_id",
        "tournament_id",
    ]
    assert await tour.check(player, tournament) == [
        violation.message
        for violation in refused.value.violations
        if violation.field != "gender_id"
    ]
    assert await tour.sql("SELECT 1 FROM tour.entries") == []
    assert await tour.told(events_pb2.EntrySubmitted) == []


async def test_a_check_says_what_an_entry_would_be_and_stores_nothing(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    assert await tour.check(player, tournament) == []
    assert await tour.sql("SELECT 1 FROM tour.entries") == []
    await tour.enter(player, tournament)
    assert await tour.check(player, tournament) == ["Ada Berg is already entered in Nice Open."]


async def test_an_entry_before_the_deadline_is_in_time_and_one_after_it_is_late(
    tour: Tour,
) -> None:
    player, tournament = await tour.register(), await tour.create()
    await tour.set_clock(AFTER_DEADLINE)
    with pytest.raises(RuleBroken) as refused:
        await tour.enter(player, tournament)
    assert fields(refused.value) == ["tournament_id"]
    await tour.set_clock(DEADLINE - timedelta(minutes=1))
    assert (await tour.enter(player, tournament)).version == 1


@pytest.mark.parametrize("seconds", [-1, 0, 1])
async def test_an_entry_at_exactly_the_deadline_is_in_time(
    tour: Tour, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    player, tournament = await tour.register(), await tour.create()
    moment = DEADLINE + timedelta(seconds=seconds)

    async def stands_still(db: object) -> datetime:
        return moment

    monkeypatch.setattr(tour.database.clock, "now", stands_still)
    if seconds > 0:
        with pytest.raises(RuleBroken, match="closed on Tuesday"):
            await tour.enter(player, tournament)
    else:
        assert (await tour.enter(player, tournament)).entered_at == moment


async def test_a_suspension_that_touches_the_last_day_keeps_out(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    sunday = tournament.end_date
    tour.peers.suspended[player.player_id] = {
        1: Suspension(sunday, sunday + timedelta(60), MatchStatus.WALKOVER)
    }
    with pytest.raises(RuleBroken, match=r"a no-show .* 15 March 2026"):
        await tour.enter(player, tournament)
    tour.peers.suspended[player.player_id] = {
        1: Suspension(sunday + timedelta(1), sunday + timedelta(60), MatchStatus.WALKOVER),
        2: Suspension(MONDAY - timedelta(60), MONDAY - timedelta(1), MatchStatus.WALKOVER),
    }
    assert (await tour.enter(player, tournament)).version == 1


async def test_a_suspension_that_comes_while_others_are_asked_keeps_out(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()

    async def suspended() -> None:
        await tour.suspend(player, tournament, MONDAY, MONDAY + timedelta(60))

    tour.peers.meanwhile = suspended
    with pytest.raises(RuleBroken, match="is suspended from"):
        await tour.enter(player, tournament)


async def test_an_annulment_that_is_not_heard_of_yet_does_not_keep_out(tour: Tour) -> None:
    # the copy still runs, but the matches service, asked directly, knows better
    player, tournament = await tour.register(), await tour.create()
    await tour.suspend(player, tournament, MONDAY, MONDAY + timedelta(60))
    assert (await tour.enter(player, tournament)).version == 1


async def test_a_change_of_the_player_while_others_are_asked_is_stale(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    tour.peers.meanwhile = lambda: tour.change_player(player, birth_year=1960)
    with pytest.raises(Stale):
        await tour.enter(player, tournament)
    entry = await tour.enter(player, tournament)
    assert entry.age_category is AgeCategory.SIXTY_FIVE


async def test_a_change_of_the_tournament_while_others_are_asked_is_stale(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    tour.peers.meanwhile = lambda: tour.change_tournament(
        tournament, category_id=TournamentCategory.MT100
    )
    with pytest.raises(Stale):
        await tour.enter(player, tournament)


async def test_without_the_others_nobody_is_entered(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    tour.peers.are_away = True
    with pytest.raises(Unavailable):
        await tour.enter(player, tournament)
    assert await tour.sql("SELECT 1 FROM tour.entries") == []


async def test_one_tournament_per_week(tour: Tour) -> None:
    player, nice, _ = await tour.entered()
    cannes = await tour.create(name="Cannes Open")
    later = await tour.create(name="Lyon Open", start_date=MONDAY + timedelta(weeks=1))
    with pytest.raises(RuleBroken, match="is entered in Nice Open in the same week"):
        await tour.enter(player, cannes)
    with pytest.raises(RuleBroken, match="is already entered in Nice Open"):
        await tour.enter(player, nice)
    assert (await tour.enter(player, later)).version == 1


async def test_who_withdrew_before_the_deadline_may_enter_again(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.withdraw(entry)
    again = await tour.enter(player, tournament)
    assert again.entry_id != entry.entry_id
    assert [
        each.withdrawn_at is None for each in await tour.entries(player_id=player.player_id)
    ] == [
        False,
        True,
    ]


async def test_the_64th_entry_is_taken_and_the_65th_refused(tour: Tour) -> None:
    tournament, player = await tour.create(), await tour.register()
    await tour.sql(
        "INSERT INTO tour.players (gender_id, country_id, first_name, last_name, birth_year,"
        " sort_key, search_key, changed_by) SELECT 2, 1, 'Eva', 'Player', 1964, 'x', 'x', 'test'"
        " FROM generate_series(1, 64)"
    )
    await tour.sql(
        "INSERT INTO tour.entries (player_id, tournament_id, age_category_id, gender_id,"
        " entry_timestamp, start_date, birth_year, changed_by) "
        "SELECT player_id, %s, 1, 2, %s, %s, 1964, 'test' FROM tour.players WHERE player_id > %s",
        tournament.tournament_id,
        START,
        MONDAY,
        player.player_id,
    )
    with pytest.raises(RuleBroken, match="is full: 64 players"):
        await tour.enter(player, tournament)
    # another draw of the tournament is not full
    man = await tour.register(gender_id=Gender.MEN)
    await tour.enter(man, tournament)
    # only entries that stand are counted
    (first, *_) = await tour.entries(tournament_id=tournament.tournament_id)
    await tour.withdraw(first)
    assert (await tour.enter(player, tournament)).version == 1


async def test_one_player_entered_twice_at_once_is_entered_once(tour: Tour) -> None:
    player, nice = await tour.register(), await tour.create()
    cannes = await tour.create(name="Cannes Open")
    outcomes = await asyncio.gather(
        *(tour.enter(player, tournament) for tournament in (nice, cannes, nice)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(RuleBroken) == 2
    assert await tour.sql("SELECT count(*) FROM tour.entries") == [(1,)]


async def test_an_entry_that_others_write_meanwhile_is_told_as_the_rule(tour: Tour) -> None:
    # an import takes none of our locks: the unique index has the last word
    player, nice = await tour.register(), await tour.create()
    cannes = await tour.create(name="Cannes Open")
    async with await psycopg.AsyncConnection.connect(tour.dsn) as other:
        await other.execute(
            "INSERT INTO tour.entries (player_id, tournament_id, age_category_id, gender_id,"
            " entry_timestamp, start_date, birth_year, changed_by)"
            " VALUES (%s, %s, 1, 2, %s, %s, 1964, 'import')",
            (player.player_id, cannes.tournament_id, START, MONDAY),
        )
        entering = asyncio.create_task(tour.enter(player, nice))
        await tour.until_somebody_waits()
        await other.commit()
    with pytest.raises(RuleBroken, match="is entered in Cannes Open in the same week"):
        await entering


async def test_a_list_closed_by_the_clock_refuses_whatever_the_hour(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.close(ListKey(tournament.tournament_id, *WOMEN_60))
    await tour.set_clock(START)
    with pytest.raises(RuleBroken, match=r"Entries for this draw of Nice Open are closed\."):
        await tour.enter(player, tournament)


async def test_a_tournament_of_history_without_lists_takes_no_entries(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    await tour.sql("DELETE FROM tour.entry_lists")
    with pytest.raises(RuleBroken, match=r"are closed\."):
        await tour.enter(player, tournament)


async def test_the_same_request_twice_enters_once(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    wish = Wish(player.player_id, tournament.tournament_id, None, None)
    claim = Claim("rpc:SubmitEntry", uuid4(), b"body")

    async def enter() -> object:
        return await perform(
            tour.database,
            ANNA,
            lambda work: entries.submit_entry(work, tour.peers, wish),
            claim=claim,
            answer=lambda entry: str(entry.entry_id).encode(),
        )

    await enter()
    with pytest.raises(AlreadyDone) as done:
        await enter()
    (entry,) = await tour.entries(player_id=player.player_id)
    assert done.value.answer == str(entry.entry_id).encode()
    assert len(await tour.told(events_pb2.EntrySubmitted)) == 1


async def test_who_turns_70_in_the_tournaments_year_may_not_enter(tour: Tour) -> None:
    old, player = await tour.register(birth_year=1956), await tour.register(birth_year=1957)
    december = await tour.create(start_date=date(2026, 12, 21))
    january = await tour.create(name="Lyon Open", start_date=date(2026, 12, 28) + timedelta(7))
    with pytest.raises(RuleBroken, match="turns 70 in 2026"):
        await tour.enter(old, december)
    assert (await tour.enter(player, december)).age_category is AgeCategory.SIXTY_FIVE
    with pytest.raises(RuleBroken, match="turns 70 in 2027"):
        await tour.enter(player, january)
