"""Which weeks a ranking counts, and when it is published (rules.md section 6).

Guarantees that weeks are counted on the calendar: a 53-week year shifts nothing.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import datetime

from shared.ages import AGES
from shared.terms import AgeCategory
from shared.weeks import WINDOW_WEEKS, Week


def first_counted(ranking: Week) -> Week:
    """The earliest week whose tournaments the ranking of this week counts: N−52."""
    return ranking - WINDOW_WEEKS


def last_counted(ranking: Week) -> Week:
    """The latest week whose tournaments the ranking of this week counts: N−1."""
    return ranking - 1


def first_counting(tournament: Week) -> Week:
    """The first ranking that counts a tournament of this week."""
    return tournament + 1


def last_counting(tournament: Week) -> Week:
    """The last ranking that counts a tournament of this week."""
    return tournament + WINDOW_WEEKS


def drops_off(tournament: Week) -> Week:
    """The first ranking that no longer counts a tournament of this week."""
    return last_counting(tournament) + 1


def outgrown_in(category: AgeCategory, birth_year: int) -> Week:
    """The first ranking of the category that no longer lists a player born in this year: the year
    of the week decides (rules.md 6), so it is week 1."""
    return Week.iso(birth_year + AGES[category].stop, 1)


def published_at(ranking: Week) -> datetime:
    """When the ranking of this week is published: its Monday, 20:00 UTC."""
    return ranking.at(1, 20)


def due_week(now: datetime) -> Week:
    """The latest week whose moment of publication has come; ``now`` in UTC."""
    week = Week.of(now.date())
    return week if now >= published_at(week) else week - 1


def weeks_through(first: Week, last: Week) -> Iterator[Week]:
    """The weeks from the first to the last, both included, in order; none if last < first."""
    week = first
    while week <= last:
        yield week
        week += 1


def weeks_due(
    recorded: Iterable[tuple[Week, Hashable]], lists: Collection[Hashable], now: datetime
) -> list[Week]:
    """The weeks to publish at ``now`` (UTC), in order: every gap since the first recorded one.

    ``recorded`` says which of the ``lists`` of a week are done. A tour that has recorded none
    begins with the latest week whose moment has passed.
    """
    last = due_week(now)
    done = set(recorded)
    first = min((week for week, _ in done), default=last)
    return [
        week
        for week in weeks_through(first, last)
        if any((week, ranked) not in done for ranked in lists)
    ]
