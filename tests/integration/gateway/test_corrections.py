"""Correcting a result and taking it back by the page, and moving matches (rules.md section 5)."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway.dates import WEDNESDAY
from tests.integration.gateway.own import own_draw, to_play
from tests.integration.gateway.people import CORRECTED_MEN, FINALISTS
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Form, Seen

_CORRECT, _UNDO, _MOVE = "/admin/correct-result", "/admin/undo-result", "/admin/move-match"
_WHY = "misheard by the umpire"
_NEXT_HAS_RESULT = "The next match has a result already, so this one can no longer be corrected."


@pytest.fixture(scope="module")
def draw_id(tour: Tour) -> int:
    """A draw of sixteen that only this file plays: its second round is today."""
    return own_draw(tour, "Lyon Open", CORRECTED_MEN)


@pytest.fixture
def played(tour: Tour, draw_id: int) -> Iterator[dict[str, Any]]:
    """A match of the first round that its first player has won 6-4 6-3; open again afterwards."""
    match = to_play(tour, draw_id, "R16")
    tour.record(match["match_id"], typed="64 63", winner_id=match["player1_id"])
    yield tour.match(draw_id, "R16", match["match_number"])
    page = tour.admin.see(f"/admin/undo/{match['match_id']}")
    if page.path.startswith("/admin/undo"):
        tour.admin.send(page.form(_UNDO), why="for the next test")
    assert _stored(tour, match)[0] == 1


def _stored(tour: Tour, match: dict[str, Any]) -> tuple[Any, ...]:
    (row,) = tour.sql(
        "SELECT match_status_id, winner_id, version, match_date::text FROM tour.matches"
        " WHERE match_id = %s",
        match["match_id"],
    )
    return row


def _onward(tour: Tour, match: dict[str, Any]) -> int | None:
    """Who plays on from here in the second round."""
    number = match["match_number"]
    found = tour.match(match["draw_id"], "QF", (number + 1) // 2)
    player_id: int | None = found["player1_id" if number % 2 else "player2_id"]
    return player_id


def _check(browser: Browser, match: dict[str, Any], **typed: object) -> Seen:
    path = f"/admin/correct/{match['match_id']}"
    return browser.submit(_CORRECT, path, action="check", **typed)


def _correct(tour: Tour, match: dict[str, Any], **typed: object) -> Seen:
    """Check and confirm, as the page asks."""
    checked = _check(tour.admin, match, **typed)
    assert checked.status == 200, checked.words
    return tour.admin.send(checked.form(_CORRECT), action="save", why=_WHY)


def _send(browser: Browser, path: str, match_id: object, /, **typed: object) -> Seen:
    """The form, as somebody would send it who never saw the page."""
    hidden = {"csrf_token": browser.token(), "request_id": uuid4(), "expected_version": 1}
    return browser.send(Form(path, "post"), **{**hidden, "match_id": match_id, **typed})


def _by_winner(match: dict[str, Any], side: int) -> dict[str, object]:
    return {"winner_id": match[f"player{side}_id"]}


# --- correcting ----------------------------------------------------------------------------------


def test_the_form_is_filled_in_with_the_stored_result(tour: Tour, played: dict[str, Any]) -> None:
    page = tour.admin.see(f"/admin/result/{played['match_id']}")
    assert "Recorded by" in page.words
    assert f'href="/admin/correct/{played["match_id"]}"' in page.html
    form = tour.admin.see(f"/admin/correct/{played['match_id']}").form(_CORRECT)
    assert form.values["typed"] == "6-4 6-3"
    assert form.values["winner_id"] == str(played["player1_id"])
    assert "why" not in form.values, "first it is shown what follows"


def test_a_correction_is_shown_with_what_follows_then_done(
    tour: Tour, played: dict[str, Any]
) -> None:
    name, other = played["player1_name"], played["player2_name"]
    checked = _check(tour.admin, played, typed="76(5) 75", **_by_winner(played, 2))
    assert f"{other} beat {name} 7-6(5) 7-5." in checked.words
    assert f"Quarter-finals, Tue 3 Mar: {other} plays instead of {name}." in checked.words
    assert "No suspension is made or annulled." in checked.words
    assert "The draw is not over yet" in checked.words
    # checking stores nothing
    assert _stored(tour, played)[1] == played["player1_id"]
    done = tour.admin.send(checked.form(_CORRECT), action="save", why=_WHY)
    assert done.path == f"/admin/result/{played['match_id']}"
    assert f"Corrected: {other} beat {name} 7-6(5) 7-5." in done.words
    assert _stored(tour, played)[:2] == (2, played["player2_id"])
    assert _onward(tour, played) == played["player2_id"]
    assert "7-6(5) 7-5" in tour.stranger().see(f"/draw/{played['draw_id']}?view=list").words


def test_the_reason_stands_in_the_audit_log(tour: Tour, played: dict[str, Any]) -> None:
    why = f"written down wrongly, {uuid4()}"
    checked = _check(tour.admin, played, typed="64 62")
    tour.admin.send(checked.form(_CORRECT), action="save", why=why)
    subject = f"match:{played['match_id']}"
    path = f"/admin/audit?subject={subject}&action=ResultCorrected"
    until(lambda: f"reason given {why}" in tour.referee.see(path).words)
    assert "score 6-4 6-3 6-4 6-2" in tour.referee.see(path).words


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("x" * 201, "200"),
        ("<b>wrong</b>", "“<”"),
        ("=1+1", "="),
        ("mis\u202eheard", ""),
    ],
)
def test_a_reason_that_cannot_be_kept_is_explained_at_its_field_and_nothing_is_stored(
    tour: Tour, played: dict[str, Any], why: str, reason: str
) -> None:
    before, rows = _stored(tour, played), tour.rows()
    form = _check(tour.admin, played, typed="64 62").form(_CORRECT)
    seen = tour.admin.send(form, action="save", why=why)
    assert seen.status == 422
    (said,) = re.findall(r'id="why-error">([^<]+)<', seen.html)
    assert reason in unescape(said)
    # what follows is still there, and what was typed
    assert seen.form(_CORRECT).values["typed"] == "64 62"
    assert "No other match changes." in seen.words
    assert _stored(tour, played) == before
    assert tour.rows() == rows
    done = tour.admin.send(seen.form(_CORRECT), action="save", why=_WHY)
    assert "6-4 6-2" in done.words


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"typed": "65 64"}, "A set cannot end 6-5"),
        ({"typed": ""}, "Type the score"),
        ({"typed": "64 46 [10-7]"}, "plays a full third set"),
        ({"typed": "6-4 6-3"}, "Nothing to correct"),
        ({"typed": "64 62", "winner_id": "x"}, "none to choose from"),
        ({"typed": "", "set1_player1": "6", "set1_player2": "six"}, "not a whole number"),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_nothing_is_stored(
    tour: Tour, played: dict[str, Any], typed: dict[str, str], reason: str
) -> None:
    before = _stored(tour, played)
    checked = _check(tour.admin, played, **typed)
    sent = _send(
        tour.admin,
        _CORRECT,
        played["match_id"],
        **{"expected_version": before[2], "winner_id": played["player1_id"], "why": _WHY, **typed},
    )
    for seen in (checked, sent):
        assert seen.status == 422, seen.words
        assert reason in seen.words
        assert "has-error" in seen.html
        assert seen.form(_CORRECT).values["typed"] == typed.get("typed")
        assert "This will stand" not in seen.words
    assert _stored(tour, played) == before


def test_another_result_than_the_one_shown_is_shown_first(
    tour: Tour, played: dict[str, Any]
) -> None:
    checked = _check(tour.admin, played, typed="64 62")
    form = checked.form(_CORRECT)
    again = tour.admin.send(form, action="save", why=_WHY, typed="64 61")
    assert "beat" in again.words
    assert "6-4 6-1." in again.words
    assert again.form(_CORRECT).values["why"] == _WHY
    assert _stored(tour, played)[2] == int(form.values["expected_version"])
    done = tour.admin.send(again.form(_CORRECT), action="save")
    assert "6-4 6-1." in done.words


def test_a_correction_to_a_walkover_suspends_and_one_back_annuls(
    tour: Tour, played: dict[str, Any]
) -> None:
    gone, there = played["player1_name"], played["player2_name"]
    walkover = {"typed": "w/o", "player1_absence": 1, **_by_winner(played, 2)}
    checked = _check(tour.admin, played, **walkover)
    days = "from Mon 2 Mar 2026 to Sat 2 May 2026"
    assert f"{gone} is suspended {days}" in checked.words
    assert _suspension(tour, played["player1_id"]) is None
    tour.admin.send(checked.form(_CORRECT), action="save", why=_WHY)
    assert _suspension(tour, played["player1_id"]) == (False, None)
    back = _check(tour.admin, played, typed="64 63", player1_absence=0, **_by_winner(played, 1))
    assert f"The suspension of {gone} {days} is annulled." in back.words
    assert f"Quarter-finals, Tue 3 Mar: {gone} plays instead of {there}." in back.words
    tour.admin.send(back.form(_CORRECT), action="save", why=_WHY)
    assert _suspension(tour, played["player1_id"]) == (True, None)
    again = _check(tour.admin, played, **walkover)
    assert f"The suspension of {gone} {days} holds again." in again.words


def _suspension(tour: Tour, player_id: int) -> tuple[Any, ...] | None:
    """Whether it is annulled, and the day on which it was lifted."""
    rows = tour.sql(
        "SELECT annulled_at IS NOT NULL, lifted_on FROM tour.player_suspensions"
        " WHERE player_id = %s",
        player_id,
    )
    return rows[0] if rows else None


def test_who_saves_second_is_told_what_is_stored_now(tour: Tour, played: dict[str, Any]) -> None:
    form = _check(tour.admin, played, typed="64 62").form(_CORRECT)
    undo = tour.admin.see(f"/admin/undo/{played['match_id']}").form(_UNDO)
    _correct(tour, played, typed="75 75", **_by_winner(played, 2))
    version = _stored(tour, played)[2]
    late = tour.admin.send(form, action="save", why=_WHY)
    also_late = tour.admin.send(undo, why=_WHY)
    for seen in (late, also_late):
        assert seen.status == 409
        assert "admin saved first" in seen.words
        assert f"{played['player2_name']} beat {played['player1_name']} 7-5 7-5." in seen.words
    assert late.form(_CORRECT).values["typed"] == "64 62", "what was typed stays"
    assert also_late.form(_UNDO).values["why"] == _WHY
    assert _stored(tour, played)[2] == version
    # who has looked at it may still mean it
    checked = tour.admin.send(late.form(_CORRECT), action="check")
    assert "6-4 6-2" in tour.admin.send(checked.form(_CORRECT), action="save", why=_WHY).words


def test_a_double_click_corrects_once(tour: Tour, played: dict[str, Any]) -> None:
    form = _check(tour.admin, played, typed="64 62").form(_CORRECT)
    for _ in range(2):
        tour.admin.send(form, action="save", why=_WHY)
    assert _stored(tour, played)[2] == int(form.values["expected_version"]) + 1


def test_a_match_whose_next_has_a_result_is_offered_to_nobody_and_refused(
    tour: Tour, draw_id: int
) -> None:
    quarter_final = _second_round(tour, draw_id)
    tour.record(quarter_final["match_id"], typed="60 60")
    match = tour.match(draw_id, "R16", 2 * quarter_final["match_number"])
    before = _stored(tour, match)
    for path in ("result", "correct", "undo"):
        seen = tour.admin.see(f"/admin/{path}/{match['match_id']}")
        assert seen.status == 200
        assert _NEXT_HAS_RESULT in seen.words
        assert not [form for form in seen.forms if form.action in (_CORRECT, _UNDO)]
    typed = {"typed": "75 75", "why": _WHY, "expected_version": before[2]}
    for action in (_CORRECT, _UNDO):
        refused = _send(tour.admin, action, match["match_id"], **typed)
        assert refused.status == 422
        assert _NEXT_HAS_RESULT in refused.words
    assert _stored(tour, match) == before


def _second_round(tour: Tour, draw_id: int) -> dict[str, Any]:
    """A quarter-final with both players, after recording what leads there."""
    for number in (7, 8):
        match = tour.match(draw_id, "R16", number)
        if match["match_status_id"] == 1:
            tour.record(match["match_id"], typed="60 60")
    return tour.match(draw_id, "QF", 4)


# --- taking back ---------------------------------------------------------------------------------


def test_a_result_is_taken_back_once_it_is_said_what_follows_and_why(
    tour: Tour, played: dict[str, Any]
) -> None:
    page = tour.admin.see(f"/admin/undo/{played['match_id']}")
    name = played["player1_name"]
    assert f"{name} v {played['player2_name']} is to be played again." in page.words
    assert f"{name} is out; who plays there is to be decided again." in page.words
    before = _stored(tour, played)
    refused = tour.admin.send(page.form(_UNDO), why="")
    assert refused.status == 422
    assert "why-error" in refused.html
    assert _stored(tour, played) == before
    done = tour.admin.send(refused.form(_UNDO), why=_WHY)
    assert done.path == f"/admin/result/{played['match_id']}"
    assert "The result is taken back" in done.words
    assert _stored(tour, played)[:2] == (1, None)
    assert _onward(tour, played) is None
    # it can be recorded as if nothing had been
    assert "6-1 6-1" in tour.record(played["match_id"], typed="61 61").words


def test_what_was_not_shown_is_not_done(tour: Tour, played: dict[str, Any]) -> None:
    version = _stored(tour, played)[2]
    seen = _send(tour.admin, _UNDO, played["match_id"], why=_WHY, expected_version=version)
    assert seen.status == 200
    assert "is to be played again." in seen.words
    assert seen.form(_UNDO).values["why"] == _WHY
    assert _stored(tour, played)[2] == version


def test_without_a_result_there_is_nothing_to_correct(tour: Tour, draw_id: int) -> None:
    match = to_play(tour, draw_id, "R16")
    for path in ("correct", "undo"):
        seen = tour.admin.see(f"/admin/{path}/{match['match_id']}")
        assert seen.path == f"/admin/result/{match['match_id']}"
        assert "no result yet" in seen.words
    for action in (_CORRECT, _UNDO):
        typed = {"typed": "64 64", "why": _WHY}
        version = _stored(tour, match)[2]
        seen = _send(tour.admin, action, match["match_id"], expected_version=version, **typed)
        assert seen.status == 422
        assert "This match has no result yet." in seen.words
    assert _stored(tour, match)[0] == 1


# --- moving --------------------------------------------------------------------------------------


def test_a_referee_moves_a_match_to_a_day_that_the_page_offers(tour: Tour, draw_id: int) -> None:
    final = tour.match(draw_id, "F", 1)
    listed = tour.referee.see(f"/draw/{draw_id}?view=list")
    assert f'href="/admin/move/{final["match_id"]}"' in listed.html
    page = tour.referee.see(f"/admin/move/{final['match_id']}")
    assert list(page.form(_MOVE).choices["match_date"]) == [
        "2026-03-06",
        "2026-03-07",
        "2026-03-08",
    ]
    assert "nobody plays twice on one day" in page.words
    done = tour.referee.send(page.form(_MOVE), match_date="2026-03-08")
    assert "(final) is moved to Sun 8 Mar 2026." in done.words
    assert _stored(tour, final)[3] == "2026-03-08"
    assert "Sun 8 Mar" in tour.stranger().see(f"/draw/{draw_id}?view=list").words
    back = tour.referee.see(f"/admin/move/{final['match_id']}").form(_MOVE)
    assert list(back.choices["match_date"]) == ["2026-03-05", "2026-03-06", "2026-03-07"]
    tour.referee.send(back, match_date="2026-03-05")
    assert _stored(tour, final)[3] == "2026-03-05"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "The new day is missing."),
        ("2026-02-30", "no day of the calendar"),
        ("tomorrow", "no day of the calendar"),
        ("2026-03-04", "later day than its round"),
        ("2026-03-05", "already"),
        ("2026-03-09", "The tournament ends on Sunday 8 March 2026."),
        ("2027-03-06", "The tournament ends on Sunday 8 March 2026."),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(
    tour: Tour, draw_id: int, typed: str, reason: str
) -> None:
    final = tour.match(draw_id, "F", 1)
    before = _stored(tour, final)
    seen = _send(
        tour.referee, _MOVE, final["match_id"], match_date=typed, expected_version=before[2]
    )
    assert seen.status == 422
    (said,) = re.findall(r'id="match-date-error">([^<]+)<', seen.html)
    assert reason in said
    assert _stored(tour, final) == before


def test_a_match_moved_meanwhile_is_told_with_its_day(tour: Tour, draw_id: int) -> None:
    semi_final = tour.match(draw_id, "SF", 1)
    final = tour.match(draw_id, "F", 1)
    late = tour.referee.see(f"/admin/move/{final['match_id']}").form(_MOVE)
    mover = tour.official()
    for day in ("2026-03-07", "2026-03-05"):
        form = mover.see(f"/admin/move/{final['match_id']}").form(_MOVE)
        mover.send(form, match_date=day)
    seen = tour.referee.send(late, match_date="2026-03-06")
    assert seen.status == 409
    assert "saved first" in seen.words
    assert "The match is on Thu 5 Mar 2026." in seen.words
    # the semi-final has no room before the final, which is said
    nowhere = tour.referee.see(f"/admin/move/{semi_final['match_id']}")
    assert "There is no other day for this match." in nowhere.words
    assert "move that one first" in nowhere.words


def test_a_played_match_is_not_moved(tour: Tour, played: dict[str, Any]) -> None:
    seen = tour.referee.see(f"/admin/move/{played['match_id']}")
    assert seen.path == f"/admin/result/{played['match_id']}"
    assert "Only a match still to be played can be moved." in seen.words
    before = _stored(tour, played)
    refused = _send(
        tour.referee,
        _MOVE,
        played["match_id"],
        match_date="2026-03-08",
        expected_version=before[2],
    )
    assert refused.status == 422
    assert "Only a match still to be played can be moved." in refused.words
    assert _stored(tour, played) == before


# --- who may, and what is no request -------------------------------------------------------------


def test_a_referee_sees_no_button_and_may_not_correct(tour: Tour, played: dict[str, Any]) -> None:
    page = tour.referee.see(f"/admin/result/{played['match_id']}")
    assert "an administrator corrects it" in page.words
    assert "/admin/correct" not in page.html
    assert "/admin/undo" not in page.html
    before = _stored(tour, played)
    typed = {"typed": "64 62", "why": _WHY, "expected_version": before[2]}
    for action in (_CORRECT, _UNDO):
        assert _send(tour.referee, action, played["match_id"], **typed).status == 403
    for path in ("correct", "undo"):
        assert tour.referee.see(f"/admin/{path}/{played['match_id']}").status == 403
    assert _stored(tour, played) == before


def test_a_foreign_token_corrects_takes_back_and_moves_nothing(
    tour: Tour, played: dict[str, Any]
) -> None:
    before = _stored(tour, played)
    own = {"why": _WHY, "expected_version": before[2], "typed": "64 62", "action": "save"}
    for action in (_CORRECT, _UNDO, _MOVE, "/admin/lift-suspension"):
        values = {name: str(value) for name, value in own.items()}
        values |= {"match_id": str(played["match_id"]), "csrf_token": tour.referee.token()}
        assert tour.admin.post(action, values).status_code == 403
    assert _stored(tour, played) == before


@pytest.mark.parametrize("action", [_CORRECT, _UNDO, _MOVE])
@pytest.mark.parametrize(("match_id", "status"), [("999999", 404), ("", 422), ("0", 422)])
def test_a_match_that_is_not_there_is_neither_corrected_nor_moved(
    tour: Tour, action: str, match_id: str, status: int
) -> None:
    before = tour.rows()
    typed = {"typed": "64 64", "why": _WHY, "match_date": "2026-03-08"}
    assert _send(tour.admin, action, match_id, **typed).status == status
    assert tour.rows() == before


def test_unverified_history_is_neither_corrected_nor_moved(
    tour: Tour, played: dict[str, Any], draw_id: int
) -> None:
    text = "This match is unverified history"
    final = tour.match(draw_id, "F", 1)
    with _as_history(tour, played), _as_history(tour, final):
        for path in ("result", "correct", "undo"):
            seen = tour.admin.see(f"/admin/{path}/{played['match_id']}")
            assert text in seen.words
            assert not [form for form in seen.forms if form.action in (_CORRECT, _UNDO)]
        typed = {"typed": "75 75", "why": _WHY, "expected_version": _stored(tour, played)[2]}
        for action in (_CORRECT, _UNDO):
            assert text in _send(tour.admin, action, played["match_id"], **typed).words
        assert text in tour.admin.see(f"/admin/move/{final['match_id']}").words


class _as_history:  # noqa: N801 - read as words
    """For a while the match is unverified history."""

    def __init__(self, tour: Tour, match: dict[str, Any]) -> None:
        self.tour, self.match_id = tour, match["match_id"]

    def __enter__(self) -> None:
        self._put("unverified")

    def __exit__(self, *_: object) -> None:
        self._put("live")

    def _put(self, origin: str) -> None:
        self.tour.sql(
            "UPDATE tour.matches SET origin = %s WHERE match_id = %s", origin, self.match_id
        )


# --- a draw that is over -------------------------------------------------------------------------


def test_the_final_of_a_finished_draw_is_corrected_with_its_points(tour: Tour) -> None:
    small = own_draw(tour, "Metz Open", FINALISTS)
    with tour.at(WEDNESDAY):
        for round_code in ("QF", "SF", "F"):
            for match in tour.matches(small):
                if (match["round"], match["match_status_id"]) == (round_code, 1):
                    tour.record(match["match_id"], typed="60 60")
        final = tour.match(small, "F", 1)
        first, second = final["player1_id"], final["player2_id"]
        until(lambda: _points(tour, first) == 400)
        key = tour.tournaments["Metz Open"]
        assert (
            f"/admin/result/{final['match_id']}"
            in tour.admin.see(f"/admin/results?tournament_id={key}").html
        )
        checked = _check(tour.admin, final, typed="60 60", **_by_winner(final, 2))
        assert f"{final['player2_name']} wins the draw." in checked.words
        assert "its points are worked out anew" in checked.words
        assert "No ranking that counts it is published yet." in checked.words
        tour.admin.send(checked.form(_CORRECT), action="save", why=_WHY)
        until(lambda: (_points(tour, first), _points(tour, second)) == (280, 400))
        page = tour.stranger().see(f"/draw/{small}").words
        assert re.search(rf"Champion\n.*{final['player2_name']}", page)
        undo = tour.admin.see(f"/admin/undo/{final['match_id']}")
        assert "The draw has no champion." in undo.words
        assert "The draw is open again" in undo.words
        tour.admin.send(undo.form(_UNDO), why=_WHY)
        until(lambda: _points(tour, first) is None)
        until(lambda: tour.draws(key)[1, 1]["draw_status_id"] == 3)
        tour.record(final["match_id"], typed="64 64")
        until(lambda: _points(tour, first) == 400)


def _points(tour: Tour, player_id: int) -> int | None:
    rows = tour.sql("SELECT points_earned FROM tour.points_history WHERE player_id = %s", player_id)
    return rows[0][0] if rows else None
