"""Everybody's keys lie in their own volume, and nobody else's do."""

import json
import os
from pathlib import Path

import pytest

from shared.names import SERVICES
from shared.schema import LOGINS
from shared.settings import Settings
from tools.containers.keys import USER, files_for, write
from tools.containers.welcome import lines, take
from tools.local.secrets import make_secrets

_VOLUMES = ("all", "postgres", "nats", "migrate", *SERVICES, "welcome")

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="gives files away, as in its container")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    for volume in _VOLUMES:
        (tmp_path / volume).mkdir()
    return tmp_path


def _content(keys: Path) -> dict[str, str]:
    return {
        str(file.relative_to(keys)): file.read_text() for file in keys.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_finds_its_own_settings_and_no_others(service: str) -> None:
    known = make_secrets()
    files = files_for(known)[service]
    others = {
        secret
        for other in SERVICES
        if other != service
        for secret in (known.database[other], known.broker[other], known.tokens[other])
    } | {known.database_admin, known.database_migrator, known.database_importer}
    assert not any(secret in content for secret in others for content in files.values())
    fields = {name.removeprefix("tour_") for name in files}
    assert fields == {"database_password", "nats_password", "token", "caller_hashes"}
    assert fields <= set(Settings.model_fields)


def test_the_step_that_migrates_has_a_password_for_every_login() -> None:
    files = files_for(make_secrets())["migrate"]
    assert set(files) == {"tour_admin_password", *(f"tour_password_{login}" for login in LOGINS)}


def test_the_broker_knows_a_user_for_each_service() -> None:
    known = make_secrets()
    broker = json.loads(files_for(known)["nats"]["nats.conf"])
    users = {one["user"]: one["password"] for one in broker["authorization"]["users"]}
    assert users == {f"svc_{service}": known.broker[service] for service in SERVICES}
    assert broker["listen"] == "0.0.0.0:4222"


@as_root
def test_files_are_read_by_their_user_only(keys: Path) -> None:
    write(keys)
    for file in keys.rglob("*"):
        if file.is_file() and file.parent.name != "all":
            owner = 0 if file.parent.name == "postgres" else USER
            assert (file.stat().st_uid, file.stat().st_mode & 0o777) == (owner, 0o400), file
            assert file.parent.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_later_start_finds_the_same_keys_and_tells_no_password_again(keys: Path) -> None:
    write(keys)
    first = _content(keys)
    password = take(keys / "welcome" / "first_password")
    assert password == first["gateway/tour_first_password"]
    assert lines("http://x", password)[-1].endswith(f"one-time password {password}")
    write(keys)
    again = _content(keys)
    assert again == {name: text for name, text in first.items() if name != "welcome/first_password"}
    assert password not in again["all/secrets.json"]
    assert take(keys / "welcome" / "first_password") is None
    assert lines("http://x", None) == ["The tour is up.", "  Address   http://x"]
