"""Weekly rankings: who is listed, in what order, for which weeks (rules.md section 6).

Judged against the rankings domain itself; totals and positions are read plainly in ``ten``.
Rankings of an import stay as they were published, so that they fail nothing here.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final

from services.rankings.domain.window import due_week, published_at, weeks_through
from shared.ages import AGES, age_in
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from tools.rows import Origin
from tools.validating.check import PUBLISHED, Bad, Check, worst
from tools.validating.stored import LISTS, ListKey, Stored
from tools.validating.tables import Rank, RankingWeek

_GRACE: Final = timedelta(minutes=15)


def _lists(stored: Stored) -> Iterator[tuple[ListKey, Week, list[Rank]]]:
    for key, weeks in stored.rankings.items():
        for week, ranked in weeks.items():
            yield key, week, ranked


def _listed(stored: Stored) -> Iterator[Bad]:
    for key, week, ranked in _lists(stored):
        due = stored.due_rankings[key][week]
        for row in ranked:
            if row.player_id not in due:
                text = f"{_name(row)}: no result in the window, or another age"
                yield Bad(row.origin, text)
        for player_id in sorted(due.keys() - {row.player_id for row in ranked}):
            text = f"player {player_id} is missing in {_list(key, week)}"
            yield Bad(worst({row.origin for row in ranked}), text)
    for (week, key), told in stored.listed.items():
        if told.state == "NONE" and stored.due_rankings[key][week]:
            players = len(stored.due_rankings[key][week])
            yield Bad(told.origin, f"{_list(key, week)}: none, but {players} have a result")


def _age(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Rank):
        player = stored.players.get(row.player_id)
        if player is None:
            continue
        age = age_in(row.ranking_year, player.birth_year)
        if age not in AGES[AgeCategory(row.age_category_id)]:
            yield Bad(row.origin, f"{_name(row)}: {age} years old")


def _by_points(stored: Stored) -> Iterator[Bad]:
    for _, _, ranked in _lists(stored):
        for above, row in pairwise(ranked):
            if above.total_points < row.total_points:
                text = f"{_name(row)}: {row.total_points} points, below {above.total_points}"
                yield Bad(row.origin, text)


def _ties(stored: Stored) -> Iterator[Bad]:
    """Equal points: best results, then fewer tournaments, then the lot."""
    for key, week, ranked in _lists(stored):
        due = stored.due_rankings[key][week]
        for above, row in pairwise(ranked):
            first, second = due.get(above.player_id), due.get(row.player_id)
            if first is None or second is None or above.total_points != row.total_points:
                continue
            if first.points == second.points and first.position > second.position:
                text = f"{_name(row)}: {row.total_points} points, should stand above player"
                yield Bad(row.origin, f"{text} {above.player_id}")


def _told(stored: Stored) -> Iterator[Bad]:
    for key, week, ranked in _lists(stored):
        due = stored.due_rankings[key][week]
        for row in ranked:
            right = due.get(row.player_id)
            if row.origin != "live" or right is None or right.position != row.rank_position:
                continue
            separated = right.separated_by.name if right.separated_by else None
            if (row.tournaments, row.separated_by) != (right.tournaments, separated):
                text = f"{row.tournaments} tournaments, {row.separated_by or 'points'}"
                more = f"not {right.tournaments}, {separated or 'points'}"
                yield Bad(row.origin, f"{_name(row)}: {text}, {more}")


def _gaps(stored: Stored) -> Iterator[Bad]:
    """Every list of every week, from the first on; a live tour up to the week that is due."""
    if stored.has(RankingWeek):
        if not stored.listed:
            return
        origins = {row.origin for row in stored.listed.values()}
        first = min(week for week, _ in stored.listed)
        last = max(due_week(stored.now - _GRACE), *(week for week, _ in stored.listed))
        for week in weeks_through(first, last):
            for key in LISTS:
                if (week, key) not in stored.listed:
                    yield Bad(_of_gap(origins), f"{_list(key, week)} is missing")
        return
    for key in LISTS:
        for week in stored.ranked_weeks:
            if stored.due_rankings[key][week] and week not in stored.rankings.get(key, {}):
                yield Bad(None, f"{_list(key, week)} is missing")


def _of_gap(origins: set[Origin | None]) -> Origin | None:
    """A gap in a tour that was only ever imported is the import's."""
    return "live" if "live" in origins else worst(origins)


