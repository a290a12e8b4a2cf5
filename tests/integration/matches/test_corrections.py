"""Corrected results and results taken back, with what follows in the draw (rules.md section 5)."""

import pytest

from services.matches.commands import corrections
from services.matches.commands.corrections import Correction
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.submission import Submission
from services.matches.messages import score_text
from services.matches.rows import Origin
from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import MatchStatus, Round, Stage
from tests.integration.matches.test_results import BOTH_NO_SHOWS, at, make_unverified
from tests.integration.matches.test_skeleton import EIGHT, SIX
from tests.integration.matches.test_suspensions import withdraw
from tests.integration.matches.tour import ANNA, CHIEF, Told, Tour

LOWER_WINS = Submission("46 46")
WHY = "misheard by the umpire"


async def played(tour: Tour, *rounds: tuple[Round, int]) -> None:
    """A draw of eight in which the upper player has won these matches."""
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    for each in rounds:
        await tour.play(*each)
    tour.forget()


async def complete(tour: Tour) -> None:
    """Player 1 has won a draw of eight, 5 was the other finalist."""
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    await tour.play_all()
    tour.forget()


async def refusal(tour: Tour, where: tuple[Round, int], handed_in: Submission | None) -> str:
    """Why a correction is refused; trying it must tell the same, and nothing is stored."""
    before = await tour.matches()
    with pytest.raises(RuleBroken) as refused:
        await tour.correct(*where, handed_in)
    weighed = await tour.weigh(*where, handed_in)
    assert weighed.judgement.violations == refused.value.violations
    assert weighed.consequences is None
    assert await tour.matches() == before
    assert tour.told() == []
    return refused.value.sentence


def stages(completed: Told) -> dict[int, tuple[Stage, int, bool]]:
    """(stage, wins, sanctioned) of every player of a complete draw."""
    return {
        one.player_id: (Stage(one.stage), one.wins, one.sanctioned)
        for one in completed.message.finishes
    }


# --- a correction ----------------------------------------------------------------------------


