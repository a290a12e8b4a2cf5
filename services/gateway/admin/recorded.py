"""A match and its result in words, as it stands now."""

import asyncio
from collections.abc import Mapping

from services.gateway import queries, showing
from services.gateway.views.correction import MatchOnDesk
from services.gateway.views.people import Person
from services.gateway.views.words import utc
from services.gateway.visit import Visit
from shared.terms import MatchStatus, Round
from shared.wire import from_moment
from tour.matches.v1 import matches_pb2 as pb


def is_over(match: pb.Match) -> bool:
    return MatchStatus(match.result.status) is not MatchStatus.SCHEDULED


async def on_desk(visit: Visit, match: pb.Match) -> MatchOnDesk:
    """The match with its tournament, draw and players."""
    tournament, detail, known = await asyncio.gather(
        queries.tournament_message(visit.peers, match.tournament_id),
        queries.draw_message(visit.peers, match.draw_id),
        queries.people(visit.peers, (match.player1_id, match.player2_id)),
    )
    return MatchOnDesk(
        match.match_id,
        match.draw_id,
        showing.tournament(tournament),
        showing.label_of(detail.draw),
        Round(match.round),
        showing.day(match.match_date),
        known.get(match.player1_id),
        known.get(match.player2_id),
        is_over(match),
    )


def result_words(match: pb.Match, known: Mapping[int, Person]) -> str:
    """``Anna Berg beat Rita Carl 6-4 6-3.``; ``known`` holds both players."""
    status, winner = MatchStatus(match.result.status), known.get(match.result.winner_id)
    if winner is None:
        if status is MatchStatus.CANCELLED:
            return "The match is cancelled, nobody goes on."
        return "Nobody is on record as the winner."
    if status is MatchStatus.CANCELLED:
        return f"{winner.name} goes through: nobody stood on the other side."
    loser = known.get(match.player1_id + match.player2_id - match.result.winner_id)
    words = f"{winner.name} beat {loser.name if loser else 'nobody'} {match.score}"
    # without a score a blank is left, and "ret." has its own full stop
    return f"{words.rstrip(' .')}."


async def in_words(visit: Visit, match: pb.Match) -> str:
    known = await queries.people(visit.peers, (match.player1_id, match.player2_id))
    return result_words(match, known)


async def recorded(visit: Visit, match: pb.Match) -> str:
    """Who saved what and when; empty while there is no result."""
    if not is_over(match):
        return ""
    words = await in_words(visit, match)
    return f"{words} {by_whom(match)}"


def by_whom(match: pb.Match) -> str:
    return f"Recorded by {match.changed_by} on {utc(from_moment(match.changed_at))}."
