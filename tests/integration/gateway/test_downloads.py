"""Files from the pages: what the page shows, for whom it shows it, as a file to save."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook

from tests.integration.gateway import people
from tests.integration.gateway.tour import Browser, Tour
from tests.unit.gateway.html_check import Page

CSV = "text/csv; charset=utf-8; header=present"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEK_9 = "year=2026&week=9&category=60&gender=M"


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    """A CSV file as its reader takes it."""
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def cells_of(answer: httpx.Response) -> list[list[object]]:
    """A workbook's rows below the header."""
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def files_on(browser: Browser, path: str) -> list[str]:
    """The files that a page links to."""
    links = [str(a.attributes.get("href")) for a in Page(browser.see(path).html).all("a")]
    return [href for href in links if re.search(r"\.(csv|xlsx|json)(\?|$)", href)]


# --- links ---------------------------------------------------------------------------------------


def test_every_page_links_to_files_of_what_it_shows(tour: Tour) -> None:
    nice, wien = tour.tournaments["Nice Open"], tour.tournaments["Wien Open"]
    drawn, to_draw = tour.draw("Nice Open"), tour.draw("Wien Open", 1, 2)
    stranger = tour.stranger()
    linked = {
        "/rankings": ["/rankings?year=2026&week=10&category=60&gender=M"],
        "/rankings?q=berg": ["/rankings?year=2026&week=10&category=60&gender=M&q=berg"],
        f"/tournament/{nice}": [f"/tournament/{nice}/results", f"/tournament/{nice}/entries"],
        f"/tournament/{wien}": [f"/tournament/{wien}/entries"],
        f"/draw/{drawn}": [f"/draw/{drawn}", f"/draw/{drawn}/results"],
        f"/draw/{drawn}?view=list": [f"/draw/{drawn}", f"/draw/{drawn}/results"],
        f"/draw/{to_draw}": [f"/draw/{to_draw}/entries"],
        "/rankings?year=2024&week=5": [],
    }
    for path, files in linked.items():
        expected = [
            "?".join([head + end, *tail])
            for head, *tail in (file.split("?") for file in files)
            for end in (".csv", ".xlsx")
        ]
        assert files_on(stranger, path) == expected, path
        for href in expected:
            answer = stranger.get(href)
            assert answer.status_code == 200, href
            assert answer.headers["content-type"] == (CSV if ".csv" in href else XLSX)


# --- rankings ------------------------------------------------------------------------------------


def test_a_ranking_is_a_file_with_the_rows_of_its_page(tour: Tour) -> None:
    stranger = tour.stranger()
    answer = stranger.get(f"/rankings.csv?{WEEK_9}")
    rows = rows_of(answer)
    assert [int(row["Position"]) for row in rows] == list(range(1, 9))
    assert [int(row["Player number"]) for row in rows] == list(people.MEN_60)
    assert (rows[1]["First name"], rows[1]["Last name"], rows[1]["Points"]) == (
        "Bruno",
        "Costa",
        "700",
    )
    assert {row["Note"] for row in rows} == {"taken over from earlier records"}
    page = stranger.see(f"/rankings?{WEEK_9}").words
    assert all(f"{row['First name']} {row['Last name']}" in page for row in rows)
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="masters-tour-ranking-men-60-2026-W09.csv"'
    )


def test_both_formats_hold_the_same_rows_numbers_as_numbers_in_a_workbook(tour: Tour) -> None:
    stranger = tour.stranger()
    as_csv = rows_of(stranger.get(f"/rankings.csv?{WEEK_9}"))
    workbook = stranger.get(f"/rankings.xlsx?{WEEK_9}")
    assert "2026-W09.xlsx" in workbook.headers["content-disposition"]
    cells = cells_of(workbook)
    assert [["" if cell is None else str(cell) for cell in row] for row in cells] == [
        list(row.values()) for row in as_csv
    ]
    assert cells[0][6] == 800


