"""What was before the clock tests' tour: eight men of 60+ whose ranking changes with the weeks.

Each of the first five has won one past tournament, which drops off after another week; so the
leader of a ranking tells which week's it is. Another led them all until he turned 65.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.rankings.domain.points import POINTS
from shared.terms import (
    AgeCategory,
    Gender,
    MatchStatus,
    PlayerStatus,
    Stage,
    Surface,
    TournamentCategory,
)
from shared.text import name_key, search_key
from shared.weeks import Week
from tools import rows

MEN = range(1, 9)
# suspended until 2026-01-10 for a no-show in the week of 2025-11-10
SUSPENDED = 9
LAST_SUSPENDED_DAY = date(2026, 1, 10)
# 64 in 2025: of the 60+ until week 52, and of the 65+ from week 1 of 2026 on
TURNS_65 = 10
_BIRTH_YEAR, _BIRTH_YEAR_64 = 1964, 1961


@dataclass(frozen=True, slots=True)
class Won:
    """Who won which category in which week; the last ranking that counts it is 52 weeks later."""

    player_id: int
    week: Week
    category: TournamentCategory

    @property
    def points(self) -> int:
        return POINTS[self.category][Stage.W]


WON = (
    Won(1, Week.iso(2024, 52), TournamentCategory.MT1000),  # to week 52 of 2025
    Won(2, Week.iso(2025, 2), TournamentCategory.MT700),  # to week 2 of 2026
    Won(3, Week.iso(2025, 4), TournamentCategory.MT400),  # to week 4 of 2026
    Won(4, Week.iso(2025, 52), TournamentCategory.MT200),  # to week 52 of 2026
    Won(5, Week.iso(2026, 1), TournamentCategory.MT100),  # to week 53 of 2026
    Won(TURNS_65, Week.iso(2025, 40), TournamentCategory.MT1000),
    Won(TURNS_65, Week.iso(2025, 41), TournamentCategory.MT700),
)


def ranked_in(week: Week) -> list[tuple[int, int]]:
    """(player, points) in the order of the men's 60 ranking of this week, counted in days."""
    points: Counter[int] = Counter()
    for won in WON:
        inside = 0 < (week.monday - won.week.monday).days <= 364
        if inside and week.year - _born(won.player_id) < 65:
            points[won.player_id] += won.points
    return points.most_common()


def rows_of_the_past() -> list[rows.Row]:
    """As the import would store it."""
    stored: list[rows.Row] = [
        rows.Country(1, "F", "France"),
        rows.Location(1, 1, "Nice"),
        rows.Venue(1, 1, "Nice Tennis Club", "import"),
    ]
    for player_id in (*MEN, SUSPENDED, TURNS_65):
        first, last = "Adam", f"Berg{player_id}"
        stored.append(
            rows.Player(
                player_id=player_id,
                gender_id=Gender.MEN,
                country_id=1,
                status_id=PlayerStatus.ACTIVE,
                first_name=first,
                last_name=last,
                birth_year=_born(player_id),
                sort_key=name_key(last, first),
                search_key=search_key(f"{first} {last}"),
                origin="imported",
                changed_by="import",
            )
        )
        stored.append(rows.RankingPlayer(player_id, Gender.MEN, _born(player_id), 1))
    for number, won in enumerate(WON, start=1):
        stored.append(_tournament(number, won.week, won.category))
        stored.append(_points(number, won))
    stored += _suspension(len(WON) + 1)
    return stored


def _born(player_id: int) -> int:
    return _BIRTH_YEAR_64 if player_id == TURNS_65 else _BIRTH_YEAR


def _tournament(key: int, week: Week, category: TournamentCategory) -> rows.Tournament:
    return rows.Tournament(
        tournament_id=key,
        name=f"Earlier {key}",
        start_date=week.monday,
        end_date=week.sunday,
        tournament_year=week.year,
        tournament_week=week.number,
        venue_id=1,
        category_id=category,
        surface_id=Surface.CLAY,
        entry_deadline=(week - 1).at(2, 10),
        draw_deadline=(week - 1).at(5, 19),
        origin="imported",
        changed_by="import",
    )


def _points(key: int, won: Won) -> rows.Points:
    return rows.Points(
        id=key,
        player_id=won.player_id,
        tournament_id=key,
        age_category_id=AgeCategory.SIXTY,
        stage_result_id=Stage.W,
        points_earned=won.points,
        tournament_end_date=won.week.sunday,
        created_at=datetime.combine(won.week.sunday, datetime.min.time(), UTC),
        draw_id=None,
        gender_id=Gender.MEN,
        category_id=won.category,
        wins=3,
        sanctioned=False,
        origin="imported",
    )


def _suspension(key: int) -> list[rows.Row]:
    week = Week.of(date(2025, 11, 10))
    first, last = week.monday, LAST_SUSPENDED_DAY
    return [
        _tournament(key, week, TournamentCategory.MT100),
        rows.PlayerSuspension(
            suspension_id=1,
            player_id=SUSPENDED,
            tournament_id=key,
            reason_match_status_id=MatchStatus.WALKOVER,
            suspension_start=first,
            suspension_end=last,
            created_at=datetime.combine(first, datetime.min.time(), UTC) + timedelta(days=1),
            match_id=None,
            ended_at=None,
            origin="imported",
            changed_by="import",
        ),
        rows.KnownSuspension(1, SUSPENDED, key, first, last, version=1),
    ]
