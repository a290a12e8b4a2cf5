"""Lists of players and of entries: what is stored and told, at once and once."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from services.entries import queries
from services.entries.commands import bulk
from services.entries.commands.bulk import EntriesAnswer, NobodyEntered, PlayersAnswer
from services.entries.domain.bulk import Description, Outcome, PlayerLine
from services.entries.domain.eligibility import Suspension
from services.entries.judgement import EntryLine, JudgedEntry
from services.entries.store.rows import Player, Tournament
from shared.context import Call
from shared.errors import NotFound, ReadOnly, RuleBroken, Stale, Unavailable
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, TournamentCategory
from shared.work import AlreadyDone, Claim, perform
from tests.integration.entries.dates import AFTER_DEADLINE, DEADLINE, MONDAY, START
from tests.integration.entries.tour import ADA, ANNA, BEN, POLAND, SPAIN, Tour
from tour.entries.v1 import events_pb2

ACCEPTED, KNOWN, REPEATED, REFUSED = Outcome


# --- players ---------------------------------------------------------------------------------


def player_lines(*names: str, **changes: Any) -> tuple[PlayerLine, ...]:
    """Numbered 2, 3, … as below a header."""
    return tuple(
        PlayerLine(number, replace(ADA, last_name=name, **changes))
        for number, name in enumerate(names, 2)
    )


async def register(tour: Tour, lines: Sequence[PlayerLine], by: Call = ANNA) -> PlayersAnswer:
    return await tour.do(lambda work: bulk.register_players(work, lines), by)


async def test_good_lines_are_registered_and_each_is_told_in_the_order_of_the_list(
    tour: Tour,
) -> None:
    lines = (*player_lines("Berg", "Świątek", "a<b"), PlayerLine(9, ADA))
    answer = await register(tour, lines)
    assert [each.outcome for each in answer.verdicts] == [ACCEPTED, ACCEPTED, REFUSED, REPEATED]
    assert list(answer.registered) == [2, 3]
    assert answer.registered[3].last_name == "Świątek"
    found = await queries.get_players(tour.database, [1, 2, 3])
    assert [each.last_name for each in found] == ["Berg", "Świątek"]
    assert tuple(answer.registered.values()) == found
    told = await tour.told(events_pb2.PlayerRegistered)
    assert [(envelope.key, envelope.version) for envelope, _ in told] == [
        ("player:1", 1),
        ("player:2", 1),
    ]
    # as the single command tells it, for the audit log too
    single = await tour.register(last_name="Single")
    envelope, event = (await tour.told(events_pb2.PlayerRegistered))[-1]
    assert envelope.after is not None
    assert envelope.after.keys() == told[0][0].after.keys()  # type: ignore[union-attr]
    assert (told[0][0].before, told[0][0].call.actor) == (envelope.before, envelope.call.actor)
    assert event.player.player_id == single.player_id


async def test_a_name_is_stored_tidied_and_is_found(tour: Tour) -> None:
    answer = await register(tour, player_lines("  S\u0301wia\u0328tek "))
    assert answer.registered[2].last_name == "Świątek"
    assert await tour.sql("SELECT sort_key FROM tour.players") == [("swiatek  ada",)]


async def test_who_is_registered_already_is_known_by_number(tour: Tour) -> None:
    await tour.register(last_name="Berg")
    await tour.register(last_name="Berg")
    answer = await register(tour, player_lines("BERG", "Olsen"))
    assert [(each.outcome, each.player_id) for each in answer.verdicts] == [
        (KNOWN, 1),
        (ACCEPTED, 0),
    ]
    for other in ({"birth_year": 1963}, {"country_id": SPAIN}):
        answer = await register(tour, player_lines("Berg", **other))
        assert [each.outcome for each in answer.verdicts] == [ACCEPTED]


async def test_a_check_of_players_answers_as_the_registration_and_stores_nothing(
    tour: Tour,
) -> None:
    await tour.register(last_name="Berg")
    before = await tour.sql("SELECT * FROM tour.players")
    lines = player_lines("Berg", "Olsen", "Olsen", "")
    checked = await queries.check_players(tour.database, lines)
    assert [each.outcome for each in checked] == [KNOWN, ACCEPTED, REPEATED, REFUSED]
    assert await tour.sql("SELECT * FROM tour.players") == before
    assert (await register(tour, lines)).verdicts == checked


async def test_where_no_line_is_good_the_request_id_is_not_used_up(tour: Tour) -> None:
    claim = Claim("rpc:RegisterPlayers", uuid4(), b"body")

    async def send(lines: Sequence[PlayerLine]) -> PlayersAnswer:
        return await perform(
            tour.database,
            ANNA,
            lambda work: bulk.register_players(work, lines),
            claim=claim,
            answer=lambda answer: str(sorted(answer.registered)).encode(),
        )

    with pytest.raises(bulk.NobodyRegistered) as nobody:
        await send(player_lines("a<b"))
    assert [each.outcome for each in nobody.value.answer.verdicts] == [REFUSED]
    assert nobody.value.answer.registered == {}
    assert await tour.sql("SELECT 1 FROM tour.entries_inbox") == []
    assert list((await send(player_lines("Berg"))).registered) == [2]
    with pytest.raises(AlreadyDone) as done:
        await send(player_lines("Berg"))
    assert done.value.answer == b"[2]"
    assert len(await tour.told(events_pb2.PlayerRegistered)) == 1


async def test_two_officials_with_the_same_list_at_once_register_nobody_twice(tour: Tour) -> None:
    names = [f"Number {number}" for number in range(50)]
    lists = (player_lines(*names), tuple(reversed(player_lines(*reversed(names)))))
    answers = await asyncio.gather(
        *(_registered(tour, each, by) for each in lists for by in (ANNA, BEN))
    )
    assert sorted(map(len, answers)) == [0, 0, 0, 50]
    assert await tour.sql("SELECT count(*), count(DISTINCT sort_key) FROM tour.players") == [
        (50, 50)
    ]
    assert len(await tour.told(events_pb2.PlayerRegistered)) == 50


async def _registered(tour: Tour, lines: Sequence[PlayerLine], by: Call) -> dict[int, Player]:
    try:
        answer = await register(tour, lines, by)
    except bulk.NobodyRegistered as nobody:
        answer = nobody.answer
    found = {each.outcome for each in answer.verdicts}
    assert found == ({ACCEPTED} if answer.registered else {KNOWN})
    return dict(answer.registered)


async def test_two_thousand_players_are_registered_at_once(tour: Tour) -> None:
    answer = await register(tour, player_lines(*(f"Number {number}" for number in range(2000))))
    assert len(answer.registered) == 2000
    assert [each.last_name for each in answer.registered.values()] == [
        f"Number {number}" for number in range(2000)
    ]
    assert len(await tour.told(events_pb2.PlayerRegistered)) == 2000


# --- entries ---------------------------------------------------------------------------------


def entry_lines(*meant: Player | str | Description) -> tuple[EntryLine, ...]:
    """Numbered 1, 2, …: by number, by name, or as described."""

    def described(each: Player | str | Description) -> Description:
        if isinstance(each, Player):
            return Description(each.player_id, "", 0, 0, None)
        return Description(0, each, 0, 0, None) if isinstance(each, str) else each

    return tuple(EntryLine(number, described(each), None) for number, each in enumerate(meant, 1))


async def submit(
    tour: Tour, tournament: Tournament, lines: Sequence[EntryLine], by: Call = ANNA
) -> EntriesAnswer:
    key = tournament.tournament_id
    return await tour.do(lambda work: bulk.submit_entries(work, tour.peers, key, lines), by)


async def check(
    tour: Tour, tournament: Tournament, lines: Sequence[EntryLine]
) -> tuple[JudgedEntry, ...]:
    key = tournament.tournament_id
    return await queries.check_entries(tour.database, tour.peers, key, lines)


def outcomes(judged: Sequence[JudgedEntry]) -> list[Outcome]:
    return [each.verdict.outcome for each in judged]


def said(judged: JudgedEntry) -> str:
    return " ".join(each.message for each in judged.verdict.reasons)


async def test_everybody_is_entered_in_the_draw_that_fits_with_the_points_of_its_ranking(
    tour: Tour,
) -> None:
    ada, old = await tour.register(), await tour.register(last_name="Old", birth_year=1960)
    man = await tour.register(first_name="Adam", gender_id=Gender.MEN, country_id=POLAND)
    nice = await tour.create()
    tour.peers.ranked = {
        (ada.player_id, AgeCategory.SIXTY, Gender.WOMEN): 480,
        (old.player_id, AgeCategory.SIXTY, Gender.WOMEN): 999,
        (old.player_id, AgeCategory.SIXTY_FIVE, Gender.WOMEN): 20,
    }
    answer = await submit(tour, nice, entry_lines("berg ada", old, "Adam Berg"))
    entered = [answer.entered[each.player_id] for each in (ada, old, man)]
    assert [(each.age_category, each.gender, each.entry_points) for each in entered] == [
        (AgeCategory.SIXTY, Gender.WOMEN, 480),
        (AgeCategory.SIXTY_FIVE, Gender.WOMEN, 20),
        (AgeCategory.SIXTY, Gender.MEN, 0),
    ]
    assert [each.entry_id for each in entered] == [1, 2, 3]
    assert len({each.entered_at for each in entered}) == 1
    assert await tour.entries(tournament_id=nice.tournament_id) == tuple(entered)
    told = await tour.told(events_pb2.EntrySubmitted)
    assert [event.player_id for _, event in told] == [each.player_id for each in (ada, old, man)]
    # as the single command tells it
    other = await tour.register(last_name="Single")
    await tour.enter(other, nice)
    envelope, _ = (await tour.told(events_pb2.EntrySubmitted))[-1]
    assert envelope.after is not None
    assert told[0][0].after is not None
    assert envelope.after.keys() == told[0][0].after.keys()
    assert (told[0][0].before, told[0][0].call.actor) == (None, envelope.call.actor)


async def test_a_list_is_refused_line_by_line_with_the_sentences_of_the_single_entry(
    tour: Tour,
) -> None:
    nice, cannes = await tour.create(), await tour.create(name="Cannes Open")
    young = await tour.register(last_name="Young", birth_year=1980)
    retired = await tour.register(last_name="Retired")
    retired = await tour.change_player(retired, status_id=PlayerStatus.RETIRED)
    suspended = await tour.register(last_name="Suspended")
    tour.peers.suspended[suspended.player_id] = {
        1: Suspension(MONDAY, MONDAY, MatchStatus.DISQUALIFIED)
    }
    elsewhere, already = await tour.register(last_name="E"), await tour.register(last_name="A")
    await tour.enter(elsewhere, cannes)
    await tour.enter(already, nice)
    good = await tour.register(last_name="Good")
    wrong = (young, retired, suspended, elsewhere, already)
    lines = entry_lines(*wrong, good)
    checked = await check(tour, nice, lines)
    assert outcomes(checked) == [REFUSED] * 5 + [ACCEPTED]
    for player, judged in zip(wrong, checked[:5], strict=True):
        with pytest.raises(RuleBroken) as refused:
            await tour.enter(player, nice)
        assert judged.verdict.reasons == refused.value.violations
        assert judged.player == await tour.player(player)
    answer = await submit(tour, nice, lines)
    assert answer.judged == checked
    assert list(answer.entered) == [good.player_id]


async def test_another_draw_named_in_the_line_is_refused(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    wrong = EntryLine(1, Description(1, "", 0, 0, Gender.MEN), AgeCategory.SIXTY_FIVE)
    right = EntryLine(2, Description(1, "", 0, 0, Gender.WOMEN), AgeCategory.SIXTY)
    answer = await submit(tour, nice, (wrong, right))
    assert outcomes(answer.judged) == [REFUSED, ACCEPTED]
    assert [each.field for each in answer.judged[0].verdict.reasons] == [
        "age_category_id",
        "gender_id",
    ]
    assert list(answer.entered) == [ada.player_id]


async def test_namesakes_are_candidates_and_birth_year_or_number_tells_them_apart(
    tour: Tour,
) -> None:
    await tour.register()
    other = await tour.register(birth_year=1962)
    nice = await tour.create()
    ambiguous, unknown = "Ada Berg", "Adda Berg"
    clear = Description(0, "Ada Berg", 1962, 0, None)
    answer = await submit(tour, nice, entry_lines(ambiguous, clear, unknown))
    assert outcomes(answer.judged) == [REFUSED, ACCEPTED, REFUSED]
    assert "player 1 (born 1964, France) or player 2 (born 1962, France)" in said(answer.judged[0])
    assert answer.judged[0].player is None
    assert "Nobody called “Adda Berg”" in said(answer.judged[2])
    assert list(answer.entered) == [other.player_id]


async def test_a_player_twice_in_the_list_is_entered_once(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    answer = await submit(tour, nice, entry_lines(ada, "Berg Ada", ada))
    assert outcomes(answer.judged) == [ACCEPTED, REPEATED, REPEATED]
    assert said(answer.judged[2]) == "Line 1 has the same player."
    assert len(answer.entered) == 1


async def test_an_unknown_tournament_and_absent_services_store_nothing(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    with pytest.raises(NotFound, match="no tournament with the number 99"):
        await queries.check_entries(tour.database, tour.peers, 99, entry_lines(ada))
    tour.peers.are_away = True
    with pytest.raises(Unavailable):
        await submit(tour, nice, entry_lines(ada))
    assert await tour.sql("SELECT 1 FROM tour.entries") == []


@pytest.mark.parametrize("seconds", [-1, 0, 1])
async def test_a_list_at_exactly_the_deadline_is_in_time_as_a_whole(
    tour: Tour, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    everybody = [await tour.register(last_name=f"Number {number}") for number in range(3)]
    nice = await tour.create()
    moment = DEADLINE + timedelta(seconds=seconds)

    async def stands_still(db: object) -> datetime:
        return moment

    monkeypatch.setattr(tour.database.clock, "now", stands_still)
    if seconds > 0:
        with pytest.raises(NobodyEntered) as nobody:
            await submit(tour, nice, entry_lines(*everybody))
        assert {said(each) for each in nobody.value.answer.judged} == {
            "Entries for Nice Open closed on Tuesday 3 March 2026, 10:00 UTC."
        }
        assert await tour.sql("SELECT 1 FROM tour.entries") == []
    else:
        answer = await submit(tour, nice, entry_lines(*everybody))
        assert {each.entered_at for each in answer.entered.values()} == {moment}


async def test_a_deadline_that_passes_while_the_list_waits_for_others_does_not_part_it(
    tour: Tour,
) -> None:
    everybody = [await tour.register(last_name=f"Number {number}") for number in range(3)]
    nice = await tour.create()
    async with await psycopg.AsyncConnection.connect(tour.dsn) as other:
        await other.execute("SELECT 1 FROM tour.players WHERE player_id = 2 FOR UPDATE")
        entering = asyncio.create_task(submit(tour, nice, entry_lines(*everybody)))
        await tour.until_somebody_waits()
        await tour.set_clock(AFTER_DEADLINE)
        await other.rollback()
    # what was sent in time is in time
    assert len((await entering).entered) == 3


async def test_a_suspension_that_comes_while_others_are_asked_keeps_out_of_the_list(
    tour: Tour,
) -> None:
    ada, bea = await tour.register(), await tour.register(last_name="Bea")
    nice = await tour.create()

    async def suspended() -> None:
        await tour.suspend(ada, nice, MONDAY, MONDAY + timedelta(60))

    tour.peers.meanwhile = suspended
    answer = await submit(tour, nice, entry_lines(ada, bea))
    assert outcomes(answer.judged) == [REFUSED, ACCEPTED]
    assert "is suspended from" in said(answer.judged[0])


async def test_a_player_changed_while_others_are_asked_is_told_and_the_others_are_entered(
    tour: Tour,
) -> None:
    ada, bea = await tour.register(), await tour.register(last_name="Bea")
    nice = await tour.create()
    tour.peers.meanwhile = lambda: tour.change_player(ada, by=BEN, birth_year=1960)
    answer = await submit(tour, nice, entry_lines(ada, bea))
    assert outcomes(answer.judged) == [REFUSED, ACCEPTED]
    assert said(answer.judged[0]).startswith("ben changed this on ")
    assert list(answer.entered) == [bea.player_id]


async def test_a_tournament_changed_while_others_are_asked_is_stale(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    tour.peers.meanwhile = lambda: tour.change_tournament(
        nice, category_id=TournamentCategory.MT100
    )
    with pytest.raises(Stale):
        await submit(tour, nice, entry_lines(ada))
    assert await tour.sql("SELECT 1 FROM tour.entries") == []


async def test_the_list_fills_the_draw_and_the_65th_line_is_refused(tour: Tour) -> None:
    names = [f"Number {number}" for number in range(66)]
    registered = (await register(tour, player_lines(*names))).registered
    everybody = list(registered.values())
    nice = await tour.create()
    await tour.enter(everybody.pop(), nice)
    checked = await check(tour, nice, entry_lines(*everybody))
    assert outcomes(checked) == [ACCEPTED] * 63 + [REFUSED] * 2
    assert "is full: 64 players are entered" in said(checked[-1])
    answer = await submit(tour, nice, entry_lines(*everybody))
    assert answer.judged == checked
    assert await tour.sql("SELECT count(*) FROM tour.entries") == [(64,)]
    # another draw of the tournament has room
    man = await tour.register(gender_id=Gender.MEN)
    assert (await submit(tour, nice, entry_lines(man))).entered


async def test_two_officials_with_the_same_list_at_once_enter_nobody_twice(tour: Tour) -> None:
    names = [f"Number {number}" for number in range(40)]
    everybody = list((await register(tour, player_lines(*names))).registered.values())
    nice = await tour.create()
    orders = (everybody, everybody[::-1], everybody[::2] + everybody[1::2])
    answers = await asyncio.gather(
        *(_entered(tour, nice, entry_lines(*order)) for order in orders for _ in range(2))
    )
    assert sorted(answers) == [0, 0, 0, 0, 0, 40]
    assert await tour.sql("SELECT count(*), count(DISTINCT player_id) FROM tour.entries") == [
        (40, 40)
    ]
    assert len(await tour.told(events_pb2.EntrySubmitted)) == 40


async def test_two_lists_of_two_tournaments_of_a_week_share_nobody(tour: Tour) -> None:
    names = [f"Number {number}" for number in range(40)]
    everybody = list((await register(tour, player_lines(*names))).registered.values())
    nice, cannes = await tour.create(), await tour.create(name="Cannes Open")
    answers = await asyncio.gather(
        _entered(tour, nice, entry_lines(*everybody[:30])),
        _entered(tour, cannes, entry_lines(*everybody[:9:-1])),
    )
    assert sum(answers) == 40
    assert await tour.sql("SELECT count(*), count(DISTINCT player_id) FROM tour.entries") == [
        (40, 40)
    ]


async def _entered(tour: Tour, tournament: Tournament, lines: Sequence[EntryLine]) -> int:
    try:
        answer = await submit(tour, tournament, lines)
    except NobodyEntered as nobody:
        answer = nobody.answer
    others = [each for each in answer.judged if not each.is_accepted]
    assert all(re.search(" is (already )?entered in ", said(each)) for each in others)
    return len(answer.entered)


async def test_an_entry_that_others_write_meanwhile_is_told_and_the_others_are_entered(
    tour: Tour,
) -> None:
    # an import takes none of our locks: the unique index has the last word
    ada, bea = await tour.register(), await tour.register(last_name="Bea")
    nice, cannes = await tour.create(), await tour.create(name="Cannes Open")
    async with await psycopg.AsyncConnection.connect(tour.dsn) as other:
        await other.execute(
            "INSERT INTO tour.entries (player_id, tournament_id, age_category_id, gender_id,"
            " entry_timestamp, start_date, birth_year, changed_by)"
            " VALUES (%s, %s, 1, 2, %s, %s, 1964, 'import')",
            (ada.player_id, cannes.tournament_id, START, MONDAY),
        )
        entering = asyncio.create_task(submit(tour, nice, entry_lines(ada, bea)))
        await tour.until_somebody_waits()
        await other.commit()
    answer = await entering
    assert outcomes(answer.judged) == [REFUSED, ACCEPTED]
    assert "is entered in Cannes Open in the same week" in said(answer.judged[0])
    assert list(answer.entered) == [bea.player_id]


async def test_where_nobody_may_enter_the_request_id_is_not_used_up(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    claim = Claim("rpc:SubmitEntries", uuid4(), b"body")

    async def send() -> EntriesAnswer:
        return await perform(
            tour.database,
            ANNA,
            lambda work: bulk.submit_entries(work, tour.peers, nice.tournament_id, lines),
            claim=claim,
            answer=lambda answer: str(sorted(answer.entered)).encode(),
        )

    lines = entry_lines("Nobody Known")
    with pytest.raises(NobodyEntered):
        await send()
    lines = entry_lines(ada)
    assert list((await send()).entered) == [ada.player_id]
    with pytest.raises(AlreadyDone) as done:
        await send()
    assert done.value.answer == b"[1]"


async def test_in_standby_lists_are_checked_and_not_stored(tour: Tour) -> None:
    ada, nice = await tour.register(), await tour.create()
    tour.database.read_only = True
    assert outcomes(await check(tour, nice, entry_lines(ada))) == [ACCEPTED]
    (verdict,) = await queries.check_players(tour.database, player_lines("Olsen"))
    assert verdict.outcome is ACCEPTED
    with pytest.raises(ReadOnly, match="a standby answers"):
        await submit(tour, nice, entry_lines(ada))
    with pytest.raises(ReadOnly, match="a standby answers"):
        await register(tour, player_lines("Olsen"))
    assert await tour.sql("SELECT 1 FROM tour.entries") == []
