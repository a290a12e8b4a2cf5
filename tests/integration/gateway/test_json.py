"""The earlier system's JSON addresses: shapes, parameters, refusals, and their description."""

import re
from typing import Any

import httpx
import pytest

from tests.integration.gateway import people
from tests.integration.gateway.dates import NOW
from tests.integration.gateway.tour import Tour
from tests.unit.gateway.html_check import Page

_PLAYER = {
    "player_id": int,
    "first_name": str,
    "last_name": str,
    "birth_year": int,
    "gender_id": int,
    "country_id": int,
    "country": str,
    "status_id": int,
}
_DRAW = {
    "draw_id": int,
    "tournament_id": int,
    "age_category_id": int,
    "gender_id": int,
    "draw_status_id": int,
    "num_players": int,
    "draw_size": int,
    "has_supertiebreak": bool,
    "draw_generated_at": str,
}


def _ask(tour: Tour, path: str) -> Any:
    answer = tour.admin.http.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def _kinds(row: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in row.items()}


# --- what is answered ----------------------------------------------------------------------------


def test_a_player_is_found_without_accents(tour: Tour) -> None:
    for text in ("swiatek", "Świątek", "SWIATEK", "iga swi", "%C5%9Awi%C4%85"):
        (found,) = _ask(tour, f"/api/players/search?q={text}")
        assert _kinds(found) == _PLAYER
        assert (found["first_name"], found["last_name"]) == ("Iga", "Świątek")
        assert (found["birth_year"], found["gender_id"], found["country"]) == (1963, 2, "Poland")


def test_a_search_finds_at_most_twenty_and_nobody_by_wildcards(tour: Tour) -> None:
    assert len(_ask(tour, "/api/players/search?q=spare")) == 20
    assert _ask(tour, "/api/players/search?q=%25%25") == []
    assert _ask(tour, "/api/players/search?q=__") == []
    assert _ask(tour, "/api/players/search?q=zzzz") == []


def test_the_reference_data_are_the_rule_books(tour: Tour) -> None:
    found = _ask(tour, "/api/reference-data")
    assert [each["code"] for each in found["age_categories"]] == ["60", "65"]
    assert found["genders"] == [{"id": 1, "code": "M"}, {"id": 2, "code": "F"}]
    assert [each["code"] for each in found["match_statuses"]] == [
        "Scheduled",
        "Completed",
        "Walkover",
        "Retired",
        "Cancelled",
        "Disqualification",
    ]


def test_the_calendar_comes_by_first_day_and_the_most_recent_ones_on_request(tour: Tour) -> None:
    everything = _ask(tour, "/api/tournaments")
    days = [each["start_date"] for each in everything]
    assert days == sorted(days)
    assert {"Nice Open", "Porto Open", "Wien Open"} <= {each["name"] for each in everything}
    # other tests add tournaments of this week beside Nice
    begun = [each for each in everything if each["start_date"] <= NOW.date().isoformat()]
    assert "Nice Open" in {each["name"] for each in begun}
    assert len(begun) < len(everything)
    assert _ask(tour, "/api/tournaments?recent=50") == begun[::-1]
    assert _ask(tour, "/api/tournaments?recent=1") == begun[:-2:-1]
    assert _ask(tour, "/api/tournaments?recent=0") == []


def test_a_tournament_comes_with_its_deadlines(tour: Tour) -> None:
    found = _ask(tour, f"/api/tournament/{tour.tournaments['Nice Open']}/info")
    assert found["start_date"] == "2026-03-02"
    assert found["end_date"] == "2026-03-08"
    assert (found["tournament_year"], found["tournament_week"]) == (2026, 10)
    assert (found["category"], found["surface"], found["city"]) == ("MT400", "Clay", "Nice")
    assert found["entry_deadline"] == "2026-02-24T10:00:00Z"
    assert found["draw_deadline"] == "2026-02-27T19:00:00Z"
    assert found["entries_open"] is False
    assert _ask(tour, f"/api/tournament/{tour.tournaments['Wien Open']}/info")["entries_open"]


def test_the_entries_come_in_order_for_a_category_or_a_gender(tour: Tour) -> None:
    path = f"/api/tournament/{tour.tournaments['Nice Open']}/entries"
    everybody = _ask(tour, path)
    # the women are others' to withdraw
    assert [each["player_id"] for each in everybody if each["gender_id"] == 1] == [
        *people.MEN_60,
        *people.MEN_65,
    ]
    women = _ask(tour, f"{path}?gender_id=2")
    assert women == [each for each in everybody if each["gender_id"] == 2]
    assert {each["player_id"] for each in women} <= {*people.WOMEN_60}
    assert [e["player_id"] for e in _ask(tour, f"{path}?age_category_id=2")] == [*people.MEN_65]
    assert _ask(tour, f"{path}?age_category_id=2&gender_id=2") == []
    # entered on the Monday morning: the latest ranking was that of the turn of the year
    assert everybody[0]["entry_points"] == 800