def test_without_a_week_it_is_the_latest_and_a_search_is_of_the_page(tour: Tour) -> None:
    stranger = tour.stranger()
    assert {row["Week"] for row in rows_of(stranger.get("/rankings.csv"))} == {"2026-W10"}
    found = stranger.get("/rankings.csv?q=berg")
    assert [row["Last name"] for row in rows_of(found)] == ["Berg"]
    assert "W10-search.csv" in found.headers["content-disposition"]


def test_names_keep_their_letters(tour: Tour) -> None:
    rows = rows_of(tour.stranger().get(f"/draw/{tour.draw('Wien Open', 1, 2)}/entries.csv"))
    assert "Świątek" in {row["Last name"] for row in rows}


# --- tournaments and draws -----------------------------------------------------------------------


def test_the_entries_of_a_tournament_are_those_of_its_page(tour: Tour) -> None:
    nice = tour.tournaments["Nice Open"]
    stranger = tour.stranger()
    rows = rows_of(stranger.get(f"/tournament/{nice}/entries.csv"))
    page = Page(stranger.see(f"/tournament/{nice}").html)
    shown = [
        each.text.split("\xa0")[0].strip()
        for each in page.all("th")
        if each.attributes.get("scope") == "row"
    ]
    assert [f"{row['First name']} {row['Last name']}" for row in rows] == shown
    assert {row["Draw"] for row in rows} == {"Men 60+", "Men 65+", "Women 60+"}
    assert "Entered (UTC)" not in rows[0]


