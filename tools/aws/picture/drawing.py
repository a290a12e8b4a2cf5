"""The picture itself: the names that lead to the regions, and the regions beneath them.

Guarantees that nothing is shown that the scene has not, and that no letter is smaller than 17 units
of 780: 8.5 pixels where the picture is shrunk to a phone's 390.
"""

from collections.abc import Sequence
from typing import Final

from tools.aws.picture.region import INNER, LINE, OUTER, WIDTH, Frame, Plan, draw_region
from tools.aws.picture.scene import Call, Check, Half, Scene, Thing
from tools.aws.picture.svg import FAINT, INK, Canvas, wrapped

_WIDE: Final = 780
_LEFTS: Final = (10, 400)
_COLOURS: Final = ("#3f639a", "#7d4c8c")
_FILLS: Final = ("#f3f6fb", "#f9f5fb")
_LATCH: Final = "#a5281b"
_NAMES_FILL: Final = "#fdf8ec"
_RECORD: Final = 66
_CHECK_LEFTS: Final = (76, 394)
_CHECK_WIDTH: Final = 310
_CHECK: Final = 3 * LINE + 12
_CHECKS: Final = 36 + _CHECK + 12


def picture(scene: Scene) -> str:
    """As a self-contained SVG."""
    canvas = Canvas()
    title = f"Masters Tour on AWS: {scene.purpose}"
    canvas.text(10, 34, title, size=26, bold=True)
    records = 132
    checks = records + _RECORD + 34
    regions = checks + _CHECKS + 28
    _site(canvas, scene, 54, records)
    _checks(canvas, scene, records + _RECORD, checks)
    plans = []
    for half, left, colour, fill in zip(scene.halves, _LEFTS, _COLOURS, _FILLS, strict=True):
        plans.append(draw_region(canvas, half, Frame(left, regions, colour, fill)))
    _leads(canvas, scene, records + _RECORD, plans)
    _looks(canvas, scene, checks + 36 + _CHECK, plans)
    _replication(canvas, scene, plans)
    bottom = _key(canvas, scene, max(y.end for y in plans) + 12)
    return canvas.svg(_WIDE, round(bottom), title, described(scene))


def _site(canvas: Canvas, scene: Scene, top: float, records: float) -> None:
    """The name, and the two records behind it."""
    middle = _WIDE / 2
    canvas.box(middle - 150, top, 300, 44, fill=_NAMES_FILL)
    canvas.text(middle + 164, top + 28, "Route 53", fill=FAINT)
    canvas.text(middle, top + 29, scene.site, size=20, bold=True, anchor="middle")
    for title, record, left, colour in zip(
        ("PRIMARY", "SECONDARY"),
        (scene.primary_record, scene.secondary_record),
        _LEFTS,
        _COLOURS,
        strict=True,
    ):
        centre = left + WIDTH / 2
        canvas.line(((middle, top + 44), (centre, records)), arrow=True)
        canvas.box(left, records, WIDTH, _RECORD, fill=_NAMES_FILL, source=record.source)
        canvas.text(centre, records + 27, title, size=20, bold=True, anchor="middle", fill=colour)
        canvas.text(centre, records + 52, record.words, anchor="middle")


def _checks(canvas: Canvas, scene: Scene, above: float, top: float) -> None:
    """The calculated check with what it is made of; the inverted one is the latch."""
    centre = _LEFTS[0] + WIDTH / 2
    canvas.line(((centre, above), (centre, top)), dashed=True, arrow=True)
    left, right = _CHECK_LEFTS[0] - 12, _CHECK_LEFTS[-1] + _CHECK_WIDTH + 12
    canvas.box(left, top, right - left, _CHECKS, fill=_NAMES_FILL, source=scene.failover.source)
    words = "failover check: healthy while both are"
    canvas.text(_WIDE / 2, top + 24, words, anchor="middle", bold=True)
    for check, x in zip(scene.children, _CHECK_LEFTS, strict=True):
        colour = _LATCH if check.inverted else FAINT
        canvas.box(x, top + 36, _CHECK_WIDTH, _CHECK, stroke=colour, source=check.source)
        host, path = check.looks_at.split("/", 1)
        lines = (f"{check.kind} every {check.seconds} s", host, f"/{path}")
        if check.inverted:
            lines = (f"the latch: {lines[0]}", f"not {host}", lines[2])
        for row, line in enumerate(lines, start=1):
            canvas.text(x + 12, top + 36 + row * LINE, line, fill=_LATCH if check.inverted else INK)


