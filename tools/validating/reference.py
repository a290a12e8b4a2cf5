"""Fixed lists, keys, players and tournaments (rules.md sections 1, 2 and 9)."""

from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, Final

from services.draws.domain.sizes import SEEDING_RULES
from services.entries.domain.people import PlayerDetails, check_player
from services.rankings.domain.points import POINTS
from shared.ages import AGES
from shared.terms import PlayerStatus
from shared.weeks import Week
from tools.validating.check import Bad, Check
from tools.validating.stored import Stored
from tools.validating.tables import (
    AgeCategoryRow,
    Country,
    Draw,
    DrawPlayer,
    DrawSeed,
    Entry,
    Location,
    Match,
    Player,
    Points,
    PointsRuleRow,
    Rank,
    RankingWeek,
    SeedingRuleRow,
    Suspension,
    Tournament,
    Venue,
)

# each table's own key, and what may stand in it only once
_KEYS: Final[tuple[tuple[type[Any], tuple[str, ...]], ...]] = (
    (Country, ("country_id",)),
    (Location, ("location_id",)),
    (Venue, ("venue_id",)),
    (Player, ("player_id",)),
    (Tournament, ("tournament_id",)),
    (Entry, ("entry_id",)),
    (Draw, ("draw_id",)),
    (DrawPlayer, ("draw_id", "player_id")),
    (DrawPlayer, ("draw_id", "draw_position")),
    (DrawSeed, ("draw_id", "is_actual_seeding", "seed_number")),
    (DrawSeed, ("draw_id", "is_actual_seeding", "player_id")),
    (Match, ("match_id",)),
    (Match, ("draw_id", "round_id", "match_number")),
    (Suspension, ("suspension_id",)),
    (Points, ("id",)),
    (Points, ("player_id", "tournament_id", "age_category_id")),
    (RankingWeek, ("ranking_year", "ranking_week", "age_category_id", "gender_id")),
    (Rank, ("ranking_year", "ranking_week", "age_category_id", "gender_id", "player_id")),
)
_LINKS: Final[tuple[tuple[type[Any], str, type[Any], str], ...]] = (
    (Location, "country_id", Country, "country_id"),
    (Venue, "location_id", Location, "location_id"),
    (Player, "country_id", Country, "country_id"),
    (Tournament, "venue_id", Venue, "venue_id"),
    (Entry, "player_id", Player, "player_id"),
    (Entry, "tournament_id", Tournament, "tournament_id"),
    (Draw, "tournament_id", Tournament, "tournament_id"),
    (DrawPlayer, "draw_id", Draw, "draw_id"),
    (DrawPlayer, "player_id", Player, "player_id"),
    (DrawSeed, "draw_id", Draw, "draw_id"),
    (DrawSeed, "player_id", Player, "player_id"),
    (Match, "draw_id", Draw, "draw_id"),
    (Match, "player1_id", Player, "player_id"),
    (Match, "player2_id", Player, "player_id"),
    (Suspension, "player_id", Player, "player_id"),
    (Suspension, "tournament_id", Tournament, "tournament_id"),
    (Points, "player_id", Player, "player_id"),
    (Points, "tournament_id", Tournament, "tournament_id"),
    (Rank, "player_id", Player, "player_id"),
)


def _fixed_lists(stored: Stored) -> Iterator[Bad]:
    known: dict[type[Any], set[tuple[int, ...]]] = {
        AgeCategoryRow: {(c.value, ages.start, ages.stop - 1) for c, ages in AGES.items()},
        SeedingRuleRow: {
            (rule.min_players, rule.max_players, rule.seeds) for rule in SEEDING_RULES
        },
        PointsRuleRow: {
            (category.value, stage.value, points)
            for category, stages in POINTS.items()
            for stage, points in stages.items()
        },
    }
    for kind, wanted in known.items():
        found = {_values(row) for row in stored.tables.get(kind, ())}
        for row in sorted(found - wanted):
            yield Bad(None, f"{kind.TABLE} has {_in_words(row)}")
        for row in sorted(wanted - found):
            yield Bad(None, f"{kind.TABLE} lacks {_in_words(row)}")


