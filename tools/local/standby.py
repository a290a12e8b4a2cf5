"""A hot standby of an embedded PostgreSQL.

Guarantees that it is a copy of the running primary, that it follows the primary from the moment of
the copy on, and, where it has a slot, that the primary keeps for it whatever it has not had yet.
"""

import os
import subprocess

import psycopg

from tools.local import binaries
from tools.local.postgres import ADMIN, EmbeddedPostgres
from tools.problems import Failed


def copy_as_standby(
    primary: EmbeddedPostgres, standby: EmbeddedPostgres, slot: str | None = None
) -> None:
    """Fill the standby's data folder, which must not exist yet; start it afterwards.

    ``slot``: a physical replication slot at the primary, made anew. Failed where it cannot be done.
    """
    standby.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if slot is not None:
        _forget_slot(primary, slot)
    ended = subprocess.run(
        [
            binaries.postgres_programs(None).bin / "pg_basebackup",
            f"--dbname=postgresql://{ADMIN}@{primary.host}:{primary.port}",
            f"--pgdata={standby.data}",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
            *(() if slot is None else ("--create-slot", f"--slot={slot}")),
        ],
        env={"PGPASSWORD": primary.password},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise Failed(f"pg_basebackup did not do its work: {ended.stderr.strip()}")
    standby.account = primary.account
    if standby.account is not None:
        # PostgreSQL runs as the owner of its data
        for path in (standby.data, *standby.data.rglob("*")):
            os.chown(path, standby.account.uid, standby.account.gid, follow_symlinks=False)


def _forget_slot(primary: EmbeddedPostgres, slot: str) -> None:
    """A slot of an earlier standby would keep WAL for nobody."""
    with psycopg.connect(primary.dsn(), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            " WHERE slot_name = %s",
            (slot,),
        )
