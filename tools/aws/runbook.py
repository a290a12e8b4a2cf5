"""The runbook of a lost region on AWS: its steps in order (docs/runbook-aws.md).

Guarantees that every step may be done again, by somebody else and after a break: it looks first
whether it is done already, and what it must remember stands on disk.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from cdk.names import Side, site_host
from cdk.settings import Settings
from tools.aws.clients import Ways
from tools.aws.database import code_of
from tools.aws.record import Record, What
from tools.aws.region import RegionSide
from tools.aws.removal import Removal
from tools.aws.takeover import TakeOver
from tools.aws.visits import Official, Visits
from tools.aws.waiting import Surroundings, Waiting
from tools.aws.wayback import WayBack
from tools.problems import Failed, Problem

# AWS's words for a login that may not
_DENIED: Final = (
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedFault",
    "UnauthorizedOperation",
)
_ACTION: Final = re.compile(r"not authorized to perform: (\S+)")


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` is typed, ``title`` read. ``asks``: what cannot be undone, as a question."""

    name: str
    title: str
    do: Callable[[], None]
    asks: str = ""


class Runbook:
    """Of one purpose. ``lost``: the primary's region is gone for real, and is asked nothing."""

    def __init__(
        self,
        settings: Settings,
        ways: Ways,
        record: Record,
        around: Surroundings,
        *,
        official: Official | None = None,
        lost: bool = False,
    ) -> None:
        primary, dr = (RegionSide(side, settings, ways.sides[side]) for side in Side)
        visits = Visits(around.outside, site_host(settings.domain), record, around.now, official)
        wait = Waiting(settings, around, record, visits)
        self._record = record
        self._around = around
        self.steps = (
            *_drill(TakeOver(primary, dr, ways, wait, lost)),
            *_way_back(WayBack(primary, dr, wait)),
            *_end(Removal(primary, dr, wait), settings.purpose),
        )

    def run(self, names: Sequence[str]) -> None:
        """The steps of these names, in the runbook's order; Problem where the person or AWS says
        no, Failed where one cannot be done."""
        for step in self.steps:
            if step.name in names:
                self._do(step)

    def _do(self, step: Step) -> None:
        if step.asks and not self._around.confirm(step.asks):
            raise Problem(f"Stopped before the step {step.name}; nothing of it was done.")
        began = self._record.note(What.BEGAN, step.name)
        try:
            step.do()
        except ClientError as error:
            raise _as_sentence(step, error) from error
        done = self._record.note(What.DONE, step.name)
        self._around.say(f"    {step.title:<38} {done - began:6.0f} s")


def _drill(steps: TakeOver) -> tuple[Step, ...]:
    here, there = steps.primary.name, steps.dr.name
    fail = f"End every task in {here}? The tour is away until its name leads to {there}."
    promote = (
        f"Promote {steps.dr.database.identifier} in {there}? What {here} has not sent is lost, "
        "and the pair must be rebuilt."
    )
    return (
        Step("preflight", "Preflight", steps.preflight),
        Step("load", "Load", steps.load),
        Step("activate-dr", "Activate DR", steps.activate_dr),
        Step("fail-primary", "Fail the primary", steps.fail_primary, "" if steps.lost else fail),
        Step("watch-dns", "Watch DNS", steps.watch_dns),
        Step("await-replica", "Wait until the replica is available", steps.await_replica),
        Step("promote", "Promote", steps.promote, promote),
        Step("flip-mark", "Flip the promoted mark", steps.flip_mark),
        Step("await-promoted", "Wait for /health/promoted", steps.await_promoted),
        Step("prove", "Prove reads and writes", steps.prove),
        Step("evidence", "Evidence", steps.evidence),
    )


def _way_back(steps: WayBack) -> tuple[Step, ...]:
    here, there = steps.primary.name, steps.dr.name
    copy = "Set aside the database in {} and copy it anew from {}?"
    back = f"Go back to {here}? Nobody can write for ten minutes or so."
    return (
        Step("rebuild", "Rebuild the pair", steps.rebuild, copy.format(here, there)),
        Step("fail-back", "Fail back", steps.fail_back, back),
        Step("prove-back", "Prove reads and writes again", steps.prove_back),
        Step(
            "rebuild-second",
            "Rebuild the second region",
            steps.rebuild_second,
            copy.format(there, here),
        ),
    )


def _end(steps: Removal, purpose: str) -> tuple[Step, ...]:
    return (
        Step(
            "discard",
            "Discard what was set aside",
            steps.discard,
            "Delete the databases that were set aside? A last snapshot of each stays.",
        ),
        Step(
            "teardown",
            "Teardown",
            steps.teardown,
            f"Delete the whole deployment {purpose}, in both regions?",
        ),
    )


def _as_sentence(step: Step, error: ClientError) -> Problem:
    """Which step, which action, what to do."""
    message = error.response.get("Error", {}).get("Message", "")
    if code_of(error) in _DENIED:
        named = _ACTION.search(message)
        action = named.group(1) if named else error.operation_name
        return Problem(
            f"The step {step.name} was refused: this login may not {action}. Allow it "
            f"(docs/runbook-aws.md lists what is needed) and go on with --from {step.name}."
        )
    return Failed(
        f"The step {step.name} did not work: AWS answered {error.operation_name} with "
        f"{code_of(error)}: {message.rstrip('.')}. Go on with --from {step.name}."
    )
