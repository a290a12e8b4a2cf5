"""What holds of the history whenever it is started and whatever the lots are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from services.draws.domain.bracket import Draw, Line, make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.seeding import RankingPlace, Seed, StandingEntry, seed_field
from services.matches.domain.results import may_record
from services.rankings.domain.ranking import Result
from shared.terms import AgeCategory, DrawStatus, Gender, MatchStatus, TournamentCategory
from shared.weeks import Week
from tests.unit.history.moments import (
    AFTER_CLOSING,
    BEFORE_CLOSING,
    BEFORE_DRAWN,
    BEFORE_PUBLISHED,
    DRAWN,
    MOMENTS,
    PUBLISHED,
    WEEKDAYS,
)
from tests.unit.rankings.oracle import rank_by_the_book
from tools import rows
from tools.history.drawing import DrawDesk
from tools.history.records import COMPETITIONS, Competition, DrawSheet
from tools.history.scope import Scope
from tools.history.season import Season, make_season
from tools.history.writing import season_rows

_SEED = 2026
_WEEKS = 5


def _at_random(number: int) -> Iterator[tuple[int, datetime]]:
    """Seeds and moments of six years, always the same."""
    chance = Random(60)
    for _ in range(number):
        seconds = chance.randrange(6 * 366 * 86_400)
        yield chance.randrange(2**32), MOMENTS[0] + timedelta(seconds=seconds)


@pytest.fixture(
    params=[*((_SEED, moment) for moment in MOMENTS), *_at_random(8)],
    ids=lambda case: f"{case[0]} {case[1]:%Y-%m-%d %a %H:%M:%S}",
)
def season(request: pytest.FixtureRequest) -> Season:
    """A history whenever it is started: at the moments that matter, and at any other."""
    return _made(*request.param)


@cache
def _made(seed: int, now: datetime) -> Season:
    return make_season(_scope(seed), now)


def _scope(seed: int) -> Scope:
    return Scope(random_seed=seed, weeks=_WEEKS, players=130, tournaments_a_year=60)


def standing(sheet: DrawSheet) -> list[StandingEntry]:
    return [
        StandingEntry(entry.entry_id, entry.person.player_id, entry.entered_at)
        for entry in sheet.entries
        if entry.withdrawn_at is None
    ]


def of_week(season: Season, weeks_from_now: int) -> Iterator[DrawSheet]:
    week = Week.of(season.now.date()) + weeks_from_now
    return (sheet for sheet in season.sheets if sheet.tournament.week == week)


def recordable(season: Season, sheet: DrawSheet) -> int:
    assert sheet.play is not None
    return sum(not may_record(match, season.now) for match in sheet.play.matches.matches)


def test_every_draw_verifies_from_its_rows(season: Season) -> None:
    found = list(season_rows(season))
    drawn = [row for row in found if isinstance(row, rows.Draw) and row.random_seed is not None]
    assert len(drawn) >= 20
    for draw in drawn:
        players = [r for r in found if isinstance(r, rows.DrawPlayer) and r.draw_id == draw.draw_id]
        seeds = {
            row.player_id: row
            for row in found
            if isinstance(row, rows.DrawSeed)
            and row.draw_id == draw.draw_id
            and row.is_actual_seeding
        }
        assert draw.draw_size is not None
        on_line = {row.draw_position: row.player_id for row in players}
        lines = tuple(
            Line(number, player, seeds[player].seed_number if player in seeds else None)
            for number in range(1, draw.draw_size + 1)
            for player in [on_line.get(number)]
        )
        bracket = Draw(draw.draw_size, lines)
        assert {r.player_id for r in players if r.has_bye} == bracket.players_with_bye
        actual = sorted(
            (Seed(row.seed_number, row.player_id, row.seeding_points) for row in seeds.values()),
            key=lambda seed: seed.number,
        )
        field = {row.player_id for row in players}
        assert broken_rules(bracket, actual, field) == []
        # and anybody can draw it again from field, ranking and random seed
        places = [r for r in found if isinstance(r, rows.DrawField) and r.draw_id == draw.draw_id]
        entries = [
            StandingEntry(row.entry_id, row.player_id, row.entered_at)
            for row in places
            if row.entry_id is not None and row.entered_at is not None and row.player_id in field
        ]
        ranking = {
            row.player_id: RankingPlace(row.ranking_position, row.ranking_points)
            for row in places
            if row.ranking_position is not None
        }
        seeding = seed_field(entries, ranking if draw.is_seeded else None)
        assert list(seeding.seeds) == actual
        assert draw.random_seed is not None
        again = make_draw(
            seeding.player_ids, seeded=seeding.is_seeded, random_seed=draw.random_seed
        )
        assert again == bracket


def test_draws_are_seeded_by_the_ranking_of_the_week_before_and_else_unseeded(
    season: Season,
) -> None:
    published = {
        (ranked.week, ranked.competition): {
            player.player_id: RankingPlace(player.position, player.points)
            for player in ranked.players
        }
        for ranked in season.rankings
    }
    closings = [sheet for sheet in season.sheets if sheet.closing is not None]
    for sheet in closings:
        assert sheet.closing is not None
        ranking = published[sheet.tournament.week - 1, sheet.competition]
        assert sheet.closing.ranking == (ranking or None)
        assert bool(sheet.closing.seeds) == bool(ranking)
    # of the first week there is no ranking before the second
    unseeded = {s.tournament.week for s in closings if s.closing and not s.closing.seeds}
    first = season.tournaments[0].week
    assert unseeded == {first, first + 1}


def test_everybody_enters_by_the_rules(season: Season) -> None:
    suspensions = [
        ban.suspension for sheet in season.sheets if sheet.play for ban in sheet.play.bans
    ]
    entered = Counter[tuple[Week, int]]()
    ids = Counter[int]()
    for sheet in season.sheets:
        week = sheet.tournament.week
        deadline = (week - 1).at(2, 10)
        for entry in sheet.entries:
            person = entry.person
            ids[entry.entry_id] += 1
            entered[week, person.player_id] += 1
            assert entry.entered_at <= min(deadline, season.now)
            assert entry.entered_at >= deadline - timedelta(days=30)
            assert person.gender is sheet.competition.gender
            youngest = {1: 60, 2: 65}[sheet.competition.category]
            assert youngest <= week.year - person.birth_year <= youngest + 4
            assert person.status == 1
            for suspension in suspensions:
                if suspension.player_id == person.player_id and week.monday > suspension.first_day:
                    assert suspension.last_day < week.monday
    assert set(ids.values()) == {1}
    assert set(entered.values()) == {1}


def test_entries_keep_the_points_of_the_latest_ranking(season: Season) -> None:
    for sheet in season.sheets:
        for entry in sheet.entries:
            before = [
                ranked
                for ranked in season.rankings
                if ranked.competition == sheet.competition
                and ranked.players
                and ranked.week.at(1, 20) <= entry.entered_at
            ]
            latest = before[-1].players if before else ()
            points = {player.player_id: player.points for player in latest}
            assert entry.points == points.get(entry.person.player_id, 0)


def test_rankings_follow_from_the_points(season: Season) -> None:
    birth_years = {person.player_id: person.birth_year for person in season.people}
    for competition in COMPETITIONS:
        results = [
            Result(
                award.player_id,
                sheet.tournament.tournament_id,
                sheet.tournament.week,
                award.points,
            )
            for sheet in season.sheets
            if sheet.competition == competition
            for award in sheet.awards
        ]
        for ranked in season.rankings:
            if ranked.competition == competition:
                expected = rank_by_the_book(ranked.week, competition.category, results, birth_years)
                assert [(p.player_id, p.points) for p in ranked.players] == [
                    (row.player_id, row.points) for row in expected
                ]


def test_every_ranking_is_there_whose_monday_20_00_has_come(season: Season) -> None:
    weeks = sorted({ranked.week for ranked in season.rankings})
    assert len(season.rankings) == 4 * len(weeks)
    # the gap that the clock would fill otherwise
    assert weeks == [weeks[0] + number for number in range(len(weeks))]
    assert weeks[-1].at(1, 20) <= season.now < (weeks[-1] + 1).at(1, 20)
    assert weeks[0] == min(sheet.tournament.week for sheet in season.sheets) - 1


def test_nothing_has_happened_that_is_still_to_come(season: Season) -> None:
    for sheet in season.sheets:
        moments = [entry.withdrawn_at for entry in sheet.entries]
        if sheet.closing:
            moments.append(sheet.closing.closed_at)
        if sheet.making:
            moments.append(sheet.making.made_at)
        if sheet.play:
            moments.append(sheet.play.completed_at)
            moments += [ban.decided_at for ban in sheet.play.bans]
            for match in sheet.play.matches.matches:
                assert match.status is MatchStatus.SCHEDULED or match.day <= season.now.date()
        assert all(moment is None or moment <= season.now for moment in moments)


def test_past_tournaments_are_over_with_points_for_all(season: Season) -> None:
    present = Week.of(season.now.date())
    past = [sheet for sheet in season.sheets if sheet.tournament.week < present]
    assert len(past) == 4 * _WEEKS
    for sheet in past:
        assert sheet.play is not None
        assert sheet.play.completed_at is not None
        assert sheet.play.matches.final.winner is not None
        drawn = {entry.player_id for entry in standing(sheet)}
        assert {award.player_id for award in sheet.awards} == drawn


def test_one_tournament_is_in_play_with_something_to_record(season: Season) -> None:
    sheets = list(of_week(season, 0))
    assert len(sheets) == 4
    left = sum(recordable(season, sheet) for sheet in sheets)
    assert left >= 1
    played = sum(
        match.status is not MatchStatus.SCHEDULED
        for sheet in sheets
        if sheet.play
        for match in sheet.play.matches.matches
    )
    first_results = Week.of(season.now.date()).at(1, 11)
    assert (played > 0) == (season.now >= first_results)


def test_officials_can_enter_players_in_three_tournaments_at_least(season: Season) -> None:
    ahead: Counter[int] = Counter()
    for sheet in season.sheets:
        if sheet.closing is None:
            assert sheet.tournament.week.monday > season.now.date()
            ahead[sheet.tournament.tournament_id] += len(sheet.entries)
    assert len(ahead) >= 4
    assert sum(entries > 0 for entries in ahead.values()) >= 3


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (BEFORE_CLOSING, DrawStatus.OPEN),
        (AFTER_CLOSING, DrawStatus.CLOSED),
        (BEFORE_DRAWN, DrawStatus.CLOSED),
        (DRAWN, DrawStatus.GENERATED),
    ],
)
def test_next_weeks_draws_stand_where_the_clock_would_have_them(
    now: datetime, status: DrawStatus
) -> None:
    season = _made(_SEED, now)
    coming = {sheet.draw_id for sheet in of_week(season, 1)}
    found = list(season_rows(season))
    draws = [row for row in found if isinstance(row, rows.Draw) and row.draw_id in coming]
    assert [row.draw_status_id for row in draws] == [status] * 8
    tournaments = {row.tournament_id for row in draws}
    lists = [
        row.state
        for row in found
        if isinstance(row, rows.EntryList) and row.tournament_id in tournaments
    ]
    state = {DrawStatus.OPEN: "OPEN", DrawStatus.CLOSED: "CLOSED"}.get(status, "FROZEN")
    assert lists == [state] * 8


@pytest.mark.parametrize(("now", "weeks"), [(BEFORE_PUBLISHED, 6), (PUBLISHED, 7)])
def test_this_weeks_ranking_is_published_at_monday_20_00(now: datetime, weeks: int) -> None:
    assert len({ranked.week for ranked in _made(_SEED, now).rankings}) == weeks


def test_who_was_sanctioned_is_suspended_and_has_not_entered_since(season: Season) -> None:
    bans = [ban for sheet in season.sheets if sheet.play for ban in sheet.play.bans]
    sanctioned = [award for sheet in season.sheets for award in sheet.awards if award.is_sanctioned]
    assert len(bans) >= len(sanctioned) >= 1
    assert all(award.points == 0 for award in sanctioned)
    assert {ban.suspension.cause for ban in bans} <= {
        MatchStatus.DISQUALIFIED,
        MatchStatus.WALKOVER,
    }


def a_closed_sheet() -> DrawSheet:
    """Seeded, with more than six entries, and not drawn yet."""
    season = _made(_SEED, AFTER_CLOSING)
    return next(
        replace(sheet, closing=None)
        for sheet in season.sheets
        if sheet.closing and not sheet.making and len(sheet.entries) > 8
    )


def drawn_after(withdrawals: int) -> DrawSheet:
    """That draw, after so many withdrawals that are due."""
    sheet = a_closed_sheet()
    ranking = {
        entry.person.player_id: RankingPlace(position, 100 - position)
        for position, entry in enumerate(sheet.entries, start=1)
    }
    desk = DrawDesk(Random(1))
    desk._due_to_withdraw = withdrawals
    return desk.draw(sheet, ranking, DRAWN)


def test_who_withdraws_between_deadline_and_draw_is_not_drawn() -> None:
    sheet = drawn_after(2)
    assert sheet.closing is not None
    assert sheet.making is not None
    gone = [entry for entry in sheet.entries if entry.withdrawn_at is not None]
    assert len(gone) == 2
    for entry in gone:
        assert entry.withdrawn_at is not None
        assert sheet.closing.closed_at <= entry.withdrawn_at < sheet.making.made_at
    drawn = {line.player_id for line in sheet.making.bracket.lines} - {None}
    assert drawn == {entry.player_id for entry in standing(sheet)}
    # the planned seeds stay, and whoever stood below a seed that went has moved up
    going = {entry.person.player_id for entry in gone}
    planned = [seed.player_id for seed in sheet.closing.seeds if seed.player_id not in going]
    actual = [seed.player_id for seed in sheet.making.seeds]
    assert actual[: len(planned)] == planned[: len(actual)]


def test_six_players_stay_and_the_other_withdrawals_wait_for_the_next_draw() -> None:
    sheet = drawn_after(1000)
    assert sheet.making is not None
    assert len(standing(sheet)) == 6


def test_same_seed_and_moment_give_the_same_rows() -> None:
    now = WEEKDAYS[4]
    once = list(season_rows(_made(_SEED, now)))
    assert list(season_rows(make_season(_scope(_SEED), now))) == once
    assert list(season_rows(_made(_SEED + 1, now))) != once


def test_draws_of_every_size_are_finished_in_a_year() -> None:
    season = make_season(Scope(), WEEKDAYS[0])
    finished = Counter(s.making.bracket.size for s in season.sheets if s.making and s.awards)
    assert set(finished) == {8, 16, 32, 64}
    assert {one.category for one in season.tournaments} == set(TournamentCategory)


def test_some_change_category_on_new_year_and_leave_their_points_behind() -> None:
    season = make_season(Scope(), datetime(2026, 2, 16, 12, tzinfo=UTC))
    born = {person.player_id: person.birth_year for person in season.people}
    lists = {(one.week, one.competition): one.players for one in season.rankings}
    before, after = Week.iso(2025, 52), Week.iso(2026, 1)
    for gender in Gender:
        younger, older = (Competition(category, gender) for category in AgeCategory)
        turned = {one.player_id for one in lists[before, younger] if born[one.player_id] == 1961}
        assert len(turned) >= 5
        for competition in (younger, older):
            listed = {one.player_id for one in lists[after, competition]}
            # the first tournament of the year counts from its second week on
            assert not turned & listed
