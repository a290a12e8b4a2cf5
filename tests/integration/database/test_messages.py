"""Outbox, inbox, dead letters and the relay's mark of every service."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import MetaData, create_engine, inspect
from sqlalchemy.pool import NullPool

from shared.names import SERVICES, ServiceName
from shared.tables import SCHEMA, engine_tables
from tests.integration.database.conftest import Cluster
from tests.integration.database.hand import Hand

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def event(**changes: object) -> dict[str, Any]:
    row: dict[str, Any] = {
        "event_id": uuid4(),
        "type": "tour.matches.v1.ResultRecorded",
        "event_key": "match:1",
        "event_version": 1,
        "occurred_at": NOW,
        "actor": "ada",
        "actor_role": "referee",
        "correlation_id": "c",
        "traceparent": "00-00-00-01",
        "payload": "{}",
    }
    return row | changes


@pytest.mark.parametrize("service", SERVICES)
def test_an_event_is_stored_once_and_only_marked_afterwards(hand: Hand, service: str) -> None:
    role, outbox = f"svc_{service}", f"{service}_outbox"
    row = event()
    hand.insert(role, outbox, row)
    with hand.refused(f"{outbox}_event_id_key"):
        hand.insert(role, outbox, row)
    with hand.forbidden():
        hand.run(role, f"UPDATE {outbox} SET payload = '1'")
    hand.run(role, f"UPDATE {outbox} SET published_at = now()")
    hand.run(role, f"DELETE FROM {outbox}")


@pytest.mark.parametrize("service", SERVICES)
def test_a_message_has_its_effect_once_per_consumer(hand: Hand, service: str) -> None:
    role, inbox = f"svc_{service}", f"{service}_inbox"
    row = {"consumer": "draws", "message_id": uuid4()}
    hand.insert(role, inbox, row)
    with hand.refused(f"{inbox}_pkey"):
        hand.insert(role, inbox, row)
    with hand.tried():
        hand.insert(role, inbox, row | {"consumer": "request"})


@pytest.mark.parametrize("service", SERVICES)
def test_a_relay_has_one_mark(hand: Hand, service: str) -> None:
    role, relay = f"svc_{service}", f"{service}_relay"
    hand.insert(role, relay, {"only_row": True, "stream_created": NOW})
    with hand.refused(f"{relay}_one_row"):
        hand.insert(role, relay, {"only_row": False, "stream_created": NOW})


def test_the_import_announces_itself_in_the_outbox_of_entries_only(hand: Hand) -> None:
    with hand.tried():
        hand.insert("imp_tour", "entries_outbox", event())
    with hand.forbidden():
        hand.run("imp_tour", "SELECT FROM entries_outbox")
    with hand.forbidden():
        hand.insert("imp_tour", "draws_outbox", event())


@pytest.mark.parametrize("service", SERVICES)
def test_a_committed_event_wakes_the_relay_of_its_service(cluster: Cluster, service: str) -> None:
    url = cluster.url(f"svc_{service}")
    columns = ", ".join(event())
    places = ", ".join(["%s"] * len(event()))
    statement = f"INSERT INTO {service}_outbox ({columns}) VALUES ({places})".encode()
    with psycopg.connect(url, autocommit=True) as relay, psycopg.connect(url) as writer:
        relay.execute(f"LISTEN {service}_outbox".encode())
        writer.execute(statement, list(event().values()))
        assert list(relay.notifies(timeout=0.05)) == []
        writer.commit()
        assert len(list(relay.notifies(timeout=5, stop_after=1))) == 1
        writer.execute(f"DELETE FROM {service}_outbox".encode())
        writer.commit()


@pytest.mark.parametrize("service", SERVICES)
def test_the_engine_room_knows_its_tables_as_they_are(
    cluster: Cluster, service: ServiceName
) -> None:
    """shared.tables says the same as the migration."""
    url = cluster.url(f"svc_{service}").replace("postgresql:", "postgresql+psycopg:")
    metadata = MetaData(schema=SCHEMA)
    engine_tables(service, metadata)
    looker = inspect(create_engine(url, poolclass=NullPool))
    for table in metadata.sorted_tables:
        stored = {column["name"]: column for column in looker.get_columns(table.name, SCHEMA)}
        assert list(stored) == [column.name for column in table.columns]
        for column in table.columns:
            assert column.nullable == stored[column.name]["nullable"], column
            assert isinstance(stored[column.name]["type"], type(column.type)), column


def test_an_impossible_draw_is_refused_at_the_commit(cluster: Cluster, stored_season: None) -> None:
    """As a service meets it: with its own login, in a transaction of its own."""
    with psycopg.connect(cluster.url("svc_draws")) as connection:
        connection.execute(
            "INSERT INTO draws (tournament_id, age_category_id, gender_id, draw_status_id,"
            " has_supertiebreak, num_players, draw_size, is_seeded, random_seed,"
            " algorithm_version, closed_at, draw_generated_at, changed_by)"
            " VALUES (1, 1, 1, 3, false, 6, 8, false, 1, 1, now(), now(), 'test')"
        )
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            connection.commit()
    assert refused.value.diag.constraint_name == "draw_players_count"
