"""What a drill on AWS showed, worked out of its record: for programs (evidence.json) and for people
(report.md).

Guarantees that every figure says what it was measured by; what nobody measured is told as unknown.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cdk.names import Side
from cdk.settings import Settings
from tools.aws.record import Record, What
from tools.drill.evidence import acknowledged, faults, seconds_to_first
from tools.drill.journal import Kind, Outcome, Request, Turn

_UNKNOWN = "not measured"
_PLANNED = (
    "The primary's tasks were ended; its database ran on and sent what it had. A region that is "
    "really lost takes with it what the lag says."
)


@dataclass(frozen=True, slots=True)
class StepTime:
    """When a step was first begun and last done, in seconds from the failure; ``times`` begun."""

    step: str
    began: float
    seconds: float | None
    times: int


@dataclass(frozen=True, slots=True)
class DrillFigures:
    """Seconds count from the failure: the order to end the primary's tasks (a region that is lost:
    the first look at it). None where nobody measured it.

    RPO: ``lag_seconds``, RDS's last reading before the failure; ``lost``, the writes that the first
    region answered and the promoted side does not have, of ``acknowledged``. RTO:
    ``seconds_to_reads`` and ``seconds_to_writes``, the first page and the first write that the
    second region answered. ``promotion_seconds`` from the order to an instance that takes writes;
    ``latch_seconds`` from that order to the mark's answer.
    """

    lag_seconds: float | None
    acknowledged: int
    compared: bool
    lost: list[str]
    seconds_to_name: float | None
    seconds_to_reads: float | None
    seconds_to_writes: float | None
    promotion_seconds: float | None
    latch_seconds: float | None
    reads: int
    failed_reads: int
    faults: list[str]


def figures(record: Record) -> DrillFigures:
    """Of the drill so far; it has failed the primary."""
    failed = record.first(What.FAILED)
    assert failed is not None
    requests, lag = record.requests(), record.last(What.LAG)
    reads = [one for one in requests if one.kind is Kind.READ]
    turned, asked = record.first(What.ANSWER, Side.DR), record.first(What.PROMOTION_ASKED)
    return DrillFigures(
        lag_seconds=float(lag.value) if lag else None,
        acknowledged=len(acknowledged(requests, 0.0, asked.at if asked else failed.at)),
        compared=record.first(What.COMPARED) is not None,
        lost=sorted({one.value for one in record.moments(What.LOST)}),
        seconds_to_name=_between(failed, turned),
        seconds_to_reads=_seconds_to(requests, failed, turned, writes=False),
        seconds_to_writes=_seconds_to(requests, failed, asked, writes=True),
        promotion_seconds=_between(asked, record.first(What.PROMOTED)),
        latch_seconds=_between(asked, record.first(What.MARK_SEEN)),
        reads=len(reads),
        failed_reads=sum(one.outcome not in (Outcome.DONE, Outcome.STANDBY) for one in reads),
        faults=faults(requests),
    )


def step_times(record: Record) -> list[StepTime]:
    """In the order in which they were first begun."""
    failed = record.first(What.FAILED)
    zero = failed.at if failed else 0.0
    done = {one.value: one.at for one in record.moments(What.DONE)}
    began: dict[str, list[float]] = {}
    for one in record.moments(What.BEGAN):
        began.setdefault(one.value, []).append(one.at)
    return [
        StepTime(
            step,
            round(moments[0] - zero, 1),
            round(done[step] - moments[0], 1) if step in done else None,
            len(moments),
        )
        for step, moments in began.items()
    ]


def write_evidence(record: Record, settings: Settings, *, lost: bool) -> tuple[Path, Path]:
    """evidence.json and report.md in the record's folder, anew."""
    failed = record.first(What.FAILED)
    assert failed is not None
    told, steps = figures(record), step_times(record)
    data = {
        "purpose": settings.purpose,
        "primary": settings.primary.name,
        "dr": settings.dr.name,
        "image_tag": settings.image_tag,
        "region_really_lost": lost,
        "failed_at": _moment(failed.at),
        "figures": asdict(told),
        "steps": [asdict(step) for step in steps],
        "moments": [
            {"at": _moment(one.at), "what": one.name, "value": one.value}
            for one in record.moments()
        ],
    }
    as_json, as_text = record.folder / "evidence.json", record.folder / "report.md"
    as_json.write_text(json.dumps(data, indent=2), encoding="utf-8")
    as_text.write_text(_report(settings, failed.at, told, steps, lost=lost), encoding="utf-8")
    return as_json, as_text


def _report(
    settings: Settings, failed_at: float, told: DrillFigures, steps: list[StepTime], *, lost: bool
) -> str:
    compared = f"{len(told.lost)} of {told.acknowledged}" if told.compared else _UNKNOWN
    rows = (
        ("RPO: writes that the first region acknowledged, lost", compared),
        ("RPO: replica lag at the failure (RDS, worst of the minute)", _seconds(told.lag_seconds)),
        ("The tour's name leads to the second region", _seconds(told.seconds_to_name)),
        ("RTO: reads", _seconds(told.seconds_to_reads)),
        ("RTO: writes", _seconds(told.seconds_to_writes)),
        ("Promotion, from the order to writes", _seconds(told.promotion_seconds)),
        ("Latch, from the order to the mark's answer", _seconds(told.latch_seconds)),
        ("Pages asked for, and not answered", f"{told.reads}, {told.failed_reads}"),
        ("Answers that were faults", str(len(told.faults))),
    )
    lines = [
        f"# {'A lost region' if lost else 'Drill'}: {settings.purpose}, {_moment(failed_at)}",
        "",
        f"Release {settings.image_tag}: {settings.dr.name} took over from {settings.primary.name}.",
        "Seconds count from the failure, as far as anybody looked: every five seconds.",
        "",
        "| figure | |",
        "|---|---|",
        *(f"| {title} | {value} |" for title, value in rows),
        "",
        "| step | began | took | times |",
        "|---|---|---|---|",
        *(
            f"| {step.step} | {step.began:.0f} s | {step.seconds:.0f} s | {step.times} |"
            for step in steps
            if step.seconds is not None
        ),
        "",
    ]
    if told.lost:
        lines += ["Lost: " + ", ".join(told.lost) + ".", ""]
    if not lost:
        lines += [
            _PLANNED,
            "",
        ]
    return "\n".join(lines)


def _seconds_to(
    requests: list[Request], failed: Turn, since: Turn | None, *, writes: bool
) -> float | None:
    """From the failure to the first answer of a request begun since another moment: before it the
    first region may still have answered."""
    if since is None:
        return None
    seconds = seconds_to_first(requests, since.at, writes=writes)
    return round(since.at - failed.at + seconds, 1) if seconds < float("inf") else None


def _between(begin: Turn | None, end: Turn | None) -> float | None:
    return round(end.at - begin.at, 1) if begin and end else None


def _seconds(value: float | None) -> str:
    return _UNKNOWN if value is None else f"{value:.1f} s"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
