"""The domain events of the entries service, made from rows and queued in the unit of work.

Guarantees that every event names its row and the row's version, with what it was before.
"""

from collections.abc import Sequence

from services.entries import messages
from services.entries.store.rows import Country, Entry, Player, Tournament, Venue
from shared.wire import to_enum, to_moment
from shared.work import Work
from tour.entries.v1 import events_pb2 as pb


def player_registered(work: Work, player: Player) -> None:
    work.publish(
        pb.PlayerRegistered(player=messages.player(player)),
        key=f"player:{player.player_id}",
        version=player.version,
        after=player,
    )


def player_changed(work: Work, before: Player, player: Player) -> None:
    work.publish(
        pb.PlayerChanged(player=messages.player(player)),
        key=f"player:{player.player_id}",
        version=player.version,
        before=before,
        after=player,
    )


def countries_added(work: Work, countries: Sequence[Country]) -> None:
    """One event for all that were added at once; the audit log tells how many, and names them."""
    work.publish(
        pb.CountriesAdded(countries=map(messages.country, countries)),
        key=f"country:{countries[0].country_id}",
        after={
            "added": len(countries),
            "countries": ", ".join(f"{each.name} ({each.code})" for each in countries),
        },
    )


def venue_registered(work: Work, venue: Venue) -> None:
    work.publish(
        pb.VenueRegistered(venue=messages.venue(venue)),
        key=f"venue:{venue.venue_id}",
        after=venue,
    )


def tournament_changed(work: Work, before: Tournament | None, tournament: Tournament) -> None:
    """Created, if there is nothing before; the draws service then opens its four draws."""
    work.publish(
        pb.TournamentChanged(tournament=messages.tournament(tournament)),
        key=f"tournament:{tournament.tournament_id}",
        version=tournament.version,
        before=before,
        after=tournament,
    )


def entry_submitted(work: Work, before: Entry | None, entry: Entry) -> None:
    """Entered; or back, if it was withdrawn before."""
    work.publish(
        pb.EntrySubmitted(
            entry_id=entry.entry_id,
            player_id=entry.player.player_id,
            tournament_id=entry.tournament_id,
            age_category=to_enum(entry.age_category),
            gender=to_enum(entry.gender),
            entry_points=entry.entry_points,
            entered_at=to_moment(entry.entered_at),
        ),
        key=f"entry:{entry.entry_id}",
        version=entry.version,
        before=before,
        after=entry,
    )


def entry_withdrawn(work: Work, before: Entry, entry: Entry) -> None:
    withdrawn_at = entry.withdrawn_at
    work.publish(
        pb.EntryWithdrawn(
            entry_id=entry.entry_id,
            player_id=entry.player.player_id,
            tournament_id=entry.tournament_id,
            age_category=to_enum(entry.age_category),
            gender=to_enum(entry.gender),
            withdrawal_type=messages.withdrawal_type(entry.withdrawal_type),
            withdrawn_at=None if withdrawn_at is None else to_moment(withdrawn_at),
        ),
        key=f"entry:{entry.entry_id}",
        version=entry.version,
        before=before,
        after=entry,
    )
