"""`/api/v1` of a running tour: what is answered, how, and that the pages say the same."""

import csv
import json
import re
from io import StringIO
from itertools import pairwise
from typing import Any

import icalendar
import pytest
from pydantic import TypeAdapter

from services.gateway.api.v1 import models
from tests.integration.api_v1.tour import ApiTour
from tests.integration.gateway import people
from tests.unit.gateway.html_check import Page

_SAMPLES = (
    "/api/v1",
    "/api/v1/now",
    "/api/v1/reference-data",
    "/api/v1/players?q=spare&limit=3",
    "/api/v1/players/1/points?category=60",
    "/api/v1/players/1/against/2",
    "/api/v1/tournaments?state=in-play",
    "/api/v1/draws/1/bracket",
    "/api/v1/rankings?category=60&gender=M",
)


def _csv(tour: ApiTour, path: str) -> list[dict[str, str]]:
    """The rows that a page offers as a file."""
    return list(csv.DictReader(StringIO(tour.get(path).text.lstrip("\ufeff"))))


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- how it is answered --------------------------------------------------------------------------


@pytest.mark.parametrize("path", _SAMPLES)
def test_an_answer_has_a_mark_and_who_has_it_is_told_so(tour: ApiTour, path: str) -> None:
    first = tour.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "public, no-cache"
    mark = first.headers["etag"]
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', mark)
    again = tour.get(path, if_none_match=f'W/"other", {mark}')
    if again.status_code == 200:
        # a minute of the tour may have passed, which /now tells
        assert again.text != first.text
        again = tour.get(path, if_none_match=again.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"]
    assert again.headers["cache-control"] == "public, no-cache"
    assert tour.get(path, if_none_match='W/"other"').status_code == 200


def test_anybodys_scripts_may_read_and_nobodys_may_write(tour: ApiTour) -> None:
    for answer in (tour.get("/api/v1"), tour.get("/api/v1/players/0")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in answer.headers
    asked = tour.ask(
        "OPTIONS",
        "/api/v1/players",
        origin="https://a.example",
        access_control_request_method="GET",
    )
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert asked.headers["access-control-allow-headers"] == "If-None-Match"
    for elsewhere in ("/tournaments", "/api/tournaments", "/api/v10", "/api/docs"):
        assert "access-control-allow-origin" not in tour.get(elsewhere).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_that_there_are(tour: ApiTour, method: str) -> None:
    before = tour.tour.rows()
    answer = tour.ask(method, "/api/v1/players/1")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["content-type"] == "application/problem+json"
    assert tour.tour.rows() == before


def test_head_answers_like_get_without_a_body(tour: ApiTour) -> None:
    head, got = tour.ask("HEAD", "/api/v1/players/1"), tour.get("/api/v1/players/1")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


def test_who_does_not_accept_json_is_told_what_there_is(tour: ApiTour) -> None:
    answer = tour.get("/api/v1/players", accept="text/html")
    assert answer.status_code == 406
    assert answer.json()["code"] == "NOT_ACCEPTABLE"
    assert tour.get("/api/v1/players", accept="text/html, */*;q=0.1").status_code == 200


def test_an_answer_to_somebody_signed_in_is_the_same_as_to_anybody(tour: ApiTour) -> None:
    theirs = tour.tour.admin.http.get("/api/v1/tournaments")
    assert theirs.text == tour.get("/api/v1/tournaments").text
    assert "set-cookie" not in theirs.headers


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/v1/players?limit=0", {"limit"}),
        ("/api/v1/players?limit=201", {"limit"}),
        ("/api/v1/players?limit=", {"limit"}),
        ("/api/v1/players?limit=1e309", {"limit"}),
        ("/api/v1/players?limit=%D9%A3", {"limit"}),
        ("/api/v1/players?limit=%2B5", {"limit"}),
        ("/api/v1/players?limit=5.0", {"limit"}),
        ("/api/v1/players?limit=5&limit=5", {"limit"}),
        ("/api/v1/players?q=" + "x" * 101, {"q"}),
        ("/api/v1/players?q=a%00b", {"q"}),
        ("/api/v1/players?gender=men&limit=x", {"gender", "limit"}),
        ("/api/v1/players?catgory=60", {"catgory"}),
        ("/api/v1/now?x=1", {"x"}),
        ("/api/v1/tournaments?year=0", {"year"}),
        ("/api/v1/tournaments?q=" + "x" * 101, {"q"}),
        ("/api/v1/tournaments?q=a%00b", {"q"}),
        ("/api/v1/tournaments?state=running", {"state"}),
        ("/api/v1/tournaments?cursor=-1", {"cursor"}),
        ("/api/v1/tournaments/1/order-of-play?day=2026-02-30", {"day"}),
        ("/api/v1/tournaments/1/order-of-play?day=1772409600", {"day"}),
        ("/api/v1/rankings?week=2026-10", {"week"}),
        ("/api/v1/rankings?category=70", {"category"}),
        ("/api/v1/players/1/points?category=1", {"category"}),
    ],
)
def test_odd_input_is_refused_in_a_sentence_that_names_it(
    tour: ApiTour, path: str, fields: set[str]
) -> None:
    body = tour.refused(path, 422)
    assert {each["field"] for each in body["errors"]} == fields
    assert all(each["message"].endswith(".") for each in body["errors"])


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/",
        "/api/v1/players/0",
        "/api/v1/players/-1",
        "/api/v1/players/999999999999999999",
        "/api/v1/players/9999999999999999999",
        "/api/v1/players/999999/results",
        "/api/v1/players/999999/rankings",
        "/api/v1/players/999999/suspensions",
        "/api/v1/players/999999/points",
        "/api/v1/players?cursor=nonsense",
        "/api/v1/tournaments/999999",
        "/api/v1/tournaments/999999/entries",
        "/api/v1/tournaments/999999/draws",
        "/api/v1/tournaments/999999/order-of-play",
        "/api/v1/draws/999999",
        "/api/v1/draws/999999/matches",
        "/api/v1/players/1/against/999999",
        "/api/v1/players/999999/against/1",
        "/api/v1/players/1/against/1",
        "/api/v1/draws/999999/verification",
        "/api/v1/matches/999999",
        "/api/v1/rankings?week=2025-W53",
        "/api/v1/rankings?week=1999-W01",
    ],
)
def test_what_is_not_there_is_not_found(tour: ApiTour, path: str) -> None:
    assert tour.refused(path, 404)["detail"]


