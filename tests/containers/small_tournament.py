"""A small tournament, played through the pages of any running tour by an administrator.

Everything goes through forms and JSON addresses, so that it can be played wherever a gateway
answers. The tour's clock must be movable and stand at ``BEGINNING`` or before.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from tests.integration.whole.tournament60 import await_
from tests.visitor import Seen, Visitor

BEGINNING = "2026-02-16T12:00:00Z"
_MONDAY = "2026-02-23"
_CLOSED = "2026-02-17T10:00:05"
# whoever jumps over these makes draws late
_FRIDAYS = ("2026-02-20T19:00:05", "2026-02-27T19:00:05")
_PUBLISHED = "2026-03-02T20:00:05"
_CLOSED_DRAW = 2
_WOMEN_60 = (1, 2)
_NAMES = ("Abel", "Berg", "Cohen", "Dahl", "Eriksen", "Fabre", "Gomez")
# seven players: one bye, then a quarter-final of three matches, two semi-finals, a final
_RESULTS = 6

Json = dict[str, Any]


class SmallTournament:
    """``clock`` moves the tour's time; ``between`` is called before each result with how many
    there are already."""

    def __init__(
        self,
        admin: Visitor,
        clock: Callable[[str], object],
        between: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._admin = admin
        self._clock = clock
        self._between = between

    def play(self, name: str) -> int:
        """From the first entry to the ranking; the champion's key."""
        tournament = self._create(name)
        for player in self._register(name):
            self._enter(tournament, player)
        draw = self._draw(tournament)
        self._pass(_FRIDAYS[0])
        champion = self._play(draw)
        self._pass(_FRIDAYS[1])
        self._clock(_PUBLISHED)
        points = f"/api/player/{champion}/ranking"
        await_(lambda: self._json(points)["total_points"] or None)
        return champion

    def _create(self, name: str) -> int:
        form = self._admin.see("/admin/tournament").form("/admin/tournament")
        venue = next(key for key in form.choices["venue_id"] if key)
        seen = self._admin.send(
            form, name=name, start_date=_MONDAY, category_id=3, surface_id=1, venue_id=venue
        )
        assert seen.path.startswith("/admin/tournament/"), seen.words
        return int(seen.path.rpartition("/")[2])

    def _register(self, given: str) -> list[int]:
        """Seven women of sixty; they bear the tournament's name, which nobody else does."""
        players = []
        for last in _NAMES:
            form = self._admin.see("/admin/player").form("/admin/player")
            country = next(key for key in form.choices["country_id"] if key)
            seen = self._admin.send(
                form,
                first_name=given,
                last_name=last,
                birth_year=1963,
                gender_id=2,
                country_id=country,
            )
            assert "is registered" in seen.words, seen.words
            found = self._json(f"/api/players/search?q={given} {last}")
            players.append(int(found[0]["player_id"]))
        return players

    def _enter(self, tournament: int, player: int) -> None:
        page = await_(lambda: self._entry_page(tournament, player))
        seen = self._admin.send(page.form("/admin/entry", player_id=player))
        assert seen.status == 200, seen.words

    def _entry_page(self, tournament: int, player: int) -> Seen | None:
        page = self._admin.see("/admin/entry", tournament_id=tournament, player_id=player)
        may = any(form.values.get("player_id") == str(player) for form in page.forms)
        return page if may else None

    def _draw(self, tournament: int) -> int:
        self._clock(_CLOSED)
        draw = await_(lambda: self._closed_draw(tournament))
        page = self._admin.see(f"/admin/draw/{draw}")
        seen = self._admin.send(page.form("/admin/generate-draw"))
        assert seen.status == 200, seen.words
        return draw

    def _pass(self, friday: str) -> None:
        """The draws of this Friday make themselves."""
        self._clock(friday)
        await_(lambda: True if not self._draws_to_make() else None)

    def _draws_to_make(self) -> list[int]:
        return [
            draw["draw_id"]
            for tournament in self._json("/api/tournaments")
            for draw in self._json(f"/api/tournament/{tournament['tournament_id']}/draws")
            if draw["draw_status_id"] == _CLOSED_DRAW
        ]

    def _closed_draw(self, tournament: int) -> int | None:
        for draw in self._json(f"/api/tournament/{tournament}/draws"):
            if (draw["age_category_id"], draw["gender_id"]) == _WOMEN_60:
                return int(draw["draw_id"]) if draw["draw_status_id"] != 1 else None
        return None

    def _play(self, draw: int) -> int:
        champion = 0
        for played in range(_RESULTS):
            self._between(played)
            match = await_(lambda: self._next_match(draw))
            self._clock(f"{match['match_date']}T{12 + played % 6}:00:00")
            champion = int(match["player1_id"])
            self._record(match, champion)
        return champion

    def _next_match(self, draw: int) -> Json | None:
        matches = self._json(f"/api/draw/{draw}/matches")
        ready = [
            match
            for match in matches
            if match["match_status_id"] == 1 and match["player1_id"] and match["player2_id"]
        ]
        return min(ready, key=lambda match: match["match_date"], default=None)

    def _record(self, match: Json, winner: int) -> None:
        page = self._admin.see(f"/admin/result/{match['match_id']}")
        checked = self._admin.send(
            page.form("/admin/submit-result"),
            typed="6-4 3-6 [10-7]",
            winner_id=winner,
            action="check",
        )
        seen = self._admin.send(checked.form("/admin/submit-result"), action="save")
        assert seen.status == 200, seen.words

    def _json(self, path: str) -> Any:
        """Asked again as people would, where a part of the tour is away for a moment."""
        return await_(lambda: self._answer(path))[0]

    def _answer(self, path: str) -> tuple[Any] | None:
        answer = self._admin.http.get(path)
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            return None
        assert answer.status_code == HTTPStatus.OK, answer.text
        return (answer.json(),)
