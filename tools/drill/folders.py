"""The folder of a drill: what goes into it, and what of it is kept.

Guarantees that nothing of somebody else's is removed, and that data and secrets go in any case.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.problems import Problem

# stands in a folder of ours, which the next drill may empty
_OURS = ".tour-drill"


def is_of_one_machine(folder: Path) -> bool:
    """Whether the next drill may empty it."""
    return (folder / _OURS).exists()


def prepare(folder: Path) -> None:
    """Make it, or empty that of an earlier drill; Problem where it is another's or cannot be."""
    if folder.exists() and any(folder.iterdir()) and not is_of_one_machine(folder):
        raise Problem(f"{folder} holds something else than a drill. Name another folder.")
    try:
        if folder.exists():
            shutil.rmtree(folder)
        (folder / "logs").mkdir(parents=True)
        (folder / _OURS).touch()
    except OSError as error:
        raise Problem(f"The folder {folder} cannot be written ({error.strerror}).") from error


@contextmanager
def data_in(folder: Path) -> Iterator[Path]:
    """A private folder for data and secrets, as long as it is needed."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)
