"""What each of the tour's tasks is told: the jobs of the five services, the broker, the errands.

Guarantees that a service knows the addresses of its peers, the database and the broker by name, and
the database's certificate authority: it speaks to nobody who cannot show its certificate.
"""

from collections.abc import Sequence
from typing import Final

from cdk import names
from cdk.choices import Place
from cdk.database import ADMIN
from cdk.firewall import GRPC, HTTP, NATS, POSTGRES
from cdk.names import EcsService, Errand
from cdk.task import Job
from shared.names import SERVICES, ServiceName

# where the Dockerfile puts AWS's certificate authorities
CA_BUNDLE: Final = "/app/ca/rds.pem"
_OPS: Final = "9000"
_NATS_MONITOR: Final = 8222


def service_job(service: ServiceName, place: Place, database: str, proxies: Sequence[str]) -> Job:
    """One of the five; ``database`` is the address, ``proxies`` the networks of the load balancer:
    the gateway takes its word for who asks, and nobody else's."""
    tasks = place.settings.tasks
    return Job(
        name=service,
        family=names.task_family(place.purpose, service),
        image=service,
        tag=place.settings.image_tag,
        cpu=tasks.cpu,
        memory_mb=tasks.memory_mb,
        port=HTTP if service == "gateway" else GRPC,
        # whether the process answers: a database that is away for a minute is no reason to end it
        health=("python", "-I", "-S", "/app/shared/probe.py", _OPS, "/health/live"),
        secret_keys=names.secret_keys(service),
        environment={
            **_database(database),
            "TOUR_DATABASE_POOL": str(tasks.database_pool),
            "TOUR_NATS_URL": f"nats://{address(names.BROKER, place)}:{NATS}",
            **{
                f"TOUR_{peer.upper()}_ADDRESS": f"{address(peer, place)}:{GRPC}"
                for peer in SERVICES
                if peer != "gateway"
            },
            **(_public(place, proxies) if service == "gateway" else {}),
        },
    )


def broker_job(place: Place) -> Job:
    """NATS; its configuration, users and passwords, is its secret."""
    broker = place.settings.broker
    return Job(
        name=names.BROKER,
        family=names.task_family(place.purpose, names.BROKER),
        image="nats",
        tag=place.settings.image_tag,
        cpu=broker.cpu,
        memory_mb=broker.memory_mb,
        port=NATS,
        health=("wget", "-q", "-O", "/dev/null", f"http://127.0.0.1:{_NATS_MONITOR}/healthz"),
        secret_keys=names.secret_keys("nats"),
        writable=("/tmp", "/data"),  # noqa: S108 - the container's own
    )


def errand_job(errand: Errand, place: Place, database: str) -> Job:
    """`tour migrate`, or `tour history`, whose command is replaced to import a data set."""
    settings = place.settings
    return Job(
        name=errand,
        family=names.errand_family(place.purpose, errand),
        image="tools",
        tag=(settings.data_tag if errand == "data" else "") or settings.image_tag,
        cpu=settings.errands.cpu,
        memory_mb=settings.errands.memory_mb,
        secret_keys=names.secret_keys(errand),
        environment={
            **_database(database),
            **({"TOUR_ADMIN_USER": ADMIN} if errand == "migrate" else {}),
        },
        command=("migrate",) if errand == "migrate" else ("history",),
    )


def address(service: EcsService, place: Place) -> str:
    """A service's name in the private zone."""
    return f"{service}.{names.namespace_name(place.purpose)}"


def _database(host: str) -> dict[str, str]:
    return {
        "TOUR_DATABASE_HOST": host,
        "TOUR_DATABASE_PORT": str(POSTGRES),
        "TOUR_DATABASE_CA": CA_BUNDLE,
    }


def _public(place: Place, proxies: Sequence[str]) -> dict[str, str]:
    return {
        "TOUR_PUBLIC_HOSTS": f"{place.site},{place.host}",
        "TOUR_TRUSTED_PROXIES": ",".join(proxies),
    }
