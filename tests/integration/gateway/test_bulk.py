"""Lists of players and entries by the pages: checked, stored once, handed back to be mended."""

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from itertools import count
from uuid import uuid4

import pytest
from openpyxl import Workbook

from tests.integration.gateway import people
from tests.integration.gateway.dates import PORTO, PORTO_CLOSES
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Seen

PLAYERS = "/admin/players/list"
HEADER = "First name;Last name;Gender;Country;Birth year"
_weeks = count()


@pytest.fixture
def last_name() -> str:
    """Of players whom no other test registers."""
    return f"Listed {uuid4().hex[:8]}"


@pytest.fixture
def own(tour: Tour) -> int:
    """A tournament of the test's own, in a week of its own, without entries."""
    number = next(_weeks)
    return tour.create_tournament(f"List {number}", date(2028, 1, 3) + timedelta(weeks=number))


@pytest.fixture
def unchanged(tour: Tour) -> Iterator[None]:
    """The test stores nobody, and uses up no request id."""
    before = stored(tour)
    yield
    assert stored(tour) == before


@pytest.fixture(scope="module", autouse=True)
def told(tour: Tour) -> Iterator[None]:
    """Other files find a tour in which all have heard of the players registered here."""
    yield
    known = "SELECT count(*) FROM tour.players p WHERE NOT EXISTS"
    until(
        lambda: (
            not tour.value(
                f"{known} (SELECT FROM tour.ranking_players r WHERE r.player_id = p.player_id)"
            )
        )
    )


def stored(tour: Tour) -> tuple[int, ...]:
    """How many players, entries and lists there are."""
    lists = "entries_inbox WHERE consumer IN ('rpc:RegisterPlayers', 'rpc:SubmitEntries')"
    return tuple(
        tour.value(f"SELECT count(*) FROM tour.{table}") for table in ("players", "entries", lists)
    )


def entries_of(tournament_id: int) -> str:
    return f"/admin/entries/list/{tournament_id}"


def check(browser: Browser, path: str, lines: str, file: bytes | None = None) -> Seen:
    """As the button of the form does it."""
    values = {**browser.see(path).form(path).values, "action": "check", "lines": lines}
    return send(browser, path, values, file)


def send(browser: Browser, path: str, values: Mapping[str, str], file: bytes | None = None) -> Seen:
    """A form as browsers send one that takes files, whether one is chosen or not."""
    chosen = ("", b"") if file is None else ("list", file)
    fields = {name: value for name, value in values.items() if name != "file"}
    return Seen.of(browser.http.post(path, data=fields, files={"file": chosen}))


def store(browser: Browser, path: str, checked: Seen) -> Seen:
    """Press the button below a checked list."""
    (form,) = (each for each in checked.forms if each.values.get("action") == "save")
    return send(browser, path, form.values)


