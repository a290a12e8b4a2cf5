"""A small tour played from the text of the rule book: slow, plain, no code of the services.

What the lots decide is learned from the system under test and checked against sections 3, 4, 11.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import combinations

from tests.proofs.whole.plain import (
    BEGINNING,
    MONDAYS,
    PEOPLE,
    POINTS,
    TOURNAMENTS,
    How,
    Person,
    Place,
    Row,
    Shown,
    Standing,
    at,
    draw_deadline,
    entry_deadline,
    months_later,
)

SCHEDULED, COMPLETED, WALKOVER, RETIRED, CANCELLED, DISQUALIFIED = 1, 2, 3, 4, 5, 6
OPEN, CLOSED, MADE, OVER, CALLED_OFF = 1, 2, 3, 4, 5
FINAL = 6
UNDECIDED, NOBODY = -1, 0
_STATUS = {
    How.STRAIGHT: COMPLETED,
    How.THREE_SETS: COMPLETED,
    How.RETIRED: RETIRED,
    How.RETIRED_IN_TIEBREAK: RETIRED,
    How.DISQUALIFIED: DISQUALIFIED,
    How.NO_SHOW: WALKOVER,
    How.BOTH_NO_SHOW: CANCELLED,
    How.BOTH_DISQUALIFIED: CANCELLED,
}
# by number of seeds, the pairs of section 11: lines that these seeds have between them
_SEED_LINES = {
    8: {(1,): {1}, (2,): {8}},
    16: {(1,): {1}, (2,): {16}, (3,): {12}, (4,): {5}},
}


@dataclass
class Match:
    """``own``: an official recorded it, or it was given away between two players."""

    day: date
    players: tuple[int, int] = (0, 0)
    status: int = SCHEDULED
    winner: int = 0
    score: str = ""
    gone: dict[int, str] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        return self.status != SCHEDULED and 0 not in self.players

    @property
    def row(self) -> Row:
        return Row(*self.players, self.status, self.winner, self.score)


@dataclass
class Draw:
    """The men's 60 of one tournament."""

    state: int = OPEN
    places: dict[int, int] = field(default_factory=dict)  # the ranking at the deadline
    is_ranked: bool = False
    planned: list[int] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    lines: Sequence[int] = ()
    first: dict[Place, tuple[int, int]] = field(default_factory=dict)
    matches: dict[Place, Match] = field(default_factory=dict)
    absent: dict[int, str] = field(default_factory=dict)


@dataclass
class Entry:
    entered_at: int
    points: int
    standing: Standing = Standing.STANDS


