"""What the gateway is built from; every route finds it through its visit."""

from services.gateway.consumers import write_audit
from services.gateway.downloads.writing import Sheets
from services.gateway.live.hub import Hub
from services.gateway.peers import Peers
from services.gateway.rendering import Pages
from services.gateway.security.passwords import Passwords
from shared.inbox import Consumer
from shared.service import EngineRoom


class Gateway:
    """``live`` tells the open pages; who runs the gateway runs it, and ends it first."""

    def __init__(self, room: EngineRoom) -> None:
        self.settings = room.settings
        self.database = room.database
        self.broker = room.broker
        self.peers = Peers.of(room)
        self.consumer = Consumer(room.database, room.broker, {}, every=write_audit)
        self.passwords = Passwords()
        self.pages = Pages()
        self.sheets = Sheets()
        self.live = Hub(room.broker, room.database)
        # how far the tour clock is ahead of real time (seconds), as last read
        self.clock_offset = 0.0

    @property
    def is_demo(self) -> bool:
        """The tour clock may be moved."""
        return self.settings.clock is not None
