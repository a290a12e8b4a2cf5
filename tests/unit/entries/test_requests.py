"""Malformed requests: every malformed field is named at once, and a good one passes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.entries import requests
from services.entries.domain.bulk import Description, PlayerLine
from services.entries.domain.people import PlayerDetails
from services.entries.judgement import EntryLine
from services.entries.requests import page_token, place_of
from services.entries.store.players import Place
from services.entries.store.rows import ListKey
from shared.errors import InvalidInput
from shared.terms import AgeCategory, Gender, PlayerStatus
from shared.wire import to_date
from tests.integration.entries.dates import MONDAY
from tour.common.v1 import common_pb2 as common
from tour.entries.v1 import entries_pb2 as pb


def malformed(read: Callable[[Any], object], request: object) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read(request)
    return [violation.field for violation in refused.value.violations]


def test_a_player_change_names_player_and_version() -> None:
    assert malformed(requests.change_player, pb.ChangePlayerRequest(player_id=-1)) == [
        "player_id",
        "expected_version",
    ]
    good = requests.change_player(pb.ChangePlayerRequest(player_id=3, expected_version=2))
    assert (good.player_id, good.expected_version) == (3, 2)


def test_a_tournament_names_every_malformed_field() -> None:
    request = pb.CreateTournamentRequest(
        start_date=common.Date(year=2026, month=2, day=31),
        category=9,  # type: ignore[arg-type]  # a number that the contract does not know
    )
    assert malformed(requests.create_tournament, request) == [
        "start_date",
        "category_id",
        "surface_id",
        "venue_id",
        "name",
    ]
    assert malformed(requests.change_tournament, pb.ChangeTournamentRequest()) == [
        "tournament_id",
        "expected_version",
        "start_date",
        "category_id",
        "surface_id",
        "venue_id",
        "name",
    ]


def test_a_good_tournament_passes() -> None:
    request = pb.CreateTournamentRequest(
        name="Nice Open",
        start_date=to_date(MONDAY),
        category=common.TOURNAMENT_CATEGORY_MT400,
        surface=common.SURFACE_CLAY,
        venue_id=4,
    )
    assert requests.create_tournament(request).start_date == MONDAY


def test_a_wish_names_keys_and_the_draw() -> None:
    request = pb.SubmitEntryRequest(
        age_category=7,  # type: ignore[arg-type]
        gender=-1,  # type: ignore[arg-type]
    )
    assert malformed(requests.wish, request) == [
        "player_id",
        "tournament_id",
        "age_category_id",
        "gender_id",
    ]
    good = requests.wish(pb.CheckEntryRequest(player_id=1, tournament_id=2))
    assert (good.asked_category, good.asked_gender) == (None, None)


def test_a_withdrawal_names_entry_and_version() -> None:
    assert malformed(requests.withdraw_entry, pb.WithdrawEntryRequest()) == [
        "entry_id",
        "expected_version",
    ]


def test_a_list_needs_tournament_category_and_gender() -> None:
    assert malformed(requests.list_key, pb.EntryListKey()) == [
        "tournament_id",
        "age_category_id",
        "gender_id",
    ]
    good = pb.EntryListKey(
        tournament_id=5, age_category=common.AGE_CATEGORY_SIXTY, gender=common.GENDER_MEN
    )
    assert requests.list_key(good) == ListKey(5, AgeCategory.SIXTY, Gender.MEN)


@pytest.mark.parametrize(("ids", "refused"), [([1] * 1_000, 0), ([1] * 1_001, 1), ([1, 0], 1)])
def test_a_thousand_players_can_be_asked_for(ids: list[int], refused: int) -> None:
    request = pb.GetPlayersRequest(player_ids=ids)
    if refused:
        assert malformed(requests.player_ids, request) == ["player_ids"]
    else:
        assert list(requests.player_ids(request)) == ids


@pytest.mark.parametrize(("size", "page"), [(0, 50), (1, 1), (500, 500)])
def test_a_page_has_up_to_500_players(size: int, page: int) -> None:
    search = requests.search_players(pb.SearchPlayersRequest(page_size=size))
    assert search is not None
    assert search.size == page


def test_a_search_names_every_malformed_field() -> None:
    request = pb.SearchPlayersRequest(
        text="a" * 201,
        gender=5,  # type: ignore[arg-type]
        page_size=501,
        page_token="!",
    )
    assert malformed(requests.search_players, request) == [
        "gender_id",
        "page_size",
        "text",
        "page_token",
    ]
    assert malformed(requests.search_players, pb.SearchPlayersRequest(page_size=-1)) == [
        "page_size"
    ]


@pytest.mark.parametrize("text", ["%%%", "' ; --", "…"])
def test_a_text_without_letters_or_figures_finds_nobody(text: str) -> None:
    assert requests.search_players(pb.SearchPlayersRequest(text=text)) is None


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_finds_all(text: str) -> None:
    search = requests.search_players(pb.SearchPlayersRequest(text=text))
    assert search is not None
    assert search.words == ()


def test_tournaments_are_asked_for_from_a_day_to_a_later_one() -> None:
    request = pb.ListTournamentsRequest(to=common.Date(year=2026, month=3, day=1))
    getattr(request, "from").CopyFrom(common.Date(year=2026, month=3, day=2))
    assert malformed(requests.list_tournaments, request) == ["to"]
    request.to.day = 2
    search = requests.list_tournaments(request)
    assert search.first == search.last


def test_a_tournament_search_names_every_malformed_field() -> None:
    request = pb.ListTournamentsRequest(
        to=common.Date(),
        category=6,  # type: ignore[arg-type]
        surface=5,  # type: ignore[arg-type]
        tournament_ids=[0],
    )
    assert malformed(requests.list_tournaments, request) == [
        "to",
        "tournament_ids",
        "category_id",
        "surface_id",
    ]


def test_entries_are_asked_for_by_tournament_or_player() -> None:
    assert malformed(requests.list_entries, pb.ListEntriesRequest()) == ["tournament_id"]
    assert malformed(requests.list_entries, pb.ListEntriesRequest(player_id=-4)) == ["player_id"]
    assert requests.list_entries(pb.ListEntriesRequest(player_id=4)).player_id == 4


@given(
    st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=500
    ),
    st.integers(1, 2**63 - 1),
)
def test_a_page_token_tells_its_place(sort_key: str, player_id: int) -> None:
    place = Place(sort_key, player_id)
    assert place_of(page_token(place)) == place


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
def test_any_other_token_tells_no_place_or_a_possible_one(token: str) -> None:
    if "\ud800" <= max(token, default="") <= "\udfff":
        return
    place = place_of(token)
    assert place is None or 0 < place.player_id < 2**63


@pytest.mark.parametrize("token", ["MQ==", "MTo=", "MDph", "LTE6YQ==", "MToA", "/w==", "é"])
def test_tokens_without_key_place_or_text_are_refused(token: str) -> None:
    assert place_of(token) is None


# --- lists -----------------------------------------------------------------------------------


def test_a_list_names_every_malformed_field() -> None:
    unknown: Any = 9
    assert malformed(requests.player_lines, pb.RegisterPlayersRequest()) == ["lines"]
    line = pb.PlayerLine(line=0, gender=unknown)
    request = pb.CheckPlayersRequest(lines=[line])
    assert malformed(requests.player_lines, request) == ["line", "gender_id"]
    entry = pb.EntryLine(
        line=1, player_id=-1, birth_year=-1, country_id=-1, age_category=unknown, gender=unknown
    )
    assert malformed(requests.entry_lines, pb.SubmitEntriesRequest(lines=[entry])) == [
        "tournament_id",
        "player_id",
        "birth_year",
        "country_id",
        "gender_id",
        "age_category_id",
    ]


@pytest.mark.parametrize("is_one_too_many", [False, True])
def test_too_many_countries_are_refused(is_one_too_many: bool) -> None:
    request = pb.AddCountriesRequest(countries=[pb.NewCountry()] * (300 + is_one_too_many))
    if is_one_too_many:
        assert malformed(requests.countries, request) == ["countries"]
    else:
        assert len(requests.countries(request)) == 300


def test_countries_are_named_or_the_nations_asked_for() -> None:
    assert malformed(requests.countries, pb.CheckCountriesRequest()) == ["countries"]
    nations = requests.countries(pb.CheckCountriesRequest(nations=True))
    named = requests.countries(pb.CheckCountriesRequest(countries=[pb.NewCountry(code="XA")]))
    both = requests.countries(
        pb.CheckCountriesRequest(countries=[pb.NewCountry(code="XA")], nations=True)
    )
    assert both == named + nations


@pytest.mark.parametrize("numbers", [(1, 1), (2, 1), (0, 1), (-1,)])
def test_lines_stand_in_their_order(numbers: tuple[int, ...]) -> None:
    lines = [pb.PlayerLine(line=number) for number in numbers]
    assert malformed(requests.player_lines, pb.CheckPlayersRequest(lines=lines)) == ["line"]


@pytest.mark.parametrize("is_one_too_many", [False, True])
def test_a_list_of_too_many_lines_is_refused(is_one_too_many: bool) -> None:
    players = [pb.PlayerLine(line=number) for number in range(1, 2001 + is_one_too_many)]
    entries = [pb.EntryLine(line=number) for number in range(1, 501 + is_one_too_many)]
    of_players = pb.CheckPlayersRequest(lines=players)
    of_entries = pb.CheckEntriesRequest(tournament_id=1, lines=entries)
    if is_one_too_many:
        assert malformed(requests.player_lines, of_players) == ["lines"]
        assert malformed(requests.entry_lines, of_entries) == ["lines"]
    else:
        assert len(requests.player_lines(of_players)) == 2000
        assert len(requests.entry_lines(of_entries)) == 500


def test_a_good_line_of_each_list_is_read_whole() -> None:
    request = pb.RegisterPlayersRequest(
        lines=[
            pb.PlayerLine(
                line=3,
                first_name="Ada",
                last_name="Berg",
                birth_year=1964,
                gender=common.GENDER_WOMEN,
                country_id=2,
            )
        ]
    )
    details = PlayerDetails("Ada", "Berg", 1964, 2, 2, PlayerStatus.ACTIVE)
    assert requests.player_lines(request) == (PlayerLine(3, details),)
    entry = pb.EntryLine(
        line=3,
        player_id=7,
        name="Ada Berg",
        birth_year=1964,
        country_id=2,
        age_category=common.AGE_CATEGORY_SIXTY,
        gender=common.GENDER_WOMEN,
    )
    assert requests.entry_lines(pb.CheckEntriesRequest(tournament_id=1, lines=[entry])) == (
        EntryLine(3, Description(7, "Ada Berg", 1964, 2, Gender.WOMEN), AgeCategory.SIXTY),
    )
    # what is not given decides nothing
    bare = pb.CheckEntriesRequest(tournament_id=1, lines=[pb.EntryLine(line=1)])
    assert requests.entry_lines(bare) == (EntryLine(1, Description(0, "", 0, 0, None), None),)
