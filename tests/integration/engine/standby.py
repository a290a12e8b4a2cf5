"""A hot standby of the test run's PostgreSQL, that can be promoted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.local.postgres import EmbeddedPostgres
from tools.local.standby import copy_as_standby


@contextmanager
def standby_of(primary: EmbeddedPostgres, folder: Path) -> Iterator[EmbeddedPostgres]:
    """Copied from the running primary, and following it until it is promoted."""
    standby = EmbeddedPostgres(
        folder,
        password=primary.password,
        max_connections=200,  # not below the primary's
        durable=False,
    )
    copy_as_standby(primary, standby)
    with standby:
        yield standby
