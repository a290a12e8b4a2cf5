"""What machines ask a service over HTTP: /metrics and the three kinds of health.

live: the process answers. ready: it can serve (its database answers). promoted: its database
accepts writes, which a standby's does not. No path here writes anything.
"""

from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.broker import Broker
from shared.database import Database
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
    service = database.settings.service
    outbox, letters = database.tables.outbox, database.tables.dead_letters
    async with database.read() as db:
        waiting, oldest = (
            await db.execute(
                select(func.count(), func.min(outbox.c.recorded_at)).where(
                    outbox.c.published_at.is_(None)
                )
            )
        ).one()
        dead = await db.scalar(
            select(func.count()).select_from(letters).where(letters.c.retried_at.is_(None))
        )
    OUTBOX_WAITING.labels(service).set(waiting)
    OUTBOX_AGE.labels(service).set(
        (datetime.now(UTC) - oldest).total_seconds() if oldest is not None else 0
    )
    DEAD_LETTERS.labels(service).set(dead or 0)
    READ_ONLY.labels(service).set(1 if database.read_only else 0)
