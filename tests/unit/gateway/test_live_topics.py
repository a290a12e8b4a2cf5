"""What an open page may listen to, and which event touches which page."""

from dataclasses import replace

import pytest
from google.protobuf.message import Message

from services.gateway.live.topics import DECIDED, EVERYTHING, is_followed, read_topics, topics_of
from shared.errors import InvalidInput
from shared.events import type_name
from tests.unit.gateway.live import envelope_of
from tour.draws.v1 import draws_pb2
from tour.draws.v1 import events_pb2 as draws
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries
from tour.gateway.v1 import events_pb2 as gateway
from tour.matches.v1 import events_pb2 as matches
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import events_pb2 as rankings
from tour.rankings.v1 import rankings_pb2

_PARTS = (draws, entries, gateway, matches, rankings)
_DRAW = draws_pb2.Draw(draw_id=7, tournament_id=3)
_MATCH = matches_pb2.Match(match_id=9, draw_id=7, tournament_id=3, player1_id=101, player2_id=102)


def test_every_event_of_the_contracts_is_decided_upon() -> None:
    # those with a field are events; what events are made of stands inside one of them
    inside = {"tour.matches.v1.Finish", "tour.gateway.v1.Official"}
    messages = {
        kind.full_name for part in _PARTS for kind in part.DESCRIPTOR.message_types_by_name.values()
    }
    assert messages - inside == DECIDED


@pytest.mark.parametrize(
    ("event", "topics"),
    [
        (draws.DrawGenerated(draw=_DRAW), {"draw-7", "tournament-3", "draws"}),
        (draws.DrawCancelled(draw=_DRAW), {"draw-7", "tournament-3", "draws", "calendar"}),
        (
            matches.ResultRecorded(match=_MATCH),
            {"draw-7", "tournament-3", "player-101", "player-102", "matches"},
        ),
        (
            matches.ResultCorrected(match=matches_pb2.Match(draw_id=7, tournament_id=3)),
            {"draw-7", "tournament-3", "matches"},
        ),
        (
            matches.DrawCompleted(draw_id=7, tournament_id=3),
            {"draw-7", "tournament-3", "calendar"},
        ),
        (
            entries.EntrySubmitted(tournament_id=3, player_id=101),
            {"entries-3", "tournament-3", "player-101"},
        ),
        (
            entries.TournamentChanged(tournament=entries_pb2.Tournament(tournament_id=3)),
            {"calendar", "tournament-3"},
        ),
        (
            rankings.PointsAwarded(
                draw_id=7, tournament_id=3, points=[rankings_pb2.PointsEarned(player_id=101)]
            ),
            {"draw-7", "tournament-3", "player-101"},
        ),
        (rankings.RankingPublished(), {"rankings"}),
        (matches.PlayerSuspended(suspension=matches_pb2.Suspension(player_id=101)), {"player-101"}),
        (entries.DataImported(), EVERYTHING),
        (gateway.ClockMoved(), EVERYTHING),
        (gateway.SignedIn(), set()),
        (gateway.OfficialChanged(), set()),
    ],
    ids=lambda value: value.DESCRIPTOR.name if isinstance(value, Message) else "",
)
def test_an_event_touches_the_pages_that_show_what_it_tells(
    event: Message, topics: set[str]
) -> None:
    assert topics_of(envelope_of(event)) == topics


def test_an_event_that_a_later_version_brings_touches_nothing() -> None:
    event = envelope_of(matches.ResultRecorded(match=_MATCH))
    unknown = replace(event, type="tour.matches.v1.BallChanged")
    assert topics_of(unknown) == set()


def test_only_what_other_services_follow_by_the_event_needs_a_second_look() -> None:
    assert is_followed(envelope_of(matches.DrawCompleted(draw_id=7)))
    assert not is_followed(envelope_of(matches.ResultRecorded(match=_MATCH)))
    assert type_name(matches.DrawReopened) in DECIDED


@pytest.mark.parametrize(
    "text", ["calendar", "draw-12", "rankings player-9 tournament-1 entries-1 matches draws"]
)
def test_public_topics_can_be_listened_to(text: str) -> None:
    assert read_topics(text) == set(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "officials",
        "everything",
        "audit",
        "draw-",
        "draw-0",
        "draw--1",
        "draw-٣",
        "draw-1\n",
        "draw-1 draw-x",
        "draw-1  draw-2",
        "player-" + "9" * 19,
        " ".join(f"draw-{n}" for n in range(1, 12)),
    ],
)
def test_nothing_else_can_be_listened_to(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^Topics: name up to ten of calendar"):
        read_topics(text)


def test_ten_topics_are_not_too_many() -> None:
    assert len(read_topics(" ".join(f"draw-{n}" for n in range(1, 11)))) == 10
