"""The load of a drill: people who read pages, officials who write through forms.

    python -m tools.drill.load PORT COOKIES JOURNAL LABEL READERS WRITERS REFEREES

Guarantees that every write bears a name that no other has (a result that of its match), so that it
can be looked for afterwards, and that a write without an answer is sent again from the same form,
with its request id, as people press the button again. A write counts as acknowledged by the answer
to its form, not before.
SIGTERM ends it; a write that is under way then stays without an answer.
"""

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from itertools import count, cycle
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tools.drill.browser import Answer, Browser, Unreached
from tools.drill.forms import Form, PageReader
from tools.drill.journal import Journal, Kind, Outcome, Request

FIRST_NAME: Final = "Drill"
READ_PATHS: Final = (
    "/tournaments",
    "/rankings",
    "/tournament/1",
    "/api/tournaments",
    "/api/reference-data",
    "/api/players/search?q=an",
)
# what a page of a standby shows, and what it says to a form
BANNER: Final = "strip-read-only"
READ_ONLY_SENTENCE: Final = "The tour is read-only at the moment: a standby answers."
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_THINKS = 0.05
_AGAIN = 0.2
_AGE = 62
_WEEKS_AHEAD = 5
# a draw takes 64
_ENTRIES_OF_A_TOURNAMENT = 60
_SAID = 200
_SCHEDULED = 1
_A_MATCH_TAKES = 0.5


