"""Who of the services calls whom."""

from shared.names import ServiceName

# whose calls a service accepts: everybody else's credential is unknown to it
CALLERS: dict[ServiceName, tuple[ServiceName, ...]] = {
    "entries": ("gateway", "draws", "matches"),
    "draws": ("gateway", "matches"),
    "matches": ("gateway", "entries"),
    "rankings": ("gateway", "entries", "draws"),
    "gateway": (),
}
