"""Accounts: adding, changing, disabling, and what keeps an administrator there."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from services.gateway import commands
from services.gateway.security.passwords import Passwords
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.errors import RuleBroken
from shared.settings import Settings
from shared.work import perform
from tests.integration.gateway.tour import PASSWORD, Browser, Tour
from tests.visitor import Form, Seen

_HERE = "/admin/officials"


def _key(tour: Tour, name: str) -> int:
    key: int = tour.value("SELECT official_id FROM tour.officials WHERE name = %s", name)
    return key


def _stored(tour: Tour, name: str) -> tuple[Any, ...]:
    """Role, whether disabled, version."""
    (row,) = tour.sql(
        "SELECT role, disabled_at IS NOT NULL, version FROM tour.officials WHERE name = %s", name
    )
    return row


def _form(tour: Tour, action: str, name: str, by: Browser | None = None) -> Form:
    seen = (by or tour.admin).see(_HERE)
    return seen.form(f"/admin/official/{action}", official_id=_key(tour, name))


def _add(browser: Browser, account: str, /, **typed: object) -> Seen:
    values = {"name": account, "password": "seven wet umbrellas", "role": 1, **typed}
    return browser.submit("/admin/official", _HERE, **values)


# --- adding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.REFEREE, Role.ADMINISTRATOR])
def test_an_added_official_signs_in_and_chooses_a_password(tour: Tour, role: Role) -> None:
    name = f"new-{role.value}"
    seen = _add(tour.admin, name, role=1 if role is Role.REFEREE else 2)
    assert seen.path == _HERE
    assert f"{name} may sign in as {role.value}." in seen.words
    browser = tour.stranger()
    assert browser.sign_in(name, "seven wet umbrellas").path == "/account/password"
    # nothing else works until then, not even by POST
    assert browser.see("/admin").path == "/account/password"
    answer = browser.post("/admin/player", {"csrf_token": browser.token()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    seen = browser.submit(
        "/account/password",
        "/account/password",
        current_password="seven wet umbrellas",
        new_password=PASSWORD,
        new_password_again=PASSWORD,
    )
    assert seen.path == "/admin"
    assert browser.see(_HERE).status == (200 if role is Role.ADMINISTRATOR else 403)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"name": ""}, "2 to 40 characters"),
        ({"name": "a"}, "2 to 40 characters"),
        ({"name": "a" * 41}, "2 to 40 characters"),
        ({"name": "two words"}, "2 to 40 characters"),
        ({"name": "<script>"}, "2 to 40 characters"),
        ({"name": "ana\u202e"}, "2 to 40 characters"),
        ({"name": "administratör"}, "2 to 40 characters"),
        ({"password": "short"}, "it needs 12"),
        ({"password": "password1234"}, "tried first"),
        ({"password": "wrong-account1"}, "tried first"),
        ({"role": ""}, "referee or administrator"),
        ({"role": "3"}, "referee or administrator"),
        ({"role": "administrator"}, "referee or administrator"),
        ({"role": "system"}, "referee or administrator"),
    ],
)
def test_a_wrong_account_is_refused_with_the_reason_and_what_was_typed_stays(
    tour: Tour, typed: dict[str, str], reason: str
) -> None:
    before = tour.rows()
    seen = _add(tour.admin, "wrong-account", **typed)
    assert seen.status == 422
    assert reason in seen.words
    form = seen.form("/admin/official")
    assert form.values["name"] == typed.get("name", "wrong-account")
    assert form.values["password"] == ""
    assert tour.rows() == before


def test_everything_wrong_with_an_account_is_said_at_once(tour: Tour) -> None:
    words = _add(tour.admin, "x", password="short", role="9").words
    for reason in ("2 to 40 characters", "it needs 12", "referee or administrator"):
        assert reason in words


def test_a_name_is_given_once(tour: Tour) -> None:
    name = tour.account()
    seen = _add(tour.admin, name.upper())
    assert seen.status == 422
    assert "There is an official with the name" in seen.words


# --- changing ------------------------------------------------------------------------------------


def test_another_role_holds_at_once(tour: Tour) -> None:
    name = tour.account()
    seen = tour.admin.send(_form(tour, "role", name), role=2)
    assert "The role is now administrator." in seen.words
    assert _stored(tour, name) == ("administrator", False, 2)
    assert tour.official(name=name).see(_HERE).status == 200


@pytest.mark.parametrize("role", ["", "0", "3", "nobody", "system"])
def test_an_unknown_role_is_refused(tour: Tour, role: str) -> None:
    name = tour.account()
    seen = tour.admin.send(_form(tour, "role", name), role=role)
    assert seen.status == 422
    assert _stored(tour, name) == ("referee", False, 1)


def test_a_disabled_official_stays_out_until_enabled_again(tour: Tour) -> None:
    name = tour.account()
    assert "disabled" in tour.admin.send(_form(tour, "disable", name)).words
    assert tour.stranger().sign_in(name, PASSWORD).status == 401
    assert _stored(tour, name) == ("referee", True, 2)
    assert "may sign in again" in tour.admin.send(_form(tour, "enable", name)).words
    assert tour.stranger().sign_in(name, PASSWORD).path == "/admin"
    assert _stored(tour, name) == ("referee", False, 3)


def test_a_new_one_time_password_is_set_for_who_lost_theirs(tour: Tour) -> None:
    name = tour.account()
    browser = tour.official(name=name)
    seen = tour.admin.send(_form(tour, "password", name), password="three borrowed lamps")
    assert "for one sign-in" in seen.words
    assert browser.see("/admin").path.startswith("/sign-in")
    assert tour.stranger().sign_in(name, PASSWORD).status == 401
    assert tour.stranger().sign_in(name, "three borrowed lamps").path == "/account/password"


def test_a_weak_one_time_password_is_refused(tour: Tour) -> None:
    name = tour.account()
    seen = tour.admin.send(_form(tour, "password", name), password="password1234")
    assert seen.status == 422
    assert "tried first" in seen.words
    assert tour.stranger().sign_in(name, PASSWORD).path == "/admin"


def test_ending_sessions_is_offered_only_where_there_are_some(tour: Tour) -> None:
    name = tour.account()
    action = "/admin/official/end-sessions"
    key = str(_key(tour, name))
    assert not any(
        form.action == action and form.values["official_id"] == key
        for form in tour.admin.see(_HERE).forms
    )
    tour.official(name=name)
    seen = tour.admin.send(_form(tour, "end-sessions", name))
    assert "signed out everywhere" in seen.words


# --- oneself and the last one --------------------------------------------------------------------


@pytest.mark.parametrize("action", ["role", "disable", "enable", "password", "end-sessions"])
def test_the_own_account_is_not_offered(tour: Tour, action: str) -> None:
    own = str(_key(tour, "admin"))
    assert not any(
        form.action == f"/admin/official/{action}" and form.values["official_id"] == own
        for form in tour.admin.see(_HERE).forms
    )


@pytest.mark.parametrize(
    ("action", "typed"),
    [("role", {"role": "1"}), ("disable", {}), ("password", {"password": "three lost lamps"})],
)
def test_nobody_changes_the_rights_of_their_own_account(
    tour: Tour, action: str, typed: dict[str, str]
) -> None:
    before = _stored(tour, "admin")
    seen = tour.admin.send(
        Form(f"/admin/official/{action}", "post"),
        csrf_token=tour.admin.token(),
        request_id=uuid4(),
        official_id=_key(tour, "admin"),
        expected_version=before[2],
        **typed,
    )
    assert seen.status == 422
    assert "own account" in seen.words
    assert _stored(tour, "admin") == before


@pytest.fixture
def two_administrators(tour: Tour) -> Iterator[tuple[str, str]]:
    """No administrators but these two, while the test lasts."""
    names = (tour.account(Role.ADMINISTRATOR), tour.account(Role.ADMINISTRATOR))
    (others,) = tour.sql(
        "SELECT array_agg(official_id) FROM tour.officials WHERE role = 'administrator'"
        " AND disabled_at IS NULL AND name <> ALL (%s)",
        list(names),
    )
    put = "UPDATE tour.officials SET role = %s WHERE official_id = ANY (%s)"
    tour.sql(put, "referee", others[0])
    yield names
    tour.sql(put, "administrator", others[0])


def test_two_administrators_cannot_do_away_with_each_other(
    tour: Tour, two_administrators: tuple[str, str]
) -> None:
    one, other = two_administrators
    first, second = tour.official(name=one), tour.official(name=other)
    against_first = _form(tour, "disable", one, by=second)
    assert first.send(_form(tour, "disable", other, by=first)).status == 200
    assert second.send(against_first).status == 401
    assert _stored(tour, one)[:2] == ("administrator", False)


async def test_the_last_administrator_stays(
    tour: Tour, two_administrators: tuple[str, str]
) -> None:
    """As in a request that began when its official still was an administrator."""
    one, last = two_administrators
    tour.sql("UPDATE tour.officials SET role = 'referee' WHERE name = %s", one)
    database = Database(
        Settings(
            service="gateway",
            database_port=tour.target.port,
            database_name=tour.target.database,
            database_password=tour.target.passwords["svc_gateway"],
            nats_password="unused",
            token="unused",
        )
    )
    await database.look()
    key, (_, _, version) = _key(tour, last), _stored(tour, last)
    call = Call(Actor(one, Role.ADMINISTRATOR))
    for change in (
        lambda work: commands.disable(work, key, version),
        lambda work: commands.change_role(work, key, version, Role.REFEREE),
    ):
        with pytest.raises(RuleBroken, match="the last administrator"):
            await perform(database, call, change)
    # another password leaves them what they are
    passwords = Passwords()
    await perform(
        database,
        call,
        lambda work: commands.set_password(work, passwords, key, version, "three borrowed lamps"),
    )
    await database.close()
    assert _stored(tour, last)[:2] == ("administrator", False)


# --- conflicts and repetition --------------------------------------------------------------------


def test_who_saves_second_is_told_who_was_first_and_when(tour: Tour) -> None:
    name, second_name = tour.account(), tour.account(Role.ADMINISTRATOR)
    second = tour.official(name=second_name)
    form = _form(tour, "role", name, by=second)
    tour.admin.send(_form(tour, "disable", name))
    seen = second.send(form, role=2)
    assert seen.status == 409
    assert "admin changed this on 20" in seen.words
    assert "Nothing of yours was saved" in seen.words
    assert _stored(tour, name) == ("referee", True, 2)
    # the page shown is fresh: the same again is a change knowingly made
    again = seen.form("/admin/official/role", official_id=_key(tour, name))
    assert second.send(again, role=2).status == 200


def test_a_form_sent_twice_does_the_thing_once(tour: Tour) -> None:
    name = tour.account()
    form = _form(tour, "disable", name)
    assert [tour.admin.send(form).status for _ in range(3)] == [200] * 3
    assert _stored(tour, name) == ("referee", True, 2)
    assert (
        tour.value(
            "SELECT count(*) FROM tour.gateway_outbox WHERE event_key = %s AND type LIKE %s",
            f"official:{_key(tour, name)}",
            "%OfficialChanged",
        )
        == 1
    )


def test_an_account_added_twice_by_a_double_click_is_one(tour: Tour) -> None:
    form = tour.admin.see(_HERE).form("/admin/official")
    typed = {"name": "double-click", "password": "seven wet umbrellas", "role": 1}
    assert tour.admin.send(form, **typed).status == 200
    assert tour.admin.send(form, **typed).status == 200
    assert tour.value("SELECT count(*) FROM tour.officials WHERE name = 'double-click'") == 1


def test_the_same_request_id_with_another_body_is_refused(tour: Tour) -> None:
    name = tour.account()
    form = _form(tour, "role", name)
    assert tour.admin.send(form, role=2).status == 200
    seen = tour.admin.send(form, role=1)
    assert seen.status == 409
    assert "used before" in seen.words
    assert _stored(tour, name) == ("administrator", False, 2)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"official_id": "999999"}, 404),
        ({"official_id": "0"}, 422),
        ({"official_id": "x"}, 422),
        ({"official_id": ""}, 422),
        ({"official_id": "9223372036854775808"}, 422),
        ({"expected_version": ""}, 422),
        ({"expected_version": "-1"}, 422),
        ({"expected_version": "99"}, 409),
        ({"request_id": ""}, 422),
        ({"request_id": "1"}, 422),
    ],
)
def test_a_form_that_is_none_of_this_site_changes_nothing(
    tour: Tour, change: dict[str, str], status: int
) -> None:
    name = tour.account()
    seen = tour.admin.send(_form(tour, "disable", name), **change)
    assert seen.status == status
    assert _stored(tour, name) == ("referee", False, 1)
