"""A small tour for the tests: players 1 to 70, tournaments in four weeks, and ways to play them.

What belongs to other services is stored by the database's administrator, as they would store it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import psycopg
from google.protobuf.message import Message

from services.matches import queries
from services.matches.commands import corrections, results, skeletons, suspensions
from services.matches.commands.corrections import Correction
from services.matches.commands.results import SubmitResult
from services.matches.commands.suspensions import LiftSuspension
from services.matches.domain.submission import Submission
from services.matches.peers import KnownDraw
from services.matches.rows import DrawFacts, Origin, StoredMatch, StoredSuspension
from services.matches.store.matches import MatchFilter
from services.matches.store.suspensions import SuspensionFilter
from services.matches.weighing import Weighed
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.events import from_payload, type_name
from shared.terms import AgeCategory, DrawStatus, Gender, Round, TournamentCategory
from shared.weeks import Week
from shared.work import Work, perform
from tour.matches.v1 import events_pb2

T = TypeVar("T")

ANNA = Actor("anna", Role.REFEREE)
BOB = Actor("bob", Role.REFEREE)
CHIEF = Actor("chief", Role.ADMINISTRATOR)
CLOCK = Actor("clock", Role.SYSTEM)

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
# of one week: Nice and Madrid; a week later: Lisbon, then Bern; beyond two months, within six: Oslo
NICE, MADRID, LISBON, OSLO, BERN = 1, 2, 3, 4, 5
_FIRST_DAYS = {
    NICE: MONDAY,
    MADRID: MONDAY,
    LISBON: MONDAY + timedelta(weeks=1),
    OSLO: MONDAY + timedelta(weeks=12),
    BERN: MONDAY + timedelta(weeks=2),
}
_MESSAGES: dict[str, type[Message]] = {
    type_name(kind): kind
    for kind in (
        events_pb2.SkeletonCreated,
        events_pb2.ResultRecorded,
        events_pb2.ResultCorrected,
        events_pb2.MatchMoved,
        events_pb2.DrawReopened,
        events_pb2.DrawCompleted,
        events_pb2.PlayerSuspended,
        events_pb2.SuspensionEnded,
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event in the outbox."""

    name: str
    message: Any
    key: str
    version: int
    actor: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Tour:
    def __init__(self, database: Database, admin: psycopg.Connection[Any]) -> None:
        self.database = database
        self.admin = admin
        self.clock(START)

    def clock(self, moment: datetime) -> None:
        """Move the tour's clock to this moment, UTC."""
        offset = (moment - datetime.now(UTC)).total_seconds()
        self.admin.execute("DELETE FROM tour_clock")
        self.admin.execute(
            "INSERT INTO tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')", (offset,)
        )

    # --- what others store -------------------------------------------------------------------

    def make_draw(
        self,
        lines: Sequence[int | None],
        draw_id: int = 1,
        tournament_id: int = NICE,
        *,
        supertiebreak: bool = False,
        origin: Origin = Origin.LIVE,
    ) -> KnownDraw:
        """Store a draw as the draws service would, unseeded, these players on its lines."""
        facts = draw_facts(lines, draw_id, tournament_id, supertiebreak=supertiebreak)
        with self.admin.transaction():
            self.admin.execute(
                "INSERT INTO draws (draw_id, tournament_id, age_category_id, gender_id,"
                " draw_status_id, num_players, has_supertiebreak, draw_generated_at, draw_size,"
                " is_seeded, random_seed, algorithm_version, closed_at, origin, changed_by)"
                " VALUES (%s, %s, %s, %s, 3, %s, %s, now(), %s, false, 1, 1, now(), %s, 'test')",
                (
                    draw_id,
                    tournament_id,
                    facts.category.value,
                    facts.gender.value,
                    facts.num_players,
                    supertiebreak,
                    facts.size,
                    origin.value,
                ),
            )
            for line, player in enumerate(lines, start=1):
                if player is None:
                    continue
                has_bye = lines[(line - 1) ^ 1] is None
                self.admin.execute(
                    "INSERT INTO draw_players (draw_id, player_id, draw_position, has_bye,"
                    " entry_timestamp, draw_size, origin) VALUES (%s, %s, %s, %s, now(), %s, %s)",
                    (draw_id, player, line, has_bye, facts.size, origin.value),
                )
        return KnownDraw(DrawStatus.GENERATED, facts, tuple(lines))

    def suspend(
        self, player: int, first_day: date, last_day: date, tournament_id: int, **columns: object
    ) -> None:
        """Store a suspension from a tournament; unverified, as its days may be anything."""
        row = {
            "player_id": player,
            "tournament_id": tournament_id,
            "reason_match_status_id": 3,
            "suspension_start": first_day,
            "suspension_end": last_day,
            "origin": "unverified",
            "changed_by": "test",
        } | columns
        names = ", ".join(row)
        places = ", ".join(["%s"] * len(row))
        self.admin.execute(
            f"INSERT INTO player_suspensions ({names}) VALUES ({places})".encode(),
            list(row.values()),
        )

    # --- what the service does ---------------------------------------------------------------

    async def do(self, command: Callable[[Work], Awaitable[T]], actor: Actor = ANNA) -> T:
        return await perform(self.database, Call(actor), command)

    async def skeleton(
        self, lines: Sequence[int | None], draw_id: int = 1, tournament_id: int = NICE, **kind: Any
    ) -> list[StoredMatch]:
        """Make a draw and its matches."""
        known = self.make_draw(lines, draw_id, tournament_id, **kind)
        return await self.do(lambda work: skeletons.store_skeleton(work, known))

    async def record(
        self,
        played: Round,
        number: int,
        handed_in: Submission,
        draw_id: int = 1,
        actor: Actor = ANNA,
    ) -> StoredMatch:
        """Record a result in the match as it stands now."""
        stored = await self.match(played, number, draw_id)
        command = SubmitResult(stored.match_id, stored.version, handed_in)
        return await self.do(lambda work: results.submit_result(work, command), actor)

    async def correct(
        self,
        played: Round,
        number: int,
        handed_in: Submission | None,
        draw_id: int = 1,
        actor: Actor = CHIEF,
    ) -> StoredMatch:
        """Put another result in the place of the recorded one; None takes it back."""
        stored = await self.match(played, number, draw_id)
        command = Correction(stored.match_id, stored.version, handed_in, "misheard by the umpire")
        return await self.do(lambda work: corrections.correct_result(work, command), actor)

    async def weigh(
        self, played: Round, number: int, handed_in: Submission | None, draw_id: int = 1
    ) -> Weighed:
        """What that correction would bring."""
        stored = await self.match(played, number, draw_id)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            return await queries.check_correction(db, now, CHIEF, stored.match_id, handed_in)

    async def lift(self, suspension: StoredSuspension) -> StoredSuspension:
        """Let an administrator lift a suspension today."""
        command = LiftSuspension(suspension.suspension_id, suspension.version, "a doctor's note")
        return await self.do(lambda work: suspensions.lift_suspension(work, command), CHIEF)

    async def play(self, played: Round, number: int, draw_id: int = 1, winner: int = 1) -> None:
        """Let the upper (1) or lower (2) player win in two sets."""
        typed = "64 64" if winner == 1 else "46 46"
        await self.record(played, number, Submission(typed), draw_id)

    async def play_all(self, draw_id: int = 1) -> None:
        """Let the upper player win every match that is left."""
        for stored in await self.matches(draw_id):
            place = stored.match.place
            if (await self.match(place.round, place.number, draw_id)).match.winner is None:
                await self.play(place.round, place.number, draw_id)

    # --- what came of it ---------------------------------------------------------------------

    async def matches(self, draw_id: int = 1) -> list[StoredMatch]:
        async with self.database.read() as db:
            return await queries.list_matches(db, MatchFilter(draw_ids=[draw_id]))

    async def match(self, played: Round, number: int, draw_id: int = 1) -> StoredMatch:
        return next(
            stored
            for stored in await self.matches(draw_id)
            if (stored.match.place.round, stored.match.place.number) == (played, number)
        )

    async def suspension_of(self, player: int) -> StoredSuspension:
        """The one suspension that this player has."""
        (found,) = [one for one in await self.suspensions() if one.suspension.player_id == player]
        return found

    def absences(self) -> list[tuple[int, int, str]]:
        """(draw, player, reason) of everybody who is absent."""
        rows = self.admin.execute(
            "SELECT draw_id, player_id, reason FROM draw_absences ORDER BY draw_id, player_id"
        )
        return list(rows.fetchall())

    async def suspensions(self) -> list[StoredSuspension]:
        async with self.database.read() as db:
            return await queries.list_suspensions(db, SuspensionFilter(include_annulled=True))

    def told(self, name: str = "") -> list[Told]:
        """The events in the outbox, in order, parsed; of this name if one is given."""
        rows = self.admin.execute(
            "SELECT type, payload, event_key, event_version, actor, before, after"
            " FROM matches_outbox ORDER BY seq"
        ).fetchall()
        events = [
            Told(kind.rsplit(".", 1)[1], from_payload(_MESSAGES[kind], payload), *rest)
            for kind, payload, *rest in rows
        ]
        return [event for event in events if name in ("", event.name)]

    def forget(self) -> None:
        """Empty the outbox."""
        self.admin.execute("DELETE FROM matches_outbox")