def test_a_tournament_has_four_draws(tour: Tour) -> None:
    found = _ask(tour, f"/api/tournament/{tour.tournaments['Nice Open']}/draws")
    assert [(each["age_category_id"], each["gender_id"]) for each in found] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    ]
    assert _kinds(found[0]) == _DRAW
    # three are made, the fourth had nobody
    assert [each["draw_status_id"] for each in found] == [3, 3, 3, 5]
    # only the men's 60 plays a full third set
    assert [each["has_supertiebreak"] for each in found] == [False, True, True, True]


def test_a_draw_tells_its_format(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    found = _ask(tour, f"/api/draw-info/{draw_id}")
    assert _kinds(found) == _DRAW
    assert (found["num_players"], found["draw_size"]) == (8, 8)


def test_the_matches_of_a_draw_come_by_round_and_number(tour: Tour) -> None:
    found = _ask(tour, f"/api/draw/{tour.draw('Nice Open', 2, 1)}/matches")
    assert [(each["round"], each["match_number"]) for each in found] == [
        ("QF", 1),
        ("QF", 2),
        ("QF", 3),
        ("QF", 4),
        ("SF", 1),
        ("SF", 2),
        ("F", 1),
    ]
    assert {each["player1_id"] for each in found[:4]} <= {*people.MEN_65}
    final = found[-1]
    assert (final["player1_id"], final["player1_name"], final["winner_id"]) == (None, None, None)
    assert final["match_date"] == "2026-03-04"


@pytest.mark.parametrize(
    ("player_id", "points", "position", "category"),
    [(1, 800, 1, 1), (8, 100, 8, 1), (11, 0, 0, 1), (21, 0, 0, 2), (people.YOUNG, 0, 0, None)],
)
def test_a_players_ranking_is_the_latest_published_one(
    tour: Tour, player_id: int, points: int, position: int, category: int | None
) -> None:
    found = _ask(tour, f"/api/player/{player_id}/ranking")
    assert (found["total_points"], found["rank_position"]) == (points, position)
    assert found["age_category_id"] == category
    if player_id == 1:
        assert (found["ranking_year"], found["ranking_week"]) == (2026, 10)


def test_a_players_ranking_is_for_the_category_of_the_tournaments_year(tour: Tour) -> None:
    wien = tour.tournaments["Wien Open"]
    assert _ask(tour, f"/api/player/1/ranking?tournament_id={wien}")["age_category_id"] == 1


# --- refusals ------------------------------------------------------------------------------------


def _refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["correlation_id"] == answer.headers["x-correlation-id"]
    return body


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/players/search", "q"),
        ("/api/players/search?q=", "q"),
        ("/api/players/search?q=a", "q"),
        ("/api/players/search?q=%20a%20", "q"),
        ("/api/players/search?q=ab%00c", "q"),
        ("/api/tournaments?recent=", "recent"),
        ("/api/tournaments?recent=-1", "recent"),
        ("/api/tournaments?recent=1.5", "recent"),
        ("/api/tournaments?recent=1e309", "recent"),
        ("/api/tournaments?recent=NaN", "recent"),
        ("/api/tournaments?recent=true", "recent"),
        ("/api/tournaments?recent=9223372036854775808", "recent"),
        ("/api/tournaments?recent=%D9%A3", "recent"),
        ("/api/tournament/1/entries?age_category_id=3", "age_category_id"),
        ("/api/tournament/1/entries?age_category_id=60", "age_category_id"),
        ("/api/tournament/1/entries?gender_id=M", "gender_id"),
        ("/api/tournament/1/entries?gender_id=0", "gender_id"),
        ("/api/player/1/ranking?tournament_id=x", "tournament_id"),
        ("/api/player/1/ranking?tournament_id=-1", "tournament_id"),
    ],
)
def test_a_wrong_parameter_is_named(tour: Tour, path: str, field: str) -> None:
    body = _refused(tour.admin.http.get(path), 422)
    assert [each["field"] for each in body["errors"]] == [field]
    assert body["errors"][0]["message"]


