"""Who is seeded, planned at the deadline and actual at the draw (rules.md section 4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.draws.domain.seeding import (
    FieldPlayer,
    Ranking,
    RankingPlace,
    Seed,
    StandingEntry,
    seed_field,
)

OPENING = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def entry(player_id: int, minutes: int = 0, entry_id: int | None = None) -> StandingEntry:
    """An entry so many minutes after the opening; its id is the player's unless given."""
    return StandingEntry(
        entry_id=player_id if entry_id is None else entry_id,
        player_id=player_id,
        entered_at=OPENING + timedelta(minutes=minutes),
    )


def ranking(*player_ids: int) -> dict[int, RankingPlace]:
    """These players on positions 1, 2, 3, … with points 1000, 990, 980, …"""
    return {
        player_id: RankingPlace(position=position, points=1010 - 10 * position)
        for position, player_id in enumerate(player_ids, start=1)
    }


def seeded_ids(entries: list[StandingEntry], by: Ranking | None) -> list[int]:
    return [seed.player_id for seed in seed_field(entries, by).seeds]


def test_seeds_follow_the_ranking_and_carry_its_points() -> None:
    entries = [entry(player) for player in (11, 12, 13, 14, 15, 16, 17, 18, 19)]
    seeding = seed_field(entries, ranking(99, 18, 12, 98, 19, 15, 11))
    assert seeding.is_seeded
    assert seeding.seeds == (
        Seed(1, 18, 990),
        Seed(2, 12, 980),
        Seed(3, 19, 960),
        Seed(4, 15, 950),
    )
    assert seeding.field[:5] == (
        FieldPlayer(18, 2, 990),
        FieldPlayer(12, 3, 980),
        FieldPlayer(19, 5, 960),
        FieldPlayer(15, 6, 950),
        FieldPlayer(11, 7, 940),
    )


def test_equal_points_are_ordered_by_the_rankings_own_order() -> None:
    equal = {11: RankingPlace(3, 200), 12: RankingPlace(1, 200), 13: RankingPlace(2, 200)}
    entries = [entry(player) for player in (11, 12, 13, 14, 15, 16)]
    assert seed_field(entries, equal).player_ids[:3] == (12, 13, 11)


def test_position_counts_even_where_a_stored_ranking_has_points_out_of_order() -> None:
    stored = {11: RankingPlace(2, 500), 12: RankingPlace(1, 100)}
    assert seeded_ids([entry(player) for player in range(11, 17)], stored) == [12, 11]


def test_ranked_player_without_points_comes_before_unranked_who_entered_earlier() -> None:
    entries = [entry(player, minutes=player) for player in range(11, 17)]
    seeding = seed_field(entries, {16: RankingPlace(200, 0)})
    assert seeding.player_ids == (16, 11, 12, 13, 14, 15)


def test_unranked_players_fill_the_seeds_left_the_earlier_entry_first() -> None:
    minutes = {11: 50, 12: 40, 13: 30, 14: 20, 15: 10, 16: 60, 17: 70, 18: 80, 19: 90}
    entries = [entry(player, minutes=when) for player, when in minutes.items()]
    assert seed_field(entries, ranking(19)).seeds == (
        Seed(1, 19, 1000),
        Seed(2, 15, 0),
        Seed(3, 14, 0),
        Seed(4, 13, 0),
    )


def test_entries_of_the_same_moment_are_ordered_by_entry_id() -> None:
    entries = [entry(player, entry_id=100 - player) for player in range(11, 17)]
    assert seed_field(entries, ranking()).player_ids == (16, 15, 14, 13, 12, 11)


def test_published_ranking_that_ranks_nobody_of_the_field_seeds_all_the_same() -> None:
    entries = [entry(player, minutes=player) for player in range(11, 17)]
    assert seeded_ids(entries, ranking()) == [11, 12]
    assert seeded_ids(entries, ranking(97, 98)) == [11, 12]


def test_without_a_published_ranking_nobody_is_seeded() -> None:
    entries = [entry(player, minutes=-player) for player in range(11, 17)]
    seeding = seed_field(entries, None)
    assert not seeding.is_seeded
    assert seeding.seeds == ()
    assert seeding.field == tuple(
        FieldPlayer(player, None, 0) for player in (16, 15, 14, 13, 12, 11)
    )
    assert seeding.player_ids == (16, 15, 14, 13, 12, 11)


