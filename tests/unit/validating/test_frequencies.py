"""The shares of section 10 over a whole history: kept within 5 %, or one event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import pytest

from services.entries.domain.tournaments import entry_deadline
from shared.terms import MatchStatus
from tests.unit.validating.hand import HISTORY, NOW, Hand, answers, season
from tests.unit.validating.plants import completed
from tests.unit.validating.test_good_cases import NOTHING
from tools.validating.checks import CHECKS
from tools.validating.frequencies import Quota
from tools.validating.stored import Stored
from tools.validating.tables import Draw, DrawField, DrawPlayer, Entry, Match, Tournament

_CHECKS = [check for check in CHECKS if check.id in HISTORY]
_MATCHES = 2000
_ENTRIES = 1000


def shared_out(total: int, shares: dict[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    for end, share in shares.items():
        yield from [end] * round(total * share)


def history() -> dict[type, list[Any]]:
    """One draw that holds as many matches and entries as section 10 has shares for."""
    sheet = completed(Hand())
    assert sheet.tournament is not None
    tournament = replace(sheet.tournament, changed_by="history")
    better, worse = sheet.lines[0].player_id, sheet.lines[1].player_id
    plain = shared_out(
        3600,
        # of 99 that are no retirement
        {
            end: share / 0.99
            for end, share in {
                (6, 3): 0.30,
                (6, 4): 0.25,
                (7, 5): 0.15,
                (6, 2): 0.10,
                (6, 1): 0.10,
                (6, 0): 0.09,
            }.items()
        },
    )
    short = {(7, 4): 0.30, (7, 3): 0.25, (7, 5): 0.20, (7, 2): 0.15, (7, 1): 0.05, (7, 0): 0.05}
    long = {(8, 6): 0.25, (9, 7): 0.20, (10, 8): 0.15, (11, 9): 0.10, (12, 10): 0.10}
    long |= {(13, 11): 0.10, (14, 12): 0.05, (15, 13): 0.05}
    supers = {(10, 7): 0.25, (10, 6): 0.20, (10, 8): 0.15, (10, 5): 0.10, (10, 4): 0.10}
    supers |= {(10, 3): 0.10, (10, 2): 0.06, (10, 1): 0.03, (10, 0): 0.01}
    longer = {(11, 9): 0.25, (12, 10): 0.20, (13, 11): 0.15, (14, 12): 0.10, (15, 13): 0.10}
    longer |= {(16, 14): 0.10, (17, 15): 0.05, (18, 16): 0.05}
    sets: list[tuple[Any, Any]] = [(games, None) for games in plain]
    sets += [((7, 6), points) for points in shared_out(320, short)]
    sets += [((7, 6), points) for points in shared_out(80, long)]
    deciders = [*shared_out(400, supers), *shared_out(100, longer)]
    given = iter(sets)
    played = next(m for m in sheet.matches if m.match_status_id == MatchStatus.COMPLETED)
    matches = []
    for number in range(_MATCHES):
        score: dict[str, Any] = dict(NOTHING)
        for index in (1, 2):
            games, points = next(given, ((6, 3), None))
            score |= {f"set{index}_player1": games[0], f"set{index}_player2": games[1]}
            if points:
                score |= {f"set{index}_tiebreak_player{side}": points[side - 1] for side in (1, 2)}
        if number < len(deciders):
            one, other = deciders[number]
            score |= {"set3_supertiebreak_player1": other, "set3_supertiebreak_player2": one}
        matches.append(
            replace(
                played,
                match_id=number,
                match_number=number + 1,
                player1_id=better,
                player2_id=worse,
                winner_id=better if number % 3 else worse,
                match_status_id=MatchStatus.COMPLETED,
                **score,
            )
        )
    gone = replace(matches[0], winner_id=better, **NOTHING)
    # one to 99 of the 3,600 other sets
    matches += [replace(gone, match_status_id=MatchStatus.RETIRED)] * 36
    walkover = replace(
        gone, match_status_id=MatchStatus.WALKOVER, player1_absence=None, player2_absence="NO_SHOW"
    )
    matches += [walkover] * 10
    matches += [replace(gone, match_status_id=MatchStatus.DISQUALIFIED)] * 4
    closed = entry_deadline(tournament.start_date)
    entry = replace(
        season()[Entry][0],
        tournament_id=tournament.tournament_id,
        age_category_id=sheet.draw.age_category_id,
        gender_id=sheet.draw.gender_id,
        withdrawn_at=None,
        withdrawal_type=None,
    )
    days = islice(cycle([1, 3, 5, 7, 9, 11, 14, 15, 20, 30]), _ENTRIES)
    entries = [replace(entry, entry_timestamp=closed - timedelta(days=day)) for day in days]
    late = closed + timedelta(hours=1)
    entries[0] = replace(entries[0], withdrawn_at=late, withdrawal_type="BEFORE_DRAW")
    field = season()[DrawField][0]
    return {
        **season(),
        Tournament: [tournament],
        Draw: [sheet.draw],
        DrawPlayer: list(sheet.lines),
        DrawField: [
            replace(field, draw_id=sheet.draw.draw_id, player_id=player, ranking_position=position)
            for player, position in ((better, 3), (worse, None))
        ],
        Match: matches,
        Entry: entries,
    }


def bad(tables: dict[type, list[Any]]) -> dict[str, int]:
    found = answers(_CHECKS, Stored(tables, NOW))
    assert not any(answer.skipped for answer in found.values())
    return {name: answer.bad for name, answer in found.items() if answer.bad}


def test_a_history_by_quotas_keeps_its_shares() -> None:
    assert bad(history()) == {}


def test_too_many_no_shows_are_told() -> None:
    tables = history()
    tables[Match] += [tables[Match][-5]] * 2
    assert bad(tables) == {"history-mishaps": 1}


def test_third_sets_one_in_ten_are_told() -> None:
    """As the earlier system's generator drew them."""
    tables = history()
    third = {"set3_supertiebreak_player1": None, "set3_supertiebreak_player2": None}
    matches = tables[Match]
    # every second decider goes, so that their own shares stay
    tables[Match] = [
        replace(row, **third) if number < 500 and number % 2 else row
        for number, row in enumerate(matches)
    ]
    assert "history-scores" in bad(tables)


def test_a_favourite_who_wins_half_the_matches_is_told() -> None:
    tables = history()
    tables[Match] = [
        replace(row, winner_id=row.player1_id if row.match_id % 2 else row.player2_id)
        for row in tables[Match]
    ]
    assert bad(tables) == {"history-favourites": 1}


def test_entries_that_come_too_early_are_told() -> None:
    tables = history()
    tables[Entry] = [
        replace(row, entry_timestamp=row.entry_timestamp - timedelta(days=12))
        for row in tables[Entry]
    ]
    assert bad(tables) == {"history-arrivals": 2}


@pytest.mark.parametrize(("happened", "kept"), [(95, True), (105, True), (94, False), (106, False)])
def test_a_share_is_kept_within_5_percent(happened: int, kept: bool) -> None:
    assert Quota("events", happened, 1000, 0.1).is_kept is kept


@pytest.mark.parametrize(("happened", "kept"), [(0, True), (1, True), (2, True), (3, False)])
def test_rare_events_may_differ_by_one(happened: int, kept: bool) -> None:
    assert Quota("events", happened, 1000, 0.001).is_kept is kept
