"""What stands before a region: images in both regions, secrets, first counts."""

import json
from collections.abc import Iterator
from typing import Final

from cdk.names import (
    DR_CONTROL,
    IMAGES,
    PRIMARY_CONTROL,
    SECRET_HOLDERS,
    desired_count_parameter,
    repository_name,
    secret_name,
    side_of,
)
from tests.cdk.safeties.checks import (
    PARAMETER,
    REPLICATION,
    REPOSITORY,
    SECRET,
    absent,
    every,
    find,
    in_each,
    present,
)
from tests.cdk.safeties.database import for_good
from tests.cdk.safeties.model import ISSUE, PRIVILEGE, WARM, Deployment, Safety
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Resource, Template

_CONTROLS: Final = (PRIMARY_CONTROL, DR_CONTROL)
_RULE: Final = "ReplicationConfiguration/Rules/0"


@in_each(*_CONTROLS)
def _repositories(_: Deployment, template: Template) -> Iterator[str]:
    there = {one.properties["RepositoryName"] for one in template.of_type(REPOSITORY)}
    for image in IMAGES:
        if repository_name(image) not in there:
            yield f"no repository for {image}"


@in_each(PRIMARY_CONTROL)
def _copied(deployment: Deployment, template: Template) -> Iterator[str]:
    prefixes = [
        rule["Filter"]
        for one in template.of_type(REPLICATION)
        if find(one, f"{_RULE}/Destinations/0/Region") == deployment.settings.dr.name
        for rule in find(one, f"{_RULE}/RepositoryFilters") or ({"Filter": ""},)
    ]
    for image in IMAGES:
        if not any(repository_name(image).startswith(prefix) for prefix in prefixes):
            yield f"{image} is not copied to {deployment.settings.dr.name}"


@in_each(*_CONTROLS)
def _releases_stay(_: Deployment, template: Template) -> Iterator[str]:
    for repository in template.of_type(REPOSITORY):
        text = find(repository, "LifecyclePolicy/LifecyclePolicyText") or '{"rules": []}'
        for rule in json.loads(text)["rules"]:
            if rule["selection"]["tagStatus"] != "untagged":
                yield f"{repository.id} forgets releases"


@in_each(PRIMARY_CONTROL)
def _secrets(deployment: Deployment, template: Template) -> Iterator[str]:
    there = {one.properties["Name"]: one for one in template.of_type(SECRET)}
    for holder in SECRET_HOLDERS:
        secret = there.get(secret_name(deployment.settings.purpose, holder))
        if secret is None:
            yield f"no secret for {holder}"
        elif find(secret, "ReplicaRegions/0/Region") != deployment.settings.dr.name:
            yield f"{holder} has no secret in {deployment.settings.dr.name}"


@in_each(*_CONTROLS)
def _first_count(deployment: Deployment, template: Template) -> Iterator[str]:
    side = side_of(template.stack)
    path = desired_count_parameter(deployment.settings.purpose, side)
    found = [one for one in template.of_type(PARAMETER) if one.properties["Name"] == path]
    wanted = str(deployment.settings.region(side).desired_count)
    if [one.properties["Value"] for one in found] != [wanted]:
        yield f"{path} is not {wanted} at first"


def _is_count(one: Resource) -> bool:
    return str(one.properties["Name"]).endswith("desired-count")


SAFETIES: Final = (
    Safety(
        "tags-never-change-what-they-name",
        "What was tried is what runs: nobody pushes another image under its name.",
        PRIVILEGE,
        every(REPOSITORY, "ImageTagMutability", "IMMUTABLE", stacks=_CONTROLS),
        {
            "a tag that can be moved": put(REPOSITORY, "ImageTagMutability", "MUTABLE"),
            "left to AWS in the DR region": drop(
                REPOSITORY, "ImageTagMutability", stack=DR_CONTROL
            ),
        },
    ),
    Safety(
        "images-are-scanned",
        "A known hole in a library shows when the image is pushed.",
        ISSUE,
        every(REPOSITORY, "ImageScanningConfiguration/ScanOnPush", True, stacks=_CONTROLS),
        {"not scanned": put(REPOSITORY, "ImageScanningConfiguration/ScanOnPush", value=False)},
    ),
    Safety(
        "both-regions-have-every-repository",
        "A copy arrives where a repository with our rules waits for it.",
        PRIVILEGE,
        _repositories,
        {
            "none for the broker in the DR region": remove(
                REPOSITORY,
                where=lambda one: one.properties["RepositoryName"] == "masters-tour/nats",
                stack=DR_CONTROL,
            )
        },
    ),
    Safety(
        "images-are-copied-to-the-dr-region",
        "The DR region starts while the primary's registry is away.",
        PRIVILEGE,
        _copied,
        {
            "no replication": remove(REPLICATION),
            "copies to the same region": put(
                REPLICATION, f"{_RULE}/Destinations/0/Region", "us-east-1"
            ),
            "copies of something else": put(
                REPLICATION, f"{_RULE}/RepositoryFilters/0/Filter", "other/"
            ),
        },
    ),
    Safety(
        "releases-are-never-cleaned-away",
        "The release that runs, and the one before it, can be started again.",
        ISSUE,
        _releases_stay,
        {
            "old releases go": put(
                REPOSITORY,
                "LifecyclePolicy/LifecyclePolicyText",
                '{"rules": [{"selection": {"tagStatus": "any"}}]}',
                stack=DR_CONTROL,
            )
        },
    ),
    Safety(
        "secrets-stand-in-both-regions",
        "The DR region starts while the primary's secrets are away.",
        PRIVILEGE,
        _secrets,
        {
            "no copy in the DR region": drop(SECRET, "ReplicaRegions"),
            "a task without a secret": remove(SECRET),
        },
    ),
    Safety(
        "no-secret-in-the-template",
        "Who may read a template knows no password of a service.",
        PRIVILEGE,
        every(SECRET, "SecretString", absent, stacks=(PRIMARY_CONTROL,)),
        {"a secret as it is": put(SECRET, "SecretString", '{"TOUR_TOKEN": "correct-horse"}')},
    ),
    Safety(
        "secrets-outlive-their-stack",
        "A stack that goes does not take the passwords of data that stays.",
        ISSUE,
        every(SECRET, "../DeletionPolicy", "Retain", stacks=(PRIMARY_CONTROL,)),
        {"secrets that go": put(SECRET, "../DeletionPolicy", "Delete")},
        wanted=for_good,
    ),
    Safety(
        "counts-begin-as-the-settings-say",
        "A pilot light costs nothing until it is needed, and a warm region is warm.",
        WARM,
        _first_count,
        {
            "a DR region that runs from the start": put(
                PARAMETER, "Value", "9", where=_is_count, stack=DR_CONTROL
            ),
            "no count": remove(PARAMETER, where=_is_count, stack=PRIMARY_CONTROL),
        },
    ),
    Safety(
        "a-count-is-a-small-number",
        "A slip of the finger starts no thousand tasks.",
        WARM,
        every(PARAMETER, "AllowedPattern", present, stacks=_CONTROLS),
        {"any text": drop(PARAMETER, "AllowedPattern", where=_is_count, stack=DR_CONTROL)},
    ),
)
