"""Recording results by the page: typed, checked, shown, saved (rules.md section 5)."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway.dates import NICE_CLOSED, WEDNESDAY
from tests.integration.gateway.own import own_draw
from tests.integration.gateway.people import LISTED_MEN
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Form, Seen

_PATH = "/admin/submit-result"


def _open_match(tour: Tour, draw_id: int, round_code: str = "QF") -> dict[str, Any]:
    """A match of this round that nobody has recorded."""
    return next(
        each
        for each in tour.matches(draw_id)
        if each["round"] == round_code and each["match_status_id"] == 1 and each["player1_id"]
    )


@pytest.fixture
def men(tour: Tour) -> dict[str, Any]:
    """A match whose deciding set is played in full; tests that save use it up."""
    return _open_match(tour, tour.draw("Nice Open"))


@pytest.fixture
def men_65(tour: Tour) -> dict[str, Any]:
    """A match with a super tie-break."""
    return _open_match(tour, tour.draw("Nice Open", 2, 1))


def _check(browser: Browser, match: dict[str, Any], **typed: object) -> Seen:
    path = f"/admin/result/{match['match_id']}"
    return browser.submit(_PATH, path, action="check", **typed)


def _send(browser: Browser, match_id: object, **typed: object) -> Seen:
    """The form, as somebody would send it who never saw the page."""
    hidden = {"csrf_token": browser.token(), "request_id": uuid4(), "expected_version": 1}
    return browser.send(Form(_PATH, "post"), **{**hidden, "match_id": match_id, **typed})


def _stored(tour: Tour, match: dict[str, Any]) -> tuple[Any, ...]:
    (row,) = tour.sql(
        "SELECT match_status_id, winner_id, version FROM tour.matches WHERE match_id = %s",
        match["match_id"],
    )
    return row


# --- what can be recorded ------------------------------------------------------------------------


def test_the_matches_that_can_be_recorded_are_listed_with_the_earliest_first(tour: Tour) -> None:
    seen = tour.referee.see("/admin/results")
    assert "Nice Open" in seen.words
    assert "Quarter-finals" in seen.words
    assert "Final\n" not in seen.words
    for number in re.findall(r'href="/admin/result/(\d+)"', seen.html):
        assert tour.referee.see(f"/admin/result/{number}").status == 200


def test_the_list_can_be_of_one_tournament(tour: Tour) -> None:
    nice, porto = tour.tournaments["Nice Open"], tour.tournaments["Porto Open"]
    assert "/admin/result/" in tour.referee.see(f"/admin/results?tournament_id={nice}").html
    assert "/admin/result/" not in tour.referee.see(f"/admin/results?tournament_id={porto}").html
    assert tour.referee.see("/admin/results?tournament_id=x").status == 422


def test_an_undecided_match_takes_no_result(tour: Tour) -> None:
    final = tour.match(tour.draw("Nice Open"), "F", 1)
    assert final["player1_id"] is None
    seen = tour.referee.see(f"/admin/result/{final['match_id']}")
    assert seen.status == 422
    assert "not decided yet" in seen.words
    before = _stored(tour, final)
    assert _send(tour.referee, final["match_id"], typed="64 64").status == 422
    assert _stored(tour, final) == before


@pytest.mark.parametrize(
    ("match_id", "status"), [("999999", 404), ("", 422), ("0", 422), ("x", 422), (str(2**63), 422)]
)
def test_a_match_that_is_not_there_takes_no_result(tour: Tour, match_id: str, status: int) -> None:
    before = tour.rows()
    assert _send(tour.referee, match_id, typed="64 64").status == status
    assert tour.referee.see("/admin/result/999999").status == 404
    assert tour.rows() == before


def test_a_result_before_the_matchs_day_is_refused_by_check_and_by_save(
    tour: Tour, men: dict[str, Any]
) -> None:
    with tour.at(NICE_CLOSED):
        checked = _check(tour.referee, men, typed="64 64")
        sent = _send(tour.referee, men["match_id"], typed="64 64")
    for seen in (checked, sent):
        assert seen.status == 422
        assert "2 March 2026" in seen.words
        assert seen.form(_PATH).values["typed"] == "64 64"
    assert _stored(tour, men)[0] == 1


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Type the score"),
        ("65 64", "cannot end 6-5"),
        ("64", "The second set is missing."),
        ("64 46", "the third, a set, is missing"),
        ("64 64 64", "no third set is played"),
        ("64 46 [10-7]", "plays a full third set, no super tie-break"),
        ("64 64 64 64 64 64 64", "three sets at most; 7 were given"),
        ("76 64", "tie-break"),
        ("76(9-3) 64", "A tie-break cannot end 9-3"),
        ("64(3) 64", "belongs to 7-6 or 6-7"),
        ("97 64", "A set cannot end 9-7"),
        ("99-99 64", "A set cannot end 99-99"),
        ("-1-6 64", "is no set"),
        ("64 64 ret", "had already won"),
        ("64 w/o", "A walkover has no score."),
        ("nonsense", "is no set"),
        ("٦٤ ٦٤", "is no set"),
        ("6.4 6.4", "is no set"),
        ("<script>alert(1)</script>", "is no set"),
        ("{{7*7}}", "is no set"),
        ("=cmd|' /C calc'!A0", "is no set"),
        ("\u202e46 46", "is no set"),
        ("64 " * 4000, "too long"),
    ],
)
def test_a_mistake_is_explained_at_the_field_and_what_was_typed_stays(
    tour: Tour, men: dict[str, Any], typed: str, reason: str
) -> None:
    before = tour.rows()
    checked = _check(tour.referee, men, typed=typed)
    sent = _send(tour.referee, men["match_id"], typed=typed)
    for seen in (checked, sent):
        assert seen.status == 422
        assert reason in seen.words
        assert re.search("(typed|status)-error", seen.html)
        assert seen.form(_PATH).values["typed"] == typed.strip()
        assert "<script>alert" not in seen.html
        assert "This will be saved" not in seen.words
    assert _stored(tour, men)[0] == 1
    assert tour.rows() == before


def test_a_super_tiebreak_draw_takes_no_third_set(tour: Tour, men_65: dict[str, Any]) -> None:
    for typed in ("64 46 64", "64 46 [13-10]", "64 46 [10-9]", "64 64 [10-7]"):
        assert _check(tour.referee, men_65, typed=typed).status == 422, typed
    assert _stored(tour, men_65)[0] == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"set1_player1": "6", "set1_player2": "5"}, "set1"),
        ({"set1_player1": "6", "set1_player2": ""}, "set1"),
        ({"set1_player1": "six", "set1_player2": "4"}, "set1"),
        ({"set1_player1": "-1", "set1_player2": "6"}, "set1"),
        ({"set1_player1": str(2**63), "set1_player2": "6"}, "set1"),
        ({"set1_player1": "6", "set1_player2": "4", "set2_player1": "1e309"}, "set2"),
        ({"set1_player1": "7", "set1_player2": "6", "set1_tiebreak1": "9"}, "set1"),
    ],
)
def test_a_mistake_in_the_fields_per_set_is_explained_at_the_set(
    tour: Tour, men: dict[str, Any], fields: dict[str, str], field: str
) -> None:
    seen = _check(tour.referee, men, **fields)
    assert seen.status == 422
    number = int(field[-1])
    assert re.search(
        rf'<fieldset class="set has-error">\s*<legend>Set {number}</legend>', seen.html
    )
    form = seen.form(_PATH)
    assert {name: form.values[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"status": "1"}, "status"),
        ({"status": "9"}, "status"),
        ({"status": "true"}, "status"),
        ({"winner_id": "999999"}, "winner"),
        ({"winner_id": "-1"}, "winner"),
        ({"winner_id": "x"}, "winner"),
        ({"player1_absence": "9"}, "player1"),
        ({"player2_absence": "NaN"}, "player2"),
        ({"status": "2", "player1_absence": "1"}, ""),
        ({"status": "3"}, ""),
    ],
)
def test_other_choices_than_those_of_the_page_are_refused(
    tour: Tour, men: dict[str, Any], typed: dict[str, str], field: str
) -> None:
    seen = _send(tour.referee, men["match_id"], **{"typed": "64 64", **typed})
    assert seen.status == 422
    assert "things to put right" in seen.words or "not saved yet" in seen.words
    assert _stored(tour, men)[0] == 1


def test_a_winner_who_is_not_the_scores_is_refused(tour: Tour, men: dict[str, Any]) -> None:
    fields = {"set1_player1": 6, "set1_player2": 1, "set2_player1": 6, "set2_player2": 1}
    seen = _check(tour.referee, men, winner_id=men["player2_id"], **fields)
    assert seen.status == 422
    assert _stored(tour, men)[0] == 1


# --- saving --------------------------------------------------------------------------------------


def test_the_score_in_one_line_is_shown_then_saved_then_public(
    tour: Tour, men: dict[str, Any]
) -> None:
    """``64 36 75`` from the winner's side, who is the second player."""
    checked = _check(tour.referee, men, typed="64 36 75", winner_id=men["player2_id"])
    assert "This will be saved" in checked.words
    assert f"{men['player2_name']} 6-4 3-6 7-5" in checked.words
    assert f"{men['player2_name']} plays on: semi-finals." in checked.words
    # checking saves nothing
    assert _stored(tour, men)[0] == 1
    done = tour.referee.send(checked.form(_PATH), action="save")
    assert f"Saved: {men['player2_name']} beat {men['player1_name']} 6-4 3-6 7-5." in done.words
    assert _stored(tour, men)[:2] == (2, men["player2_id"])
    found = tour.match(men["draw_id"], "QF", men["match_number"])
    assert found["score"] == "6-4 3-6 7-5"
    assert (found["set1_player1"], found["set1_player2"]) == (4, 6)
    upper = men["match_number"] % 2 == 1
    onward = tour.match(men["draw_id"], "SF", (men["match_number"] + 1) // 2)
    assert onward["player1_id" if upper else "player2_id"] == men["player2_id"]
    assert "7" in tour.stranger().see(f"/draw/{men['draw_id']}").words


def test_fields_per_set_do_as_well(tour: Tour, men_65: dict[str, Any]) -> None:
    fields = {
        "set1_player1": 7,
        "set1_player2": 6,
        "set1_tiebreak1": 8,
        "set1_tiebreak2": 6,
        "set2_player1": 3,
        "set2_player2": 6,
        "set3_player1": 10,
        "set3_player2": 7,
    }
    checked = _check(tour.referee, men_65, **fields)
    assert f"{men_65['player1_name']} 7-6(6) 3-6 [10-7]" in checked.words
    done = tour.referee.send(checked.form(_PATH), action="save")
    assert "7-6(6) 3-6 [10-7]" in done.words
    assert _stored(tour, men_65)[:2] == (2, men_65["player1_id"])


def test_saving_another_score_than_the_one_shown_shows_it_first(
    tour: Tour, men_65: dict[str, Any]
) -> None:
    checked = _check(tour.referee, men_65, typed="64 36 [10-7]")
    again = tour.referee.send(checked.form(_PATH), action="save", typed="64 36 [10-8]")
    assert "This will be saved" in again.words
    assert "6-4 3-6 [10-8]" in again.words
    assert _stored(tour, men_65)[0] == 1
    done = tour.referee.send(again.form(_PATH), action="save")
    assert "6-4 3-6 [10-8]" in done.words
    assert _stored(tour, men_65)[0] == 2


def test_a_double_click_saves_once_and_going_back_does_not_save_again(
    tour: Tour, men_65: dict[str, Any]
) -> None:
    form = _check(tour.referee, men_65, typed="62 62").form(_PATH)
    for _ in range(3):
        assert "6-2 6-2" in tour.referee.send(form, action="save").words
    version = _stored(tour, men_65)[2]
    assert version == int(form.values["expected_version"]) + 1
    # back, something else typed, sent without looking: the request is used up
    seen = tour.referee.send(form, action="save", typed="61 61", checked="")
    assert seen.status in (200, 409, 422)
    assert "Saved" not in seen.words
    assert _stored(tour, men_65)[2] == version


def test_two_officials_one_match_the_second_is_told_who_and_what(
    tour: Tour, men: dict[str, Any]
) -> None:
    form = _check(tour.referee, men, typed="62 62").form(_PATH)
    other = tour.official()
    tour.record(men["match_id"], by=other, typed="76(5) 64")
    name = tour.value("SELECT changed_by FROM tour.matches WHERE match_id = %s", men["match_id"])
    seen = tour.referee.send(form, action="save")
    assert seen.status in (409, 422)
    assert name in seen.words
    assert "7-6(5) 6-4" in seen.words
    assert re.search(r"2026-11|2026-03-03|3 Mar 2026", seen.words)
    assert seen.form(_PATH).values["typed"] == "62 62"
    assert _stored(tour, men)[:2] == (2, men["player1_id"])
    # who opens the page afterwards sees it at once
    words = tour.referee.see(f"/admin/result/{men['match_id']}").words
    assert f"Recorded by {name}" in words
    assert "7-6(5) 6-4" in words


def test_a_result_that_stands_is_not_recorded_again(tour: Tour) -> None:
    done = next(
        each for each in tour.matches(tour.draw("Nice Open")) if each["match_status_id"] == 2
    )
    version = _stored(tour, done)[2]
    seen = _send(tour.referee, done["match_id"], typed="60 60", expected_version=version)
    assert seen.status == 422
    assert "can only be corrected" in seen.words
    assert _stored(tour, done)[2] == version


def test_a_retirement_keeps_the_score_so_far(tour: Tour, men_65: dict[str, Any]) -> None:
    without_winner = _check(tour.referee, men_65, typed="64 21 ret")
    assert "Name the winner of the match." in without_winner.words
    done = tour.record(men_65["match_id"], typed="64 21 ret", winner_id=men_65["player1_id"])
    assert "6-4 2-1 ret." in done.words
    assert _stored(tour, men_65)[0] == 4
    assert "ret." in tour.stranger().see(f"/draw/{men_65['draw_id']}").words


def _no_suspension(tour: Tour, player_id: int) -> bool:
    return not tour.sql("SELECT 1 FROM tour.player_suspensions WHERE player_id = %s", player_id)


def test_a_walkover_suspends_who_was_not_there_and_says_so_first(
    tour: Tour, men: dict[str, Any]
) -> None:
    """The last quarter-final but one of the men."""
    typed = {"typed": "w/o", "winner_id": men["player1_id"], "player2_absence": 1}
    checked = _check(tour.referee, men, **typed)
    assert f"{men['player2_name']} is suspended for two months: no-show." in checked.words
    assert _no_suspension(tour, men["player2_id"])
    done = tour.referee.send(checked.form(_PATH), action="save")
    assert "w/o" in done.words
    assert tour.sql(
        "SELECT suspension_end::text FROM tour.player_suspensions WHERE player_id = %s",
        men["player2_id"],
    ) == [("2026-05-02",)]


def test_a_referee_gives_no_other_reason_an_administrator_may(
    tour: Tour, men: dict[str, Any]
) -> None:
    typed = {"typed": "w/o", "winner_id": men["player1_id"], "player2_absence": 4}
    path = f"/admin/result/{men['match_id']}"
    assert "4" not in tour.referee.see(path).form(_PATH).choices["player2_absence"]
    assert "4" in tour.admin.see(path).form(_PATH).choices["player2_absence"]
    assert _send(tour.referee, men["match_id"], **typed).status == 422
    assert _stored(tour, men)[0] == 1
    done = tour.record(men["match_id"], by=tour.admin, **typed)
    assert "w/o" in done.words
    assert _no_suspension(tour, men["player2_id"])


def test_a_disqualification_suspends_for_six_months(tour: Tour) -> None:
    match = _open_match(tour, tour.draw("Nice Open", 1, 2))
    done = tour.record(match["match_id"], typed="62 10 def", winner_id=match["player1_id"])
    assert "6-2 1-0 def." in done.words
    assert tour.sql(
        "SELECT suspension_end::text FROM tour.player_suspensions WHERE player_id = %s",
        match["player2_id"],
    ) == [("2026-09-02",)]


def test_if_neither_was_there_the_match_is_cancelled_and_both_are_suspended(tour: Tour) -> None:
    match = _open_match(tour, tour.draw("Nice Open", 1, 2))
    done = tour.record(
        match["match_id"], status=5, winner_id=0, player1_absence=1, player2_absence=1
    )
    assert "The match is cancelled, nobody goes on." in done.words
    assert _stored(tour, match)[:2] == (5, None)
    for side in ("player1_id", "player2_id"):
        assert not _no_suspension(tour, match[side])
    assert tour.stranger().see(f"/draw/{match['draw_id']}").status == 200


def test_when_the_final_is_played_there_is_a_champion_with_points(tour: Tour) -> None:
    """What is left of the men's 60, day by day; the final is on Wednesday and not before."""
    draw_id = tour.draw("Nice Open")
    for round_code in ("QF", "SF"):
        for match in tour.matches(draw_id):
            if (match["round"], match["match_status_id"]) == (round_code, 1):
                tour.record(match["match_id"], typed="60 60")
    final = tour.match(draw_id, "F", 1)
    assert final["player1_id"]
    early = _check(tour.referee, final, typed="64 76(3)")
    assert early.status == 422
    assert "4 March 2026" in early.words
    with tour.at(WEDNESDAY):
        checked = _check(tour.referee, final, typed="64 76(3)")
        assert f"{final['player1_name']} wins the draw." in checked.words
        tour.referee.send(checked.form(_PATH), action="save")
    until(
        lambda: tour.sql(
            "SELECT 1 FROM tour.points_history WHERE player_id = %s AND points_earned = 400",
            final["player1_id"],
        )
    )
    until(lambda: tour.draws(tour.tournaments["Nice Open"])[1, 1]["draw_status_id"] == 4)
    page = tour.stranger().see(f"/draw/{draw_id}").words
    assert "Champion" in page
    assert (
        final["player1_name"]
        in tour.stranger().see(f"/tournament/{tour.tournaments['Nice Open']}").words
    )


# --- scores typed on the lists -------------------------------------------------------------------


@pytest.fixture(scope="module")
def brest(tour: Tour) -> int:
    """A draw of eight whose matches are recorded on the lists."""
    return own_draw(tour, "Brest Open", LISTED_MEN)


def _rows(seen: Seen) -> list[Form]:
    return [form for form in seen.forms if form.action == _PATH]


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("64 46 75", "6-4 4-6 7-5"),
        ("46 64 57", "6-4 4-6 7-5"),
        ("64 46", ""),
        ("64 46 107", ""),
        ("64 21 ret", ""),
        ("", ""),
        ("<b>", ""),
    ],
)
def test_what_is_typed_is_read_without_being_stored(
    tour: Tour, brest: int, typed: str, means: str
) -> None:
    match = _open_match(tour, brest)
    before = tour.rows()
    seen = tour.referee.see("/admin/read-result", match_id=match["match_id"], typed=typed)
    assert seen.status == (200 if means else 204)
    assert means in seen.words
    assert ("This will be saved" in seen.words) is bool(means)
    assert tour.rows() == before


