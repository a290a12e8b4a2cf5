"""What stands in the calendars: a tournament's days and deadlines, and matches.

Guarantees that the same thing has the same UID in every calendar and at every time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.gateway import showing
from services.gateway.feeds.icalendar import Event
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.words import ROUND_TEXT
from shared.terms import MatchStatus, Round
from shared.wire import from_moment
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

# nobody has to be there
_NOT_PLAYED = frozenset({MatchStatus.CANCELLED, MatchStatus.WALKOVER})


@dataclass(frozen=True, slots=True)
class Site:
    """Where the links lead, ``https://tour.example``, and the name that UIDs end with."""

    address: str
    name: str

    def uid(self, kind: str, key: int) -> str:
        return f"{kind}-{key}@{self.name}"


def tournament_events(site: Site, message: entries_pb2.Tournament) -> list[Event]:
    """The week of a tournament, and its two deadlines."""
    shown = showing.tournament(message)
    key, url = message.tournament_id, f"{site.address}/tournament/{message.tournament_id}"
    kind = f"{shown.category_text}, {shown.surface_text.lower()}"

    days = Event(
        uid=site.uid("tournament", key),
        sequence=message.version,
        start=shown.first_day,
        last_day=shown.last_day,
        summary=shown.name,
        description=kind,
        location=_location(shown),
        url=url,
    )
    return [
        days,
        replace(
            days,
            uid=site.uid("entries-close", key),
            start=shown.entry_deadline,
            last_day=None,
            summary=f"Entries close: {shown.name}",
            description="An entry at exactly this moment is in time.",
        ),
        replace(
            days,
            uid=site.uid("draws-made", key),
            start=shown.draw_deadline,
            last_day=None,
            summary=f"Draws are made: {shown.name}",
            description="At the latest; they may be made before.",
        ),
    ]


def match_event(
    site: Site,
    match: matches_pb2.Match,
    draw: draws_pb2.Draw,
    tournament: entries_pb2.Tournament,
    known: Mapping[int, Person],
) -> Event:
    """A match on its day; ``known`` holds everybody who stands in it."""
    shown = showing.tournament(tournament)
    status = MatchStatus(match.result.status)
    sides = [
        known[key].name if key else "to be decided" for key in (match.player1_id, match.player2_id)
    ]
    place = f"{showing.label_of(draw)}, {ROUND_TEXT[Round(match.round)].lower()}"
    winner = known[match.result.winner_id].name if match.result.winner_id else ""
    outcome = f"{winner}: {match.score}" if winner and match.score else ""
    return Event(
        uid=site.uid("match", match.match_id),
        # what is told of a match stands in two rows; the sum grows with either
        sequence=match.version + tournament.version,
        start=showing.day(match.match_date),
        summary=f"{' v '.join(sides)} ({place})",
        description="\n".join(filter(None, (shown.name, outcome))),
        location=_location(shown),
        url=f"{site.address}/draw/{match.draw_id}",
        changed_at=from_moment(match.changed_at) if match.HasField("changed_at") else None,
        is_cancelled=status in _NOT_PLAYED,
    )


def _location(shown: Tournament) -> str:
    return f"{shown.venue}, {shown.city}, {shown.country}"
