"""Requests of the contract as commands and searches.

Guarantees that a malformed request is refused before anything is looked up, naming every
malformed field at once.
"""

import base64
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from itertools import pairwise
from typing import TypeVar

from services.entries.commands.entries import WithdrawEntry
from services.entries.commands.players import ChangePlayer
from services.entries.commands.tournaments import ChangeTournament
from services.entries.domain.bulk import (
    MOST_ENTRY_LINES,
    MOST_PLAYER_LINES,
    Description,
    PlayerLine,
)
from services.entries.domain.countries import CountryDetails
from services.entries.domain.nations import NATIONS
from services.entries.domain.people import PlayerDetails
from services.entries.domain.tournaments import NAME_LENGTH, TournamentDetails
from services.entries.domain.venues import VenueDetails
from services.entries.judgement import EntryLine, Wish
from services.entries.queries import EntrySearch, PlayerSearch, TournamentSearch
from services.entries.store.players import Place
from services.entries.store.rows import ListKey
from shared.errors import InvalidInput
from shared.terms import (
    AgeCategory,
    Gender,
    PlayerStatus,
    Surface,
    TournamentCategory,
    Violation,
)
from shared.text import KEY_LENGTH, check_text, search_key
from shared.wire import from_date, from_enum
from tour.common.v1 import common_pb2 as common
from tour.entries.v1 import entries_pb2 as pb

E = TypeVar("E", bound=IntEnum)

MOST_COUNTRIES = 300
MOST_PLAYERS_ASKED = 1_000
MOST_TOURNAMENTS_ASKED = 10_000
PAGE_SIZE = 50
MOST_PAGE_SIZE = 500
MOST_SEARCH_TEXT = 200


class Form:
    """Reads a request's fields and remembers what is malformed until ``check``."""

    def __init__(self) -> None:
        self._malformed: list[Violation] = []

    def refuse(self, field: str, message: str) -> None:
        self._malformed.append(Violation(field, "9", message))

    def add(self, broken: Sequence[Violation]) -> None:
        self._malformed += broken

    def key(self, number: int, field: str) -> int:
        if number <= 0:
            what = field.replace("_", " ").removesuffix(" id").capitalize()
            self.refuse(field, f"{what}: it is missing, or {number} is no number of one.")
        return number

    def optional_key(self, number: int, field: str) -> int | None:
        return self.key(number, field) if number else None

    def number(self, number: int, field: str) -> int:
        """0 is not given."""
        if number < 0:
            what = field.replace("_", " ").removesuffix(" id").capitalize()
            self.refuse(field, f"{what}: {number} is no number of one.")
        return number

    def version(self, number: int) -> int:
        if number <= 0:
            self.refuse("expected_version", "Say which version of this you have seen.")
        return number

    def choice(self, kind: type[E], number: int, field: str) -> E | None:
        try:
            return from_enum(kind, number, field)
        except InvalidInput as error:
            self.add(error.violations)
            return None

    def optional_choice(self, kind: type[E], number: int, field: str) -> E | None:
        return self.choice(kind, number, field) if number else None

    def day(self, message: common.Date, field: str) -> date | None:
        try:
            return from_date(message, field)
        except InvalidInput as error:
            self.add(error.violations)
            return None

    def check(self) -> None:
        """InvalidInput with everything that is malformed, if anything is."""
        if self._malformed:
            raise InvalidInput.of(self._malformed)


def register_player(request: pb.RegisterPlayerRequest) -> PlayerDetails:
    return PlayerDetails(
        request.first_name,
        request.last_name,
        request.birth_year,
        request.gender,
        request.country_id,
        PlayerStatus.ACTIVE,
    )


def player_lines(
    request: pb.RegisterPlayersRequest | pb.CheckPlayersRequest,
) -> tuple[PlayerLine, ...]:
    form = Form()
    _lines(form, request.lines, MOST_PLAYER_LINES)
    for each in request.lines:
        form.optional_choice(Gender, each.gender, "gender_id")
    form.check()
    return tuple(
        PlayerLine(
            each.line,
            PlayerDetails(
                each.first_name,
                each.last_name,
                each.birth_year,
                each.gender,
                each.country_id,
                PlayerStatus.ACTIVE,
            ),
        )
        for each in request.lines
    )


