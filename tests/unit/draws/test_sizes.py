"""Size, byes and seeds by the number of players (rules.md sections 1 and 3)."""

import pytest

from services.draws.domain.sizes import (
    can_be_drawn,
    draw_size,
    has_super_tie_break,
    number_of_byes,
    number_of_seeds,
)
from shared.terms import AgeCategory, Gender


@pytest.mark.parametrize(
    ("fewest", "most", "size", "seeds"),
    [(6, 8, 8, 2), (9, 16, 16, 4), (17, 32, 32, 8), (33, 64, 64, 16)],
)
def test_size_byes_and_seeds_follow_the_number_of_players(
    fewest: int, most: int, size: int, seeds: int
) -> None:
    for players in range(fewest, most + 1):
        assert can_be_drawn(players)
        assert draw_size(players) == size
        assert number_of_byes(players) == size - players
        assert number_of_seeds(players) == seeds


@pytest.mark.parametrize("players", [-1, 0, 5, 65, 128])
def test_fewer_than_six_or_more_than_64_players_make_no_draw(players: int) -> None:
    assert not can_be_drawn(players)
    for number in (draw_size, number_of_byes, number_of_seeds):
        with pytest.raises(ValueError, match=f"6 to 64 players; here there are {players}"):
            number(players)


def test_only_mens_60_plays_a_full_third_set() -> None:
    assert {
        (category, gender): has_super_tie_break(category, gender)
        for category in AgeCategory
        for gender in Gender
    } == {
        (AgeCategory.SIXTY, Gender.MEN): False,
        (AgeCategory.SIXTY, Gender.WOMEN): True,
        (AgeCategory.SIXTY_FIVE, Gender.MEN): True,
        (AgeCategory.SIXTY_FIVE, Gender.WOMEN): True,
    }
