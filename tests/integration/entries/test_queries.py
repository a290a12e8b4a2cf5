"""What the service answers, and that no answer costs a query per row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from services.entries import queries
from services.entries.queries import EntrySearch, PlayerSearch, TournamentSearch
from services.entries.store.players import Place
from shared.errors import NotFound
from shared.terms import AgeCategory, Gender, Surface, TournamentCategory
from shared.text import search_key
from tests.integration.entries.dates import MONDAY
from tests.integration.entries.tour import POLAND, SPAIN, Tour

EVERYTHING = TournamentSearch(None, None, None, None, ())


async def names(tour: Tour, text: str, gender: Gender | None = None, size: int = 50) -> list[str]:
    search = PlayerSearch(tuple(search_key(text).split()), gender, size, None)
    page = await queries.search_players(tour.database, search)
    return [player.last_name for player in page.players]


@contextmanager
def statements(tour: Tour) -> Iterator[list[str]]:
    """The statements that are run, without those of the pool."""
    seen: list[str] = []
    engine = tour.database.engine.sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_swiatek_finds_swiatek_with_its_marks(tour: Tour) -> None:
    await tour.register(first_name="Iga", last_name="Świątek", country_id=POLAND)
    await tour.register(first_name="Eva", last_name="Zverev")
    for text in ("swiatek", "Świątek", "SWI", "iga swia", "swia ig"):
        assert await names(tour, text) == ["Świątek"]
    for text in ("wiatek", "iga zverev", "iga%"[3:] + "zz", "swia_ek"):
        assert await names(tour, text) == []


async def test_an_empty_text_finds_all_by_last_and_first_name(tour: Tour) -> None:
    for first, last in (("Zoë", "Berg"), ("Anna", "Berg Olsen"), ("Iga", "Świątek"), ("A", "Zay")):
        await tour.register(first_name=first, last_name=last)
    assert await names(tour, "") == ["Berg", "Berg Olsen", "Świątek", "Zay"]


async def test_a_search_can_ask_for_one_gender(tour: Tour) -> None:
    await tour.register(last_name="Berg")
    await tour.register(last_name="Bergmann", gender_id=Gender.MEN)
    assert await names(tour, "berg", Gender.MEN) == ["Bergmann"]
    assert await names(tour, "berg", Gender.WOMEN) == ["Berg"]


async def test_pages_follow_each_other_without_gap_or_repetition(tour: Tour) -> None:
    for _ in range(3):
        await tour.register(last_name="Berg")
    for number in range(4):
        await tour.register(last_name=f"Holm {number}")
    found: list[int] = []
    place: Place | None = None
    sizes = []
    while True:
        search = PlayerSearch((), None, 3, place)
        page = await queries.search_players(tour.database, search)
        sizes.append(len(page.players))
        found += [player.player_id for player in page.players]
        place = page.next
        if place is None:
            break
    assert sizes == [3, 3, 1]
    assert found == list(range(1, 8))


async def test_a_full_last_page_has_no_next(tour: Tour) -> None:
    for _ in range(3):
        await tour.register()
    page = await queries.search_players(tour.database, PlayerSearch((), None, 3, None))
    assert (len(page.players), page.next) == (3, None)


async def test_players_come_in_the_order_asked_for(tour: Tour) -> None:
    first, second = await tour.register(), await tour.register(country_id=SPAIN)
    wanted = [second.player_id, 99, first.player_id]
    found = await queries.get_players(tour.database, wanted)
    assert found == (second, first)


async def test_reference_data_is_sorted_as_people_read_it(tour: Tour) -> None:
    await tour.sql("INSERT INTO tour.country VALUES (4, 'A', 'Österreich'), (5, 'GB', 'UK')")
    await tour.register_venue("Zwinger", "Ávila", SPAIN)
    await tour.register_venue("Alcázar", "Avila", SPAIN)
    countries, venues = await queries.reference_data(tour.database)
    assert [country.name for country in countries] == [
        "France",
        "Österreich",
        "Poland",
        "Spain",
        "UK",
    ]
    assert [venue.name for venue in venues] == ["Alcázar", "Zwinger", "Nice Tennis Club"]


async def test_tournaments_are_found_by_days_category_surface_and_key(tour: Tour) -> None:
    lyon = await tour.create(
        name="Lyon Open", start_date=MONDAY + timedelta(weeks=1), surface_id=Surface.HARD
    )
    nice = await tour.create()
    cannes = await tour.create(name="Cannes Open", category_id=TournamentCategory.MT100)

    async def found(
        first: date | None = None,
        last: date | None = None,
        category: TournamentCategory | None = None,
        surface: Surface | None = None,
        keys: tuple[int, ...] = (),
    ) -> list[str]:
        search = TournamentSearch(first, last, category, surface, keys)
        return [each.name for each in await queries.list_tournaments(tour.database, search)]

    assert await found() == [nice.name, cannes.name, lyon.name]
    assert await found(first=nice.end_date) == [nice.name, cannes.name, lyon.name]
    assert await found(first=nice.end_date + timedelta(days=1)) == [lyon.name]
    assert await found(last=lyon.start_date) == [nice.name, cannes.name, lyon.name]
    assert await found(last=lyon.start_date - timedelta(days=1)) == [nice.name, cannes.name]
    assert await found(category=TournamentCategory.MT100) == [cannes.name]
    assert await found(surface=Surface.HARD) == [lyon.name]
    assert await found(keys=(lyon.tournament_id, nice.tournament_id, 99)) == [nice.name, lyon.name]
    assert await queries.get_tournament(tour.database, lyon.tournament_id) == lyon
    with pytest.raises(NotFound):
        await queries.get_tournament(tour.database, 99)


async def test_entries_are_found_by_tournament_draw_and_player(tour: Tour) -> None:
    player, nice, entry = await tour.entered()
    old = await tour.enter(await tour.register(birth_year=1960), nice)
    man = await tour.enter(await tour.register(gender_id=Gender.MEN), nice)
    lyon = await tour.create(name="Lyon Open", start_date=MONDAY + timedelta(weeks=1))
    later = await tour.enter(player, lyon)
    await tour.withdraw(man)

    async def found(
        tournament_id: int | None = None,
        category: AgeCategory | None = None,
        gender: Gender | None = None,
        player_id: int | None = None,
        *,
        withdrawn: bool = False,
    ) -> list[int]:
        search = EntrySearch(tournament_id, category, gender, player_id, withdrawn)
        return [each.entry_id for each in await queries.list_entries(tour.database, search)]

    of_nice, of_ada = nice.tournament_id, player.player_id
    assert await found(of_nice) == [entry.entry_id, old.entry_id]
    assert await found(of_nice, withdrawn=True) == [entry.entry_id, old.entry_id, man.entry_id]
    assert await found(of_nice, AgeCategory.SIXTY_FIVE) == [old.entry_id]
    assert await found(of_nice, gender=Gender.MEN, withdrawn=True) == [man.entry_id]
    assert await found(player_id=of_ada) == [entry.entry_id, later.entry_id]
    assert await found(lyon.tournament_id, player_id=of_ada) == [later.entry_id]


async def test_standing_entries_are_counted_by_list(tour: Tour) -> None:
    nice, lyon, empty = await tour.create(), await tour.create(), await tour.create()
    women = await tour.crowd(3, nice)
    await tour.crowd(2, lyon)
    await tour.withdraw(women[0])
    asked = [empty.tournament_id, nice.tournament_id]
    counts = await queries.count_entries(tour.database, asked)
    ((key, standing),) = counts.items()
    assert (key.tournament_id, standing) == (nice.tournament_id, 2)
    assert (key.age_category, key.gender) == (women[0].age_category, women[0].player.gender)


async def test_no_answer_costs_a_query_per_row(tour: Tour) -> None:
    tournament = await tour.create()
    standing = await tour.crowd(6, tournament)
    ids = [entry.player.player_id for entry in standing]
    for ask in (
        lambda: queries.get_players(tour.database, ids),
        lambda: queries.list_tournaments(tour.database, EVERYTHING),
        lambda: queries.list_entries(
            tour.database, EntrySearch(tournament.tournament_id, None, None, None, True)
        ),
        lambda: queries.count_entries(tour.database, [tournament.tournament_id]),
    ):
        with statements(tour) as seen:
            await ask()
        # the tour's time, and one for the rows
        assert len([each for each in seen if "tour_clock" not in each]) == 1
