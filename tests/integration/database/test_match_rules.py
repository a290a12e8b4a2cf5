"""The tables of the matches service refuse what sections 5, 7 and 12 forbid, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.matches.domain.suspensions import Sanction, suspension_for
from shared.terms import MatchStatus
from tests.integration.database.hand import Hand, each
from tests.integration.database.season import BY, MADRID, MONDAY, NICE, Season, match_rows

SVC = "svc_matches"
IMPORT = "imp_tour"
# of a draw of 8 without byes: matches 1–4 are the quarter-finals, 5 and 6 the semi-finals
FINAL = 7


def update(hand: Hand, match_id: int, role: str = SVC, **changes: object) -> None:
    names = ", ".join(f"{name} = %s" for name in changes)
    hand.run(role, f"UPDATE matches SET {names} WHERE match_id = %s", *changes.values(), match_id)


def players(hand: Hand, match_id: int) -> tuple[Any, Any]:
    statement = "SELECT player1_id, player2_id FROM matches WHERE match_id = %s"
    found = hand.run(SVC, statement, match_id)[0]
    return found[0], found[1]


def record(hand: Hand, match_id: int, **changes: object) -> None:
    """Player 1 wins 6-0 6-0, unless changes say otherwise."""
    result: dict[str, Any] = {
        "match_status_id": 2,
        "winner_id": players(hand, match_id)[0],
        "set1_player1": 6,
        "set1_player2": 0,
        "set2_player1": 6,
        "set2_player2": 0,
    }
    update(hand, match_id, **(result | changes))


def advance(hand: Hand, match_id: int, **changes: object) -> None:
    """Put the winner of a match of the draw of 8 into the next one."""
    if match_id == FINAL:
        return
    following = 5 + (match_id - 1) // 2 if match_id < 5 else FINAL
    side = "player1_id" if match_id % 2 else "player2_id"
    statement = "SELECT winner_id FROM matches WHERE match_id = %s"
    update(hand, following, **({side: hand.value(SVC, statement, match_id)} | changes))


NOBODY: dict[str, Any] = {
    "match_status_id": 5,
    "winner_id": None,
    "set1_player1": None,
    "set1_player2": None,
    "set2_player1": None,
    "set2_player2": None,
}
BOTH_GONE = NOBODY | {"player1_absence": "NO_SHOW", "player2_absence": "WITHDRAWN_AFTER_DRAW"}


# --- the skeleton -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [6, 7, 8, 9, 13, 16, 17, 31, 33, 45, 64])
def test_every_skeleton_that_the_domain_builds_is_accepted(
    hand: Hand, season: Season, count: int
) -> None:
    with hand.tried():
        season.store_matches(count)


@pytest.mark.parametrize(
    ("match_id", "changes", "rule"),
    [
        # of the draw of 10: matches 1 and 2 in the first round, 3 to 6 the quarter-finals
        (1, {"round_id": 2}, "matches_round"),
        (1, {"round_id": 7, "match_date": MONDAY + timedelta(days=6)}, "matches_number"),
        (1, {"match_number": 9}, "matches_number"),
        (1, {"match_number": 0}, "matches_number"),
        (9, {"match_number": 2}, "matches_number"),
        (4, {"match_number": 1}, "matches_place"),
        (1, {"match_date": MONDAY - timedelta(days=1)}, "matches_date"),
        (3, {"match_date": MONDAY}, "matches_date"),
        (9, {"match_date": MONDAY + timedelta(days=7)}, "matches_date"),
        (1, {"player2_id": None}, "matches_first_round"),
        (1, {"player1_id": 70}, "matches_player1_drawn"),
        (1, {"player2_id": 70}, "matches_player2_drawn"),
        (1, {"player1_id": 999}, "matches_player1_id_fkey"),
        (1, {"start_date": MONDAY - timedelta(days=7)}, "matches_date"),
        (1, {"has_supertiebreak": True}, "matches_draw"),
        (1, {"match_status_id": 7}, "matches_winner_by_status"),
        # the bye of seed 1 stands in the second round from the start
        (3, {"player1_id": None}, "matches_feeder"),
        # nobody stands in a later round before it is decided
        (9, {"player1_id": 1}, "matches_come_through"),
    ],
)
def test_a_skeleton_of_ten_with_one_mistake_is_refused(
    hand: Hand, season: Season, match_id: int, changes: dict[str, Any], rule: str
) -> None:
    drawn = season.store_draw(10)
    hand.insert(SVC, "match_draws", season.match_draw(10))
    rows = list(match_rows(drawn))
    with hand.tried():
        hand.insert(SVC, "matches", *rows)
    rows[match_id - 1].update(changes)
    with hand.refused(rule):
        hand.insert(SVC, "matches", *rows)


def test_nobody_plays_oneself(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    with hand.refused("matches_two_players"):
        update(hand, 1, player2_id=players(hand, 1)[0])


@pytest.mark.parametrize("match_id", range(1, 10))
def test_a_draw_of_ten_has_nine_matches(hand: Hand, season: Season, match_id: int) -> None:
    season.store_matches(10)
    hand.check()
    with hand.forbidden():
        hand.run(SVC, "DELETE FROM matches WHERE match_id = %s", match_id)
    with hand.refused("matches_count"):
        hand.run(IMPORT, "DELETE FROM matches WHERE match_id = %s", match_id)
    with hand.tried():
        hand.run(IMPORT, "DELETE FROM matches")


def test_a_match_keeps_its_place(hand: Hand, season: Season) -> None:
    season.store_matches(10)
    hand.check()
    for column in ("match_number", "round_id", "draw_id"):
        with hand.refused("matches_keep_their_place"):
            hand.run(SVC, f"UPDATE matches SET {column} = 4 WHERE match_id = 1")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"draw_size": 32}, "match_draws_size"),
        ({"num_players": 5}, "match_draws_size"),
        ({"num_players": None}, "match_draws_size"),
        ({"draw_id": 99}, "match_draws_draw_id_fkey"),
    ],
)
def test_matches_know_size_and_players_of_their_draw(
    hand: Hand, season: Season, changes: dict[str, Any], rule: str
) -> None:
    season.store_draw(10)
    with hand.refused(rule):
        hand.insert(SVC, "match_draws", season.match_draw(10, **changes))


# --- from round to round ----------------------------------------------------------------------


def test_a_draw_is_played_to_its_champion(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    hand.check()
    for match_id in range(1, FINAL + 1):
        with hand.refused("match_draws_completed"):
            hand.run(SVC, "UPDATE match_draws SET completed_at = now()")
        record(hand, match_id)
        advance(hand, match_id)
        hand.check()
    hand.run(SVC, "UPDATE match_draws SET completed_at = now()")
    hand.check()
    with hand.refused("match_draws_completed"):
        update(hand, FINAL, **(NOBODY | {"match_status_id": 1}))


def test_the_winner_and_nobody_else_plays_on(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    hand.check()
    with hand.refused("matches_come_through"):
        record(hand, 1)
    loser = players(hand, 1)[1]
    with hand.refused("matches_come_through"):
        record(hand, 1)
        advance(hand, 1, player1_id=loser)
    # to the lower side, where the winner of match 2 belongs
    with hand.refused("matches_pair2"):
        record(hand, 1)
        update(hand, 5, player2_id=players(hand, 1)[0])
    with hand.refused("matches_come_through"):
        for match_id in (1, 2, 5):
            record(hand, match_id)
            advance(hand, match_id)
        update(hand, FINAL, player1_id=None, player2_id=players(hand, 5)[0])
    with hand.tried():
        record(hand, 1)
        advance(hand, 1)


def test_a_corrected_winner_is_replaced_in_the_next_match(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    record(hand, 1)
    advance(hand, 1)
    hand.check()
    reverse = {
        "winner_id": players(hand, 1)[1],
        "set1_player1": 0,
        "set1_player2": 6,
        "set2_player1": 0,
        "set2_player2": 6,
    }
    with hand.refused("matches_come_through"):
        record(hand, 1, **reverse)
    with hand.tried():
        record(hand, 1, **reverse)
        advance(hand, 1)


def test_a_match_moves_to_a_later_day_after_those_that_feed_it(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    hand.check()
    wednesday = MONDAY + timedelta(days=2)
    with hand.refused("matches_day_after"):
        update(hand, 1, match_date=MONDAY + timedelta(days=1))
    with hand.refused("matches_day_after"):
        update(hand, 5, match_date=wednesday)
    with hand.tried():
        update(hand, FINAL, match_date=wednesday + timedelta(days=4))
        update(hand, 5, match_date=wednesday)


def test_two_no_shows_let_who_waits_through(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    record(hand, 2)
    advance(hand, 2)
    hand.check()
    waiting = players(hand, 5)[1]
    with hand.refused("matches_empty_side"):
        update(hand, 1, **BOTH_GONE)
    through = {"match_status_id": 5, "winner_id": waiting}
    with hand.refused("matches_come_through"):
        update(hand, 1, **BOTH_GONE)
        update(hand, 5, **through)
    with hand.tried():
        update(hand, 1, **BOTH_GONE)
        update(hand, 5, **through)
        advance(hand, 5)


def test_nobody_goes_through_before_the_other_side_is_decided(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    update(hand, 1, **BOTH_GONE)
    hand.check()
    with hand.refused("matches_empty_side"):
        update(hand, 5, match_status_id=5)
    record(hand, 2)
    advance(hand, 2)
    with hand.refused("matches_empty_side"):
        hand.check()
    # who waits may be absent, too: then nobody goes through
    with hand.tried():
        update(hand, 5, match_status_id=5, player2_absence="SUSPENDED")


def test_four_no_shows_leave_the_next_match_empty(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    update(hand, 1, **BOTH_GONE)
    with hand.refused("matches_empty_side"):
        update(hand, 2, **BOTH_GONE)
    with hand.tried():
        update(hand, 2, **BOTH_GONE)
        update(hand, 5, match_status_id=5)


# --- status, winner and absence ---------------------------------------------------------------


def result(status: int, winner: int | None, *absences: str | None) -> dict[str, Any]:
    played = status in (2, 4, 6)
    reasons = [*absences, None, None]
    return {
        "match_status_id": status,
        "winner": winner,
        "player1_absence": reasons[0],
        "player2_absence": reasons[1],
        "set1_player1": 6 if played else None,
        "set1_player2": 0 if played else None,
        "set2_player1": 6 if status == 2 else None,
        "set2_player2": 0 if status == 2 else None,
    }


LEGAL = [
    result(1, None),
    result(2, 1),
    *(result(3, 1, None, why) for why in ("NO_SHOW", "WITHDRAWN_AFTER_DRAW", "SUSPENDED", "OTHER")),
    result(3, 2, "OTHER"),
    result(4, 1),
    result(4, 2),
    result(5, None, "NO_SHOW", "SUSPENDED"),
    result(5, None, "DISQUALIFIED", "DISQUALIFIED"),
    result(6, 1),
    result(6, 1, None, "DISQUALIFIED"),
    result(6, 2, "DISQUALIFIED"),
]
ILLEGAL = [
    (result(1, 1), "matches_winner_by_status"),
    (result(1, None, "NO_SHOW"), "matches_absences"),
    (result(2, None), "matches_score"),
    (result(2, 2), "matches_score"),
    (result(2, 1, None, "OTHER"), "matches_absences"),
    (result(3, None, None, "NO_SHOW"), "matches_winner_by_status"),
    (result(3, 1), "matches_absences_told"),
    (result(3, 1, "NO_SHOW"), "matches_absences"),
    (result(3, 1, "NO_SHOW", "NO_SHOW"), "matches_absences"),
    (result(3, 1, None, "DISQUALIFIED"), "matches_absences"),
    (result(3, 1, None, "no_show"), "matches_absence_reasons"),
    (result(4, None), "matches_winner_by_status"),
    (result(4, 1, None, "OTHER"), "matches_absences"),
    (result(5, None), "matches_absences_told"),
    (result(5, None, "NO_SHOW"), "matches_absences_told"),
    (result(5, 1, None, "NO_SHOW"), "matches_winner_by_status"),
    (result(5, None, "NO_SHOW", "DISQUALIFIED"), "matches_absences"),
    (result(6, None), "matches_winner_by_status"),
    (result(6, 1, "DISQUALIFIED"), "matches_absences"),
    (result(6, 1, None, "NO_SHOW"), "matches_absences"),
    (result(4, 99), "matches_winner"),
]


def store_result(hand: Hand, wanted: dict[str, Any]) -> None:
    """Store it in match 1 of the draw of 8, with what follows for the next match."""
    sides = {1: players(hand, 1)[0], 2: players(hand, 1)[1]}
    columns = {name: value for name, value in wanted.items() if name != "winner"}
    winner = wanted["winner"]
    columns["winner_id"] = sides.get(int(str(winner)), 70) if winner else None
    update(hand, 1, **columns)
    if columns["match_status_id"] != 1:
        advance(hand, 1)


@pytest.mark.parametrize("wanted", LEGAL)
def test_a_legal_result_is_stored(hand: Hand, season: Season, wanted: dict[str, Any]) -> None:
    season.store_matches(8)
    with hand.tried():
        store_result(hand, wanted)


@pytest.mark.parametrize(("wanted", "rule"), ILLEGAL)
def test_status_winner_and_absence_fit_together(
    hand: Hand, season: Season, wanted: dict[str, Any], rule: str
) -> None:
    season.store_matches(8)
    with hand.refused(rule):
        store_result(hand, wanted)


def test_only_two_players_play(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    record(hand, 1)
    advance(hand, 1)
    with hand.refused("matches_players_known"):
        record(hand, 5)
    with hand.refused("matches_absences"):
        update(hand, 5, match_status_id=5, player2_absence="NO_SHOW")


SPLIT = {"set1_player1": 6, "set1_player2": 3, "set2_player1": 3, "set2_player2": 6}
THIRD_SET = {"set3_player1": 6, "set3_player2": 4}
SUPER_TIEBREAK = {"set3_supertiebreak_player1": 10, "set3_supertiebreak_player2": 7}


@pytest.mark.parametrize(
    ("supertiebreak", "right", "wrong"),
    [(True, SUPER_TIEBREAK, THIRD_SET), (False, THIRD_SET, SUPER_TIEBREAK)],
)
def test_the_deciding_set_has_the_format_of_the_draw(
    hand: Hand,
    season: Season,
    supertiebreak: bool,
    right: dict[str, Any],
    wrong: dict[str, Any],
) -> None:
    season.store_matches(8, supertiebreak=supertiebreak)
    with hand.tried():
        record(hand, 1, **SPLIT, **right)
        advance(hand, 1)
    for third in (wrong, right | wrong, {}):
        with hand.refused("matches_score"):
            record(hand, 1, **SPLIT, **third)


def test_absences_of_a_draw_have_a_reason(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    row = {"draw_id": 1, "player_id": 1, "reason": "SUSPENDED"}
    with hand.tried():
        hand.insert(SVC, "draw_absences", row)
    with hand.refused("draw_absences_reason"):
        hand.insert(SVC, "draw_absences", row | {"reason": "DISQUALIFIED"})
    with hand.refused("draw_absences_drawn"):
        hand.insert(SVC, "draw_absences", row | {"player_id": 70})
    with hand.refused("draw_absences_pkey"):
        hand.insert(SVC, "draw_absences", row, row | {"reason": "OTHER"})


# --- suspensions ------------------------------------------------------------------------------


def suspension(cause: MatchStatus, start: date, end: date) -> dict[str, Any]:
    return {
        "player_id": 1,
        "tournament_id": NICE,
        "reason_match_status_id": cause.value,
        "suspension_start": start,
        "suspension_end": end,
        **BY,
    }


@pytest.mark.parametrize("cause", [MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED])
def test_a_suspension_lasts_exactly_two_or_six_months(
    hand: Hand, season: Season, cause: MatchStatus
) -> None:
    season.store_matches(8)
    end = suspension_for(Sanction(1, cause), MONDAY).last_day
    with hand.tried():
        hand.insert(SVC, "player_suspensions", suspension(cause, MONDAY, end))
    for wrong in (end - timedelta(days=1), end + timedelta(days=1)):
        with hand.refused("player_suspensions_length"):
            hand.insert(SVC, "player_suspensions", suspension(cause, MONDAY, wrong))


@pytest.mark.parametrize("cause", [MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED])
def test_the_end_of_every_suspension_is_that_of_the_domain(hand: Hand, cause: MatchStatus) -> None:
    rule = hand.value(
        "postgres",
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
        " WHERE conname = 'player_suspensions_length'",
    )
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(1200)]
    ends = [suspension_for(Sanction(1, cause), day).last_day for day in days]
    rows = hand.run(
        "postgres",
        f"SELECT bool_and({rule}) FROM (SELECT 'live' AS origin, %s AS reason_match_status_id,"
        " s AS suspension_start, e AS suspension_end FROM unnest(%s::date[], %s::date[])"
        " AS t (s, e)) AS rows",
        cause.value,
        days,
        ends,
    )
    assert rows == [(True,)]


def test_a_suspension_starts_on_the_tournaments_first_day(hand: Hand, season: Season) -> None:
    tuesday = MONDAY + timedelta(days=1)
    with hand.refused("player_suspensions_first_day"):
        hand.insert(
            SVC, "player_suspensions", suspension(MatchStatus.WALKOVER, tuesday, date(2026, 5, 3))
        )


def test_who_was_not_drawn_is_not_suspended_for_it(hand: Hand, season: Season) -> None:
    row = suspension(MatchStatus.WALKOVER, MONDAY, date(2026, 5, 2))
    season.store_matches(8)
    with hand.tried():
        hand.insert(SVC, "player_suspensions", row)
    for changes in ({"player_id": 9}, {"tournament_id": MADRID}):
        with hand.refused("player_suspensions_drawn"):
            hand.insert(SVC, "player_suspensions", row | changes)
    with hand.tried():
        hand.insert(IMPORT, "player_suspensions", row | {"player_id": 9, "origin": "imported"})


def test_a_suspension_is_annulled_or_lifted_but_not_deleted(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    row = suspension(MatchStatus.WALKOVER, MONDAY, date(2026, 5, 2))
    hand.insert(SVC, "player_suspensions", row)
    with hand.forbidden():
        hand.run(SVC, "DELETE FROM player_suspensions")
    with hand.tried():
        hand.run(SVC, "UPDATE player_suspensions SET annulled_at = clock_timestamp()")


def test_one_suspension_per_player_tournament_and_cause(hand: Hand, season: Season) -> None:
    season.store_matches(8)
    first = suspension(MatchStatus.WALKOVER, MONDAY, date(2026, 5, 2))
    hand.insert(SVC, "player_suspensions", first)
    with hand.refused("player_suspensions_once"):
        hand.insert(SVC, "player_suspensions", first)
    with hand.refused("player_suspensions_reason"):
        hand.insert(
            SVC,
            "player_suspensions",
            first | {"reason_match_status_id": 4, "suspension_end": date(2026, 9, 2)},
        )
    with hand.tried():
        six = suspension(MatchStatus.DISQUALIFIED, MONDAY, date(2026, 9, 2))
        hand.insert(SVC, "player_suspensions", six)


# --- imported and unverified matches ----------------------------------------------------------


def test_imported_matches_do_not_say_why_nobody_played(hand: Hand, season: Season) -> None:
    drawn = season.store_draw(8)
    hand.insert(IMPORT, "match_draws", season.match_draw(8, origin="imported"))
    rows = each(list(match_rows(drawn)), origin="imported", winner_id=None)
    given = rows[0]["player1_id"]
    rows[0].update(match_status_id=3, winner_id=given)
    rows[4].update(player1_id=given)
    with hand.tried():
        hand.insert(IMPORT, "matches", *rows)
    with hand.refused("matches_come_through"):
        rows[4].update(player1_id=None)
        hand.insert(IMPORT, "matches", *rows)


def test_unverified_history_may_hold_any_score_but_no_foreign_winner(
    hand: Hand, season: Season
) -> None:
    hand.insert(IMPORT, "draws", season.draw(draw_status_id=4, origin="unverified"))
    foreign = season.match_draw(5, draw_size=None, origin="unverified")
    hand.insert(IMPORT, "match_draws", foreign)
    row: dict[str, Any] = {
        "draw_id": 1,
        "round_id": 4,
        "match_number": 31,
        "match_date": date(2025, 1, 1),
        "player1_id": 1,
        "player2_id": 70,
        "winner_id": 70,
        "match_status_id": 2,
        "set1_player1": 9,
        "set1_player2": 8,
        "start_date": MONDAY,
        "has_supertiebreak": True,
        "origin": "unverified",
        **BY,
    }
    with hand.tried():
        hand.insert(IMPORT, "matches", row)
    with hand.refused("matches_winner"):
        hand.insert(IMPORT, "matches", row | {"winner_id": 2})
    with hand.refused("matches_numbers"):
        hand.insert(IMPORT, "matches", row | {"set1_player1": -1})
