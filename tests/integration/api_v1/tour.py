"""The tour of the API's tests: that of the pages' tests, with results, and who asks it."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.integration.gateway import dates
from tests.integration.gateway.tour import Tour

_ROUNDS = (("QF", 4), ("SF", 2), ("F", 1))


@dataclass(frozen=True, slots=True)
class ApiTour:
    """``get`` asks as anybody may, without a cookie."""

    tour: Tour

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        """The answer to any method; header names with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.tour.stranger("127.0.0.1").http.request(method, path, headers=named)

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        return answer.json()

    def refused(self, path: str, status: int) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        body: dict[str, Any] = answer.json()
        assert body["status"] == status
        assert body["correlation_id"] == answer.headers["x-correlation-id"]
        return body


def play(tour: Tour) -> None:
    """The men's 60 of Nice to its end, and a retirement and a no-show in the men's 65."""
    tour.clock(dates.WEDNESDAY)
    men, older = tour.draw("Nice Open"), tour.draw("Nice Open", 2, 1)
    for code, number in _ROUNDS:
        for place in range(1, number + 1):
            match = tour.match(men, code, place)
            winner = min(match["player1_id"], match["player2_id"])
            _record(tour, match["match_id"], winner_id=winner, typed="64 67(5) 62")
    first, second = tour.match(older, "QF", 1), tour.match(older, "QF", 2)
    _record(tour, first["match_id"], winner_id=first["player1_id"], typed="64 21 ret")
    _record(tour, second["match_id"], winner_id=second["player2_id"], typed="w/o")


def _record(tour: Tour, match_id: int, typed: str, winner_id: int) -> None:
    seen = tour.record(match_id, typed=typed, winner_id=winner_id)
    assert seen.status == 200, seen.words
