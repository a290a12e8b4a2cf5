"""Recording results, and what a result brings with it (rules.md sections 5, 6 and 7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.matches import queries
from services.matches.commands import results
from services.matches.commands.results import SubmitResult
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.scores import Score
from services.matches.domain.sets import SetScore
from services.matches.domain.submission import Submission
from services.matches.messages import score_text
from services.matches.rows import StoredMatch
from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import MatchStatus, Round
from shared.wire import from_date
from tests.integration.matches.test_skeleton import EIGHT, SIX
from tests.integration.matches.tour import ANNA, BOB, CHIEF, MONDAY, NICE, Tour
from tour.common.v1 import common_pb2 as common

BOTH_NO_SHOWS = Submission(status=MatchStatus.CANCELLED)


def at(day: int, hour: int = 9) -> datetime:
    """A moment of the tournament's week, day 1 being Monday."""
    return datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(days=day - 1, hours=hour)


# --- a result --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "shown"),
    [
        (Submission("64 36 62", winner_id=1), "6-4 3-6 6-2"),
        (Submission("76(5) 64", winner_id=2), "7-6(5) 6-4"),
        (Submission("64 21 ret", winner_id=2), "6-4 2-1 ret."),
        (Submission("6-6(3-2) ret", winner_id=1), "6-6(3-2) ret."),
        (Submission("62 10 def", winner_id=1), "6-2 1-0 def."),
        (Submission("0-0 ret", winner_id=1), "0-0 ret."),
        (Submission("w/o", winner_id=1), "w/o"),
        (Submission(status=MatchStatus.CANCELLED), ""),
    ],
)
async def test_a_result_comes_back_as_it_was_recorded(
    tour: Tour, handed_in: Submission, shown: str
) -> None:
    await tour.skeleton(EIGHT)
    stored = await tour.record(Round.QF, 1, handed_in)
    assert await tour.match(Round.QF, 1) == stored
    assert stored.match.winner == handed_in.winner_id
    assert score_text(stored) == shown
    assert (stored.version, stored.changed_by) == (2, "anna")
    assert datetime.now(UTC) - stored.changed_at < timedelta(minutes=1), "real time, not the tour's"


async def test_a_super_tiebreak_decides_where_the_draw_says_so(tour: Tour) -> None:
    await tour.skeleton(EIGHT, supertiebreak=True)
    stored = await tour.record(Round.QF, 1, Submission("64 36 10-7", winner_id=1))
    assert stored.match.score == Score(
        (SetScore((6, 4)), SetScore((3, 6)), SetScore(supertiebreak=(10, 7)))
    )
    with pytest.raises(RuleBroken) as refused:
        await tour.record(Round.QF, 2, Submission("64 36 64", winner_id=3))
    assert refused.value.violations[0].field == "sets[2].games"


async def test_every_broken_rule_is_told_at_once_and_nothing_stored(tour: Tour) -> None:
    before = await tour.skeleton(EIGHT)
    tour.forget()
    tour.clock(at(0, 23))
    with pytest.raises(RuleBroken) as refused:
        await tour.record(
            Round.QF, 1, Submission("65 64", winner_id=7, absence2=WalkoverReason.OTHER)
        )
    assert [one.field for one in refused.value.violations] == [
        "match_date",
        "sets[0].games",
        "player2_absence",
        "player2_absence",
        "winner_id",
    ]
    assert await tour.matches() == before
    assert tour.told() == []


async def test_a_result_is_taken_from_midnight_of_the_matchs_day_on(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(1, 0) - timedelta(seconds=20))
    with pytest.raises(RuleBroken) as refused:
        await tour.play(Round.QF, 1)
    assert [one.field for one in refused.value.violations] == ["match_date"]
    tour.clock(at(1, 0))
    await tour.play(Round.QF, 1)
    tour.clock(at(1) + timedelta(days=400))
    await tour.play(Round.QF, 2)


