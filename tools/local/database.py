"""The tour's database as seen by operators' tools: where it is, and the passwords of its logins.

Guarantees that the same target comes out of a running launcher and out of the environment of a
one-shot container; it connects to nothing.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from shared.names import SECRET_FILES, SERVICES
from shared.schema import IMPORTER, LOGINS, MIGRATOR
from shared.tls import tls_options
from tools.local.folder import DataFolder
from tools.local.ports import HOST
from tools.local.postgres import ADMIN
from tools.local.running import running_or_problem
from tools.local.secrets import Secrets, load_secrets
from tools.local.services import DATABASE
from tools.problems import Problem


@dataclass(frozen=True, slots=True)
class Target:
    """``passwords`` by login; without ``admin_password`` the roles are somebody else's work;
    ``authority`` is the file of who signed the server's certificate, where it has one."""

    host: str
    port: int
    database: str
    admin: str
    admin_password: str | None
    passwords: Mapping[str, str]
    authority: Path | None = None

    def url(self, login: str, database: str | None = None) -> str:
        """A connection string of that login, or of the administrator."""
        password = self.admin_password if login == self.admin else self.passwords[login]
        user, secret = quote(login, safe=""), quote(password or "", safe="")
        where = f"postgresql://{user}:{secret}@{self.host}:{self.port}/{database or self.database}"
        options = urlencode(tls_options(self.authority), quote_via=quote)
        return f"{where}?{options}" if options else where


def login_passwords(known: Secrets) -> dict[str, str]:
    """A password for each login of shared.schema."""
    return {
        **{f"svc_{service}": known.database[service] for service in SERVICES},
        MIGRATOR: known.database_migrator,
        IMPORTER: known.database_importer,
    }


def local_target(folder: DataFolder) -> Target:
    """The database of the launcher that runs on this folder; Problem where none does."""
    running = running_or_problem(folder)
    return embedded_target(running.servers.postgres_port, load_secrets(folder.secrets))


def embedded_target(port: int, known: Secrets) -> Target:
    """The database of an embedded server that was made with these secrets."""
    return Target(HOST, port, DATABASE, ADMIN, known.database_admin, login_passwords(known))


def with_secret_files(folder: Path = SECRET_FILES) -> dict[str, str]:
    """The environment, and the secrets that a container finds as files under their names in small
    letters."""
    files = {
        file.name.upper(): file.read_text(encoding="utf-8")
        for file in folder.glob("tour_*")
        if file.is_file()
    }
    return {**files, **os.environ}


def environment_target(
    environment: Mapping[str, str] | None = None, login: str = MIGRATOR
) -> Target | None:
    """The database that TOUR_DATABASE_HOST names; None where nothing does.

    Beside it: TOUR_DATABASE_PORT, TOUR_DATABASE_NAME, TOUR_DATABASE_CA (a file), and
    TOUR_PASSWORD_<LOGIN> for the login wanted, or for all of them, with TOUR_ADMIN_USER and
    TOUR_ADMIN_PASSWORD, to make the roles. Problem where one is missing or wrong.
    """
    environment = with_secret_files() if environment is None else environment
    host = environment.get("TOUR_DATABASE_HOST")
    if not host:
        return None
    admin_password = environment.get("TOUR_ADMIN_PASSWORD")
    needed = LOGINS if admin_password else (login,)
    missing = [
        name for login in needed if (name := f"TOUR_PASSWORD_{login.upper()}") not in environment
    ]
    if missing:
        raise Problem(f"These settings are missing: {', '.join(missing)}.")
    port = environment.get("TOUR_DATABASE_PORT", "5432")
    if not port.isdigit():
        raise Problem(f"TOUR_DATABASE_PORT is {port!r}; it must be a number.")
    authority = environment.get("TOUR_DATABASE_CA")
    if authority and not Path(authority).is_file():
        raise Problem(f"TOUR_DATABASE_CA is {authority!r}; there is no such file.")
    return Target(
        host=host,
        port=int(port),
        database=environment.get("TOUR_DATABASE_NAME", DATABASE),
        admin=environment.get("TOUR_ADMIN_USER", ADMIN),
        admin_password=admin_password,
        passwords={login: environment[f"TOUR_PASSWORD_{login.upper()}"] for login in needed},
        authority=Path(authority) if authority else None,
    )
