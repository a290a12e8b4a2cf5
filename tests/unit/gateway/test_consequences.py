"""What follows from a correction, in sentences (rules.md sections 5 to 7)."""

from datetime import date

from services.gateway.admin.consequences import Names, in_sentences
from services.gateway.views.correction import Consequences
from services.gateway.views.people import Person
from shared.terms import MatchStatus, Round
from shared.weeks import Week
from shared.wire import to_date, to_enum
from tour.matches.v1 import matches_pb2 as pb

ANNA, BEA, CLEO, DORA = 1, 2, 3, 4
PEOPLE = {
    key: Person(key, name, "Berg") for key, name in enumerate(("Anna", "Bea", "Cleo", "Dora"), 1)
}
OWN, OTHER = 11, 21
WEEK = Week.iso(2026, 10)


def match(
    played: Round = Round.QF,
    players: tuple[int, int] = (ANNA, BEA),
    status: MatchStatus = MatchStatus.SCHEDULED,
    winner: int = 0,
    score: str = "",
    absences: tuple[int, int] = (0, 0),
    draw: int = OWN,
) -> pb.Match:
    return pb.Match(
        match_id=100 * played + draw,
        draw_id=draw,
        tournament_id=draw,
        round=to_enum(played),
        match_date=to_date(date(2026, 3, 2 + played - Round.QF)),
        player1_id=players[0],
        player2_id=players[1],
        result=pb.Result(
            status=to_enum(status),
            winner_id=winner,
            player1_absence=pb.AbsenceReason.ValueType(absences[0]),
            player2_absence=pb.AbsenceReason.ValueType(absences[1]),
        ),
        score=score,
    )


WON = match(status=MatchStatus.COMPLETED, winner=ANNA, score="6-4 6-3")
LOST = match(status=MatchStatus.COMPLETED, winner=BEA, score="6-4 6-3")


def sentences(
    before: pb.Match, after: pb.Match, *changes: pb.MatchChange, weeks: int = 0, **answer: object
) -> Consequences:
    """Of a correction of ``before``; ``weeks`` rankings after it are published."""
    told = pb.CheckCorrectionResponse(
        result=after.result,
        score=after.score,
        matches=[pb.MatchChange(before=before, after=after), *changes],
        **answer,  # type: ignore[arg-type]
    )
    published = tuple(WEEK + number for number in range(1, weeks + 1))
    return in_sentences(
        before, told, Names(OWN, PEOPLE, {OTHER: "Women 60+ of Porto Open"}, published)
    )


def change(before: pb.Match, after: pb.Match) -> pb.MatchChange:
    return pb.MatchChange(before=before, after=after)


def suspension(player_id: int, **facts: object) -> pb.Suspension:
    return pb.Suspension(
        player_id=player_id,
        cause=to_enum(MatchStatus.WALKOVER),
        start_date=to_date(date(2026, 3, 2)),
        end_date=to_date(date(2026, 5, 2)),
        **facts,  # type: ignore[arg-type]
    )


def test_where_nothing_else_changes_it_is_said_in_every_respect() -> None:
    told = sentences(WON, match(status=MatchStatus.COMPLETED, winner=ANNA, score="7-5 6-3"))
    assert told.headline == "Anna Berg beat Bea Berg 7-5 6-3."
    assert [group.sentences for group in told.groups] == [
        ("No other match changes.",),
        ("No suspension is made or annulled.",),
        ("The draw is not over yet: it has given no points, and no ranking changes.",),
    ]


def test_the_next_match_is_named_with_who_plays_instead_of_whom() -> None:
    (others, *_) = sentences(
        WON, LOST, change(match(Round.SF, (ANNA, CLEO)), match(Round.SF, (BEA, CLEO)))
    ).groups
    assert others.sentences == ("Semi-finals, Tue 3 Mar: Bea Berg plays instead of Anna Berg.",)


def test_a_result_taken_back_leaves_the_next_match_undecided() -> None:
    told = sentences(WON, match(), change(match(Round.SF, (ANNA, 0)), match(Round.SF, (0, 0))))
    assert told.headline == "Anna Berg v Bea Berg is to be played again."
    assert told.groups[0].sentences == (
        "Semi-finals, Tue 3 Mar: Anna Berg is out; who plays there is to be decided again.",
    )


