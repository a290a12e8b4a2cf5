"""A drill's figures: for the terminal, for programs (drill.json), and as a page with a picture of
each run (report.html), which needs nothing but itself; the pictures alone as well."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from tools.drill.evidence import Figures
from tools.drill.failover import ANSWER, PRIMARY
from tools.drill.journal import Kind, Outcome, Request, Turn
from tools.drill.runbook import Runbook, Step, Wishes

_WIDTH: Final = 1000
_LEFT: Final = 260
_ROW: Final = 24
_BUCKETS: Final = 180
_RUNS_IN_A_TERMINAL: Final = 3
_TICKS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300)
_GOOD, _STANDBY, _BAD = "#2e7d5b", "#d9a21b", "#c0392b"
_COLOURS: Final = {Outcome.DONE: _GOOD, Outcome.STANDBY: _STANDBY}
_REGION_ONE, _REGION_TWO = "#4a6fa5", "#8e5ea2"
_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1040px;
       padding: 0 1rem; color: #1c2430; background: #fff; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #d8dde4; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.wide { overflow-x: auto; }
svg { max-width: 100%; height: auto; }
.key span { display: inline-block; width: .8rem; height: .8rem; margin: 0 .3rem 0 1rem; }
.broken { color: #a5281b; font-weight: 600; }
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run with its journals; ``load_average`` is the machine's, of the last minute."""

    number: int
    killed_at: float
    steps: Sequence[Step]
    turns: Sequence[Turn]
    requests: Sequence[Request]
    figures: Figures
    load_average: float

    @classmethod
    def of(cls, number: int, book: Runbook, figures: Figures, load_average: float) -> "Run":
        return cls(
            number,
            book.killed_at,
            book.steps,
            book.turns(),
            book.requests(),
            figures,
            load_average,
        )


@dataclass(frozen=True, slots=True)
class _Column:
    """A figure as people read it, and as it is counted over several runs."""

    title: str
    decimals: int = 0

    def show(self, value: float) -> str:
        return f"{value:,.{self.decimals}f}"


_COLUMNS: Final = (
    _Column("writes acknowledged before the kill"),
    _Column("of these lost"),
    _Column("behind at the kill, bytes of WAL"),
    _Column("behind at the kill, ms", 1),
    _Column("to reads, s", 1),
    _Column("to writes, s", 1),
    _Column("promotion itself, s", 2),
    _Column("from promotion to the closed latch, s", 1),
    _Column("led to the old primary"),
    _Column("double rows"),
    _Column("acknowledged later and lost"),
    _Column("way back: longest without a write, s", 1),
    _Column("way back: failed reads"),
    _Column("failed checks of tour validate"),
    _Column("machine's load", 1),
)


def _values(run: Run) -> tuple[float, ...]:
    """In the order of the columns."""
    figures = run.figures
    return (
        figures.acknowledged,
        len(figures.lost),
        figures.lag.wal_bytes,
        1000 * figures.lag.seconds,
        figures.seconds_to_reads,
        figures.seconds_to_writes,
        figures.promotion_seconds,
        figures.latch_closed_seconds,
        figures.latch.to_one,
        len(figures.double),
        len(figures.lost_later),
        figures.back_seconds_without_writes,
        figures.back_failed_reads,
        len(figures.broken_checks),
        run.load_average,
    )


def table(runs: Sequence[Run]) -> Table:
    """A row for each figure; columns for the median and the worst, and for the runs where they are
    few enough for a terminal."""
    shown = Table(title="A lost region, and the way back", title_justify="left")
    first = 1 if len(runs) <= _RUNS_IN_A_TERMINAL else 1 + len(runs)
    shown.add_column("", no_wrap=True)
    for title in ("", *_titles(runs))[first:]:
        shown.add_column(title, justify="right", no_wrap=True)
    for title, *cells in _rows(runs):
        shown.add_row(title, *cells[first - 1 :])
    return shown