def test_all_wrong_parameters_are_named_at_once(tour: Tour) -> None:
    answer = tour.admin.http.get("/api/tournament/1/entries?age_category_id=9&gender_id=9")
    assert {e["field"] for e in _refused(answer, 422)["errors"]} == {"age_category_id", "gender_id"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/tournament/999999/info",
        "/api/tournament/999999/entries",
        "/api/tournament/999999/draws",
        "/api/tournament/9223372036854775808/info",
        "/api/tournament/999999999999999999/info",
        "/api/tournament/0/info",
        "/api/tournament/-1/info",
        "/api/tournament/%D9%A3/info",
        "/api/draw-info/999999",
        "/api/draw/999999/matches",
        "/api/draw/NaN/matches",
        "/api/player/999999/ranking",
        "/api/player/1/ranking?tournament_id=999999",
        "/api/nothing",
        "/api",
    ],
)
def test_an_unknown_row_or_address_is_not_found(tour: Tour, path: str) -> None:
    assert _refused(tour.admin.http.get(path), 404)["detail"]


# --- the description -----------------------------------------------------------------------------


def _document(tour: Tour) -> dict[str, Any]:
    found: dict[str, Any] = _ask(tour, "/api/openapi.json")
    return found


def test_the_description_names_every_address_of_the_earlier_system(tour: Tour) -> None:
    assert set(_document(tour)["paths"]) == {
        "/api/players/search",
        "/api/reference-data",
        "/api/tournaments",
        "/api/tournament/{tournament_id}/info",
        "/api/tournament/{tournament_id}/entries",
        "/api/tournament/{tournament_id}/draws",
        "/api/draw-info/{draw_id}",
        "/api/draw/{draw_id}/matches",
        "/api/player/{player_id}/ranking",
    }


def test_the_description_is_whole(tour: Tour) -> None:
    document = _document(tour)
    assert re.fullmatch(r"3\.1\.\d", document["openapi"])
    assert document["info"]["title"]
    assert document["info"]["version"]
    schemas = document["components"]["schemas"]
    referred = set(re.findall(r"'#/components/schemas/(\w+)'", str(document)))
    assert referred == referred & set(schemas)
    ids = []
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}
        operation = methods["get"]
        ids.append(operation["operationId"])
        assert operation["description"], path
        in_path = {e["name"] for e in operation.get("parameters", ()) if e["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        for each in operation.get("parameters", ()):
            assert each["description"], (path, each)
            assert each["schema"]["examples"], (path, each)
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]
        for status in set(operation["responses"]) - {"200"}:
            assert "application/problem+json" in operation["responses"][status]["content"]
    assert len(set(ids)) == len(ids)


def _fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """As far as the answers of this site go: objects, lists, and plain values."""
    if "$ref" in schema:
        return _fits(value, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return any(_fits(value, each, schemas) for each in schema["anyOf"])
    if schema["type"] == "object":
        known = schema["properties"]
        return (
            set(schema.get("required", ())) <= set(value)
            and set(value) <= set(known)
            and all(_fits(value[name], known[name], schemas) for name in value)
        )
    if schema["type"] == "array":
        return all(_fits(each, schema["items"], schemas) for each in value)
    kinds = {"string": str, "integer": int, "boolean": bool, "null": type(None)}
    return type(value) is kinds[schema["type"]]


def test_real_answers_and_the_examples_are_as_described(tour: Tour) -> None:
    document = _document(tour)
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        for example in schema.get("examples", ()):
            assert _fits(example, schema, schemas)
    values = {
        "tournament_id": tour.tournaments["Nice Open"],
        "draw_id": tour.draw("Nice Open"),
        "player_id": 11,
    }
    for path, methods in document["paths"].items():
        query = "?q=swiatek" if path.endswith("search") else ""
        answer = _ask(tour, path.format(**values) + query)
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        assert answer, path
        assert _fits(answer, content["schema"], schemas), path
    problem = tour.admin.http.get("/api/players/search?q=a").json()
    assert _fits(problem, schemas["Problem"], schemas)
    assert not _fits({**problem, "status": "422"}, schemas["Problem"], schemas)


def test_people_find_the_description_from_every_page(tour: Tour) -> None:
    seen = tour.stranger().see("/tournaments")
    assert 'href="/api/docs"' in seen.html
    page = tour.stranger().see("/api/docs")
    assert page.status == 200
    assert Page(page.html).faults == []
    for path in _document(tour)["paths"]:
        assert path in page.words
    assert "Świątek" in page.words


def test_every_example_of_the_description_can_be_opened(tour: Tour) -> None:
    html = tour.stranger().see("/api/docs").html
    examples = re.findall(r'href="(/api/[^"#]+)"><code>', html)
    documents = (_document(tour), _ask(tour, "/api/v1/openapi.json"))
    assert len(examples) == sum(len(each["paths"]) for each in documents)
    for example in examples:
        assert tour.stranger().get(example.replace("&amp;", "&")).status_code == 200, example
