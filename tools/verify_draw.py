"""`tour verify-draw`: makes a stored draw again and compares it line by line.

Guarantees that it only reads, and that it asks the same query as the page and the RPC: what is
told here is told there.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Annotated, Final

import psycopg
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from services.draws.domain.bracket import Line
from services.draws.domain.seeding import Seed
from services.draws.domain.verification import SeedCheck, Verification
from services.draws.queries import VerifiedDraw, verified_draw
from shared.errors import NotFound
from tools.local.database import Target, environment_target, local_target
from tools.local.folder import data_folder
from tools.player_names import player_names
from tools.problems import Problem

LOGIN: Final = "svc_draws"
_LARGEST: Final = 2**63 - 1
Names = Mapping[int, str]


class Outcome(IntEnum):
    """The exit code; that of ``Unreachable`` is none of these."""

    VERIFIED = 0
    DIFFERS = 1
    NOT_VERIFIABLE = 2


class Unreachable(Problem):
    """The database could not be asked: nothing is known about the draw."""

    exit_code = 3


_VERDICTS: Final = {
    Outcome.VERIFIED: "verified",
    Outcome.DIFFERS: "differs",
    Outcome.NOT_VERIFIABLE: "not verifiable",
}


def command(
    draw_id: Annotated[
        int, typer.Argument(min=1, max=_LARGEST, help="The draw: the number in its address.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Make a draw again from the entries, ranking and random seed kept with it. Ends with 0 where
    it is the stored one line by line, with 1 where it differs, with 2 where it cannot be
    verified: it was made elsewhere, is not made, or there is no such draw. 3: the database could
    not be asked."""
    target = _target()
    try:
        found = asyncio.run(_verified(target, draw_id))
        names = _names(target, found)
    except NotFound as error:
        raise Problem(error.sentence) from error
    except (DBAPIError, psycopg.Error) as error:
        reason = str(getattr(error, "orig", error)).strip()
        raise Unreachable(f"The database could not be asked: {reason}") from error
    outcome = outcome_of(found)
    if as_json:
        print(json.dumps(as_answer(found, names), ensure_ascii=False, indent=2))
    else:
        _print(found, names)
    raise typer.Exit(outcome)


def outcome_of(found: VerifiedDraw) -> Outcome:
    if found.verification is None:
        return Outcome.NOT_VERIFIABLE
    return Outcome.VERIFIED if found.verification.is_verified else Outcome.DIFFERS


def _target() -> Target:
    try:
        return environment_target(login=LOGIN) or local_target(data_folder())
    except Problem as problem:
        raise Unreachable(str(problem)) from problem


async def _verified(target: Target, draw_id: int) -> VerifiedDraw:
    url = make_url(target.url(LOGIN)).set(drivername="postgresql+psycopg")
    engine = create_async_engine(url, connect_args={"options": "-c timezone=UTC"})
    try:
        async with engine.connect() as plain:
            db = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            return await verified_draw(db, draw_id)
    finally:
        await engine.dispose()


def _names(target: Target, found: VerifiedDraw) -> Names:
    """Players by id, where this person may read them; the draw itself knows numbers only."""
    if found.verification is None:
        return {}
    return player_names(target, _players(found.verification))


def _players(verification: Verification) -> set[int]:
    lines = [line for check in verification.lines for line in (check.stored, check.computed)]
    seeds = [
        seed
        for check in (*verification.planned, *verification.actual)
        for seed in (check.stored, check.computed)
    ]
    return {each.player_id for each in (*lines, *seeds) if each and each.player_id}


# --- for programs ----------------------------------------------------------------------------


def as_answer(found: VerifiedDraw, names: Names) -> dict[str, object]:
    """What was found, for programs; ``name`` is missing where it is not known."""
    draw, verification = found.draw, found.verification
    answer: dict[str, object] = {
        "draw_id": draw.draw_id,
        "verdict": _VERDICTS[outcome_of(found)],
        "reason": found.obstacle.message if found.obstacle else "",
    }
    if verification is None:
        return answer
    return {
        **answer,
        "random_seed": draw.random_seed,
        "algorithm_version": draw.algorithm_version,
        "seeded": draw.is_seeded,
        "ranking_week": str(draw.tournament.seeding_week),
        "differences": [
            {"field": each.field, "rule": each.rule, "message": each.message}
            for each in verification.differences
        ],
        "players": _players_answer(found, verification, names),
        "planned_seeds": [_seed_answer(check) for check in verification.planned],
        "actual_seeds": [_seed_answer(check) for check in verification.actual],
        "lines": [
            {
                "line": check.number,
                "stored": _line_answer(check.stored),
                "computed": _line_answer(check.computed),
                "agrees": check.agrees,
            }
            for check in verification.lines
        ],
        "lots": [
            {
                "index": lot.index,
                "digits": f"{lot.number:016x}",
                "below": lot.below,
                "lot": lot.lot,
                "what_for": lot.what_for,
            }
            for lot in verification.lots
        ],
    }


def _players_answer(
    found: VerifiedDraw, verification: Verification, names: Names
) -> list[dict[str, object]]:
    entered = {each.entry.player_id: each.entry.entered_at for each in found.entries}
    return [
        {
            "player": player.player_id,
            **({"name": names[player.player_id]} if player.player_id in names else {}),
            "rank": player.position,
            "points": player.points,
            "entered_at": entered[player.player_id].isoformat(),
        }
        for player in verification.seeding.field
    ]


def _seed_answer(check: SeedCheck) -> dict[str, object]:
    def told(seed: Seed | None) -> object:
        return {"player": seed.player_id, "points": seed.points} if seed else None

    stored, computed = told(check.stored), told(check.computed)
    return {"seed": check.number, "stored": stored, "computed": computed, "agrees": check.agrees}


def _line_answer(line: Line | None) -> object:
    if line is None:
        return None
    if line.player_id is None:
        return {"bye": True}
    return {"player": line.player_id, **({"seed": line.seed} if line.seed else {})}


# --- for people ------------------------------------------------------------------------------


def _print(found: VerifiedDraw, names: Names) -> None:
    # names are no markup
    console = Console(markup=False, emoji=False, highlight=False)
    verification, draw = found.verification, found.draw
    if verification is None:
        reason = found.obstacle.message if found.obstacle else ""
        console.print(f"Draw {draw.draw_id} cannot be verified. {reason}")
        return
    week = draw.tournament.seeding_week
    console.print(f"Draw {draw.draw_id}: {len(found.entries)} players, {draw.size} lines")
    console.print(f"Random seed {draw.random_seed}, algorithm version {draw.algorithm_version}")
    console.print(
        f"Seeded by the ranking of week {week}"
        if draw.is_seeded
        else f"Unseeded: no ranking was published for week {week}"
    )
    table = Table("line", "stored", "made again", "")
    for check in verification.lines:
        table.add_row(
            str(check.number),
            _told(check.stored, names),
            _told(check.computed, names),
            "" if check.agrees else "differs",
        )
    console.print(table)
    if verification.is_verified:
        console.print(
            "Verified: made again it is the same draw, line by line, and it keeps the rules."
        )
        return
    console.print("This is NOT the draw that its entries, ranking and random seed give:")
    for message in _once(each.message for each in verification.differences):
        console.print(f"  - {message}")


def _told(line: Line | None, names: Names) -> str:
    if line is None:
        return "–"
    if line.player_id is None:
        return "bye"
    seed = f"[{line.seed}] " if line.seed else ""
    name = f" {names[line.player_id]}" if line.player_id in names else ""
    return f"{seed}{line.player_id}{name}"


def _once(messages: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(messages))