class Model:
    def __init__(self, players: Sequence[int]) -> None:
        self.people = dict(zip(players, PEOPLE, strict=True))
        self.now = BEGINNING
        self.entries: dict[tuple[int, int], list[Entry]] = {}
        self.draws = [Draw() for _ in range(TOURNAMENTS)]
        self.suspensions: dict[tuple[int, int, int], bool] = {}  # is it annulled
        self.entered = 0

    # --- moves ------------------------------------------------------------------------------

    def clock(self, now: datetime) -> None:
        """Everything that becomes due on the way, in its order."""
        for number, draw in enumerate(self.draws):
            if draw.state == OPEN and now > entry_deadline(number):
                self.now = max(self.now, entry_deadline(number) + timedelta(seconds=1))
                self._close(number)
        for number, draw in enumerate(self.draws):
            if draw.state == CLOSED and now >= draw_deadline(number):
                self.now = max(self.now, draw_deadline(number))
                self._draw(number)
        self.now = now
        self._follow()

    def enter(self, player: int, tournament: int) -> set[str]:
        person = self.people[player]
        standing = self._standing(player, tournament)
        if (
            group(person, tournament) is None
            or not person.is_active
            or standing
            or self._is_suspended(player, tournament)
            or self.now > entry_deadline(tournament)
        ):
            return {"2"}
        self.entered += 1
        points = self._points_now(player) if self._plays_sixty(player, tournament) else 0
        entry = Entry(self.entered, points)
        self.entries.setdefault((tournament, player), []).append(entry)
        return set()

    def withdraw(self, player: int, tournament: int) -> set[str]:
        """The entry that was made last."""
        entry = self.entries[tournament, player][-1]
        draw = self.draws[tournament]
        sections = set()
        if entry.standing in {Standing.WITHDRAWN, Standing.SUSPENDED, Standing.AFTER_DRAW}:
            sections.add("2")
        if self._is_called_off(player, tournament):
            sections.add("3")
        is_drawn = draw.state in {MADE, OVER} and self._plays_sixty(player, tournament)
        if is_drawn and not still_plays(draw, player):
            sections.add("2")
        if self.now.date() > MONDAYS[tournament] + timedelta(days=6):
            sections.add("2")
        if sections:
            return sections
        if is_drawn:
            entry.standing = Standing.AFTER_DRAW
            draw.absent.setdefault(player, "withdrawn")
        else:
            entry.standing = Standing.WITHDRAWN
        self._follow()
        return set()

    def make_draw(self, tournament: int) -> set[str]:
        draw = self.draws[tournament]
        if draw.state in {MADE, OVER}:
            return {"4"}
        if draw.state == CALLED_OFF:
            return {"3"}
        if self.now <= entry_deadline(tournament):
            return {"3"}
        self._draw(tournament)
        self._follow()
        return set()

    def record(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        match = self.draws[tournament].matches[place]
        if (
            match.own
            or match.status == CANCELLED
            or 0 in match.players
            or self.now.date() < match.day
            or not how.is_legal
        ):
            return {"5"}
        self._put(match, how, winner)
        self._follow()
        return set()

    def correct(self, tournament: int, place: Place, how: How, winner: int) -> set[str]:
        draw = self.draws[tournament]
        match = draw.matches[place]
        if not self.may_correct(tournament, place) or not how.is_legal:
            return {"5"}
        fresh = replace(match)
        self._put(fresh, how, winner)
        if fresh == match:
            return {"5"}
        draw.matches[place] = fresh
        self._follow()
        return set()

    def undo(self, tournament: int, place: Place) -> set[str]:
        draw = self.draws[tournament]
        if not self.may_correct(tournament, place):
            return {"5"}
        match = draw.matches[place]
        if any(p in draw.absent or self._is_suspended(p, tournament) for p in match.players):
            # who would not be there would give a walkover at once
            return {"5"}
        draw.matches[place] = Match(match.day, match.players)
        self._follow()
        return set()

    # --- entries ----------------------------------------------------------------------------

    def _standing(self, player: int, tournament: int) -> Entry | None:
        kept = {Standing.STANDS, Standing.AFTER_DRAW}
        for entry in self.entries.get((tournament, player), []):
            if entry.standing in kept:
                return entry
        return None

    def _plays_sixty(self, player: int, tournament: int) -> bool:
        return group(self.people[player], tournament) == "men's 60"

    def _is_called_off(self, player: int, tournament: int) -> bool:
        if self._plays_sixty(player, tournament):
            return self.draws[tournament].state == CALLED_OFF
        # of the other draws none has ever six players
        return self.now > entry_deadline(tournament)

    def field_of(self, tournament: int) -> list[int]:
        """Who is to be drawn, in the order of entry."""
        found = [
            (entry.entered_at, player)
            for (number, player), entries in self.entries.items()
            for entry in entries
            if number == tournament
            and entry.standing in {Standing.STANDS, Standing.AFTER_DRAW}
            and self._plays_sixty(player, tournament)
        ]
        return [player for _, player in sorted(found)]

    def _release(self, tournament: int, *, sixty: bool) -> None:
        for (number, player), entries in self.entries.items():
            if number == tournament and self._plays_sixty(player, tournament) == sixty:
                for entry in entries:
                    if entry.standing is Standing.STANDS:
                        entry.standing = Standing.RELEASED

    # --- draws ------------------------------------------------------------------------------

    def _close(self, tournament: int) -> None:
        draw = self.draws[tournament]
        self._release(tournament, sixty=False)
        field_ = self.field_of(tournament)
        if len(field_) < 6:
            draw.state = CALLED_OFF
            self._release(tournament, sixty=True)
            return
        draw.state = CLOSED
        ranking = self.ranking(MONDAYS[tournament] - timedelta(weeks=1))
        draw.is_ranked = bool(ranking)
        draw.places = {player: position for position, (player, _) in enumerate(ranking)}
        draw.planned = self._seeded(tournament)

    def _seeded(self, tournament: int) -> list[int]:
        draw, field_ = self.draws[tournament], self.field_of(tournament)
        if not draw.is_ranked:
            return []
        last = len(draw.places)
        order = sorted(field_, key=lambda p: (draw.places.get(p, last), field_.index(p)))
        return order[: 2 if len(field_) <= 8 else 4]

    def _draw(self, tournament: int) -> None:
        draw = self.draws[tournament]
        if len(self.field_of(tournament)) < 6:
            draw.state = CALLED_OFF
            self._release(tournament, sixty=True)
            return
        draw.seeds = self._seeded(tournament)
        draw.state = MADE

    def waiting_for_lots(self) -> list[int]:
        """The tournaments whose draw is made, with lines that only the lots know."""
        return [n for n, draw in enumerate(self.draws) if draw.state == MADE and not draw.lines]

    def learn(self, tournament: int, lines: Sequence[int]) -> None:
        """Take over what the lots have decided."""
        draw = self.draws[tournament]
        draw.lines = tuple(lines)
        check_lines(draw.lines, self.field_of(tournament), draw.seeds)
        self._lay_out(tournament)
        self._follow()

    def _lay_out(self, tournament: int) -> None:
        draw = self.draws[tournament]
        size, monday = len(draw.lines), MONDAYS[tournament]
        first = {8: 4, 16: 3}[size]
        through = {}
        for number in range(1, size // 2 + 1):
            upper, lower = draw.lines[2 * number - 2], draw.lines[2 * number - 1]
            if upper and lower:
                draw.first[first, number] = (upper, lower)
                draw.matches[first, number] = Match(monday, (upper, lower))
            else:
                through[number] = upper or lower
        for played in range(first + 1, FINAL + 1):
            for number in range(1, 2 ** (FINAL - played) + 1):
                day = monday + timedelta(days=played - first)
                draw.matches[played, number] = Match(day)
                if played == first + 1:
                    upper, lower = through.get(2 * number - 1, 0), through.get(2 * number, 0)
                    draw.first[played, number] = (upper, lower)

    # --- matches ----------------------------------------------------------------------------

    def _put(self, match: Match, how: How, winner: int) -> None:
        winning = match.players[winner - 1] if how.has_winner else 0
        match.status, match.winner, match.score = _STATUS[how], winning, how.shown
        match.gone = {}
        if how is How.NO_SHOW:
            match.gone = {match.players[2 - winner]: "no-show"}
        elif how is How.BOTH_NO_SHOW:
            match.gone = dict.fromkeys(match.players, "no-show")
        elif how is How.BOTH_DISQUALIFIED:
            match.gone = dict.fromkeys(match.players, "disqualified")

    def may_correct(self, tournament: int, place: Place) -> bool:
        draw = self.draws[tournament]
        match = draw.matches[place]
        if not match.own or {"withdrawn", "suspended"} & set(match.gone.values()):
            return False
        following = following_of(draw, place)
        return following is None or following.status == SCHEDULED

    def _follow(self) -> None:
        """All that follows, until nothing does."""
        while True:
            before = repr((self.draws, self.suspensions, self.entries))
            for number, draw in enumerate(self.draws):
                self._take_absences(number, draw)
                settle(draw)
            self._sanction()
            self._touch_entries()
            for draw in self.draws:
                if draw.lines:
                    over = all(m.status != SCHEDULED for m in draw.matches.values())
                    draw.state = OVER if over else MADE
            if repr((self.draws, self.suspensions, self.entries)) == before:
                return

    def _take_absences(self, number: int, draw: Draw) -> None:
        for player in filter(None, draw.lines):
            suspended = self._is_suspended(player, number)
            shows = any(player in match.gone for match in draw.matches.values())
            if suspended and player not in draw.absent and still_plays(draw, player):
                draw.absent[player] = "suspended"
            elif draw.absent.get(player) == "suspended" and not suspended and not shows:
                del draw.absent[player]

    # --- suspensions ------------------------------------------------------------------------

    def _causes(self, number: int) -> Iterator[tuple[int, int, int]]:
        draw = self.draws[number]
        for match in draw.matches.values():
            if match.status == DISQUALIFIED:
                (loser,) = {*match.players} - {match.winner}
                yield loser, number, DISQUALIFIED
            for player, why in match.gone.items():
                if why in {"no-show", "withdrawn"}:
                    yield player, number, WALKOVER
                elif why == "disqualified":
                    yield player, number, DISQUALIFIED
        for player, why in draw.absent.items():
            if why == "withdrawn" and still_plays(draw, player):
                yield player, number, WALKOVER

    def _sanction(self) -> None:
        causes = {cause for number in range(TOURNAMENTS) for cause in self._causes(number)}
        for cause in {*causes, *self.suspensions}:
            self.suspensions[cause] = cause not in causes

    def _is_suspended(self, player: int, tournament: int) -> bool:
        """By what happened at another tournament."""
        monday = MONDAYS[tournament]
        return any(
            who == player
            and not annulled
            and number != tournament
            and MONDAYS[number] <= monday + timedelta(days=6)
            and monday <= until(number, cause)
            for (who, number, cause), annulled in self.suspensions.items()
        )

    def _touch_entries(self) -> None:
        for (number, player), entries in self.entries.items():
            if self._plays_sixty(player, number):
                drawn = self.draws[number].state not in {OPEN, CLOSED}
            else:
                drawn = self._is_called_off(player, number)
            if drawn:
                continue
            suspended = self._is_suspended(player, number)
            for entry in entries:
                if suspended and entry.standing is Standing.STANDS:
                    entry.standing = Standing.SUSPENDED
                elif not suspended and entry.standing is Standing.SUSPENDED:
                    # nobody who is suspended can have entered again
                    entry.standing = Standing.STANDS

    # --- points and rankings ----------------------------------------------------------------

    def points(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Stage (1 the winner's) and points, by tournament and player, of draws that are over."""
        found = {}
        for number, draw in enumerate(self.draws):
            if draw.state != OVER:
                continue
            sanctioned = {cause[0] for cause in self._causes(number)}
            for player in filter(None, draw.lines):
                last = max(place for place, m in draw.matches.items() if player in m.players)
                won = draw.matches[last].winner == player and last[0] == FINAL
                stage = 1 if won else 2 + FINAL - last[0]
                wins = sum(
                    m.winner == player and m.status not in {SCHEDULED, CANCELLED}
                    for m in draw.matches.values()
                )
                earned = POINTS[stage - 1] if wins and player not in sanctioned else 0
                found[number, player] = (stage, earned)
        return found

    def ranking(self, monday: date) -> list[tuple[int, int]]:
        """The ranking of the men's 60 of this week, as it is by now."""
        earned: dict[int, list[int]] = {}
        for (number, player), (_, points) in self.points().items():
            if monday - timedelta(weeks=52) <= MONDAYS[number] < monday:
                earned.setdefault(player, []).append(points)
        year, week, _ = monday.isocalendar()
        rows = []
        for player, results in earned.items():
            if 60 <= year - self.people[player].birth_year <= 64:
                best = max(combinations(results, min(4, len(results))), key=sum)
                order = [*sorted(best, reverse=True), 0, 0, 0, 0][:4]
                lot = hashlib.sha256(f"{player}:1:{year}:{week}".encode()).hexdigest()
                rows.append(
                    (-sum(best), [-one for one in order], len(results), lot, player, sum(best))
                )
        return [(player, points) for *_, player, points in sorted(rows)]

    def published(self) -> list[date]:
        """The Mondays of the weeks that are published, the latest last."""
        monday = BEGINNING.date() - timedelta(days=BEGINNING.weekday())
        found = []
        while self.now >= at(monday, 20):
            found.append(monday)
            monday += timedelta(weeks=1)
        return found

    def _points_now(self, player: int) -> int:
        for monday in reversed(self.published()):
            if ranking := self.ranking(monday):
                return dict(ranking).get(player, 0)
        return 0

    # --- what is to be seen -----------------------------------------------------------------

    def shown(self) -> Shown:
        today = self.now.date()
        return Shown(
            entries={
                key: (entries[-1].standing, entries[-1].points)
                for key, entries in self.entries.items()
            },
            draws={number: draw.state for number, draw in enumerate(self.draws)},
            lines={n: tuple(draw.lines) for n, draw in enumerate(self.draws) if draw.lines},
            planned={n: tuple(draw.planned) for n, draw in enumerate(self.draws) if draw.planned},
            seeds={n: tuple(draw.seeds) for n, draw in enumerate(self.draws) if draw.seeds},
            matches={
                number: {place: match.row for place, match in draw.matches.items()}
                for number, draw in enumerate(self.draws)
                if draw.lines
            },
            suspensions={
                (who, number, cause): (MONDAYS[number], until(number, cause), annulled)
                for (who, number, cause), annulled in self.suspensions.items()
            },
            suspended_now=frozenset(
                who
                for (who, number, cause), annulled in self.suspensions.items()
                if not annulled and MONDAYS[number] <= today <= until(number, cause)
            ),
            points=self.points(),
            rankings={
                monday: tuple(ranking)
                for monday in self.published()
                if (ranking := self.ranking(monday))
            },
        )


# --- one draw -----------------------------------------------------------------------------------


def group(person: Person, tournament: int) -> str | None:
    """The draw that holds this person's age in the tournament's year, in words."""
    age = MONDAYS[tournament].isocalendar().year - person.birth_year
    if not 60 <= age <= 69:
        return None
    return f"{'men' if person.is_man else 'women'}'s {60 if age < 65 else 65}"


def until(tournament: int, cause: int) -> date:
    return months_later(MONDAYS[tournament], 2 if cause == WALKOVER else 6)


def still_plays(draw: Draw, player: int) -> bool:
    return any(m.status == SCHEDULED and player in m.players for m in draw.matches.values())


def next_place(place: Place) -> Place:
    return place[0] + 1, (place[1] + 1) // 2


def following_of(draw: Draw, place: Place) -> Match | None:
    """Where who came out of this match plays on, past matches that nobody came to."""
    while True:
        place = next_place(place)
        match = draw.matches.get(place)
        if match is None or match.status != CANCELLED or match.own:
            return match


def settle(draw: Draw) -> None:
    for place, match in sorted(draw.matches.items()):
        sides = []
        for side in (0, 1):
            feeder = draw.matches.get((place[0] - 1, 2 * place[1] - 1 + side))
            if feeder is None:
                sides.append(draw.first[place][side])
            elif feeder.status == SCHEDULED:
                sides.append(UNDECIDED)
            else:
                sides.append(feeder.winner)
        if match.own:
            assert match.players == tuple(sides), (place, match, sides)
        elif match.status != CANCELLED or match.players != tuple(sides):
            draw.matches[place] = fresh(draw, match, sides)


def fresh(draw: Draw, match: Match, sides: list[int]) -> Match:
    """A match that nobody recorded, with these two sides."""
    upper, lower = (max(side, NOBODY) for side in sides)
    found = Match(match.day, (upper, lower))
    if UNDECIDED in sides:
        return found
    here = [player for player in (upper, lower) if player]
    found.gone = {
        player: why for player in here if (why := draw.absent.get(player) or match.gone.get(player))
    }
    there = [player for player in here if player not in found.gone]
    if len(there) == 2:
        return found
    given_away = len(here) == 2 and len(there) == 1
    found.status = WALKOVER if given_away else CANCELLED
    found.score = "w/o" if given_away else ""
    found.winner = there[0] if there else NOBODY
    return found


def check_lines(lines: Sequence[int], players: Sequence[int], seeds: Sequence[int]) -> None:
    """A draw of up to 16 lines by sections 3, 4 and 11, but for the spread of the byes."""
    size = 8 if len(players) <= 8 else 16
    assert len(lines) == size
    assert sorted(filter(None, lines)) == sorted(players)
    byes = size - len(players)
    pairs = [(lines[n], lines[n + 1]) for n in range(0, size, 2)]
    assert (0, 0) not in pairs
    if seeds:
        for numbers, allowed in _SEED_LINES[size].items():
            assert {lines.index(seeds[number - 1]) + 1 for number in numbers} == allowed
    with_bye = {upper or lower for upper, lower in pairs if not (upper and lower)}
    assert len(with_bye) == byes
    assert set(seeds[:byes]) <= with_bye
    assert not set(seeds[byes:]) & with_bye
