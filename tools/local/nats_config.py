"""The NATS server's configuration: who may do what on the broker.

Guarantees that a service publishes under its own subjects only, reads answers to itself only, and
may make and read the one stream and the one durable that carries its name, nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.names import SERVICES, ServiceName
from tools.local.ports import HOST

STREAM = "TOUR"
MAX_MEMORY = 64 * 1024 * 1024
MAX_FILE = 2 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rights:
    """Subjects that a user may publish to and subscribe to."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def user_name(service: ServiceName) -> str:
    return f"svc_{service}"


def rights_of(service: ServiceName) -> Rights:
    """A durable is called like its service; replicas share it."""
    api, durable = "$JS.API", f"{STREAM}.{service}"
    publish = (
        f"tour.{service}.>",
        f"{api}.STREAM.INFO.{STREAM}",
        f"{api}.STREAM.CREATE.{STREAM}",
        f"{api}.STREAM.UPDATE.{STREAM}",
        f"{api}.CONSUMER.CREATE.{durable}",
        f"{api}.CONSUMER.CREATE.{durable}.>",
        f"{api}.CONSUMER.DURABLE.CREATE.{durable}",
        f"{api}.CONSUMER.INFO.{durable}",
        f"{api}.CONSUMER.MSG.NEXT.{durable}",
        f"$JS.ACK.{durable}.>",
    )
    inbox = f"_INBOX_{service}.>"
    # every gateway replica tells its open pages of every event as it passes
    return Rights(publish, (inbox, "tour.>") if service == "gateway" else (inbox,))


def configuration(
    *,
    port: int,
    monitor_port: int,
    store: Path,
    passwords: Mapping[ServiceName, str],
    durable: bool,
    host: str = HOST,
) -> str:
    """The configuration file's text (JSON, which the server reads as well as its own format)."""
    users = [
        {
            "user": user_name(service),
            "password": passwords[service],
            "permissions": {
                "publish": {"allow": rights.publish},
                "subscribe": {"allow": rights.subscribe},
            },
        }
        for service in SERVICES
        for rights in (rights_of(service),)
    ]
    settings = {
        "server_name": "tour",
        "listen": f"{host}:{port}",
        "http": f"{host}:{monitor_port}",
        "jetstream": {
            "store_dir": str(store),
            "max_mem": MAX_MEMORY,
            "max_file": MAX_FILE,
            # an acknowledged event is on the disk
            **({"sync_interval": "always"} if durable else {}),
        },
        "authorization": {"users": users},
    }
    return json.dumps(settings, ensure_ascii=False, indent=2)
