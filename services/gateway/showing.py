"""From the contracts' messages to what the pages show. The services' answers are trusted here."""

from datetime import date

from services.gateway.views.bracket import Side
from services.gateway.views.entry import PlayerFound
from services.gateway.views.forms import Choice
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.tournament import DrawCard
from services.gateway.views.words import PLAYER_STATUS_TEXT, draw_label
from shared.terms import AgeCategory, DrawStatus, Gender, PlayerStatus, Surface, TournamentCategory
from shared.wire import from_moment
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2


def day(message: common_pb2.Date) -> date:
    return date(message.year, message.month, message.day)


def person(player: entries_pb2.Player) -> Person:
    return Person(
        player.player_id,
        player.first_name,
        player.last_name,
        player.country.code,
        player.country.name,
    )


def unknown_person(player_id: int) -> Person:
    """For a player whom the entries service does not know."""
    return Person(player_id, "Player", str(player_id))


def player_found(player: entries_pb2.Player) -> PlayerFound:
    return PlayerFound(
        person(player),
        player.birth_year,
        Gender(player.gender),
        PLAYER_STATUS_TEXT[PlayerStatus(player.status)],
    )


def tournament(message: entries_pb2.Tournament, *, is_over: bool = False) -> Tournament:
    """``is_over``: every draw of it is over."""
    return Tournament(
        message.tournament_id,
        message.name,
        day(message.start_date),
        day(message.end_date),
        TournamentCategory(message.category),
        Surface(message.surface),
        message.venue.name,
        message.venue.city,
        message.venue.country.name,
        from_moment(message.entry_deadline),
        from_moment(message.draw_deadline),
        is_over,
    )


def draw_card(draw: draws_pb2.Draw, standing: int = 0, champion: Side | None = None) -> DrawCard:
    """``standing`` is the number of entries that stand, for a draw that is not made.

    Without a size the matches of unverified history form no bracket (rules.md section 13).
    """
    return DrawCard(
        draw.draw_id,
        AgeCategory(draw.age_category),
        Gender(draw.gender),
        DrawStatus(draw.status),
        draw.num_players or standing,
        champion,
        is_unverified=draw.origin == common_pb2.ORIGIN_UNVERIFIED and not draw.size,
    )


def label_of(draw: draws_pb2.Draw | entries_pb2.Entry) -> str:
    """``Men 60+``."""
    return draw_label(AgeCategory(draw.age_category), Gender(draw.gender))


def country_choice(country: entries_pb2.Country) -> Choice:
    return Choice(str(country.country_id), country.name)


def venue_choice(venue: entries_pb2.Venue) -> Choice:
    return Choice(str(venue.venue_id), f"{venue.name}, {venue.city} ({venue.country.code})")
