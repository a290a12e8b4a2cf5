"""The names of backups: by the moment, so that a folder lists itself."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ENDING: Final = ".tourbackup"
_NAME: Final = re.compile(rf"tour-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\dZ){re.escape(ENDING)}")
_STAMP: Final = "%Y-%m-%dT%H-%M-%SZ"


def name_for(moment: datetime) -> str:
    """The file name of a backup made at this moment (UTC)."""
    return f"tour-{moment.astimezone(UTC):{_STAMP}}{ENDING}"


def made_at(file: Path) -> datetime | None:
    """When a file with such a name was made (UTC); None for any other file."""
    if (found := _NAME.fullmatch(file.name)) is None:
        return None
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder by their names, the latest first; none where there is no folder."""
    known = [(moment, file) for file in folder.glob(f"*{ENDING}") if (moment := made_at(file))]
    return [file for _, file in sorted(known, reverse=True)]