def test_matches_that_end_by_themselves_say_how() -> None:
    semi = match(Round.SF, (ANNA, CLEO))
    gone = match(Round.SF, (0, CLEO), MatchStatus.CANCELLED, CLEO)
    given = match(Round.SF, (BEA, CLEO), MatchStatus.WALKOVER, CLEO, "w/o", (3, 0))
    empty = match(Round.SF, (0, 0), MatchStatus.CANCELLED)
    both = match(Round.SF, (BEA, CLEO), MatchStatus.CANCELLED, absences=(1, 1))
    again = match(Round.SF, (BEA, CLEO))
    said = [
        sentences(WON, LOST, each).groups[0].sentences[0].partition(": ")[2]
        for each in (
            change(semi, gone),
            change(semi, given),
            change(semi, empty),
            change(semi, both),
            change(gone, again),
        )
    ]
    assert said == [
        "Cleo Berg goes through: nobody stands on the other side.",
        "Bea Berg is suspended: a walkover for Cleo Berg.",
        "nobody is left to play it.",
        "neither player is there, nobody goes on.",
        "Bea Berg v Cleo Berg, to be played again.",
    ]


def test_the_champion_is_named_where_it_changes() -> None:
    final = match(Round.F, (ANNA, BEA), MatchStatus.COMPLETED, ANNA, "6-4 6-4")
    other = match(Round.F, (ANNA, BEA), MatchStatus.COMPLETED, BEA, "6-4 6-4")
    nobody = match(Round.F, (ANNA, BEA), MatchStatus.CANCELLED, absences=(1, 1))
    assert sentences(final, other).groups[0].sentences == ("Bea Berg wins the draw.",)
    assert sentences(final, nobody).groups[0].sentences == ("The draw has no champion.",)
    assert sentences(final, final).groups[0].sentences == ("No other match changes.",)


def test_matches_in_other_draws_are_named_with_their_draw_and_tournament() -> None:
    there = match(Round.SF, (ANNA, DORA), draw=OTHER)
    walkover = match(Round.SF, (ANNA, DORA), MatchStatus.WALKOVER, DORA, "w/o", (3, 0), OTHER)
    returns = pb.PlayerReturn(player_id=CLEO, draw_id=OTHER, tournament_id=OTHER)
    (others, *_) = sentences(WON, LOST, change(there, walkover), returns=[returns]).groups
    gives_up, plays_on = others.sentences
    where, _, becomes = gives_up.partition(": ")
    assert where == "Women 60+ of Porto Open, semi-finals, Tue 3 Mar"
    assert becomes == "Anna Berg is suspended: a walkover for Dora Berg."
    assert plays_on == "Cleo Berg plays on in Women 60+ of Porto Open."


def test_suspensions_are_made_hold_again_stay_lifted_or_are_annulled() -> None:
    days = "from Mon 2 Mar 2026 to Sat 2 May 2026"
    told = sentences(
        WON,
        LOST,
        suspensions_made=[
            suspension(ANNA),
            suspension(BEA, suspension_id=7),
            suspension(CLEO, suspension_id=8, lifted_on=to_date(date(2026, 3, 3))),
        ],
        suspensions_annulled=[suspension(DORA, suspension_id=9)],
    ).groups[1]
    made, again, lifted, withdrawn, annulled, back = told.sentences
    assert made == f"Anna Berg is suspended {days}: no-show or withdrawal after the draw."
    assert again == f"The suspension of Bea Berg {days} holds again."
    assert lifted.startswith(f"The suspension of Cleo Berg {days} is annulled no longer")
    assert lifted.endswith("stays lifted from Tue 3 Mar 2026 on.")
    assert withdrawn.startswith("Entries to tournaments")
    assert annulled == f"The suspension of Dora Berg {days} is annulled."
    assert "come back" in back
    lifted_on = to_date(date(2026, 3, 3))
    stays = suspension(CLEO, suspension_id=8, lifted_on=lifted_on)
    (only,) = sentences(WON, LOST, suspensions_made=[stays]).groups[1].sentences
    assert only == lifted, "one that stays lifted withdraws no entry"


def test_published_weeks_that_count_the_draw_are_named() -> None:
    final = match(Round.F, (ANNA, BEA), MatchStatus.COMPLETED, ANNA, "6-4 6-4")
    other = match(Round.F, (ANNA, BEA), MatchStatus.COMPLETED, BEA, "6-4 6-4")

    def points(weeks: int, **answer: bool) -> tuple[str, ...]:
        return sentences(final, other, weeks=weeks, **answer).groups[2].sentences

    over = "Every match of the draw is over: its points are worked out anew."
    assert points(0, draw_complete=True) == (over, "No ranking that counts it is published yet.")
    first, one = points(1, draw_complete=True)
    assert first == over
    assert one.startswith("The published ranking of week 11 of 2026 is worked out anew")
    assert "week 11 of 2026 to week 13 of 2026" in points(3, draw_complete=True)[1]
    taken_back = points(1, draw_reopened=True)
    assert taken_back[0].startswith("The draw is open again: its points are taken back")
    assert "marked as revised" in taken_back[1]
    assert len(points(3)) == 1, "a draw that is not over changes no ranking"
