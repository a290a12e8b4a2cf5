"""The audit log: who did what, before and after; filters and paging."""

import json
import re
from uuid import uuid4

import pytest

from shared.context import Role
from tests.integration.gateway.tour import PASSWORD, Tour, until
from tests.visitor import Form

# the id of no event
_NOBODY = "5d2f6c1e-0000-4000-8000-000000000000"


def _log(tour: Tour, **query: object) -> list[str]:
    """The rows of the page, each as its words."""
    seen = tour.referee.see("/admin/audit", **query)
    assert seen.status == 200, seen.words
    rows = re.findall(r'<li class="due-row">(.*?)</details>', seen.html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def _has(tour: Tour, subject: str, action: str) -> bool:
    return any(action in row for row in _log(tour, subject=subject))


def _key(tour: Tour, name: str) -> int:
    key: int = tour.value("SELECT official_id FROM tour.officials WHERE name = %s", name)
    return key


def test_every_change_of_an_account_says_who_and_what_before_and_after(tour: Tour) -> None:
    name = tour.account()
    subject = f"official:{_key(tour, name)}"
    form = tour.admin.see("/admin/officials").form("/admin/official/role", official_id=subject[9:])
    tour.admin.send(form, role=2)
    until(lambda: _has(tour, subject, "Official changed"))
    (shown,) = _log(tour, subject=subject)
    assert shown.startswith("Official changed ")
    assert " by admin " in shown
    assert f"Official {name} " in shown
    told, _, folded = shown.partition(" More ")
    assert "role referee administrator" in told
    # when, by whom and in which version it was changed says the row itself
    assert "version 1 2" in folded
    assert "version" not in told
    assert "Find in logs: " in folded
    (row,) = tour.sql(
        "SELECT actor, actor_role, before->>'role', after->>'role' FROM tour.audit_log"
        " WHERE subject = %s AND action = 'OfficialChanged'",
        subject,
    )
    assert row == ("admin", "administrator", "referee", "administrator")


def test_signing_in_and_out_stand_in_the_log(tour: Tour) -> None:
    name = tour.account()
    browser = tour.official(name=name)
    browser.submit("/sign-out", "/admin")
    subject = f"official:{_key(tour, name)}"
    until(lambda: len(_log(tour, subject=subject)) == 2)
    signed_out, signed_in = _log(tour, subject=subject)
    assert signed_out.startswith("Signed out ")
    assert signed_in.startswith("Signed in ")
    assert f" by {name} " in signed_out
    assert f" by {name} " in signed_in


def test_no_password_and_no_hash_ever_stands_in_the_log(tour: Tour) -> None:
    name = tour.account()
    form = tour.admin.see("/admin/officials").form(
        "/admin/official/password", official_id=_key(tour, name)
    )
    tour.admin.send(form, password="three borrowed lamps")
    until(lambda: _has(tour, f"official:{_key(tour, name)}", "Official changed"))
    for table in ("audit_log", "gateway_outbox", "gateway_inbox"):
        everything = str(tour.sql(f"SELECT t::text FROM tour.{table} t"))
        for secret in ("three borrowed lamps", PASSWORD, "argon2", tour.first.one_time_password):
            assert secret not in everything


def test_changes_at_other_services_carry_the_official_and_the_correlation_id(tour: Tour) -> None:
    browser = tour.official()
    form = browser.see("/admin/player").form("/admin/player")
    answer = browser.post(
        form.action,
        {
            **form.values,
            "first_name": "Audited",
            "last_name": "Player",
            "birth_year": "1962",
            "gender_id": "1",
            "country_id": "1",
        },
    )
    correlation_id = answer.headers["x-correlation-id"]
    who = tour.value("SELECT name FROM tour.officials ORDER BY official_id DESC LIMIT 1")
    found = until(
        lambda: tour.sql(
            "SELECT service, action, actor, after->>'first_name' FROM tour.audit_log"
            " WHERE correlation_id = %s",
            correlation_id,
        )
    )
    assert found == [("entries", "PlayerRegistered", who, "Audited")]
    assert ["Audited" in row for row in _log(tour, actor=who, subject="player")] == [True]


def test_the_clock_is_an_actor_too(tour: Tour) -> None:
    # the women's 65 of Nice had no entries at the deadline
    draw = tour.draw("Nice Open", 2, 2)
    assert [" by clock " in row for row in _log(tour, subject=f"draw:{draw}", actor="clock")] == [
        True
    ]


def test_players_are_named_and_rows_lead_to_what_they_are_about(tour: Tour) -> None:
    key = tour.value(
        "SELECT entry_id FROM tour.entries WHERE tournament_id = %s AND player_id = 1",
        tour.tournaments["Nice Open"],
    )
    until(lambda: _has(tour, f"entry:{key}", "Entry submitted"))
    seen = tour.referee.see("/admin/audit", subject=f"entry {key}")
    assert "Entry of Adam Berg" in seen.words
    assert "age category 60+" in seen.words
    href = f"/admin/entries?tournament_id={tour.tournaments['Nice Open']}"
    assert f'href="{href}"' in seen.html
    assert tour.referee.see(href).status == 200


def test_an_officials_account_is_a_link_for_administrators_only(tour: Tour) -> None:
    name = tour.account()
    tour.official(name=name)
    subject = f"official:{_key(tour, name)}"
    until(lambda: _has(tour, subject, "Signed in"))
    link = f'href="/admin/officials#official-{_key(tour, name)}"'
    assert link in tour.admin.see("/admin/audit", subject=subject).html
    assert link not in tour.referee.see("/admin/audit", subject=subject).html
    assert f'id="official-{_key(tour, name)}"' in tour.admin.see("/admin/officials").html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"action": "TournamentChanged"}, True),
        ({"action": "NoSuchAction"}, False),
        ({"actor": "admin", "subject": "tournament"}, True),
        ({"actor": "nobody-at-all"}, False),
        ({"subject": "tourn"}, False),
        ({"subject": "Tournament 1"}, True),
        ({"subject": "tournament", "from": "2026-02-23", "to": "2026-02-23"}, True),
        ({"subject": "tournament", "to": "2026-02-22"}, False),
        ({"subject": "tournament", "from": "9999-12-31"}, False),
        ({"subject": "tournament", "to": "9999-12-31"}, True),
        ({"subject": "%"}, False),
    ],
)
def test_the_log_is_filtered_by_actor_action_subject_and_day(
    tour: Tour, query: dict[str, str], shown: bool
) -> None:
    until(lambda: tour.value("SELECT count(*) FROM tour.audit_log") > 50)
    assert bool(_log(tour, **query)) is shown