# --- what is answered ----------------------------------------------------------------------------


def test_every_described_address_answers_with_its_shape_and_nothing_else(tour: ApiTour) -> None:
    document = tour.json("/api/v1/openapi.json")
    keys = {"player_id": 1, "opponent_id": 2, "tournament_id": 1, "draw_id": 1, "match_id": 1}
    for path, methods in document["paths"].items():
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        shape = TypeAdapter(getattr(models, content["schema"]["$ref"].rpartition("/")[2]))
        answer = tour.json(path.format(**keys))
        assert shape.dump_python(shape.validate_python(answer), mode="json") == answer, path


def test_every_link_leads_somewhere(tour: ApiTour) -> None:
    """From the directory on, as far as links go, without the many of the same kind."""
    wait, seen = ["/api/v1"], set()
    kinds: set[str] = set()
    while wait:
        path = wait.pop()
        kind = re.sub(r"\d+", "1", path.partition("?")[0])
        if kind in kinds:
            continue
        kinds.add(kind)
        seen.add(path)
        answer = tour.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"] == "application/json" and "openapi" not in path:
            wait += re.findall(r'"(/[^"]+)"', answer.text)
    document = tour.json("/api/v1/openapi.json")
    described = {re.sub(r"{\w+}", "1", path) for path in document["paths"]}
    assert described <= kinds
    assert {
        "/draw/1",
        "/player/1/against/1",
        "/tournament/1",
        "/tournament/1/calendar.ics",
        "/player/1/calendar.ics",
    } <= kinds


