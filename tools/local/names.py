"""The services by name, without importing what they need: the launcher stays light.

A test holds this list against ``shared.settings``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.settings import ServiceName
else:
    ServiceName = str

__all__ = ["CALLERS", "SERVICES", "ServiceName"]

SERVICES: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings", "gateway")

# whose calls a service accepts: everybody else's credential is unknown to it
CALLERS: dict[ServiceName, tuple[ServiceName, ...]] = {
    "entries": ("gateway", "draws", "matches"),
    "draws": ("gateway", "matches"),
    "matches": ("gateway", "entries"),
    "rankings": ("gateway", "entries", "draws"),
    "gateway": (),
}
