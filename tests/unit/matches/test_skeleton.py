"""Section 5: the matches of a draw, who stands in them, when they are played."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from services.matches.domain.bracket import Draw, ImpossibleDrawError, Match, Place, matches_in
from services.matches.domain.sets import SIDES
from services.matches.domain.skeleton import build_skeleton, regular_day
from shared.terms import MatchStatus, Round
from tests.unit.matches.draws import WEEK, draw_lines, full_draw, match_at, on_day

SIX_PLAYERS = [1, None, 3, 4, 5, 6, None, 8]


def players_of(draw: Draw, played: Round) -> list[tuple[int | None, int | None]]:
    return [(match.player1, match.player2) for match in draw.matches if match.place.round is played]


def test_lines_one_and_two_three_and_four_meet_in_the_first_round() -> None:
    draw = full_draw(8)
    assert players_of(draw, Round.QF) == [(1, 2), (3, 4), (5, 6), (7, 8)]
    assert players_of(draw, Round.SF) == [(None, None)] * 2
    assert players_of(draw, Round.F) == [(None, None)]


def test_a_bye_is_no_match_and_the_others_keep_their_numbers() -> None:
    draw = build_skeleton(SIX_PLAYERS, WEEK)
    numbers = [match.place.number for match in draw.matches if match.place.round is Round.QF]
    assert numbers == [2, 3]
    assert players_of(draw, Round.QF) == [(3, 4), (5, 6)]


def test_a_player_with_a_bye_stands_in_the_second_round_from_the_start() -> None:
    draw = build_skeleton(SIX_PLAYERS, WEEK)
    assert players_of(draw, Round.SF) == [(1, None), (None, 8)]


def test_two_byes_that_feed_one_match_make_both_its_players_known() -> None:
    lines = [1, None, None, 4, *range(5, 17)]
    draw = build_skeleton(lines, WEEK)
    assert players_of(draw, Round.QF)[0] == (1, 4)
    assert draw.at(Place(Round.R16, 1)) is None
    assert draw.at(Place(Round.R16, 2)) is None


@pytest.mark.parametrize(
    ("size", "first", "days"), [(8, Round.QF, 3), (16, Round.R16, 4), (32, Round.R32, 5),
                                (64, Round.R64, 6)],
)  # fmt: skip
def test_round_r_is_played_on_day_r(size: int, first: Round, days: int) -> None:
    draw = full_draw(size)
    assert draw.first_round is first
    for match in draw.matches:
        assert match.day == WEEK.monday + timedelta(days=match.place.round - first)
    assert draw.final.day == WEEK.monday + timedelta(days=days - 1)


def test_a_64_ends_on_saturday_and_an_8_on_wednesday() -> None:
    assert full_draw(64).final.day.isoweekday() == 6
    assert full_draw(8).final.day.isoweekday() == 3
    assert regular_day(Round.F, Round.R64, WEEK) == date(2026, 2, 28)


@given(draw_lines())
def test_a_skeleton_holds_every_player_once_and_a_match_less_than_players(
    lines: list[int | None],
) -> None:
    draw = build_skeleton(lines, WEEK)
    standing = [player for match in draw.matches for player in match.players]
    players = [player for player in lines if player is not None]
    assert sorted(standing) == sorted(players)
    assert len(draw.matches) == len(players) - 1
    for match in draw.matches:
        assert match.status is MatchStatus.SCHEDULED
        assert match.winner is None
        for player in match.players:
            line = lines.index(player)
            steps = match.place.round - draw.first_round
            assert match.place.number == (line >> (steps + 1)) + 1
            assert match.player_on(1 if (line >> steps) % 2 == 0 else 2) == player


def test_the_winner_of_match_n_plays_on_in_match_half_n_on_the_upper_side_if_n_is_odd() -> None:
    assert Place(Round.R64, 1).next == Place(Round.R32, 1)
    assert Place(Round.R64, 2).next == Place(Round.R32, 1)
    assert Place(Round.R64, 3).next == Place(Round.R32, 2)
    assert Place(Round.R64, 32).next == Place(Round.R32, 16)
    assert [Place(Round.R64, number).side_in_next for number in (1, 2, 3, 32)] == [1, 2, 1, 2]
    assert Place(Round.F, 1).next is None


def test_feeding_is_the_other_way_round() -> None:
    assert Place(Round.R64, 1).feeding(1) is None
    for played in list(Round)[1:]:
        for number in range(1, matches_in(played) + 1):
            for side in SIDES:
                feeding = Place(played, number).feeding(side)
                assert feeding is not None
                assert feeding.next == Place(played, number)
                assert feeding.side_in_next == side


def test_a_draw_finds_what_feeds_a_match_and_what_it_feeds() -> None:
    draw = build_skeleton(SIX_PLAYERS, WEEK)
    semi = match_at(draw, Round.SF, 1)
    assert draw.feeder(semi, 1) is None
    assert draw.feeder(semi, 2) == match_at(draw, Round.QF, 2)
    assert draw.fed_by(semi) == draw.final
    assert draw.fed_by(draw.final) is None
    assert draw.final.place == Place(Round.F, 1)


def test_changes_replace_the_matches_at_their_places() -> None:
    draw = full_draw(8)
    moved = on_day(draw.final, WEEK.sunday)
    assert draw.with_changes([moved]).final == moved
    assert draw.with_changes([moved]).matches[:-1] == draw.matches[:-1]
    assert draw.with_changes([]) == draw


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "8, 16, 32 or 64 lines, not 0"),
        ([1, 2, 3, 4], "not 4"),
        (list(range(1, 129)), "not 128"),
        ([1, 2, 3, 4, 5, 6, 7, 7], "a player stands on two lines"),
        ([1, 2, 3, 4, 5, 6, None, None], "a bye stands against a bye"),
    ],
)
def test_lines_that_are_no_draw_are_refused(lines: list[int | None], words: str) -> None:
    with pytest.raises(ImpossibleDrawError, match=words):
        build_skeleton(lines, WEEK)


def without(draw: Draw, *places: Place) -> list[Match]:
    return [match for match in draw.matches if match.place not in places]


def test_matches_that_form_no_bracket_are_no_draw() -> None:
    draw = full_draw(8)
    day = draw.final.day
    for matches, words in (
        ([], "a draw has matches"),
        ([*draw.matches, draw.final], "two matches stand at one place"),
        ([draw.final], "cannot begin with round F"),
        (without(draw, Place(Round.F, 1)), "match 1 of F is missing"),
        (without(draw, Place(Round.SF, 2)), "match 2 of SF is missing"),
        (without(draw, Place(Round.QF, 4), Place(Round.SF, 2)), "match 4 of QF is missing"),
        (without(draw, Place(Round.QF, 2)), "no player with a bye"),
        ([*draw.matches, Match(Place(Round.QF, 5), day, 9, 10)], "QF has no match 5"),
        ([*draw.matches, Match(Place(Round.QF, 0), day, 9, 10)], "QF has no match 0"),
        ([*draw.matches, Match(Place(Round.R16, 3), day, 9, None)], "lacks a player"),
    ):
        with pytest.raises(ImpossibleDrawError, match=words):
            Draw(matches)


def test_the_winning_side_is_where_the_winner_stands() -> None:
    match = Match(Place(Round.F, 1), WEEK.monday, 5, 6)
    assert match.winning_side is None
    for winner, side in ((5, 1), (6, 2)):
        won = Match(Place(Round.F, 1), WEEK.monday, 5, 6, MatchStatus.WALKOVER, winner)
        assert won.winning_side == side
