"""Registering and changing players, by what is stored and told."""

import pytest

from shared.errors import NotFound, RuleBroken, Stale
from shared.terms import Gender, PlayerStatus
from tests.integration.entries.tour import ADA, BEN, FRANCE, SPAIN, Tour, fields
from tour.entries.v1 import events_pb2


async def test_a_player_is_registered_as_tidied_and_told(tour: Tour) -> None:
    player = await tour.register(first_name="  Iga ", last_name="Świątek")
    assert (player.first_name, player.last_name, player.version) == ("Iga", "Świątek", 1)
    assert player.shown_status is PlayerStatus.ACTIVE
    assert player.changed_by == "anna"
    ((envelope, event),) = await tour.told(events_pb2.PlayerRegistered)
    assert (envelope.key, envelope.version) == (f"player:{player.player_id}", 1)
    assert (event.player.last_name, event.player.country.code) == ("Świątek", "F")
    assert envelope.before is None
    assert envelope.after is not None
    assert envelope.after["country"]["name"] == "France"


async def test_every_broken_rule_of_a_player_is_told_and_nothing_is_stored(tour: Tour) -> None:
    with pytest.raises(RuleBroken) as refused:
        await tour.register(first_name="", birth_year=2027, gender_id=3, country_id=99)
    assert fields(refused.value) == ["first_name", "birth_year", "gender_id", "country_id"]
    assert await tour.sql("SELECT 1 FROM tour.players") == []
    assert await tour.told(events_pb2.PlayerRegistered) == []


@pytest.mark.parametrize("birth_year", [1900, 2026])
async def test_birth_years_end_with_the_tour_clocks_year(tour: Tour, birth_year: int) -> None:
    assert (await tour.register(birth_year=birth_year)).birth_year == birth_year


async def test_a_name_whose_letters_unfold_into_many_is_stored(tour: Tour) -> None:
    # one character of 18 letters, sixty times in each name: longer than a key may be
    player = await tour.register(first_name="ﷺ" * 60, last_name="ﷺ" * 60)
    assert len(player.last_name) == 60


async def test_a_name_of_an_apostrophe_letter_alone_is_refused(tour: Tour) -> None:
    with pytest.raises(RuleBroken) as refused:
        await tour.register(first_name="ʼ", last_name="ʼ")
    assert fields(refused.value) == ["first_name", "last_name"]


async def test_a_change_is_told_with_what_was_before(tour: Tour) -> None:
    player = await tour.register()
    changed = await tour.change_player(
        player, by=BEN, last_name="Holm", status_id=PlayerStatus.RETIRED, country_id=SPAIN
    )
    assert (changed.last_name, changed.version, changed.changed_by) == ("Holm", 2, "ben")
    assert (changed.status, changed.country.code) == (PlayerStatus.RETIRED, "E")
    ((envelope, event),) = await tour.told(events_pb2.PlayerChanged)
    assert (envelope.version, event.player.last_name) == (2, "Holm")
    assert envelope.before is not None
    assert envelope.after is not None
    assert (envelope.before["last_name"], envelope.after["last_name"]) == ("Berg", "Holm")


async def test_who_saves_second_is_told_who_was_first(tour: Tour) -> None:
    seen = await tour.register()
    await tour.change_player(seen, by=BEN, last_name="Holm")
    with pytest.raises(Stale) as refused:
        await tour.change_player(seen, last_name="Dahl")
    assert refused.value.by == "ben"
    assert (await tour.player(seen)).last_name == "Holm"


async def test_an_unknown_player_cannot_be_changed(tour: Tour) -> None:
    player = await tour.register()
    await tour.sql("DELETE FROM tour.players")
    with pytest.raises(NotFound):
        await tour.change_player(player)


async def test_suspended_cannot_be_set_by_hand(tour: Tour) -> None:
    player = await tour.register()
    with pytest.raises(RuleBroken) as refused:
        await tour.change_player(player, status_id=PlayerStatus.SUSPENDED)
    assert fields(refused.value) == ["status_id"]


async def test_birth_year_and_gender_stay_as_entered(tour: Tour) -> None:
    player, _, entry = await tour.entered()
    with pytest.raises(RuleBroken) as refused:
        await tour.change_player(player, birth_year=1961, gender_id=Gender.MEN)
    assert fields(refused.value) == ["birth_year", "gender_id"]
    # 1962 turns 64 in 2026, the same category: its copy in the entry follows
    changed = await tour.change_player(player, birth_year=1962)
    assert changed.birth_year == 1962
    await tour.withdraw(entry)
    changed = await tour.change_player(changed, birth_year=1961, gender_id=Gender.MEN)
    assert (changed.birth_year, changed.gender) == (1961, Gender.MEN)


async def test_unverified_history_does_not_keep_a_player_from_being_corrected(tour: Tour) -> None:
    player, _, entry = await tour.entered()
    await tour.sql(
        "UPDATE tour.entries SET origin = 'unverified', age_category_id = 2 WHERE entry_id = %s",
        entry.entry_id,
    )
    changed = await tour.change_player(player, birth_year=1960, gender_id=Gender.MEN)
    assert changed.birth_year == 1960
    assert (await tour.change_player(changed, last_name="Holm")).last_name == "Holm"


async def test_namesakes_are_two_players(tour: Tour) -> None:
    first, second = await tour.register(ADA), await tour.register(ADA)
    assert first.player_id != second.player_id
    assert first.country.country_id == FRANCE
