"""`tour secrets`: everybody's own, in both regions, made once."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import boto3
import pytest
from moto import mock_aws
from moto.backends import get_backend

from cdk.names import (
    SECRET_HOLDERS,
    SecretHolder,
    Side,
    login_password,
    secret_arn_parameter,
    secret_keys,
    secret_name,
)
from cdk.settings import Settings as Deployment
from cdk.settings import load
from shared.names import CALLERS, SERVICES
from shared.schema import IMPORTER, LOGINS
from tools.aws.clients import Ways, ways
from tools.aws.keys import contents, fill
from tools.aws.login import check_account
from tools.local.secrets import make_secrets
from tools.problems import Problem


@dataclass(frozen=True)
class Account:
    """An account of nobody's, with the secrets that the control stacks make, empty."""

    settings: Deployment
    ways: Ways

    def make(self, holder: SecretHolder, *, copied: bool) -> None:
        """As CloudFormation does; the copy comes a little later."""
        secrets, name = self.ways.sides[Side.PRIMARY].secrets, secret_name("demo", holder)
        secrets.create_secret(Name=name, SecretString="made by CloudFormation")
        if copied:
            secrets.replicate_secret_to_regions(
                SecretId=name, AddReplicaRegions=[{"Region": self.settings.dr.name}]
            )

    def content(self, side: Side, holder: SecretHolder) -> dict[str, str]:
        secrets = self.ways.sides[side].secrets
        text = secrets.get_secret_value(SecretId=secret_name("demo", holder))["SecretString"]
        found: dict[str, str] = json.loads(text)
        return found

    def all(self, side: Side = Side.PRIMARY) -> Mapping[SecretHolder, dict[str, str]]:
        return {holder: self.content(side, holder) for holder in SECRET_HOLDERS}

    def told(self, side: Side) -> dict[str, str]:
        """What the side's parameters say of where secrets are."""
        found = self.ways.sides[side].ssm.get_parameters_by_path(
            Path=f"/masters-tour/demo/{side}/secrets"
        )["Parameters"]
        return {one["Name"]: one["Value"] for one in found}


@pytest.fixture(scope="module")
def nobodys() -> Iterator[Ways]:
    """Ways to an account of nobody's; making them takes longer than all the tests."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.delenv("AWS_PROFILE", raising=False)
        yield ways(load("demo", {}), boto3.Session())


@pytest.fixture
def empty(nobodys: Ways) -> Account:
    """Before the control stacks."""
    for service in ("secretsmanager", "ssm"):
        get_backend(service).reset()
    return Account(load("demo", {}), nobodys)


@pytest.fixture
def account(empty: Account) -> Account:
    for holder in SECRET_HOLDERS:
        empty.make(holder, copied=True)
    return empty


def test_every_holder_gets_what_its_task_needs_and_nothing_else(account: Account) -> None:
    fill(account.settings, account.ways)
    for holder, content in account.all().items():
        assert tuple(content) == secret_keys(holder)
        assert all(content.values())


def test_a_second_run_changes_nothing(account: Account) -> None:
    first_password = fill(account.settings, account.ways)
    before = account.all()
    assert before["gateway"]["TOUR_FIRST_PASSWORD"] == first_password
    assert fill(account.settings, account.ways) is None
    assert account.all() == before


def test_both_regions_are_told_the_complete_name_of_their_own_secrets(account: Account) -> None:
    fill(account.settings, account.ways)
    for side in Side:
        told = account.told(side)
        assert set(told) == {secret_arn_parameter("demo", side, one) for one in SECRET_HOLDERS}
        for holder in SECRET_HOLDERS:
            arn = told[secret_arn_parameter("demo", side, holder)]
            region, name = account.settings.region(side).name, secret_name("demo", holder)
            assert arn.startswith(f"arn:aws:secretsmanager:{region}:111122223333:secret:{name}-")
            asked = account.ways.sides[side].secrets.get_secret_value(SecretId=arn)
            assert json.loads(asked["SecretString"]) == account.content(Side.PRIMARY, holder)


def test_before_the_control_stacks_nothing_is_written_and_it_says_what_to_deploy(
    empty: Account,
) -> None:
    with pytest.raises(Problem, match=r'is missing in us-east-1: deploy STACKS="DrControl'):
        fill(empty.settings, empty.ways)
    assert empty.told(Side.PRIMARY) == {}


def test_while_a_secret_is_not_copied_yet_no_region_is_told_anything(empty: Account) -> None:
    for holder in SECRET_HOLDERS:
        empty.make(holder, copied=holder != "data")
    with pytest.raises(Problem, match=r"masters-tour/demo/data is missing in us-west-2"):
        fill(empty.settings, empty.ways)
    assert empty.told(Side.PRIMARY) == {}
    assert empty.told(Side.DR) == {}


def test_what_was_filled_in_part_is_made_whole(account: Account) -> None:
    fill(account.settings, account.ways)
    account.ways.sides[Side.PRIMARY].secrets.put_secret_value(
        SecretId=secret_name("demo", "draws"), SecretString="{}"
    )
    assert fill(account.settings, account.ways) is not None
    _fit_together(account.all())


def test_renewing_keeps_only_what_a_server_or_a_person_has_already(account: Account) -> None:
    fill(account.settings, account.ways)
    before = account.all()
    assert fill(account.settings, account.ways, renew=True) is None
    after = account.all()
    kept = {"TOUR_ADMIN_PASSWORD", "TOUR_FIRST_PASSWORD"}
    for holder in SECRET_HOLDERS:
        for key in secret_keys(holder):
            # nobody calls the gateway: it knows no hashes
            same = key in kept or after[holder][key] == "{}"
            assert (before[holder][key] == after[holder][key]) is same, (holder, key)
    _fit_together(after)


def test_there_is_nothing_to_renew_before_they_are_filled(account: Account) -> None:
    with pytest.raises(Problem, match="nothing to renew"):
        fill(account.settings, account.ways, renew=True)


def test_a_login_of_another_account_is_refused(account: Account) -> None:
    check_account(account.settings, account.ways)
    with pytest.raises(Problem, match=r"belongs to the account 111122223333, .* to 999900001111"):
        check_account(account.settings.model_copy(update={"account": "999900001111"}), account.ways)


def test_the_parts_fit_together() -> None:
    _fit_together(contents(make_secrets()))
    without = contents(replace(make_secrets(), first_password=None))
    assert without["gateway"]["TOUR_FIRST_PASSWORD"] == ""


def _fit_together(found: Mapping[SecretHolder, Mapping[str, str]]) -> None:
    """Hashes are those of the callers' tokens, passwords those of the logins and broker users."""
    for service in SERVICES:
        hashes = json.loads(found[service]["TOUR_CALLER_HASHES"])
        assert hashes == {
            caller: hashlib.sha256(found[caller]["TOUR_TOKEN"].encode()).hexdigest()
            for caller in CALLERS[service]
        }
        assert (
            found[service]["TOUR_DATABASE_PASSWORD"]
            == found["migrate"][login_password(f"svc_{service}")]
        )
    broker = json.loads(found["nats"]["NATS_CONFIG"])
    assert broker["listen"] == "0.0.0.0:4222"
    assert broker["jetstream"]["store_dir"] == "/data"
    assert {user["user"]: user["password"] for user in broker["authorization"]["users"]} == {
        f"svc_{service}": found[service]["TOUR_NATS_PASSWORD"] for service in SERVICES
    }
    assert found["data"][login_password(IMPORTER)] == found["migrate"][login_password(IMPORTER)]
    assert {login_password(login) for login in LOGINS} < set(found["migrate"])
