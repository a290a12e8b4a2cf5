"""The small tour played by the pure domains of all services, held together by as little as can be.

What a service's commands do with rows and events is done here with attributes; every decision is
a call of a domain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.draws.domain.bracket import make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.seeding import RankingPlace, Seeding, StandingEntry, seed_field
from services.entries.domain.eligibility import (
    EnteredTournament,
    Entrant,
    EntryAttempt,
    EntryList,
    ListState,
    check_entry,
    check_return,
)
from services.entries.domain.eligibility import Suspension as HeardOf
from services.entries.domain.entry_lists import check_closing
from services.entries.domain.people import suspended_until
from services.entries.domain.tournaments import draw_deadline
from services.entries.domain.withdrawal import (
    WithdrawalAttempt,
    WithdrawalType,
    check_withdrawal,
    withdrawal_type,
)
from services.matches.domain import bracket
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.notation import show
from services.matches.domain.progress import Absence, settle, still_plays
from services.matches.domain.results import Result, may_correct, may_record, may_undo, record
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import is_complete, outcomes
from services.matches.domain.submission import Submission, read_submission
from services.matches.domain.suspensions import (
    Sanction,
    Suspension,
    covers,
    sanctions_in,
    suspension_for,
)
from services.rankings.domain import ranking as rankings
from services.rankings.domain.points import points_for
from services.rankings.domain.ranking import make_ranking
from services.rankings.domain.window import due_week, published_at, weeks_through
from shared.ages import age_in, category_for
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    PlayerStatus,
    Round,
    TournamentCategory,
    Violation,
)
from shared.weeks import Week
from tests.proofs.whole.plain import (
    BEGINNING,
    MONDAYS,
    PEOPLE,
    TOURNAMENTS,
    How,
    Place,
    Row,
    Shown,
    Standing,
    compare,
)

ListKey = tuple[int, AgeCategory, Gender]
SIXTY = (AgeCategory.SIXTY, Gender.MEN)


@dataclass
class Entry:
    player: int
    key: ListKey
    number: int
    points: int
    standing: Standing = Standing.STANDS


@dataclass
class Draw:
    status: DrawStatus = DrawStatus.OPEN
    places: dict[int, RankingPlace] | None = None
    planned: Sequence[int] = ()
    seeds: Sequence[int] = ()
    lines: Sequence[int] = ()
    matches: bracket.Draw | None = None
    absences: list[Absence] = field(default_factory=list)


class DomainTour:
    def __init__(self, random_seed: int) -> None:
        self.random_seed = random_seed

    def begin(self) -> Sequence[int]:
        self.now = BEGINNING
        self.people = dict(enumerate(PEOPLE, start=1))
        self.tournaments = [
            EnteredTournament(number, f"Tournament {number}", Week(monday))
            for number, monday in enumerate(MONDAYS)
        ]
        self.lists: dict[ListKey, ListState] = {
            (number, category, gender): ListState.OPEN
            for number in range(TOURNAMENTS)
            for category in AgeCategory
            for gender in Gender
        }
        self.entries: list[Entry] = []
        self.draws = [Draw() for _ in range(TOURNAMENTS)]
        self.suspensions: dict[tuple[Sanction, int], Suspension] = {}
        return tuple(self.people)

    def end(self) -> None:
        return

    # --- the clock --------------------------------------------------------------------------

    def clock(self, now: datetime) -> None:
        self.now = now
        for key, state in self.lists.items():
            tournament = self.tournaments[key[0]]
            if state is ListState.OPEN and not check_closing(tournament, state, now):
                self._close(key)
        for number, draw in enumerate(self.draws):
            due = draw_deadline(MONDAYS[number])
            if draw.status is DrawStatus.CLOSED and now >= due:
                self._draw(number)
        self._follow()

    def _close(self, key: ListKey) -> None:
        number = key[0]
        standing = self._standing(key)
        if len(standing) < 6:
            self._call_off(key)
            return
        self.lists[key] = ListState.CLOSED
        assert key[1:] == SIXTY
        draw = self.draws[number]
        draw.status = DrawStatus.CLOSED
        ranked = self._ranking(self.tournaments[number].week - 1)
        # a week without a row was not published: the draw is unseeded
        if ranked:
            draw.places = {r.player_id: RankingPlace(r.position, r.points) for r in ranked}
        draw.planned = [seed.player_id for seed in self._seeding(number).seeds]

    def _call_off(self, key: ListKey) -> None:
        self.lists[key] = ListState.CANCELLED
        for entry in self._standing(key):
            entry.standing = Standing.RELEASED
        if key[1:] == SIXTY:
            self.draws[key[0]].status = DrawStatus.CANCELLED

    def _seeding(self, number: int) -> Seeding:
        entries = [
            StandingEntry(entry.number, entry.player, BEGINNING)
            for entry in self._standing((number, *SIXTY))
        ]
        return seed_field(entries, self.draws[number].places)

    def _draw(self, number: int) -> None:
        key = (number, *SIXTY)
        standing = self._standing(key)
        if len(standing) < 6:
            self._call_off(key)
            return
        draw, seeding = self.draws[number], self._seeding(number)
        made = make_draw(
            seeding.player_ids,
            seeded=draw.places is not None,
            random_seed=self.random_seed + number,
        )
        assert not broken_rules(made, seeding.seeds, {entry.player for entry in standing})
        self.lists[key] = ListState.FROZEN
        draw.status = DrawStatus.GENERATED
        draw.seeds = [seed.player_id for seed in seeding.seeds]
        draw.lines = [line.player_id or 0 for line in made.lines]
        draw.matches = build_skeleton(
            [line.player_id for line in made.lines], self.tournaments[number].week
        )

    # --- moves ------------------------------------------------------------------------------

    def enter(self, player: int, tournament: int) -> set[str]:
        attempt = self._attempt(player, tournament)
        if broken := check_entry(attempt):
            return _sections(broken)
        key = self._key_of(player, tournament)
        assert key is not None
        points = 0
        if key[1:] == SIXTY:
            points = self._latest().get(player, 0)
        self.entries.append(Entry(player, key, len(self.entries), points))
        return set()

    def _attempt(self, player: int, number: int) -> EntryAttempt:
        person, tournament = self.people[player], self.tournaments[number]
        key = self._key_of(player, number)
        week = tournament.week
        return EntryAttempt(
            player=Entrant(
                f"Player {player}",
                person.birth_year,
                Gender.MEN if person.is_man else Gender.WOMEN,
                PlayerStatus.ACTIVE if person.is_active else PlayerStatus.INACTIVE,
            ),
            tournament=tournament,
            now=self.now,
            asked_category=None,
            asked_gender=None,
            entered_that_week=tuple(
                self.tournaments[entry.key[0]]
                for entry in self.entries
                if entry.player == player
                and entry.key[0] == number
                and entry.standing in {Standing.STANDS, Standing.AFTER_DRAW}
            ),
            entry_list=None
            if key is None
            else EntryList(self.lists[key], len(self._standing(key))),
            suspensions=tuple(
                HeardOf(one.first_day, one.last_day, one.cause)
                for one in self.suspensions.values()
                if one.player_id == player and covers(one, week.monday, week.sunday)
            ),
        )

    def _key_of(self, player: int, number: int) -> ListKey | None:
        person = self.people[player]
        category = category_for(age_in(self.tournaments[number].week.year, person.birth_year))
        gender = Gender.MEN if person.is_man else Gender.WOMEN
        return None if category is None else (number, category, gender)

    def withdraw(self, player: int, tournament: int) -> set[str]:
        entry = self._last_entry(player, tournament)
        state, draw = self.lists[entry.key], self.draws[tournament]
        is_drawn = state is ListState.FROZEN and draw.matches is not None
        gone = {Standing.WITHDRAWN, Standing.SUSPENDED, Standing.AFTER_DRAW}
        attempt = WithdrawalAttempt(
            f"Player {player}",
            self.tournaments[tournament],
            self.now if entry.standing in gone else None,
            self.now,
            is_cancelled=state is ListState.CANCELLED,
            is_out=is_drawn and draw.matches is not None and not still_plays(draw.matches, player),
        )
        if broken := check_withdrawal(attempt):
            return _sections(broken)
        if withdrawal_type(state) is WithdrawalType.BEFORE_DRAW:
            entry.standing = Standing.WITHDRAWN
        else:
            entry.standing = Standing.AFTER_DRAW
            if player not in {absence.player_id for absence in draw.absences}:
                draw.absences.append(Absence(player, WalkoverReason.WITHDRAWN_AFTER_DRAW))
        self._follow()
        return set()

    def make_draw(self, tournament: int) -> set[str]:
        draw = self.draws[tournament]
        if draw.status in {DrawStatus.GENERATED, DrawStatus.COMPLETED}:
            return {"4"}
        key = (tournament, *SIXTY)
        if broken := check_closing(self.tournaments[tournament], self.lists[key], self.now):
            # told by the draws service, whose section it is
            assert _sections(broken) <= {"2", "3"}
            return {"3"}
        self._draw(tournament)
        self._follow()
        return set()

    def record(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        match = self._match(tournament, place)
        return self._put(tournament, match, may_record(match, self.now), how, winner)

    def correct(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        draw, match = self.draws[tournament], self._match(tournament, place)
        assert draw.matches is not None
        return self._put(tournament, match, may_correct(draw.matches, match), how, winner)

    def _put(
        self,
        tournament: int,
        match: bracket.Match,
        obstacles: Sequence[Violation],
        how: How,
        winner: int,
    ) -> set[str]:
        player = match.player1 if winner == 1 else match.player2
        reason = WalkoverReason.DISQUALIFIED if how is How.BOTH_DISQUALIFIED else None
        reading = read_submission(
            match,
            Submission(
                typed=how.typed,
                status=None if how.has_winner else MatchStatus.CANCELLED,
                winner_id=player if how.has_winner else None,
                absence1=reason,
                absence2=reason,
            ),
            has_supertiebreak=False,
            by_administrator=True,
        )
        if broken := [*obstacles, *reading.violations]:
            return _sections(broken)
        assert reading.result is not None
        after = record(match, reading.result)
        if after == match:
            return {"5"}
        draw = self.draws[tournament]
        assert draw.matches is not None
        draw.matches = draw.matches.with_changes([after])
        self._follow()
        return set()

    def undo(self, tournament: int, place: Place) -> set[str]:
        draw, match = self.draws[tournament], self._match(tournament, place)
        assert draw.matches is not None
        absences = [*draw.absences]
        absences += [
            Absence(player, WalkoverReason.SUSPENDED)
            for player in match.players
            if self._is_suspended_elsewhere(player, tournament)
        ]
        if broken := may_undo(draw.matches, match, absences):
            return _sections(broken)
        after = record(match, Result(MatchStatus.SCHEDULED))
        draw.matches = draw.matches.with_changes([after])
        self._follow()
        return set()

    # --- what follows -----------------------------------------------------------------------

    def _follow(self) -> None:
        while True:
            before = repr((self.draws, self.suspensions, self.entries))
            for number, draw in enumerate(self.draws):
                if draw.matches is not None:
                    self._absences(number, draw, draw.matches)
                    changes = settle(draw.matches, draw.absences)
                    draw.matches = draw.matches.with_changes(changes)
                    is_over = is_complete(draw.matches)
                    draw.status = DrawStatus.COMPLETED if is_over else DrawStatus.GENERATED
            self._sanction()
            self._touch()
            if repr((self.draws, self.suspensions, self.entries)) == before:
                return

    def _absences(self, number: int, draw: Draw, matches: bracket.Draw) -> None:
        for player in filter(None, draw.lines):
            known = next((one for one in draw.absences if one.player_id == player), None)
            suspended = self._is_suspended_elsewhere(player, number)
            if suspended and known is None and still_plays(matches, player):
                draw.absences.append(Absence(player, WalkoverReason.SUSPENDED))
            if known is None or suspended or known.reason is not WalkoverReason.SUSPENDED:
                continue
            if not any(match.reason_of(player) for match in matches.matches):
                draw.absences.remove(known)

    def _sanction(self) -> None:
        due = {
            (sanction, number)
            for number, draw in enumerate(self.draws)
            if draw.matches is not None
            for sanction in sanctions_in(draw.matches, draw.absences)
        }
        for key in due - self.suspensions.keys():
            self.suspensions[key] = suspension_for(key[0], MONDAYS[key[1]])
        for key, suspension in self.suspensions.items():
            self.suspensions[key] = replace(suspension, annulled=key not in due)

    def _is_suspended_elsewhere(self, player: int, number: int) -> bool:
        week = self.tournaments[number].week
        return any(
            suspension.player_id == player
            and where != number
            and covers(suspension, week.monday, week.sunday)
            for (_, where), suspension in self.suspensions.items()
        )

    def _touch(self) -> None:
        for entry in self.entries:
            number, week = entry.key[0], self.tournaments[entry.key[0]].week
            if self.lists[entry.key] not in {ListState.OPEN, ListState.CLOSED}:
                continue
            touched = any(
                suspension.player_id == entry.player
                and covers(suspension, week.monday, week.sunday)
                for suspension in self.suspensions.values()
            )
            if touched and entry.standing is Standing.STANDS:
                entry.standing = Standing.SUSPENDED
            elif entry.standing is Standing.SUSPENDED and not (
                touched or check_return(self._attempt(entry.player, number))
            ):
                entry.standing = Standing.STANDS

    # --- looking ----------------------------------------------------------------------------

    def _standing(self, key: ListKey) -> list[Entry]:
        kept = {Standing.STANDS, Standing.AFTER_DRAW}
        return [entry for entry in self.entries if entry.key == key and entry.standing in kept]

    def _last_entry(self, player: int, tournament: int) -> Entry:
        return [e for e in self.entries if e.player == player and e.key[0] == tournament][-1]

    def _match(self, tournament: int, place: Place) -> bracket.Match:
        draw = self.draws[tournament]
        assert draw.matches is not None
        match = draw.matches.at(bracket.Place(Round(place[0]), place[1]))
        assert match is not None
        return match

    def _points(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (number, one.player_id): (
                int(one.stage),
                points_for(TournamentCategory.MT400, one.stage, one.wins, one.zeroed),
            )
            for number, draw in enumerate(self.draws)
            if draw.matches is not None and is_complete(draw.matches)
            for one in outcomes(draw.matches)
        }

    def _ranking(self, week: Week) -> list[rankings.RankedPlayer]:
        results = [
            rankings.Result(player, number, self.tournaments[number].week, points)
            for (number, player), (_, points) in self._points().items()
        ]
        years = {player: person.birth_year for player, person in self.people.items()}
        return make_ranking(week, AgeCategory.SIXTY, results, years)

    def _weeks(self) -> list[Week]:
        return list(weeks_through(due_week(BEGINNING), due_week(self.now)))

    def _latest(self) -> dict[int, int]:
        for week in reversed(self._weeks()):
            assert published_at(week) <= self.now
            if ranked := self._ranking(week):
                return {row.player_id: row.points for row in ranked}
        return {}

    def lines(self, tournament: int) -> Sequence[int]:
        return self.draws[tournament].lines

    def _shown(self) -> Shown:
        today = self.now.date()
        entries = {(entry.key[0], entry.player): entry for entry in self.entries}
        return Shown(
            entries={key: (entry.standing, entry.points) for key, entry in entries.items()},
            draws={number: int(draw.status) for number, draw in enumerate(self.draws)},
            lines={n: tuple(draw.lines) for n, draw in enumerate(self.draws) if draw.lines},
            planned={n: tuple(draw.planned) for n, draw in enumerate(self.draws) if draw.planned},
            seeds={n: tuple(draw.seeds) for n, draw in enumerate(self.draws) if draw.seeds},
            matches={
                number: {_place(match): _row(match) for match in draw.matches.matches}
                for number, draw in enumerate(self.draws)
                if draw.matches is not None
            },
            suspensions={
                (one.player_id, number, int(one.cause)): (
                    one.first_day,
                    one.last_day,
                    one.annulled,
                )
                for (_, number), one in self.suspensions.items()
            },
            suspended_now=frozenset(
                player
                for player in self.people
                if suspended_until(
                    [
                        HeardOf(one.first_day, one.last_day, one.cause)
                        for one in self.suspensions.values()
                        if one.player_id == player and not one.annulled
                    ],
                    today,
                )
            ),
            points=self._points(),
            rankings={
                week.monday: tuple((row.player_id, row.points) for row in ranked)
                for week in self._weeks()
                if (ranked := self._ranking(week))
            },
        )

    def agrees(self, expected: Shown) -> None:
        assert not compare(expected, self._shown())


def _sections(broken: Sequence[Violation]) -> set[str]:
    return {violation.rule for violation in broken}


def _place(match: bracket.Match) -> Place:
    return int(match.place.round), match.place.number


def _row(match: bracket.Match) -> Row:
    return Row(
        match.player1 or 0,
        match.player2 or 0,
        int(match.status),
        match.winner or 0,
        show(match.score, match.status, match.winning_side),
    )
