"""Calls to the other services: credential, acting official, deadline and retries on every one.

Only UNAVAILABLE is tried again, with backoff, and CANCELLED, which a peer that is stopping says
to a call that came too late; writes carry request ids, so that is safe. Errors
come back as the TourError that was raised at the other end; whatever else a peer says stands in
the log and is shown to nobody.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar, cast

import grpc
import structlog
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from shared.context import current_call
from shared.errors import BY_CODE, Internal, Stale, TooLarge, TourError, Unavailable
from shared.settings import Settings
from shared.terms import Violation

log = structlog.get_logger()

R = TypeVar("R")

DEADLINE_SECONDS = 3.0
# an error tells every broken rule, and travels in the trailers
_TRAILER_BYTES = 256 * 1024

_NOT_THERE = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.CANCELLED,
    }
)

_SERVICE_CONFIG = json.dumps(
    {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "1s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"],
                },
            }
        ],
    }
)


def open_channel(addresses: str, settings: Settings) -> grpc.aio.Channel:
    """A channel to one service. ``addresses``: host:port, or several IPv4 ones with commas, or a
    name with a scheme of gRPC's (``dns://server:port/host:port`` asks that name server)."""
    return grpc.aio.insecure_channel(
        _target(addresses),
        options=[
            ("grpc.service_config", _SERVICE_CONFIG),
            ("grpc.enable_retries", 1),
            # a restarted peer is found again at once
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 1000),
            # a name is looked up when a connection ends; every 30 s at most is the default, too
            # late where all replicas behind it have moved (decision 76)
            ("grpc.dns_min_time_between_resolutions_ms", 1000),
            ("grpc.keepalive_time_ms", 20_000),
            ("grpc.keepalive_timeout_ms", 3_000),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.max_metadata_size", _TRAILER_BYTES),
            ("grpc.absolute_max_metadata_size", _TRAILER_BYTES),
        ],
        interceptors=[_Identify(settings)],
    )


def _target(addresses: str) -> str:
    if "://" in addresses:
        return addresses
    return f"ipv4:{addresses}" if "," in addresses else f"dns:///{addresses}"


class _Identify(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, settings: Settings) -> None:
        self._authorization = f"{settings.service} {settings.token.get_secret_value()}"

    async def intercept_unary_unary(
        self,
        continuation: Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]],
        details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        call = current_call()
        metadata = grpc.aio.Metadata(
            *(details.metadata or ()),
            ("authorization", self._authorization),
            ("tour-actor", call.actor.name),
            ("tour-role", call.actor.role.value),
            ("tour-correlation-id", call.correlation_id),
            ("traceparent", call.traceparent),
        )
        timeout = DEADLINE_SECONDS if details.timeout is None else details.timeout
        return await continuation(
            grpc.aio.ClientCallDetails(
                details.method, timeout, metadata, details.credentials, details.wait_for_ready
            ),
            request,
        )


async def ask(call: Awaitable[R]) -> R:
    """Await a call of another service; its errors are raised as they were there."""
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from error


def from_rpc_error(error: grpc.aio.AioRpcError) -> TourError:
    """The TourError told by a peer; Unavailable where none could answer."""
    status = rpc_status.from_call(cast("grpc.Call", error))
    if status is not None:
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        for detail in status.details:
            if detail.Is(info.DESCRIPTOR):
                detail.Unpack(info)
            elif detail.Is(bad.DESCRIPTOR):
                detail.Unpack(bad)
        violations = [Violation(v.field, v.reason, v.description) for v in bad.field_violations]
        if info.reason == Stale.code and "changed_at" in info.metadata:
            at = datetime.fromisoformat(info.metadata["changed_at"])
            return Stale(status.message, violations, info.metadata["changed_by"], at)
        if (kind := BY_CODE.get(info.reason)) is not None:
            return kind(status.message, violations)
    if error.code() in _NOT_THERE:
        return Unavailable()
    if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return TooLarge()
    log.error("peer failed", code=error.code().name, details=error.details())
    return Internal(
        "Something went wrong on our side. Nothing was saved. "
        f"The operator finds it by the number {current_call().correlation_id}."
    )
