import gzip
import re
from dataclasses import replace
from hashlib import sha256

import pytest

from services.gateway.rendering import STATIC_FOLDER, Pages
from services.gateway.views.correction import Follows
from services.gateway.views.draw import DrawView
from services.gateway.views.forms import Choice, Guard
from services.gateway.views.people import Person
from services.gateway.views.rankings import RankedPlayer, RankingPage, RankingQuery
from services.gateway.views.registration import PlayerTyped, player_form
from services.gateway.views.site import ErrorPage, Section, SignedIn, SignInPage, Site
from services.gateway.views.words import utc
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from tests.unit.gateway import corrections
from tests.unit.gateway.html_check import Page
from tests.unit.gateway.pages import admin_pages, every_page, match_to_record, unverified
from tests.unit.gateway.samples import MONDAY, NOW, draw_page, guard, site
from tools import styles

PAGES = Pages()
EVERY = every_page()
_REFEREE = Site(
    Section.ADMIN,
    NOW,
    official=SignedIn("Bruno", "Referee", is_administrator=False),
    guard=Guard("a", "b"),
)


def html(name: str) -> str:
    template, frame, page = EVERY[name]
    return PAGES.html(template, frame, page)


def words(name: str) -> str:
    """The text of a page, with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html(name)).split())


@pytest.mark.parametrize("name", EVERY)
def test_every_page_is_sound_html_with_named_fields_and_reachable_references(name: str) -> None:
    assert Page(html(name)).faults == []


def test_the_check_sees_bad_nesting_double_ids_and_nameless_fields() -> None:
    bad = '<title>x</title><h1>x</h1><h3>y</h3><p><ul><b id="a"></ul><i id="a" style="x"></i>'
    bad += '<input name="n"><a href="#gone">z</a><form method="post"></form><a href="//x">z</a>'
    faults = " ".join(Page(bad).faults)
    for part in (
        "h3 follows h1",
        "<ul> stands in a paragraph",
        "<b> stands in <ul>",
        "id a stands twice",
        "style or script",
        "field n has no label",
        "#gone leads nowhere",
        "0 times csrf_token",
        "another host",
        "left open",
    ):
        assert part in faults


@pytest.mark.parametrize("name", EVERY)
def test_no_view_leaves_a_python_value_in_the_page(name: str) -> None:
    assert not re.search(r"\bNone\b|&lt;|object at|\bTrue\b|\bFalse\b", html(name))


def test_the_order_of_play_shows_results_and_what_is_left() -> None:
    assert "beat seed 1 Iga Ng" in words("order")
    assert words("order").count("GER to be played") == 2
    assert "Bye" not in words("order")


def test_a_player_is_called_suspended_by_the_suspension_that_holds_today() -> None:
    assert words("player").count("Suspended until") == 1
    assert "Disqualification: Mon 16 Feb 2026 to Fri 17 Apr 2026 Over" in words("player")
    assert "Suspended" not in words("player-new")


def test_a_draw_of_64_weighs_at_most_100_kb_and_15_kb_compressed() -> None:
    page = PAGES.html("draw.html", site(), draw_page(64, 64)).encode()
    assert len(page) <= 100_000
    assert len(gzip.compress(page)) <= 15_000


def test_style_sheet_and_script_stay_small() -> None:
    assert len(gzip.compress((STATIC_FOLDER / "site.css").read_bytes())) <= 20_000
    scripts = (STATIC_FOLDER / name for name in ("site.js", "live.js", "again.js"))
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 40_000


@pytest.mark.parametrize("name", ["site.css", "site.js", "live.js", "again.js"])
def test_what_pages_load_asks_no_other_host(name: str) -> None:
    loads = (STATIC_FOLDER / name).read_text()
    assert not re.search(r"https?://", loads)
    files = {file.name for file in STATIC_FOLDER.iterdir()}
    assert set(re.findall(r"url\(([^)?]+)", loads)) <= files


def test_the_address_of_a_file_changes_with_its_content() -> None:
    addresses = re.findall(r'"/static/([^"?]+)\?v=([0-9a-f]{10})"', html("error"))
    names = {name for name, _ in addresses}
    assert names == {"atkinson-latin.woff2", "favicon.svg", "site.css", "site.js"}


def test_the_style_sheet_asks_for_its_files_by_the_mark_of_their_content() -> None:
    asked = re.findall(r"url\(([^)?]+)\?v=([0-9a-f]{10})\)", styles.SHEET.read_text())
    assert {name for name, _ in asked} == {
        "atkinson-latin.woff2",
        "atkinson-latin-ext.woff2",
        "court.svg",
    }
    for name, mark in asked:
        assert sha256((STATIC_FOLDER / name).read_bytes()).hexdigest().startswith(mark), name


def test_the_typeface_travels_in_60_kb() -> None:
    fonts = [len(file.read_bytes()) for file in STATIC_FOLDER.glob("*.woff2")]
    assert len(fonts) == 2
    assert sum(fonts) <= 60_000


@pytest.mark.parametrize("name", EVERY)
def test_numbers_stand_in_threes(name: str) -> None:
    found = re.findall(r'class="num[a-z ]*">(\d{4,})<|(\d{4,}) points', html(name))
    assert found == []


def test_what_people_type_is_escaped() -> None:
    nasty = '<script>alert("x")</script>'
    signed = SignInPage.of(guard(), nasty, nasty, nasty)
    assert nasty not in PAGES.html("sign_in.html", site(Section.SIGN_IN), signed)
    query = RankingQuery(Week.of(MONDAY), AgeCategory.SIXTY, Gender.MEN, nasty)
    players = [RankedPlayer(1, Person(1, nasty, nasty), 10, 1)]
    ranking = RankingPage.of(query, [Week.of(MONDAY)], players)
    assert "<script>alert" not in PAGES.html("rankings.html", site(), ranking)


def test_visitors_are_offered_to_sign_in_and_officials_to_work() -> None:
    page = ErrorPage(404, "Gone", "Gone.", "Go.", "abc")
    visitor = PAGES.html("error.html", site(), page)
    official = PAGES.html("error.html", site(official=True), page)
    assert 'href="/sign-in"' in visitor
    assert 'href="/admin"' not in visitor
    assert 'href="/admin"' in official
    assert 'href="/sign-in"' not in official


def test_the_tour_clock_is_shown_in_demo_mode_only() -> None:
    page = ErrorPage(404, "Gone", "Gone.", "Go.", "abc")
    assert "Tour clock" not in PAGES.html("error.html", site(), page)
    shown = PAGES.html("error.html", Site(Section.NONE, NOW, 3600, is_demo=True), page)
    assert f">{utc(NOW)}</time>" in shown
    assert 'data-clock-offset="3600"' in shown


def test_on_the_standby_a_banner_says_so_and_nobody_can_sign_in() -> None:
    assert "nothing can be changed" in words("standby-sign-in")
    assert "<form" not in html("standby-sign-in").partition("<main")[2]
    assert "nothing can be changed" not in words("sign-in")
    assert "<form" in html("sign-in")


def test_an_error_page_names_status_advice_and_correlation_id() -> None:
    text = words("error")
    for part in ("Error 404", "There is no draw 4711.", "Look for", "9f86d081884c7d65"):
        assert part in text


def test_a_bye_reads_differently_from_a_player_to_be_decided() -> None:
    page = html("draw-8")
    assert '<li class="p bye"><span class="n">Bye</span></li>' in page
    assert '<li class="p tbd"><span class="n">To be decided</span></li>' in page


def test_the_winner_is_bold_marked_and_told_to_screen_readers_with_the_score() -> None:
    page = Page(html("draw-16"))
    winners = [each for each in page.all("li") if "w" in str(each.attributes.get("class")).split()]
    assert len(winners) == 16 - 3 - 1
    assert all(" won " in each.text for each in winners)


def test_marks_stand_beside_the_sets_and_tie_break_points_above_the_loser() -> None:
    page = html("draw-64")
    for mark in ("ret.", "def.", "w/o"):
        assert f"<em>{mark}</em>" in page
    assert "<i>6<sup>5</sup></i>" in page
    assert "<b>7</b>" in page


def test_a_bracket_is_sections_with_round_headings_and_nested_lists() -> None:
    page = html("draw-32")
    for code in ("R32", "R16", "QF", "SF", "F"):
        assert f'<section class="round round-{code}" aria-labelledby="r-{code}">' in page
    assert page.count('<li class="m') == 31


def test_each_round_has_an_address_for_narrow_screens() -> None:
    page = html("draw-32")
    assert 'href="/draw/11?round=SF#bracket" data-round="SF"' in page
    assert 'data-shown="QF"' in page


def test_the_list_names_who_beat_whom_and_who_had_a_bye() -> None:
    text = words("draw-list")
    assert "beat" in text
    assert "has a bye" in text
    assert 'class="bracket' not in html("draw-list")


def test_unverified_history_is_a_marked_list_without_a_bracket() -> None:
    text = words("draw-history")
    assert "Unverified history" in text
    assert 'class="bracket' not in html("draw-history")
    assert "?view=list" not in html("draw-history")
    assert "6-5" in text


def test_before_the_draw_the_entry_list_and_the_deadline_are_shown() -> None:
    text = words("draw-open")
    assert "Entry list 9 entries" in text
    assert "closes in 6 d 21 h" in text


def test_a_finished_draw_has_a_champions_banner_and_an_open_one_has_not() -> None:
    assert 'aria-label="Champion"' in html("draw-16")
    assert 'aria-label="Champion"' not in html("draw-32")


def test_seeding_shows_planned_beside_actual_and_the_random_seed() -> None:
    text = words("draw-16")
    assert "7283468712634" in text
    assert "moved up" in text


def test_equal_points_say_by_what_they_were_separated() -> None:
    assert "level with no. 1, who has the better best result" in words("rankings")
    assert "separated by lot" in words("rankings")


def test_a_player_is_told_what_separates_equal_points_and_how_to_recompute_a_lot() -> None:
    assert "who has the better second result." in words("points")
    assert "separated by lot." in words("points-lot")
    assert f"4:1:{MONDAY.year}:{MONDAY.isocalendar().week}" in words("points-lot")


def test_a_player_is_told_what_counts_and_what_comes() -> None:
    text = words("points-lot")
    assert "The best four results 700" in text
    assert "Do not count" in text
    assert "Wien Halle and Graz Altstadt drop off; Lyon Senior Cup comes in 555 unchanged" in text
    assert "Porto Masters drops off 675 −25" in text
    assert "revised 2 times" in text
    assert "no points without a match won" in text


def test_who_changes_category_is_told_that_the_new_one_starts_at_zero() -> None:
    before, after, new = words("points-lot"), words("points-outgrown"), words("points-new")
    assert "leaves Men 60+ with week 1 of 2027, on Mon 4 Jan 2027, and Men 65+ starts at" in before
    assert "No longer in Men 60+ since week 1 of 2026" in after
    assert "Men 65+ started at zero" in after
    assert "Stay behind in Men 60+" in after
    assert "New in Men 65+ this year, from zero" in new
    assert "No results in Men 65+" in new
    assert "at zero" not in words("points")


def test_an_imported_place_says_so_with_what_the_results_on_record_add_up_to() -> None:
    text = words("points-imported")
    assert "As imported from the earlier records: 690 points; the results on record add" in text
    assert "up to 700." in text
    assert "do not say what separated them" in text
    assert "imported" not in words("points")


def test_a_refused_entry_lists_every_reason_and_has_no_button() -> None:
    refused, allowed = html("admin-entry-3"), html("admin-entry-2")
    assert "suspended until" in refused
    assert "in the same week" in refused
    assert 'action="/admin/entry"' in allowed
    assert '<form method="post" action="/admin/entry">' not in refused
    assert '<form method="post" action="/admin/entry">' in allowed


def test_a_wrong_result_keeps_what_was_typed_with_the_mistake_at_its_field() -> None:
    page = Page(html("admin-result-wrong"))
    typed = next(each for each in page.all("input") if each.attributes.get("name") == "typed")
    assert typed.attributes["value"] == "64 65"
    assert typed.attributes["aria-invalid"] == "true"
    message = next(each for each in page.elements if each.attributes.get("id") == "typed-error")
    assert message.text == (
        "A set cannot end 6-5: play to 7-5 or a tie-break. The winner won one set only."
    )


def test_a_result_can_be_saved_only_once_it_was_checked() -> None:
    assert 'value="save"' not in html("admin-result")
    assert 'value="save"' not in html("admin-result-wrong")
    checked = html("admin-result-checked")
    assert 'value="save"' in checked
    assert 'name="checked" value="1 6-4 3-6 [10-7]"' in checked


def test_forms_with_a_row_carry_the_version_that_was_seen() -> None:
    assert 'name="expected_version" value="3"' in html("admin-result")
    assert "expected_version" not in html("admin-player")
    assert 'name="expected_version" value="4"' in html("admin-player-wrong")


def test_withdrawing_after_the_draw_asks_with_the_sanction_named() -> None:
    text = words("admin-entries")
    assert text.count("this is a no-show") == 1
    assert text.count("before the draw is free") == 2
    assert text.count("withdrawn before the draw") == 1


def test_referees_are_not_offered_what_administrators_do() -> None:
    template, frame, page = admin_pages()["admin-results"]
    assert 'href="/admin/officials"' in PAGES.html(template, frame, page)
    assert 'href="/admin/officials"' not in PAGES.html(template, _REFEREE, page)


@pytest.mark.parametrize(
    "name", ["admin-player-no-country", "admin-venue-no-country", "admin-list-no-country"]
)
def test_where_no_country_can_be_chosen_officials_are_told_what_to_do(name: str) -> None:
    template, _, page = admin_pages()[name]
    assert "There is no country yet. Add countries" in words(name)
    assert '<a href="/admin/countries">Add countries</a>' in html(name)
    seen_by_referee = PAGES.html(template, _REFEREE, page)
    assert "There is no country yet. Ask an administrator to add them." in seen_by_referee
    assert '<a href="/admin/countries">Add countries</a>' not in seen_by_referee


@pytest.mark.parametrize("name", ["admin-player", "admin-venue", "admin-list"])
def test_where_countries_can_be_chosen_nobody_misses_any(name: str) -> None:
    assert "There is no country yet." not in words(name)


def test_nations_are_offered_with_their_number_while_some_are_missing() -> None:
    assert "Add 210 nations" in words("admin-countries-none")
    assert "There is no country yet." in words("admin-countries-none")
    assert "Add 209 missing nations" in words("admin-countries")
    assert "2 countries E Spain GB UK" in words("admin-countries")
    assert "Add 1 missing nation" in words("admin-countries-wrong")
    assert "/admin/countries/nations" not in html("admin-countries-all")
    assert "1 country E Spain" in words("admin-countries-all")


def test_a_country_that_is_there_is_named_at_its_field_with_what_was_typed() -> None:
    page = Page(html("admin-countries-wrong"))
    (message,) = [each for each in page.elements if each.attributes.get("id") == "code-error"]
    assert message.text == "There is Spain (E) already."
    typed = {
        each.attributes.get("name"): each.attributes.get("value") for each in page.all("input")
    }
    assert (typed["code"], typed["name"]) == ("E", "España")


def test_only_administrators_are_led_to_the_countries() -> None:
    typed = PlayerTyped()
    france = [Choice("1", "France")]
    desk = site(Section.ADMIN, official=True)
    for may_add in (False, True):
        form = player_form(guard(), typed, france, may_add_countries=may_add)
        shown = PAGES.html("admin/form.html", desk, form)
        assert ('href="/admin/countries"' in shown) is may_add
    assert 'href="/admin/countries"' in html("admin-venue")


def test_a_draw_that_cannot_be_made_has_no_button_but_the_obstacle() -> None:
    assert "Entries are open until" in words("admin-draw-early")
    assert "/admin/generate-draw" not in html("admin-draw-early")
    assert "/admin/generate-draw" in html("admin-draw")
    assert "will be cancelled" in words("admin-draw-small")


def test_who_makes_a_draw_second_sees_who_was_first_and_the_way_to_the_draw() -> None:
    assert "Bruno made this draw first," in words("admin-draw-second")
    assert "What stands now: Drawn, 13 players." in words("admin-draw-second")
    links = Page(html("admin-draw-second")).all("a")
    (way,) = [each.attributes["href"] for each in links if each.text == "Look at the draw"]
    assert str(way).startswith("/draw/")
    assert "Look at the draw" not in words("admin-draw")


def test_passwords_are_never_written_into_a_page() -> None:
    for name in ("sign-in", "password", "admin-officials"):
        for each in Page(html(name)).all("input"):
            if each.attributes.get("type") == "password":
                assert "value" not in each.attributes


def test_every_link_to_record_a_match_is_distinguishable_by_its_text() -> None:
    match = match_to_record()
    assert f"Record {match.player1.name} against {match.player2.name}" in words("admin-results")


def test_officials_reach_every_match_from_the_list_of_a_draw_and_visitors_none() -> None:
    page = draw_page(16, 13, 2, DrawView.LIST)
    shown = PAGES.html("draw.html", site(official=True), page)
    assert 'href="/admin/result/304">Result' in shown
    assert 'href="/admin/result/501">Record' in shown
    assert 'href="/admin/move/601">Move' in shown
    assert Page(shown).faults == []
    assert "/admin/result" not in PAGES.html("draw.html", site(), page)
    assert "/admin/result" not in PAGES.html("draw.html", site(official=True), unverified())
    bracket = PAGES.html("draw.html", site(official=True), draw_page(16, 13, 2))
    assert 'href="/draw/11?view=list">list</a>' in bracket
    assert "/admin/result" not in bracket


def test_what_follows_from_a_correction_stands_before_the_button_and_only_then() -> None:
    for name in ("admin-correct", "admin-correct-wrong", "admin-correct-conflict"):
        assert 'value="save"' not in html(name), name
        assert 'name="why"' not in html(name), name
    checked = words("admin-correct-checked")
    for part in ("plays instead of", "is suspended from", "no points"):
        assert part in checked
    page = html("admin-correct-checked")
    assert page.index("plays instead of") < page.index('name="why"') < page.index('value="save"')
    assert f'name="checked" value="{corrections.follows().checked}"' in page
    assert 'name="expected_version" value="3"' in page


def test_what_was_shown_of_a_correction_is_told_apart_by_every_sentence() -> None:
    shown = corrections.follows()
    others = [replace(shown, headline="Another result."), replace(shown, groups=shown.groups[:2])]
    others.append(replace(shown, groups=(*shown.groups[:2], Follows("Points", ("Revised.",)))))
    assert len({each.checked for each in (shown, *others)}) == 4
    assert corrections.follows().checked == shown.checked


def test_a_missing_reason_stands_at_its_field_with_what_follows_still_there() -> None:
    for name in ("admin-correct-no-why", "admin-undo-no-why"):
        page = Page(html(name))
        field = next(each for each in page.all("input") if each.attributes.get("name") == "why")
        assert field.attributes["aria-invalid"] == "true"
        assert field.attributes["maxlength"] == "200"
        assert '<a href="#why">The reason is missing.</a>' in html(name)
        assert "plays instead of" in words(name)


def test_a_correction_that_is_refused_names_match_and_field() -> None:
    page = Page(html("admin-correct-wrong"))
    alert = next(each for each in page.elements if each.attributes.get("role") == "alert")
    assert "2 things to put right" in alert.text
    assert "The next match has a result already." in alert.text
    at_score = next(each for each in page.elements if each.attributes.get("id") == "typed-error")
    assert at_score.text == "A set cannot end 6-5: play to 7-5 or a tie-break."


def test_what_cannot_be_done_has_no_button_but_the_reason() -> None:
    assert 'href="/admin/correct/7"' in html("admin-recorded")
    assert 'href="/admin/undo/7"' in html("admin-recorded")
    assert 'href="/admin/correct/7"' in html("admin-recorded-not-undone")
    assert 'href="/admin/undo/7"' not in html("admin-recorded-not-undone")
    assert "It cannot be taken back. Is suspended." in words("admin-recorded-not-undone")
    assert "/admin/correct" not in html("admin-recorded-fixed")
    assert "neither corrected nor taken back. Too late." in words("admin-recorded-fixed")
    assert "/admin/correct" not in html("admin-recorded-referee")
    assert "an administrator corrects it" in words("admin-recorded-referee")
    assert "<form" not in html("admin-correct-impossible").partition("<main")[2]
    assert "can no longer be corrected" in words("admin-correct-impossible")
    assert "/admin/undo-result" not in html("admin-undo-impossible")
    assert "The next match has a result already." in words("admin-undo-impossible")


def test_days_to_move_to_are_choices_and_each_other_day_says_why_not() -> None:
    page = Page(html("admin-move"))
    days = [
        each.attributes["value"]
        for each in page.all("input")
        if each.attributes.get("type") == "radio"
    ]
    assert days == ["2026-02-19", "2026-02-20", "2026-02-21"]
    assert words("admin-move").count("The tournament ends on Sunday") == 4
    assert "/admin/move-match" not in html("admin-move-nowhere")
    assert "There is no other day for this match." in words("admin-move-nowhere")
    assert '<a href="#match-date">The new day is missing.</a>' in html("admin-move-no-day")


def test_a_suspension_is_offered_to_be_lifted_only_where_that_can_be_done() -> None:
    assert html("admin-suspensions").count('action="/admin/lift-suspension"') == 2
    assert html("admin-suspensions-referee").count('action="/admin/lift-suspension"') == 0
    # of one in every state those that hold and that are to come
    assert html("admin-suspensions-of-one").count('action="/admin/lift-suspension"') == 2
    for part in (
        "holds today",
        "coming",
        "over",
        "lifted from Mon 16 Feb 2026 on",
        "annulled: its",
    ):
        assert part in words("admin-suspensions-of-one")
    assert "unverified history, which never changes" in words("admin-suspensions")
    assert "Hold today 3 Coming 0 Over 12" in words("admin-suspensions")
    assert 'aria-invalid="true"' in html("admin-suspensions-no-why")
    assert html("admin-suspensions-no-why").count('<details class="ask" open>') == 1
    assert "No suspension was lifted." in words("admin-suspensions-none")
    assert "was never suspended" in words("admin-suspensions-never")
