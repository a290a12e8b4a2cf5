"""Getting in: the first password, wrong ones, the limits, and which passwords may be chosen."""

import pytest

from shared.context import Role
from tests.integration.gateway.tour import PASSWORD, Browser, Tour, fresh_address
from tests.visitor import Seen

_WRONG = "Name or password is wrong."


# --- the first administrator ---------------------------------------------------------------------


def test_the_one_time_password_leads_to_choosing_a_password_and_nowhere_else(tour: Tour) -> None:
    assert tour.first.at_once.path == "/account/password"
    assert tour.first.elsewhere.path == "/account/password"
    assert tour.first.after_change.path == "/admin"
    assert "Your password is changed." in tour.first.after_change.words


def test_the_one_time_password_works_once(tour: Tour) -> None:
    seen = tour.stranger().sign_in("admin", tour.first.one_time_password)
    assert seen.status == 401
    assert _WRONG in seen.words
    assert tour.stranger().sign_in("admin", PASSWORD).path == "/admin"


def test_the_first_official_is_the_only_one_that_nobody_added(tour: Tour) -> None:
    assert tour.sql("SELECT name, role, changed_by FROM tour.officials WHERE official_id = 1") == [
        ("admin", Role.ADMINISTRATOR.value, "admin")
    ]


# --- right and wrong -----------------------------------------------------------------------------


def test_signing_in_leads_to_the_officials_first_page(tour: Tour) -> None:
    seen = tour.stranger().sign_in(tour.account(), PASSWORD)
    assert (seen.status, seen.path) == (200, "/admin")


def test_a_name_is_the_same_in_capitals_and_with_blanks_around(tour: Tour) -> None:
    name = tour.account()
    assert tour.stranger().sign_in(f"  {name.upper()} ", PASSWORD).path == "/admin"


def test_a_password_is_taken_as_it_was_typed(tour: Tour) -> None:
    name = tour.account()
    for other in (f" {PASSWORD}", PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD}\n"):
        assert tour.stranger().sign_in(name, other).status == 401


def _said(seen: Seen, name: str) -> str:
    """The page without what is new at every rendering and without the name typed."""
    html = seen.html.replace(name, "NAME")
    for form in seen.forms:
        for field in {"csrf_token", "request_id"} & form.values.keys():
            html = html.replace(form.values[field], field)
    # the demo's clock, which runs on
    clock = ("data-tour-clock", "data-clock-offset")
    return "\n".join(line for line in html.splitlines() if not any(name in line for name in clock))


def test_nothing_tells_an_unknown_or_disabled_account_from_a_wrong_password(tour: Tour) -> None:
    known, disabled, unknown = tour.account(), tour.account(), "nobody-of-that-name"
    tour.sql("UPDATE tour.officials SET disabled_at = now() WHERE name = %s", disabled)
    seen = {
        name: tour.stranger().sign_in(name, password)
        for name, password in (
            (known, "a wrong password"),
            (disabled, PASSWORD),
            (unknown, PASSWORD),
            ("", ""),
        )
    }
    assert {each.status for each in seen.values()} == {401}
    assert len({_said(each, name) for name, each in seen.items() if name}) == 1
    assert all(_WRONG in each.words for each in seen.values())


def test_the_password_is_never_shown_again(tour: Tour) -> None:
    seen = tour.stranger().sign_in(tour.account(), "my old secret words")
    assert "my old secret words" not in seen.html


@pytest.mark.parametrize("text", ["\ud800", "\u202e", "<script>alert(1)</script>", "{{7*7}}", "é"])
def test_strange_text_is_a_wrong_name_or_password(tour: Tour, text: str) -> None:
    browser = tour.stranger()
    form = browser.see("/sign-in").form("/sign-in")
    body = {**form.values, "name": text, "password": text}
    answer = browser.http.post(
        "/sign-in",
        content=_encoded(body),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (401, 422)
    assert "<script>alert" not in answer.text


def _encoded(fields: dict[str, str]) -> bytes:
    from urllib.parse import quote

    return "&".join(
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}"
        for name, value in fields.items()
    ).encode()


# --- the limits ----------------------------------------------------------------------------------


def test_the_eleventh_try_at_an_account_waits_wherever_it_comes_from(tour: Tour) -> None:
    name = tour.account()
    for _ in range(10):
        assert tour.stranger().sign_in(name, "a wrong password").status == 401
    # the right password does not help any more
    seen = tour.stranger().sign_in(name, PASSWORD)
    assert seen.status == 429
    assert seen.headers["retry-after"] == "300"
    assert "wait 5 minutes" in seen.words
    # others are not kept out
    assert tour.stranger().sign_in(tour.account(), PASSWORD).path == "/admin"


