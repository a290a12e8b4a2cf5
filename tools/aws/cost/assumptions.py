"""What no template can know, and the bill depends on: how much is read, written and kept.

One typed table, with a set of figures for each purpose of cdk/purposes. The figures are meant to be
high rather than low; the sentence beside each says its unit and its reason, and is printed with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Annotated, Final, get_args, get_type_hints

from tools.problems import Failed


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Per day unless its sentence says otherwise."""

    requests: Annotated[
        int, "requests to the load balancer a day; a page of the tour takes one or two"
    ]
    sent_gb: Annotated[
        Decimal, "GB sent to the internet a day; a page is 10 kB on the wire, compressed"
    ]
    capacity_units: Annotated[
        Decimal,
        "load balancer capacity units in use, on average; one is 25 new connections a second "
        "or 1 GB an hour",
    ]
    between_zones_gb: Annotated[
        Decimal,
        "GB a day between the two zones, billed on both sides; a database and its standby talk "
        "for nothing",
    ]
    log_gb_of_a_task: Annotated[
        Decimal, "GB of log a day and running task; a request or call leaves 400 bytes"
    ]
    database_log_gb: Annotated[
        Decimal, "GB of log a day and database, the operating system's measurements included"
    ]
    flow_log_gb: Annotated[Decimal, "GB of flow log a day and network"]
    wal_gb: Annotated[
        Decimal,
        "GB of write-ahead log a day, into backups and to the replica; an idle database closes "
        "16 MB every five minutes",
    ]
    database_gb: Annotated[
        Decimal, "GB of data; copied once to make the replica, kept in the backups"
    ]
    image_gb: Annotated[Decimal, "GB of an image, compressed, as if no layer were shared"]
    releases_kept: Annotated[int, "releases kept in each repository"]
    evidence_gb: Annotated[Decimal, "GB of load balancer logs and evidence kept in each bucket"]
    metrics_of_a_service: Annotated[int, "metrics of Container Insights for each service that runs"]
    errand_hours: Annotated[
        Decimal, "hours of each one-off task (migrations, data), whatever the length of the stay"
    ]
    name_lookups: Annotated[
        int, "queries a day to each zone of private names; those to the public aliases are free"
    ]
    key_requests: Annotated[
        int, "calls of keys and of secrets a day; each start of a task reads its secrets"
    ]
    emails: Annotated[int, "alarms by e-mail a day"]


_BY_PURPOSE: Final[Mapping[str, Assumptions]] = {
    "demo": Assumptions(
        requests=20_000,
        sent_gb=Decimal("0.5"),
        capacity_units=Decimal("0.1"),
        between_zones_gb=Decimal("0.5"),
        log_gb_of_a_task=Decimal("0.02"),
        database_log_gb=Decimal("0.02"),
        flow_log_gb=Decimal("0.05"),
        wal_gb=Decimal(5),
        database_gb=Decimal(2),
        image_gb=Decimal("0.15"),
        releases_kept=2,
        evidence_gb=Decimal("0.5"),
        metrics_of_a_service=17,
        errand_hours=Decimal(1),
        name_lookups=50_000,
        key_requests=2_000,
        emails=20,
    ),
    "production": Assumptions(
        requests=200_000,
        sent_gb=Decimal(3),
        capacity_units=Decimal("0.3"),
        between_zones_gb=Decimal(3),
        log_gb_of_a_task=Decimal("0.05"),
        database_log_gb=Decimal("0.05"),
        flow_log_gb=Decimal("0.2"),
        wal_gb=Decimal(6),
        database_gb=Decimal(10),
        image_gb=Decimal("0.15"),
        releases_kept=10,
        evidence_gb=Decimal(5),
        metrics_of_a_service=17,
        errand_hours=Decimal(2),
        name_lookups=200_000,
        key_requests=5_000,
        emails=10,
    ),
}


def of_purpose(purpose: str) -> Assumptions:
    """Failed where nobody has assumed anything for this purpose yet."""
    try:
        return _BY_PURPOSE[purpose]
    except KeyError:
        raise Failed(
            f"Nothing is assumed of the traffic of {purpose} (tools/aws/cost/assumptions.py); "
            f"there are {' and '.join(_BY_PURPOSE)}."
        ) from None


def sentences() -> Mapping[str, str]:
    """What each figure is, by its name, in the table's order."""
    hints = get_type_hints(Assumptions, include_extras=True)
    return {field.name: get_args(hints[field.name])[1] for field in fields(Assumptions)}
