"""`tour draw`: draws fields of players, one JSON object a line, by the rules of live draws.

Guarantees that a line is drawn by ``seed_field`` and ``make_draw``, as live draws are, and that
whatever stands in a line is answered. Only this simulation takes a random seed; live draws make
their own.

The algorithm draws the ids of players, sorted. Here the players themselves are sorted: numbers by
value, after them strings by the code points of their characters. So the order in which ranked
players are written changes nothing, and numbers that are the ids of a live draw's players give the
live draw (docs/decisions/0051-draws.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeGuard

from services.draws.domain.bracket import Line, make_draw
from services.draws.domain.lots import RANDOM_SEED_LIMIT
from services.draws.domain.seeding import Ranking, RankingPlace, StandingEntry, seed_field
from services.draws.domain.sizes import MAX_PLAYERS, MIN_PLAYERS, can_be_drawn
from shared.terms import Violation
from tools.json_lines import Given, answer_stdin, errors_json

PlayerName: TypeAlias = str | int | float
Answer: TypeAlias = dict[str, object]

_FORM: Final = "9"
_LINE_FIELDS: Final = frozenset({"players", "random_seed", "seeded"})
_PLAYER_FIELDS: Final = frozenset({"player", "rank", "points"})
# all entries of a line came at once: their order decides, as that of their numbers does
_ENTERED: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Player:
    """A player as given; ``rank`` is None where unranked."""

    name: PlayerName
    rank: int | None
    points: int


def command() -> None:
    """Draw fields of players, a JSON object a line, by the rules of the tour.

    {"players": [{"player": "p1", "rank": 1, "points": 900}, …], "random_seed": 7} is answered by
    {"lines": [{"line": 1, "player": "p1", "seed": 1}, {"line": 2, "bye": true}, …],
    "random_seed": 7}, a line that breaks rules by {"errors": [{"field": …, "rule": …,
    "message": …}]}. Players without rank come behind the ranked, in the order given; "seeded":
    false draws without a ranking.
    """
    answer_stdin(draw, refuse)


def draw(given: Given) -> Answer:
    """The answer to a line: the draw from the top line down, or every rule that it breaks."""
    broken = _unknown(given, _LINE_FIELDS, "")
    random_seed = given.get("random_seed")
    if not _is_whole(random_seed) or not 0 <= random_seed < RANDOM_SEED_LIMIT:
        text = "The random seed is a whole number from 0 to 9223372036854775807."
        broken.append(Violation("random_seed", "4", text))
    seeded = given.get("seeded", True)
    if not isinstance(seeded, bool):
        text = "Say true or false: whether a ranking seeds the draw."
        broken.append(Violation("seeded", _FORM, text))
    players = _read_players(given.get("players"), broken)
    if broken:
        return refuse(broken)
    assert isinstance(random_seed, int)
    lines = _drawn(players, random_seed, seeded=bool(seeded))
    return {"lines": lines, "random_seed": random_seed}


def refuse(broken: Sequence[Violation]) -> Answer:
    """The answer to a line that breaks rules, or cannot be read."""
    return {"errors": errors_json(broken)}


def _drawn(players: Sequence[_Player], random_seed: int, *, seeded: bool) -> list[Answer]:
    names = sorted((player.name for player in players), key=_order)
    id_of = {name: number for number, name in enumerate(names, start=1)}
    entries = [
        StandingEntry(number, id_of[player.name], _ENTERED) for number, player in enumerate(players)
    ]
    ranking: Ranking = {
        id_of[player.name]: RankingPlace(player.rank, player.points)
        for player in players
        if player.rank is not None
    }
    seeding = seed_field(entries, ranking if seeded else None)
    made = make_draw(seeding.player_ids, seeded=seeded, random_seed=random_seed)
    return [_line(line, names) for line in made.lines]


def _line(line: Line, names: Sequence[PlayerName]) -> Answer:
    if line.player_id is None:
        return {"line": line.number, "bye": True}
    answer: Answer = {"line": line.number, "player": names[line.player_id - 1]}
    if line.seed is not None:
        answer["seed"] = line.seed
    return answer


def _order(name: PlayerName) -> tuple[bool, PlayerName]:
    return isinstance(name, str), name


def _read_players(given: object, broken: list[Violation]) -> list[_Player]:
    """The players that can be read; what is wrong with them, and with the others, is noted."""
    if not isinstance(given, list):
        text = 'The players are a list of objects: [{"player": "p1", "rank": 1}, …].'
        broken.append(Violation("players", _FORM, text))
        return []
    if not can_be_drawn(len(given)):
        text = f"A draw needs {MIN_PLAYERS} to {MAX_PLAYERS} players; here there are {len(given)}."
        broken.append(Violation("players", "3", text))
    players: list[_Player] = []
    # those that no draw has are too many, whatever stands in them
    for index, one in enumerate(given[:MAX_PLAYERS]):
        where = f"players[{index}]"
        if isinstance(one, dict):
            found = list(_wrong_player(one, where))
            broken += found
            if not found:
                players.append(_Player(one["player"], one.get("rank"), one.get("points") or 0))
        else:
            text = 'A player is written like {"player": "p1", "rank": 1, "points": 900}.'
            broken.append(Violation(where, _FORM, text))
    broken += _twice(given[:MAX_PLAYERS])
    return players


def _wrong_player(one: Mapping[str, object], where: str) -> Iterator[Violation]:
    yield from _unknown(one, _PLAYER_FIELDS, f"{where}.")
    if not _is_name(one.get("player")):
        yield Violation(f"{where}.player", _FORM, "Name the player: a string or a number.")
    rank, points = one.get("rank"), one.get("points")
    if rank is not None and not (_is_whole(rank) and rank >= 1):
        text = "The rank is a whole number from 1 on; leave it out for an unranked player."
        yield Violation(f"{where}.rank", _FORM, text)
    if points is not None and not (_is_whole(points) and points >= 0):
        yield Violation(f"{where}.points", _FORM, "The points are a whole number from 0 on.")


def _twice(given: Sequence[object]) -> Iterator[Violation]:
    """Each player, and each rank, that stood in the field before."""
    names: dict[object, int] = {}
    ranks: dict[object, int] = {}
    for index, one in enumerate(given):
        if not isinstance(one, dict):
            continue
        name, rank = one.get("player"), one.get("rank")
        if _is_name(name) and (first := names.setdefault(name, index)) != index:
            text = f"This player is players[{first}] already: a player has one entry."
            yield Violation(f"players[{index}].player", "2", text)
        if _is_whole(rank) and (first := ranks.setdefault(rank, index)) != index:
            text = f"players[{first}] has this rank already: a ranking has no ties."
            yield Violation(f"players[{index}].rank", "6", text)


def _unknown(given: Given, known: frozenset[str], where: str) -> list[Violation]:
    if given.keys() <= known:
        return []
    text = f"Only these are known: {', '.join(sorted(known))}."
    return [Violation(f"{where}{name}", _FORM, text) for name in given if name not in known]


def _is_whole(value: object) -> TypeGuard[int]:
    """True and false are no numbers here."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_name(value: object) -> TypeGuard[PlayerName]:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
