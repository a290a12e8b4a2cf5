"""Accounts, sessions, the audit log, imports and the tour clock."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.database.hand import Hand

SVC = "svc_gateway"
IMPORT = "imp_tour"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def official(**changes: object) -> dict[str, Any]:
    row: dict[str, Any] = {
        "official_id": 900,
        "name": "ada.l",
        "role": "referee",
        "password_hash": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
        "must_change_password": True,
        "changed_by": "test",
    }
    return row | changes


def session(**changes: object) -> dict[str, Any]:
    row: dict[str, Any] = {
        "token_hash": bytes(32),
        "official_id": 900,
        "csrf_token": "x" * 43,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=12),
    }
    return row | changes


def audit_row() -> dict[str, Any]:
    return {
        "event_id": uuid4(),
        "occurred_at": NOW,
        "service": "matches",
        "action": "ResultRecorded",
        "subject": "match:1",
        "actor": "ada",
        "actor_role": "referee",
        "correlation_id": "c",
    }


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"role": "system"}, "officials_role"),
        ({"password_hash": "secret"}, "officials_password_hash"),
        ({"password_hash": "$2b$12$x"}, "officials_password_hash"),
        ({"name": ""}, "officials_name"),
        ({"name": "<b>"}, "officials_name"),
        # one account however it is typed: the gateway folds what is typed
        ({"name": "Ada"}, "officials_name"),
        ({"name": "a" * 41}, "officials_name"),
    ],
)
def test_an_official_has_a_role_and_a_hashed_password(
    hand: Hand, changes: dict[str, Any], rule: str
) -> None:
    for role in ("referee", "administrator"):
        with hand.tried():
            hand.insert(SVC, "officials", official(role=role))
    with hand.refused(rule):
        hand.insert(SVC, "officials", official(**changes))


def test_two_officials_have_different_names(hand: Hand) -> None:
    hand.insert(SVC, "officials", official())
    with hand.refused("officials_name_key"):
        hand.insert(SVC, "officials", official(official_id=901))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"token_hash": bytes(16)}, "sessions_token_hash"),
        ({"expires_at": NOW}, "sessions_expiry"),
        ({"csrf_token": "short"}, "sessions_csrf_token"),
        ({"official_id": 999}, "sessions_official_id_fkey"),
    ],
)
def test_a_session_is_a_hash_that_expires(hand: Hand, changes: dict[str, Any], rule: str) -> None:
    hand.insert(SVC, "officials", official())
    with hand.tried():
        hand.insert(SVC, "sessions", session())
    with hand.refused(rule):
        hand.insert(SVC, "sessions", session(**changes))


def test_the_audit_log_is_only_added_to(hand: Hand) -> None:
    row = audit_row()
    hand.insert(SVC, "audit_log", row)
    with hand.refused("audit_log_event_id_key"):
        hand.insert(SVC, "audit_log", row)
    for statement in ("UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"):
        with hand.forbidden():
            hand.run(SVC, statement)
    with hand.forbidden():
        hand.run(SVC, "TRUNCATE audit_log")


def test_a_data_set_is_imported_once(hand: Hand) -> None:
    report = {"import_id": uuid4(), "data_hash": "a" * 64, "source": "tour-2025-2026"}
    hand.insert(IMPORT, "import_reports", report)
    aside = {
        "import_id": report["import_id"],
        "table_name": "matches",
        "line": 7,
        "row": "{}",
        "rule": "5",
        "message": "A set cannot end 6-5.",
    }
    with hand.tried():
        hand.insert(IMPORT, "import_set_aside", aside, aside)
    with hand.refused("import_reports_data_hash_key"):
        hand.insert(IMPORT, "import_reports", report | {"import_id": uuid4()})
    with hand.refused("import_reports_data_hash"):
        hand.insert(IMPORT, "import_reports", report | {"data_hash": "A" * 64})
    with hand.refused("import_set_aside_import_id_fkey"):
        hand.insert(IMPORT, "import_set_aside", aside | {"import_id": uuid4()})


def test_there_is_one_tour_clock_that_all_read_and_the_gateway_moves(hand: Hand) -> None:
    hand.insert(SVC, "tour_clock", {"offset_seconds": 3600.5, "moved_by": "ada"})
    for role in ("svc_entries", "svc_draws", "svc_matches", "svc_rankings", SVC, IMPORT):
        assert hand.value(role, "SELECT offset_seconds FROM tour_clock") == 3600.5
        if role != SVC:
            with hand.forbidden():
                hand.run(role, "UPDATE tour_clock SET offset_seconds = 0")
    with hand.refused("tour_clock_pkey"):
        hand.insert(SVC, "tour_clock", {"offset_seconds": 0, "moved_by": "ada"})
    second = {"only_row": False, "offset_seconds": 0, "moved_by": "ada"}
    with hand.refused("tour_clock_one_row"):
        hand.insert(SVC, "tour_clock", second)
    for nonsense in ("NaN", "Infinity", 4e9):
        with hand.refused("tour_clock_offset"):
            hand.run(SVC, "UPDATE tour_clock SET offset_seconds = %s", nonsense)
