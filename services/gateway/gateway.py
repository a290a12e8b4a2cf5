"""What the gateway is built from; every route finds it through its visit."""

import asyncio

from services.gateway.consumers import write_audit
from services.gateway.downloads.writing import Sheets
from services.gateway.peers import Peers
from services.gateway.rendering import Pages
from services.gateway.security.passwords import Passwords
from shared.inbox import Consumer
from shared.service import EngineRoom


class Gateway:
    """``stopping`` is set when the process is told to end: open streams must end then."""

    def __init__(self, room: EngineRoom) -> None:
        self.settings = room.settings
        self.database = room.database
        self.broker = room.broker
        self.peers = Peers.of(room)
        self.consumer = Consumer(room.database, room.broker, {}, every=write_audit)
        self.passwords = Passwords()
        self.pages = Pages()
        self.sheets = Sheets()
        self.stopping = asyncio.Event()
        # how far the tour clock is ahead of real time (seconds), as last read
        self.clock_offset = 0.0

    @property
    def is_demo(self) -> bool:
        """The tour clock may be moved."""
        return self.settings.clock is not None