def test_a_draw_is_a_file_of_its_lines_with_seeds(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    rows = rows_of(tour.stranger().get(f"/draw/{draw_id}.csv"))
    stored = tour.sql(
        "SELECT draw_position, player_id FROM tour.draw_players WHERE draw_id = %s ORDER BY 1",
        draw_id,
    )
    assert [(int(row["Line"]), int(row["Player number"] or 0)) for row in rows] == stored
    seeds = {int(row["Player number"]): row["Seed"] for row in rows if row["Seed"]}
    assert seeds == {1: "1", 2: "2"}


def test_lots_that_have_not_fallen_are_in_no_file(tour: Tour) -> None:
    """Before the draw is made there are neither lines nor matches, in any of its files."""
    stranger, draw_id = tour.stranger(), tour.draw("Wien Open", 1, 2)
    for end in ("csv", "xlsx"):
        refused = stranger.see(f"/draw/{draw_id}.{end}")
        assert refused.status == 404
        assert "This draw is not made" in refused.words
    assert rows_of(stranger.get(f"/draw/{draw_id}/results.csv")) == []
    wien = tour.tournaments["Wien Open"]
    assert rows_of(stranger.get(f"/tournament/{wien}/results.csv")) == []


def test_a_made_draw_has_lines_in_the_place_of_its_entry_list(tour: Tour) -> None:
    seen = tour.stranger().see(f"/draw/{tour.draw('Nice Open')}/entries.csv")
    assert seen.status == 404
    assert "its lines stand in the place of the entry list" in seen.words


def test_the_results_are_the_matches_of_the_draws_with_iso_days(tour: Tour) -> None:
    stranger = tour.stranger()
    draw_id = tour.draw("Nice Open")
    rows = rows_of(stranger.get(f"/draw/{draw_id}/results.csv"))
    known = tour.matches(draw_id)
    assert [(row["Day"], row["Score"]) for row in rows] == [
        (match["match_date"], match["score"]) for match in known
    ]
    whole = rows_of(stranger.get(f"/tournament/{tour.tournaments['Nice Open']}/results.csv"))
    assert [row for row in whole if row["Draw"] == "Men 60+"] == rows
    assert {row["Draw"] for row in whole} == {"Men 60+", "Men 65+", "Women 60+"}


@pytest.fixture
def unverified_draw(tour: Tour) -> Iterator[int]:
    """A draw as an import leaves one whose matches form no bracket; the database lets no hand
    make one of a live draw, but for its triggers."""
    draw_id = tour.draw("Nice Open", 2, 2)
    change = "UPDATE tour.draws SET draw_status_id = %s, origin = %s WHERE draw_id = %s"
    ((status, origin),) = tour.sql(
        "SELECT draw_status_id, origin FROM tour.draws WHERE draw_id = %s", draw_id
    )
    tour.sql("SET session_replication_role = replica")
    tour.sql(change, 4, "unverified", draw_id)
    yield draw_id
    tour.sql(change, status, origin, draw_id)
    tour.sql("RESET session_replication_role")


def test_unverified_history_has_no_lines_and_its_matches_are_a_file(
    tour: Tour, unverified_draw: int
) -> None:
    refused = tour.stranger().see(f"/draw/{unverified_draw}.csv")
    assert refused.status == 404
    assert "as a list of matches: it has no lines" in refused.words
    assert rows_of(tour.stranger().get(f"/draw/{unverified_draw}/results.csv")) == []


# --- how they are answered -----------------------------------------------------------------------


def test_a_file_may_be_kept_like_its_page_and_is_not_sent_again_to_who_has_it(tour: Tour) -> None:
    stranger = tour.stranger()
    for end in ("csv", "xlsx"):
        address = f"/rankings.{end}?{WEEK_9}"
        first = stranger.get(address)
        assert first.headers["cache-control"] == "no-cache"
        assert "Cookie" in first.headers["vary"]
        assert "set-cookie" not in first.headers
        assert stranger.get(address).content == first.content
        again = stranger.get(address, if_none_match=f'"x", {first.headers["etag"]}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        other = stranger.get(f"/rankings.{end}", if_none_match=first.headers["etag"])
        assert other.status_code == 200


def test_a_head_of_a_file_is_its_head(tour: Tour) -> None:
    stranger = tour.stranger()
    for path in ("/rankings.csv", f"/draw/{tour.draw('Nice Open')}.xlsx"):
        told = stranger.http.head(path)
        got = stranger.get(path)
        assert (told.status_code, told.content) == (200, b"")
        for name in ("content-type", "content-disposition", "etag", "cache-control"):
            assert told.headers[name] == got.headers[name]


def test_an_official_gets_the_same_rows_and_no_cache_keeps_them(tour: Tour) -> None:
    answer = tour.referee.get(f"/rankings.csv?{WEEK_9}")
    assert answer.headers["cache-control"] == "no-store"
    assert rows_of(answer) == rows_of(tour.stranger().get(f"/rankings.csv?{WEEK_9}"))


@pytest.mark.parametrize(
    "path",
    [
        "/rankings.csv?year=2024&week=5",
        "/rankings.xlsx?year=2026&week=11",
        "/rankings.pdf",
        "/rankings.csv.xlsx",
        "/rankings.",
        "/tournament/999999/entries.csv",
        "/tournament/999999/results.xlsx",
        "/tournament/0/entries.csv",
        "/tournament/1/entries.ods",
        "/tournament/1/entries",
        "/draw/999999.csv",
        "/draw/999999/results.csv",
        "/draw/0.csv",
        "/draw/01.csv",
        "/draw/1.CSV",
        "/draw/x.csv",
    ],
)
def test_a_file_that_does_not_exist_is_a_404_with_a_page(tour: Tour, path: str) -> None:
    seen = tour.stranger().see(path)
    assert seen.status == 404
    assert "Error 404" in seen.words
    assert "content-disposition" not in seen.headers


def test_a_week_without_a_ranking_is_named(tour: Tour) -> None:
    seen = tour.stranger().see("/rankings.csv?year=2024&week=5&gender=F")
    assert "No Women 60+ ranking was published for week 5 of 2024." in seen.words


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=70", "categories"),
        ("gender=X", "genders"),
        ("year=2026", "Week"),
        ("year=2026&week=54", "Week"),
        ("year=%D9%A2%D9%A0&week=1", "Year"),
    ],
)
def test_a_wrong_week_or_list_is_explained(tour: Tour, query: str, field: str) -> None:
    seen = tour.stranger().see(f"/rankings.xlsx?{query}")
    assert seen.status == 422
    assert field in seen.words