def _values(row: Any) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in type(row).__slots__)


def _in_words(row: tuple[int, ...]) -> str:
    return ", ".join(str(value) for value in row)


def _strange(stored: Stored) -> Iterator[Bad]:
    for row, why in stored.strange:
        if not isinstance(row, PointsRuleRow | AgeCategoryRow | SeedingRuleRow):
            yield Bad(_origin(row), f"{type(row).TABLE}, {_name(row)}: {why}")


def _once(stored: Stored) -> Iterator[Bad]:
    for kind, names in _KEYS:
        rows = stored.tables.get(kind, ())
        keys = list(zip(*(map(attrgetter(name), rows) for name in names), strict=True))
        times = Counter(keys)
        if len(times) == len(rows):
            continue
        for row, key in zip(rows, keys, strict=True):
            if times[key] > 1:
                where = ", ".join(f"{n} {v}" for n, v in zip(names, key, strict=True))
                yield Bad(_origin(row), f"{kind.TABLE}: {where} stands {times[key]} times")


def _links(stored: Stored) -> Iterator[Bad]:
    for kind, column, other, key in _LINKS:
        there = {getattr(row, key) for row in stored.tables.get(other, ())}
        for row in stored.tables.get(kind, ()):
            named = getattr(row, column)
            if named is not None and named not in there:
                text = f"{kind.TABLE}, {_name(row)}: {column} {named} is not in {other.TABLE}"
                yield Bad(_origin(row), text)


def _name(row: Any) -> str:
    """The row by its key."""
    keys = next(keys for kind, keys in _KEYS if kind is type(row))
    return ", ".join(f"{name} {getattr(row, name)}" for name in keys)


def _origin(row: Any) -> Any:
    return getattr(row, "origin", None)


def _players(stored: Stored) -> Iterator[Bad]:
    countries = {row.country_id for row in stored.of(Country)}
    for player in stored.of(Player):
        # what is shown as Suspended was set as something else, which is not known here
        shown = player.status_id == PlayerStatus.SUSPENDED and player.origin is None
        details = PlayerDetails(
            player.first_name,
            player.last_name,
            player.birth_year,
            player.gender_id,
            player.country_id,
            PlayerStatus.ACTIVE if shown else player.status_id,
        )
        if details != details.tidied():
            yield Bad(player.origin, f"player {player.player_id}: the name has space at its ends")
        for broken in check_player(details, stored.now.year, countries):
            yield Bad(player.origin, f"player {player.player_id}: {broken.message}")
            break


def _week(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Tournament):
        week = Week.of(row.start_date)
        if (row.start_date, row.end_date) != (week.monday, week.sunday):
            text = f"tournament {row.tournament_id}: {row.start_date} to {row.end_date}"
            yield Bad(row.origin, text)


def _iso_week(stored: Stored) -> Iterator[Bad]:
    for row in stored.of(Tournament):
        week = Week.of(row.start_date)
        if (row.tournament_year, row.tournament_week) != (week.year, week.number):
            text = (
                f"tournament {row.tournament_id} on {row.start_date}: week {row.tournament_week} "
                f"of {row.tournament_year}, not {week.number} of {week.year}"
            )
            yield Bad(row.origin, text)


CHECKS = (
    Check(
        "fixed-lists",
        "1",
        "Ages, numbers of seeds and points of the stages are those of the rule book",
        ("age_category", "seeding_rules", "points_rules"),
        _fixed_lists,
    ),
    Check("codes", "1", "Every code and day is one that the rule book knows", ("all",), _strange),
    Check("once", "9", "Nothing stands in a table twice", ("all",), _once),
    Check("links", "9", "Whatever a row names is there", ("all",), _links),
    Check("players", "9", "Players have a name, a year, a country", ("players",), _players),
    Check(
        "tournament-week", "2", "A tournament lasts from Monday to Sunday", ("tournaments",), _week
    ),
    Check(
        "tournament-iso",
        "2",
        "A tournament's year and week are the ISO week of its Monday",
        ("tournaments",),
        _iso_week,
    ),
)
