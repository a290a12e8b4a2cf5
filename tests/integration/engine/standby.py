"""A hot standby of the test run's PostgreSQL, that can be promoted."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.local import binaries
from tools.local.postgres import ADMIN, EmbeddedPostgres

PROGRAMS = binaries.postgres_programs(None).bin


@contextmanager
def standby_of(primary: EmbeddedPostgres, folder: Path) -> Iterator[EmbeddedPostgres]:
    """Copied from the running primary, and following it until it is promoted."""
    folder.mkdir(mode=0o700)
    standby = EmbeddedPostgres(
        folder,
        password=primary.password,
        max_connections=200,  # not below the primary's
        durable=False,
    )
    subprocess.run(
        [
            PROGRAMS / "pg_basebackup",
            f"--dbname=postgresql://{ADMIN}@{primary.host}:{primary.port}",
            f"--pgdata={standby.data}",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ],
        env={"PGPASSWORD": primary.password},
        check=True,
        capture_output=True,
    )
    account = primary.account
    if account is not None:
        # PostgreSQL runs as the owner of its data
        for path in (standby.data, *standby.data.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        standby.account = account
    with standby:
        yield standby
