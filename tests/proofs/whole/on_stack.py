"""The small tour played on the real stack: five services, PostgreSQL and NATS, asked over gRPC.

What is asked of a service is asked as the gateway does; entries are read with the database's own
eyes, which see why one does not stand.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import grpc
import psycopg

from shared.context import Actor, Call, Role, enter_call
from shared.errors import RuleBroken, Stale
from shared.grpc_client import ask, open_channel
from shared.settings import Settings
from shared.weeks import Week
from shared.wire import from_date, to_date, to_week
from tests.launched import LaunchedTour
from tests.proofs.whole.plain import (
    BEGINNING,
    MONDAYS,
    PEOPLE,
    How,
    Place,
    Row,
    Shown,
    Standing,
    compare,
)
from tools.local.database import local_target
from tools.local.secrets import load_secrets
from tour.common.v1 import common_pb2 as common
from tour.draws.v1 import draws_pb2
from tour.draws.v1.draws_pb2_grpc import DrawsServiceStub
from tour.entries.v1 import entries_pb2
from tour.entries.v1.entries_pb2_grpc import EntriesServiceStub
from tour.matches.v1 import matches_pb2
from tour.matches.v1.matches_pb2_grpc import MatchesServiceStub
from tour.rankings.v1 import rankings_pb2
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceStub

T = TypeVar("T")
_PATIENCE = 60.0
_CHIEF = Call(Actor("proof", Role.ADMINISTRATOR))
_WHY = "the proof wants it"


class StackTour:
    """One launched tour for one history."""

    def __init__(self, home: Path) -> None:
        home.parent.mkdir()
        self.launched = LaunchedTour(home)
        self.runner = asyncio.Runner()
        self.channels: list[grpc.aio.Channel] = []

    def begin(self) -> Sequence[int]:
        self.launched.up("--no-demo", TOUR_CLOCK=BEGINNING.isoformat())
        target = local_target(self.launched.folder)
        self.hand = psycopg.connect(target.url(target.admin), autocommit=True)
        self.hand.execute("INSERT INTO tour.country VALUES (1, 'F', 'France')")
        self.run(self._open())
        return self.run(self._fill())

    async def _open(self) -> None:
        known = load_secrets(self.launched.folder.secrets)
        settings = Settings.model_validate(
            {
                "service": "gateway",
                "token": known.tokens["gateway"],
                "database_password": "unused",
                "nats_password": "unused",
            }
        )
        addresses: dict[str, str] = {
            one.replica.service: f"127.0.0.1:{one.replica.port}"
            for one in self.launched.running.replicas
        }

        def channel(service: str) -> grpc.aio.Channel:
            opened = open_channel(addresses[service], settings)
            self.channels.append(opened)
            return opened

        self.entries: Any = EntriesServiceStub(channel("entries"))
        self.draws: Any = DrawsServiceStub(channel("draws"))
        self.matches: Any = MatchesServiceStub(channel("matches"))
        self.rankings: Any = RankingsServiceStub(channel("rankings"))

    async def _fill(self) -> Sequence[int]:
        venue = await ask(
            self.entries.RegisterVenue(
                entries_pb2.RegisterVenueRequest(
                    request_id=str(uuid4()), name="Nice Tennis Club", city="Nice", country_id=1
                )
            )
        )
        players = []
        for number, person in enumerate(PEOPLE):
            facts: dict[str, Any] = {
                "first_name": "Ada",
                "last_name": f"Number {chr(ord('A') + number)}",
                "country_id": 1,
                "birth_year": person.birth_year,
                "gender": common.GENDER_MEN if person.is_man else common.GENDER_WOMEN,
            }
            answer = await ask(
                self.entries.RegisterPlayer(
                    entries_pb2.RegisterPlayerRequest(request_id=str(uuid4()), **facts)
                )
            )
            player = answer.player
            players.append(player.player_id)
            if not person.is_active:
                await ask(
                    self.entries.ChangePlayer(
                        entries_pb2.ChangePlayerRequest(
                            request_id=str(uuid4()),
                            expected_version=player.version,
                            player_id=player.player_id,
                            status=common.PLAYER_STATUS_INACTIVE,
                            **facts,
                        )
                    )
                )
        self.players = players
        self.tournaments = [
            await self._create(number, venue.venue.venue_id) for number in range(len(MONDAYS))
        ]
        self.draw_ids = [await self._draw_of(tournament) for tournament in self.tournaments]
        return players

    async def _create(self, number: int, venue_id: int) -> int:
        answer = await ask(
            self.entries.CreateTournament(
                entries_pb2.CreateTournamentRequest(
                    request_id=str(uuid4()),
                    name=f"Tournament {number}",
                    start_date=to_date(MONDAYS[number]),
                    category=common.TOURNAMENT_CATEGORY_MT400,
                    surface=common.SURFACE_CLAY,
                    venue_id=venue_id,
                )
            )
        )
        tournament_id: int = answer.tournament.tournament_id
        return tournament_id

    async def _draw_of(self, tournament_id: int) -> int:
        """The men's 60, as soon as the draws service has heard of the tournament."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            asked = draws_pb2.ListDrawsRequest(tournament_ids=[tournament_id])
            for draw in (await ask(self.draws.ListDraws(asked))).draws:
                if (draw.age_category, draw.gender) == (1, 1):
                    draw_id: int = draw.draw_id
                    return draw_id
            assert time.monotonic() < deadline, self.launched.said
            await asyncio.sleep(0.05)

    def end(self) -> None:
        async def close() -> None:
            for channel in self.channels:
                await channel.close()

        try:
            self.run(close())
            self.runner.close()
            if hasattr(self, "hand"):
                self.hand.close()
        finally:
            self.launched.clean()

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        async def as_chief() -> T:
            enter_call(_CHIEF)
            return await what

        return self.runner.run(as_chief())

    # --- moves ------------------------------------------------------------------------------

    def clock(self, now: datetime) -> None:
        self.hand.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'proof') "
            "ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            ((now - datetime.now(UTC)).total_seconds(),),
        )

    def enter(self, player: int, tournament: int) -> set[str]:
        return self._try(
            self.entries.SubmitEntry,
            entries_pb2.SubmitEntryRequest(
                request_id=str(uuid4()),
                player_id=player,
                tournament_id=self.tournaments[tournament],
            ),
        )

    def withdraw(self, player: int, tournament: int) -> set[str]:
        ((entry_id, version),) = self.hand.execute(
            "SELECT entry_id, version FROM tour.entries WHERE player_id = %s AND tournament_id = %s"
            " ORDER BY entry_id DESC LIMIT 1",
            (player, self.tournaments[tournament]),
        ).fetchall()
        return self._try(
            self.entries.WithdrawEntry,
            entries_pb2.WithdrawEntryRequest(
                request_id=str(uuid4()), expected_version=version, entry_id=entry_id
            ),
        )

    def make_draw(self, tournament: int) -> set[str]:
        draw_id = self.draw_ids[tournament]
        asked = draws_pb2.GetDrawRequest(draw_id=draw_id)
        seen = self.run(self._ask(self.draws.GetDraw, asked))
        return self._try(
            self.draws.GenerateDraw,
            draws_pb2.GenerateDrawRequest(
                request_id=str(uuid4()), expected_version=seen.draw.version, draw_id=draw_id
            ),
        )

    def record(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        return self._put(
            self.matches.SubmitResult,
            matches_pb2.SubmitResultRequest,
            tournament,
            place,
            how,
            winner,
        )

    def correct(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        change = self.matches.CorrectResult
        request = partial(matches_pb2.CorrectResultRequest, why=_WHY)
        return self._put(change, request, tournament, place, how, winner)

    def _put(
        self,
        call: Callable[..., Awaitable[Any]],
        request: Callable[..., Any],
        tournament: int,
        place: Place,
        how: How,
        winner: int,
    ) -> set[str]:
        match = self._match(tournament, place)
        result = matches_pb2.Result()
        if how.has_winner:
            result.winner_id = match.player1_id if winner == 1 else match.player2_id
        else:
            result.status = common.MATCH_STATUS_CANCELLED
        if how is How.BOTH_DISQUALIFIED:
            result.player1_absence = matches_pb2.ABSENCE_REASON_DISQUALIFIED
            result.player2_absence = matches_pb2.ABSENCE_REASON_DISQUALIFIED
        return self._try(
            call,
            request(
                request_id=str(uuid4()),
                expected_version=match.version,
                match_id=match.match_id,
                typed=how.typed,
                result=result,
            ),
        )

    def undo(self, tournament: int, place: Place) -> set[str]:
        match = self._match(tournament, place)
        return self._try(
            self.matches.UndoResult,
            matches_pb2.UndoResultRequest(
                request_id=str(uuid4()),
                expected_version=match.version,
                match_id=match.match_id,
                why=_WHY,
            ),
        )

    def _try(self, call: Callable[..., Awaitable[Any]], request: object) -> set[str]:
        try:
            self.run(self._ask(call, request))
        except (RuleBroken, Stale) as error:
            return {violation.rule for violation in error.violations}
        return set()

    async def _ask(self, call: Callable[..., Awaitable[Any]], request: object) -> Any:
        return await ask(call(request))

    def _match(self, tournament: int, place: Place) -> matches_pb2.Match:
        asked = matches_pb2.ListMatchesRequest(draw_ids=[self.draw_ids[tournament]])
        found = self.run(self._ask(self.matches.ListMatches, asked)).matches
        match: matches_pb2.Match = next(
            one for one in found if (one.round, one.match_number) == place
        )
        return match

    # --- looking ----------------------------------------------------------------------------

    def lines(self, tournament: int) -> Sequence[int]:
        asked = draws_pb2.GetDrawRequest(draw_id=self.draw_ids[tournament])
        deadline = time.monotonic() + _PATIENCE
        while not (lines := self.run(self._ask(self.draws.GetDraw, asked)).lines):
            assert time.monotonic() < deadline, f"the draw of tournament {tournament} is not made"
            time.sleep(0.05)
        return [line.player_id for line in lines]

    def agrees(self, expected: Shown) -> None:
        """Events need a moment to arrive."""
        deadline = time.monotonic() + _PATIENCE
        while differing := compare(expected, self.run(self._shown())):
            assert time.monotonic() < deadline, "\n".join(differing)
            time.sleep(0.05)

    async def _shown(self) -> Shown:
        found = Shown(entries=self._entries())
        await asyncio.gather(
            *(self._look_at(found, number) for number in range(len(MONDAYS))),
            self._suspensions(found),
            self._rankings(found),
        )
        return found

    def _entries(self) -> dict[tuple[int, int], tuple[Standing, int]]:
        rows = self.hand.execute(
            "SELECT tournament_id, player_id, released, withdrawal_type,"
            " withdrawn_by_suspension_id, entry_points FROM tour.entries ORDER BY entry_id"
        )
        found = {}
        for tournament_id, player, released, withdrawal, by_suspension, points in rows:
            standing = Standing.STANDS
            if withdrawal == "AFTER_DRAW":
                standing = Standing.AFTER_DRAW
            elif withdrawal is not None:
                standing = Standing.WITHDRAWN if by_suspension is None else Standing.SUSPENDED
            elif released:
                standing = Standing.RELEASED
            found[self.tournaments.index(tournament_id), player] = (standing, points)
        return found

    async def _look_at(self, found: Shown, number: int) -> None:
        draw_id, tournament_id = self.draw_ids[number], self.tournaments[number]
        sheet = await self._ask(self.draws.GetDraw, draws_pb2.GetDrawRequest(draw_id=draw_id))
        found.draws[number] = sheet.draw.status
        if sheet.lines:
            found.lines[number] = tuple(line.player_id for line in sheet.lines)
        if sheet.planned_seeds:
            found.planned[number] = tuple(seed.player_id for seed in sheet.planned_seeds)
        if sheet.actual_seeds:
            found.seeds[number] = tuple(seed.player_id for seed in sheet.actual_seeds)
        asked = matches_pb2.ListMatchesRequest(draw_ids=[draw_id])
        if matches := (await self._ask(self.matches.ListMatches, asked)).matches:
            found.matches[number] = {
                (match.round, match.match_number): Row(
                    match.player1_id,
                    match.player2_id,
                    match.result.status,
                    match.result.winner_id,
                    match.score,
                )
                for match in matches
            }
        history = rankings_pb2.ListPointsHistoryRequest(tournament_id=tournament_id)
        for row in (await self._ask(self.rankings.ListPointsHistory, history)).points:
            found.points[number, row.player_id] = (row.stage, row.points)

    async def _suspensions(self, found: Shown) -> None:
        asked = matches_pb2.ListSuspensionsRequest(include_annulled=True)
        for one in (await self._ask(self.matches.ListSuspensions, asked)).suspensions:
            number = self.tournaments.index(one.tournament_id)
            found.suspensions[one.player_id, number, one.cause] = (
                from_date(one.start_date, "start_date"),
                from_date(one.end_date, "end_date"),
                one.annulled,
            )
        players = entries_pb2.GetPlayersRequest(player_ids=self.players)
        found.suspended_now = frozenset(
            player.player_id
            for player in (await self._ask(self.entries.GetPlayers, players)).players
            if player.status == common.PLAYER_STATUS_SUSPENDED
        )

    async def _rankings(self, found: Shown) -> None:
        # the earliest ranking that can hold anybody is the one after the first tournament
        for monday in (MONDAYS[0] + timedelta(weeks=weeks) for weeks in range(8)):
            answer = await self._ask(
                self.rankings.GetRanking,
                rankings_pb2.GetRankingRequest(
                    week=to_week(Week(monday)),
                    age_category=common.AGE_CATEGORY_SIXTY,
                    gender=common.GENDER_MEN,
                ),
            )
            if answer.players:
                found.rankings[monday] = tuple(
                    (row.player_id, row.points) for row in answer.players
                )