async def test_a_corrected_score_is_stored_and_told_with_before_after_and_why(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    stored = await tour.correct(Round.QF, 1, Submission("75 64"))
    assert await tour.match(Round.QF, 1) == stored
    assert (score_text(stored), stored.version, stored.changed_by) == ("7-5 6-4", 3, "chief")
    (told,) = tour.told()
    assert (told.name, told.key, told.version, told.actor) == (
        "ResultCorrected",
        f"match:{stored.match_id}",
        3,
        "chief",
    )
    assert (told.message.before.score, told.message.match.score) == ("6-4 6-4", "7-5 6-4")
    assert told.before is not None
    assert told.after is not None
    assert (told.before["score"], told.before["why"]) == ("6-4 6-4", None)
    assert (told.after["score"], told.after["why"]) == ("7-5 6-4", WHY)


async def test_a_corrected_winner_replaces_the_player_in_the_next_match(tour: Tour) -> None:
    await played(tour, (Round.QF, 1), (Round.QF, 2))
    await tour.correct(Round.QF, 1, LOWER_WINS)
    following = await tour.match(Round.SF, 1)
    assert (following.match.player1, following.match.player2) == (2, 3)
    assert following.match.status is MatchStatus.SCHEDULED
    corrected, moved_up = tour.told()
    assert (corrected.name, corrected.message.match.result.winner_id) == ("ResultCorrected", 2)
    assert (moved_up.name, moved_up.message.match.player1_id) == ("ResultRecorded", 2)
    assert moved_up.after is not None
    assert moved_up.after["why"] == WHY


async def test_a_result_taken_back_is_to_be_played_again(tour: Tour) -> None:
    await played(tour, (Round.QF, 1), (Round.QF, 2))
    undone = await tour.correct(Round.QF, 1, None)
    assert (undone.match.status, undone.match.winner) == (MatchStatus.SCHEDULED, None)
    assert (undone.match.player1, undone.match.player2) == (1, 2)
    following = await tour.match(Round.SF, 1)
    assert (following.match.player1, following.match.player2) == (None, 3)
    await tour.play(Round.QF, 1, winner=2)
    assert (await tour.match(Round.SF, 1)).match.player1 == 2


async def test_who_went_through_without_an_opponent_waits_again(tour: Tour) -> None:
    await tour.skeleton(SIX)
    tour.clock(at(3))
    await tour.record(Round.QF, 2, BOTH_NO_SHOWS)
    assert (await tour.match(Round.SF, 1)).match.status is MatchStatus.CANCELLED
    await tour.correct(Round.QF, 2, Submission("64 64"))
    waits = (await tour.match(Round.SF, 1)).match
    assert (waits.status, waits.player1, waits.player2) == (MatchStatus.SCHEDULED, 1, 3)
    assert (await tour.match(Round.F, 1)).match.player1 is None


async def test_a_correction_may_empty_a_side_of_the_next_match(tour: Tour) -> None:
    await played(tour, (Round.QF, 1), (Round.QF, 2))
    await tour.correct(Round.QF, 2, BOTH_NO_SHOWS)
    through = (await tour.match(Round.SF, 1)).match
    assert (through.status, through.winner) == (MatchStatus.CANCELLED, 1)
    assert (await tour.match(Round.F, 1)).match.player1 == 1


async def test_a_match_is_corrected_twice(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    await tour.correct(Round.QF, 1, LOWER_WINS)
    again = await tour.correct(Round.QF, 1, Submission("64 64"))
    assert (again.version, again.match.winner) == (4, 1)
    assert (await tour.match(Round.SF, 1)).match.player1 == 1


# --- what is refused -------------------------------------------------------------------------


async def test_a_result_stands_once_the_next_match_is_over(tour: Tour) -> None:
    await played(tour, (Round.QF, 1), (Round.QF, 2), (Round.SF, 1))
    for where in ((Round.QF, 1), (Round.QF, 2)):
        assert "next match has a result" in await refusal(tour, where, LOWER_WINS)
        assert "next match has a result" in await refusal(tour, where, None)
    await tour.correct(Round.SF, 1, LOWER_WINS)


async def test_a_result_that_breaks_rules_is_told_with_all_of_them(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    sentence = await refusal(tour, (Round.QF, 1), Submission("6-7 64", winner_id=9))
    assert "one of the two players" in sentence
    assert "tie-break" in sentence


async def test_the_result_that_stands_is_no_correction_of_itself(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    sentence = await refusal(tour, (Round.QF, 1), Submission("64 64"))
    assert "Nothing to correct: anna recorded 6-4 6-4" in sentence


async def test_a_match_without_a_result_has_nothing_to_correct(tour: Tour) -> None:
    await played(tour)
    for handed_in in (LOWER_WINS, None):
        assert "no result yet" in await refusal(tour, (Round.QF, 1), handed_in)


async def test_a_walkover_after_a_withdrawal_says_what_to_do_instead(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    await withdraw(tour, 2)
    tour.forget()
    for handed_in in (LOWER_WINS, None):
        sentence = await refusal(tour, (Round.QF, 1), handed_in)
        assert "follows from the withdrawal of player 2" in sentence
        assert "can be lifted" in sentence


async def test_a_result_of_who_has_withdrawn_since_is_corrected_but_not_taken_back(
    tour: Tour,
) -> None:
    await played(tour, (Round.QF, 1))
    await withdraw(tour, 1)
    tour.forget()
    assert "would give a walkover at once" in await refusal(tour, (Round.QF, 1), None)
    await tour.correct(Round.QF, 1, Submission("76(3) 64"))
    assert (await tour.match(Round.SF, 1)).match.player1 == 1


async def test_unverified_history_is_never_corrected(tour: Tour) -> None:
    await played(tour, (Round.QF, 1), (Round.QF, 3))
    make_unverified(tour, await tour.match(Round.QF, 1))
    for handed_in in (LOWER_WINS, None):
        assert "unverified history" in await refusal(tour, (Round.QF, 1), handed_in)
    # another match of that draw may be, as results may be recorded there
    await tour.correct(Round.QF, 3, LOWER_WINS)


async def test_no_correction_reaches_a_match_to_be_played_that_is_unverified(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    make_unverified(tour, await tour.match(Round.SF, 1))
    assert "unverified history" in await refusal(tour, (Round.QF, 1), LOWER_WINS)


async def test_an_imported_draw_with_a_bracket_is_corrected(tour: Tour) -> None:
    await tour.skeleton(EIGHT, origin=Origin.IMPORTED)
    tour.clock(at(3))
    await tour.play(Round.QF, 1)
    await tour.play(Round.QF, 2)
    tour.admin.execute("UPDATE match_draws SET origin = 'imported'")
    tour.admin.execute("UPDATE matches SET origin = 'imported'")
    stored = await tour.correct(Round.QF, 1, LOWER_WINS)
    assert (stored.origin, stored.match.winner) == (Origin.IMPORTED, 2)
    assert (await tour.match(Round.SF, 1)).match.player1 == 2


async def test_there_is_nothing_to_correct_in_a_match_that_is_none(tour: Tour) -> None:
    await tour.skeleton(EIGHT)
    with pytest.raises(NotFound):
        await tour.do(
            lambda work: corrections.correct_result(work, Correction(999, 1, LOWER_WINS, WHY)),
            CHIEF,
        )


async def test_who_corrects_what_has_changed_since_is_told_who_did_what(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    seen = await tour.match(Round.QF, 1)
    await tour.correct(Round.QF, 1, Submission("75 75"))
    with pytest.raises(Stale) as refused:
        await tour.do(
            lambda work: corrections.correct_result(
                work, Correction(seen.match_id, seen.version, LOWER_WINS, WHY)
            ),
            CHIEF,
        )
    assert refused.value.by == "chief"
    assert "chief recorded 7-5 7-5 " in refused.value.sentence


async def test_only_an_administrators_correction_names_another_reason(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    ill = Submission("w/o", winner_id=1, absence2=WalkoverReason.OTHER)
    with pytest.raises(RuleBroken, match="Only an administrator"):
        await tour.correct(Round.QF, 1, ill, actor=ANNA)
    stored = await tour.correct(Round.QF, 1, ill)
    assert stored.match.reason2 is WalkoverReason.OTHER


# --- complete draws --------------------------------------------------------------------------


async def test_a_final_is_corrected_and_the_draw_complete_anew(tour: Tour) -> None:
    await complete(tour)
    await tour.correct(Round.F, 1, LOWER_WINS)
    corrected, completed = tour.told()
    assert (corrected.name, completed.name) == ("ResultCorrected", "DrawCompleted")
    assert (completed.version, completed.message.champion_id) == (3, 5)
    told = stages(completed)
    assert told[5] == (Stage.W, 3, False)
    assert told[1] == (Stage.F, 2, False)
    await tour.correct(Round.F, 1, Submission("64 64"))
    assert [one.version for one in tour.told("DrawCompleted")] == [3, 4]


async def test_a_final_taken_back_opens_the_draw_again_until_it_is_played(tour: Tour) -> None:
    await complete(tour)
    await tour.correct(Round.F, 1, None)
    undone, reopened = tour.told()
    assert (undone.name, reopened.name) == ("ResultCorrected", "DrawReopened")
    assert (reopened.key, reopened.version, reopened.actor) == ("draw:1", 3, "chief")
    assert (reopened.message.draw_id, reopened.message.tournament_id) == (1, 1)
    assert reopened.before is not None
    assert reopened.after is not None
    assert reopened.before["completed_at"]
    assert reopened.after["completed_at"] is None
    tour.forget()
    await tour.play(Round.F, 1, winner=2)
    (_, completed) = tour.told()
    assert (completed.name, completed.version, completed.message.champion_id) == (
        "DrawCompleted",
        4,
        5,
    )


async def test_only_a_final_of_a_complete_draw_is_corrected(tour: Tour) -> None:
    await complete(tour)
    assert "next match has a result" in await refusal(tour, (Round.SF, 1), LOWER_WINS)


async def test_a_correction_before_the_end_tells_of_no_complete_draw(tour: Tour) -> None:
    await played(tour, (Round.QF, 1))
    await tour.correct(Round.QF, 1, LOWER_WINS)
    assert tour.told("DrawCompleted") == tour.told("DrawReopened") == []


async def test_a_final_that_is_corrected_to_no_champion_and_back(tour: Tour) -> None:
    await complete(tour)
    await tour.correct(Round.F, 1, BOTH_NO_SHOWS)
    (completed,) = tour.told("DrawCompleted")
    assert completed.message.champion_id == 0
    told = stages(completed)
    assert told[1] == (Stage.F, 2, True)
    assert told[5] == (Stage.F, 2, True)
    await tour.correct(Round.F, 1, Submission("64 64"))
    (_, completed) = tour.told("DrawCompleted")
    assert stages(completed)[1] == (Stage.W, 3, False)
    assert all(one.suspension.annulled for one in await tour.suspensions())


# --- trying a correction ---------------------------------------------------------------------


async def test_trying_a_correction_tells_what_storing_it_does_and_stores_nothing(
    tour: Tour,
) -> None:
    await complete(tour)
    before = await tour.matches()
    weighed = await tour.weigh(Round.F, 1, BOTH_NO_SHOWS)
    assert await tour.matches() == before
    assert (tour.told(), await tour.suspensions()) == ([], [])
    found = weighed.consequences
    assert found is not None
    assert found.own is not None
    assert (found.own.is_complete, found.own.is_reopened) == (True, False)
    foretold = {after.match_id: after.match for _, after in found.own.matches}
    stored = await tour.correct(Round.F, 1, BOTH_NO_SHOWS)
    assert foretold == {stored.match_id: stored.match}
    assert [change.after.suspension for change in found.suspensions] == [
        one.suspension for one in await tour.suspensions()
    ]


async def test_trying_to_take_a_final_back_tells_that_the_draw_would_be_open_again(
    tour: Tour,
) -> None:
    await complete(tour)
    weighed = await tour.weigh(Round.F, 1, None)
    assert weighed.judgement.match is not None
    assert weighed.judgement.match.status is MatchStatus.SCHEDULED
    assert weighed.consequences is not None
    assert weighed.consequences.own is not None
    assert weighed.consequences.own.is_reopened
