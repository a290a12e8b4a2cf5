"""The services by name, and where containers keep secrets, for whoever needs no settings.

Settings need pydantic, which takes longer to load than many a command takes to run.
"""

from pathlib import Path
from typing import Literal

ServiceName = Literal["entries", "draws", "matches", "rankings", "gateway"]
SERVICES: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings", "gateway")
SECRET_FILES = Path("/run/secrets")