def text_left(seen: Seen) -> str:
    """What stands in the field."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", seen.html, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def registered(tour: Tour, last_name: str) -> list[tuple[str, int, int, int]]:
    return tour.sql(
        "SELECT first_name, gender_id, country_id, birth_year FROM tour.players"
        " WHERE last_name = %s ORDER BY player_id",
        last_name,
    )


def entered(tour: Tour, tournament_id: int) -> list[int]:
    return [
        key
        for (key,) in tour.sql(
            "SELECT player_id FROM tour.entries WHERE tournament_id = %s ORDER BY entry_id",
            tournament_id,
        )
    ]


def own_players(tour: Tour, last_name: str, first_names: Iterable[str]) -> list[int]:
    """Registered men of the 60 of 2028."""
    lines = "\n".join(f"{first};{last_name};M;F;1967" for first in first_names)
    seen = store(tour.referee, PLAYERS, check(tour.referee, PLAYERS, lines))
    assert seen.status == 200, seen.words
    return [
        key
        for (key,) in tour.sql(
            "SELECT player_id FROM tour.players WHERE last_name = %s ORDER BY player_id", last_name
        )
    ]


# --- players ---------------------------------------------------------------------------------


def test_the_list_is_found_from_the_players(tour: Tour) -> None:
    assert f'href="{PLAYERS}"' in tour.referee.see("/admin/players").html
    seen = tour.referee.see(PLAYERS)
    assert "At most 2,000 lines." in seen.words
    assert [form.action for form in seen.forms if form.method == "post"].count(PLAYERS) == 1


def test_a_check_says_what_becomes_of_every_line_and_stores_nothing(
    tour: Tour, last_name: str
) -> None:
    before = stored(tour)
    lines = (
        f"{HEADER};Club",
        f"Anna;{last_name};F;PL;1963;TC",
        "Adam;Berg;M;F;1964;TC",
        "",
        f"ANNA;{last_name};F;Poland;1963;",
        f"Eva;{last_name};x;ZZ;soon;",
        f"Eva;{last_name};F;PL;1963;TC;more",
    )
    seen = check(tour.referee, PLAYERS, "\n".join(lines))
    assert seen.status == 200
    assert "5 lines: 1 will be registered, 1 known already, 1 repeated and 2 refused." in seen.words
    assert "Nothing is stored yet." in seen.words
    assert "Not read: the column “Club”." in seen.words
    for said in (
        "Registered already as player 1: the same name, birth year and country.",
        "Line 2 has the same name, birth year and country.",
        "The gender: “x” is neither M nor F.",
        "The country: “ZZ” is no code and no name of one.",
        "The birth year: “soon” is not a whole number",
        "The line has 7 cells, the header 6.",
    ):
        assert seen.words.count(said) == 1, said
    assert 'href="/admin/player/1"' in seen.html
    assert text_left(seen) == "\n".join(lines)
    assert stored(tour) == before


def test_the_good_lines_are_stored_and_the_others_handed_back(tour: Tour, last_name: str) -> None:
    lines = (
        HEADER,
        f"Anna;{last_name};F;PL;1963",
        f"Jan;{last_name};M;France;1960",
        f"Anna;{last_name};F;PL;1963",
        f"Eva;{last_name};F;PL;3000",
    )
    checked = check(tour.referee, PLAYERS, "\n".join(lines))
    assert "Register these 2 players" in checked.html
    seen = store(tour.referee, PLAYERS, checked)
    assert seen.status == 200
    assert "2 players are registered. 1 line is left to mend." in seen.words
    assert registered(tour, last_name) == [("Anna", 2, 2, 1963), ("Jan", 1, 1, 1960)]
    for (key,) in tour.sql("SELECT player_id FROM tour.players WHERE last_name = %s", last_name):
        assert f'href="/admin/player/{key}"' in seen.html
    assert text_left(seen) == f"{HEADER}\nEva;{last_name};F;PL;3000\n"
    # mended and sent again, the rest goes in too
    mended = text_left(seen).replace("3000", "1961")
    again = store(tour.referee, PLAYERS, check(tour.referee, PLAYERS, mended))
    assert "1 player is registered." in again.words
    assert text_left(again) == ""
    assert len(registered(tour, last_name)) == 3


def test_every_player_of_a_list_is_in_the_audit_log_with_the_official(
    tour: Tour, last_name: str
) -> None:
    browser = tour.official()
    store(browser, PLAYERS, check(browser, PLAYERS, f"Jan;{last_name};M;F;1960"))
    (player_id,) = own_keys = [
        key
        for (key,) in tour.sql("SELECT player_id FROM tour.players WHERE last_name = %s", last_name)
    ]
    found = until(
        lambda: tour.sql(
            "SELECT actor, action FROM tour.audit_log WHERE subject = %s", f"player:{player_id}"
        )
    )
    assert own_keys
    ((actor, action),) = found
    assert actor.startswith("official-")
    assert "PlayerRegistered" in action


def test_a_double_click_registers_nobody_twice_and_answers_the_same(
    tour: Tour, last_name: str
) -> None:
    lines = "\n".join(f"Name{'abcdefghij'[number]};{last_name};M;F;1960" for number in range(10))
    checked = check(tour.referee, PLAYERS, lines)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: store(tour.referee, PLAYERS, checked), range(4))  # one request id
        )
    assert {answer.status for answer in answers} == {200}
    assert {"10 players are registered." in answer.words for answer in answers} == {True}
    links = {tuple(re.findall(r'href="(/admin/player/\d+)"', each.html)) for each in answers}
    assert len(links) == 1
    assert len(registered(tour, last_name)) == 10


def test_the_same_list_by_two_officials_at_once_registers_nobody_twice(
    tour: Tour, last_name: str
) -> None:
    lines = "\n".join(f"Name{'abcdefghij'[number]};{last_name};M;F;1960" for number in range(10))
    officials = [tour.official(), tour.official(), tour.admin]
    checked = [check(each, PLAYERS, lines) for each in officials]
    with ThreadPoolExecutor(3) as pool:
        answers = list(
            pool.map(
                lambda pair: store(pair[0], PLAYERS, pair[1]), zip(officials, checked, strict=True)
            )
        )
    assert sorted(answer.status for answer in answers) == [200, 422, 422]
    refused = next(answer for answer in answers if answer.status == 422)
    assert "Nobody is registered: no line is good." in refused.words
    assert "10 lines: 10 known already." in refused.words
    assert len(registered(tour, last_name)) == 10


def test_a_file_counts_instead_of_what_was_typed(tour: Tour, last_name: str) -> None:
    book = Workbook()
    for row in (tuple(HEADER.split(";")), ("Jan", last_name, "M", "F", 1960)):
        book.active.append(row)  # type: ignore[union-attr]
    out = BytesIO()
    book.save(out)
    csv = f"Jan,{last_name},M,F,1960".encode("utf-8-sig")
    for file in (out.getvalue(), csv):
        seen = check(tour.referee, PLAYERS, "nonsense", file)
        assert "1 line: 1 will be registered." in seen.words
        # what was read stands in the field, and that is what the button stores
        assert last_name in text_left(seen)
    assert "1 player is registered." in store(tour.referee, PLAYERS, seen).words


@pytest.mark.parametrize(
    ("file", "field", "said"),
    [
        (b"PK\x03\x04 no book", "file", "The file is no XLSX workbook."),
        ("M\xfcller".encode("latin-1"), "file", "this is not UTF-8 text. Save it as"),
        (b"a\0b", "file", "NUL"),
        (b"x" * (600 * 1024), "file", "The list is larger than 512 kB"),
        (b"\n\n", "lines", "The list is empty"),
        (b"First name;Surname\nA;B", "lines", "The header lacks gender, country, birth year."),
        (b"a;b;c;d;e\n" * 2001, "lines", "The list has 2,001 lines; 2,000 at most"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_what_is_no_list_is_said_at_its_field(
    tour: Tour, file: bytes, field: str, said: str
) -> None:
    seen = check(tour.referee, PLAYERS, "", file)
    assert seen.status == 422
    assert seen.words.count(said) == 2
    assert f'id="{field}-error"' in seen.html
    assert f'href="#{field}"' in seen.html


@pytest.mark.usefixtures("unchanged")
def test_more_than_a_megabyte_is_refused_as_everywhere(tour: Tour) -> None:
    form = tour.referee.see(PLAYERS).form(PLAYERS).values
    answer = tour.referee.http.post(
        PLAYERS, data=form, files={"file": ("list", b"x" * (1024 * 1024))}
    )
    assert answer.status_code == 413
    assert "a megabyte at most" in answer.text


@pytest.mark.parametrize(
    "line",
    [
        "<script>alert(1)</script>;Berg;M;F;1960",
        "=cmd|' /C calc'!A0;Berg;M;F;1960",
        "{{7*7}};Berg;M;F;1960",
        "\u202egro.live;Berg;M;F;1960",
        f"{'x' * 10_000};Berg;M;F;1960",
        "A;B;M;F;1e309",
        f"A;B;M;F;{2**63}",
        "A;B;M;F;1899",
        ";;;;x",
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_bad_text_in_a_list_is_refused_in_its_line_and_shown_as_text(tour: Tour, line: str) -> None:
    seen = check(tour.referee, PLAYERS, line)
    assert seen.status == 200
    assert "1 line: 1 refused." in seen.words
    assert "<script>alert" not in seen.html
    assert not any(form.values.get("action") == "save" for form in seen.forms)
    # sent by hand all the same, nothing is stored
    values = tour.referee.see(PLAYERS).form(PLAYERS).values | {"action": "save", "lines": line}
    assert send(tour.referee, PLAYERS, values).status == 422


@pytest.mark.usefixtures("unchanged")
def test_a_list_from_another_site_or_without_request_id_is_refused(
    tour: Tour, last_name: str
) -> None:
    values = tour.referee.see(PLAYERS).form(PLAYERS).values
    values |= {"action": "save", "lines": f"Jan;{last_name};M;F;1960"}
    assert send(tour.referee, PLAYERS, values | {"csrf_token": "x"}).status == 403
    seen = send(tour.referee, PLAYERS, values | {"request_id": "7"})
    assert seen.status == 422
    assert "The form is incomplete." in seen.words


# --- entries ---------------------------------------------------------------------------------


def test_the_list_of_entries_is_found_from_the_tournament(tour: Tour, own: int) -> None:
    path = entries_of(own)
    assert f'href="{path}"' in tour.referee.see("/admin/entries", tournament_id=own).html
    assert f'href="{path}"' in tour.referee.see("/admin/entry", tournament_id=own).html
    assert f'href="{path}"' in tour.admin.see(f"/admin/tournament/{own}").html
    seen = tour.referee.see(path)
    assert "At most 500 lines." in seen.words
    assert "Entries close" in seen.words
    assert tour.referee.see(entries_of(999_999)).status == 404


def test_players_are_entered_by_number_and_by_name_and_the_others_handed_back(
    tour: Tour, own: int, last_name: str
) -> None:
    one, two, three, old = own_players(tour, last_name, ("Adam", "Ben", "Carl", "Dan"))
    tour.sql("UPDATE tour.players SET birth_year = 1900 WHERE player_id = %s", old)
    lines = (
        f"Adam {last_name}",
        str(two),
        f"{last_name}, Carl;1967",
        str(old),
        "Nobody Known",
        f"Adam {last_name}",
        f"{three};Adam {last_name}",
    )
    path = entries_of(own)
    checked = check(tour.referee, path, "\n".join(lines))
    assert checked.status == 200
    assert "7 lines: 3 will be entered, 1 repeated and 3 refused." in checked.words
    assert "Men 60+, 0 points" in checked.words
    assert entered(tour, own) == []
    seen = store(tour.referee, path, checked)
    assert "3 players are entered. 3 lines are left to mend." in seen.words
    assert "Line 1 has the same player." in seen.words
    assert "Nobody called “Nobody Known” is registered." in seen.words
    assert f"Player {three} is Carl {last_name}, born 1967, France" in seen.words
    assert entered(tour, own) == [one, two, three]
    assert text_left(seen).splitlines() == [str(old), "Nobody Known", f"{three};Adam {last_name}"]


def test_a_refused_line_says_what_the_single_form_says(
    tour: Tour, own: int, last_name: str
) -> None:
    wrong = (people.YOUNG, people.OLD, people.RETIRED)
    (good,) = own_players(tour, last_name, ("Adam",))
    seen = check(tour.referee, entries_of(own), "\n".join(map(str, (*wrong, good))))
    assert "4 lines: 1 will be entered and 3 refused." in seen.words
    for player_id in wrong:
        single = tour.referee.see("/admin/entry", tournament_id=own, player_id=player_id)
        reasons = re.findall(r"<li>([^<]+\.)</li>", single.html)
        assert reasons
        assert all(reason in seen.html for reason in reasons)


def test_namesakes_are_answered_with_the_candidates(tour: Tour, own: int, last_name: str) -> None:
    one, two = own_players(tour, last_name, ("Adam", "Ben"))
    tour.sql(
        "UPDATE tour.players SET first_name = 'Adam', birth_year = 1968,"
        " sort_key = (SELECT sort_key FROM tour.players WHERE player_id = %s) WHERE player_id = %s",
        one,
        two,
    )
    path = entries_of(own)
    seen = check(tour.referee, path, f"Name\nAdam {last_name}")
    assert f"player {one} (born 1967, France) or player {two} (born 1968, France)" in seen.words
    checked = check(tour.referee, path, f"Name;Born\nAdam {last_name};1968")
    assert "1 player is entered." in store(tour.referee, path, checked).words
    assert entered(tour, own) == [two]


def test_a_column_that_cannot_be_read_does_not_count_as_left_out(
    tour: Tour, own: int, last_name: str
) -> None:
    own_players(tour, last_name, ("Adam",))
    path = entries_of(own)
    for column, cell in (("Number", "17x"), ("Born", "soon"), ("Category", "70"), ("Sex", "x")):
        seen = check(tour.referee, path, f"Name;{column}\nAdam {last_name};{cell}")
        assert "1 line: 1 refused." in seen.words, column
        assert f"“{cell}”" in seen.words
    seen = check(tour.referee, path, f"Name;Category;Sex\nAdam {last_name};65+;F")
    assert "not in 65+." in seen.words
    assert "not in the women&#39;s" in seen.html


def test_a_double_click_enters_nobody_twice(tour: Tour, own: int, last_name: str) -> None:
    keys = own_players(tour, last_name, ("Adam", "Ben", "Carl"))
    path = entries_of(own)
    checked = check(tour.referee, path, "\n".join(map(str, keys)))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: store(tour.referee, path, checked), range(4)))
    assert [answer.status for answer in answers] == [200] * 4
    assert all("3 players are entered." in answer.words for answer in answers)
    assert entered(tour, own) == keys


def test_after_the_deadline_no_list_is_taken(tour: Tour, last_name: str) -> None:
    # entries for the week of Porto have closed two hours ago
    (player_id,) = own_players(tour, last_name, ("Adam",))
    tour.sql("UPDATE tour.players SET birth_year = 1964 WHERE player_id = %s", player_id)
    with tour.at(PORTO_CLOSES - timedelta(minutes=10)):
        late = tour.create_tournament(f"Late {last_name}", PORTO)
        path = entries_of(late)
        checked = check(tour.referee, path, str(player_id))
        assert "1 will be entered" in checked.words
    seen = store(tour.referee, path, checked)
    assert seen.status == 422
    assert "closed on Tuesday 3 March 2026, 10:00 UTC." in seen.words
    assert entered(tour, late) == []


@pytest.mark.usefixtures("unchanged")
def test_more_than_500_entries_are_refused(tour: Tour) -> None:
    path = entries_of(1)
    seen = check(tour.referee, path, "\n".join(["17"] * 501))
    assert seen.status == 422
    assert "The list has 501 lines; 500 at most are taken at once." in seen.words
    # by thousands of lines too
    assert check(tour.referee, path, "\n".join(["17"] * 10_000)).status == 422