@pytest.mark.parametrize(
    "query",
    ["from=2026-04-31", "to=yesterday", "from=01.02.2026", "older_than=x", "older_than=-1"],
)
def test_a_filter_that_cannot_be_read_is_explained(tour: Tour, query: str) -> None:
    assert tour.referee.see(f"/admin/audit?{query}").status == 422


@pytest.mark.parametrize("subject", ["tournament:%00", "'; drop table audit_log", "<script>"])
def test_strange_filters_find_nothing(tour: Tour, subject: str) -> None:
    seen = tour.referee.see(f"/admin/audit?subject={subject}")
    assert seen.status == 200
    assert "<script>a" not in seen.html


def test_the_log_is_read_page_by_page_without_losing_a_row(tour: Tour) -> None:
    total = until(
        lambda: tour.value("SELECT count(*) FROM tour.audit_log WHERE action = 'EntrySubmitted'")
    )
    assert total > 40
    tour.sql(
        "INSERT INTO tour.audit_log (event_id, occurred_at, recorded_at, service, action, subject,"
        " actor, actor_role, correlation_id) SELECT gen_random_uuid(), now(), now(), 'entries',"
        " 'Paged', 'page:' || n, 'test', 'system', 'c' FROM generate_series(1, 120) n"
    )
    path, found = "/admin/audit?action=Paged", []
    for _ in range(4):
        seen = tour.referee.see(path)
        found += re.findall(r"^Page (\d+)$", seen.words, re.MULTILINE)
        older = re.search(r'href="(/admin/audit\?[^"]*older_than=[^"]*)"', seen.html)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")
    assert found == [str(number) for number in range(120, 0, -1)]


