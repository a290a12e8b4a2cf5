"""What the admin pages ask the other services, one function per question.

Guarantees that the number of questions never grows with the number of rows.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from services.gateway import showing
from services.gateway.peers import Peers
from services.gateway.views.people import Person
from services.gateway.views.result import MatchToRecord
from services.gateway.views.season import Tournament
from shared.errors import NotFound
from shared.grpc_client import ask
from shared.terms import DrawStatus, Round
from shared.wire import to_date, to_enum
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

# the most ids that a service takes at once
_MOST = 1000
# results are taken without limit; older matches are found through their draw's page
_LOOK_BACK = timedelta(weeks=53)
_LOOK_AHEAD = timedelta(weeks=53)


async def countries(peers: Peers) -> Sequence[entries_pb2.Country]:
    """Those to choose from, by name."""
    answer = await ask(peers.entries.GetReferenceData(entries_pb2.GetReferenceDataRequest()))
    return answer.countries


async def tournament_message(peers: Peers, tournament_id: int) -> entries_pb2.Tournament:
    """NotFound where there is none."""
    request = entries_pb2.GetTournamentRequest(tournament_id=tournament_id)
    return (await ask(peers.entries.GetTournament(request))).tournament


async def tournaments_by_id(peers: Peers, tournament_ids: Iterable[int]) -> dict[int, Tournament]:
    """Those of them that are known, by id."""
    wanted = sorted(set(tournament_ids))[:_MOST]
    if not wanted:
        return {}
    request = entries_pb2.ListTournamentsRequest(tournament_ids=wanted)
    answer = await ask(peers.entries.ListTournaments(request))
    return {each.tournament_id: showing.tournament(each) for each in answer.tournaments}


async def tournaments_around(
    peers: Peers, now: datetime, back: timedelta = _LOOK_BACK
) -> list[Tournament]:
    """Those that end after ``back`` ago, a year ahead included."""
    request = entries_pb2.ListTournamentsRequest(to=to_date((now + _LOOK_AHEAD).date()))
    # from is a word of Python
    getattr(request, "from").CopyFrom(to_date((now - back).date()))
    answer = await ask(peers.entries.ListTournaments(request))
    return [showing.tournament(each) for each in answer.tournaments]


async def taking_entries(peers: Peers, now: datetime) -> list[Tournament]:
    """Tournaments whose entry deadline has not passed; exactly now is in time (section 2)."""
    ahead = await tournaments_around(peers, now, timedelta(0))
    return [each for each in ahead if now <= each.entry_deadline]


async def people(peers: Peers, player_ids: Iterable[int]) -> dict[int, Person]:
    """Players by id; everyone asked for is in it."""
    wanted = sorted(set(player_ids) - {0})
    parts = [wanted[start : start + _MOST] for start in range(0, len(wanted), _MOST)]
    answers = await asyncio.gather(
        *(
            ask(peers.entries.GetPlayers(entries_pb2.GetPlayersRequest(player_ids=part)))
            for part in parts
        )
    )
    found = {each.player_id: showing.person(each) for a in answers for each in a.players}
    return {key: found.get(key) or showing.unknown_person(key) for key in wanted}


async def player(peers: Peers, player_id: int) -> entries_pb2.Player:
    """NotFound where there is none."""
    request = entries_pb2.GetPlayersRequest(player_ids=[player_id])
    players = (await ask(peers.entries.GetPlayers(request))).players
    if not players:
        raise NotFound("There is no such player.")
    return players[0]


async def known_players(peers: Peers, player_ids: Sequence[int]) -> list[Person]:
    """In the order asked for; NotFound naming the first whom nobody knows."""
    request = entries_pb2.GetPlayersRequest(player_ids=player_ids)
    found = {
        each.player_id: each for each in (await ask(peers.entries.GetPlayers(request))).players
    }
    for key in player_ids:
        if key not in found:
            raise NotFound(f"There is no player {key}.")
    return [showing.person(found[key]) for key in player_ids]


async def search_players(
    peers: Peers, text: str, page_size: int = 25, page_token: str = ""
) -> entries_pb2.SearchPlayersResponse:
    request = entries_pb2.SearchPlayersRequest(
        text=text, page_size=page_size, page_token=page_token
    )
    return await ask(peers.entries.SearchPlayers(request))


async def draws_of(
    peers: Peers, tournament_ids: Sequence[int], status: DrawStatus | None = None
) -> list[draws_pb2.Draw]:
    """By tournament, category, gender."""
    if not tournament_ids:
        return []
    request = draws_pb2.ListDrawsRequest(
        tournament_ids=tournament_ids[:_MOST], status=to_enum(status)
    )
    return list((await ask(peers.draws.ListDraws(request))).draws)


async def draws_in(peers: Peers, status: DrawStatus) -> list[draws_pb2.Draw]:
    """All that stand so, by tournament, category, gender."""
    request = draws_pb2.ListDrawsRequest(status=to_enum(status))
    return list((await ask(peers.draws.ListDraws(request))).draws)


async def draw_message(peers: Peers, draw_id: int) -> draws_pb2.GetDrawResponse:
    """NotFound where there is none."""
    return await ask(peers.draws.GetDraw(draws_pb2.GetDrawRequest(draw_id=draw_id)))


async def matches_of_draws(
    peers: Peers, draw_ids: Sequence[int], *, to_record: bool = False
) -> list[matches_pb2.Match]:
    """All of them, or only those whose result can be recorded now."""
    parts = [draw_ids[start : start + _MOST] for start in range(0, len(draw_ids), _MOST)]
    requests = [
        matches_pb2.ListMatchesRequest(draw_ids=part, to_record=to_record) for part in parts
    ]
    answers = await asyncio.gather(*(ask(peers.matches.ListMatches(each)) for each in requests))
    return [each for answer in answers for each in answer.matches]


async def draws_with_matches(peers: Peers, draw_ids: Sequence[int]) -> set[int]:
    """Those of them that have any."""
    if not draw_ids:
        return set()
    request = matches_pb2.CountMatchesRequest(draw_ids=draw_ids[:_MOST])
    return {each.draw_id for each in (await ask(peers.matches.CountMatches(request))).counts}


async def match_message(peers: Peers, match_id: int) -> matches_pb2.Match:
    """NotFound where there is none."""
    request = matches_pb2.GetMatchRequest(match_id=match_id)
    return (await ask(peers.matches.GetMatch(request))).match


async def suspensions(peers: Peers) -> list[matches_pb2.Suspension]:
    """All there are, the annulled included, by player and first day."""
    request = matches_pb2.ListSuspensionsRequest(include_annulled=True)
    return list((await ask(peers.matches.ListSuspensions(request))).suspensions)


async def entry_counts(
    peers: Peers, tournament_ids: Iterable[int]
) -> Sequence[entries_pb2.EntryCount]:
    """How many entries stand on each list of these tournaments that has any."""
    wanted = sorted(set(tournament_ids))[:_MOST]
    if not wanted:
        return ()
    request = entries_pb2.CountEntriesRequest(tournament_ids=wanted)
    return (await ask(peers.entries.CountEntries(request))).counts


async def to_record(
    peers: Peers,
    now: datetime,
    tournaments: Sequence[Tournament],
    matches: Sequence[matches_pb2.Match],
    draws: Sequence[draws_pb2.Draw],
) -> list[MatchToRecord]:
    """The matches of these draws that can be recorded now, the earliest day first."""
    ready = [each for each in matches if each.can_record]
    known = await people(
        peers, [key for each in ready for key in (each.player1_id, each.player2_id)]
    )
    by_tournament = {each.tournament_id: each for each in tournaments}
    by_draw = {each.draw_id: each for each in draws}
    found = [
        match_to_record(each, by_tournament[each.tournament_id], by_draw[each.draw_id], known, now)
        for each in ready
        if each.tournament_id in by_tournament
    ]
    return sorted(
        found,
        key=lambda each: (
            *(each.day, each.tournament.name, each.tournament.tournament_id),
            *(each.draw_id, each.round, each.number),
        ),
    )


async def next_to_record(peers: Peers, after: matches_pb2.Match) -> int:
    """The match of the same tournament that follows on the list of those to record; the first
    follows the last. 0 where none is left."""
    request = matches_pb2.ListMatchesRequest(tournament_id=after.tournament_id, to_record=True)
    found = (await ask(peers.matches.ListMatches(request))).matches

    def place(match: matches_pb2.Match) -> tuple[date, int, int, int]:
        return showing.day(match.match_date), match.draw_id, match.round, match.match_number

    ready = sorted(found, key=place)
    later = [each for each in ready if place(each) > place(after)]
    return next((each.match_id for each in (*later, *ready)), 0)


def match_to_record(
    match: matches_pb2.Match,
    tournament: Tournament,
    draw: draws_pb2.Draw,
    known: dict[int, Person],
    now: datetime,
) -> MatchToRecord:
    """``known`` holds both players."""
    played_on = showing.day(match.match_date)
    return MatchToRecord(
        match.match_id,
        match.draw_id,
        tournament,
        showing.label_of(draw),
        Round(match.round),
        match.match_number,
        played_on,
        known[match.player1_id],
        known[match.player2_id],
        match.has_supertiebreak,
        match.version,
        is_late=now.date() > played_on,
    )
