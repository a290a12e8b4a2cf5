"""The `tour` command line: one line per sub-command, each in a module of its own.

Guarantees that only the module of the sub-command asked for is imported, so that `tour --help`
and `tour up` are quick, and that people see a sentence and an exit code, never a traceback.
"""

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import typer

from tools.problems import Problem


@dataclass(frozen=True, slots=True)
class SubCommand:
    """``module`` holds a function ``command``, or a typer ``app`` where it is a group."""

    name: str
    module: str
    help: str


SUB_COMMANDS = (
    SubCommand("up", "tools.up", "Start the whole tour on this machine."),
    SubCommand("status", "tools.status", "Show what of the tour is running here."),
    SubCommand("reset", "tools.reset", "Delete the tour's data on this machine."),
    SubCommand("migrate", "tools.migrate", "Bring the database's schema up to date."),
    SubCommand("clock", "tools.clock", "Show the tour's time, or move it in a demo."),
    SubCommand("history", "tools.history.command", "Play past tournaments into an empty tour."),
    SubCommand("import", "tools.importing.command", "Load a data set or an export into the tour."),
    SubCommand("export", "tools.exporting.command", "Write the tour's data as files."),
    SubCommand("hash", "tools.exporting.hashing", "Print one hash over the tour's content."),
    SubCommand("backup", "tools.backups.command", "Save the whole tour of this machine."),
    SubCommand("restore", "tools.backups.restore_command", "Bring a backup back."),
    SubCommand(
        "recalculate", "tools.recalculating.command", "Put points, rankings, suspensions right."
    ),
    SubCommand("validate", "tools.validating.command", "Judge what is stored by every rule."),
    SubCommand("drill", "tools.drill.command", "Lose a region under load, and come back."),
    SubCommand("rolling", "tools.drill.rolling", "Update the tour under load, in turn."),
    SubCommand("secrets", "tools.aws.keys", "Make the passwords of a deployment on AWS."),
    SubCommand("cost", "tools.aws.cost.command", "What the AWS deployment costs at list price."),
    SubCommand("draw", "tools.draw_lines", "Draw fields of players, a JSON object a line."),
    SubCommand("score", "tools.score_lines", "Judge scores by the rules, a JSON object a line."),
    SubCommand("verify-draw", "tools.verify_draw", "Make a draw again and compare line by line."),
    SubCommand("settings", "tools.settings", "Show what the services are set to, secrets masked."),
    SubCommand("doctor", "tools.doctor", "Tell what is wrong with this installation."),
)


# what only the deployment needs, and an image of the tools has not
_FOR_AWS = ("boto3", "botocore", "cdk")


def build(arguments: Sequence[str]) -> typer.Typer:
    """The command line for these arguments: the sub-command they name is real, the others are
    known by name and sentence only."""
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    tour = typer.Typer(
        name="tour",
        help="Run and look after the Masters Tour.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    tour.callback()(_whole)
    for entry in SUB_COMMANDS:
        if entry.name != wanted:
            tour.command(entry.name, help=entry.help)(_not_asked_for)
            continue
        module = _imported(entry.module)
        if isinstance(group := getattr(module, "app", None), typer.Typer):
            tour.add_typer(group, name=entry.name, help=entry.help)
        else:
            tour.command(entry.name, help=entry.help)(module.command)
    return tour


def _imported(name: str) -> ModuleType:
    """Without the collector of garbage, which would walk what is imported again and again: that is
    a quarter of the time."""
    gc.disable()
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name in _FOR_AWS:
            raise Problem(f"This needs {error.name}: run `make .venv/.aws` once.") from error
        raise
    finally:
        gc.enable()


def app() -> None:
    """Run the command line of this process; ends with the exit code."""
    try:
        build(sys.argv[1:])(prog_name="tour")
    except Problem as problem:
        sys.stdout.flush()
        print(f"tour: {problem}", file=sys.stderr)
        sys.exit(problem.exit_code)


def _whole() -> None:
    """The options before a sub-command: there are none but --help."""


def _not_asked_for() -> None:
    raise AssertionError("only the sub-command in the arguments is ever run")


if __name__ == "__main__":
    app()
