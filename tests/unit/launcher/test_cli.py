import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tools import cli
from tools.problems import Problem

_HEAVY = ("grpc", "sqlalchemy", "psycopg", "alembic", "fastapi", "uvicorn", "nats", "protobuf")


def _imported_by(*arguments: str) -> set[str]:
    code = "import sys; from tools.cli import build; build(sys.argv[1:]); print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_help_names_every_sub_command() -> None:
    answer = CliRunner().invoke(cli.build([]), [])
    for entry in cli.SUB_COMMANDS:
        assert f"  {entry.name} " in answer.output
        assert entry.help in answer.output


@pytest.mark.parametrize("arguments", [["--help"], ["up"], ["status"], ["doctor"], ["reset"]])
def test_launcher_commands_import_neither_grpc_nor_a_database_driver(arguments: list[str]) -> None:
    imported = _imported_by(*arguments)
    assert imported.isdisjoint(_HEAVY)


@pytest.mark.parametrize("entry", cli.SUB_COMMANDS, ids=lambda entry: entry.name)
def test_every_sub_command_exists_and_has_help(entry: cli.SubCommand) -> None:
    answer = CliRunner().invoke(cli.build([entry.name]), [entry.name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert entry.help in answer.output


def test_unknown_sub_command_is_refused_with_a_suggestion() -> None:
    answer = CliRunner().invoke(cli.build(["statsu"]), ["statsu"])
    assert answer.exit_code == 2
    assert "status" in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "0"],
        ["--port", "65536"],
        ["--port", "x"],
        ["--replicas", "0"],
        ["--replicas", "11"],
    ],
)
def test_up_refuses_impossible_numbers(arguments: list[str]) -> None:
    answer = CliRunner().invoke(cli.build(["up"]), ["up", *arguments])
    assert answer.exit_code == 2
    assert arguments[0] in answer.output


def test_problem_is_a_sentence_and_an_exit_code_not_a_traceback(tmp_path: object) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "tools.cli", "status"],
        capture_output=True,
        text=True,
        check=False,
        env={"TOUR_HOME": str(tmp_path)},
    )
    assert answer.returncode == 2
    assert answer.stderr == f"tour: No tour is running on {tmp_path}. Start it with `tour up`.\n"


def test_without_what_the_deployment_needs_there_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.startswith("tools.aws")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(Problem, match=r"This needs boto3: run `make \.venv/\.aws` once\."):
        cli.build(["secrets", "demo"])
