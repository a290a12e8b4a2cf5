"""What each service publishes when an administrator has seen to one of its dead letters.

One event per service: a service publishes under its own name only.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from shared.names import ServiceName
from tour.draws.v1 import events_pb2 as draws
from tour.entries.v1 import events_pb2 as entries
from tour.gateway.v1 import events_pb2 as gateway
from tour.matches.v1 import events_pb2 as matches
from tour.rankings.v1 import events_pb2 as rankings

Retried: TypeAlias = (
    draws.DeadLetterRetried
    | entries.DeadLetterRetried
    | gateway.DeadLetterRetried
    | matches.DeadLetterRetried
    | rankings.DeadLetterRetried
)

RETRIED: Final[Mapping[ServiceName, type[Retried]]] = {
    "entries": entries.DeadLetterRetried,
    "draws": draws.DeadLetterRetried,
    "matches": matches.DeadLetterRetried,
    "rankings": rankings.DeadLetterRetried,
    "gateway": gateway.DeadLetterRetried,
}
