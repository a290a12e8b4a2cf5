"""Draws made again, as the page shows them: one that is the same, one that is not, one of foreign
data."""

from datetime import timedelta

from services.gateway.views.draw import Making
from services.gateway.views.verification import (
    FieldRow,
    LineRow,
    LotRow,
    Standing,
    Verdict,
    VerificationPage,
)
from shared.terms import DrawStatus
from tests.unit.gateway.samples import NOW, draw_cards, person, tournament

_LINES = (1, 0, 5, 6, 4, 7, 8, 9, 10, 11, 12, 3, 13, 14, 0, 2)
_SEEDS = {1: 1, 2: 2, 3: 3, 4: 4}


def _standing(player: int) -> Standing:
    return Standing(person(player) if player else None, _SEEDS.get(player, 0))


def verification(*, exchanged: bool = False) -> VerificationPage:
    """Fourteen players; ``exchanged`` players stand on lines 3 and 4."""
    stored = list(_LINES)
    if exchanged:
        stored[2], stored[3] = stored[3], stored[2]
    rows = [
        FieldRow(
            person(number),
            position=number if number < 9 else 0,
            points=1200 - 45 * number if number < 9 else 0,
            entered_at=NOW + timedelta(hours=number),
            planned_seed=number if number < 5 else 0,
            seed=_SEEDS.get(number, 0),
            stood_at_deadline=number != 14,
            was_drawn=number != 15,
        )
        for number in range(1, 16)
    ]
    return VerificationPage(
        tournament(),
        draw_cards(DrawStatus.GENERATED)[0],
        Verdict.DIFFERS if exchanged else Verdict.VERIFIED,
        making=Making(NOW, 7283468712634, 1, True, "week 6 of 2026"),
        differences=("Line 3 is stored as player 6.", "Line 4 is stored as player 5.")
        if exchanged
        else (),
        field=tuple(rows),
        lines=tuple(
            LineRow(line, _standing(one), _standing(other), one == other)
            for line, (one, other) in enumerate(zip(stored, _LINES, strict=True), start=1)
        ),
        lots=(
            LotRow(0, "a1749093b07c70ed", 2, 1, "which half of lines 1 to 8 has one bye more"),
            LotRow(1, "3abf1d156a621ca2", 10, 6, "order of the unseeded players"),
        ),
    )


def made_elsewhere() -> VerificationPage:
    return VerificationPage(
        tournament(),
        draw_cards(DrawStatus.COMPLETED)[0],
        Verdict.NOT_VERIFIABLE,
        reason="This draw was made elsewhere and taken over from earlier records.",
    )