def _leads(canvas: Canvas, scene: Scene, begin: float, plans: Sequence[Plan]) -> None:
    """From each record to its load balancer."""
    xs = (_LEFTS[0] + OUTER, _LEFTS[1] + INNER)
    records = (scene.primary_record, scene.secondary_record)
    for x, y, colour, record in zip(xs, plans, _COLOURS, records, strict=True):
        points = ((x, begin), (x, y.balancer))
        canvas.line(points, stroke=colour, arrow=True, source=record.source)


def _looks(canvas: Canvas, scene: Scene, begin: float, plans: Sequence[Plan]) -> None:
    """From each check to the load balancer whose name it asks."""
    xs = (_LEFTS[0] + INNER, _LEFTS[1] + OUTER)
    for check in scene.children:
        for half, x, y in zip(scene.halves, xs, plans, strict=True):
            if check.looks_at.startswith(f"{half.side}."):
                colour = _LATCH if check.inverted else FAINT
                points = ((x, begin), (x, y.balancer))
                canvas.line(points, stroke=colour, dashed=True, arrow=True, source=check.source)


def _replication(canvas: Canvas, scene: Scene, plans: Sequence[Plan]) -> None:
    """From the database that is copied to its replica."""
    regions = [half.region for half in scene.halves]
    for place, half in enumerate(scene.halves):
        if half.replica_of in regions:
            begin = _LEFTS[regions.index(half.replica_of)] + WIDTH - 20
            height = max(y.database for y in plans) + 18
            points = ((begin, height), (_LEFTS[place] + 20, height))
            canvas.line(points, stroke=_COLOURS[0], arrow=True, source=half.database.source)


def _key(canvas: Canvas, scene: Scene, top: float) -> float:
    """How to read it; where it ends."""
    words = (
        "A dot: the security group of who is called lets this caller in; ports: "
        f"{_ports_said(scene.halves[0].calls)}. Dashed lines: a health check looks. Dashed boxes: "
        "no task runs until one is started."
    )
    lines = wrapped(words, 84)
    for row, line in enumerate(lines, start=1):
        canvas.text(10, top + row * LINE - 4, line, fill=FAINT)
    return top + len(lines) * LINE + 8


def _ports_said(calls: Sequence[Call]) -> str:
    callees: dict[int, dict[str, None]] = {}
    for call in calls:
        callees.setdefault(call.port, {})[call.callee] = None
    return "; ".join(f"{port} {', '.join(them)}" for port, them in sorted(callees.items()))


def described(scene: Scene) -> str:
    """The picture in words, for who does not see it."""
    one, two = scene.halves
    leads = (
        f"{scene.site} leads to {one.region} {scene.primary_record.words}, and to {two.region} "
        f"{scene.secondary_record.words}."
    )
    check = f"The failover check is healthy while {_checks_said(scene.children)}."
    return " ".join((leads, check, *(_half_said(half) for half in scene.halves)))


def _checks_said(checks: Sequence[Check]) -> str:
    return " and ".join(
        f"{check.looks_at} {'does not answer' if check.inverted else 'answers'}" for check in checks
    )


def _half_said(half: Half) -> str:
    callees: dict[str, list[Call]] = {}
    for call in half.calls:
        callees.setdefault(call.callee, []).append(call)
    calls = "; ".join(
        f"{callee} is called by {', '.join(call.caller for call in them)}"
        for callee, them in callees.items()
    )
    tasks = ", ".join(f"{one.words} {one.number}" for one in half.services)
    copied = f"replica of {half.replica_of}, " if half.replica_of else ""
    return (
        f"In {half.region}: tasks {tasks}; database {copied}{half.database.words}; {calls}; "
        f"{_listed(half.endpoints)} as endpoints; {_listed(half.notes)}."
    )


def _listed(things: Sequence[Thing]) -> str:
    return ", ".join(one.words for one in things)
