"""One of every page, in the states that people meet, with the template it belongs to."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from services.gateway.views.audit import AuditFilters, AuditPage, AuditRow
from services.gateway.views.audit_words import Change, Subject
from services.gateway.views.bulk import (
    ENTRY_WORDS,
    PLAYER_WORDS,
    Answer,
    AnsweredLine,
    list_page,
)
from services.gateway.views.clock import Ahead, ClockPage
from services.gateway.views.countries import CountriesPage, CountryRow, CountryTyped
from services.gateway.views.dashboard import (
    ClosingSoon,
    DashboardPage,
    DrawDue,
    EndingSoon,
    ServiceState,
    SkeletonDue,
    ToDo,
    TourState,
)
from services.gateway.views.draw import DrawPage, DrawView
from services.gateway.views.drawing import DrawingPage, Preview
from services.gateway.views.entry import (
    EntriesPage,
    EntryCheck,
    EntryOnList,
    EntryPage,
    PlayerFound,
    tournament_field,
)
from services.gateway.views.forms import Choice, Conflict, Field, FieldKind
from services.gateway.views.imports import (
    ImportLink,
    ImportPage,
    ImportReport,
    RuleCount,
    TableCount,
)
from services.gateway.views.officials import OfficialRow, OfficialsPage, OfficialTyped
from services.gateway.views.rankings import RankedPlayer, RankingPage, RankingQuery, SeparatedBy
from services.gateway.views.registration import (
    PlayersPage,
    PlayerTyped,
    TournamentTyped,
    VenueTyped,
    player_form,
    tournament_form,
    venue_form,
)
from services.gateway.views.result import (
    MatchToRecord,
    ParsedResult,
    RecordRow,
    ResultPage,
    ResultsPage,
    ResultTyped,
    SetTyped,
    record_rows,
)
from services.gateway.views.rules import RulesPage
from services.gateway.views.search import SearchPage
from services.gateway.views.season import (
    CalendarFilters,
    CalendarPage,
    Tournament,
    TournamentState,
    entry_deadline,
)
from services.gateway.views.site import (
    ErrorPage,
    Flash,
    FlashKind,
    PasswordPage,
    Section,
    SignInPage,
    Site,
)
from services.gateway.views.styleguide import StyleguidePage
from services.gateway.views.tournament import EntryTable, TodaysMatch, TournamentPage
from services.gateway.views.validation import CheckLine, ValidationPage, ValidationRun
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    Round,
    Surface,
    TournamentCategory,
    Violation,
)
from shared.weeks import Week
from tests.unit.gateway import breakdowns, corrections, orders, profiles, verifications
from tests.unit.gateway.samples import (
    MONDAY,
    NOW,
    draw_cards,
    draw_page,
    entry_table,
    guard,
    history,
    person,
    sample_draw,
    seeds,
    site,
    tournament,
)

Rendered = tuple[str, Site, object]


def season() -> tuple[Tournament, ...]:
    surfaces, categories = tuple(Surface), tuple(TournamentCategory)
    return tuple(
        tournament(
            number,
            date(2025, 12, 29) + timedelta(weeks=number),
            surfaces[number % 4],
            categories[number % 5],
        )
        for number in range(16)
    )


def upcoming() -> tuple[Tournament, ...]:
    return tuple(each for each in season() if each.state(NOW) is TournamentState.OPEN)


def every_page() -> dict[str, Rendered]:
    return public_pages() | admin_pages() | development_pages()


def public_pages() -> dict[str, Rendered]:
    finished = sample_draw(16, 13).bracket()
    no_filters = CalendarFilters(year=2026)
    nothing_fits = CalendarFilters(2026, surface=Surface.CARPET, state=TournamentState.CLOSED)
    todays = tuple(
        TodaysMatch(11, "Men 60+", "Round of 32", match)
        for match in sample_draw(32, 29, 0).bracket().rounds[0].matches[3:6]
    )
    return {
        "tournaments": (
            "tournaments.html",
            site(),
            CalendarPage.of(season(), no_filters, (2026, 2025), NOW),
        ),
        "tournaments-none": (
            "tournaments.html",
            site(),
            CalendarPage.of(season(), nothing_fits, (2026, 2025), NOW),
        ),
        "tournament-in-play": (
            "tournament.html",
            site(),
            TournamentPage.of(tournament(), draw_cards(), (entry_table(),), todays, NOW),
        ),
        "tournament-open": (
            "tournament.html",
            site(official=True),
            TournamentPage.of(
                tournament(6, MONDAY + timedelta(weeks=2), Surface.HARD),
                draw_cards(DrawStatus.OPEN),
                (entry_table(), EntryTable.of(AgeCategory.SIXTY_FIVE, Gender.WOMEN, ())),
                (),
                NOW,
            ),
        ),
        "tournament-finished": (
            "tournament.html",
            site(),
            TournamentPage.of(
                tournament(7, MONDAY - timedelta(weeks=2), Surface.GRASS, is_over=True),
                draw_cards(DrawStatus.COMPLETED, finished),
                (),
                (),
                NOW,
            ),
        ),
        "order": ("order.html", site(), orders.order()),
        "order-of-one": ("order.html", site(), orders.order(one=True)),
        "order-none": ("order.html", site(), orders.empty_order(MONDAY)),
        "search": (
            "search.html",
            site(Section.NONE),
            SearchPage.of("an", found_players(), season(), has_more_players=True),
        ),
        "search-none": ("search.html", site(Section.NONE), SearchPage.of("zzz")),
        "search-short": ("search.html", site(Section.NONE), SearchPage.of("z")),
        "about": ("about.html", site(Section.NONE), RulesPage()),
        "rules": ("rules.html", site(Section.NONE), RulesPage()),
        "player": ("profile.html", site(), profiles.profile()),
        "player-new": ("profile.html", site(), profiles.newcomer()),
        "head-to-head": ("meetings.html", site(), profiles.meetings()),
        "head-to-head-none": ("meetings.html", site(), profiles.strangers()),
        "draw-8": ("draw.html", site(), draw_page(8, 6, 1, surface=Surface.HARD)),
        "draw-16": ("draw.html", site(), draw_page(16, 13)),
        "draw-32": ("draw.html", site(), draw_page(32, 29, 2, surface=Surface.GRASS)),
        "draw-64": ("draw.html", site(), draw_page(64, 53)),
        "draw-list": ("draw.html", site(), draw_page(16, 13, 2, DrawView.LIST)),
        "draw-history": ("draw.html", site(), unverified()),
        "verify": ("draw_verify.html", site(), verifications.verification()),
        "verify-differs": ("draw_verify.html", site(), verifications.verification(exchanged=True)),
        "verify-elsewhere": ("draw_verify.html", site(), verifications.made_elsewhere()),
        "draw-open": ("draw.html", site(), before_the_draw()),
        "rankings": ("rankings.html", site(Section.RANKINGS), ranking()),
        "rankings-long": ("rankings.html", site(Section.RANKINGS), long_ranking()),
        "rankings-search": ("rankings.html", site(Section.RANKINGS), ranking("swiatek")),
        "rankings-nobody": ("rankings.html", site(Section.RANKINGS), ranking("xyz")),
        "points": ("points.html", site(Section.RANKINGS), breakdowns.by_merit()),
        "points-lot": ("points.html", site(Section.RANKINGS), breakdowns.by_lot()),
        "points-imported": ("points.html", site(Section.RANKINGS), breakdowns.imported()),
        "points-outgrown": ("points.html", site(Section.RANKINGS), breakdowns.outgrown()),
        "points-new": ("points.html", site(Section.RANKINGS), breakdowns.new_in_65()),
        "error": (
            "error.html",
            site(Section.NONE),
            ErrorPage(
                404,
                "This page is not here",
                "There is no draw 4711.",
                "Look for the tournament in the calendar.",
                "9f86d081884c7d65",
            ),
        ),
        "error-away": (
            "error.html",
            site(Section.NONE),
            ErrorPage(
                503,
                "Back in a moment",
                "A part of the system cannot be reached at the moment. Try again in a minute.",
                "Nothing is lost.",
                "9f86d081884c7d65",
                again_href="/rankings?year=2026&week=9",
                again_seconds=30,
            ),
        ),
        "standby-sign-in": (
            "sign_in.html",
            Site(Section.SIGN_IN, NOW, 0, is_demo=True, is_read_only=True),
            SignInPage.of(guard()),
        ),
        "sign-in": (
            "sign_in.html",
            Site(Section.SIGN_IN, NOW, 0, is_demo=True),
            SignInPage.of(guard(), "anna", problem="Name and password do not fit together."),
        ),
        "password": (
            "password.html",
            site(Section.ADMIN, official=True),
            PasswordPage.of(
                guard(),
                (Violation("new_password", "9", "This password is too short."),),
                is_forced=True,
            ),
        ),
    }


def development_pages() -> dict[str, Rendered]:
    return {"styleguide": ("styleguide.html", site(), StyleguidePage.of(guard()))}


def unverified() -> DrawPage:
    cards = draw_cards(DrawStatus.COMPLETED)
    card = type(cards[0])(
        9, AgeCategory.SIXTY, Gender.MEN, DrawStatus.COMPLETED, 4, None, is_unverified=True
    )
    return DrawPage(tournament(), card, cards, False, NOW, history=history())


def before_the_draw() -> DrawPage:
    cards = draw_cards(DrawStatus.OPEN)
    ahead = tournament(6, MONDAY + timedelta(weeks=2), Surface.CARPET)
    return DrawPage(ahead, cards[0], cards, False, NOW, entries=entry_table())


def ranking(text: str = "") -> RankingPage:
    week = Week.of(MONDAY)
    separations = (SeparatedBy.POINTS, SeparatedBy.BEST_RESULT, SeparatedBy.LOT)
    players = [
        RankedPlayer(
            number,
            person(number),
            2400 - (number - 1) // 3 * 50,
            4 + number % 9,
            separations[(number - 1) % 3],
            (number + 2, number - 1, number, 0)[number % 4],
        )
        for number in range(1, 41)
    ]
    found = {"swiatek": [players[12], players[25]], "xyz": []}.get(text, players)
    return RankingPage.of(
        RankingQuery(week, AgeCategory.SIXTY, Gender.MEN, text),
        [week - back for back in range(1, 12)] + [week],
        found,
        total=len(players),
        published_at=NOW,
        revision=1,
    )


def long_ranking() -> RankingPage:
    """The second page of three."""
    return replace(ranking(), total=214, num_found=214, number=2)


def match_to_record(number: int = 1, *, is_late: bool = False) -> MatchToRecord:
    return MatchToRecord(
        number,
        11,
        tournament(),
        "Men 60+",
        Round.R16,
        number,
        MONDAY,
        person(number),
        person(number + 9),
        True,
        1,
        is_late,
    )


def rows_to_record(came_from: str = "") -> tuple[RecordRow, ...]:
    matches = [match_to_record(number, is_late=number == 1) for number in range(1, 5)]
    return record_rows(matches, [guard(1)] * 4, came_from)


def found_players() -> tuple[PlayerFound, ...]:
    return (
        PlayerFound(person(13), 1963, Gender.WOMEN, "Active"),
        PlayerFound(person(26), 1958, Gender.MEN, "Suspended"),
    )


def entry_page(step: int) -> EntryPage:
    """Step 0 empty, 1 searched, 2 may enter, 3 may not, 4 nobody found."""
    women = found_players()[0]
    reasons = (
        Violation("player_id", "2", "Iga Świątek is suspended until Sun 1 Mar 2026."),
        Violation("player_id", "2", "Iga Świątek plays the Baltic Cup in the same week."),
    )
    checks = {
        2: EntryCheck(women, "Women 60+", 1260, 3),
        3: EntryCheck(women, "Women 60+", 0, 0, reasons),
    }
    return EntryPage.of(
        guard(),
        upcoming(),
        NOW,
        tournament_id=upcoming()[0].tournament_id if step else 0,
        text="świ" if step else "",
        found={1: found_players(), 4: ()}.get(step),
        check=checks.get(step),
    )


def result_pages() -> dict[str, Rendered]:
    desk = site(Section.ADMIN, official=True)
    wrong = (
        Violation("sets[1].games", "5", "A set cannot end 6-5: play to 7-5 or a tie-break."),
        Violation("winner", "5", "The winner won one set only."),
    )
    ending = (Violation("sets[0].games", "5", "A set cannot end 6-5."),)
    sets = (SetTyped("6", "5"), SetTyped("3", "6"), SetTyped("10", "7"))

    def page(
        typed: ResultTyped,
        errors: tuple[Violation, ...] = (),
        parsed: ParsedResult | None = None,
        conflict: Conflict | None = None,
    ) -> Rendered:
        return (
            "admin/result.html",
            desk,
            ResultPage.of(
                match_to_record(),
                guard(3),
                typed,
                is_administrator=True,
                errors=errors,
                parsed=parsed,
                conflict=conflict,
            ),
        )

    follows = ("Plays Jan Nadolny in the quarter-finals on Wed 18 Feb.",)
    return {
        "admin-result": page(ResultTyped()),
        "admin-result-wrong": page(ResultTyped("64 65", winner_id="1"), wrong),
        "admin-result-sets": page(ResultTyped(sets=sets), ending),
        "admin-result-checked": page(
            ResultTyped("64 36 [10-7]", winner_id="1"),
            parsed=ParsedResult("6-4 3-6 [10-7]", person(1), follows),
        ),
        "admin-result-conflict": page(
            ResultTyped("64 64", winner_id="1"),
            conflict=Conflict("Bruno", NOW, "Iga Ng won 6-3 6-4."),
        ),
    }


def correction_pages() -> dict[str, Rendered]:
    desk = site(Section.ADMIN, official=True)
    set_wrong = Violation("typed", "5", "A set cannot end 6-5: play to 7-5 or a tie-break.")
    too_late = Violation("match_id", "5", "The next match has a result already.")
    no_day = Violation("match_date", "9", "The new day is missing.")
    why = corrections.NO_WHY
    pages: dict[str, tuple[str, object]] = {
        "recorded": ("recorded", corrections.recorded()),
        "recorded-referee": ("recorded", corrections.recorded(is_administrator=False)),
        "recorded-not-undone": ("recorded", corrections.recorded(not_undone="Is suspended.")),
        "recorded-fixed": ("recorded", corrections.recorded(not_undone="Too late.", both=True)),
        "correct": ("correct", corrections.correction()),
        "correct-wrong": ("correct", corrections.correction(set_wrong, too_late, typed="65 64")),
        "correct-checked": ("correct", corrections.correction(with_follows=True)),
        "correct-no-why": ("correct", corrections.correction(why, with_follows=True)),
        "correct-conflict": (
            "correct",
            corrections.correction(conflict=corrections.conflict()),
        ),
        "correct-impossible": ("correct", corrections.not_correctable()),
        "undo": ("undo", corrections.undo()),
        "undo-no-why": ("undo", corrections.undo(why)),
        "undo-impossible": ("undo", corrections.undo(too_late, possible=False)),
        "move": ("move", corrections.move(3, 4, 5)),
        "move-no-day": ("move", corrections.move(3, errors=(no_day,), known=True)),
        "move-nowhere": ("move", corrections.move()),
        "suspensions": ("suspensions", corrections.suspensions()),
        "suspensions-referee": ("suspensions", corrections.suspensions(may_lift=False)),
        "suspensions-no-why": ("suspensions", corrections.suspensions(errors=(why,))),
        "suspensions-of-one": ("suspensions", corrections.suspensions_of_one()),
        "suspensions-none": ("suspensions", corrections.nobody_suspended()),
        "suspensions-never": ("suspensions", corrections.nobody_suspended(1)),
    }
    return {
        f"admin-{name}": (f"admin/{template}.html", desk, page)
        for name, (template, page) in pages.items()
    }


def admin_pages() -> dict[str, Rendered]:
    desk = site(Section.ADMIN, official=True)
    flash = Flash(FlashKind.DONE, "Iga Świątek is entered in Women 60+.", "/draw/21", "Entry list")
    flashed = Site(
        Section.ADMIN,
        NOW,
        3600,
        is_demo=True,
        official=desk.official,
        guard=desk.guard,
        flashes=(flash,),
    )
    late, soon = tournament(4, MONDAY), tournament(6, MONDAY + timedelta(weeks=1))
    open_draw, closed = draw_cards(DrawStatus.OPEN)[2], draw_cards(DrawStatus.CLOSED)[0]
    dashboard = DashboardPage(
        ToDo(
            (DrawDue.of(late, closed, NOW), DrawDue.of(soon, open_draw, NOW)),
            (SkeletonDue(soon, draw_cards()[1], guard()),),
            rows_to_record("due"),
            31,
        ),
        entry_page(0),
        tuple(ClosingSoon.of(each, 17, NOW) for each in upcoming()[:3]),
        tuple(
            EndingSoon(
                days, person(days), MatchStatus.WALKOVER, MONDAY + timedelta(days), MONDAY, days > 0
            )
            for days in (0, 1, 12)
        ),
        TourState(),
    )
    quiet = DashboardPage(ToDo(), entry_page(0), (), (), TourState())
    troubled = DashboardPage(
        None,
        None,
        None,
        None,
        TourState.of(
            [
                ServiceState("draws", is_away=True),
                ServiceState("matches", 12, 190.0, 2),
                ServiceState("rankings"),
            ],
            is_administrator=True,
        ),
    )
    return {
        "admin": ("admin/dashboard.html", flashed, dashboard),
        "admin-all-done": ("admin/dashboard.html", desk, quiet),
        "admin-troubled": ("admin/dashboard.html", desk, troubled),
        **{
            f"admin-entry-{step}": ("admin/entry.html", desk, entry_page(step)) for step in range(5)
        },
        "admin-entries": ("admin/entries.html", desk, entries()),
        **drawing_pages(),
        "admin-results": (
            "admin/results.html",
            desk,
            ResultsPage(
                tournament_field(season(), 0), rows_to_record(), corrections.recorded_rows()
            ),
        ),
        **result_pages(),
        **correction_pages(),
        **record_forms(),
        "admin-players": (
            "admin/players.html",
            desk,
            PlayersPage(Field("q", "Name", "świ", FieldKind.SEARCH), True, found_players(), "?p=2"),
        ),
        **list_pages(),
        **country_pages(),
        **clock_pages(),
        "admin-officials": ("admin/officials.html", desk, officials()),
        "admin-audit": ("admin/audit.html", desk, audit()),
        "admin-import": ("admin/import.html", desk, imported()),
        "admin-validation": ("admin/validation.html", desk, validated()),
        "admin-validation-none": ("admin/validation.html", desk, ValidationPage(None)),
        "admin-import-none": ("admin/import.html", desk, ImportPage(None)),
    }


def list_pages() -> dict[str, tuple[str, Site, object]]:
    """Lists as first shown, checked, stored, and refused as a whole."""
    desk = site(Section.ADMIN, official=True)
    first = list_page(PLAYER_WORDS, guard(), "/admin/players/list")
    good = AnsweredLine(2, Answer.GOOD, "Anna Berg", "F, born 1963, S")
    known = AnsweredLine(
        3, Answer.KNOWN, "Jan Novak", "", ("Known.",), "/admin/player/7", "player 7"
    )
    bad = AnsweredLine(4, Answer.REFUSED, "a & co", "", ("One reason.", "Another."))
    checked = replace(
        first, answers=(good, known, bad), checked="a;b\nc", unread=("“Club”", "“Fax”")
    )
    upcoming_one = upcoming()[0]
    entering = replace(
        list_page(ENTRY_WORDS, guard(), "/admin/entries/list/1"),
        tournament=upcoming_one,
        deadline=entry_deadline(upcoming_one, NOW),
    )
    stored = replace(entering, answers=(good, bad), is_stored=True).again("a;b")
    errors = (Violation("lines", "9", "The list is empty."), Violation("file", "9", "No file."))
    return {
        "admin-list": ("admin/bulk.html", desk, first),
        "admin-list-no-country": ("admin/bulk.html", desk, replace(first, lacks_countries=True)),
        "admin-list-checked": ("admin/bulk.html", desk, checked.again("a;b\nc")),
        "admin-list-refused": ("admin/bulk.html", desk, first.again("x", errors)),
        "admin-list-stored": ("admin/bulk.html", desk, stored),
        "admin-list-all-stored": (
            "admin/bulk.html",
            desk,
            replace(stored, answers=(good,)).again(""),
        ),
    }


def entries() -> EntriesPage:
    rows = tuple(
        EntryOnList(
            number,
            person(number),
            "Men 60+",
            700 - number * 30,
            NOW,
            guard(2),
            number == 2,
            "withdrawn before the draw" if number == 3 else "",
        )
        for number in range(1, 5)
    )
    return EntriesPage(upcoming()[0], tournament_field(upcoming(), 8), rows)


def drawing_pages() -> dict[str, Rendered]:
    desk = site(Section.ADMIN, official=True)
    ahead = tournament(6, MONDAY + timedelta(weeks=1))
    closed = draw_cards(DrawStatus.CLOSED)[0]
    week = "week 7 of 2026"
    fine = Preview(13, 16, 3, 0, seeds(4), (1, 2, 3), True, week)
    small = Preview(5, 0, 0, 0, (), (), True, week)
    early = Preview(
        10,
        16,
        6,
        2,
        seeds(4),
        (1, 2, 3, 4),
        False,
        week,
        ("Entries are open until Tue 24 Feb 2026, 10:00 UTC.",),
    )
    made = Preview(13, 16, 3, 0, (), (), False, week, ("This draw has been made already.",))
    later = tournament(7, MONDAY + timedelta(weeks=2))
    return {
        "admin-draw": ("admin/draw.html", desk, DrawingPage.of(ahead, closed, fine, guard(1), NOW)),
        "admin-draw-small": (
            "admin/draw.html",
            desk,
            DrawingPage.of(ahead, closed, small, guard(1), NOW),
        ),
        "admin-draw-early": (
            "admin/draw.html",
            desk,
            DrawingPage.of(later, draw_cards(DrawStatus.OPEN)[0], early, guard(1), NOW),
        ),
        "admin-draw-second": (
            "admin/draw.html",
            desk,
            DrawingPage.of(
                ahead,
                draw_cards(DrawStatus.GENERATED)[0],
                made,
                guard(3),
                NOW,
                conflict=Conflict("Bruno", NOW, "Drawn, 13 players."),
            ),
        ),
    }


def record_forms() -> dict[str, Rendered]:
    desk = site(Section.ADMIN, official=True)
    countries = (Choice("1", "Poland"), Choice("2", "Spain"))
    venues = (Choice("1", "Antalya · Belek Tennis Club"),)
    wrong = (
        Violation("birth_year", "9", "The birth year has four digits, such as 1963."),
        Violation("country_id", "9", "Please choose a country from the list."),
    )
    typed = PlayerTyped("Iga", "Świątek", "63", "2", "", "1")
    return {
        "admin-player": ("admin/form.html", desk, player_form(guard(), typed, countries)),
        "admin-player-wrong": (
            "admin/form.html",
            desk,
            player_form(guard(4), typed, countries, errors=wrong, player_id=13),
        ),
        "admin-tournament": (
            "admin/form.html",
            desk,
            tournament_form(guard(), TournamentTyped(), venues, date(2026, 3, 2)),
        ),
        "admin-venue": ("admin/form.html", desk, venue_form(guard(), VenueTyped(), countries)),
        "admin-player-no-country": ("admin/form.html", desk, player_form(guard(), typed, ())),
        "admin-venue-no-country": (
            "admin/form.html",
            desk,
            venue_form(guard(), VenueTyped(), ()),
        ),
    }


def country_pages() -> dict[str, tuple[str, Site, object]]:
    """Without countries, with some, with all nations, and with one that is there already."""
    desk = site(Section.ADMIN, official=True)
    some = [CountryRow("E", "Spain"), CountryRow("GB", "UK")]
    there = [Violation("code", "9", "There is Spain (E) already.")]
    guards = (guard(), guard())
    pages = {
        "admin-countries-none": CountriesPage.of([], 210, guards, CountryTyped()),
        "admin-countries": CountriesPage.of(some, 209, guards, CountryTyped()),
        "admin-countries-all": CountriesPage.of(some[:1], 0, guards, CountryTyped()),
        "admin-countries-wrong": CountriesPage.of(
            some, 1, guards, CountryTyped("E", "España"), there
        ),
    }
    return {name: ("admin/countries.html", desk, page) for name, page in pages.items()}


def clock_pages() -> dict[str, Rendered]:
    today = NOW.date()
    ahead = Ahead(
        [*upcoming(), tournament(6, MONDAY + timedelta(weeks=1))],
        {today: 3, today + timedelta(1): 4},
        {today: 1, today + timedelta(9): 2},
    )
    wrong = (Violation("time", "9", "The time: “noon” is none; write 10:00."),)
    chosen = ClockPage.of(
        NOW, ahead, guard, typed=("2026-03-02", "21:00"), asked=NOW + timedelta(days=13)
    )
    asked_wrongly = ClockPage.of(NOW, Ahead(), guard, typed=("2026-03-02", "noon"), errors=wrong)
    desk = site(Section.ADMIN, official=True)
    return {
        "admin-clock": ("admin/clock.html", desk, ClockPage.of(NOW, ahead, guard)),
        "admin-clock-chosen": ("admin/clock.html", desk, chosen),
        "admin-clock-wrong": ("admin/clock.html", desk, asked_wrongly),
    }


def officials() -> OfficialsPage:
    rows = (
        OfficialRow(1, "anna", "2", False, True, 2, NOW, guard(1)),
        OfficialRow(2, "bruno", "1", False, False, 1, NOW - timedelta(hours=3), guard(1)),
        OfficialRow(3, "clara", "1", True, False, 0, None, guard(5)),
    )
    return OfficialsPage.of(rows, guard(), OfficialTyped())


def audit() -> AuditPage:
    changes = (Change("score", "", "6-4 6-3"), Change("winner", "", "Iga Świątek"))
    corrected = (Change("score", "6-4 6-3", "6-4 6-2"),)
    subject, repeated = Subject("Match 12", "/admin/result/12"), (Change("version", "1", "2"),)
    rows = (
        AuditRow(
            NOW, "anna", "ResultCorrected", "match:12", subject, corrected, repeated, "c0ffee"
        ),
        AuditRow(NOW, "bruno", "ResultRecorded", "match:12", subject, changes, (), "beef01"),
        AuditRow(
            NOW, "clock", "RankingPublished", "ranking:7", Subject("Ranking 7"), (), (), "beef02"
        ),
    )
    filters = AuditFilters(actor="anna")
    return AuditPage.of(rows, filters, ("anna", "bruno", "clock"), ("ResultRecorded",), "?before=9")


def validated() -> ValidationPage:
    line = partial(CheckLine, tables=("matches",), skipped="")
    checks = (
        line("two-sets", "14.8", "The winner won two sets", bad=2, known=0, examples=("match 7",)),
        line("match-sets", "5", "Sets end as they can", bad=0, known=9, examples=("match 9: 6-5",)),
        line("codes", "1", "Every code is known", bad=0, known=0, examples=()),
        CheckLine("outboxes", "9", "No event waits", ("outbox",), 0, 0, (), "Only a database."),
    )
    return ValidationPage(ValidationRun(NOW, NOW, 1.25, checks, NOW + timedelta(hours=27)))


def imported() -> ImportPage:
    report = ImportReport(
        "7",
        "earlier data 2019–2025",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        NOW,
        NOW + timedelta(seconds=48),
        (
            TableCount("players", 1250, 1240, 8, 0, 0, 2),
            TableCount("matches", 42123, 40000, 2000, 0, 0, 100),
        ),
        (
            RuleCount(
                "5",
                "matches",
                "The winner of a completed match won two sets",
                "unverified history",
                312,
                ("match 17: 6-4 4-6, winner 12", "match 44: 6-5 6-1, winner 9"),
            ),
        ),
    )
    return ImportPage(report, (ImportLink("6", "trial of January", NOW),))