def test_the_eleventh_try_from_an_address_waits_whoever_it_is_for(tour: Tour) -> None:
    address = fresh_address()
    for number in range(10):
        assert tour.stranger(address).sign_in(f"no-such-{number}", "wrong").status == 401
    account = tour.account()
    assert tour.stranger(address).sign_in(account, PASSWORD).status == 429
    assert tour.stranger().sign_in(account, PASSWORD).path == "/admin"


def test_an_unknown_account_is_limited_as_a_known_one(tour: Tour) -> None:
    for _ in range(10):
        assert tour.stranger().sign_in("not-an-official", "wrong").status == 401
    assert tour.stranger().sign_in("not-an-official", "wrong").status == 429


def test_after_five_minutes_the_tries_are_forgotten(tour: Tour) -> None:
    name = tour.account()
    for _ in range(10):
        tour.stranger().sign_in(name, "a wrong password")
    tour.sql(
        "UPDATE tour.login_attempts SET attempted_at = attempted_at - interval '301 seconds'"
        " WHERE account_key = encode(sha256(%s), 'hex')",
        name.encode(),
    )
    assert tour.stranger().sign_in(name, PASSWORD).path == "/admin"


def test_signing_in_forgets_the_tries_before(tour: Tour) -> None:
    name, address = tour.account(), fresh_address()
    for _ in range(3):
        for _ in range(9):
            assert tour.stranger(address).sign_in(name, "a wrong password").status == 401
        assert tour.stranger(address).sign_in(name, PASSWORD).path == "/admin"


def test_the_limit_holds_for_guessing_the_password_of_an_open_session(tour: Tour) -> None:
    browser = tour.official()
    for _ in range(10):
        assert _change(browser, "not my password").status == 422
    assert _change(browser, PASSWORD).status == 429


def test_forwarded_addresses_are_not_believed(tour: Tour) -> None:
    browser = tour.stranger()
    form = browser.see("/sign-in").form("/sign-in")
    typed = {**form.values, "name": "no-such-official-here", "password": "wrong"}
    answers = [
        browser.post(
            "/sign-in", {**typed, "name": f"none-{number}"}, X_Forwarded_For=f"9.9.9.{number}"
        )
        for number in range(11)
    ]
    assert [each.status_code for each in answers] == [401] * 10 + [429]


# --- which passwords may be chosen ---------------------------------------------------------------


def _change(
    browser: Browser,
    current: str = PASSWORD,
    new: str = "an umbrella of wet paint",
    again: str = "",
) -> Seen:
    return browser.submit(
        "/account/password",
        "/account/password",
        current_password=current,
        new_password=new,
        new_password_again=again or new,
    )


def test_a_password_is_changed_and_the_old_one_is_gone(tour: Tour) -> None:
    name = tour.account()
    assert _change(tour.official(name=name)).path == "/admin"
    assert tour.stranger().sign_in(name, PASSWORD).status == 401
    assert tour.stranger().sign_in(name, "an umbrella of wet paint").path == "/admin"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("", "it needs 12 at least"),
        ("elevenchars", "it needs 12 at least"),
        ("x" * 12, "tried first"),
        ("password1234", "tried first"),
        ("P@ssw0rd2026", "tried first"),
        ("qwertyuiop123", "tried first"),
        ("123456789012", "tried first"),
        ("masters-tour-2026", "tried first"),
        ("k" * 100 + "7" * 101, "there is room for 200"),
        (PASSWORD, "the one until now"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(tour: Tour, new: str, reason: str) -> None:
    browser = tour.official()
    seen = _change(browser, new=new)
    assert seen.status == 422
    assert reason in seen.words
    assert browser.see("/admin").path == "/admin"


def test_a_password_made_of_the_accounts_name_is_refused(tour: Tour) -> None:
    name = tour.account()
    assert "tried first" in _change(tour.official(name=name), new=f"{name}2026").words


@pytest.mark.parametrize(
    "new", ["twelve chars", "żółć gęślą jaźń", "🎾 lob over the net", "k7!vPq2$zRm9"]
)
def test_any_long_uncommon_password_is_taken_whatever_it_is_made_of(tour: Tour, new: str) -> None:
    name = tour.account()
    assert _change(tour.official(name=name), new=new).path == "/admin"
    assert tour.stranger().sign_in(name, new).path == "/admin"


def test_everything_wrong_with_a_change_is_said_at_once(tour: Tour) -> None:
    seen = _change(tour.official(), current="not mine", new="short", again="other")
    for reason in ("it needs 12", "typed in two ways", "not your password until now"):
        assert reason in seen.words


def test_changing_the_password_takes_the_one_until_now(tour: Tour) -> None:
    seen = _change(tour.official(), current="not my password")
    assert seen.status == 422
    assert "not your password until now" in seen.words


def test_only_argon2id_hashes_are_stored(tour: Tour) -> None:
    for (stored,) in tour.sql("SELECT password_hash FROM tour.officials"):
        assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
