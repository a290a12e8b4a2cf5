"""What stands beside the templates: which account and region, which order, what refuses to go."""

import json
from collections.abc import Mapping
from typing import Any

from cdk.names import CONTROL_STACK, REGIONAL_STACK, STACKS, Side, side_of, stack_name
from tests.synthesised import Synthesised


def _stacks(made: Synthesised) -> Mapping[str, Any]:
    artifacts = json.loads((made.folder / "manifest.json").read_text())["artifacts"]
    return {
        name: one for name, one in artifacts.items() if one["type"] == "aws:cloudformation:stack"
    }


def test_each_stack_has_its_name_in_its_account_and_region(purpose: Synthesised) -> None:
    found, settings = _stacks(purpose), purpose.settings
    assert set(found) == set(STACKS)
    for stack, one in found.items():
        region = settings.region(side_of(stack)).name
        assert one["environment"] == f"aws://{settings.account}/{region}"
        assert one["properties"]["stackName"] == stack_name(settings.purpose, stack)


def test_a_tour_for_good_refuses_to_be_deleted_and_a_demonstration_does_not(
    purpose: Synthesised,
) -> None:
    wanted = purpose.settings.database.deletion_protection
    assert wanted is (purpose.settings.purpose == "production")
    for stack, one in _stacks(purpose).items():
        assert one["properties"].get("terminationProtection", False) is wanted, stack


def test_a_region_waits_for_what_it_needs_and_for_nothing_of_the_other(
    purpose: Synthesised,
) -> None:
    for side in Side:
        found = _stacks(purpose)[REGIONAL_STACK[side]]["dependencies"]
        assert set(found) & set(STACKS) == {CONTROL_STACK[side]}
        before = _stacks(purpose)[CONTROL_STACK[side]].get("dependencies", ())
        assert not set(before) & set(STACKS)


def test_nothing_is_looked_up_and_nothing_has_to_be_built(purpose: Synthesised) -> None:
    manifest = json.loads((purpose.folder / "manifest.json").read_text())
    assert not manifest.get("missing")
    for stack in STACKS:
        assets = json.loads((purpose.folder / f"{stack}.assets.json").read_text())
        # the template itself is the one file that a deployment uploads
        assert len(assets["files"]) == 1
        assert not assets["dockerImages"]
