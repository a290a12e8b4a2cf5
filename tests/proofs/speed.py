"""How fast the pure functions are: `make bench` prints it. Nothing is asserted: machines differ.

Each is run some times, and the shortest run counts: the others were disturbed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random

from services.draws.domain.bracket import make_draw
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import SetScore
from services.rankings.domain.points import POINTS
from services.rankings.domain.ranking import Result, make_rankings
from shared.terms import AgeCategory, MatchStatus, Stage, TournamentCategory
from shared.weeks import Week
from tools import draw_lines
from tools.json_lines import answer_lines
from tools.score_lines import judge, refuse


@dataclass(frozen=True, slots=True)
class Bench:
    """Something to run; ``repeats`` in one run, of which each may take ``aim_seconds``."""

    name: str
    run: Callable[[], object]
    aim_seconds: float
    repeats: int = 1

    def seconds(self, runs: int = 20) -> float:
        """Of one repeat in the shortest run."""
        return min(self._once() for _ in range(runs)) / self.repeats

    def _once(self) -> float:
        began = time.perf_counter()
        for _ in range(self.repeats):
            self.run()
        return time.perf_counter() - began


def rankings_of_59_weeks() -> Bench:
    """A history as large as the tour's: four lists of 48 players, each in 57 tournaments."""
    lots = Random(59)
    last = Week.iso(2026, 9)
    weeks = [last - ago for ago in range(58, -1, -1)]
    stages = [stage for stage in Stage for _ in range(stage)]
    lists = []
    for number in range(4):
        category = AgeCategory(1 + number % 2)
        tournaments = [(week, lots.choice(list(TournamentCategory))) for week in weeks[:57]]
        results = [
            Result(100 * number + player, key, week, POINTS[level][lots.choice(stages)])
            for key, (week, level) in enumerate(tournaments, start=1)
            for player in range(48)
        ]
        # of an age that stays in the category over the year end
        births = dict.fromkeys(range(100 * number, 100 * number + 48), 1963 - 5 * (number % 2))
        lists.append((category, results, births))

    def run() -> None:
        for category, results, births in lists:
            make_rankings(weeks, category, results, births)

    count = sum(len(results) for _, results, _ in lists)
    return Bench(f"59 weeks of four rankings from {count:,} results", run, 0.050)


def score() -> Bench:
    """A match with all that a set can have, judged as in live play."""
    sets = (SetScore((6, 4)), SetScore((6, 7), (5, 7)), SetScore(supertiebreak=(10, 8)))

    def run() -> None:
        check_result(True, MatchStatus.COMPLETED, Score(sets), 1)

    return Bench("A score", run, 20e-6, repeats=2_000)


def score_line() -> Bench:
    """The same as a line of `tour score`: read, judged and answered."""
    sets = '[{"games":[6,4]},{"games":[6,7],"tiebreak":[5,7]},{"supertiebreak":[10,8]}]'
    line = f'{{"has_supertiebreak":true,"status":"COMPLETED","sets":{sets},"winner":1}}\n'.encode()

    def run() -> None:
        answer_lines(BytesIO(line), BytesIO(), judge, refuse)

    return Bench("A line of `tour score`", run, 50e-6, repeats=2_000)


def draw_of_64() -> Bench:
    """The largest draw: all six pairs of seeds take a lot, and 48 players are shuffled."""
    field = range(1, 65)

    def run() -> None:
        make_draw(field, seeded=True, random_seed=2026)

    return Bench("A 64 draw", run, 0.002, repeats=50)


def draw_line() -> Bench:
    """A small field as a line of `tour draw`: read, drawn and answered."""
    players = ",".join(f'{{"player":"p{n}","rank":{n},"points":{900 - n}}}' for n in range(1, 9))
    line = f'{{"players":[{players}],"random_seed":7}}\n'.encode()

    def run() -> None:
        answer_lines(BytesIO(line), BytesIO(), draw_lines.draw, draw_lines.refuse)

    return Bench("A line of `tour draw`, 8 players", run, 0.001, repeats=200)


BENCHES: tuple[Callable[[], Bench], ...] = (
    score,
    score_line,
    draw_of_64,
    draw_line,
    rankings_of_59_weeks,
)


def told(seconds: float) -> str:
    """``1.2 ms``, ``17 µs``."""
    if seconds >= 0.001:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1_000_000:.1f} µs"


def main() -> None:
    for make in BENCHES:
        bench = make()
        seconds = bench.seconds()
        often = f"{1 / seconds:,.0f} a second"
        print(f"{bench.name}: {told(seconds)}, {often} (aim {told(bench.aim_seconds)})")


if __name__ == "__main__":
    main()