def test_the_parts_of_a_list_are_together_the_list(tour: ApiTour) -> None:
    for path in (
        "/api/v1/players?q=spare&gender=M",
        "/api/v1/tournaments?year=2026",
        "/api/v1/rankings?category=60&gender=M",
        "/api/v1/players/1/results?",
        "/api/v1/players/1/against/2?",
        "/api/v1/players/1/rankings?",
        "/api/v1/ranking-weeks?",
    ):
        whole = tour.json(f"{path}&limit=200")
        assert whole["next"] is None
        after: str | None = f"{path}&limit={max(1, len(whole['items']) // 2)}"
        found: list[Any] = []
        while after:
            part = tour.json(after)
            found += part["items"]
            after = part["next"]
        assert found == whole["items"], path


def test_a_player_is_found_without_accents_and_by_gender(tour: ApiTour) -> None:
    (found,) = tour.json("/api/v1/players?q=swiatek")["items"]
    assert (found["first_name"], found["last_name"]) == ("Iga", "Świątek")
    assert tour.json(found["url"]) == found
    assert tour.json("/api/v1/players?q=swiatek&gender=M")["items"] == []
    assert tour.json("/api/v1/players?q=%25%25")["items"] == []


def test_a_tournament_is_found_by_beginnings_of_its_name_and_city_and_within_filters(
    tour: ApiTour,
) -> None:
    def names(query: str) -> list[str]:
        return [each["name"] for each in tour.json(f"/api/v1/tournaments?{query}")["items"]]

    assert names("q=por%20O") == ["Porto Open"]
    assert names("q=PÒRTO") == ["Porto Open"]
    assert names("q=orto") == []
    # all are played there
    assert names("q=nice") == names("")
    assert names("q=porto&year=2025") == []
    assert names("q=%25%25") == []
    assert names("q=") == names("")


def test_a_players_matches_come_latest_first(tour: ApiTour) -> None:
    found = tour.json("/api/v1/players/1/results")["items"]
    assert [each["round"] for each in found] == ["F", "SF", "QF"]
    assert found[0]["score"] == "6-4 6-7(5) 6-2"
    assert found[0]["sets"][1] == {"games": [6, 7], "tiebreak": [5, 7], "supertiebreak": None}
    assert {each["winner_id"] for each in found} == {1}


def test_meetings_are_counted_from_both_sides(tour: ApiTour) -> None:
    """Adam beat Bruno in the final of Nice, on clay."""
    won = tour.json("/api/v1/players/1/against/2")
    lost = tour.json("/api/v1/players/2/against/1")
    assert (won["won"], won["lost"], lost["won"], lost["lost"]) == (1, 0, 0, 1)
    assert won["surfaces"] == [{"surface": "clay", "won": 1, "lost": 0}]
    (final,) = won["items"]
    assert (final["round"], final["score"]) == ("F", "6-4 6-7(5) 6-2")
    assert lost["items"] == won["items"]
    assert (won["player"], won["opponent"]) == (lost["opponent"], lost["player"])
    never = tour.json("/api/v1/players/1/against/11")
    assert (never["won"], never["lost"], never["surfaces"], never["items"]) == (0, 0, [], [])


def test_a_walkover_counts_among_the_meetings(tour: ApiTour) -> None:
    older = tour.json("/api/v1/tournaments/1/draws")["items"]
    (draw,) = (each for each in older if (each["category"], each["gender"]) == ("65", "M"))
    matches = tour.json(draw["links"]["matches"])["items"]
    (walkover,) = (each for each in matches if each["status"] == "walkover")
    met = tour.json(walkover["meetings_url"])
    assert met["won"] + met["lost"] == 1
    assert (met["won"] == 1) is (walkover["winner_id"] == met["player"]["id"])


def test_a_page_and_the_api_tell_the_same_meetings(tour: ApiTour) -> None:
    told = tour.json("/api/v1/players/1/against/2")
    page = _plain(tour.get(told["page"]).text)
    assert "1 meeting: Adam Berg leads 1–0." in page
    for words in ("Nice Open", "Final", "Wed 4 Mar 2026", "Clay", told["items"][0]["score"]):
        assert words in page
    assert "Clay: 1 won by Adam Berg, 0 won by Bruno Costa." in page
    profile = tour.get("/player/1").text
    assert 'href="/player/1/against/2"' in profile
    assert "Champion · 400 points" in profile


