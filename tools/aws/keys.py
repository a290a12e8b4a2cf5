"""`tour secrets PURPOSE`: the passwords and tokens of a deployment, made and put where they belong.

Run between the control stacks and the regional ones. Guarantees that a holder's secret has what its
task needs and nothing of anybody else's, that a second run changes nothing, and that the regional
stacks are told where the secrets are (in SSM, complete ARN, each region its own) only when all of
them are filled.

`--renew` makes everything anew but the administrator's password, which RDS keeps, and the first
sign-in's: the way to another set of passwords when one may be known to somebody.
"""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdk.names import (
    ADMIN_PASSWORD,
    BROKER_CONFIG,
    FIRST_PASSWORD,
    SECRET_HOLDERS,
    SecretHolder,
    Side,
    secret_arn_parameter,
    secret_keys,
    secret_name,
)
from cdk.settings import Settings
from shared.names import SERVICES
from tools.aws.clients import Clients, Ways
from tools.aws.login import logged_in
from tools.containers.keys import files_for
from tools.local.secrets import Secrets, make_secrets
from tools.problems import Problem

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

Content = dict[str, str]

_NEXT: Final = (
    "The purpose's regional stacks can be deployed: STACKS=Primary, the migration, STACKS=Dr."
)
_AFTER_RENEWAL: Final = (
    "Now, in a quiet minute: deploy, run the migration (it gives the logins their new passwords), "
    "then start the services and the broker anew. Until then the running ones go on as they are."
)


def command(
    purpose: str,
    renew: Annotated[bool, typer.Option(help="Make new ones where there are some.")] = False,
) -> None:
    """Ends with 2 where the control stacks are missing or the login is another account's."""
    with logged_in(purpose) as (settings, to_aws):
        first_password = fill(settings, to_aws, renew=renew)
    print(f"The secrets of {purpose} are filled, and their places written down in both regions.")
    if first_password is not None:
        print(f"Sign in as admin with the one-time password {first_password}")
    print(_AFTER_RENEWAL if renew else _NEXT)


def fill(settings: Settings, to_aws: Ways, *, renew: bool = False) -> str | None:
    """Fill what is empty and write down where it is; the one-time password where one was made.

    Problem where a secret is missing in a region: its stack is not deployed, or not copied yet.
    """
    purpose = settings.purpose
    primary = to_aws.sides[Side.PRIMARY].secrets
    arns = {side: _arns(purpose, to_aws.sides[side]) for side in Side}
    kept = {holder: _content(primary, purpose, holder) for holder in SECRET_HOLDERS}
    made: str | None = None
    if renew:
        if None in kept.values():
            raise Problem(f"The secrets of {purpose} are not filled: there is nothing to renew.")
        known = replace(
            make_secrets(first_password=False),
            database_admin=_of(kept, "migrate", ADMIN_PASSWORD),
            first_password=_of(kept, "gateway", FIRST_PASSWORD),
        )
        _put(primary, purpose, known)
    elif None in kept.values():
        # filled in part: nothing can have started on those, as no region was told of them
        known = make_secrets()
        made = known.first_password
        _put(primary, purpose, known)
    for side, found in arns.items():
        for holder, arn in found.items():
            to_aws.sides[side].ssm.put_parameter(
                Name=secret_arn_parameter(purpose, side, holder),
                Value=arn,
                Type="String",
                Overwrite=True,
            )
    return made


def contents(known: Secrets) -> dict[SecretHolder, Content]:
    """Each holder's secret: the variables of its task, as the containers' files have them."""
    files = files_for(known)
    holders: tuple[SecretHolder, ...] = (*SERVICES, "migrate")
    everything: dict[SecretHolder, Content] = {
        holder: {name.upper(): text for name, text in files[holder].items()} for holder in holders
    }
    everything["gateway"][FIRST_PASSWORD] = known.first_password or ""
    everything["nats"] = {BROKER_CONFIG: files["nats"]["nats.conf"]}
    everything["data"] = everything["migrate"]
    return {
        holder: {key: everything[holder][key] for key in secret_keys(holder)}
        for holder in SECRET_HOLDERS
    }


def _put(secrets: "SecretsManagerClient", purpose: str, known: Secrets) -> None:
    for holder, content in contents(known).items():
        secrets.put_secret_value(
            SecretId=secret_name(purpose, holder), SecretString=json.dumps(content)
        )


def _arns(purpose: str, clients: Clients) -> dict[SecretHolder, str]:
    found: dict[SecretHolder, str] = {}
    for holder in SECRET_HOLDERS:
        name = secret_name(purpose, holder)
        try:
            found[holder] = clients.secrets.describe_secret(SecretId=name)["ARN"]
        except clients.secrets.exceptions.ResourceNotFoundException:
            raise Problem(
                f"The secret {name} is missing in {clients.region}: deploy "
                'STACKS="DrControl PrimaryControl" first, or wait until it is copied there.'
            ) from None
    return found


def _content(secrets: "SecretsManagerClient", purpose: str, holder: SecretHolder) -> Content | None:
    """What a holder has; None before it was filled, when it is a random text."""
    try:
        text = secrets.get_secret_value(SecretId=secret_name(purpose, holder))["SecretString"]
        found = json.loads(text)
    except (ValueError, secrets.exceptions.ResourceNotFoundException):
        return None
    return found if isinstance(found, dict) and set(found) == set(secret_keys(holder)) else None


def _of(kept: dict[SecretHolder, Content | None], holder: SecretHolder, key: str) -> str:
    content = kept[holder]
    assert content is not None
    return content[key]
