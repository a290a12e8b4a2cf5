"""Runs the gateway: ``python -m services.gateway``.

Guarantees an orderly end: on SIGTERM or SIGINT open streams are told, requests in progress finish
within the grace, and only then the rest goes.
"""

import asyncio

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from services.gateway.app import create_app
from services.gateway.clock_steps import first_official_step, sweep_step
from services.gateway.gateway import Gateway
from services.gateway.listening import PageServer
from shared.context import Call
from shared.errors import TourError
from shared.leader import CLOCK
from shared.service import (
    Background,
    EngineRoom,
    begin_process,
    ops_server,
    until_told_to_stop,
)
from shared.settings import Settings

log = structlog.get_logger()

GRACE_SECONDS = 8
# how long a connection without a request is kept: for a browser, and for a proxy, which uses its
# connections again and has to be the first to close one (AWS's does after 60 s), or a request
# meets a closed one
IDLE_SECONDS = 5
PROXY_IDLE_SECONDS = 75


async def serve(settings: Settings) -> None:
    """The whole life of the gateway."""
    room = EngineRoom(settings)
    app = create_app(room)
    gateway: Gateway = app.state.gateway
    await room.database.look()
    first_official = first_official_step(gateway)
    background = Background(
        room, gateway.consumer, (first_official, sweep_step(gateway)), live=gateway.live.run
    )
    try:
        # who reads the launcher's line signs in at once; elsewhere the leader's clock sees to it
        await first_official.run(Call(CLOCK))
    except TourError as error:
        log.info("the first official waits", reason=error.sentence)
    web, ops = _web_server(app, settings), ops_server(room)
    serving = [asyncio.create_task(web.serve()), asyncio.create_task(ops.serve())]
    log.info("serving", listen=settings.listen, ops=settings.ops_listen)

    await until_told_to_stop()
    log.info("stopping")
    gateway.live.end()
    web.should_exit = True
    await serving[0]
    await background.end()
    ops.should_exit = True
    await serving[1]
    await room.close()


def _web_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    host, _, port = settings.listen.rpartition(":")
    return PageServer(
        uvicorn.Config(
            app,
            host=host,
            port=int(port),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_keep_alive=PROXY_IDLE_SECONDS if settings.trusted_proxies else IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


def main() -> None:
    settings = begin_process()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings))


if __name__ == "__main__":
    main()