def test_a_no_show_suspends_for_two_months_from_the_tournaments_first_day(tour: ApiTour) -> None:
    matches = tour.json("/api/v1/draws/3/matches")["items"]
    (walkover,) = [each for each in matches if each["status"] == "walkover"]
    absent = walkover["player1"]
    (found,) = tour.json(f"{absent['url']}/suspensions")["items"]
    assert (found["cause"], found["state"], found["lifted_on"]) == ("no-show", "current", None)
    assert (found["first_day"], found["last_day"]) == ("2026-03-02", "2026-05-02")
    player = tour.json(absent["url"])
    assert (player["status"], player["suspended_until"]) == ("suspended", "2026-05-02")
    assert tour.json(f"{walkover['player2']['url']}/suspensions")["items"] == []


def test_tournaments_are_filtered_by_what_they_are_and_how_they_stand(tour: ApiTour) -> None:
    def names(query: str) -> list[str]:
        return [each["name"] for each in tour.json(f"/api/v1/tournaments?{query}")["items"]]

    assert names("") == ["Nice Open", "Porto Open", "Wien Open"]
    assert names("state=in-play") == ["Nice Open"]
    assert names("state=closed") == ["Porto Open"]
    assert names("state=open") == ["Wien Open"]
    assert names("surface=grass") == []
    assert names("category=MT400&year=2026&surface=clay") == names("")
    assert names("year=2025") == []


def test_entries_are_those_that_stand_by_draw(tour: ApiTour) -> None:
    every = tour.json("/api/v1/tournaments/1/entries")["lists"]
    assert [(each["gender"], each["category"]) for each in every] == [
        ("M", "60"),
        ("M", "65"),
        ("F", "60"),
    ]
    (men,) = tour.json("/api/v1/tournaments/1/entries?category=60&gender=M")["lists"]
    assert men == every[0]
    assert [each["player"]["id"] for each in men["entries"]] == [*people.MEN_60]
    assert tour.json("/api/v1/tournaments/1/entries?category=65&gender=F")["lists"] == []


def test_the_order_of_play_is_by_day_and_has_every_match_once(tour: ApiTour) -> None:
    days = tour.json("/api/v1/tournaments/1/order-of-play")["days"]
    assert [each["day"] for each in days] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    draws = tour.json("/api/v1/tournaments/1/draws")["items"]
    matches = [match for draw in draws for match in tour.json(f"{draw['url']}/matches")["items"]]
    played = [match for day in days for match in day["matches"]]
    assert sorted(played, key=lambda each: each["id"]) == sorted(matches, key=lambda e: e["id"])
    (only,) = tour.json("/api/v1/tournaments/1/order-of-play?day=2026-03-04")["days"]
    assert only == days[2]
    assert tour.json("/api/v1/tournaments/3/order-of-play")["days"] == []


def test_a_draw_that_is_not_made_has_no_bracket_and_says_so(tour: ApiTour) -> None:
    draws = tour.json("/api/v1/tournaments/1/draws")["items"]
    (cancelled,) = [each for each in draws if each["status"] == "cancelled"]
    assert "cancelled" in tour.refused(cancelled["links"]["bracket"], 404)["detail"]
    coming = tour.json("/api/v1/tournaments/3/draws")["items"][0]
    assert (coming["status"], coming["players"], coming["size"]) == ("open", None, None)
    assert (coming["random_seed"], coming["made_at"]) == (None, None)
    assert "not made" in tour.refused(coming["links"]["bracket"], 404)["detail"]
    assert tour.json(coming["links"]["verification"])["verdict"] == "not-verifiable"


