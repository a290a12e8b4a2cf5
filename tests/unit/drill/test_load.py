"""How the load takes what it is answered, and the names it writes."""

import pytest

from tools.drill.browser import Answer
from tools.drill.journal import Outcome
from tools.drill.load import (
    BANNER,
    READ_ONLY_SENTENCE,
    in_letters,
    outcome_of_form,
    outcome_of_page,
)

_HTML = "text/html; charset=utf-8"


def _answer(status: int, text: str = "", location: str = "") -> Answer:
    return Answer(status, _HTML, text.encode(), location)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_answer(200, "<h1>Rankings</h1>"), Outcome.DONE),
        (_answer(200, f'<p class="strip {BANNER}">'), Outcome.STANDBY),
        (_answer(503), Outcome.AWAY),
        (_answer(404), Outcome.FAULT),
        (_answer(500), Outcome.FAULT),
    ],
)
def test_a_page_is_read_read_at_a_standby_away_or_a_fault(answer: Answer, outcome: Outcome) -> None:
    assert outcome_of_page(answer) is outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_answer(303, location="/admin/players?q=Aa"), Outcome.DONE),
        # signed out: nothing was written
        (_answer(303, location="/sign-in"), Outcome.FAULT),
        (_answer(503, READ_ONLY_SENTENCE), Outcome.STANDBY),
        (_answer(503, "A part of the system cannot be reached."), Outcome.AWAY),
        (_answer(422), Outcome.REFUSED),
        (_answer(200, "the form again"), Outcome.REFUSED),
        (_answer(500), Outcome.FAULT),
    ],
)
def test_a_form_counts_as_done_only_where_the_site_goes_on(
    answer: Answer, outcome: Outcome
) -> None:
    assert outcome_of_form(answer, "/admin/players?") is outcome


def test_names_are_letters_and_never_the_same() -> None:
    names = [in_letters(number) for number in range(1_000)]
    assert names[:2] == ["aaaa", "aaab"]
    assert names[26] == "aaba"
    assert len(set(names)) == 1_000
    assert all(name.isalpha() for name in names)


def test_of_two_forms_to_one_address_the_one_that_is_sent_is_taken() -> None:
    page = _answer(
        200,
        '<form method="get" action="/admin/entry"><input name="q"></form>'
        '<form method="post" action="/admin/entry"><input name="player_id" value="7"></form>',
    )
    form = page.form("/admin/entry")
    assert form is not None
    assert form.values == {"player_id": "7"}
    assert page.form("/admin/player") is None
