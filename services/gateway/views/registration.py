"""Registering and changing players, tournaments and venues.

Guarantees that a form shown again keeps what was typed and names every broken rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.gateway.views.entry import PlayerFound
from services.gateway.views.forms import Choice, Conflict, Field, FieldKind, Guard, message_of
from services.gateway.views.words import GENDER_TEXT, PLAYER_STATUS_TEXT, SURFACE_TEXT, day
from shared.terms import Gender, PlayerStatus, Surface, TournamentCategory, Violation


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form that adds or changes one record and goes to ``action`` by POST; ``links`` lead to
    what belongs to it, each an address and its words; ``lacks_countries`` where there is none to
    choose."""

    title: str
    intro: str
    action: str
    button: str
    current: str
    guard: Guard
    fields: tuple[Field, ...]
    errors: tuple[Violation, ...] = ()
    conflict: Conflict | None = None
    links: tuple[tuple[str, str], ...] = ()
    lacks_countries: bool = False


_ADD_COUNTRY = ("/admin/countries", "The country is not in the list: add it first")


@dataclass(frozen=True, slots=True)
class PlayerTyped:
    """A player as typed; ``status_id`` counts for a change only."""

    first_name: str = ""
    last_name: str = ""
    birth_year: str = ""
    gender_id: str = ""
    country_id: str = ""
    status_id: str = ""


@dataclass(frozen=True, slots=True)
class TournamentTyped:
    """A tournament as typed."""

    name: str = ""
    start_date: str = ""
    category_id: str = ""
    surface_id: str = ""
    venue_id: str = ""


@dataclass(frozen=True, slots=True)
class VenueTyped:
    """A venue as typed."""

    name: str = ""
    city: str = ""
    country_id: str = ""


@dataclass(frozen=True, slots=True)
class PlayersPage:
    """Players found by name, to look at or change."""

    search_field: Field
    has_searched: bool
    found: tuple[PlayerFound, ...]
    more: str = ""


def player_form(
    guard: Guard,
    typed: PlayerTyped,
    countries: Sequence[Choice],
    *,
    errors: Sequence[Violation] = (),
    conflict: Conflict | None = None,
    player_id: int = 0,
    may_add_countries: bool = False,
) -> RecordForm:
    """Registers a player, or changes the one of ``player_id``."""
    genders = tuple(Choice(str(each.value), GENDER_TEXT[each]) for each in Gender)
    fields = [
        Field("first_name", "First name", typed.first_name, max_length=60),
        Field("last_name", "Last name", typed.last_name, max_length=60),
        Field(
            "birth_year",
            "Birth year",
            typed.birth_year,
            FieldKind.NUMBER,
            "Four digits. It decides the age category.",
            max_length=4,
        ),
        Field("gender_id", "Gender", typed.gender_id, FieldKind.RADIO, choices=genders),
        _select("country_id", "Country", typed.country_id, countries),
    ]
    if player_id:
        fields.append(_status_field(typed.status_id))
    links = [("/admin/players/list", "Register a list of players")]
    if player_id:
        links = [(f"/admin/suspensions?player_id={player_id}", "Suspensions of this player")]
    if may_add_countries:
        links.append(_ADD_COUNTRY)
    return RecordForm(
        "Change a player" if player_id else "Register a player",
        "Entries and results stay with the player."
        if player_id
        else "Look whether the player is already here before you register one.",
        f"/admin/player/{player_id}" if player_id else "/admin/player",
        "Save the player" if player_id else "Register the player",
        "players",
        guard,
        _with_errors(fields, errors),
        tuple(errors),
        conflict,
        tuple(links),
        not countries,
    )


def tournament_form(
    guard: Guard,
    typed: TournamentTyped,
    venues: Sequence[Choice],
    earliest: date,
    *,
    errors: Sequence[Violation] = (),
    conflict: Conflict | None = None,
    tournament_id: int = 0,
) -> RecordForm:
    """Creates a tournament, or changes one; ``earliest`` is the first Monday still possible."""
    categories = tuple(Choice(str(each.value), each.name) for each in TournamentCategory)
    surfaces = tuple(Choice(str(each.value), SURFACE_TEXT[each]) for each in Surface)
    monday = f"A Monday, {day(earliest)} or later: entries close on the Tuesday of the week before."
    fields = [
        Field("name", "Name", typed.name, max_length=120),
        Field("start_date", "First day", typed.start_date, FieldKind.DATE, monday),
        _select("category_id", "Category", typed.category_id, categories),
        _select("surface_id", "Surface", typed.surface_id, surfaces),
        _select("venue_id", "Venue", typed.venue_id, venues),
    ]
    links = [("/admin/venue", "The venue is not in the list: register it first")]
    if tournament_id:
        links.insert(0, (f"/admin/entries/list/{tournament_id}", "Enter a list"))
    return RecordForm(
        "Change a tournament" if tournament_id else "Create a tournament",
        "Its entries and draws stay."
        if tournament_id
        else "Its four draws open for entries at once.",
        f"/admin/tournament/{tournament_id}" if tournament_id else "/admin/tournament",
        "Save the tournament" if tournament_id else "Create the tournament",
        "tournament",
        guard,
        _with_errors(fields, errors),
        tuple(errors),
        conflict,
        tuple(links),
    )


def venue_form(
    guard: Guard,
    typed: VenueTyped,
    countries: Sequence[Choice],
    errors: Sequence[Violation] = (),
) -> RecordForm:
    """Registers a venue; a city that is not here yet comes with it."""
    fields = [
        Field("name", "Name", typed.name, hint="The club or stadium.", max_length=120),
        Field("city", "City", typed.city, max_length=60),
        _select("country_id", "Country", typed.country_id, countries),
    ]
    return RecordForm(
        "Register a venue",
        "A city that is not here yet is added with it.",
        "/admin/venue",
        "Register the venue",
        "tournament",
        guard,
        _with_errors(fields, errors),
        tuple(errors),
        links=(_ADD_COUNTRY,),
        lacks_countries=not countries,
    )


def _status_field(value: str) -> Field:
    """What an official can set: Suspended comes from a suspension alone (section 7)."""
    choices = tuple(
        Choice(str(each.value), PLAYER_STATUS_TEXT[each])
        for each in PlayerStatus
        if each is not PlayerStatus.SUSPENDED
    )
    return Field("status_id", "Status", value, FieldKind.RADIO, choices=choices)


def _select(name: str, label: str, value: str, choices: Sequence[Choice]) -> Field:
    return Field(
        name,
        label,
        value,
        FieldKind.SELECT,
        choices=(Choice("", "Choose …"), *choices),
    )


def _with_errors(fields: Sequence[Field], errors: Sequence[Violation]) -> tuple[Field, ...]:
    return tuple(
        replace(each, error=message_of(errors, each.name), required=True) for each in fields
    )
