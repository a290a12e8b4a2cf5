"""The deployment's templates, for every test of this folder."""

import os

# read when moto is imported: the account that the templates are made for
os.environ["MOTO_ACCOUNT_ID"] = "111122223333"
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

import pytest

from cdk.settings import purposes
from tests.synthesised import Synthesised, Template, synthesised

REGIONAL = ("Primary", "Dr")


@pytest.fixture(scope="session", params=purposes())
def purpose(request: pytest.FixtureRequest) -> Synthesised:
    """Each purpose in turn."""
    name: str = request.param
    return synthesised(name)


@pytest.fixture(scope="session", params=REGIONAL)
def region(request: pytest.FixtureRequest, purpose: Synthesised) -> Template:
    """Each regional stack of each purpose in turn."""
    stack: str = request.param
    return purpose[stack]


@pytest.fixture(scope="session")
def demo() -> Synthesised:
    return synthesised("demo")


@pytest.fixture(scope="session")
def production() -> Synthesised:
    return synthesised("production")