def test_the_bracket_leads_from_the_lines_to_the_champion(tour: ApiTour) -> None:
    bracket = tour.json("/api/v1/draws/1/bracket")
    assert bracket["champion"]["name"] == "Adam Berg"
    for earlier, later in pairwise(bracket["rounds"]):
        winners = [
            side["player"]["id"]
            for place in earlier["places"]
            for side in (place["upper"], place["lower"])
            if side["is_winner"]
        ]
        stand = [
            side["player"]["id"]
            for place in later["places"]
            for side in (place["upper"], place["lower"])
        ]
        assert winners == stand


def test_a_draw_is_verified_line_by_line(tour: ApiTour) -> None:
    found = tour.json("/api/v1/draws/1/verification")
    assert (found["verdict"], found["differences"], found["reason"]) == ("verified", [], None)
    assert all(each["agrees"] and each["stored"] == each["computed"] for each in found["lines"])
    assert found["random_seed"] == tour.json("/api/v1/draws/1")["random_seed"]


# --- the pages say the same ----------------------------------------------------------------------


def test_a_page_and_the_api_tell_the_same_ranking(tour: ApiTour) -> None:
    asked = "category=60&gender=M"
    ranking = tour.json(f"/api/v1/rankings?{asked}&limit=200")
    html = tour.get(ranking["page"]).text
    rows = [_plain(row) for row in re.findall(r"<tr>\s*<td.*?</tr>", html, re.DOTALL)]
    assert len(rows) == ranking["total"] == len(ranking["items"]) > 0
    for row, each in zip(rows, ranking["items"], strict=True):
        assert row.startswith(f"{each['position']} ")
        assert each["player"]["name"] in row
        assert str(each["points"]) in row.split()
    # the file of the page has the movement as positions
    file = _csv(tour, f"/rankings.csv?{asked}")
    for line, each in zip(file, ranking["items"], strict=True):
        assert (int(line["Position"]), int(line["Player number"])) == (
            each["position"],
            each["player"]["id"],
        )
        assert line["Position the week before"] == str(each["previous_position"] or "")
        assert line["Points"] == str(each["points"])


def test_a_page_and_the_api_tell_the_same_draw(tour: ApiTour) -> None:
    for draw_id in (1, 3):
        matches = tour.json(f"/api/v1/draws/{draw_id}/matches")["items"]
        page = tour.get(f"/draw/{draw_id}?view=list").text
        lines = [
            _plain(item)
            for item in re.findall(r'<ol class="matches">(.*?)</ol>', page, re.DOTALL)
            for item in re.findall(r"<li\b.*?</li>", item, re.DOTALL)
        ]
        assert len(lines) == len(matches)
        for line, match in zip(lines, matches, strict=True):
            for side in (match["player1"], match["player2"]):
                assert side is None or side["name"] in line
            assert match["score"] is None or match["score"] in line
        file = _csv(tour, f"/draw/{draw_id}.csv")
        bracket = tour.json(f"/api/v1/draws/{draw_id}/bracket")
        first = [
            side
            for place in bracket["rounds"][0]["places"]
            for side in (place["upper"], place["lower"])
        ]
        assert [line["Seed"] for line in file] == [str(side["seed"] or "") for side in first]
        assert [line["Player"] for line in file] == [side["player"]["name"] for side in first]


def test_a_page_and_the_api_tell_the_same_order_of_play(tour: ApiTour) -> None:
    order = tour.json("/api/v1/tournaments/1/order-of-play")
    for day in order["days"]:
        page = _plain(tour.get(f"{order['page']}&date={day['day']}").text)
        known = [match for match in day["matches"] if match["player1"] and match["player2"]]
        places = [
            max(page.index(match["player1"]["name"]), page.index(match["player2"]["name"]))
            for match in known
        ]
        assert places == sorted(places)


def test_people_find_every_address_described(tour: ApiTour) -> None:
    page = tour.get("/api/docs")
    assert Page(page.text).faults == []
    for path in tour.json("/api/v1/openapi.json")["paths"]:
        assert path in page.text
    assert "How many at most. From 1 to 200. 50 if left out." in page.text
    assert "Which category. One of 60, 65. 60 if left out." in page.text
    assert "`" not in page.text


# --- calendars -----------------------------------------------------------------------------------


