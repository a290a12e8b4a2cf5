import json
import os
from pathlib import Path

import pytest

from shared.names import CALLERS, SERVICES, ServiceName
from shared.settings import Settings
from tools.local.nats_config import STREAM, configuration, rights_of
from tools.local.secrets import make_secrets
from tools.local.services import (
    Servers,
    child_environment,
    connections_needed,
    plan_replicas,
    service_environment,
)

_SERVERS = Servers(postgres_port=5433, nats_port=4223, nats_monitor_port=8223)


@pytest.fixture(autouse=True)
def _no_settings_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TOUR_")]:
        monkeypatch.delenv(name)


def test_of_every_service_it_is_said_who_calls_it() -> None:
    assert set(CALLERS) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_environment_is_complete_for_the_settings(
    service: ServiceName, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = make_secrets()
    replicas = plan_replicas(2, 8000)
    replica = next(r for r in replicas if r.service == service)
    for name, value in service_environment(replica, replicas, _SERVERS, known).items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.service == service
    assert settings.database_port == 5433
    assert settings.database_password.get_secret_value() == known.database[replica.service]
    assert settings.nats_url == "nats://127.0.0.1:4223"
    assert settings.listen == f"127.0.0.1:{replica.port}"
    assert set(settings.caller_hashes) == set(CALLERS[replica.service])
    addresses = [f"127.0.0.1:{r.port}" for r in replicas if r.service == "matches"]
    assert len(addresses) == 2
    assert settings.matches_address == ",".join(addresses)


@pytest.mark.parametrize("service", SERVICES)
def test_environment_holds_nobody_elses_secrets(service: ServiceName) -> None:
    known = make_secrets()
    replicas = plan_replicas(1, 8000)
    replica = next(r for r in replicas if r.service == service)
    text = json.dumps(service_environment(replica, replicas, _SERVERS, known))
    foreign = [
        each[name]
        for each in (known.database, known.broker, known.tokens)
        for name in SERVICES
        if name != service
    ]
    assert not [secret for secret in foreign if secret in text]
    assert known.database_admin not in text


def test_only_the_gateway_is_told_the_first_password_and_only_while_there_is_one() -> None:
    known = make_secrets()
    replicas = plan_replicas(1, 8000)
    told = {
        r.service: service_environment(r, replicas, _SERVERS, known).get("TOUR_FIRST_PASSWORD")
        for r in replicas
    }
    assert told.pop("gateway") == known.first_password
    assert set(told.values()) == {None}


def test_the_clock_is_passed_on_and_the_launchers_own_settings_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOUR_CLOCK", "2026-03-01T00:00:00Z")
    monkeypatch.setenv("TOUR_PORT", "8000")
    monkeypatch.setenv("TOUR_HOME", "/x")
    assert {name for name in child_environment() if name.startswith("TOUR_")} == {"TOUR_CLOCK"}


def test_replicas_have_names_and_ports_of_their_own_and_gateways_follow_each_other() -> None:
    replicas = plan_replicas(3, 8100)
    assert len(replicas) == 15
    assert len({r.name for r in replicas}) == 15
    ports = [port for r in replicas for port in (r.port, r.ops_port)]
    assert len(set(ports)) == 30
    gateways = [r for r in replicas if r.service == "gateway"]
    assert [(r.name, r.port) for r in gateways] == [
        ("gateway", 8100),
        ("gateway-2", 8101),
        ("gateway-3", 8102),
    ]


@pytest.mark.parametrize("count", [1, 2, 10])
def test_database_takes_the_connections_of_all_replicas(count: int) -> None:
    pool = Settings.model_fields["database_pool"].default
    replicas = plan_replicas(count, 8000)
    assert connections_needed(replicas) >= max(120, len(replicas) * (pool + 3) + 10)


@pytest.mark.parametrize("service", SERVICES)
def test_broker_lets_a_service_publish_under_its_own_subjects_only(service: ServiceName) -> None:
    rights = rights_of(service)
    published = [subject for subject in rights.publish if subject.startswith("tour.")]
    assert published == [f"tour.{service}.>"]
    assert not [s for s in rights.publish if s in {">", "$JS.>", "$JS.API.>"}]
    assert f"$JS.ACK.{STREAM}.{service}.>" in rights.publish


def test_broker_listens_here_only_and_syncs_before_it_acknowledges() -> None:
    text = configuration(
        port=1,
        monitor_port=2,
        store=Path('/a "store" with ü'),
        passwords=make_secrets().broker,
        durable=True,
    )
    settings = json.loads(text)
    assert (settings["listen"], settings["http"]) == ("127.0.0.1:1", "127.0.0.1:2")
    assert settings["jetstream"]["sync_interval"] == "always"
    assert settings["jetstream"]["store_dir"] == '/a "store" with ü'
    assert "ü" in text