def write_report(folder: Path, runs: Sequence[Run], wishes: Wishes) -> None:
    """drill.json and report.html, anew, and each run's picture beside its journals."""
    told = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "wishes": asdict(wishes),
        "runs": [_as_json(run) for run in runs],
    }
    (folder / "drill.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
    (folder / "report.html").write_text(_page(runs, wishes), encoding="utf-8")
    for run in runs:
        picture = folder / f"run-{run.number}" / "timeline.svg"
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(timeline(run), encoding="utf-8")


def _titles(runs: Sequence[Run]) -> tuple[str, ...]:
    return (*(f"run {run.number}" for run in runs), "median", "worst")


def _rows(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    by_figure = zip(*(_values(run) for run in runs), strict=True)
    for column, values in zip(_COLUMNS, by_figure, strict=True):
        yield (column.title, *map(column.show, (*values, median(values), max(values))))


def _as_json(run: Run) -> dict[str, object]:
    """Moments in seconds from the kill."""
    outcomes = Counter(f"{one.kind} {one.outcome}" for one in run.requests)
    return {
        "run": run.number,
        "killed_at": datetime.fromtimestamp(run.killed_at, UTC).isoformat(),
        "load_average": run.load_average,
        "broken_promises": run.figures.broken_promises,
        "figures": asdict(run.figures),
        "requests": dict(sorted(outcomes.items())),
        "steps": [
            {
                "step": step.title,
                "at": round(step.began - run.killed_at, 3),
                "seconds": round(step.ended - step.began, 3),
            }
            for step in run.steps
        ],
        "resolver": [
            {"at": round(turn.at - run.killed_at, 3), "name": turn.name, "value": turn.value}
            for turn in run.turns
        ],
    }


def _page(runs: Sequence[Run], wishes: Wishes) -> str:
    heads = "".join(f"<th scope=col>{escape(title)}</th>" for title in ("Figure", *_titles(runs)))
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in _rows(runs)
    )
    checks = wishes.checks
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A lost region: drill</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><h1>A lost region, and the way back</h1>
<p>{datetime.now(UTC):%d %B %Y, %H:%M} UTC. {len(runs)} runs on one machine with real processes;
health asked every {checks.seconds:g} s, {checks.count} answers in a row change the resolver’s mind;
{wishes.readers} people read and {wishes.writers} officials write. Seconds are
counted from the kill.</p>
<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>
{"".join(_section(run) for run in runs)}
</body></html>
"""


def _section(run: Run) -> str:
    broken = "".join(f'<p class="broken">{escape(one)}</p>' for one in run.figures.broken_promises)
    proof = run.figures.standby
    return f"""<h2>Run {run.number}</h2>
{broken or "<p>Every promise was kept.</p>"}
<p>In standby {proof.pages} pages and {proof.forms} forms of {proof.routes} routes were tried;
{run.figures.tried_to_write} statements tried to write. While the old primary was back by itself and
region two’s services were down, {run.figures.latch.tried} connections came and
{run.figures.latch.to_one} were led to it.</p>
{timeline(run)}
<p class="key"><span style="background:{_GOOD}"></span>answered
<span style="background:{_STANDBY}"></span>answered by a standby
<span style="background:{_BAD}"></span>not answered
<span style="background:{_REGION_ONE}"></span>region one
<span style="background:{_REGION_TWO}"></span>region two</p>
"""


def timeline(run: Run) -> str:
    """The picture of a run as SVG: whom the name led to, what reads and writes met, the steps."""
    begin, end = run.steps[0].began, run.steps[-1].ended
    scale = (_WIDTH - _LEFT - 60) / max(end - begin, 1e-9)

    def x(moment: float) -> float:
        return _LEFT + (min(max(moment, begin), end) - begin) * scale

    parts = [
        *_axis(run, x),
        *_answers(run, x, end),
        *_outcomes("Reads", 1, [r for r in run.requests if r.kind is Kind.READ], x),
        *_outcomes("Writes", 2, [r for r in run.requests if r.kind is not Kind.READ], x),
    ]
    for row, step in enumerate(run.steps, start=4):
        seconds = step.ended - step.began
        left, top = x(step.began), row * _ROW
        width = max(x(step.ended) - left, 2)
        parts += [
            _label(step.title, row),
            f'<rect x="{left:.1f}" y="{top + 5}" width="{width:.1f}" height="14" fill="#5b6b7f"/>',
            f'<text x="{left + width + 5:.1f}" y="{top + 17}">{seconds:.1f} s</text>',
        ]
    height = (len(run.steps) + 5) * _ROW
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Timeline of run {run.number}" xmlns="http://www.w3.org/2000/svg" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1c2430">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _axis(run: Run, x: Callable[[float], float]) -> Iterator[str]:
    """A line at the kill, and ticks in seconds from it."""
    begin, end = run.steps[0].began, run.steps[-1].ended
    bottom = (len(run.steps) + 4) * _ROW
    step = next((each for each in _TICKS if (end - begin) / each <= 14), _TICKS[-1])
    for tick in range(-step * int((run.killed_at - begin) / step), int(end - run.killed_at), step):
        at = x(run.killed_at + tick)
        colour = _BAD if tick == 0 else "#d8dde4"
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{bottom}" stroke="{colour}"/>'
        words = "kill" if tick == 0 else f"{tick} s"
        yield f'<text x="{at:.1f}" y="{bottom + 16}" text-anchor="middle">{words}</text>'


def _answers(run: Run, x: Callable[[float], float], end: float) -> Iterator[str]:
    yield _label("The name leads to", 0)
    answers = [turn for turn in run.turns if turn.name == ANSWER]
    ends = [*(turn.at for turn in answers[1:]), end]
    for turn, until in zip(answers, ends, strict=True):
        colour = _REGION_ONE if turn.value == PRIMARY else _REGION_TWO
        yield _bar(x(turn.at), x(until), 5, 14, colour)


def _outcomes(
    title: str, row: int, requests: Iterable[Request], x: Callable[[float], float]
) -> Iterator[str]:
    """How requests ended, as shares of each column of the picture."""
    yield _label(title, row)
    width = (_WIDTH - _LEFT - 60) / _BUCKETS
    columns: dict[int, Counter[str]] = {}
    for one in requests:
        column = columns.setdefault(int((x(one.ended) - _LEFT) / width), Counter())
        column[_COLOURS.get(one.outcome, _BAD)] += 1
    for index, colours in sorted(columns.items()):
        top, left = row * _ROW + 3.0, _LEFT + index * width
        for colour in (_GOOD, _STANDBY, _BAD):
            height = 18 * colours[colour] / colours.total()
            if height:
                yield _bar(left, left + width, top, height, colour)
            top += height


def _bar(left: float, right: float, top: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 1):.1f}" '
        f'height="{height:.1f}" fill="{colour}"/>'
    )


def _label(title: str, row: int) -> str:
    return f'<text x="{_LEFT - 12}" y="{row * _ROW + 17}" text-anchor="end">{escape(title)}</text>'