def _bury(tour: Tour, service: str, kind: str, payload: str) -> str:
    """A dead letter as a consumer leaves it."""
    event_id = str(uuid4())
    headers = {
        "Nats-Msg-Id": event_id,
        "Tour-Type": kind,
        "Tour-Key": "match:77",
        "Tour-Version": "1",
        "Tour-Occurred-At": "2026-03-01T10:00:00+00:00",
        "Tour-Actor": "anna",
        "Tour-Role": "referee",
        "Tour-Correlation-Id": "buried",
        "traceparent": "00-11111111111111111111111111111111-2222222222222222-01",
    }
    tour.sql(
        f"INSERT INTO tour.{service}_dead_letters (consumer, event_id, type, payload, headers,"
        " error, deliveries) VALUES (%s, %s, %s, %s, %s, 'ValueError: nonsense', 10)",
        service,
        event_id,
        kind,
        f'{{"payload": {payload}, "before": null, "after": null}}',
        json.dumps(headers),
    )
    return event_id


def test_a_dead_letter_is_seen_and_handled_once_its_cause_is_gone(tour: Tour) -> None:
    event_id = _bury(tour, "gateway", "tour.matches.v1.ResultRecorded", "{}")
    seen = tour.admin.see("/admin/dead-letters")
    assert "ValueError: nonsense" in seen.words
    done = tour.admin.send(seen.form("/admin/dead-letters/retry", event_id=event_id))
    assert "The event is handled now." in done.words
    assert event_id not in done.html
    assert tour.sql("SELECT action, actor FROM tour.audit_log WHERE event_id = %s", event_id) == [
        ("ResultRecorded", "anna")
    ]
    until(lambda: _has(tour, f"event:{event_id}", "Dead letter retried"))
    (shown,) = _log(tour, subject=f"event:{event_id}")
    assert " by admin " in shown
    assert "about match:77" in shown
    assert "error ValueError: nonsense" in shown


def test_a_dead_letter_that_fails_again_stays_with_the_reason(tour: Tour) -> None:
    event_id = _bury(tour, "entries", "tour.matches.v1.PlayerSuspended", '{"nonsense": 1}')
    form = tour.admin.see("/admin/dead-letters").form(
        "/admin/dead-letters/retry", event_id=event_id
    )
    seen = tour.admin.send(form)
    assert "It failed again" in seen.words
    assert "Entries" in seen.words
    assert event_id in seen.html
    assert not _log(tour, subject=f"event:{event_id}")
    tour.sql("DELETE FROM tour.entries_dead_letters WHERE event_id = %s", event_id)


@pytest.mark.parametrize(
    ("service", "event_id"),
    [
        *((service, _NOBODY) for service in ("entries", "gateway", "no-service")),
        *(("entries", "x"), ("gateway", ""), ("", "")),
    ],
)
def test_a_dead_letter_that_is_not_there_is_not_retried(
    tour: Tour, service: str, event_id: str
) -> None:
    seen = tour.admin.send(
        Form("/admin/dead-letters/retry", "post"),
        csrf_token=tour.admin.token(),
        service=service,
        event_id=event_id,
    )
    assert "There is no" in seen.words


def test_a_report_that_is_not_there_is_not_found(tour: Tour) -> None:
    admin = tour.official(Role.ADMINISTRATOR)
    assert admin.see("/admin/import").status == 200
    assert admin.see(f"/admin/import/{uuid4()}").status == 404
    assert admin.see("/admin/import/1").status == 404
    assert "Nothing has been validated yet." in admin.see("/admin/validation").words
