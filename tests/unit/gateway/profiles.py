"""Players' pages for the tests of views and templates."""

from datetime import timedelta

from services.gateway.views.profile import (
    PlayersMatch,
    PlayersSuspension,
    ProfilePage,
    RankedWeek,
    standings_of,
)
from services.gateway.views.suspensions import SuspensionState
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, Surface
from shared.weeks import Week
from tests.unit.gateway.samples import MONDAY, person, sample_draw, tournament

WEEK = Week.of(MONDAY)
SIXTY, SIXTY_FIVE = AgeCategory.SIXTY, AgeCategory.SIXTY_FIVE
# three weeks unranked in between
_BACK = (*range(60, 30, -1), *range(27, -1, -1))
RANKED = tuple(
    RankedWeek(WEEK - back, SIXTY, 3 + back * 7 % 40, 1340 - back * 13) for back in _BACK
)


def profile() -> ProfilePage:
    """Played on clay and grass, ranked with a gap, suspended once and now."""
    matches = tuple(
        PlayersMatch(
            tournament(5 + at, surface=surface),
            11 + at,
            "Round of 16",
            match,
            MONDAY + timedelta(days=1),
        )
        for at, surface in enumerate((Surface.CLAY, Surface.GRASS))
        for match in sample_draw(16, 16, 1).bracket().rounds[0].matches[: 1 + at]
    )
    suspensions = tuple(
        PlayersSuspension(cause, MONDAY, MONDAY + timedelta(days=60), state)
        for cause, state in (
            (MatchStatus.WALKOVER, SuspensionState.CURRENT),
            (MatchStatus.DISQUALIFIED, SuspensionState.OVER),
        )
    )
    return ProfilePage(
        person(1),
        Gender.MEN,
        1964,
        PlayerStatus.SUSPENDED,
        standings_of((*RANKED, RankedWeek(WEEK - 70, SIXTY_FIVE, 1, 0)), Gender.MEN),
        matches,
        suspensions,
    )


def newcomer() -> ProfilePage:
    return ProfilePage(person(2), Gender.WOMEN, 1966, PlayerStatus.ACTIVE, (), ())
