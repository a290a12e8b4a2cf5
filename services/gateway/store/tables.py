"""The gateway's tables, as the migration makes them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.tables import SCHEMA, Moment

metadata = MetaData(schema=SCHEMA)

officials = Table(
    "officials",
    metadata,
    Column("official_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("official_id", BigInteger, nullable=False),
    Column("csrf_token", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("account_key", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("attempted_at", Moment, nullable=False),
)
audit_log = Table(
    "audit_log",
    metadata,
    Column("audit_id", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("occurred_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("service", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_role", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
)
import_reports = Table(
    "import_reports",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("data_hash", Text, nullable=False, unique=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("source", Text, nullable=False),
    Column("report", JSONB),
)
import_set_aside = Table(
    "import_set_aside",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("import_id", Uuid, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("row", JSONB, nullable=False),
    Column("rule", Text, nullable=False),
    Column("message", Text, nullable=False),
)
validation_reports = Table(
    "validation_reports",
    metadata,
    Column("report_id", BigInteger, primary_key=True),
    Column("checked_at", Moment, nullable=False),
    Column("tour_time", Moment, nullable=False),
    Column("report", JSONB, nullable=False),
)
tour_clock = Table(
    "tour_clock",
    metadata,
    Column("only_row", Boolean, primary_key=True),
    Column("offset_seconds", Double, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("moved_by", Text, nullable=False),
)
