"""The entries service's contract over gRPC: protobuf in and out, nothing else.

Guarantees that every write needs its role (rules.md section 8): a referee registers and enters
players, an administrator keeps countries, venues and tournaments.
"""

from typing import TypeAlias

import grpc

from services.entries import answers, messages, queries, requests
from services.entries.commands import (
    bulk,
    countries,
    entries,
    entry_lists,
    players,
    tournaments,
    venues,
)
from services.entries.commands.bulk import EntriesAnswer, PlayersAnswer
from services.entries.peers import Peers
from services.entries.requests import page_token
from shared.context import Role
from shared.database import Database
from shared.grpc_server import write
from shared.wire import to_enum
from shared.work import Work
from tour.entries.v1 import entries_pb2 as pb
from tour.entries.v1.entries_pb2_grpc import EntriesServiceServicer

Context: TypeAlias = grpc.aio.ServicerContext[object, object]


class EntriesApi(EntriesServiceServicer):
    def __init__(self, database: Database, peers: Peers) -> None:
        self._database = database
        self._peers = peers

    async def GetReferenceData(
        self, _request: pb.GetReferenceDataRequest, _: Context
    ) -> pb.GetReferenceDataResponse:
        known, found = await queries.reference_data(self._database)
        return pb.GetReferenceDataResponse(
            countries=map(messages.country, known), venues=map(messages.venue, found)
        )

    async def RegisterPlayer(
        self, request: pb.RegisterPlayerRequest, _: Context
    ) -> pb.RegisterPlayerResponse:
        details = requests.register_player(request)

        async def command(work: Work) -> pb.RegisterPlayerResponse:
            player = await players.register_player(work, details)
            return pb.RegisterPlayerResponse(player=messages.player(player))

        return await write(self._database, request, command, Role.REFEREE)

    async def CheckPlayers(
        self, request: pb.CheckPlayersRequest, _: Context
    ) -> pb.CheckPlayersResponse:
        lines = requests.player_lines(request)
        verdicts = await queries.check_players(self._database, lines)
        return pb.CheckPlayersResponse(
            answers=answers.player_answers(lines, PlayersAnswer(verdicts, {}))
        )

    async def RegisterPlayers(
        self, request: pb.RegisterPlayersRequest, _: Context
    ) -> pb.RegisterPlayersResponse:
        lines = requests.player_lines(request)

        def response(answer: PlayersAnswer) -> pb.RegisterPlayersResponse:
            return pb.RegisterPlayersResponse(answers=answers.player_answers(lines, answer))

        async def command(work: Work) -> pb.RegisterPlayersResponse:
            return response(await bulk.register_players(work, lines))

        try:
            return await write(self._database, request, command, Role.REFEREE)
        except bulk.NobodyRegistered as nobody:
            return response(nobody.answer)

    async def ChangePlayer(
        self, request: pb.ChangePlayerRequest, _: Context
    ) -> pb.ChangePlayerResponse:
        change = requests.change_player(request)

        async def command(work: Work) -> pb.ChangePlayerResponse:
            player = await players.change_player(work, change)
            return pb.ChangePlayerResponse(player=messages.player(player))

        return await write(self._database, request, command, Role.REFEREE)

    async def GetPlayers(self, request: pb.GetPlayersRequest, _: Context) -> pb.GetPlayersResponse:
        found = await queries.get_players(self._database, requests.player_ids(request))
        return pb.GetPlayersResponse(players=map(messages.player, found))

    async def SearchPlayers(
        self, request: pb.SearchPlayersRequest, _: Context
    ) -> pb.SearchPlayersResponse:
        search = requests.search_players(request)
        if search is None:
            return pb.SearchPlayersResponse()
        page = await queries.search_players(self._database, search)
        return pb.SearchPlayersResponse(
            players=map(messages.player, page.players),
            next_page_token="" if page.next is None else page_token(page.next),
        )

    async def CheckCountries(
        self, request: pb.CheckCountriesRequest, _: Context
    ) -> pb.CheckCountriesResponse:
        new = await queries.check_countries(self._database, requests.countries(request))
        return pb.CheckCountriesResponse(countries=map(messages.new_country, new))

    async def AddCountries(
        self, request: pb.AddCountriesRequest, _: Context
    ) -> pb.AddCountriesResponse:
        wanted = requests.countries(request)

        async def command(work: Work) -> pb.AddCountriesResponse:
            answer = await countries.add_countries(work, wanted)
            return pb.AddCountriesResponse(
                countries=map(messages.country, answer.added),
                kept=map(messages.country, answer.kept),
            )

        return await write(self._database, request, command, Role.ADMINISTRATOR)

    async def RegisterVenue(
        self, request: pb.RegisterVenueRequest, _: Context
    ) -> pb.RegisterVenueResponse:
        details = requests.register_venue(request)

        async def command(work: Work) -> pb.RegisterVenueResponse:
            venue = await venues.register_venue(work, details)
            return pb.RegisterVenueResponse(venue=messages.venue(venue))

        return await write(self._database, request, command, Role.ADMINISTRATOR)

    async def CreateTournament(
        self, request: pb.CreateTournamentRequest, _: Context
    ) -> pb.CreateTournamentResponse:
        details = requests.create_tournament(request)

        async def command(work: Work) -> pb.CreateTournamentResponse:
            tournament = await tournaments.create_tournament(work, details)
            return pb.CreateTournamentResponse(tournament=messages.tournament(tournament))

        return await write(self._database, request, command, Role.ADMINISTRATOR)

    async def ChangeTournament(
        self, request: pb.ChangeTournamentRequest, _: Context
    ) -> pb.ChangeTournamentResponse:
        change = requests.change_tournament(request)

        async def command(work: Work) -> pb.ChangeTournamentResponse:
            tournament = await tournaments.change_tournament(work, change)
            return pb.ChangeTournamentResponse(tournament=messages.tournament(tournament))

        return await write(self._database, request, command, Role.ADMINISTRATOR)

    async def GetTournament(
        self, request: pb.GetTournamentRequest, _: Context
    ) -> pb.GetTournamentResponse:
        key = requests.tournament_id(request)
        tournament = await queries.get_tournament(self._database, key)
        return pb.GetTournamentResponse(tournament=messages.tournament(tournament))

    async def ListTournaments(
        self, request: pb.ListTournamentsRequest, _: Context
    ) -> pb.ListTournamentsResponse:
        search = requests.list_tournaments(request)
        found = await queries.list_tournaments(self._database, search)
        return pb.ListTournamentsResponse(tournaments=map(messages.tournament, found))

    async def CheckEntry(self, request: pb.CheckEntryRequest, _: Context) -> pb.CheckEntryResponse:
        wish = requests.wish(request)
        facts, broken = await queries.check_wish(self._database, self._peers, wish)
        player = facts.players[wish.player_id]
        return pb.CheckEntryResponse(
            reasons=map(messages.reason, broken),
            age_category=to_enum(facts.category(wish.player_id)),
            gender=to_enum(player.gender),
            entry_points=facts.points[wish.player_id],
            player=messages.player(player),
        )

    async def SubmitEntry(
        self, request: pb.SubmitEntryRequest, _: Context
    ) -> pb.SubmitEntryResponse:
        wish = requests.wish(request)

        async def command(work: Work) -> pb.SubmitEntryResponse:
            entry = await entries.submit_entry(work, self._peers, wish)
            return pb.SubmitEntryResponse(entry=messages.entry(entry))

        return await write(self._database, request, command, Role.REFEREE)

    async def CheckEntries(
        self, request: pb.CheckEntriesRequest, _: Context
    ) -> pb.CheckEntriesResponse:
        lines = requests.entry_lines(request)
        judged = await queries.check_entries(
            self._database, self._peers, request.tournament_id, lines
        )
        return pb.CheckEntriesResponse(answers=answers.entry_answers(EntriesAnswer(judged, {})))

    async def SubmitEntries(
        self, request: pb.SubmitEntriesRequest, _: Context
    ) -> pb.SubmitEntriesResponse:
        lines = requests.entry_lines(request)

        def response(answer: EntriesAnswer) -> pb.SubmitEntriesResponse:
            return pb.SubmitEntriesResponse(answers=answers.entry_answers(answer))

        async def command(work: Work) -> pb.SubmitEntriesResponse:
            tournament_id = request.tournament_id
            return response(await bulk.submit_entries(work, self._peers, tournament_id, lines))

        try:
            return await write(self._database, request, command, Role.REFEREE)
        except bulk.NobodyEntered as nobody:
            return response(nobody.answer)

    async def WithdrawEntry(
        self, request: pb.WithdrawEntryRequest, _: Context
    ) -> pb.WithdrawEntryResponse:
        withdrawal = requests.withdraw_entry(request)

        async def command(work: Work) -> pb.WithdrawEntryResponse:
            entry = await entries.withdraw_entry(work, self._peers, withdrawal)
            return pb.WithdrawEntryResponse(entry=messages.entry(entry))

        return await write(self._database, request, command, Role.REFEREE)

    async def ListEntries(
        self, request: pb.ListEntriesRequest, _: Context
    ) -> pb.ListEntriesResponse:
        found = await queries.list_entries(self._database, requests.list_entries(request))
        return pb.ListEntriesResponse(entries=map(messages.entry, found))

    async def CountEntries(
        self, request: pb.CountEntriesRequest, _: Context
    ) -> pb.CountEntriesResponse:
        found = await queries.count_entries(self._database, requests.count_entries(request))
        return pb.CountEntriesResponse(
            counts=[
                pb.EntryCount(
                    tournament_id=key.tournament_id,
                    age_category=to_enum(key.age_category),
                    gender=to_enum(key.gender),
                    standing=standing,
                )
                for key, standing in found.items()
            ]
        )

    async def CloseEntryList(
        self, request: pb.CloseEntryListRequest, _: Context
    ) -> pb.CloseEntryListResponse:
        key = requests.list_key(request.list)

        async def command(work: Work) -> pb.CloseEntryListResponse:
            standing = await entry_lists.close_entry_list(work, key)
            return pb.CloseEntryListResponse(entries=map(messages.standing_entry, standing))

        return await write(self._database, request, command, Role.REFEREE)

    async def FreezeEntryList(
        self, request: pb.FreezeEntryListRequest, _: Context
    ) -> pb.FreezeEntryListResponse:
        key = requests.list_key(request.list)

        async def command(work: Work) -> pb.FreezeEntryListResponse:
            standing = await entry_lists.freeze_entry_list(work, key)
            return pb.FreezeEntryListResponse(entries=map(messages.standing_entry, standing))

        return await write(self._database, request, command, Role.REFEREE)

    async def ThawEntryList(
        self, request: pb.ThawEntryListRequest, _: Context
    ) -> pb.ThawEntryListResponse:
        key = requests.list_key(request.list)

        async def command(work: Work) -> pb.ThawEntryListResponse:
            await entry_lists.thaw_entry_list(work, key)
            return pb.ThawEntryListResponse()

        return await write(self._database, request, command, Role.REFEREE)
