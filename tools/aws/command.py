"""`tour drill --aws PURPOSE`: the runbook of a lost region, on AWS, for a person at a terminal.

Guarantees that nothing that cannot be undone is done without a typed yes.
"""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, NoCredentialsError

from cdk.settings import Settings, WrongSettings, load
from tools.aws.clients import Ways, ways
from tools.aws.outside import Internet
from tools.aws.record import Record
from tools.aws.runbook import Runbook
from tools.aws.visits import Official
from tools.aws.waiting import Surroundings
from tools.problems import Failed, Problem

# the drill itself; the way back is asked for
LAST_STEP: Final = "evidence"
# never a part of a range: asked for by its own name
ALONE: Final = "teardown"


def drill(
    purpose: str,
    folder: Path,
    *,
    first: str = "",
    last: str = "",
    only: Sequence[str] = (),
    lost: bool = False,
) -> None:
    """The steps from ``first`` to ``last``, or ``only`` some, with their record in ``folder``."""
    try:
        settings = load(purpose)
    except WrongSettings as error:
        raise Problem(str(error)) from error
    around = Surroundings(time.time, time.sleep, Internet(), _say, _confirmed)
    record = Record(folder.expanduser().absolute(), time.time)
    try:
        to_aws = ways(settings)
        _check_account(settings, to_aws)
        runbook = Runbook(
            settings, to_aws, record, around, official=official_in(os.environ), lost=lost
        )
        runbook.run(chosen([step.name for step in runbook.steps], first, last, only))
    except NoCredentialsError as error:
        raise Problem(
            "There is no login to AWS here: set AWS_PROFILE, or sign in with `aws sso login`."
        ) from error
    except BotoCoreError as error:
        raise Failed(f"AWS could not be asked: {error}. Go on with --from.") from error
    except KeyboardInterrupt:
        raise Failed("Stopped. What was done stands in the record: go on with --from.") from None


def chosen(names: Sequence[str], first: str, last: str, only: Sequence[str]) -> list[str]:
    """The steps that are meant, in order; Problem where there is no such step."""
    for name in (*only, first, last):
        if name and name not in names:
            raise Problem(f"There is no step {name}. The steps are: {', '.join(names)}.")
    if only:
        if first or last:
            raise Problem("Give --only, or --from and --until.")
        return [name for name in names if name in only]
    begin = names.index(first) if first else 0
    if not last:
        # who begins on the way back goes on to its end
        last = LAST_STEP if begin <= names.index(LAST_STEP) else names[names.index(ALONE) - 1]
    end = names.index(last)
    if ALONE in (first, last):
        raise Problem(f"The step {ALONE} is asked for alone: --only {ALONE}.")
    if end < begin:
        raise Problem(f"The step {last} comes before {first}.")
    return list(names[begin : end + 1])


def official_in(environment: Mapping[str, str]) -> Official | None:
    """Who writes during the drill; nobody where the environment names none."""
    name = environment.get("TOUR_DRILL_OFFICIAL", "")
    return Official(name, environment.get("TOUR_DRILL_PASSWORD", "")) if name else None


def _check_account(settings: Settings, to_aws: Ways) -> None:
    account = to_aws.identity.get_caller_identity()["Account"]
    if account != settings.account:
        raise Problem(
            f"This login belongs to the account {account}, the purpose {settings.purpose} to "
            f"{settings.account} (TOUR_AWS_ACCOUNT)."
        )


def _say(line: str) -> None:
    print(line, flush=True)


def _confirmed(question: str) -> bool:
    try:
        return input(f"{question} Type yes: ").strip() == "yes"
    except EOFError:
        return False
