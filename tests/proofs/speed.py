"""How fast the pure functions are: ``make bench`` prints it. Asserts nothing.

To add one: a function of no arguments in ``MEASURED``, with the time it should take.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Final

from services.draws.domain.bracket import make_draw

_SECONDS: Final = 1.0
_FIELD: Final = range(1, 65)


def draw_of_64() -> object:
    return make_draw(_FIELD, seeded=True, random_seed=2026)


# what, how long it should take (seconds), how it is done
MEASURED: Final[tuple[tuple[str, float, Callable[[], object]], ...]] = (
    ("a 64 draw", 2e-3, draw_of_64),
)


def seconds_of(work: Callable[[], object]) -> float:
    """The median over as many runs as a second holds, at least five."""
    work()
    runs: list[float] = []
    begun = time.perf_counter()
    while len(runs) < 5 or time.perf_counter() - begun < _SECONDS:
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return median(runs)


def main() -> None:
    for what, aim, work in MEASURED:
        print(f"{what:<40} {seconds_of(work) * 1e6:>12,.1f} µs   (aim {aim * 1e6:,.0f} µs)")


if __name__ == "__main__":
    main()
