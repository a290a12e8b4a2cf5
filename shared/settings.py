"""Configuration by environment: every setting is ``TOUR_<NAME>``, typed, secrets masked.

A container may find secrets as files instead: ``/run/secrets/tour_<name>``. Guarantees that a
service starts with complete, sane settings or stops with one sentence for each that is missing or
wrong.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, FilePath, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.names import SECRET_FILES, ServiceName

PREFIX = "TOUR_"

Address = Annotated[str, Field(pattern=r"^\S+:\d{1,5}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Settings(BaseSettings):
    """What one process of one service needs to know."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        # a line left blank in a file of settings (TOUR_CLOCK=) says nothing
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        secrets_dir=SECRET_FILES if SECRET_FILES.is_dir() else None,
    )

    service: ServiceName
    database_host: str = "127.0.0.1"
    database_port: int = Field(default=5432, ge=1, le=65_535)
    database_name: str = "tour"
    database_password: SecretStr
    # the certificate authorities (PEM) that the database's certificate must come from; without,
    # it is not asked for one
    database_ca: FilePath | None = None
    database_pool: int = Field(default=8, ge=2, le=50)
    nats_url: str = "nats://127.0.0.1:4222"
    nats_password: SecretStr
    # where this service listens: gRPC (HTTP at the gateway) and, beside it, /metrics and /health
    listen: Address = "127.0.0.1:0"
    ops_listen: Address = "127.0.0.1:0"
    # where the others listen
    entries_address: Address = "127.0.0.1:50051"
    draws_address: Address = "127.0.0.1:50052"
    matches_address: Address = "127.0.0.1:50053"
    rankings_address: Address = "127.0.0.1:50054"
    # this service's own credential, and the SHA-256 (hex) of the callers' credentials
    token: SecretStr
    caller_hashes: dict[ServiceName, Sha256] = {}
    # demo and test mode: the tour clock started here and may be moved (UTC)
    clock: datetime | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # the gateway alone: host names it answers to and proxies whose X-Forwarded headers it
    # believes (commas between), and the first administrator's one-time password
    public_hosts: str = "localhost,127.0.0.1,[::1]"
    trusted_proxies: str = ""
    first_password: SecretStr | None = Field(default=None, min_length=12)
    # the gateway alone, for who works on the pages: /styleguide shows every component
    styleguide: bool = False

    @property
    def database_user(self) -> str:
        return f"svc_{self.service}"


def variable(field: str) -> str:
    """The environment's name of a setting."""
    return f"{PREFIX}{field.upper()}"


def troubles(error: ValidationError | SettingsError) -> list[str]:
    """One sentence per missing or wrong setting; what was set is not repeated: it may be secret."""
    if isinstance(error, SettingsError):
        # the sources can say no more than which setting they could not take apart
        wrong = [name for name in Settings.model_fields if f'"{name}"' in str(error)]
        return [f"{variable(name)} is wrong: it should be JSON." for name in wrong] or [str(error)]
    return [
        f"{variable(str(trouble['loc'][0]))} is missing."
        if trouble["type"] == "missing"
        else f"{variable(str(trouble['loc'][0]))} is wrong: "
        f"{trouble['msg'][0].lower()}{trouble['msg'][1:]}."
        for trouble in error.errors()
    ]


def unknown_names(environment: Mapping[str, str]) -> list[str]:
    """The TOUR_ names that no setting has: a slip of the pen, or a tool's."""
    known = {variable(field) for field in Settings.model_fields}
    return sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX) and name.upper() not in known
    )
