"""One region of the picture: its network from the load balancer down to the database, and who in it
calls whom.

A call is a dot on the line of the callee: the line ends in an arrow at who is called, and crosses
the stem of each caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdk.names import BROKER
from tools.aws.picture.scene import BALANCER, DATABASE, ENDPOINTS, ERRANDS, Call, Half, Thing
from tools.aws.picture.svg import FAINT, Canvas, wrapped
from tools.problems import Failed

WIDTH: Final = 370
# lines from above come down here, so that words keep clear of them
OUTER: Final = 30
INNER: Final = 344
LINE: Final = 23
_GATEWAY: Final = "gateway"
_TIER_FILLS: Final = ("#eef5ec", "#fef8e8", "#e9f0f6")
_LANE_COLOURS: Final = ("#6b4f1d", "#1b6e53", "#b35c00", "#2f5da8", "#8a3a86", "#4d4d4d")
_BUS_COLOUR: Final = "#33414f"
_LANE: Final = 17
_BOX: Final = 50
# across, from the region's left edge: words, boxes, and the middle where the gateway's stem passes
_WORDS: Final = 46
_IN: Final = 20
_WIDE: Final = WIDTH - 2 * _IN
_SIDE: Final = 88
_GATEWAY_WIDTH: Final = 118
_SERVICE: Final = 76
_GAP: Final = 4
_ENDPOINTS: Final = 282
_RAIL: Final = 357
_LETTERS: Final = 36
_LETTERS_OF_ENDPOINTS: Final = 31


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a region lies, and its colours."""

    left: float
    top: float
    colour: str
    fill: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The heights in one region, from the picture's top: where each thing begins."""

    top: float
    balancer_tier: float
    balancer: float
    task_tier: float
    gateway: float
    lanes: float
    services: float
    bus: float
    endpoints: float
    database_tier: float
    database: float
    network_end: float
    notes: float
    end: float


def plan(half: Half, top: float) -> Plan:
    balancer_tier = top + 76
    balancer = balancer_tier + 28
    task_tier = balancer + _height(_balancer_words(half)) + 20
    gateway = task_tier + 30
    lanes = gateway + _BOX + 20
    services = lanes + len(_lanes(half)) * _LANE + 10
    bus = services + _BOX + 18
    endpoints = bus + 16
    database_tier = endpoints + _height(_endpoint_words(half)) + 20
    database = database_tier + 28
    network_end = database + _height(_database_words(half)) + 16
    notes = network_end + 12
    end = notes + LINE * len(half.notes) + 10
    return Plan(
        top,
        balancer_tier,
        balancer,
        task_tier,
        gateway,
        lanes,
        services,
        bus,
        endpoints,
        database_tier,
        database,
        network_end,
        notes,
        end,
    )


def draw_region(canvas: Canvas, half: Half, at: Frame) -> Plan:
    """Failed where the rules let somebody in for whom there is no line."""
    _refuse_what_has_no_place(half)
    y = plan(half, at.top)
    _network(canvas, half, at, y)
    _balancer(canvas, half, at, y)
    _calls_between_tasks(canvas, half, at, y)
    _calls_of_database(canvas, half, at, y)
    _tasks(canvas, half, at, y)
    allowed = [call.source for call in half.calls if call.callee == ENDPOINTS]
    sources = " ".join([_sources(half.endpoints), *allowed])
    _block(canvas, at, (y.endpoints, _ENDPOINTS), _endpoint_words(half), sources)
    _block(canvas, at, (y.database, _WIDE), _database_words(half), half.database.source)
    for row, note in enumerate(half.notes, start=1):
        canvas.text(at.left + _IN, y.notes + row * LINE - 5, note.words, source=note.source)
    return y


