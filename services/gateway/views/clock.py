"""The tour clock of a demo: where it stands, where it can be moved, and what follows then.

Guarantees that what follows is shown in the order in which it becomes due, and that every moment
to choose lies ahead of the tour's time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from services.gateway.views.forms import Field, FieldKind, Guard, message_of
from services.gateway.views.season import Tournament
from services.gateway.views.words import counted, day, utc_iso, week_text
from shared.terms import Violation
from shared.weeks import Week

_FOLLOWS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of the time to come: tournaments, how many matches are still to be played on
    each day, and how many suspensions have their last day on each."""

    tournaments: Sequence[Tournament] = ()
    matches: Mapping[date, int] | None = None
    suspensions: Mapping[date, int] | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """Something that becomes due at a moment (UTC)."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ClockMove:
    """A moment (UTC) to which the clock can be moved; ``more`` follow beside those shown."""

    title: str
    to: datetime
    follows: tuple[Follows, ...]
    more: int
    guard: Guard

    @property
    def to_text(self) -> str:
        """As the form sends it."""
        return utc_iso(self.to)


@dataclass(frozen=True, slots=True)
class ClockPage:
    """``chosen`` is the moment that was asked for by day and time."""

    now: datetime
    moves: tuple[ClockMove, ...]
    chosen: ClockMove | None
    fields: tuple[Field, Field]
    errors: tuple[Violation, ...]

    @classmethod
    def of(
        cls,
        now: datetime,
        ahead: Ahead,
        guard: Callable[[], Guard],
        *,
        typed: tuple[str, str] = ("", ""),
        asked: datetime | None = None,
        errors: Sequence[Violation] = (),
    ) -> Self:
        """``guard`` makes the hidden fields of one form; ``typed`` are day and time as typed,
        ``asked`` the moment that they are."""
        due = followed(now, now + timedelta(days=400), ahead)
        moves = [
            _move(title, to, now, due, guard())
            for title, to in next_moments(now, ahead)
            if to > now
        ]
        return cls(
            now,
            tuple(moves),
            _move("The moment you chose", asked, now, followed(now, asked, ahead), guard())
            if asked and asked > now
            else None,
            (
                Field("day", "Day", typed[0], FieldKind.DATE, error=message_of(errors, "day")),
                Field(
                    "time",
                    "Time, UTC",
                    typed[1],
                    error=message_of(errors, "time"),
                    max_length=5,
                ),
            ),
            tuple(errors),
        )


def _move(
    title: str, to: datetime, now: datetime, due: Iterable[Follows], guard: Guard
) -> ClockMove:
    until = [each for each in due if now < each.at <= to]
    shown = until[:_FOLLOWS_SHOWN]
    return ClockMove(title, to, tuple(shown), len(until) - len(shown), guard)


def next_moments(now: datetime, ahead: Ahead) -> tuple[tuple[str, datetime], ...]:
    """What becomes due next, of each kind, in the order of time."""
    deadlines = [each for each in ahead.tournaments if each.entry_deadline > now]
    draws = [each for each in ahead.tournaments if each.draw_deadline > now]
    days = sorted(each for each in ahead.matches or {} if each > now.date())
    found = [("The next ranking", _next_ranking(now))]
    if deadlines:
        first = min(deadlines, key=lambda each: each.entry_deadline)
        found.append((f"Entries for {first.name} close", first.entry_deadline))
    if draws:
        first = min(draws, key=lambda each: each.draw_deadline)
        found.append((f"The draws of {first.name} are made at the latest", first.draw_deadline))
    if days:
        found.append(("The next day of play", _midnight(days[0])))
    return tuple(sorted(found, key=lambda each: each[1]))


def followed(now: datetime, to: datetime, ahead: Ahead) -> tuple[Follows, ...]:
    """All that becomes due after ``now`` until ``to``, in the order of time."""
    found = [
        Follows(at, text)
        for each in ahead.tournaments
        for at, text in (
            (each.entry_deadline, f"Entries for {each.name} close; seeds are planned."),
            (each.draw_deadline, f"The draws of {each.name} that nobody has made are made."),
        )
    ]
    found += [
        Follows(_midnight(played), f"{counted(matches, 'match', 'matches')} may be recorded.")
        for played, matches in (ahead.matches or {}).items()
    ]
    found += [
        Follows(
            _midnight(last) + timedelta(days=1),
            f"{counted(ending, 'suspension runs', 'suspensions run')} out.",
        )
        for last, ending in (ahead.suspensions or {}).items()
    ]
    monday = _next_ranking(now)
    while monday <= to:
        week = Week.of(monday.date())
        found.append(Follows(monday, f"The rankings of {week_text(week)} are published."))
        monday += timedelta(weeks=1)
    return tuple(sorted((each for each in found if now < each.at <= to), key=lambda each: each.at))


def _next_ranking(now: datetime) -> datetime:
    """Monday 20:00 (rules.md section 6)."""
    this_week = Week.of(now.date())
    moment = this_week.at(1, 20)
    return moment if moment > now else (this_week + 1).at(1, 20)


def _midnight(value: date) -> datetime:
    return datetime.combine(value, time(), tzinfo=UTC)


def moved_text(to: datetime) -> str:
    """What the page says after a move."""
    return (
        f"It is {day(to.date())}, {to:%H:%M} UTC on the tour now. What is due follows in seconds."
    )