@pytest.mark.parametrize(("players", "seeds"), [(6, 2), (8, 2), (9, 4), (33, 16), (64, 16)])
def test_number_of_seeds_follows_the_field(players: int, seeds: int) -> None:
    assert len(seed_field([entry(player) for player in range(players)], ranking()).seeds) == seeds


@pytest.mark.parametrize("players", [0, 5, 65])
@pytest.mark.parametrize("by", [None, ranking(1, 2)])
def test_field_too_small_or_too_large_is_refused(players: int, by: Ranking | None) -> None:
    with pytest.raises(ValueError, match="6 to 64 players"):
        seed_field([entry(player) for player in range(players)], by)


def test_two_standing_entries_of_one_player_are_refused() -> None:
    entries = [entry(player) for player in (11, 12, 13, 14, 15, 16)]
    seed_field(entries, ranking())
    with pytest.raises(ValueError, match=r"^A player has two standing entries in this draw\.$"):
        seed_field([*entries, entry(11, entry_id=99)], ranking())


def test_everyone_below_a_seed_who_withdrew_moves_up() -> None:
    by = ranking(*range(11, 23))
    entries = [entry(player) for player in range(11, 23)]
    assert seeded_ids(entries, by) == [11, 12, 13, 14]
    without_seed_2 = [each for each in entries if each.player_id != 12]
    assert seeded_ids(without_seed_2, by) == [11, 13, 14, 15]


def test_seeds_stand_when_an_unseeded_player_withdrew() -> None:
    by = ranking(*range(11, 23))
    entries = [entry(player) for player in range(11, 23)]
    without_unseeded = [each for each in entries if each.player_id != 15]
    assert seed_field(without_unseeded, by).seeds == seed_field(entries, by).seeds


def test_nine_less_one_unseeded_leaves_the_first_two_seeds() -> None:
    by = ranking(*range(11, 20))
    entries = [entry(player) for player in range(11, 20)]
    planned = seed_field(entries, by).seeds
    assert len(planned) == 4
    actual = seed_field([each for each in entries if each.player_id != 19], by).seeds
    assert actual == planned[:2]


fields = st.integers(6, 64).flatmap(
    lambda players: st.tuples(
        st.permutations(range(1, players + 1)),
        st.integers(0, players),
        st.lists(st.integers(0, 5), min_size=players, max_size=players),
    )
)


@given(made=fields, data=st.data())
def test_actual_seeding_is_the_planned_order_without_those_who_withdrew(
    made: tuple[list[int], int, list[int]], data: st.DataObject
) -> None:
    order, ranked, minutes = made
    by = ranking(*order[:ranked])
    entries = [entry(player, minutes=when) for player, when in zip(order, minutes, strict=True)]
    planned = seed_field(entries, by)
    gone = data.draw(st.sets(st.sampled_from(order), max_size=len(order) - 6))
    actual = seed_field([each for each in entries if each.player_id not in gone], by)

    stayed = [player for player in planned.player_ids if player not in gone]
    assert list(actual.player_ids) == stayed
    assert [seed.player_id for seed in actual.seeds] == stayed[: len(actual.seeds)]
    assert [seed.number for seed in actual.seeds] == list(range(1, len(actual.seeds) + 1))
    if not gone & {seed.player_id for seed in planned.seeds}:
        assert actual.seeds == planned.seeds[: len(actual.seeds)]


@given(made=fields, data=st.data())
def test_order_in_which_entries_are_handed_over_does_not_matter(
    made: tuple[list[int], int, list[int]], data: st.DataObject
) -> None:
    order, ranked, minutes = made
    entries = [entry(player, minutes=when) for player, when in zip(order, minutes, strict=True)]
    shuffled = data.draw(st.permutations(entries))
    for by in (ranking(*order[:ranked]), None):
        assert seed_field(entries, by) == seed_field(shuffled, by)


@given(made=fields)
def test_unranked_are_never_ahead_of_ranked(made: tuple[list[int], int, list[int]]) -> None:
    order, ranked, minutes = made
    entries = [entry(player, minutes=when) for player, when in zip(order, minutes, strict=True)]
    seeding = seed_field(entries, ranking(*order[:ranked]))
    assert list(seeding.player_ids[:ranked]) == order[:ranked]
    moment = {each.player_id: (each.entered_at, each.entry_id) for each in entries}
    unranked = [moment[player] for player in seeding.player_ids[ranked:]]
    assert unranked == sorted(unranked)