# --- officials -----------------------------------------------------------------------------------


def test_officials_get_every_entry_with_its_points_and_moment(tour: Tour) -> None:
    nice = tour.tournaments["Nice Open"]
    address = f"/admin/entries.csv?tournament_id={nice}"
    assert address in files_on(tour.referee, f"/admin/entries?tournament_id={nice}")
    answer = tour.referee.get(address)
    assert answer.headers["cache-control"] == "no-store"
    stored = tour.sql(
        "SELECT player_id, entry_points, to_char(entry_timestamp AT TIME ZONE 'UTC',"
        " 'YYYY-MM-DD HH24:MI:SS') FROM tour.entries WHERE tournament_id = %s",
        nice,
    )
    rows = rows_of(answer)
    assert sorted(
        (int(row["Player number"]), int(row["Entry points"]), row["Entered (UTC)"]) for row in rows
    ) == sorted(stored)
    cells = cells_of(tour.referee.get(address.replace(".csv", ".xlsx")))
    assert len(cells) == len(rows)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("?tournament_id=x", 422),
        ("?tournament_id=0", 422),
        ("?tournament_id=99999", 404),
    ],
)
def test_entries_of_no_tournament_are_refused(tour: Tour, query: str, status: int) -> None:
    assert tour.referee.see(f"/admin/entries.csv{query}").status == status


def test_an_import_report_comes_as_json_too(tour: Tour) -> None:
    import_id, report = uuid4(), '{"tables": [{"table": "matches", "read": 7}], "rules": []}'
    tour.sql(
        "INSERT INTO tour.import_reports (import_id, data_hash, source, started_at, finished_at,"
        " report) VALUES (%s, %s, 'sheets', now(), now(), %s)",
        import_id,
        "ab" * 32,
        report,
    )
    try:
        address = f"/admin/import/{import_id}.json"
        assert address in files_on(tour.admin, f"/admin/import/{import_id}")
        answer = tour.admin.get(address)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert 'filename="masters-tour-import-' in answer.headers["content-disposition"]
        told = answer.json()
        assert (told["import_id"], told["source"]) == (str(import_id), "sheets")
        assert told["tables"] == [{"table": "matches", "read": 7}]
        assert tour.referee.get(address).status_code == 403
        assert tour.stranger().get(address).status_code == 303
    finally:
        tour.sql("DELETE FROM tour.import_reports WHERE import_id = %s", import_id)
    assert tour.admin.get(f"/admin/import/{uuid4()}.json").status_code == 404


def test_the_last_validation_comes_as_json_too(tour: Tour) -> None:
    assert tour.admin.see("/admin/validation.json").status == 404
    report = '{"seconds": 1.5, "checks": []}'
    tour.sql(
        "INSERT INTO tour.validation_reports (tour_time, report) VALUES (%s, %s)",
        "2026-03-03T12:00:00Z",
        report,
    )
    try:
        assert files_on(tour.admin, "/admin/validation") == ["/admin/validation.json"]
        told = tour.admin.get("/admin/validation.json").json()
        assert (told["seconds"], told["checks"]) == (1.5, [])
        assert told["tour_time"] == "2026-03-03T12:00:00Z"
    finally:
        tour.sql("DELETE FROM tour.validation_reports")


@pytest.mark.parametrize(
    "path", ["/admin/entries.csv?tournament_id=1", "/admin/entries.xlsx?tournament_id=1"]
)
def test_who_is_not_signed_in_gets_no_file_of_the_officials(tour: Tour, path: str) -> None:
    answer = tour.stranger().get(path)
    assert answer.status_code == 303
    assert "content-disposition" not in answer.headers


def test_reports_are_for_administrators(tour: Tour) -> None:
    assert tour.referee.get("/admin/validation.json").status_code == 403
