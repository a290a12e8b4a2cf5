"""The rankings and the matches service, in memory."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from services.entries.domain.eligibility import Suspension
from shared.errors import Unavailable
from shared.terms import AgeCategory, Gender


class FakePeers:
    """``meanwhile``, if set, happens once while the matches service is asked for suspensions."""

    def __init__(self) -> None:
        self.ranked: dict[tuple[int, AgeCategory, Gender], int] = {}
        self.suspended: dict[int, dict[int, Suspension]] = {}
        self.out: set[tuple[int, int]] = set()
        self.are_away = False
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self.asked = 0

    async def points(
        self, player_ids: Sequence[int], category: AgeCategory, gender: Gender
    ) -> Mapping[int, int]:
        self._answer()
        return {each: self.ranked.get((each, category, gender), 0) for each in player_ids}

    async def suspensions(
        self, player_ids: Sequence[int], first: date, last: date
    ) -> Mapping[int, Mapping[int, Suspension]]:
        self._answer()
        found = {
            player_id: {
                key: suspension
                for key, suspension in self.suspended.get(player_id, {}).items()
                if suspension.touches(first, last)
            }
            for player_id in player_ids
        }
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found

    async def is_out(self, player_id: int, tournament_id: int) -> bool:
        self._answer()
        return (player_id, tournament_id) in self.out

    def _answer(self) -> None:
        self.asked += 1
        if self.are_away:
            raise Unavailable
