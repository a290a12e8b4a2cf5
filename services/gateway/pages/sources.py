"""What the public pages ask the services for, composed into what the views take.

Guarantees that one page asks each service a fixed number of questions, however many players or
matches it shows.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from services.gateway import showing
from services.gateway.peers import Peers
from services.gateway.views.bracket import BracketMatch, MatchOnRecord, Side, SideKind, build_list
from services.gateway.views.people import Person
from services.gateway.views.scores import SetPlay
from services.gateway.views.tournament import EntryRow, EntryTable, TodaysMatch
from services.gateway.views.words import ROUND_TEXT, draw_label
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, MatchStatus, Round
from shared.wire import from_moment, to_enum
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2

MOST_AT_ONCE = 1000


async def people(peers: Peers, player_ids: Iterable[int]) -> dict[int, Person]:
    """Players by id; one whom nobody knows gets a number for a name."""
    wanted = sorted({player_id for player_id in player_ids if player_id})
    answers = await asyncio.gather(
        *(
            ask(
                peers.entries.GetPlayers(
                    entries_pb2.GetPlayersRequest(player_ids=wanted[start : start + MOST_AT_ONCE])
                )
            )
            for start in range(0, len(wanted), MOST_AT_ONCE)
        )
    )
    found = {player.player_id: showing.person(player) for one in answers for player in one.players}
    return {each: found.get(each) or showing.unknown_person(each) for each in wanted}


async def draws_of(peers: Peers, tournament_ids: Sequence[int]) -> list[draws_pb2.Draw]:
    """The draws of these tournaments."""
    answers = await asyncio.gather(
        *(
            ask(
                peers.draws.ListDraws(
                    draws_pb2.ListDrawsRequest(
                        tournament_ids=tournament_ids[start : start + MOST_AT_ONCE]
                    )
                )
            )
            for start in range(0, len(tournament_ids), MOST_AT_ONCE)
        )
    )
    return [draw for one in answers for draw in one.draws]


async def matches_of(
    peers: Peers, *, draw_id: int = 0, tournament_id: int = 0
) -> list[matches_pb2.Match]:
    """The matches of a draw or of a whole tournament."""
    asked = matches_pb2.ListMatchesRequest(
        draw_ids=[draw_id] if draw_id else [], tournament_id=tournament_id
    )
    return list((await ask(peers.matches.ListMatches(asked))).matches)


async def matches_of_player(peers: Peers, player_id: int) -> list[matches_pb2.Match]:
    """Every match in which the player stands."""
    asked = matches_pb2.ListMatchesRequest(player_id=player_id)
    return list((await ask(peers.matches.ListMatches(asked))).matches)


async def matches_of_draws(peers: Peers, draw_ids: Sequence[int]) -> list[matches_pb2.Match]:
    """The matches of all these draws."""
    answers = await asyncio.gather(
        *(
            ask(
                peers.matches.ListMatches(
                    matches_pb2.ListMatchesRequest(draw_ids=draw_ids[start : start + MOST_AT_ONCE])
                )
            )
            for start in range(0, len(draw_ids), MOST_AT_ONCE)
        )
    )
    return [match for one in answers for match in one.matches]


async def entries_of(peers: Peers, tournament_id: int) -> list[entries_pb2.Entry]:
    """The standing entries of a tournament."""
    asked = entries_pb2.ListEntriesRequest(tournament_id=tournament_id)
    return list((await ask(peers.entries.ListEntries(asked))).entries)


async def ranks_of(
    peers: Peers, player_ids: Sequence[int], age: AgeCategory, gender: Gender
) -> dict[int, rankings_pb2.PlayerPoints]:
    """What these players have in the latest ranking of a category."""
    if not player_ids:
        return {}
    answer = await ask(
        peers.rankings.GetPlayerPoints(
            rankings_pb2.GetPlayerPointsRequest(
                player_ids=player_ids, age_category=to_enum(age), gender=to_enum(gender)
            )
        )
    )
    return {player.player_id: player for player in answer.players}


async def entry_tables(
    peers: Peers, entries: Sequence[entries_pb2.Entry]
) -> tuple[EntryTable, ...]:
    """The entry lists of a tournament that have entries, men before women, 60 before 65."""
    keys = sorted({(entry.gender, entry.age_category) for entry in entries})
    return tuple(
        await asyncio.gather(
            *(
                _entry_table(
                    peers,
                    AgeCategory(age),
                    Gender(gender),
                    [e for e in entries if (e.gender, e.age_category) == (gender, age)],
                )
                for gender, age in keys
            )
        )
    )


async def _entry_table(
    peers: Peers, age: AgeCategory, gender: Gender, entries: Sequence[entries_pb2.Entry]
) -> EntryTable:
    ranks = await ranks_of(peers, [entry.player.player_id for entry in entries], age, gender)
    rows = tuple(
        EntryRow(
            showing.person(entry.player),
            entry.entry_points,
            ranks[entry.player.player_id].position,
            from_moment(entry.entered_at),
        )
        for entry in entries
    )
    return EntryTable.of(age, gender, rows)


def on_record(match: matches_pb2.Match) -> MatchOnRecord:
    """A match as the bracket takes it."""
    return MatchOnRecord(
        match_id=match.match_id,
        round=Round(match.round),
        number=match.match_number,
        player1_id=match.player1_id,
        player2_id=match.player2_id,
        status=MatchStatus(match.result.status),
        winner_id=match.result.winner_id,
        sets=tuple(_set(one) for one in match.result.sets),
        score=match.score,
        day=showing.day(match.match_date),
    )


def _set(one: matches_pb2.SetScore) -> SetPlay:
    return SetPlay(
        (one.games.player1, one.games.player2) if one.HasField("games") else None,
        (one.tiebreak.player1, one.tiebreak.player2) if one.HasField("tiebreak") else None,
        (one.supertiebreak.player1, one.supertiebreak.player2)
        if one.HasField("supertiebreak")
        else None,
    )


def shown_match(match: matches_pb2.Match, known: Mapping[int, Person]) -> tuple[str, BracketMatch]:
    """Its round in words, and the match by itself; ``known`` holds everybody who stands in it."""
    standing = [known[key] for key in (match.player1_id, match.player2_id) if key]
    (only,) = build_list([on_record(match)], standing)
    return only.title, only.matches[0]


def todays_matches(
    draws: Sequence[draws_pb2.Draw],
    matches: Sequence[matches_pb2.Match],
    known: Sequence[Person],
) -> tuple[TodaysMatch, ...]:
    """These matches with the draw and round they belong to, in the order of draws and rounds."""
    found: list[TodaysMatch] = []
    for draw in sorted(draws, key=lambda draw: (draw.gender, draw.age_category)):
        own = [on_record(match) for match in matches if match.draw_id == draw.draw_id]
        found.extend(
            TodaysMatch(
                draw.draw_id,
                draw_label(AgeCategory(draw.age_category), Gender(draw.gender)),
                ROUND_TEXT[each.round],
                match,
            )
            for each in build_list(own, known)
            for match in each.matches
        )
    return tuple(found)


def champions(matches: Sequence[matches_pb2.Match], known: dict[int, Person]) -> dict[int, Side]:
    """The winner of each final, by draw."""
    return {
        match.draw_id: Side(SideKind.PLAYER, known[match.result.winner_id], is_winner=True)
        for match in matches
        if Round(match.round) is Round.F and match.result.winner_id
    }
