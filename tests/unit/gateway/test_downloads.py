"""Files of the pages: the same rows in the same order, in words, and never a formula."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from services.gateway.downloads.entries import (
    entries_for_officials,
    entries_of_draw,
    entries_of_tournament,
)
from services.gateway.downloads.lines import lines_sheet
from services.gateway.downloads.ranking import ranking_sheet
from services.gateway.downloads.results import results_of_draw, results_of_tournament
from services.gateway.downloads.sheet import Format, Sheet, file_name, in_name, of_tournament
from services.gateway.downloads.writing import Sheets
from services.gateway.views.bracket import MatchOnRecord, build_list
from services.gateway.views.draw import DrawPage
from services.gateway.views.entry import EntryOnList
from services.gateway.views.people import Person
from services.gateway.views.rankings import RankedPlayer, RankingPage, RankingQuery
from services.gateway.views.tournament import EntryRow, EntryTable, TournamentPage
from shared.terms import AgeCategory, Gender, MatchStatus, Round
from shared.weeks import Week
from tests.unit.gateway.pages import before_the_draw, ranking, unverified
from tests.unit.gateway.samples import (
    MONDAY,
    NOW,
    draw_cards,
    draw_page,
    entry_table,
    guard,
    person,
    tournament,
)

NASTY = '=HYPERLINK("http://x")'


def column(sheet: Sheet, name: str) -> list[object]:
    return [row[list(sheet.columns).index(name)] for row in sheet.rows]


def lines_of(page: DrawPage) -> Sheet:
    assert page.bracket is not None
    return lines_sheet(page, page.bracket)


# --- what is in them -----------------------------------------------------------------------------


def test_a_ranking_holds_every_row_of_its_page_in_its_order() -> None:
    page = ranking()
    sheet = ranking_sheet(page)
    assert column(sheet, "Position") == [each.position for each in page.players]
    assert column(sheet, "Player number") == [each.person.player_id for each in page.players]
    assert column(sheet, "Points") == [each.points for each in page.players]
    assert column(sheet, "Tournaments") == [each.tournaments for each in page.players]
    assert column(sheet, "Country") == [each.person.country_code for each in page.players]
    assert set(column(sheet, "Ranking")) == {"Men 60+"}
    assert set(column(sheet, "Week")) == {"2026-W08"}


def test_a_ranking_tells_who_is_new_and_what_separated_equal_points() -> None:
    page = ranking()
    sheet = ranking_sheet(page)
    assert column(sheet, "Position the week before")[1:6] == [2, None, 6, 4, 6]
    separations = column(sheet, "Equal points")
    assert separations[0] is None
    assert separations[1] == "level with no. 1, who has the better best result"
    assert separations[2] == "level with no. 2, separated by lot"


def test_a_ranking_of_earlier_records_says_so_in_every_row() -> None:
    assert set(column(ranking_sheet(ranking()), "Note")) == {None}
    imported = ranking_sheet(replace(ranking(), is_imported=True))
    assert set(column(imported, "Note")) == {"taken over from earlier records"}


def test_a_searched_ranking_holds_whom_the_search_found_and_its_name_says_so() -> None:
    sheet = ranking_sheet(ranking("swiatek"))
    assert column(sheet, "Last name") == ["Świątek", "Świątek"]
    assert sheet.name == "masters-tour-ranking-men-60-2026-W08-search"
    assert ranking_sheet(ranking()).name == "masters-tour-ranking-men-60-2026-W08"


def test_entries_stand_draw_by_draw_in_the_order_of_the_page() -> None:
    women = EntryTable.of(AgeCategory.SIXTY_FIVE, Gender.WOMEN, (EntryRow(person(31), 5, 0, NOW),))
    page = TournamentPage.of(tournament(), draw_cards(), (entry_table(), women), (), NOW)
    sheet = entries_of_tournament(page)
    assert column(sheet, "Draw") == ["Men 60+"] * 9 + ["Women 65+"]
    assert column(sheet, "Player number") == [*range(1, 10), 31]
    assert column(sheet, "Ranking") == [1, 2, 3, 4, 5, None, None, None, None, None]
    assert column(sheet, "Points")[:2] == [675, 650]
    assert sheet.name == "masters-tour-entries-costa-brava-masters-2026-W08"


def test_the_entries_of_a_draw_are_those_of_its_page() -> None:
    page = before_the_draw()
    assert page.entries is not None
    sheet = entries_of_draw(page, page.entries)
    assert column(sheet, "Player number") == [row.person.player_id for row in page.entries.rows]
    assert sheet.name == "masters-tour-entries-baltic-cup-2026-W10-men-60"


def test_officials_get_the_moment_of_every_entry_and_who_withdrew() -> None:
    stands = EntryOnList(1, person(1), "Men 60+", 700, NOW, guard(), False)
    gone = replace(stands, entry_id=2, withdrawn="withdrawn before the draw")
    sheet = entries_for_officials(tournament(), [stands, gone])
    assert column(sheet, "Entered (UTC)") == [NOW, NOW]
    assert column(sheet, "Entry points") == [700, 700]
    assert column(sheet, "Withdrawn") == [None, "withdrawn before the draw"]


def test_a_draw_has_a_row_for_every_line_from_the_top_with_seeds_and_byes() -> None:
    sheet = lines_of(draw_page(16, 13))
    assert column(sheet, "Line") == list(range(1, 17))
    assert column(sheet, "Player")[:2] == [person(1).name, "Bye"]
    assert column(sheet, "Seed")[:8] == [1, None, 2, None, 3, None, 4, None]
    assert column(sheet, "Player").count("Bye") == 3
    # who has the bye is marked, nobody else
    assert column(sheet, "First-round bye") == ["yes", None] * 3 + [None] * 10
    assert column(sheet, "Player number").count(None) == 3
    assert sheet.name == "masters-tour-draw-costa-brava-masters-2026-W08-men-60"


def test_results_hold_every_match_of_the_draw_and_no_bye() -> None:
    page = draw_page(64, 53)
    sheet = results_of_draw(page)
    assert len(sheet.rows) == 53 - 1
    assert "Bye" not in column(sheet, "Player 1") + column(sheet, "Player 2")
    assert column(sheet, "Round")[0] == "Round of 64"
    assert column(sheet, "Round")[-1] == "Final"
    assert column(sheet, "Day")[-1] == date(2026, 2, 21)
    for row in sheet.rows:
        told = dict(zip(sheet.columns, row, strict=True))
        assert told["Winner"] in (told["Player 1"], told["Player 2"])


def test_a_match_to_be_played_stands_without_winner_and_score() -> None:
    sheet = results_of_draw(draw_page(16, 13, 1))
    final = dict(zip(sheet.columns, sheet.rows[-1], strict=True))
    assert (final["Player 1"], final["Player 2"]) == ("To be decided", "To be decided")
    assert (final["Winner"], final["Score"], final["Ending"]) == (None, None, "to be played")
    assert (final["Player 1 number"], final["Player 1 seed"]) == (None, None)


@pytest.mark.parametrize(
    ("status", "winner", "ending"),
    [
        (MatchStatus.COMPLETED, 1, "played to the end"),
        (MatchStatus.WALKOVER, 1, "walkover"),
        (MatchStatus.RETIRED, 1, "retired"),
        (MatchStatus.DISQUALIFIED, 1, "disqualified"),
        (MatchStatus.SCHEDULED, 0, "to be played"),
        (MatchStatus.CANCELLED, 0, "cancelled"),
        (MatchStatus.CANCELLED, 1, "goes through without a match"),
    ],
)
def test_how_a_match_ended_is_said_in_words(status: MatchStatus, winner: int, ending: str) -> None:
    match = MatchOnRecord(7, Round.F, 1, 1, 2, status, winner)
    page = replace(unverified(), history=build_list([match], [person(1), person(2)]))
    assert column(results_of_draw(page), "Ending") == [ending]


def test_unverified_history_is_marked_in_every_row_and_nothing_else_is() -> None:
    history = results_of_draw(unverified())
    assert column(history, "Note") == ["unverified history"] * 3
    assert column(history, "Score") == ["6-5", "6-4 6-4", "w/o"]
    assert column(history, "Winner") == [person(1).name, None, person(4).name]
    assert set(column(results_of_draw(draw_page(16, 13)), "Note")) == {None}


def test_the_results_of_a_tournament_are_those_of_its_draws_one_after_the_other() -> None:
    draws = [draw_page(16, 13), draw_page(8, 6)]
    sheet = results_of_tournament(tournament(), draws)
    assert list(sheet.rows) == [row for draw in draws for row in results_of_draw(draw).rows]
    assert sheet.name == "masters-tour-results-costa-brava-masters-2026-W08"


# --- how they are written ------------------------------------------------------------------------


def ranking_of(last_name: str) -> Sheet:
    query = RankingQuery(Week.of(MONDAY), AgeCategory.SIXTY, Gender.MEN)
    players = [RankedPlayer(1, Person(1, "Jan", last_name, "POL", "Poland"), 100, 4)]
    return ranking_sheet(RankingPage.of(query, [query.week], players, published_at=NOW))


async def test_a_player_named_like_a_formula_is_a_text_in_both_formats() -> None:
    sheet, sheets = ranking_of(NASTY), Sheets()
    as_csv = await sheets.write(sheet, Format.CSV)
    as_xlsx = await sheets.write(sheet, Format.XLSX)
    assert as_csv.content is not None
    assert as_xlsx.content is not None
    _, row = csv.reader(StringIO(as_csv.content.decode("utf-8-sig"), newline=""), strict=True)
    assert row[4] == f"'{NASTY}"
    book = load_workbook(BytesIO(as_xlsx.content)).active
    assert book is not None
    cell = book.cell(2, 5)
    assert (cell.value, cell.data_type) == (NASTY, "s")
    assert (book.cell(2, 1).value, book.cell(2, 7).value) == (1, 100)
    assert book.freeze_panes == "A2"


async def test_the_same_rows_have_the_same_mark_and_bytes_and_who_has_them_gets_none() -> None:
    sheets = Sheets()
    for form in Format:
        first = await sheets.write(ranking_of("Novák"), form)
        again = await sheets.write(ranking_of("Novák"), form)
        assert first == again
        known = await sheets.write(ranking_of("Novák"), form, [first.mark])
        assert (known.mark, known.content) == (first.mark, None)
        other = await sheets.write(ranking_of("Novak"), form, [first.mark])
        assert other.mark != first.mark
        assert other.content is not None


async def test_a_workbook_that_was_asked_for_lately_is_not_written_again() -> None:
    sheets = Sheets()
    first = (await sheets.write(ranking_of("Novák"), Format.XLSX)).content
    assert (await sheets.write(ranking_of("Novák"), Format.XLSX)).content is first
    for number in range(20):
        await sheets.write(ranking_of(f"Player {number}"), Format.XLSX)
    later = (await sheets.write(ranking_of("Novák"), Format.XLSX)).content
    assert later == first
    assert later is not first


async def test_the_two_formats_and_a_changed_name_have_marks_of_their_own() -> None:
    sheets, sheet = Sheets(), ranking_of("Novák")
    marks = {
        (await sheets.write(each, form)).mark
        for each in (sheet, replace(sheet, name="other"), replace(sheet, title="other"))
        for form in Format
    }
    assert len(marks) == 6


# --- what they are called ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Świątek Cup 2", "swiatek-cup-2"),
        ('Open "of"\r\nNice/../x', "open-of-nice-x"),
        ("Łódź & Co.", "lodz-co"),
        ("東京", ""),
    ],
)
def test_a_files_name_is_of_plain_letters_and_figures(words: str, name: str) -> None:
    assert in_name(words) == name


def test_a_tournament_whose_name_no_file_can_have_is_called_by_its_number() -> None:
    name, week = of_tournament(replace(tournament(17), name="東京"))
    assert file_name("results", name, week) == "masters-tour-results-tournament-17-2026-W08"
