"""Makes a draw again from what was kept with it, and tells where the stored one differs.

Guarantees that nothing but what was frozen is asked: the entries and the ranking of that hour, the
random seed. What became of entries and rankings since then changes no verification
(rules.md section 4).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.draws.domain.bracket import Draw, Line, draw_by_lots
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import RANDOM_SEED_LIMIT, Lot, Lots
from services.draws.domain.seeding import Ranking, Seed, Seeding, StandingEntry, seed_field
from services.draws.domain.sizes import MAX_PLAYERS, MIN_PLAYERS, can_be_drawn
from shared.terms import Violation

_RULE: Final = "4"


@dataclass(frozen=True, slots=True)
class FrozenEntry:
    """An entry that stood when the draw was made, with the points it was made with."""

    entry: StandingEntry
    points: int


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A player's line as it is stored; ``entered_at`` in UTC."""

    number: int
    player_id: int
    seed: int | None
    has_bye: bool
    entry_points: int
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawOnRecord:
    """What is stored of a draw that was made.

    ``closing`` are the entries that stood at the deadline, ``entries`` those when it was made,
    ``ranking`` is the seeding week's as it stood at the deadline, None for an unseeded draw.
    """

    closing: Sequence[StandingEntry]
    entries: Sequence[FrozenEntry]
    ranking: Ranking | None
    random_seed: int
    num_players: int
    size: int
    lines: Sequence[StoredLine]
    planned: Sequence[Seed]
    actual: Sequence[Seed]


@dataclass(frozen=True, slots=True)
class LineCheck:
    """A line as it is stored beside the same line made again; None where there is no such line.

    A bye is a line without a player.
    """

    number: int
    stored: Line | None
    computed: Line | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class SeedCheck:
    """A seed number of one seeding, stored and computed; None where it has no such seed."""

    number: int
    stored: Seed | None
    computed: Seed | None

    @property
    def agrees(self) -> bool:
        return self.stored == self.computed


@dataclass(frozen=True, slots=True)
class Verification:
    """``differences`` is empty for the one draw that entries, ranking and random seed give.

    ``seeding`` is the field in the order in which it was drawn; it, lines and lots are empty where
    the stored entries make no draw at all.
    """

    seeding: Seeding
    planned: tuple[SeedCheck, ...]
    actual: tuple[SeedCheck, ...]
    lines: tuple[LineCheck, ...]
    lots: tuple[Lot, ...]
    differences: tuple[Violation, ...]

    @property
    def is_verified(self) -> bool:
        return not self.differences


def verify_draw(record: DrawOnRecord) -> Verification:
    """Seed and draw the frozen entries again and compare; never raises for what is stored."""
    entries = [each.entry for each in record.entries]
    planned = _seeded(record.closing, record.ranking)
    seeding = _seeded(entries, record.ranking)
    drawn, lots = _drawn(seeding, record.random_seed)
    stored = _bracket(record)
    planned_checks = _seed_checks(record.planned, planned.seeds)
    actual_checks = _seed_checks(record.actual, seeding.seeds)
    lines = _line_checks(record, stored, drawn)
    players = {entry.player_id for entry in entries}
    differences = (
        *_wrong_entries(record),
        *_wrong_numbers(record, drawn),
        *_wrong_seeds("planned", planned_checks),
        *_wrong_seeds("actual", actual_checks),
        *_wrong_lines(lines),
        *broken_rules(stored, record.actual, players),
    )
    return Verification(seeding, planned_checks, actual_checks, lines, lots, differences)


def _seeded(entries: Sequence[StandingEntry], ranking: Ranking | None) -> Seeding:
    return seed_field(entries, ranking) if can_be_drawn(len(entries)) else Seeding((), ())


def _drawn(seeding: Seeding, random_seed: int) -> tuple[Draw | None, tuple[Lot, ...]]:
    if not seeding.field or not 0 <= random_seed < RANDOM_SEED_LIMIT:
        return None, ()
    lots = Lots(random_seed)
    drawn = draw_by_lots(seeding.player_ids, seeded=seeding.is_seeded, lots=lots)
    return drawn, lots.taken


def _bracket(record: DrawOnRecord) -> Draw:
    """The stored lines as a bracket: a line that nobody stands on is a bye."""
    lines = [Line(line.number, line.player_id, line.seed) for line in record.lines]
    taken = {line.number for line in lines}
    lines += [Line(n, None) for n in range(1, record.size + 1) if n not in taken]
    return Draw(record.size, tuple(sorted(lines, key=lambda line: line.number)))


