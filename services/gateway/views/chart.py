"""Small pictures: lines over weeks and bars, as typed shapes that a template draws.

Guarantees that every shape lies inside its picture and that a week without a value is a gap in
the line, never a point on it. Lengths are units of the picture, about a pixel each on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from services.gateway.views.words import number, short_month
from shared.weeks import Week

WIDTH, HEIGHT = 360, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 14, 34
_STEPS = (1, 2, 5)
_MOST_TICKS = 4
BAR_WIDTH, _BAR_STEP = 360, 52


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at an axis; ``at`` is how far from the left or from the top."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on its own or the last one: where."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """``lines`` are runs of weeks without a gap, each the points of a polyline: ``56,14 60,20``.

    ``code`` makes the ids of title and description.
    """

    code: str
    title: str
    description: str
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    first: Tick
    last: Tick

    @classmethod
    def of(
        cls,
        code: str,
        title: str,
        description: str,
        values: Sequence[tuple[Week, int]],
        *,
        best_is_low: bool = False,
    ) -> Self:
        """``values`` by week, at least one, the earliest first, none below 0.

        The scale begins at 0 below; with ``best_is_low`` it begins at 1 above, as places do.
        """
        weeks = [week for week, _ in values]
        least, most = int(best_is_low), max(value for _, value in values)
        scale = _scale(least, most)
        span, breadth = max(scale[-1], most) - least or 1, _weeks_between(weeks[0], weeks[-1])

        def dot(week: Week, value: int) -> Dot:
            along = _weeks_between(weeks[0], week) / breadth if breadth else 0.5
            return Dot(
                round(_LEFT + along * (WIDTH - _LEFT - _RIGHT), 1), _height(value, least, span)
            )

        def _height(value: int, from_value: int, of: int) -> float:
            share = (value - from_value) / of
            down = share if best_is_low else 1 - share
            return round(_TOP + down * (HEIGHT - _TOP - _BOTTOM), 1)

        runs = [[dot(*one) for one in run] for run in _runs(values)]
        return cls(
            code,
            title,
            description,
            tuple(" ".join(f"{at.x:g},{at.y:g}" for at in run) for run in runs if len(run) > 1),
            tuple(run[0] for run in runs if len(run) == 1)
            + tuple(run[-1] for run in runs[-1:] if len(run) > 1),
            tuple(Tick(_height(value, least, span), number(value)) for value in scale),
            Tick(dot(*values[0]).x, _month_of(weeks[0])),
            Tick(dot(*values[-1]).x, _month_of(weeks[-1])),
        )

    @property
    def has_one_month(self) -> bool:
        """Both ends would be called the same."""
        return self.first.label == self.last.label


def _month_of(week: Week) -> str:
    return f"{short_month(week.monday)} {week.monday.year}"


def _weeks_between(first: Week, last: Week) -> int:
    return (last.monday - first.monday).days // 7


def _runs(values: Sequence[tuple[Week, int]]) -> list[list[tuple[Week, int]]]:
    """The values parted wherever a week is missing."""
    runs: list[list[tuple[Week, int]]] = []
    for one in values:
        if runs and runs[-1][-1][0] + 1 == one[0]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _scale(least: int, most: int) -> list[int]:
    """Round values from ``least`` to ``most`` or just above, two to six of them."""
    most = max(most, least + 1)
    step = next(
        digit * 10**power
        for power in range(10)
        for digit in _STEPS
        if digit * 10**power * _MOST_TICKS >= most
    )
    steps = range(step, most + step, step)
    return [least, *(value for value in steps if value > least)]


@dataclass(frozen=True, slots=True)
class Bar:
    """Matches won and lost on one surface; ``won`` and ``lost`` are lengths, ``y`` from the top."""

    label: str
    code: str
    wins: int
    losses: int
    y: int
    won: float
    lost: float

    @property
    def text(self) -> str:
        """``12–5``."""
        return f"{self.wins}–{self.losses}"


@dataclass(frozen=True, slots=True)
class BarChart:
    """A bar for each surface that was played on; ``height`` of the whole picture."""

    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, records: Sequence[tuple[str, str, int, int]]) -> Self:
        """``records``: label, code, wins and losses; those without a match get no bar."""
        played = [each for each in records if each[2] + each[3]]
        most = max((wins + losses for *_, wins, losses in played), default=1)
        return cls(
            tuple(
                Bar(
                    label,
                    code,
                    wins,
                    losses,
                    place * _BAR_STEP,
                    round(BAR_WIDTH * wins / most, 1),
                    round(BAR_WIDTH * losses / most, 1),
                )
                for place, (label, code, wins, losses) in enumerate(played)
            )
        )

    @property
    def height(self) -> int:
        return len(self.bars) * _BAR_STEP
