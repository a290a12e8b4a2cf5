"""The passwords and tokens of the container stack: made once, each put where its user finds it.

Run as root, alone, before everything else: ``python -m tools.containers.keys`` with a volume for
each user under /keys. Guarantees that a volume holds what its user needs and nothing of anybody
else's, readable by that user alone, and that a later start finds the same keys.

    /keys/all          everything, read by nobody but this program
    /keys/postgres     the administrator's password
    /keys/nats         the broker's configuration
    /keys/migrate      the administrator's password and those of all logins
    /keys/<service>    the settings of shared/settings.py that are secret
    /keys/welcome      the first administrator's one-time password, until it was shown
"""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from shared.names import CALLERS, SERVICES
from tools.local.database import login_passwords
from tools.local.nats_config import configuration
from tools.local.secrets import Secrets, load_secrets, make_secrets, store_secrets

KEYS: Final = Path("/keys")
# the user of every image of ours (Dockerfile), and of the broker (docker-compose.yml)
USER: Final = 10001
_NATS_STORE: Final = Path("/data")


def files_for(known: Secrets) -> dict[str, dict[str, str]]:
    """The content of each volume, by file."""
    logins = {
        f"tour_password_{login}": password for login, password in login_passwords(known).items()
    }
    broker = configuration(
        host="0.0.0.0",  # noqa: S104  # the stack's inner network only
        port=4222,
        monitor_port=8222,
        store=_NATS_STORE,
        passwords=known.broker,
        durable=True,
    )
    services: dict[str, dict[str, str]] = {
        service: {
            "tour_database_password": known.database[service],
            "tour_nats_password": known.broker[service],
            "tour_token": known.tokens[service],
            "tour_caller_hashes": json.dumps(
                {caller: known.caller_hash(caller) for caller in CALLERS[service]}
            ),
        }
        for service in SERVICES
    }
    return {
        "postgres": {"admin_password": known.database_admin},
        "nats": {"nats.conf": broker},
        "migrate": {"tour_admin_password": known.database_admin, **logins},
        **services,
    }


def first_files(password: str) -> dict[str, dict[str, str]]:
    """What is put there once: the one-time password of a new tour."""
    return {"gateway": {"tour_first_password": password}, "welcome": {"first_password": password}}


def write(keys: Path) -> None:
    """Fill the volumes under ``keys``."""
    kept = keys / "all" / "secrets.json"
    if kept.exists():
        known = load_secrets(kept)
    else:
        known = make_secrets()
        assert known.first_password is not None
        _put(keys, first_files(known.first_password))
        known = replace(known, first_password=None)
        store_secrets(kept, known)
    _put(keys, files_for(known))


def _put(keys: Path, volumes: Mapping[str, Mapping[str, str]]) -> None:
    for volume, files in volumes.items():
        owner = 0 if volume == "postgres" else USER
        folder = keys / volume
        os.chown(folder, owner, owner)
        folder.chmod(0o700)
        for name, content in files.items():
            draft = folder / f".{name}"
            draft.write_text(content, encoding="utf-8")
            draft.chmod(0o400)
            os.chown(draft, owner, owner)
            draft.replace(folder / name)


if __name__ == "__main__":
    write(KEYS)
    os.chown(_NATS_STORE, USER, USER)
    print("The keys of the stack are in their volumes.")
