"""What an open page can listen to, and which domain event touches which of it.

Guarantees that only what every visitor may look at has a topic, and that every event of the
contracts is decided upon here: a test holds the table against them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import Message

from shared.errors import InvalidInput
from shared.events import Envelope, from_payload, type_name
from shared.retried import RETRIED
from tour.draws.v1 import events_pb2 as draws
from tour.entries.v1 import events_pb2 as entries
from tour.gateway.v1 import events_pb2 as gateway
from tour.matches.v1 import events_pb2 as matches
from tour.rankings.v1 import events_pb2 as rankings

Topics = frozenset[str]

# of a change that may touch any page
EVERYTHING: Topics = frozenset({"everything"})
_NOTHING: Topics = frozenset()
_MOST_TOPICS = 10
_TOPIC = re.compile(
    r"calendar|rankings|draws|matches|(?:draw|tournament|entries|player)-[1-9][0-9]{0,17}"
)


def read_topics(text: str) -> Topics:
    """The topics that an address names, blanks between; InvalidInput where one is none of ours."""
    found = frozenset(text.split(" ", _MOST_TOPICS))
    if len(found) > _MOST_TOPICS or not all(map(_TOPIC.fullmatch, found)):
        raise InvalidInput.field(
            "topics",
            "Topics: name up to ten of calendar, rankings, draws, matches, and draw, tournament, "
            "entries or player with a number, as draw-12.",
        )
    return found


def _draw(draw_id: int, tournament_id: int) -> set[str]:
    return {f"draw-{draw_id}", f"tournament-{tournament_id}"}


def _of_draw(event: Any) -> set[str]:
    return _draw(event.draw.draw_id, event.draw.tournament_id) | {"draws"}


def _of_draws_state(event: Any) -> set[str]:
    """Whether a tournament is over follows from its draws."""
    return _draw(event.draw_id, event.tournament_id) | {"calendar"}


def _of_skeleton(event: matches.SkeletonCreated) -> set[str]:
    return _draw(event.draw_id, event.tournament_id) | {"matches"}


def _of_match(event: Any) -> set[str]:
    match = event.match
    players = {f"player-{key}" for key in (match.player1_id, match.player2_id) if key}
    return _draw(match.draw_id, match.tournament_id) | players | {"matches"}


def _of_entry(event: Any) -> set[str]:
    """The entry list of a draw that is not made is told by its tournament: the event says no
    more."""
    key = event.tournament_id
    return {f"entries-{key}", f"tournament-{key}", f"player-{event.player_id}"}


def _of_points(event: rankings.PointsAwarded) -> set[str]:
    players = {f"player-{each.player_id}" for each in event.points}
    return _draw(event.draw_id, event.tournament_id) | players


_TABLE: Mapping[type[Message], Callable[[Any], "set[str] | Topics"]] = {
    entries.PlayerRegistered: lambda _: _NOTHING,
    entries.PlayerChanged: lambda event: {f"player-{event.player.player_id}"},
    entries.TournamentChanged: lambda event: {
        "calendar",
        f"tournament-{event.tournament.tournament_id}",
    },
    entries.VenueRegistered: lambda _: _NOTHING,
    entries.CountriesAdded: lambda _: _NOTHING,
    entries.EntrySubmitted: _of_entry,
    entries.EntryWithdrawn: _of_entry,
    entries.DataImported: lambda _: EVERYTHING,
    draws.DrawOpened: _of_draw,
    draws.EntriesClosed: _of_draw,
    draws.DrawGenerated: _of_draw,
    draws.DrawCancelled: lambda event: _of_draw(event) | {"calendar"},
    matches.SkeletonCreated: _of_skeleton,
    matches.ResultRecorded: _of_match,
    matches.ResultCorrected: _of_match,
    matches.MatchMoved: _of_match,
    matches.DrawCompleted: _of_draws_state,
    matches.DrawReopened: _of_draws_state,
    matches.PlayerSuspended: lambda event: {f"player-{event.suspension.player_id}"},
    matches.SuspensionEnded: lambda event: {f"player-{event.suspension.player_id}"},
    rankings.PointsAwarded: _of_points,
    rankings.RankingPublished: lambda _: {"rankings"},
    gateway.OfficialAdded: lambda _: _NOTHING,
    gateway.OfficialChanged: lambda _: _NOTHING,
    gateway.SignedIn: lambda _: _NOTHING,
    gateway.SignedOut: lambda _: _NOTHING,
    **dict.fromkeys(RETRIED.values(), lambda _: _NOTHING),
    # states and deadlines of all pages follow from the tour's time
    gateway.ClockMoved: lambda _: EVERYTHING,
}
_BY_NAME = {type_name(kind): (kind, topics) for kind, topics in _TABLE.items()}
DECIDED = frozenset(_BY_NAME)
# the draws service learns of these by the event, as the pages do: what it shows follows soon after
_FOLLOWED = frozenset(map(type_name, (matches.DrawCompleted, matches.DrawReopened)))


def topics_of(event: Envelope) -> Topics:
    """What the event touches; nothing for one that no public page shows, or that is unknown."""
    if event.type not in _BY_NAME:
        return _NOTHING
    kind, topics = _BY_NAME[event.type]
    return frozenset(topics(from_payload(kind, event.payload)))


def is_followed(event: Envelope) -> bool:
    """A second look a little later shows more."""
    return event.type in _FOLLOWED
