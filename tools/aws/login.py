"""The operator's login to AWS: there, and of the account that the purpose names.

Guarantees that nothing is asked or changed in another account, and that people read a sentence
where AWS refuses or cannot be reached.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from cdk.settings import Settings, WrongSettings, load
from tools.aws.clients import Ways, ways
from tools.problems import Failed, Problem


@contextmanager
def logged_in(purpose: str) -> Iterator[tuple[Settings, Ways]]:
    """The purpose's settings, and the ways to its account; Problem where either is wrong, Failed
    where AWS refuses what is asked meanwhile."""
    try:
        settings = load(purpose)
    except WrongSettings as error:
        raise Problem(str(error)) from error
    try:
        to_aws = ways(settings)
        check_account(settings, to_aws)
        yield settings, to_aws
    except NoCredentialsError as error:
        raise Problem(
            "There is no login to AWS here: set AWS_PROFILE, or sign in with `aws sso login`."
        ) from error
    except (BotoCoreError, ClientError) as error:
        raise Failed(f"AWS did not do it: {error}") from error


def check_account(settings: Settings, to_aws: Ways) -> None:
    """Problem where the login belongs to another account than the purpose."""
    account = to_aws.identity.get_caller_identity()["Account"]
    if account != settings.account:
        raise Problem(
            f"This login belongs to the account {account}, the purpose {settings.purpose} to "
            f"{settings.account} (TOUR_AWS_ACCOUNT)."
        )