def _moment(stored: Stored) -> Iterator[Bad]:
    for (week, key), row in stored.listed.items():
        if row.published_at is not None and row.published_at < published_at(week):
            when = f"{row.published_at:%Y-%m-%d %H:%M}"
            yield Bad(row.origin, f"{_list(key, week)} was published on {when}")
        elif (row.published_at is None) == (row.state == "PUBLISHED"):
            yield Bad(row.origin, f"{_list(key, week)}: {row.state} at {row.published_at}")


def _ahead(stored: Stored) -> Iterator[Bad]:
    for key, week, ranked in _lists(stored):
        if stored.now < published_at(week):
            text = f"{_list(key, week)} is there before {published_at(week):%Y-%m-%d %H:%M}"
            yield Bad(worst({row.origin for row in ranked}), text)


def _count(stored: Stored) -> Iterator[Bad]:
    for (week, key), row in stored.listed.items():
        players = len(stored.rankings.get(key, {}).get(week, ()))
        if row.num_players != players:
            yield Bad(row.origin, f"{_list(key, week)}: num_players {row.num_players}, {players}")


def _name(row: Rank) -> str:
    key = (AgeCategory(row.age_category_id), Gender(row.gender_id))
    where = _list(key, Week.iso(row.ranking_year, row.ranking_week))
    return f"player {row.player_id}, position {row.rank_position} of {where}"


def _list(key: ListKey, week: Week) -> str:
    category, gender = key
    return f"{gender.name.lower()} {55 + 5 * category} in {week}"


_WEEKS = "Only the tour's own tables tell which weeks were published."
CHECKS = (
    Check(
        "ranking-listed",
        "6",
        "Everybody with a result in the window is listed, and nobody else",
        ("weekly_ranking", "points_history", "players"),
        _listed,
        spares=PUBLISHED,
    ),
    Check(
        "ranking-age",
        "6",
        "A ranking lists the ages of its category",
        ("weekly_ranking", "players"),
        _age,
    ),
    Check(
        "ranking-order", "6", "Nobody stands below fewer points", ("weekly_ranking",), _by_points
    ),
    Check(
        "ranking-ties",
        "6",
        "Equal points: best results, fewer tournaments, the lot",
        ("weekly_ranking", "points_history"),
        _ties,
        spares=PUBLISHED,
    ),
    Check(
        "ranking-told",
        "6",
        "Number of tournaments and what separates are told rightly",
        ("weekly_ranking", "points_history"),
        _told,
        spares=PUBLISHED,
        asked=lambda stored: any(row.origin == "live" for row in stored.of(Rank)),
        unless="Only rankings made in this tour tell tournaments and what separates.",
    ),
    Check(
        "ranking-weeks",
        "6",
        "No week is left out between the first and the last that is due",
        ("ranking_weeks", "weekly_ranking"),
        _gaps,
        spares=PUBLISHED,
    ),
    Check(
        "ranking-moment",
        "6",
        "No ranking was published before Monday 20:00",
        ("ranking_weeks",),
        _moment,
        needs=(RankingWeek,),
        unless=_WEEKS,
    ),
    Check(
        "ranking-ahead",
        "6",
        "No ranking is there before its Monday 20:00",
        ("weekly_ranking",),
        _ahead,
    ),
    Check(
        "ranking-count",
        "6",
        "A published week has as many players as it says",
        ("ranking_weeks", "weekly_ranking"),
        _count,
        needs=(RankingWeek,),
        unless=_WEEKS,
    ),
)
