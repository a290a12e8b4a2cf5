"""A changed row says whose it is, where it stands, and what it was and is."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.matches.consequences import Consequences, DrawChange, OpenDraw, SuspensionChange
from services.matches.domain.bracket import Draw, Match, Place, WalkoverReason
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.suspensions import Suspension
from services.matches.rows import DrawFacts, Origin, StoredMatch, StoredSuspension
from shared.terms import AgeCategory, Gender, MatchStatus, Round, TournamentCategory
from shared.weeks import Week
from tools.recalculating.differences import (
    EarnedPoints,
    Suspended,
    of_matches,
    players_of,
)
from tools.recalculating.differences import (
    Place as RankingPlace,
)

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUSPENSION = StoredSuspension(
    suspension_id=5,
    tournament_id=7,
    suspension=Suspension(2, MatchStatus.WALKOVER, date(2026, 2, 23), date(2026, 4, 23)),
    match_id=70,
    created_at=NOW,
    annulled_at=None,
    ended_at=None,
    origin=Origin.LIVE,
    version=1,
    changed_by="anna",
    changed_at=NOW,
)


def draw_of_eight() -> OpenDraw:
    """Players 1 to 8 in tournament 9; match n has number 90 + n."""
    facts = DrawFacts(
        draw_id=9,
        tournament_id=9,
        category=AgeCategory.SIXTY,
        gender=Gender.MEN,
        tournament_category=TournamentCategory.MT100,
        start_date=MONDAY,
        end_date=date(2026, 3, 8),
        size=8,
        num_players=8,
        has_supertiebreak=False,
    )
    skeleton = build_skeleton(tuple(range(1, 9)), Week.of(MONDAY))
    return OpenDraw(facts, [stored(n, each) for n, each in enumerate(skeleton.matches, 91)], ())


def stored(match_id: int, match: Match) -> StoredMatch:
    return StoredMatch(match_id, 9, 9, False, match, Origin.LIVE, False, 1, "anna", NOW)


def test_a_suspension_and_the_walkover_that_follows_are_two_rows() -> None:
    before = draw_of_eight()
    first = before.bracket.at(Place(Round.QF, 1))
    assert first is not None
    walkover = replace(
        first, status=MatchStatus.WALKOVER, winner=1, reason2=WalkoverReason.SUSPENDED
    )
    bracket: Draw = before.bracket.with_changes([walkover])
    found = Consequences(None, [SuspensionChange(None, SUSPENSION)], [DrawChange(before, bracket)])

    suspension, match = of_matches(found)

    assert (suspension.where, suspension.player) == ("tournament 7 (2026-W09)", 2)
    assert (suspension.stored, str(suspension.recalculated)) == (None, "2026-02-23 to 2026-04-23")
    assert (match.where, match.player) == ("match 91 (2026-W10)", None)
    assert (str(match.stored), str(match.recalculated)) == ("scheduled", "w/o, 1 won")
    assert match.as_json() == {
        "what": "match",
        "week": "2026-W10",
        "category": None,
        "gender": None,
        "tournament": 9,
        "match": 91,
        "player": None,
        "stored": {"status": "SCHEDULED", "winner": None, "score": ""},
        "recalculated": {"status": "WALKOVER", "winner": 1, "score": "w/o"},
    }
    assert players_of([suspension, match]) == {2}


def test_a_suspension_says_whether_it_holds() -> None:
    days = (MatchStatus.WALKOVER.name, date(2026, 3, 2), date(2026, 5, 2))
    assert str(Suspended(*days, annulled=False, lifted_on=None)) == "2026-03-02 to 2026-05-02"
    assert str(Suspended(*days, annulled=True, lifted_on=None)).endswith(", annulled")
    lifted = Suspended(*days, annulled=False, lifted_on=date(2026, 3, 11))
    assert str(lifted) == "2026-03-02 to 2026-05-02, lifted 2026-03-11"


def test_points_and_places_are_said_with_all_that_may_differ() -> None:
    assert str(EarnedPoints("SF", 45, 1, sanctioned=False)) == "45 (SF, 1 won)"
    assert str(EarnedPoints("SF", 0, 1, sanctioned=True)) == "0 (SF, 1 won, sanctioned)"
    assert str(EarnedPoints("SF", 45, None, sanctioned=False)) == "45 (SF)"
    assert str(RankingPlace(3, 145, 2, None)) == "3. with 145 in 2 tournaments"
    assert str(RankingPlace(3, 145, None, None)) == "3. with 145"
    reason = RankingPlace(4, 45, 1, "FEWER_TOURNAMENTS")
    assert str(reason) == "4. with 45 in 1 tournament, behind by fewer tournaments"