def draw_facts(
    lines: Sequence[int | None],
    draw_id: int = 1,
    tournament_id: int = NICE,
    *,
    supertiebreak: bool = False,
) -> DrawFacts:
    """The men's draw of 60, or of 65 where the third set is a super tie-break."""
    first_day = _FIRST_DAYS[tournament_id]
    return DrawFacts(
        draw_id=draw_id,
        tournament_id=tournament_id,
        category=AgeCategory.SIXTY_FIVE if supertiebreak else AgeCategory.SIXTY,
        gender=Gender.MEN,
        tournament_category=TournamentCategory.MT400,
        start_date=first_day,
        end_date=first_day + timedelta(days=6),
        size=len(lines),
        num_players=len([player for player in lines if player is not None]),
        has_supertiebreak=supertiebreak,
    )


def lay_out(admin: psycopg.Connection[Any]) -> None:
    """Store players and tournaments as the entries and draws services would."""
    admin.execute("SET search_path = tour")
    admin.execute("INSERT INTO country (country_id, code, description) VALUES (1, 'F', 'France')")
    admin.execute("INSERT INTO location (location_id, country_id, city) VALUES (1, 1, 'Nice')")
    admin.execute(
        "INSERT INTO venue (venue_id, location_id, venue_name, changed_by)"
        " VALUES (1, 1, 'Tennis Club', 'test')"
    )
    admin.execute(
        "INSERT INTO players (player_id, gender_id, country_id, first_name, last_name, birth_year,"
        " sort_key, search_key, changed_by)"
        " SELECT n, 1, 1, 'Adam', 'Player ' || n, 1964, n::text, n::text, 'test'"
        " FROM generate_series(1, 70) n"
    )
    for tournament_id, first_day in _FIRST_DAYS.items():
        week = Week(first_day)
        entry_deadline, draw_deadline = (week - 1).at(2, 10), (week - 1).at(5, 19)
        admin.execute(
            "INSERT INTO tournaments (tournament_id, name, start_date, end_date, tournament_year,"
            " tournament_week, venue_id, category_id, surface_id, entry_deadline, draw_deadline,"
            " changed_by) VALUES (%s, %s, %s, %s, %s, %s, 1, 3, 1, %s, %s, 'test')",
            (
                tournament_id,
                f"Tournament {tournament_id}",
                first_day,
                week.sunday,
                week.year,
                week.number,
                entry_deadline,
                draw_deadline,
            ),
        )
        admin.execute(
            "INSERT INTO draw_tournaments (tournament_id, start_date, end_date, category_id,"
            " entry_deadline, draw_deadline, version) VALUES (%s, %s, %s, 3, %s, %s, 1)",
            (tournament_id, first_day, week.sunday, entry_deadline, draw_deadline),
        )