def _seed_checks(stored: Sequence[Seed], computed: Sequence[Seed]) -> tuple[SeedCheck, ...]:
    stored_by = {seed.number: seed for seed in stored}
    computed_by = {seed.number: seed for seed in computed}
    return tuple(
        SeedCheck(number, stored_by.get(number), computed_by.get(number))
        for number in sorted(stored_by | computed_by)
    )


def _line_checks(record: DrawOnRecord, stored: Draw, drawn: Draw | None) -> tuple[LineCheck, ...]:
    stored_by = {line.number: line for line in stored.lines}
    computed_by = {line.number: line for line in drawn.lines} if drawn else {}
    with_bye = drawn.players_with_bye if drawn else frozenset()
    entry_of = {each.entry.player_id: each for each in record.entries}
    strange = {
        line.number
        for line in record.lines
        if line.has_bye != (line.player_id in with_bye)
        or not _is_copy(line, entry_of.get(line.player_id))
    }
    return tuple(
        LineCheck(
            number,
            stored_by.get(number),
            computed_by.get(number),
            stored_by.get(number) == computed_by.get(number) and number not in strange,
        )
        for number in sorted(stored_by | computed_by)
    )


def _is_copy(line: StoredLine, entry: FrozenEntry | None) -> bool:
    """A line repeats the points and the moment of its entry."""
    return entry is not None and (line.entry_points, line.entered_at) == (
        entry.points,
        entry.entry.entered_at,
    )


def _wrong_entries(record: DrawOnRecord) -> Iterator[Violation]:
    players = len(record.entries)
    if not can_be_drawn(players):
        yield Violation(
            "entries",
            "3",
            f"{players} entries are on record for this draw, and a draw needs {MIN_PLAYERS} to"
            f" {MAX_PLAYERS}. It cannot be made again.",
        )
    at_deadline = {entry.player_id: entry for entry in record.closing}
    for each in record.entries:
        before = at_deadline.get(each.entry.player_id, each.entry)
        # 0: the number is not known
        if before.entered_at != each.entry.entered_at or (
            each.entry.entry_id not in (0, before.entry_id)
        ):
            yield Violation(
                "entries",
                _RULE,
                f"The entry of player {each.entry.player_id} is not the one of the deadline.",
            )


def _wrong_numbers(record: DrawOnRecord, drawn: Draw | None) -> Iterator[Violation]:
    players = len(record.entries)
    if record.num_players != players:
        yield Violation(
            "num_players",
            _RULE,
            f"The draw is stored with {record.num_players} players and has {players} entries.",
        )
    if drawn is not None and record.size != drawn.size:
        yield Violation(
            "size",
            _RULE,
            f"The draw is stored with {record.size} lines; {players} players need {drawn.size}.",
        )
    for line, times in sorted(Counter(line.number for line in record.lines).items()):
        if times > 1:
            yield Violation("lines", _RULE, f"{times} players stand on line {line}.")


def _wrong_seeds(which: str, checks: Sequence[SeedCheck]) -> Iterator[Violation]:
    for check in checks:
        if not check.agrees:
            yield Violation(
                f"{which}_seeds",
                _RULE,
                f"Seed {check.number} of the {which} seeding is stored as {_seed(check.stored)};"
                f" entries and ranking give {_seed(check.computed)}.",
            )


def _wrong_lines(checks: Sequence[LineCheck]) -> Iterator[Violation]:
    for check in checks:
        if check.agrees:
            continue
        if check.stored == check.computed:
            yield Violation(
                "lines",
                _RULE,
                f"Line {check.number} has the right player, but another bye, points or moment of"
                " entry than the entry gives.",
            )
        else:
            yield Violation(
                "lines",
                _RULE,
                f"Line {check.number} is stored as {_line(check.stored)}; entries, ranking and"
                f" random seed give {_line(check.computed)}.",
            )


def _seed(seed: Seed | None) -> str:
    return f"player {seed.player_id} with {seed.points} points" if seed else "nobody"


def _line(line: Line | None) -> str:
    if line is None:
        return "no line"
    if line.player_id is None:
        return "a bye"
    return f"player {line.player_id}" + (f", seed {line.seed}" if line.seed else "")
