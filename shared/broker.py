"""The connection to NATS JetStream. The broker is transport only: it may be away for hours,
and whatever it loses is sent again from the outboxes."""

import asyncio
from datetime import datetime, timedelta

import nats
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.events import STREAM, SUBJECTS
from shared.settings import Settings

log = structlog.get_logger()

DUPLICATE_WINDOW = timedelta(minutes=2)
KEPT = timedelta(days=30)
CLOSE_SECONDS = 2.0


class Broker:
    """One connection that comes back by itself; ``js`` is its JetStream side."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._client: Client | None = None

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def connect(self) -> None:
        """Connect, waiting as long as it takes; call it as a task."""
        settings = self.settings
        while self._client is None:
            try:
                self._client = await nats.connect(
                    settings.nats_url.split(","),
                    user=f"svc_{settings.service}",
                    password=settings.nats_password.get_secret_value(),
                    name=settings.service,
                    inbox_prefix=f"_INBOX_{settings.service}".encode(),
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.5,
                    connect_timeout=2,
                    ping_interval=5,
                    max_outstanding_pings=2,
                    error_cb=self._on_error,
                    disconnected_cb=self._on_disconnect,
                    reconnected_cb=self._on_reconnect,
                    allow_reconnect=True,
                )
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("broker away", error=str(error))
                await asyncio.sleep(0.5)

    @property
    def client(self) -> Client:
        if self._client is None:
            raise ConnectionError("the broker was not reached yet")
        return self._client

    @property
    def js(self) -> JetStreamContext:
        return self.client.jetstream(timeout=3)

    async def ensure_stream(self) -> datetime:
        """Make the stream where it is missing; answers when it was created (UTC)."""
        try:
            info = await self.js.stream_info(STREAM)
        except NotFoundError:
            info = await self.js.add_stream(
                StreamConfig(
                    name=STREAM,
                    subjects=[SUBJECTS],
                    retention=RetentionPolicy.LIMITS,
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.OLD,
                    max_age=KEPT.total_seconds(),
                    duplicate_window=DUPLICATE_WINDOW.total_seconds(),
                )
            )
        created = info.created
        if created is None:
            raise ConnectionError("the broker does not say when the stream was created")
        return created

    async def close(self) -> None:
        """End the connection, in order even where the broker has just gone: nats-py's own close
        raises CancelledError then, which would end whoever closes."""
        if self._client is not None and not self._client.is_closed:
            closing = asyncio.gather(self._client.close(), return_exceptions=True)
            await asyncio.wait({closing}, timeout=CLOSE_SECONDS)

    async def _on_error(self, error: Exception) -> None:
        log.warning("broker trouble", error=str(error) or type(error).__name__)

    async def _on_disconnect(self) -> None:
        log.warning("broker disconnected")

    async def _on_reconnect(self) -> None:
        log.info("broker reconnected")
