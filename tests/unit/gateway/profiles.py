"""Players' pages, and what two players' meetings came to, for the tests of views and templates."""

from datetime import timedelta

from services.gateway.views.bracket import BracketMatch
from services.gateway.views.breakdown import Change
from services.gateway.views.meetings import MeetingsPage
from services.gateway.views.people import Person
from services.gateway.views.played import PlayersMatch
from services.gateway.views.profile import (
    Earned,
    Entered,
    PlayersSuspension,
    ProfilePage,
    RankedWeek,
    by_tournament,
    standings_of,
)
from services.gateway.views.suspensions import SuspensionState
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, Stage, Surface
from shared.weeks import Week
from tests.unit.gateway.samples import MONDAY, person, sample_draw, tournament

WEEK = Week.of(MONDAY)
TODAY = MONDAY + timedelta(days=1)
SIXTY, SIXTY_FIVE = AgeCategory.SIXTY, AgeCategory.SIXTY_FIVE
# three weeks unranked in between
_BACK = (*range(60, 30, -1), *range(27, -1, -1))
RANKED = tuple(
    RankedWeek(WEEK - back, SIXTY, 3 + back * 7 % 40, 1340 - back * 13) for back in _BACK
)


def first_match(rounds_played: int = 1) -> BracketMatch:
    """The first of a draw of sixteen."""
    return sample_draw(16, 16, rounds_played).bracket().rounds[0].matches[0]


def seen_by(
    player: Person | None,
    match: BracketMatch,
    weeks_ago: int = 0,
    surface: Surface = Surface.CLAY,
    coming: BracketMatch | None = None,
) -> PlayersMatch:
    """The match in a tournament of its own, by somebody who stands in it."""
    assert player is not None
    monday = MONDAY - timedelta(weeks=weeks_ago)
    return PlayersMatch(
        player.player_id,
        tournament(100 - weeks_ago, monday, surface=surface),
        11 + weeks_ago,
        "Round of 16",
        match,
        monday + timedelta(days=1),
        coming,
    )


def matches() -> list[PlayersMatch]:
    """Of the first player of a draw: one to be played, one on grass, two on clay."""
    over, waiting = first_match(), first_match(0)
    player = over.upper.person
    return [
        seen_by(player, waiting),
        seen_by(player, over, 2, Surface.GRASS),
        seen_by(player, over, 3),
        seen_by(player, over, 5),
    ]


def profile(number: int = 1) -> ProfilePage:
    """Played on clay and grass, ranked with a gap, entered, suspended once and now."""
    own = matches()
    player = first_match().upper.person
    assert player is not None
    suspensions = tuple(
        PlayersSuspension(cause, MONDAY, MONDAY + timedelta(days=60), state)
        for cause, state in (
            (MatchStatus.WALKOVER, SuspensionState.CURRENT),
            (MatchStatus.DISQUALIFIED, SuspensionState.OVER),
        )
    )
    return ProfilePage(
        player,
        Gender.MEN,
        1964,
        PlayerStatus.SUSPENDED,
        TODAY,
        standings_of((*RANKED, RankedWeek(WEEK - 70, SIXTY_FIVE, 1, 0)), Gender.MEN),
        by_tournament(own, {98: Earned(Stage.L16, 70)}),
        (
            Entered(tournament(200, MONDAY + timedelta(weeks=1)), is_cancelled=True),
            Entered(tournament(201, MONDAY + timedelta(weeks=2))),
        ),
        suspensions,
        Change(WEEK + 1, ("Nice Open",), (), 1300, 1340),
        number,
    )


def newcomer() -> ProfilePage:
    return ProfilePage(person(2), Gender.WOMEN, 1966, PlayerStatus.ACTIVE, TODAY)


def meetings() -> MeetingsPage:
    """Three played on two surfaces and one to be played."""
    match = first_match()
    assert match.upper.person is not None
    assert match.lower.person is not None
    return MeetingsPage.of(match.upper.person, match.lower.person, matches(), TODAY)


def strangers() -> MeetingsPage:
    return MeetingsPage.of(person(1), person(2), (), TODAY)