def _calendar(tour: ApiTour, path: str) -> Any:
    answer = tour.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "public, no-cache"
    return icalendar.Calendar.from_ical(answer.content)


def test_a_tournaments_calendar_has_its_days_deadlines_and_matches(tour: ApiTour) -> None:
    events = {
        str(each["UID"]): each for each in _calendar(tour, "/tournament/1/calendar.ics").events
    }
    assert len(events) == 3 + 3 * 7
    week = events["tournament-1@localhost"]
    assert (str(week["DTSTART"].dt), str(week["DTEND"].dt)) == ("2026-03-02", "2026-03-09")
    assert week["LOCATION"] == "Tennis Club, Nice, France"
    closing = events["entries-close-1@localhost"]
    assert closing["DTSTART"].dt.isoformat() == "2026-02-24T10:00:00+00:00"
    final = events["match-7@localhost"]
    assert final["SUMMARY"] == "Adam Berg v Bruno Costa (Men 60+, final)"
    assert final["DESCRIPTION"] == "Nice Open\nAdam Berg: 6-4 6-7(5) 6-2"
    assert str(final["DTSTART"].dt) == "2026-03-04"
    assert final["URL"] == f"{tour.tour.url}/draw/1"
    # a no-show: nobody has to be there
    cancelled = [each for each in events.values() if each["STATUS"] == "CANCELLED"]
    assert [each["DESCRIPTION"].splitlines()[1].rpartition(": ")[2] for each in cancelled] == [
        "w/o"
    ]


def test_a_players_calendar_has_the_players_matches_with_the_same_uids(tour: ApiTour) -> None:
    calendar = _calendar(tour, "/player/1/calendar.ics")
    assert calendar["NAME"] == "Adam Berg: matches"
    found = {str(each["UID"]): each for each in calendar.events}
    everything = {
        str(each["UID"]): each for each in _calendar(tour, "/tournament/1/calendar.ics").events
    }
    assert set(found) == {f"match-{key}@localhost" for key in (1, 5, 7)}
    for uid, each in found.items():
        assert each["SEQUENCE"] == everything[uid]["SEQUENCE"] > 0
        assert each["SUMMARY"] == everything[uid]["SUMMARY"]
    assert not _calendar(tour, f"/player/{people.SPARE_MEN[0]}/calendar.ics").events


def test_a_calendar_that_has_not_changed_is_not_sent_again(tour: ApiTour) -> None:
    first = tour.get("/tournament/1/calendar.ics")
    again = tour.get("/tournament/1/calendar.ics", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert tour.get("/tournament/1/calendar.ics", accept="application/json").status_code == 406
    assert tour.get("/tournament/999999/calendar.ics").status_code == 404
    assert tour.get("/player/999999/calendar.ics").status_code == 404


def test_the_pages_lead_to_the_calendars(tour: ApiTour) -> None:
    assert "/tournament/1/calendar.ics" in tour.get("/tournament/1").text
    assert "/player/1/calendar.ics" in tour.get("/player/1").text


# --- a change is seen at once --------------------------------------------------------------------


def test_a_result_changes_the_answer_its_mark_and_the_sequence(tour: ApiTour) -> None:
    older = tour.tour.draw("Nice Open", 2, 1)
    path, calendar = f"/api/v1/draws/{older}/matches", "/tournament/1/calendar.ics"
    match = next(each for each in tour.json(path)["items"] if each["status"] == "scheduled")
    uid = f"match-{match['id']}@localhost"

    def sequence() -> int:
        events = _calendar(tour, calendar).events
        return int(next(each for each in events if each["UID"] == uid)["SEQUENCE"])

    mark, before = tour.get(path).headers["etag"], sequence()
    tour.tour.record(match["id"], typed="64 64", winner_id=match["player1"]["id"])
    changed = tour.get(path, if_none_match=mark)
    assert changed.status_code == 200
    now = next(each for each in json.loads(changed.text)["items"] if each["id"] == match["id"])
    assert (now["status"], now["score"]) == ("completed", "6-4 6-4")
    assert now["version"] > match["version"]
    assert sequence() > before
