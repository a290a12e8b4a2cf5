"""Making a draw: the check list, and what can be said before the lots fall.

Guarantees that the preview says why, and never which line (rules.md sections 3 and 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.gateway.views.draw import SeedOnRecord
from services.gateway.views.forms import Conflict, Guard
from services.gateway.views.season import Deadline, Tournament, draw_deadline
from services.gateway.views.tournament import DrawCard
from services.gateway.views.words import counted, listed, utc
from shared.terms import DrawStatus, Violation


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list."""

    text: str
    is_fine: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The draw as far as it can be known; ``obstacles`` say why it cannot be made now."""

    players: int
    size: int
    byes: int
    byes_by_lot: int
    seeds: tuple[SeedOnRecord, ...]
    seeds_with_bye: tuple[int, ...]
    is_seeded: bool
    seeding_week: str
    obstacles: tuple[str, ...] = ()

    @property
    def can_be_made(self) -> bool:
        return not self.obstacles

    @property
    def is_seeding_known(self) -> bool:
        """False while the ranking is awaited, and where too few stand for seeds."""
        return self.is_seeded or self.can_be_made

    @property
    def is_too_small(self) -> bool:
        """With fewer than six players making the draw cancels it."""
        return self.size == 0

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the draw looks as it does, a sentence each."""
        if self.is_too_small:
            entered = counted(self.players, "player")
            return (f"A draw needs six players. With {entered} this one will be cancelled.",)
        if not self.is_seeding_known:
            awaited = f"Seeds and byes follow from the ranking of {self.seeding_week}."
            return (self._size_reason, awaited)
        return (self._size_reason, self._seeds_reason, self._byes_reason)

    @property
    def _size_reason(self) -> str:
        players = counted(self.players, "player")
        if not self.byes:
            return f"{players} fill a draw of {self.size}: no byes."
        return (
            f"{players} need a draw of {self.size}: {self.size} − {self.players} = "
            f"{counted(self.byes, 'bye')}."
        )

    @property
    def _seeds_reason(self) -> str:
        if not self.is_seeded:
            return f"No ranking was published for {self.seeding_week}: the draw is unseeded."
        return (
            f"{self.players} players have {counted(len(self.seeds), 'seed')}, by the ranking of "
            f"{self.seeding_week}."
        )

    @property
    def _byes_reason(self) -> str:
        if not self.byes:
            return "Every player plays in the first round."
        parts: list[str] = []
        if self.seeds_with_bye:
            numbers = listed(tuple(str(seed) for seed in self.seeds_with_bye))
            word = "seed" if len(self.seeds_with_bye) == 1 else "seeds"
            parts.append(f"{word} {numbers}")
        if self.byes_by_lot:
            parts.append(f"{counted(self.byes_by_lot, 'unseeded player')} by lot")
        return f"Byes go to {' and to '.join(parts)}."


@dataclass(frozen=True, slots=True)
class DrawingPage:
    """One draw to make; ``guard`` has the draw's version."""

    tournament: Tournament
    draw: DrawCard
    deadline: Deadline
    checks: tuple[Check, ...]
    preview: Preview
    guard: Guard
    errors: tuple[Violation, ...] = ()
    conflict: Conflict | None = None

    @property
    def can_be_cancelled(self) -> bool:
        """Nobody can enter any more, and too few have (rules.md section 3)."""
        return self.draw.status is DrawStatus.CLOSED and self.preview.is_too_small

    @classmethod
    def of(
        cls,
        tournament: Tournament,
        draw: DrawCard,
        preview: Preview,
        guard: Guard,
        now: datetime,
        *,
        errors: Sequence[Violation] = (),
        conflict: Conflict | None = None,
    ) -> Self:
        """The page as it stands now (UTC)."""
        return cls(
            tournament,
            draw,
            draw_deadline(tournament, now),
            _checks(tournament, draw, preview, now),
            preview,
            guard,
            tuple(errors),
            conflict,
        )


def _checks(
    tournament: Tournament, draw: DrawCard, preview: Preview, now: datetime
) -> tuple[Check, ...]:
    closed = now > tournament.entry_deadline
    word = "closed on" if closed else "are open until"
    ranking: tuple[Check, ...] = ()
    if preview.is_seeded:
        ranking = (Check(f"The ranking of {preview.seeding_week} seeds the draw", True),)
    elif preview.is_seeding_known:
        ranking = (Check(f"No ranking was published for {preview.seeding_week}: unseeded", True),)
    return (
        Check(f"Entries {word} {utc(tournament.entry_deadline)}", closed),
        Check(
            f"{counted(preview.players, 'player')}; six are needed, 64 at most",
            not preview.is_too_small,
        ),
        *ranking,
        Check(
            "Already made" if draw.is_drawn else "Not made yet",
            draw.status in (DrawStatus.OPEN, DrawStatus.CLOSED),
        ),
    )
