"""Configuration by environment: every setting is ``TOUR_<NAME>``, typed, secrets masked.

Guarantees that a service starts with complete, sane settings or stops with one sentence.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ServiceName = Literal["entries", "draws", "matches", "rankings", "gateway"]
SERVICES: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings", "gateway")


class Settings(BaseSettings):
    """What one process of one service needs to know."""

    model_config = SettingsConfigDict(env_prefix="TOUR_", frozen=True, extra="ignore")

    service: ServiceName
    database_host: str = "127.0.0.1"
    database_port: int = 5432
    database_name: str = "tour"
    database_password: SecretStr
    database_pool: int = Field(default=8, ge=2, le=50)
    nats_url: str = "nats://127.0.0.1:4222"
    nats_password: SecretStr
    # where this service listens: gRPC (HTTP at the gateway) and, beside it, /metrics and /health
    listen: str = "127.0.0.1:0"
    ops_listen: str = "127.0.0.1:0"
    # where the others listen
    entries_address: str = "127.0.0.1:50051"
    draws_address: str = "127.0.0.1:50052"
    matches_address: str = "127.0.0.1:50053"
    rankings_address: str = "127.0.0.1:50054"
    # this service's own credential, and the SHA-256 (hex) of the callers' credentials
    token: SecretStr
    caller_hashes: dict[ServiceName, str] = {}
    # demo and test mode: the tour clock started here and may be moved (UTC)
    clock: datetime | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # the gateway alone: host names it answers to and proxies whose X-Forwarded headers it
    # believes (commas between), and the first administrator's one-time password
    public_hosts: str = "localhost,127.0.0.1,[::1]"
    trusted_proxies: str = ""
    first_password: SecretStr | None = Field(default=None, min_length=12)

    @property
    def database_user(self) -> str:
        return f"svc_{self.service}"