def change_player(request: pb.ChangePlayerRequest) -> ChangePlayer:
    form = Form()
    command = ChangePlayer(
        form.key(request.player_id, "player_id"),
        form.version(request.expected_version),
        PlayerDetails(
            request.first_name,
            request.last_name,
            request.birth_year,
            request.gender,
            request.country_id,
            request.status,
        ),
    )
    form.check()
    return command


def countries(
    request: pb.AddCountriesRequest | pb.CheckCountriesRequest,
) -> tuple[CountryDetails, ...]:
    form = Form()
    if not request.countries and not request.nations:
        form.refuse("countries", "Say which countries, or ask for the nations of the sport.")
    if (number := len(request.countries)) > MOST_COUNTRIES:
        message = f"These are {number:,} countries; {MOST_COUNTRIES} at most are taken at once."
        form.refuse("countries", message)
    form.check()
    named = tuple(CountryDetails(each.code, each.name) for each in request.countries)
    return named + NATIONS if request.nations else named


def register_venue(request: pb.RegisterVenueRequest) -> VenueDetails:
    return VenueDetails(request.name, request.city, request.country_id)


def create_tournament(request: pb.CreateTournamentRequest) -> TournamentDetails:
    return _tournament_details(Form(), request)


def change_tournament(request: pb.ChangeTournamentRequest) -> ChangeTournament:
    form = Form()
    tournament_id = form.key(request.tournament_id, "tournament_id")
    version = form.version(request.expected_version)
    return ChangeTournament(tournament_id, version, _tournament_details(form, request))


def _tournament_details(
    form: Form, request: pb.CreateTournamentRequest | pb.ChangeTournamentRequest
) -> TournamentDetails:
    start = None
    if request.HasField("start_date"):
        start = form.day(request.start_date, "start_date")
    else:
        form.refuse("start_date", "The first day is missing.")
    form.choice(TournamentCategory, request.category, "category_id")
    form.choice(Surface, request.surface, "surface_id")
    form.key(request.venue_id, "venue_id")
    form.add(check_text("name", request.name, NAME_LENGTH))
    form.check()
    assert start is not None
    return TournamentDetails(
        request.name, start, request.category, request.surface, request.venue_id
    )


def wish(request: pb.SubmitEntryRequest | pb.CheckEntryRequest) -> Wish:
    form = Form()
    wanted = Wish(
        form.key(request.player_id, "player_id"),
        form.key(request.tournament_id, "tournament_id"),
        form.optional_choice(AgeCategory, request.age_category, "age_category_id"),
        form.optional_choice(Gender, request.gender, "gender_id"),
    )
    form.check()
    return wanted


def entry_lines(
    request: pb.SubmitEntriesRequest | pb.CheckEntriesRequest,
) -> tuple[EntryLine, ...]:
    form = Form()
    form.key(request.tournament_id, "tournament_id")
    _lines(form, request.lines, MOST_ENTRY_LINES)
    lines = tuple(
        EntryLine(
            each.line,
            Description(
                form.number(each.player_id, "player_id"),
                each.name,
                form.number(each.birth_year, "birth_year"),
                form.number(each.country_id, "country_id"),
                form.optional_choice(Gender, each.gender, "gender_id"),
            ),
            form.optional_choice(AgeCategory, each.age_category, "age_category_id"),
        )
        for each in request.lines
    )
    form.check()
    return lines


def withdraw_entry(request: pb.WithdrawEntryRequest) -> WithdrawEntry:
    form = Form()
    command = WithdrawEntry(
        form.key(request.entry_id, "entry_id"), form.version(request.expected_version)
    )
    form.check()
    return command


def list_key(message: pb.EntryListKey) -> ListKey:
    form = Form()
    tournament_id = form.key(message.tournament_id, "tournament_id")
    category = form.choice(AgeCategory, message.age_category, "age_category_id")
    gender = form.choice(Gender, message.gender, "gender_id")
    form.check()
    assert category is not None
    assert gender is not None
    return ListKey(tournament_id, category, gender)


def player_ids(request: pb.GetPlayersRequest) -> Sequence[int]:
    form = Form()
    _keys(form, request.player_ids, "player_ids", MOST_PLAYERS_ASKED)
    form.check()
    return request.player_ids