def _network(canvas: Canvas, half: Half, at: Frame, y: Plan) -> None:
    """The frames: region, network, and the three kinds of subnets."""
    canvas.box(at.left, y.top, WIDTH, y.end - y.top, fill=at.fill, stroke=at.colour)
    role = "standby" if half.replica_of else "primary"
    words = f"{half.region}, {role}"
    canvas.text(at.left + _WORDS, y.top + 27, words, size=20, bold=True, fill=at.colour)
    top = y.top + 40
    canvas.box(at.left + 7, top, WIDTH - 14, y.network_end - top, stroke=at.colour)
    words = f"{half.network.words}, {half.network.number} zones"
    canvas.text(at.left + _WORDS, top + 24, words, source=half.network.source)
    tiers = (
        (half.balancer_subnets, _WORDS, y.balancer_tier, y.task_tier),
        (half.task_subnets, _IN, y.task_tier, y.database_tier),
        (half.database_subnets, _IN, y.database_tier, y.network_end),
    )
    for (subnets, indent, begin, end), fill in zip(tiers, _TIER_FILLS, strict=True):
        canvas.box(at.left + 11, begin, WIDTH - 22, end - begin - 7, fill=fill, stroke=fill)
        canvas.text(at.left + indent, begin + 20, subnets.words, fill=FAINT, source=subnets.source)


def _balancer(canvas: Canvas, half: Half, at: Frame, y: Plan) -> None:
    things = (half.balancer, half.mark, *([half.firewall] if half.firewall else []))
    _block(canvas, at, (y.balancer, _WIDE), _balancer_words(half), _sources(things))
    bottom = y.balancer + _height(_balancer_words(half))
    for call in _of(half, BALANCER, _GATEWAY):
        # right of the words between them
        x = at.left + (WIDTH + _GATEWAY_WIDTH) / 2 - 8
        points = ((x, bottom), (x, y.gateway))
        canvas.line(points, stroke=_BUS_COLOUR, arrow=True, source=call.source)


def _tasks(canvas: Canvas, half: Half, at: Frame, y: Plan) -> None:
    tasks = {one.words: one for one in half.services}
    beside = at.left + WIDTH - _IN - _SIDE
    middle = at.left + (WIDTH - _GATEWAY_WIDTH) / 2
    _task(canvas, middle, y.gateway, _GATEWAY_WIDTH, tasks[_GATEWAY])
    _task(canvas, at.left + _IN, y.gateway, _SIDE, tasks[BROKER])
    canvas.box(beside, y.gateway, _SIDE, _BOX, dashed=True, source=half.errands.source)
    for row, word in enumerate(half.errands.words.split(", ")):
        canvas.text(beside + _SIDE / 2, y.gateway + 21 + row * 20, word, anchor="middle")
    for service, x in _places(half, at).items():
        _task(canvas, x, y.services, _SERVICE, tasks[service])


def _task(canvas: Canvas, x: float, top: float, width: float, it: Thing) -> None:
    """Name and number; dashed where none runs."""
    canvas.box(x, top, width, _BOX, dashed=not it.number, source=it.source)
    canvas.text(x + width / 2, top + 21, it.words, anchor="middle")
    canvas.text(x + width / 2, top + 41, f"× {it.number}", anchor="middle", fill=FAINT)


def _places(half: Half, at: Frame) -> Mapping[str, float]:
    """The left edges of the services below the gateway, with room for its stem in the middle."""
    row = _row(half)
    step, end = _SERVICE + _GAP, at.left + WIDTH - _IN + _GAP
    return {
        name: at.left + _IN + place * step
        if place < len(row) / 2
        else end - (len(row) - place) * step
        for place, name in enumerate(row)
    }


def _lanes(half: Half) -> Mapping[str, Sequence[Call]]:
    """The calls between tasks, by callee; the broker's first, who is above them."""
    lanes = {
        name: [call for call in half.calls if call.callee == name] for name in (BROKER, *_row(half))
    }
    return {name: calls for name, calls in lanes.items() if calls}


def _row(half: Half) -> list[str]:
    """The services that stand side by side."""
    return [one.words for one in half.services if one.words not in (_GATEWAY, BROKER)]


def _refuse_what_has_no_place(half: Half) -> None:
    """Rather no picture than one without a rule that is there."""
    tasks = {_GATEWAY, *_row(half)}
    callers = {
        **dict.fromkeys((BROKER, *_row(half)), tasks),
        _GATEWAY: {BALANCER},
        DATABASE: {*tasks, ERRANDS},
        ENDPOINTS: {*tasks, BROKER, ERRANDS},
    }
    for call in half.calls:
        if call.caller not in callers.get(call.callee, ()):
            raise Failed(f"The picture has no place for a call of {call.caller} to {call.callee}.")