def test_only_officials_have_a_score_read_and_only_of_a_match_that_is_there(
    tour: Tour, brest: int
) -> None:
    asked = {"match_id": _open_match(tour, brest)["match_id"], "typed": "64 64"}
    assert tour.stranger().see("/admin/read-result", **asked).path.startswith("/sign-in")
    assert tour.referee.see("/admin/read-result", match_id=999999, typed="64").status == 404
    assert tour.referee.see("/admin/read-result", match_id="x", typed="64").status == 422


def test_a_score_typed_on_the_list_is_shown_before_it_is_saved(tour: Tour, brest: int) -> None:
    tournament_id = tour.tournaments["Brest Open"]
    match = _open_match(tour, brest)
    listed = tour.referee.see("/admin/results", tournament_id=tournament_id)
    row = listed.form(_PATH, match_id=match["match_id"])
    checked = tour.referee.send(row, typed="46 63 57", action="check")
    assert f"{match['player2_name']} 6-4 3-6 7-5" in checked.words
    assert _stored(tour, match)[0] == 1
    form = checked.form(_PATH)
    done = tour.referee.post(_PATH, {**form.values, "action": "save"})
    assert _stored(tour, match)[:2] == (2, match["player2_id"])
    # on to the row that followed it
    following = _rows(listed)[_rows(listed).index(row) + 1].values["match_id"]
    path = f"/admin/results?tournament_id={tournament_id}#match-{following}-typed"
    assert done.headers["location"] == path
    assert f'id="match-{following}-typed"' in tour.referee.see(path.partition("#")[0]).html


