"""The passwords and tokens of one machine's tour: random, made once, kept in the data folder.

Guarantees that the file is readable by its owner only, and that every service has a database
password, a broker password and a token of its own.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from shared.names import SERVICES, ServiceName
from tools.local.folder import write_private
from tools.problems import Problem

# no letters and digits that are taken for one another
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Secrets:
    """``first_password`` is there until the person at the first start was told it."""

    database_admin: str
    database_migrator: str
    database_importer: str
    database: dict[ServiceName, str]
    broker: dict[ServiceName, str]
    tokens: dict[ServiceName, str]
    first_password: str | None

    def caller_hash(self, caller: ServiceName) -> str:
        """SHA-256 (hex) of a caller's token: what the called service knows of it."""
        return hashlib.sha256(self.tokens[caller].encode()).hexdigest()


def make_secrets(*, first_password: bool = True) -> Secrets:
    """New random secrets, nowhere stored yet; ``first_password``: somebody new is to sign in."""
    return Secrets(
        database_admin=secrets.token_urlsafe(24),
        database_migrator=secrets.token_urlsafe(24),
        database_importer=secrets.token_urlsafe(24),
        database={name: secrets.token_urlsafe(24) for name in SERVICES},
        broker={name: secrets.token_urlsafe(24) for name in SERVICES},
        tokens={name: secrets.token_urlsafe(32) for name in SERVICES},
        first_password=_readable_password() if first_password else None,
    )


def load_secrets(path: Path) -> Secrets:
    """The stored secrets; Problem where the file is damaged."""
    try:
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise Problem(
            f"{path} is damaged. Put its backup back, or delete the data with `tour reset`."
        ) from error


def store_secrets(path: Path, known: Secrets) -> None:
    write_private(path, json.dumps(asdict(known), indent=2))


def forget_first_password(path: Path, known: Secrets) -> Secrets:
    """Once told, the one-time password is kept nowhere."""
    rest = replace(known, first_password=None)
    store_secrets(path, rest)
    return rest


def _readable_password() -> str:
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
