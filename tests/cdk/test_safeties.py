"""Every safety holds, and none is a predicate that cannot fail."""

import pytest

from cdk.names import STACKS
from tests.cdk.safeties.catalogue import MUTATIONS, SAFETIES, Mutation, deployments, tried_on
from tests.cdk.safeties.model import Safety


@pytest.mark.parametrize("safety", SAFETIES, ids=lambda safety: safety.name)
def test_a_safety_holds_for_every_purpose(safety: Safety) -> None:
    for purpose, deployment in {**deployments(), **tried_on(safety)}.items():
        assert not safety.breaches(deployment), purpose


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=lambda mutation: f"{mutation.safety.name}: {mutation.name}"
)
def test_what_takes_a_safety_away_is_seen_by_it(mutation: Mutation) -> None:
    for purpose, deployment in tried_on(mutation.safety).items():
        assert mutation.safety.breaches(deployment.spoilt(mutation.spoil)), purpose


def test_every_safety_has_something_that_takes_it_away_and_a_name_of_its_own() -> None:
    assert all(safety.taken_away for safety in SAFETIES)
    assert len({safety.name for safety in SAFETIES}) == len(SAFETIES)


def test_spoiling_leaves_the_deployment_as_it_was() -> None:
    for purpose, deployment in deployments().items():
        before = {stack: str(deployment[stack].body) for stack in STACKS}
        for mutation in MUTATIONS[:10]:
            deployment.spoilt(mutation.spoil)
        assert {stack: str(deployment[stack].body) for stack in STACKS} == before, purpose
