from datetime import datetime
from typing import Final

from services.gateway.views.bracket import MatchOnRecord, SideKind, build_list
from services.gateway.views.draw import SeedOnRecord
from services.gateway.views.drawing import DrawingPage, Preview
from services.gateway.views.words import spoken
from shared.terms import DrawStatus, MatchStatus, Round
from tests.unit.gateway.samples import NOW, draw_cards, guard, person, tournament

WEEK: Final = "week 7 of 2026"


def missing_side(status: MatchStatus) -> SideKind:
    """What stands for the second player, who is not known."""
    match = MatchOnRecord(
        1, Round.SF, 1, 1, 0, status, 1 if status is not MatchStatus.SCHEDULED else 0
    )
    return build_list((match,), [person(1)])[0].matches[0].lower.kind


def test_who_is_missing_in_a_match_to_play_is_to_be_decided_in_a_list() -> None:
    assert missing_side(MatchStatus.SCHEDULED) is SideKind.TO_BE_DECIDED
    assert missing_side(MatchStatus.CANCELLED) is SideKind.NOBODY


def drawing(status: DrawStatus, preview: Preview, now: datetime = NOW) -> DrawingPage:
    return DrawingPage.of(tournament(), draw_cards(status)[0], preview, guard(1), now)


def texts(page: DrawingPage) -> str:
    return " ".join((*(check.text for check in page.checks), *page.preview.reasons))


def test_only_a_confirmed_no_makes_the_page_say_that_there_is_no_ranking() -> None:
    waits = Preview(9, 16, 7, 0, (), (), False, WEEK, ("The draw waits for the ranking.",))
    said = texts(drawing(DrawStatus.CLOSED, waits))
    assert "No ranking" not in said
    assert "unseeded" not in said
    assert f"follow from the ranking of {WEEK}" in said
    confirmed = Preview(9, 16, 7, 7, (), (), False, WEEK)
    assert f"No ranking was published for {WEEK}" in texts(drawing(DrawStatus.CLOSED, confirmed))
    seeded = Preview(9, 16, 7, 6, (SeedOnRecord(1, person(1), 10),), (1,), True, WEEK)
    assert f"The ranking of {WEEK} seeds the draw" in texts(drawing(DrawStatus.CLOSED, seeded))


def test_a_draw_of_too_few_may_be_cancelled_once_nobody_can_enter_any_more() -> None:
    small = Preview(5, 0, 0, 0, (), (), False, WEEK, ("A draw needs 6 players.",))
    assert drawing(DrawStatus.CLOSED, small).can_be_cancelled
    assert not drawing(DrawStatus.OPEN, small).can_be_cancelled
    assert not drawing(DrawStatus.CANCELLED, small).can_be_cancelled
    enough = Preview(6, 8, 2, 2, (), (), False, WEEK)
    assert not drawing(DrawStatus.CLOSED, enough).can_be_cancelled


def test_names_of_events_are_spoken_as_words() -> None:
    assert spoken("ResultRecorded") == "Result recorded"
    assert spoken("SignedIn") == "Signed in"
    assert spoken("import") == "import"
