"""A gRPC server for the time of a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc


@asynccontextmanager
async def served(server: grpc.aio.Server) -> AsyncIterator[str]:
    """Serve on 127.0.0.1; yields the address."""
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)
