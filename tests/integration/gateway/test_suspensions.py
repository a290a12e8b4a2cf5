"""Suspensions on the officials' desk: who is suspended, and lifting one (rules.md section 7)."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from shared.context import Role
from tests.integration.gateway.dates import NICE_CLOSED
from tests.integration.gateway.own import own_draw
from tests.integration.gateway.people import ABSENT_MEN
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Form, Seen

_LIFT = "/admin/lift-suspension"
_WHY = "was ill, with a doctor's letter"


@pytest.fixture(scope="module")
def draw_id(tour: Tour) -> int:
    """A draw of sixteen that only this file plays."""
    return own_draw(tour, "Dijon Open", ABSENT_MEN)


@pytest.fixture
def suspended(tour: Tour, draw_id: int) -> tuple[int, str]:
    """Key and name of a player who did not come and is suspended for two months from 2 March."""
    for round_code in ("R16", "QF"):
        for match in tour.matches(draw_id):
            is_ready = match["player1_id"] and match["player2_id"]
            if (match["round"], match["match_status_id"]) == (round_code, 1) and is_ready:
                winner = {"winner_id": match["player1_id"], "player2_absence": 1}
                tour.record(match["match_id"], typed="w/o", **winner)
                return match["player2_id"], match["player2_name"]
    raise AssertionError("every match of the draw is used up")


def _key(tour: Tour, player_id: int) -> int:
    key: int = tour.value(
        "SELECT suspension_id FROM tour.player_suspensions WHERE player_id = %s", player_id
    )
    return key


def _stored(tour: Tour, player_id: int) -> tuple[Any, ...]:
    (row,) = tour.sql(
        "SELECT lifted_on::text, suspension_end::text, version FROM tour.player_suspensions"
        " WHERE player_id = %s",
        player_id,
    )
    return row


def _form(tour: Tour, player_id: int, browser: Browser | None = None) -> Form:
    seen = (browser or tour.admin).see("/admin/suspensions")
    return seen.form(_LIFT, suspension_id=_key(tour, player_id))


def _send(browser: Browser, suspension_id: object, **typed: object) -> Seen:
    hidden = {"csrf_token": browser.token(), "request_id": uuid4(), "expected_version": 1}
    return browser.send(Form(_LIFT, "post"), **{**hidden, "suspension_id": suspension_id, **typed})


def _row(seen: Seen, name: str) -> str:
    """The words of the one row of this player."""
    rows = seen.html.split('<li class="due-row')[1:]
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    (found,) = [each for each in words if f"{name} " in each]
    return found


# --- who is suspended ----------------------------------------------------------------------------


def test_who_is_suspended_stands_on_one_list_with_cause_tournament_and_days(
    tour: Tour, suspended: tuple[int, str]
) -> None:
    player_id, name = suspended
    seen = tour.referee.see("/admin/suspensions")
    row = _row(seen, name)
    assert "holds today" in row
    assert "Mon 2 Mar 2026 to Sat 2 May 2026" in row
    assert "No-show or withdrawal after the draw · Dijon Open" in row
    for state in ("coming", "over", "lifted", "annulled"):
        assert name not in tour.referee.see(f"/admin/suspensions?state={state}").words
    with tour.at(NICE_CLOSED):
        assert "coming" in _row(tour.referee.see("/admin/suspensions?state=coming"), name)
        assert name not in tour.referee.see("/admin/suspensions").words
    page = tour.referee.see(f"/admin/player/{player_id}")
    assert f'href="/admin/suspensions?player_id={player_id}"' in page.html
    own = tour.referee.see(f"/admin/suspensions?player_id={player_id}")
    assert own.html.count('id="suspension-') == 1
    assert "holds today" in _row(own, name)


def test_who_was_never_suspended_has_none_and_who_is_nobody_is_not_found(tour: Tour) -> None:
    # whom other files' walkovers meet is the lots' to say, so somebody is looked for
    blameless = tour.value(
        "SELECT min(player_id) FROM tour.players"
        " WHERE player_id NOT IN (SELECT player_id FROM tour.player_suspensions)"
    )
    seen = tour.referee.see(f"/admin/suspensions?player_id={blameless}")
    assert "was never suspended" in seen.words
    assert tour.referee.see("/admin/suspensions?player_id=999999").status == 404


@pytest.mark.parametrize("query", ["state=nonsense", "player_id=x", "page=0x1", "page=-1"])
def test_an_address_that_asks_for_no_list_is_told_so(tour: Tour, query: str) -> None:
    seen = tour.referee.see(f"/admin/suspensions?{query}")
    assert seen.status == 422
    assert "Error 422" in seen.words


# --- lifting -------------------------------------------------------------------------------------


def test_a_lifted_suspension_holds_no_longer_from_today_on(
    tour: Tour, suspended: tuple[int, str]
) -> None:
    player_id, name = suspended
    wien = tour.tournaments["Wien Open"]
    check = f"/admin/entry?tournament_id={wien}&player_id={player_id}"
    until(lambda: "is suspended" in tour.referee.see(check).words)
    searched = f"/admin/players?q={name.split()[-1]}"
    until(lambda: ", Suspended" in tour.referee.see(searched).words)
    done = tour.admin.send(_form(tour, player_id), why=_WHY)
    assert done.path == f"/admin/suspensions?player_id={player_id}"
    assert f"The suspension of {name} is lifted from Tue 3 Mar 2026 on." in done.words
    assert "lifted from Tue 3 Mar 2026 on" in _row(done, name)
    assert "Lifted by admin" in _row(done, name)
    assert _stored(tour, player_id)[:2] == ("2026-03-03", "2026-05-02"), "the last day stays"
    assert name not in tour.referee.see("/admin/suspensions").words
    assert name in tour.referee.see("/admin/suspensions?state=lifted").words
    until(lambda: "suspended" not in tour.referee.see(check).words)
    until(lambda: ", Suspended" not in tour.referee.see(searched).words)


def test_the_reason_stands_in_the_audit_log(tour: Tour, suspended: tuple[int, str]) -> None:
    player_id, _ = suspended
    why = f"the doctor wrote, {uuid4()}"
    tour.admin.send(_form(tour, player_id), why=why)
    path = f"/admin/audit?subject=suspension:{_key(tour, player_id)}"
    until(lambda: f"reason given {why}" in tour.referee.see(path).words)
    seen = tour.referee.see(path)
    assert "Suspension ended" in seen.words
    assert "lifted on Tue 3 Mar 2026" in seen.words


def test_without_a_reason_nothing_is_lifted_and_the_field_says_so(
    tour: Tour, suspended: tuple[int, str]
) -> None:
    player_id, name = suspended
    before = _stored(tour, player_id)
    for why, reason in (("", "missing"), ("x" * 201, "200"), ("<i>", "“<”")):
        seen = tour.admin.send(_form(tour, player_id), why=why)
        assert seen.status == 422
        (said,) = re.findall(
            rf'id="suspension-{_key(tour, player_id)}-why-error">([^<]+)', seen.html
        )
        assert reason in unescape(said)
        assert '<details class="ask" open>' in seen.html
        assert seen.form(_LIFT).values["why"] == why
        assert _stored(tour, player_id) == before
    assert "lifted" in tour.admin.send(seen.form(_LIFT), why=_WHY).words
    assert name in tour.admin.see("/admin/suspensions?state=lifted").words


def test_whoever_lifts_second_is_told_who_was_first_and_how_it_stands(
    tour: Tour, suspended: tuple[int, str]
) -> None:
    player_id, _ = suspended
    first, second = tour.official(Role.ADMINISTRATOR), _form(tour, player_id)
    first.send(_form(tour, player_id, first), why=_WHY)
    version = _stored(tour, player_id)[2]
    seen = tour.admin.send(second, why="the same again")
    assert seen.status == 409
    assert "saved first" in seen.words
    assert "It is lifted from Tue 3 Mar 2026 on." in seen.words
    assert not [form for form in seen.forms if form.action == _LIFT]
    again = _send(tour.admin, _key(tour, player_id), why=_WHY, expected_version=version)
    assert again.status == 422
    assert "This suspension was lifted already" in again.words
    assert _stored(tour, player_id)[2] == version


def test_a_referee_sees_suspensions_and_lifts_none(tour: Tour, suspended: tuple[int, str]) -> None:
    player_id, name = suspended
    seen = tour.referee.see("/admin/suspensions")
    assert name in seen.words
    assert not [form for form in seen.forms if form.action == _LIFT]
    before = _stored(tour, player_id)
    refused = _send(tour.referee, _key(tour, player_id), why=_WHY, expected_version=before[2])
    assert refused.status == 403
    assert _stored(tour, player_id) == before


@pytest.mark.parametrize(("key", "status"), [("999999", 404), ("", 422), ("x", 422), ("0", 422)])
def test_a_suspension_that_is_not_there_is_not_lifted(tour: Tour, key: str, status: int) -> None:
    before = tour.rows()
    assert _send(tour.admin, key, why=_WHY).status == status
    assert tour.rows() == before