def tournament_id(request: pb.GetTournamentRequest) -> int:
    form = Form()
    key = form.key(request.tournament_id, "tournament_id")
    form.check()
    return key


def search_players(request: pb.SearchPlayersRequest) -> PlayerSearch | None:
    """None where a text was given that has no letter and no figure to look for."""
    form = Form()
    gender = form.optional_choice(Gender, request.gender, "gender_id")
    if not 0 <= request.page_size <= MOST_PAGE_SIZE:
        form.refuse("page_size", f"A page has 1 to {MOST_PAGE_SIZE} players.")
    if len(request.text) > MOST_SEARCH_TEXT:
        form.refuse("text", f"Look for {MOST_SEARCH_TEXT} characters at most.")
    after = None
    if request.page_token:
        after = place_of(request.page_token)
        if after is None:
            form.refuse("page_token", "This is no page_token of an answer before.")
    form.check()
    words = tuple(search_key(request.text).split())
    if request.text.strip() and not words:
        return None
    return PlayerSearch(words, gender, request.page_size or PAGE_SIZE, after)


def list_tournaments(request: pb.ListTournamentsRequest) -> TournamentSearch:
    form = Form()
    # `from` is a word of Python's
    first = form.day(getattr(request, "from"), "from") if request.HasField("from") else None
    last = form.day(request.to, "to") if request.HasField("to") else None
    if first is not None and last is not None and last < first:
        form.refuse("to", "The last day lies before the first.")
    _keys(form, request.tournament_ids, "tournament_ids", MOST_TOURNAMENTS_ASKED)
    search = TournamentSearch(
        first,
        last,
        form.optional_choice(TournamentCategory, request.category, "category_id"),
        form.optional_choice(Surface, request.surface, "surface_id"),
        tuple(request.tournament_ids),
    )
    form.check()
    return search


def list_entries(request: pb.ListEntriesRequest) -> EntrySearch:
    form = Form()
    search = EntrySearch(
        form.optional_key(request.tournament_id, "tournament_id"),
        form.optional_choice(AgeCategory, request.age_category, "age_category_id"),
        form.optional_choice(Gender, request.gender, "gender_id"),
        form.optional_key(request.player_id, "player_id"),
        request.include_withdrawn,
    )
    if search.tournament_id is None and search.player_id is None:
        form.refuse("tournament_id", "Say whose entries: those of a tournament or of a player.")
    form.check()
    return search


def count_entries(request: pb.CountEntriesRequest) -> tuple[int, ...]:
    """The tournaments whose entries are to be counted."""
    form = Form()
    if not request.tournament_ids:
        form.refuse("tournament_ids", "Say whose entries: those of which tournaments.")
    _keys(form, request.tournament_ids, "tournament_ids", MOST_TOURNAMENTS_ASKED)
    form.check()
    return tuple(request.tournament_ids)


def page_token(place: Place) -> str:
    """Where a page ended, for whoever asks for the next one."""
    return base64.urlsafe_b64encode(f"{place.player_id}:{place.sort_key}".encode()).decode()


def place_of(token: str) -> Place | None:
    """The place that ``page_token`` told; None where it told none."""
    try:
        text = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
        number, _, sort_key = text.partition(":")
        player_id = int(number)
    except ValueError:
        return None
    is_place = 0 < player_id < 2**63 and 0 < len(sort_key) <= KEY_LENGTH and "\0" not in sort_key
    return Place(sort_key, player_id) if is_place else None


def _lines(form: Form, lines: Sequence[pb.PlayerLine] | Sequence[pb.EntryLine], most: int) -> None:
    if not lines:
        form.refuse("lines", "The list is empty.")
    if len(lines) > most:
        form.refuse(
            "lines", f"The list has {len(lines):,} lines; {most:,} at most are taken at once."
        )
    if any(one >= other for one, other in pairwise([0, *(each.line for each in lines)])):
        form.refuse("line", "Lines stand in their order, each with its number in the list from 1.")


def _keys(form: Form, numbers: Sequence[int], field: str, most: int) -> None:
    if len(numbers) > most:
        form.refuse(field, f"Ask for {most:,} at most.")
    if any(number <= 0 for number in numbers):
        form.refuse(field, "Keys are numbers from 1 on.")
