"""What machines ask a service over HTTP: /metrics and the three kinds of health.

live: the process answers. ready: it can serve (its database answers). promoted: its database
accepts writes, which a standby's does not. No path here writes anything.
"""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.broker import Broker
from shared.database import Database
from shared.measuring import measure
from shared.metrics import DEAD_LETTERS, OUTBOX_AGE, OUTBOX_WAITING, READ_ONLY


def ops_routes(database: Database, broker: Broker) -> list[Route]:
    """The routes, for the small server beside gRPC and for the gateway."""

    def answer(ok: bool) -> JSONResponse:
        body = {
            "service": database.settings.service,
            "database": "away"
            if not database.available
            else ("read-only" if database.read_only else "ready"),
            # the broker may be away: writes go on, events wait in the outbox
            "broker": "connected" if broker.connected else "away",
        }
        return JSONResponse(body, 200 if ok else 503, {"Cache-Control": "no-store"})

    async def live(_request: Request) -> Response:
        return answer(ok=True)

    async def ready(_request: Request) -> Response:
        return answer(ok=database.available)

    async def promoted(_request: Request) -> Response:
        return answer(ok=database.available and not database.read_only)

    async def metrics(_request: Request) -> Response:
        if database.available:
            await _measure(database)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/health/promoted", promoted),
        Route("/metrics", metrics),
    ]


async def _measure(database: Database) -> None:
    service, measured = database.settings.service, await measure(database)
    OUTBOX_WAITING.labels(service).set(measured.outbox_waiting)
    OUTBOX_AGE.labels(service).set(measured.outbox_oldest_seconds)
    DEAD_LETTERS.labels(service).set(measured.dead_letters)
    READ_ONLY.labels(service).set(1 if database.read_only else 0)