def test_who_came_from_what_is_due_goes_back_there(tour: Tour, brest: int) -> None:
    match = _open_match(tour, brest)
    (row,) = (
        form
        for form in (*_rows(tour.referee.see("/admin/results")),)
        if form.values["match_id"] == str(match["match_id"])
    )
    assert row.values["came_from"] == "results"
    for came_from, path in (("due", "/admin"), ("https://example.org", "/admin/results")):
        match = _open_match(tour, brest)
        form = _check(tour.referee, match, typed="60 60").form(_PATH)
        sent = {**form.values, "action": "save", "came_from": came_from, "next_id": "x"}
        onward = tour.referee.post(_PATH, sent).headers["location"]
        assert re.fullmatch(rf"{re.escape(path)}(\?tournament_id=\d+)?#match-\d+-typed", onward)


def test_after_the_last_match_the_list_is_shown_without_a_place(tour: Tour, brest: int) -> None:
    onward = ""
    for round_code in ("QF", "SF", "SF"):
        form = _check(tour.referee, _open_match(tour, brest, round_code), typed="62 62").form(_PATH)
        onward = tour.referee.post(_PATH, {**form.values, "action": "save"}).headers["location"]
    # the final is tomorrow's
    assert onward == f"/admin/results?tournament_id={tour.tournaments['Brest Open']}"
