"""A purpose is complete and possible, or refused with a sentence for each choice that is not."""

import re
from pathlib import Path

import pytest

from cdk import settings as module
from cdk.names import SECRET_HOLDERS, Side, login_password, secret_keys
from cdk.settings import PURPOSES, WrongSettings, load, purposes
from shared.schema import IMPORTER, LOGINS
from shared.settings import Settings as ServiceSettings
from shared.settings import variable


def test_every_purpose_is_complete() -> None:
    assert purposes() == ["demo", "production"]
    for purpose in purposes():
        assert load(purpose, {}).purpose == purpose


def test_an_unknown_purpose_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongSettings, match=r"choose demo or production\."):
        load("demonstration", {})


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('account = "111122223333"', 'account = "1234"', "account: "),
        ('domain = "example.org"', "", "domain: Field required."),
        ('image_tag = "1.0.0"', 'image_tag = "-"', "image_tag: "),
        ('name = "us-west-2"', 'name = "us-east-1"', "dr: zones must lie in us-east-1."),
        ("us-west-2", "us-east-1", "Primary and dr must be two regions."),
        ('["us-west-2a", "us-west-2b"]', '["us-west-2a"]', "dr.zones"),
        ('"pl-68a54001"', '"s3"', "dr.s3_prefix_list: "),
        ("endpoint_zones = 1", "endpoint_zones = 3", "primary.endpoint_zones: "),
        ("desired_count = 0", "desired_count = -1", "dr.desired_count: "),
        ('hosted_zone_id = "Z', 'hosted_zone_id = "z', "hosted_zone_id: "),
        ('"db.t4g.micro"', '"t4g.micro"', "database.instance_class: "),
        ("storage_gb = 20", "storage_gb = 5", "database.storage_gb: "),
        ("backup_days = 7", "backup_days = 0", "database.backup_days: "),
        ("vault_days = 0", "vault_days = -1", "database.vault_days: "),
        ("database_pool = 2", "database_pool = 1", "tasks.database_pool: "),
        ("cpu = 1024", "cpu = 1000", "errands.cpu: "),
        ("log_days = 7", "log_days = 8", "watching.log_days: "),
        ("access_log_days = 14", "access_log_days = 0", "watching.access_log_days: "),
        ("budget_usd = 50", "budget_usd = -1", "watching.budget_usd: "),
        ("requests_per_address = 2000", "requests_per_address = 5", "edge.requests_per_address: "),
        ('network = "10.21.0.0/16"', 'network = "10.21.0.0/20"', "dr: network must be a /16."),
        ('network = "10.21.0.0/16"', 'network = "10.20.0.0/16"', "must not overlap."),
        ('engine_version = "16.14"', 'engine_version = "17.2"', "database.engine_version: "),
        ("max_storage_gb = 50", "max_storage_gb = 10", "must not be below database.storage_gb."),
        ("max_connections = 120", "max_connections = 119", "must be 120 at least: all services"),
        ("max_count = 2", "max_count = 1\nstickiness = true", "tasks.stickiness: "),
        ("desired_count = 1", "desired_count = 3", "must not be below a region's desired_count."),
        ("health_check_seconds = 30", "health_check_seconds = 5", "health_check_seconds: "),
    ],
)
def test_an_impossible_choice_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, sentence: str
) -> None:
    text = (PURPOSES / "demo.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "demo.toml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(module, "PURPOSES", tmp_path)
    with pytest.raises(WrongSettings, match=re.escape(sentence)):
        load("demo", {})


def test_an_operators_own_comes_from_the_environment() -> None:
    own = {
        "TOUR_AWS_ACCOUNT": "999900001111",
        "TOUR_AWS_DOMAIN": "tennis.example",
        "TOUR_AWS_HOSTED_ZONE_ID": "ZOTHER",
        "TOUR_AWS_IMAGE_TAG": "2.1.0",
        "TOUR_AWS_DATA_TAG": "2.1.0-season",
        "TOUR_AWS_ALARM_EMAIL": "desk@tennis.example",
    }
    chosen = load("production", own)
    assert (chosen.account, chosen.domain, chosen.hosted_zone_id) == (
        "999900001111",
        "tennis.example",
        "ZOTHER",
    )
    assert (chosen.image_tag, chosen.data_tag) == ("2.1.0", "2.1.0-season")
    assert chosen.watching.alarm_email == "desk@tennis.example"


def test_the_sides_are_the_two_regions() -> None:
    chosen = load("demo", {})
    assert chosen.region(Side.PRIMARY) == chosen.primary
    assert chosen.region(Side.DR) == chosen.dr


def test_a_service_gets_its_secret_settings_and_nobody_elses() -> None:
    secret = {
        variable(name)
        for name, field in ServiceSettings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    } | {"TOUR_CALLER_HASHES"}
    assert set(secret_keys("gateway")) == secret
    assert set(secret_keys("entries")) == secret - {"TOUR_FIRST_PASSWORD"}


def test_who_migrates_knows_every_login_and_who_imports_its_own() -> None:
    assert set(secret_keys("migrate")) == {"TOUR_ADMIN_PASSWORD", *map(login_password, LOGINS)}
    assert secret_keys("data") == (login_password(IMPORTER),)
    assert {
        holder for holder in SECRET_HOLDERS if "TOUR_ADMIN_PASSWORD" in secret_keys(holder)
    } == {"migrate"}
