"""A reader and an official at the tour's address, for as long as a drill lasts.

Guarantees that a write counts as acknowledged by the answer to its form only, and that one without
an answer is sent again from the same form, with its request id. The official is a referee made for
the drill; without one nothing is written, and the report says so.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from tools.aws.outside import Outside, Visitor
from tools.aws.record import Record
from tools.drill.browser import Answer, Unreached
from tools.drill.forms import Form
from tools.drill.journal import Kind, Outcome, Request
from tools.drill.load import FIRST_NAME, in_letters, outcome_of_form, outcome_of_page
from tools.problems import Problem

READ_PATH: Final = "/tournaments"
_NEW_PLAYER: Final = "/admin/player"
_GOES_ON_AT: Final = "/admin/players?"
# seconds since 1970 in letters
_NAME_LETTERS: Final = 7
_BIRTH_YEAR: Final = 1960


@dataclass(frozen=True, slots=True)
class Official:
    """A referee's account of the tour."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form that was not answered yet, and the name that it bears."""

    form: Form
    name: str


class Visits:
    """At one address; ``now`` in seconds since 1970."""

    def __init__(
        self,
        outside: Outside,
        host: str,
        record: Record,
        now: Callable[[], float],
        official: Official | None,
    ) -> None:
        self._outside = outside
        self._host = host
        self._record = record
        self._now = now
        self._official = official
        self._desk: Visitor | None = None
        self._waiting: _Filled | None = None

    @property
    def writes(self) -> bool:
        """Whether there is somebody who writes."""
        return self._official is not None

    def sign_in(self) -> None:
        """Problem where the tour does not know the official."""
        if self._official is not None and not self._signed_in(self._official):
            raise Problem(
                f"The official {self._official.name} cannot sign in at https://{self._host}: "
                "make a referee for the drill (/admin/officials) who has chosen a password, and "
                "give it in TOUR_DRILL_OFFICIAL and TOUR_DRILL_PASSWORD."
            )

    def once(self) -> None:
        """One page is read, one player registered; what came of it is noted."""
        self._read()
        if self._official is not None and (self._desk is not None or self._tried(self._official)):
            self._write()

    def has(self, name: str) -> bool:
        """Whether anybody finds the player; Unreached."""
        found = self._outside.visitor(self._host).get(f"/api/players/search?q={name}")
        if found.status != HTTPStatus.OK:
            raise Unreached(f"status {found.status}")
        return any(player["last_name"] == name for player in json.loads(found.body))

    def _read(self) -> None:
        began, said = self._now(), ""
        try:
            answer = self._outside.visitor(self._host).get(READ_PATH)
            outcome = outcome_of_page(answer)
            said = "" if outcome is not Outcome.FAULT else str(answer.status)
        except Unreached as error:
            outcome, said = Outcome.AWAY, str(error)
        self._note(began, Kind.READ, READ_PATH, outcome, said)

    def _write(self) -> None:
        began, said = self._now(), ""
        name = self._waiting.name if self._waiting else in_letters(int(began), _NAME_LETTERS)
        try:
            answer, outcome = self._sent(name.capitalize())
            if outcome in (Outcome.REFUSED, Outcome.FAULT):
                said = str(answer.status)
        except Unreached as error:
            outcome, said = Outcome.AWAY, str(error)
        if outcome not in (Outcome.AWAY, Outcome.STANDBY):
            self._waiting = None
        self._note(began, Kind.PLAYER, name.capitalize(), outcome, said)

    def _sent(self, name: str) -> tuple[Answer, Outcome]:
        assert self._desk is not None
        if self._waiting is None:
            shown = self._desk.get(_NEW_PLAYER)
            form = shown.form(_NEW_PLAYER)
            if form is None:
                outcome = outcome_of_form(shown, _GOES_ON_AT)
                if outcome is Outcome.REFUSED:
                    # the session has ended
                    self._desk = None
                return shown, outcome
            self._waiting = _Filled(form, name)
        answer = self._desk.send(
            self._waiting.form,
            first_name=FIRST_NAME,
            last_name=name,
            birth_year=_BIRTH_YEAR,
            gender_id=1,
            country_id=1,
        )
        return answer, outcome_of_form(answer, _GOES_ON_AT)

    def _tried(self, official: Official) -> bool:
        """Signing in, where nobody answers or a standby does: not yet."""
        try:
            return self._signed_in(official)
        except Unreached:
            return False

    def _signed_in(self, official: Official) -> bool:
        desk = self._outside.visitor(self._host)
        form = desk.get("/sign-in").form("/sign-in")
        if form is None:
            return False
        answer = desk.send(form, name=official.name, password=official.password)
        if not answer.location:
            return False
        self._desk = desk
        return True

    def _note(self, began: float, kind: Kind, what: str, outcome: Outcome, said: str) -> None:
        self._record.note_request(Request(began, self._now(), kind, what, outcome, said))
