"""Every refusal of the entries' domain as people read it: field, section of the rules, sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.entries.domain.eligibility import (
    EnteredTournament,
    Entrant,
    EntryAttempt,
    EntryList,
    ListState,
    Suspension,
    check_entry,
    check_return,
)
from services.entries.domain.people import (
    EnteredDraw,
    PlayerDetails,
    check_player,
    check_player_change,
)
from services.entries.domain.tournaments import (
    TournamentDetails,
    check_tournament,
    check_tournament_change,
)
from services.entries.domain.venues import VenueDetails, check_venue
from services.entries.domain.withdrawal import WithdrawalAttempt, check_withdrawal
from shared.terms import (
    AgeCategory,
    Gender,
    MatchStatus,
    PlayerStatus,
    Surface,
    TournamentCategory,
    Violation,
)
from shared.weeks import Week

ANNA = Entrant("Anna Berg", 1960, Gender.WOMEN, PlayerStatus.ACTIVE)
NICE = EnteredTournament(59, "Nice Open", Week(date(2026, 2, 23)))
IN_TIME = datetime(2026, 2, 17, 10, tzinfo=UTC)
TOO_LATE = datetime(2026, 2, 17, 10, 0, 1, tzinfo=UTC)
ENTRY = EntryAttempt(
    player=ANNA,
    tournament=NICE,
    now=IN_TIME,
    asked_category=AgeCategory.SIXTY_FIVE,
    asked_gender=Gender.WOMEN,
    entered_that_week=(),
    entry_list=EntryList(ListState.OPEN, 63),
    suspensions=(),
)


def suspended_for(cause: MatchStatus | None) -> EntryAttempt:
    return replace(
        ENTRY, suspensions=(Suspension(date(2026, 1, 5), date(2026, 3, 5), cause=cause),)
    )


@pytest.mark.parametrize(
    ("attempt", "field", "rule", "sentence"),
    [
        (
            replace(ENTRY, player=replace(ANNA, birth_year=1956)),
            "player_id",
            "2",
            "Anna Berg turns 70 in 2026; the tour is for players who turn 60 to 69 in that year.",
        ),
        (
            replace(ENTRY, asked_category=AgeCategory.SIXTY),
            "age_category_id",
            "2",
            "Anna Berg turns 66 in 2026 and plays in the 65+ draw, not in 60+.",
        ),
        (
            replace(ENTRY, player=replace(ANNA, gender=Gender.MEN), asked_gender=Gender.WOMEN),
            "gender_id",
            "2",
            "Anna Berg plays in the men's draw, not in the women's.",
        ),
        (
            replace(ENTRY, player=replace(ANNA, status=PlayerStatus.INACTIVE)),
            "player_id",
            "2",
            "Anna Berg is inactive; only active players may enter.",
        ),
        (
            replace(ENTRY, player=replace(ANNA, status=PlayerStatus.RETIRED)),
            "player_id",
            "2",
            "Anna Berg is retired; only active players may enter.",
        ),
        (
            suspended_for(MatchStatus.WALKOVER),
            "player_id",
            "2",
            (
                "Anna Berg is suspended for a no-show from 5 January 2026 until the end of "
                "5 March 2026; Nice Open begins on 23 February 2026."
            ),
        ),
        (
            suspended_for(MatchStatus.DISQUALIFIED),
            "player_id",
            "2",
            (
                "Anna Berg is suspended for a disqualification from 5 January 2026 until the end "
                "of 5 March 2026; Nice Open begins on 23 February 2026."
            ),
        ),
        (
            suspended_for(None),
            "player_id",
            "2",
            (
                "Anna Berg is suspended from 5 January 2026 until the end of 5 March 2026; "
                "Nice Open begins on 23 February 2026."
            ),
        ),
        (
            replace(ENTRY, entered_that_week=(NICE,)),
            "tournament_id",
            "2",
            "Anna Berg is already entered in Nice Open.",
        ),
        (
            replace(ENTRY, entered_that_week=(EnteredTournament(58, "Bonn Masters", NICE.week),)),
            "tournament_id",
            "2",
            (
                "Anna Berg is entered in Bonn Masters in the same week; "
                "a player plays one tournament per week."
            ),
        ),
        (
            replace(ENTRY, now=TOO_LATE),
            "tournament_id",
            "2",
            "Entries for Nice Open closed on Tuesday 17 February 2026, 10:00 UTC.",
        ),
        (
            replace(ENTRY, entry_list=EntryList(ListState.FROZEN, 63)),
            "tournament_id",
            "2",
            "Entries for this draw of Nice Open are closed.",
        ),
        (
            replace(ENTRY, entry_list=EntryList(ListState.OPEN, 64)),
            "tournament_id",
            "3",
            "This draw of Nice Open is full: 64 players are entered, and a draw holds at most 64.",
        ),
    ],
)
def test_a_refused_entry_names_field_rule_and_reason(
    attempt: EntryAttempt, field: str, rule: str, sentence: str
) -> None:
    assert check_entry(attempt) == [Violation(field, rule, sentence)]


@pytest.mark.parametrize("state", [ListState.FROZEN, ListState.CANCELLED])
def test_a_refused_return_names_field_rule_and_reason(state: ListState) -> None:
    attempt = replace(ENTRY, now=TOO_LATE, entry_list=EntryList(state, 63))
    sentence = "This draw of Nice Open is made or cancelled already."
    assert check_return(attempt) == [Violation("tournament_id", "5", sentence)]


PLAYER = PlayerDetails("Anna", "Berg", 1960, Gender.WOMEN, 3, PlayerStatus.ACTIVE)


@pytest.mark.parametrize(
    ("details", "field", "rule", "sentence"),
    [
        (replace(PLAYER, first_name=" "), "first_name", "9", "The first name is missing."),
        (replace(PLAYER, last_name=""), "last_name", "9", "The last name is missing."),
        (
            replace(PLAYER, last_name="B@rg"),
            "last_name",
            "9",
            "The last name cannot contain “@”.",
        ),
        (
            replace(PLAYER, birth_year=1899),
            "birth_year",
            "9",
            "The birth year must lie between 1900 and 2026, not 1899.",
        ),
        (replace(PLAYER, gender_id=3), "gender_id", "1", "Please choose a gender: men or women."),
        (
            replace(PLAYER, country_id=9),
            "country_id",
            "9",
            "Please choose a country from the list.",
        ),
        (
            replace(PLAYER, status_id=0),
            "status_id",
            "7",
            "Please choose a status: active, inactive or retired.",
        ),
        (
            replace(PLAYER, status_id=PlayerStatus.SUSPENDED),
            "status_id",
            "7",
            (
                "The status Suspended follows from a suspension and cannot be set by hand; "
                "choose active, inactive or retired."
            ),
        ),
    ],
)
def test_a_refused_player_names_field_rule_and_reason(
    details: PlayerDetails, field: str, rule: str, sentence: str
) -> None:
    assert check_player(details, 2026, {3}) == [Violation(field, rule, sentence)]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        (
            replace(PLAYER, birth_year=1962),
            "birth_year",
            (
                "With the birth year 1962 the player turns 64 in 2026, "
                "but is entered in the 65+ draw of Nice Open."
            ),
        ),
        (
            replace(PLAYER, gender_id=Gender.MEN),
            "gender_id",
            (
                "The player is entered in the women's draw of Nice Open; "
                "the gender cannot change while that entry stands."
            ),
        ),
    ],
)
def test_a_refused_change_of_a_player_names_field_rule_and_reason(
    changed: PlayerDetails, field: str, sentence: str
) -> None:
    entered = [EnteredDraw("Nice Open", 2026, AgeCategory.SIXTY_FIVE, Gender.WOMEN)]
    assert check_player_change(changed, entered) == [Violation(field, "2", sentence)]


TOURNAMENT = TournamentDetails(
    "Nice Open", date(2026, 2, 23), TournamentCategory.MT700, Surface.CLAY, 7
)


@pytest.mark.parametrize(
    ("details", "field", "rule", "sentence"),
    [
        (replace(TOURNAMENT, name=" "), "name", "9", "The name is missing."),
        (
            replace(TOURNAMENT, category_id=6),
            "category_id",
            "1",
            "Please choose a category from the list.",
        ),
        (
            replace(TOURNAMENT, surface_id=5),
            "surface_id",
            "1",
            "Please choose a surface from the list.",
        ),
        (replace(TOURNAMENT, venue_id=8), "venue_id", "9", "Please choose a venue from the list."),
        (
            replace(TOURNAMENT, start_date=date(2026, 3, 3)),
            "start_date",
            "2",
            "A tournament starts on a Monday; 3 March 2026 is a Tuesday.",
        ),
        (
            replace(TOURNAMENT, start_date=date(2026, 2, 9)),
            "start_date",
            "2",
            "The tournament would start in the past, on 9 February 2026.",
        ),
        (
            replace(TOURNAMENT, start_date=date(2026, 2, 16)),
            "start_date",
            "2",
            (
                "Nobody could enter any more: "
                "entries would have closed on Tuesday 10 February 2026, 10:00 UTC."
            ),
        ),
        (
            replace(TOURNAMENT, start_date=date(2031, 2, 24)),
            "start_date",
            "2",
            "The tournament would start on 24 February 2031, more than five years from now.",
        ),
    ],
)
def test_a_refused_tournament_names_field_rule_and_reason(
    details: TournamentDetails, field: str, rule: str, sentence: str
) -> None:
    now = datetime(2026, 2, 15, tzinfo=UTC)
    assert check_tournament(details, now, {7}) == [Violation(field, rule, sentence)]


@pytest.mark.parametrize(
    ("after", "now", "standing", "field", "sentence"),
    [
        (
            replace(TOURNAMENT, start_date=date(2026, 3, 2)),
            TOO_LATE,
            0,
            "start_date",
            "The week is fixed: entries closed on Tuesday 17 February 2026, 10:00 UTC.",
        ),
        (
            replace(TOURNAMENT, start_date=date(2026, 3, 2)),
            IN_TIME,
            2,
            "start_date",
            "The week is fixed while entries stand (2 now): they were checked for this week.",
        ),
        (
            replace(TOURNAMENT, category_id=TournamentCategory.MT100),
            TOO_LATE,
            0,
            "category_id",
            "The category is fixed: entries closed on Tuesday 17 February 2026, 10:00 UTC.",
        ),
    ],
)
def test_a_refused_change_of_a_tournament_names_field_rule_and_reason(
    after: TournamentDetails, now: datetime, standing: int, field: str, sentence: str
) -> None:
    found = check_tournament_change(TOURNAMENT, after, now, {7}, standing)
    assert found == [Violation(field, "2", sentence)]


@pytest.mark.parametrize(
    ("details", "field", "sentence"),
    [
        (VenueDetails(" ", "Nice", 1), "name", "The name is missing."),
        (VenueDetails("Club", " ", 1), "city", "The city is missing."),
        (VenueDetails("Club", "Nice", 2), "country_id", "Please choose a country from the list."),
    ],
)
def test_a_refused_venue_names_field_rule_and_reason(
    details: VenueDetails, field: str, sentence: str
) -> None:
    assert check_venue(details, {1}) == [Violation(field, "9", sentence)]


WITHDRAWAL = WithdrawalAttempt("Anna Berg", NICE, None, TOO_LATE)


@pytest.mark.parametrize(
    ("attempt", "rule", "sentence"),
    [
        (
            replace(WITHDRAWAL, withdrawn_at=IN_TIME),
            "2",
            "Anna Berg has already been withdrawn from Nice Open, on 17 February 2026.",
        ),
        (
            replace(WITHDRAWAL, is_cancelled=True),
            "3",
            (
                "This draw of Nice Open was cancelled and has released Anna Berg; "
                "there is nothing to withdraw from."
            ),
        ),
        (
            replace(WITHDRAWAL, is_out=True),
            "2",
            "Anna Berg has no match left in Nice Open; there is nothing to withdraw from.",
        ),
        (
            replace(WITHDRAWAL, now=datetime(2026, 3, 2, tzinfo=UTC)),
            "2",
            "Nice Open ended on 1 March 2026; nobody can withdraw from it any more.",
        ),
    ],
)
def test_a_refused_withdrawal_names_field_rule_and_reason(
    attempt: WithdrawalAttempt, rule: str, sentence: str
) -> None:
    assert check_withdrawal(attempt) == [Violation("entry_id", rule, sentence)]
