"""The tables that every service has beside its own: outbox, inbox, dead letters, relay mark."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.names import ServiceName

SCHEMA = "tour"
Moment = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class EngineTables:
    outbox: Table
    inbox: Table
    dead_letters: Table
    relay: Table


def engine_tables(service: ServiceName, metadata: MetaData) -> EngineTables:
    """The engine room's tables of one service, as the migration made them."""
    return EngineTables(
        outbox=Table(
            f"{service}_outbox",
            metadata,
            Column("seq", BigInteger, primary_key=True),
            Column("event_id", Uuid, nullable=False, unique=True),
            Column("type", Text, nullable=False),
            Column("event_key", Text, nullable=False),
            Column("event_version", BigInteger, nullable=False),
            Column("occurred_at", Moment, nullable=False),
            Column("recorded_at", Moment, nullable=False),
            Column("actor", Text, nullable=False),
            Column("actor_role", Text, nullable=False),
            Column("correlation_id", Text, nullable=False),
            Column("traceparent", Text, nullable=False),
            Column("payload", JSONB, nullable=False),
            Column("before", JSONB),
            Column("after", JSONB),
            Column("published_at", Moment),
        ),
        inbox=Table(
            f"{service}_inbox",
            metadata,
            Column("consumer", Text, primary_key=True),
            Column("message_id", Uuid, primary_key=True),
            Column("body_hash", LargeBinary),
            Column("answer", LargeBinary),
            Column("received_at", Moment, nullable=False),
        ),
        dead_letters=Table(
            f"{service}_dead_letters",
            metadata,
            Column("consumer", Text, primary_key=True),
            Column("event_id", Uuid, primary_key=True),
            Column("type", Text, nullable=False),
            Column("payload", JSONB, nullable=False),
            Column("headers", JSONB, nullable=False),
            Column("error", Text, nullable=False),
            Column("failed_at", Moment, nullable=False),
            Column("deliveries", Integer, nullable=False),
            Column("retried_at", Moment),
        ),
        relay=Table(
            f"{service}_relay",
            metadata,
            Column("only_row", Boolean, primary_key=True),
            Column("stream_created", Moment),
        ),
    )
