"""`tour settings`: what a service is set to, without its secrets."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.unit.shared.test_settings import PROPER
from tools import cli
from tools.local.folder import data_folder
from tools.local.running import Running, RunningReplica, store_running
from tools.local.secrets import Secrets, make_secrets, store_secrets
from tools.local.services import Servers, plan_replicas
from tools.problems import Problem


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests; an empty data folder."""
    for name in [name for name in os.environ if name.startswith("TOUR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TOUR_HOME", str(tmp_path))


@pytest.fixture
def launched() -> Iterator[Secrets]:
    """A launcher with two replicas of each service runs here, as far as can be seen."""
    folder = data_folder()
    folder.prepare()
    known = make_secrets()
    store_secrets(folder.secrets, known)
    replicas = [RunningReplica(replica, None) for replica in plan_replicas(2, 8000)]
    store_running(
        folder, Running(1, "2026-02-16T12:00:00Z", Servers(5433, 4223, 8223), 2, 3, replicas)
    )
    with folder.held():
        yield known


def settings() -> Result:
    return CliRunner().invoke(cli.build(["settings"]), ["settings"])


def test_the_environment_of_a_service_is_shown_with_its_secrets_masked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in PROPER.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TOUR_LISTN", "x")
    answer = settings()
    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert "TOUR_SERVICE=draws" in lines
    assert "TOUR_LISTEN=0.0.0.0:50052" in lines
    assert "TOUR_DATABASE_PORT=5432  # by default" in lines
    assert "TOUR_TOKEN=**********" in lines
    assert "# TOUR_LISTN is no setting of a service: it has no effect." in lines
    for secret in ("the database's secret", "the broker's secret", "the token"):
        assert secret not in answer.output


def test_what_is_missing_or_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUR_SERVICE", "draws")
    monkeypatch.setenv("TOUR_DATABASE_PORT", "five")
    answer = settings()
    assert isinstance(answer.exception, Problem)
    assert answer.exception.exit_code == 2
    assert "TOUR_DATABASE_PORT is wrong" in str(answer.exception)
    assert "TOUR_TOKEN is missing." in str(answer.exception)


def test_without_an_environment_those_of_the_launcher_are_shown(launched: Secrets) -> None:
    before = dict(os.environ)
    answer = settings()
    assert answer.exit_code == 0, answer.output
    for name in ("entries", "entries-2", "draws", "matches", "rankings-2", "gateway", "gateway-2"):
        assert f"# {name}" in answer.output.splitlines()
    assert answer.output.count("TOUR_DATABASE_PORT=5433\n") == 10
    secrets = (*launched.database.values(), *launched.broker.values(), *launched.tokens.values())
    assert not [secret for secret in secrets if secret in answer.output]
    assert dict(os.environ) == before


def test_where_nothing_runs_it_says_so() -> None:
    answer = settings()
    assert isinstance(answer.exception, Problem)
    assert answer.exception.exit_code == 2