def in_letters(number: int, width: int = 4) -> str:
    """A number as letters, for names have no figures: 0 is aaaa, 1 is aaab."""
    letters = ""
    for _ in range(width):
        number, rest = divmod(number, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters


def outcome_of_page(answer: Answer) -> Outcome:
    """What somebody who reads has got."""
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Outcome.AWAY
    if answer.status != HTTPStatus.OK:
        return Outcome.FAULT
    return Outcome.STANDBY if BANNER in answer.text else Outcome.DONE


def outcome_of_form(answer: Answer, goes_on_at: str) -> Outcome:
    """What somebody who sent a form has got; ``goes_on_at`` begins the path after success."""
    if answer.location:
        return Outcome.DONE if answer.location.startswith(goes_on_at) else Outcome.FAULT
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Outcome.STANDBY if READ_ONLY_SENTENCE in answer.text else Outcome.AWAY
    return Outcome.REFUSED if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR else Outcome.FAULT


@dataclass(slots=True)
class Load:
    """``label`` tells the writes of one run from those of another."""

    port: int
    cookies: dict[str, str]
    journal: Journal
    label: str
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """One person who reads, until the end."""
        browser = Browser(self.port)
        for path in cycle(READ_PATHS):
            if self.stop.is_set():
                return
            began, said = time.time(), ""
            try:
                answer = browser.get(path)
                outcome = outcome_of_page(answer)
                said = "" if outcome is not Outcome.FAULT else _words(answer)
            except Unreached as error:
                outcome, said = Outcome.AWAY, str(error)
            self.journal.write(Request(began, time.time(), Kind.READ, path, outcome, said))
            self.stop.wait(_THINKS if outcome in (Outcome.DONE, Outcome.STANDBY) else _AGAIN)

    def judge(self, number: int, of: int) -> None:
        """Referee ``number`` of so many: results of the first day of this week, until none is left
        that falls to them, or the end."""
        browser = Browser(self.port, self.cookies)
        for match in list(self._matches_to_judge(browser))[number::of]:
            if self.stop.is_set():
                return
            self.fill_in(
                browser,
                Kind.RESULT,
                str(match["match_id"]),
                f"/admin/result/{match['match_id']}",
                "/admin/results?",
                action="/admin/submit-result",
                typed="6-4 6-4",
                winner_id=match["player1_id"],
            )
            self.stop.wait(_A_MATCH_TAKES)

    def _matches_to_judge(self, browser: Browser) -> Iterator[dict[str, Any]]:
        monday = _this_monday().isoformat()
        for tournament in self._rows(browser, "/api/tournaments"):
            if tournament["start_date"] == monday:
                for draw in self._rows(
                    browser, f"/api/tournament/{tournament['tournament_id']}/draws"
                ):
                    for match in self._rows(browser, f"/api/draw/{draw['draw_id']}/matches"):
                        if match["match_status_id"] == _SCHEDULED and match["match_date"] == monday:
                            yield match

    def _rows(self, browser: Browser, path: str) -> list[dict[str, Any]]:
        """A JSON list, asked for until it is there; empty where the drill ended."""
        while not self.stop.is_set():
            try:
                answer = browser.get(path)
            except Unreached:
                answer = None
            if answer is not None and answer.status == HTTPStatus.OK:
                rows: list[dict[str, Any]] = json.loads(answer.text)
                return rows
            self.stop.wait(_AGAIN)
        return []

    def fill_in(
        self,
        browser: Browser,
        kind: Kind,
        what: str,
        page: str,
        goes_on_at: str,
        *,
        action: str = "",
        **typed: object,
    ) -> Answer | None:
        """Fill in the form of a page and send it until it is answered; None where it was refused,
        or the drill ended. ``action``: where the form is sent, if not to the page itself."""
        action = action or page.partition("?")[0]
        form: Form | None = None
        while not self.stop.is_set():
            began, said, answer = time.time(), "", None
            try:
                if form is None:
                    shown = browser.get(page)
                    form = shown.form(action)
                    if form is None:
                        answer, outcome = shown, _outcome_without_form(shown)
                if form is not None:
                    began = time.time()
                    answer = browser.send(form, **typed)
                    outcome = outcome_of_form(answer, goes_on_at)
            except Unreached as error:
                outcome, said = Outcome.AWAY, str(error)
            if outcome in (Outcome.REFUSED, Outcome.FAULT) and answer is not None:
                said = _words(answer)
            self.journal.write(Request(began, time.time(), kind, what, outcome, said))
            if outcome is Outcome.DONE:
                self.stop.wait(_THINKS)
                return answer
            self.stop.wait(_AGAIN)
            if outcome in (Outcome.REFUSED, Outcome.FAULT):
                return None
        return None

    def write(self, number: int) -> None:
        """One official who registers players and enters them, until the end."""
        official = _Official(self, Browser(self.port, self.cookies), number)
        while not self.stop.is_set():
            official.take_in_a_player()


class _Official:
    def __init__(self, load: Load, browser: Browser, number: int) -> None:
        self._load = load
        self._browser = browser
        self._mark = f"{load.label}{_LETTERS[number]}"
        self._names = count()
        self._tournament = ""
        self._entered = 0

    def take_in_a_player(self) -> None:
        """Register somebody and enter them in a tournament of ours; a new one where it is full."""
        if not self._tournament or self._entered >= _ENTRIES_OF_A_TOURNAMENT:
            self._open_tournament()
        name = self._new_name()
        registered = self._load.fill_in(
            self._browser,
            Kind.PLAYER,
            name,
            "/admin/player",
            "/admin/players?",
            first_name=FIRST_NAME,
            last_name=name,
            birth_year=datetime.now(UTC).year - _AGE,
            gender_id=1,
            country_id=1,
        )
        if registered is None:
            return
        player = self._key_in(registered.location, "/admin/player/")
        if not (player and self._tournament):
            return
        entered = self._load.fill_in(
            self._browser,
            Kind.ENTRY,
            name,
            f"/admin/entry?tournament_id={self._tournament}&player_id={player}",
            "/admin/entry?",
        )
        self._entered += 1
        if entered is None:
            # it may have gone with the lost region
            self._tournament = ""

    def _open_tournament(self) -> None:
        monday = _this_monday() + timedelta(weeks=_WEEKS_AHEAD)
        name = f"{FIRST_NAME} {self._new_name()}"
        made = self._load.fill_in(
            self._browser,
            Kind.TOURNAMENT,
            name,
            "/admin/tournament",
            "/admin/tournament/",
            name=name,
            start_date=monday,
            category_id=1,
            surface_id=1,
            venue_id=1,
        )
        self._tournament = made.location.rpartition("/")[2] if made is not None else ""
        self._entered = 0

    def _new_name(self) -> str:
        return f"{self._mark}{in_letters(next(self._names))}".capitalize()

    def _key_in(self, path: str, before: str) -> str:
        """The key behind the first link of a page that begins so; empty where there is none."""
        while not self._load.stop.is_set():
            try:
                shown = self._browser.get(path)
            except Unreached:
                shown = None
            if shown is not None and shown.status == HTTPStatus.OK:
                keys = (
                    link.removeprefix(before)
                    for link in shown.page.links
                    if link.startswith(before)
                )
                return next(keys, "")
            self._load.stop.wait(_AGAIN)
        return ""


def _this_monday() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday())


def _outcome_without_form(shown: Answer) -> Outcome:
    """A page that should have a form has none."""
    if shown.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Outcome.AWAY
    if shown.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.FAULT
    return Outcome.REFUSED


def _words(answer: Answer) -> str:
    """Status and first words of what was not expected."""
    text = PageReader(answer.text.partition("<main")[2]).text or answer.text
    return f"{answer.status} {answer.location} {' '.join(text.split())}"[:_SAID]


def _main(words: list[str]) -> None:
    cookies = json.loads(Path(words[1]).read_text(encoding="utf-8"))
    load = Load(int(words[0]), cookies, Journal(Path(words[2])), words[3])

    def end(_number: int, _frame: FrameType | None) -> None:
        load.stop.set()

    signal.signal(signal.SIGTERM, end)
    readers, writers, referees = map(int, words[4:7])
    people = [threading.Thread(target=load.read) for _ in range(readers)]
    people += [threading.Thread(target=load.write, args=(number,)) for number in range(writers)]
    people += [
        threading.Thread(target=load.judge, args=(number, referees)) for number in range(referees)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    load.journal.close()


if __name__ == "__main__":
    _main(sys.argv[1:])
