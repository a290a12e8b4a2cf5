"""The five services as children of the launcher: names, ports, environment.

Guarantees that every replica knows its own credentials only, and of its callers' tokens only the
hashes.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.names import CALLERS, SERVICES, ServiceName
from tools.local.folder import PROJECT
from tools.local.parts import Part, stop_all
from tools.local.ports import HOST, free_ports
from tools.local.secrets import Secrets

DATABASE = "tour"
# settings of the person's environment that children see; everything else of TOUR_ is the launcher's
_PASSED_ON = (
    "TOUR_CLOCK",
    "TOUR_DATABASE_POOL",
    "TOUR_LOG_LEVEL",
    "TOUR_PUBLIC_HOSTS",
    "TOUR_STYLEGUIDE",
    "TOUR_TRUSTED_PROXIES",
)
# connections of one replica: its pool, and leader, listener and monitor beside it
_CONNECTIONS = 8 + 3


@dataclass(frozen=True, slots=True)
class Replica:
    """One process of one service. The gateway's ``port`` speaks HTTP, the others' gRPC."""

    name: str
    service: ServiceName
    port: int
    ops_port: int

    @property
    def health_port(self) -> int:
        return self.port if self.service == "gateway" else self.ops_port


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the embedded servers listen."""

    postgres_port: int
    nats_port: int
    nats_monitor_port: int


def plan_replicas(count: int, gateway_port: int) -> list[Replica]:
    """``count`` replicas of every service; the gateway's on consecutive ports."""
    spare = iter(free_ports(2 * count * len(SERVICES)))
    return [
        Replica(
            name=service if number == 0 else f"{service}-{number + 1}",
            service=service,
            port=gateway_port + number if service == "gateway" else next(spare),
            ops_port=next(spare),
        )
        for service in SERVICES
        for number in range(count)
    ]


def connections_needed(replicas: Sequence[Replica]) -> int:
    """PostgreSQL's max_connections: what the services may open, and some for people and tools."""
    return max(120, len(replicas) * _CONNECTIONS + 20)


def child_environment(project: Path = PROJECT) -> dict[str, str]:
    """What every Python child of the launcher inherits. ``project``: the folder of its code."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TOUR_") or name in _PASSED_ON
    }
    paths = [str(project), str(project / "shared" / "gen")]
    if before := inherited.get("PYTHONPATH"):
        paths.append(before)
    return {**inherited, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


def service_environment(
    replica: Replica, replicas: Sequence[Replica], servers: Servers, known: Secrets
) -> dict[str, str]:
    """The settings of one replica (shared/settings.py)."""
    service = replica.service
    addresses = {
        f"TOUR_{peer.upper()}_ADDRESS": ",".join(
            f"{HOST}:{other.port}" for other in replicas if other.service == peer
        )
        for peer in SERVICES
        if peer != "gateway"
    }
    hashes = {caller: known.caller_hash(caller) for caller in CALLERS[service]}
    environment = {
        **child_environment(),
        **addresses,
        "TOUR_SERVICE": service,
        "TOUR_DATABASE_HOST": HOST,
        "TOUR_DATABASE_PORT": str(servers.postgres_port),
        "TOUR_DATABASE_NAME": DATABASE,
        "TOUR_DATABASE_PASSWORD": known.database[service],
        "TOUR_NATS_URL": f"nats://{HOST}:{servers.nats_port}",
        "TOUR_NATS_PASSWORD": known.broker[service],
        "TOUR_LISTEN": f"{HOST}:{replica.port}",
        "TOUR_OPS_LISTEN": f"{HOST}:{replica.ops_port}",
        "TOUR_TOKEN": known.tokens[service],
        "TOUR_CALLER_HASHES": json.dumps(hashes),
    }
    if service == "gateway" and known.first_password is not None:
        environment["TOUR_FIRST_PASSWORD"] = known.first_password
    return environment


def stop_services(services: Sequence[tuple[Replica, Part]]) -> None:
    """The gateways first: what they have begun they end with the others' help."""
    for is_gateway in (True, False):
        stop_all(
            [part for replica, part in services if (replica.service == "gateway") is is_gateway]
        )


def service_module(service: ServiceName) -> tuple[str, ...]:
    """What starts a service, as after ``python -m``."""
    return (f"services.{service}",)