async def test_a_match_without_both_players_takes_no_result(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    tour.clock(at(2))
    with pytest.raises(RuleBroken) as refused:
        await tour.record(Round.SF, 1, Submission("64 64", winner_id=1))
    (only,) = refused.value.violations
    assert only.field == "match_id"
    assert "not decided yet" in only.message


async def test_only_an_administrator_gives_a_walkover_for_another_reason(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    ill = Submission("w/o", winner_id=1, absence2=WalkoverReason.OTHER)
    with pytest.raises(RuleBroken) as refused:
        await tour.record(Round.QF, 1, ill, actor=ANNA)
    assert [one.field for one in refused.value.violations] == ["player2_absence"]
    stored = await tour.record(Round.QF, 1, ill, actor=CHIEF)
    assert stored.match.reason2 is WalkoverReason.OTHER
    assert await tour.suspensions() == []


async def test_there_is_no_result_for_a_match_that_is_none(tour: Tour) -> None:
    await tour.skeleton(SIX)
    command = SubmitResult(4711, 1, Submission("64 64"))
    with pytest.raises(NotFound):
        await tour.do(lambda work: results.submit_result(work, command))


# --- who was first ---------------------------------------------------------------------------


async def test_who_saw_an_earlier_version_is_told_who_recorded_what(tour: Tour) -> None:
    seen = (await tour.skeleton(EIGHT))[0]
    first = await tour.record(Round.QF, 1, Submission("64 64", winner_id=2), actor=BOB)
    command = SubmitResult(seen.match_id, seen.version, Submission("62 62", winner_id=1))
    with pytest.raises(Stale) as refused:
        await tour.do(lambda work: results.submit_result(work, command))
    assert "bob recorded 6-4 6-4 on " in refused.value.sentence
    assert "won by player 2" in refused.value.sentence
    assert (refused.value.by, refused.value.at) == ("bob", first.changed_at)
    assert await tour.match(Round.QF, 1) == first


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (Submission("64 21 ret", winner_id=1), "anna recorded 6-4 2-1 ret. on "),
        (BOTH_NO_SHOWS, "that neither player played"),
    ],
)
async def test_a_recorded_result_is_not_recorded_again(
    tour: Tour, first: Submission, words: str
) -> None:
    await tour.skeleton(EIGHT)
    stored = await tour.record(Round.QF, 1, first)
    with pytest.raises(RuleBroken) as refused:
        await tour.record(Round.QF, 1, Submission("64 64"), actor=BOB)
    assert [one.field for one in refused.value.violations] == ["match_id"]
    assert words in refused.value.sentence
    assert "only be corrected" in refused.value.sentence
    assert await tour.match(Round.QF, 1) == stored


async def test_a_match_cancelled_for_an_empty_side_takes_no_result(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    for number in (1, 2):
        await tour.record(Round.QF, number, BOTH_NO_SHOWS)
    tour.clock(at(2))
    with pytest.raises(RuleBroken) as refused:
        await tour.record(Round.SF, 1, Submission("64 64"))
    assert "cancelled" in refused.value.sentence


# --- trying first ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "handed_in",
    [
        Submission("64 36 62", winner_id=2),
        Submission("w/o", winner_id=2),
        Submission("64 21 def", winner_id=1),
        Submission("65 64", winner_id=1),
        Submission("six love"),
        Submission("64 64", winner_id=5),
        Submission("w/o", winner_id=1, absence2=WalkoverReason.OTHER),
    ],
)
@pytest.mark.parametrize("day", [0, 1])
async def test_trying_a_result_says_what_recording_it_would_say(
    tour: Tour, handed_in: Submission, day: int
) -> None:
    match_id = (await tour.skeleton(EIGHT))[0].match_id
    tour.clock(at(day))
    async with tour.database.read() as db:
        now = await tour.database.clock.now(db)
        tried = await queries.check_result(db, now, ANNA, match_id, handed_in)
    assert (await tour.match(Round.QF, 1)).version == 1, "nothing is stored"
    if tried.violations:
        with pytest.raises(RuleBroken) as refused:
            await tour.record(Round.QF, 1, handed_in)
        assert refused.value.violations == tried.violations
    else:
        assert (await tour.record(Round.QF, 1, handed_in)).match == tried.match