def _calls_between_tasks(canvas: Canvas, half: Half, at: Frame, y: Plan) -> None:
    places = _places(half, at)
    stems = {name: x + _SERVICE * 0.3 for name, x in places.items()}
    stems[_GATEWAY] = at.left + WIDTH / 2
    lanes = _lanes(half)
    heights = {name: y.lanes + row * _LANE for row, name in enumerate(lanes)}
    for caller, x in stems.items():
        called = [heights[name] for name, calls in lanes.items() if caller in _callers(calls)]
        if called:
            begin, end = (
                (y.gateway + _BOX, max(called)) if caller == _GATEWAY else (min(called), y.services)
            )
            canvas.line(((x, begin), (x, end)), stroke=FAINT)
    for (callee, calls), colour in zip(lanes.items(), _LANE_COLOURS, strict=False):
        height = heights[callee]
        if callee == BROKER:
            target, end = at.left + _IN + _SIDE / 2, y.gateway + _BOX
        else:
            target, end = places[callee] + _SERVICE * 0.7, y.services
        xs = [target, *(stems[call.caller] for call in calls)]
        canvas.line(((min(xs), height), (max(xs), height)), stroke=colour)
        canvas.line(((target, height), (target, end)), stroke=colour, arrow=True)
        for call in calls:
            canvas.dot(stems[call.caller], height, colour, call.source)


def _calls_of_database(canvas: Canvas, half: Half, at: Frame, y: Plan) -> None:
    """One line for all callers, and an arrow from it to the database."""
    places = _places(half, at)
    stems = {name: (x + _SERVICE / 2, y.services + _BOX) for name, x in places.items()}
    stems[_GATEWAY] = (at.left + WIDTH / 2, y.gateway + _BOX)
    stems[ERRANDS] = (at.left + _RAIL, y.gateway + _BOX / 2)
    calls = [call for call in half.calls if call.callee == DATABASE]
    arrow = at.left + _IN + (_ENDPOINTS + _WIDE) / 2
    xs = [arrow, *(stems[call.caller][0] for call in calls)]
    canvas.line(((min(xs), y.bus), (max(xs), y.bus)), stroke=_BUS_COLOUR)
    for call in calls:
        x, begin = stems[call.caller]
        start = [(x - 10, begin)] if call.caller == ERRANDS else []
        canvas.line((*start, (x, begin), (x, y.bus)), stroke=_BUS_COLOUR)
        canvas.dot(x, y.bus, _BUS_COLOUR, call.source)
    canvas.line(((arrow, y.bus), (arrow, y.database)), stroke=_BUS_COLOUR, arrow=True)


def _balancer_words(half: Half) -> list[str]:
    firewall = [half.firewall.words] if half.firewall else []
    return [f"load balancer, port {half.balancer.words}", *firewall, f"mark {half.mark.words}"]


def _endpoint_words(half: Half) -> list[str]:
    interfaces = [one for one in half.endpoints if one.number]
    zones = max(one.number for one in interfaces)
    callers = _callers([call for call in half.calls if call.callee == ENDPOINTS])
    everyone = {*(one.words for one in half.services), ERRANDS}
    who = "every task" if callers == everyone else ", ".join(sorted(callers))
    gateways = [one.words for one in half.endpoints if not one.number]
    what = ", ".join([*(one.words for one in interfaces), *gateways])
    head = f"endpoints, {zones} zone{'s' if zones > 1 else ''}, {who}"
    return [*wrapped(head, _LETTERS_OF_ENDPOINTS), *wrapped(what, _LETTERS_OF_ENDPOINTS)]


def _database_words(half: Half) -> list[str]:
    words = half.database.words
    if half.replica_of:
        words = f"replica of {half.replica_of}, {words}"
    return wrapped(words, _LETTERS)


def _callers(calls: Sequence[Call]) -> set[str]:
    return {call.caller for call in calls}


def _of(half: Half, caller: str, callee: str) -> list[Call]:
    return [call for call in half.calls if (call.caller, call.callee) == (caller, callee)]


def _block(
    canvas: Canvas, at: Frame, span: tuple[float, float], lines: Sequence[str], source: str
) -> None:
    """A box with lines of words; ``span``: where it begins, and how wide it is."""
    top, width = span
    canvas.box(at.left + _IN, top, width, _height(lines), source=source)
    for row, words in enumerate(lines, start=1):
        canvas.text(at.left + _IN + 10, top + row * LINE - 1, words)


def _height(lines: Sequence[str]) -> float:
    return LINE * len(lines) + 12


def _sources(things: Sequence[Thing]) -> str:
    return " ".join(one.source for one in things)
