"""The services by name, who calls whom, and where containers keep secrets, for whoever needs no
settings.

Settings need pydantic, which takes longer to load than many a command takes to run.
"""

from pathlib import Path
from typing import Literal

ServiceName = Literal["entries", "draws", "matches", "rankings", "gateway"]
SERVICES: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings", "gateway")
# whose calls a service accepts: everybody else's credential is unknown to it
CALLERS: dict[ServiceName, tuple[ServiceName, ...]] = {
    "entries": ("gateway", "draws", "matches"),
    "draws": ("gateway", "matches"),
    "matches": ("gateway", "entries"),
    "rankings": ("gateway", "entries", "draws"),
    "gateway": (),
}
SECRET_FILES = Path("/run/secrets")