# --- what follows in the draw ----------------------------------------------------------------


async def test_winners_play_on_upper_from_odd_and_lower_from_even_matches(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1, winner=2)
    await tour.play(Round.QF, 2)
    await tour.play(Round.QF, 4, winner=2)
    upper, lower = await tour.match(Round.SF, 1), await tour.match(Round.SF, 2)
    assert (upper.match.player1, upper.match.player2) == (2, 3)
    assert (lower.match.player1, lower.match.player2) == (None, 8)
    assert upper.version == 3, "once for each player who came"


async def test_every_changed_match_has_its_event_with_before_and_after(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    tour.forget()
    await tour.play(Round.QF, 1)
    recorded, moved_on = tour.told()
    assert recorded.name == moved_on.name == "ResultRecorded"
    match = recorded.message.match
    assert recorded.key == f"match:{match.match_id}"
    assert (recorded.version, match.version, recorded.actor) == (2, 2, "anna")
    assert (match.score, match.result.winner_id) == ("6-4 6-4", 1)
    assert (match.result.status, match.can_record) == (common.MATCH_STATUS_COMPLETED, False)
    assert recorded.before is not None
    assert recorded.after is not None
    assert (recorded.before["status"], recorded.before["winner_id"]) == ("SCHEDULED", None)
    assert (recorded.after["status"], recorded.after["score"]) == ("COMPLETED", "6-4 6-4")
    assert moved_on.message.match.player1_id == 1
    assert moved_on.message.match.result.status == common.MATCH_STATUS_SCHEDULED
    assert moved_on.before is not None
    assert moved_on.before["player1_id"] is None


async def test_who_waits_for_nobody_goes_through_without_a_win(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 2)
    await tour.record(Round.QF, 1, BOTH_NO_SHOWS)
    through = (await tour.match(Round.SF, 1)).match
    assert (through.status, through.winner, through.player1) == (MatchStatus.CANCELLED, 3, None)
    assert (await tour.match(Round.F, 1)).match.player1 == 3


async def test_a_played_draw_is_complete_with_every_players_stage_and_wins(tour: Tour) -> None:
    await tour.skeleton(SIX)
    tour.clock(at(3))
    await tour.record(Round.QF, 2, Submission("w/o", winner_id=4))
    await tour.record(Round.QF, 3, Submission("64 21 ret", winner_id=5))
    await tour.play(Round.SF, 1, winner=2)
    await tour.play(Round.SF, 2)
    assert tour.told("DrawCompleted") == []
    await tour.record(Round.F, 1, Submission("61 10 def", winner_id=5))
    (told,) = tour.told("DrawCompleted")
    completed = told.message
    assert (told.key, told.version) == ("draw:1", 2)
    assert (completed.draw_id, completed.tournament_id, completed.champion_id) == (1, NICE, 5)
    assert completed.age_category == common.AGE_CATEGORY_SIXTY
    assert completed.gender == common.GENDER_MEN
    assert completed.tournament_category == common.TOURNAMENT_CATEGORY_MT400
    assert from_date(completed.end_date, "end_date") == MONDAY + timedelta(days=6)
    assert [(one.player_id, one.stage, one.wins, one.sanctioned) for one in completed.finishes] == [
        (1, common.STAGE_SF, 0, False),
        (3, common.STAGE_QF, 0, True),
        (4, common.STAGE_F, 2, True),
        (5, common.STAGE_W, 3, False),
        (6, common.STAGE_QF, 0, False),
        (8, common.STAGE_SF, 0, False),
    ]
    row = tour.admin.execute("SELECT completed_at, version FROM match_draws").fetchone()
    assert row is not None
    assert abs(row[0] - at(3)) < timedelta(minutes=1), "tour time"
    assert row[1] == 2


async def test_with_both_finalists_gone_there_is_no_champion(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    for played, number in [(Round.QF, n) for n in (1, 2, 3, 4)] + [(Round.SF, 1), (Round.SF, 2)]:
        tour.clock(at(3))
        await tour.play(played, number)
    away = WalkoverReason.DISQUALIFIED
    await tour.record(
        Round.F, 1, Submission(status=MatchStatus.CANCELLED, absence1=away, absence2=away)
    )
    (told,) = tour.told("DrawCompleted")
    assert told.message.champion_id == 0
    gone = {one.player_id for one in told.message.finishes if one.sanctioned}
    assert gone == {1, 5}
    assert {one.stage for one in told.message.finishes if one.player_id in gone} == {common.STAGE_F}


# --- sanctions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "cause", "last_day", "sanctioned"),
    [
        (Submission("w/o", winner_id=1), MatchStatus.WALKOVER, date(2026, 5, 2), [2]),
        (Submission("w/o", winner_id=2), MatchStatus.WALKOVER, date(2026, 5, 2), [1]),
        (Submission("62 def", winner_id=1), MatchStatus.DISQUALIFIED, date(2026, 9, 2), [2]),
        (BOTH_NO_SHOWS, MatchStatus.WALKOVER, date(2026, 5, 2), [1, 2]),
    ],
)
async def test_no_shows_are_suspended_for_two_and_disqualified_for_six_months(
    tour: Tour,
    handed_in: Submission,
    cause: MatchStatus,
    last_day: date,
    sanctioned: list[int],
) -> None:
    await tour.skeleton(EIGHT)
    stored = await tour.record(Round.QF, 1, handed_in)
    suspensions = await tour.suspensions()
    assert [one.suspension.player_id for one in suspensions] == sanctioned
    for one in suspensions:
        assert (one.suspension.cause, one.tournament_id) == (cause, NICE)
        assert (one.suspension.first_day, one.suspension.last_day) == (MONDAY, last_day)
        assert one.match_id == stored.match_id
    told = tour.told("PlayerSuspended")
    assert [one.message.suspension.player_id for one in told] == sanctioned
    assert [one.key for one in told] == [f"suspension:{one.suspension_id}" for one in suspensions]


async def test_a_completed_match_and_a_retirement_suspend_nobody(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    await tour.record(Round.QF, 2, Submission("64 21 ret", winner_id=3))
    assert await tour.suspensions() == []


# --- history ---------------------------------------------------------------------------------


def make_unverified(tour: Tour, stored: StoredMatch) -> None:
    tour.admin.execute(
        "UPDATE matches SET origin = 'unverified' WHERE match_id = %s", (stored.match_id,)
    )


async def test_nothing_is_recorded_where_unverified_history_waits(tour: Tour) -> None:
    first, second, *_ = await tour.skeleton(EIGHT)
    make_unverified(tour, first)
    for number in (1, 2):
        with pytest.raises(RuleBroken) as refused:
            await tour.play(Round.QF, number)
        assert [one.rule for one in refused.value.violations] == ["13"]
    assert replace(await tour.match(Round.QF, 2), is_history=False) == second


async def test_a_bracket_with_an_unverified_result_is_played_on(tour: Tour) -> None:
    first, *_ = await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    make_unverified(tour, first)
    with pytest.raises(RuleBroken) as refused:
        await tour.play(Round.QF, 1)
    assert [one.rule for one in refused.value.violations] == ["13"]
    await tour.play(Round.QF, 2)
    assert (await tour.match(Round.SF, 1)).match.players == (1, 3)


async def test_unverified_matches_are_listed_with_whatever_score_they_have(tour: Tour) -> None:
    stored = (await tour.skeleton(EIGHT))[0]
    make_unverified(tour, stored)
    tour.admin.execute(
        "UPDATE matches SET match_status_id = 2, winner_id = player2_id, set1_player1 = 9,"
        " set1_player2 = 1, set1_tiebreak_player1 = 3, set2_player2 = 4,"
        " set3_player1 = 6, set3_player2 = 6, set3_supertiebreak_player1 = 10,"
        " set3_supertiebreak_player2 = 2 WHERE match_id = %s",
        (stored.match_id,),
    )
    shown = await tour.match(Round.QF, 1)
    assert (shown.match.winner, shown.is_history) == (2, True)
    assert score_text(shown) == "1-9(0-3) 4-0 6-6[2-10]"
