"""Who may enter, each refusal of rules.md section 2 from both sides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.draws.domain.sizes import MAX_PLAYERS
from services.entries.domain.eligibility import (
    MOST_PLAYERS,
    EnteredTournament,
    Entrant,
    EntryAttempt,
    EntryList,
    ListState,
    Suspension,
    check_entry,
    check_return,
)
from shared.ages import age_in, category_for
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus
from shared.weeks import Week

NICE = EnteredTournament(59, "Nice Open", Week(date(2026, 2, 23)))
DEADLINE = datetime(2026, 2, 17, 10, tzinfo=UTC)
ANNA = Entrant("Anna Berg", 1960, Gender.WOMEN, PlayerStatus.ACTIVE)
GOOD = EntryAttempt(
    player=ANNA,
    tournament=NICE,
    now=DEADLINE,
    asked_category=AgeCategory.SIXTY_FIVE,
    asked_gender=Gender.WOMEN,
    entered_that_week=(),
    entry_list=EntryList(ListState.OPEN, 63),
    suspensions=(),
)


def broken(attempt: EntryAttempt) -> list[tuple[str, str]]:
    return [(violation.field, violation.message) for violation in check_entry(attempt)]


def born(birth_year: int) -> EntryAttempt:
    return replace(GOOD, player=replace(ANNA, birth_year=birth_year), asked_category=None)


def suspended(first: date, last: date, cause: MatchStatus = MatchStatus.WALKOVER) -> EntryAttempt:
    return replace(GOOD, suspensions=(Suspension(first, last, cause),))


def test_a_good_entry_at_exactly_the_deadline_breaks_nothing() -> None:
    assert broken(GOOD) == []


def test_an_entry_that_names_no_draw_is_as_good() -> None:
    assert broken(replace(GOOD, asked_category=None, asked_gender=None)) == []


def test_age_is_the_tournaments_year_less_the_birth_year() -> None:
    assert age_in(2026, 1960) == 66


@pytest.mark.parametrize(
    ("age", "category"),
    [
        (59, None),
        (60, AgeCategory.SIXTY),
        (64, AgeCategory.SIXTY),
        (65, AgeCategory.SIXTY_FIVE),
        (69, AgeCategory.SIXTY_FIVE),
        (70, None),
    ],
)
def test_the_one_category_that_holds_an_age(age: int, category: AgeCategory | None) -> None:
    assert category_for(age) is category


@pytest.mark.parametrize(
    ("birth_year", "refused"),
    [(1956, True), (1957, False), (1961, False), (1962, False), (1966, False), (1967, True)],
)
def test_players_enter_in_the_years_in_which_they_turn_60_to_69(
    birth_year: int, refused: bool
) -> None:
    assert [field for field, _ in broken(born(birth_year))] == ["player_id"] * refused


def test_a_player_outside_the_ages_is_told_which_ages_play() -> None:
    assert broken(replace(born(1967), entry_list=None)) == [
        (
            "player_id",
            "Anna Berg turns 59 in 2026; the tour is for players who turn 60 to 69 in that year.",
        )
    ]


def test_the_year_that_decides_the_age_is_the_iso_year_of_the_monday() -> None:
    # 2025-12-29 is week 1 of 2026: who turns 60 in 2026 may enter, who turns 70 in it may not.
    new_year = EnteredTournament(60, "Hamburg Open", Week(date(2025, 12, 29)))
    now = datetime(2025, 12, 1, tzinfo=UTC)
    young = replace(born(1966), tournament=new_year, now=now)
    old = replace(born(1956), tournament=new_year, now=now)
    assert broken(young) == []
    assert [field for field, _ in broken(old)] == ["player_id"]


def test_a_53rd_week_still_belongs_to_its_year() -> None:
    last = EnteredTournament(61, "Oslo Open", Week.iso(2026, 53))
    attempt = replace(born(1966), tournament=last, now=datetime(2026, 12, 22, 10, tzinfo=UTC))
    assert last.week.sunday == date(2027, 1, 3)
    assert broken(attempt) == []


def test_a_lower_category_is_refused_with_the_facts() -> None:
    assert broken(replace(GOOD, asked_category=AgeCategory.SIXTY)) == [
        (
            "age_category_id",
            "Anna Berg turns 66 in 2026 and plays in the 65+ draw, not in 60+.",
        )
    ]


def test_a_higher_category_is_refused_too() -> None:
    attempt = replace(born(1962), asked_category=AgeCategory.SIXTY_FIVE)
    assert [field for field, _ in broken(attempt)] == ["age_category_id"]


def test_a_draw_of_the_other_gender_is_refused() -> None:
    assert broken(replace(GOOD, asked_gender=Gender.MEN)) == [
        ("gender_id", "Anna Berg plays in the women's draw, not in the men's.")
    ]


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (PlayerStatus.ACTIVE, False),
        (PlayerStatus.INACTIVE, True),
        (PlayerStatus.RETIRED, True),
        (PlayerStatus.SUSPENDED, False),  # the days of the suspension decide, not the word
    ],
)
def test_inactive_and_retired_players_may_not_enter(status: PlayerStatus, refused: bool) -> None:
    found = broken(replace(GOOD, player=replace(ANNA, status=status)))
    assert [field for field, _ in found] == ["player_id"] * refused


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2025, 12, 22), date(2026, 2, 22), False),
        (date(2025, 12, 23), date(2026, 2, 23), True),
        (date(2026, 2, 25), date(2026, 2, 25), True),
        (date(2026, 3, 1), date(2026, 5, 1), True),
        (date(2026, 3, 2), date(2026, 5, 2), False),
    ],
)
def test_a_suspension_that_covers_any_day_of_the_tournament_refuses(
    first: date, last: date, refused: bool
) -> None:
    assert [field for field, _ in broken(suspended(first, last))] == ["player_id"] * refused


def test_the_refusal_names_the_suspension_and_its_end() -> None:
    attempt = suspended(date(2026, 1, 5), date(2026, 7, 5), MatchStatus.DISQUALIFIED)
    assert broken(attempt) == [
        (
            "player_id",
            (
                "Anna Berg is suspended for a disqualification from 5 January 2026 until the end "
                "of 5 July 2026; Nice Open begins on 23 February 2026."
            ),
        )
    ]


def test_every_suspension_that_covers_is_named() -> None:
    no_show = Suspension(date(2026, 1, 5), date(2026, 3, 5), MatchStatus.WALKOVER)
    over = Suspension(date(2025, 1, 5), date(2025, 3, 5), MatchStatus.WALKOVER)
    ban = Suspension(date(2026, 2, 2), date(2026, 8, 2), MatchStatus.DISQUALIFIED)
    found = [text for _, text in broken(replace(GOOD, suspensions=(no_show, over, ban)))]
    assert len(found) == 2
    assert "a no-show" in found[0]
    assert "a disqualification" in found[1]


def test_a_second_entry_to_the_same_tournament_is_refused() -> None:
    assert broken(replace(GOOD, entered_that_week=(NICE,))) == [
        ("tournament_id", "Anna Berg is already entered in Nice Open.")
    ]


def test_a_second_tournament_in_the_same_week_is_refused() -> None:
    other = EnteredTournament(58, "Bonn Masters", NICE.week)
    assert broken(replace(GOOD, entered_that_week=(other,))) == [
        (
            "tournament_id",
            (
                "Anna Berg is entered in Bonn Masters in the same week; "
                "a player plays one tournament per week."
            ),
        )
    ]


def test_after_ten_o_clock_entries_are_refused() -> None:
    late = replace(GOOD, now=DEADLINE + timedelta(microseconds=1))
    assert broken(late) == [
        (
            "tournament_id",
            "Entries for Nice Open closed on Tuesday 17 February 2026, 10:00 UTC.",
        )
    ]
    assert broken(replace(late, entry_list=EntryList(ListState.FROZEN, 6))) == broken(late)


@pytest.mark.parametrize("state", [ListState.CLOSED, ListState.FROZEN])
def test_a_list_that_is_closed_or_frozen_takes_no_entry(state: ListState) -> None:
    assert broken(replace(GOOD, entry_list=EntryList(state, 6))) == [
        ("tournament_id", "Entries for this draw of Nice Open are closed.")
    ]


def test_entry_64_is_taken_and_entry_65_refused() -> None:
    assert broken(replace(GOOD, entry_list=EntryList(ListState.OPEN, 63))) == []
    (violation,) = check_entry(replace(GOOD, entry_list=EntryList(ListState.OPEN, 64)))
    assert (violation.field, violation.rule) == ("tournament_id", "3")
    assert "at most 64" in violation.message


def test_an_entry_list_holds_as_many_as_a_draw() -> None:
    assert MOST_PLAYERS == MAX_PLAYERS == 64


def test_every_broken_rule_of_an_entry_is_told_at_once() -> None:
    worst = EntryAttempt(
        player=replace(ANNA, status=PlayerStatus.RETIRED),
        tournament=NICE,
        now=DEADLINE + timedelta(days=1),
        asked_category=AgeCategory.SIXTY,
        asked_gender=Gender.MEN,
        entered_that_week=(NICE,),
        entry_list=EntryList(ListState.CLOSED, 64),
        suspensions=(Suspension(date(2026, 1, 5), date(2026, 3, 5), MatchStatus.WALKOVER),),
    )
    assert [field for field, _ in broken(worst)] == [
        "age_category_id",
        "gender_id",
        "player_id",
        "player_id",
        "tournament_id",
        "tournament_id",
        "tournament_id",
    ]


@pytest.mark.parametrize(
    ("on", "is_out"),
    [
        pytest.param(NICE.week.monday, False, id="held until the day before the tournament"),
        pytest.param(NICE.week.monday + timedelta(days=1), True, id="held on its first day"),
        pytest.param(date(2026, 7, 1), True, id="lifted after it had ended"),
        pytest.param(date(2026, 1, 5), False, id="never held"),
    ],
)
def test_a_lifted_suspension_keeps_out_of_what_it_touches_until_the_day_before(
    on: date, is_out: bool
) -> None:
    left = Suspension(date(2026, 1, 5), date(2026, 3, 5)).lifted(on)
    held = () if left is None else (left,)
    assert bool(broken(replace(GOOD, suspensions=held))) == is_out


def test_what_is_left_of_a_lifted_suspension_ends_the_day_before_and_not_after_its_own_end() -> (
    None
):
    six_days = Suspension(date(2026, 1, 5), date(2026, 1, 10))
    assert six_days.lifted(date(2026, 1, 5)) is None
    assert six_days.lifted(date(2026, 1, 6)) == replace(six_days, last_day=date(2026, 1, 5))
    assert six_days.lifted(date(2026, 1, 11)) == six_days.lifted(date(2026, 2, 1)) == six_days


@settings(deadline=None)
@given(
    first=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    days=st.integers(0, 400),
)
def test_a_suspension_refuses_exactly_if_it_shares_a_day_with_the_week(
    first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    suspension_days = {first + timedelta(days=day) for day in range(days + 1)}
    tournament_days = {NICE.week.monday + timedelta(days=day) for day in range(7)}
    assert bool(broken(suspended(first, last))) == bool(suspension_days & tournament_days)


@pytest.mark.parametrize("state", [ListState.OPEN, ListState.CLOSED])
def test_an_entry_that_was_in_time_comes_back_after_the_deadline_to_a_draw_not_made(
    state: ListState,
) -> None:
    late = replace(GOOD, now=DEADLINE + timedelta(days=2), entry_list=EntryList(state, 63))
    assert check_return(late) == []


@pytest.mark.parametrize("state", [ListState.FROZEN, ListState.CANCELLED])
def test_no_entry_comes_back_to_a_draw_that_is_made_or_cancelled(state: ListState) -> None:
    (violation,) = check_return(replace(GOOD, entry_list=EntryList(state, 10)))
    assert (violation.field, violation.rule) == ("tournament_id", "5")
    assert violation.message == "This draw of Nice Open is made or cancelled already."


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(replace(GOOD, entry_list=EntryList(ListState.CLOSED, 64)), id="full by now"),
        pytest.param(replace(GOOD, entered_that_week=(NICE,)), id="entered again"),
        pytest.param(
            replace(GOOD, player=replace(ANNA, status=PlayerStatus.RETIRED)), id="retired by now"
        ),
        pytest.param(suspended(NICE.week.sunday, NICE.week.sunday), id="another suspension"),
    ],
)
def test_an_entry_does_not_come_back_where_the_player_may_not_enter_by_now(
    attempt: EntryAttempt,
) -> None:
    assert len(check_return(attempt)) == 1


def test_where_no_draw_holds_the_age_only_the_age_is_told() -> None:
    nowhere = replace(born(1970), entry_list=None)
    assert [each.field for each in check_return(nowhere)] == ["player_id"]
    assert [field for field, _ in broken(nowhere)] == ["player_id"]
