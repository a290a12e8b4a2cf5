"""Tasks: containers that can do little, with their own secrets, roles and logs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from cdk.names import (
    DR,
    ECS_SERVICES,
    PRIMARY,
    REPOSITORY_PREFIX,
    SECRET_HOLDERS,
    secret_arn_parameter,
    secret_keys,
    side_of,
)
from tests.cdk.permissions import granted
from tests.cdk.safeties.checks import (
    DEFINITION,
    ROLE,
    all_of,
    at_least,
    every,
    find,
    having,
    in_each,
    reference,
)
from tests.cdk.safeties.model import (
    ISSUE,
    PRIVILEGE,
    REGIONS,
    TRANSPORT,
    Deployment,
    Safety,
)
from tests.cdk.safeties.spoiling import append, drop, put
from tests.synthesised import Resource, Template

_CONTAINER: Final = "ContainerDefinitions/0"
_TRUST: Final = "AssumeRolePolicyDocument/Statement/0"


def _task(name: str) -> Any:
    return having(f"{_CONTAINER}/Name", name)


def _role(name: str) -> Any:
    return lambda role: role.properties.get("Description") == name


def _runs_for_good(definition: Resource) -> bool:
    return find(definition, f"{_CONTAINER}/Name") in ECS_SERVICES


def _container(definition: Resource) -> Any:
    return find(definition, _CONTAINER)


@in_each(*REGIONS)
def _one_container(_: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        names = [one["Name"] for one in definition.properties["ContainerDefinitions"]]
        if len(names) != 1:
            yield f"{definition.id} runs {names}"


@in_each(*REGIONS)
def _own_folders(_: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        folders = {one["ContainerPath"] for one in _container(definition).get("MountPoints", ())}
        if folders - {"/tmp", "/data"}:
            yield f"{definition.id} can be written to in {sorted(folders)}"


@in_each(*REGIONS)
def _weak(_: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        capabilities = find(definition, f"{_CONTAINER}/LinuxParameters/Capabilities") or {}
        if capabilities.get("Drop") != ["ALL"] or capabilities.get("Add"):
            yield f"{definition.id} has capabilities"
        if _container(definition).get("Privileged"):
            yield f"{definition.id} is privileged"


@in_each(*REGIONS)
def _pinned(deployment: Deployment, template: Template) -> Iterator[str]:
    settings = deployment.settings
    tags = {settings.image_tag, settings.data_tag or settings.image_tag}
    for definition in template.of_type(DEFINITION):
        image = _joined(_container(definition)["Image"])
        region = settings.region(side_of(template.stack)).name
        ours = image.startswith(f"{settings.account}.dkr.ecr.{region}.")
        _, _, tag = image.rpartition(":")
        if not ours or f"/{REPOSITORY_PREFIX}" not in image or tag not in tags:
            yield f"{definition.id} runs {image}"


def _joined(value: Any) -> str:
    if isinstance(value, dict) and "Fn::Join" in value:
        return "".join(map(_joined, value["Fn::Join"][1]))
    return value if isinstance(value, str) else ""


@in_each(*REGIONS)
def _secrets(deployment: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        container = _container(definition)
        name = container["Name"]
        path = secret_arn_parameter(deployment.settings.purpose, side_of(template.stack), name)
        own = {
            f"{parameter}:{key}::"
            for parameter, one in template.parameters.items()
            if one["Default"] == path
            for key in secret_keys(name)
        }
        given = {_named(one["ValueFrom"]) for one in container.get("Secrets", ())}
        yield from (f"{name} is not given {one}" for one in own - given)
        yield from (f"{name} is given {one}" for one in given - own)
        for variable in container.get("Environment", ()):
            if variable["Name"] in {key for who in SECRET_HOLDERS for key in secret_keys(who)}:
                yield f"{name} is told {variable['Name']} in the open"


def _named(value: Any) -> str:
    if isinstance(value, dict) and "Fn::Join" in value:
        return "".join(map(_named, value["Fn::Join"][1]))
    return reference(value) or str(value)


@in_each(*REGIONS)
def _logs(_: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        options = find(definition, f"{_CONTAINER}/LogConfiguration/Options") or {}
        group = template.resources.get(reference(options.get("awslogs-group")) or "")
        if group is None:
            yield f"{definition.id} logs to no group of its own"


@in_each(*REGIONS)
def _roles(_: Deployment, template: Template) -> Iterator[str]:
    used = Counter(
        reference(one.properties.get(path))
        for one in template.of_type(DEFINITION)
        for path in ("TaskRoleArn", "ExecutionRoleArn")
    )
    yield from (f"{role} is used {count} times" for role, count in used.items() if count > 1)


@in_each(*REGIONS)
def _task_roles(_: Deployment, template: Template) -> Iterator[str]:
    for one in granted(template):
        if one.holder.endswith(": task role") and one.actions != "sts:AssumeRole":
            yield str(one)


@in_each(*REGIONS)
def _trust(deployment: Deployment, template: Template) -> Iterator[str]:
    account = deployment.settings.account
    for one in granted(template):
        of_a_task = one.holder.endswith((": task role", ": execution role"))
        of_ours = one.who == "Service ecs-tasks.amazonaws.com" and account in one.condition
        if of_a_task and one.actions == "sts:AssumeRole" and not of_ours:
            yield str(one)


@in_each(*REGIONS)
def _transport(_: Deployment, template: Template) -> Iterator[str]:
    for definition in template.of_type(DEFINITION):
        for volume in definition.properties.get("Volumes", ()):
            if set(volume) - {"Name"}:
                yield f"{definition.id} keeps {volume}"


SAFETIES: Final = (
    Safety(
        "one-container-in-a-task",
        "Nothing runs beside a service that nobody looks at.",
        PRIVILEGE,
        _one_container,
        {"a second container": append(DEFINITION, "ContainerDefinitions", {"Name": "agent"})},
    ),
    Safety(
        "nobody-is-root",
        "Who breaks out of a service is nobody on what runs it.",
        PRIVILEGE,
        every(DEFINITION, f"{_CONTAINER}/User", "10001:10001", stacks=REGIONS),
        {
            "a service as root": put(
                DEFINITION, f"{_CONTAINER}/User", "root", where=_task("draws")
            ),
            "a user left to the image": drop(
                DEFINITION, f"{_CONTAINER}/User", where=_task("nats"), stack=DR
            ),
        },
    ),
    Safety(
        "file-systems-are-read-only",
        "Who gets in can leave nothing behind that runs.",
        PRIVILEGE,
        all_of(
            every(DEFINITION, f"{_CONTAINER}/ReadonlyRootFilesystem", True, stacks=REGIONS),
            _own_folders,
        ),
        {
            "a program's own folder that can be written to": put(
                DEFINITION, f"{_CONTAINER}/MountPoints/0/ContainerPath", "/app", stack=DR
            ),
            "a gateway that can be written to": put(
                DEFINITION,
                f"{_CONTAINER}/ReadonlyRootFilesystem",
                value=False,
                where=_task("gateway"),
            ),
            "a migration that can be written to": drop(
                DEFINITION,
                f"{_CONTAINER}/ReadonlyRootFilesystem",
                where=_task("migrate"),
                stack=DR,
            ),
        },
    ),
    Safety(
        "no-capabilities",
        "The kernel does nothing for a container that it would not do for anybody.",
        PRIVILEGE,
        _weak,
        {
            "capabilities not dropped": drop(
                DEFINITION, f"{_CONTAINER}/LinuxParameters/Capabilities", where=_task("matches")
            ),
            "one given back": put(
                DEFINITION,
                f"{_CONTAINER}/LinuxParameters/Capabilities/Add",
                ["SYS_PTRACE"],
                stack=DR,
            ),
            "a privileged container": put(DEFINITION, f"{_CONTAINER}/Privileged", value=True),
        },
    ),
    Safety(
        "images-are-pinned-and-our-own",
        "What runs is the release that was tried, from a repository that nobody else fills.",
        PRIVILEGE,
        _pinned,
        {
            "whatever is latest": put(
                DEFINITION,
                f"{_CONTAINER}/Image",
                "111122223333.dkr.ecr.us-east-1.amazonaws.com/masters-tour/draws:latest",
                where=_task("draws"),
                stack=PRIMARY,
            ),
            "the broker from Docker Hub": put(
                DEFINITION, f"{_CONTAINER}/Image", "nats:2", where=_task("nats"), stack=DR
            ),
        },
    ),
    Safety(
        "each-task-has-its-own-secrets-and-no-others",
        "A service that was taken over knows no password but its own.",
        PRIVILEGE,
        _secrets,
        {
            "a password in the open": append(
                DEFINITION,
                f"{_CONTAINER}/Environment",
                {"Name": "TOUR_DATABASE_PASSWORD", "Value": "correct-horse"},
                where=_task("entries"),
            ),
            "the importer knows the administrator's password": append(
                DEFINITION,
                f"{_CONTAINER}/Secrets",
                {
                    "Name": "TOUR_ADMIN_PASSWORD",
                    "ValueFrom": {
                        "Fn::Join": [
                            "",
                            [{"Ref": "MigrateSecretParameter"}, ":TOUR_ADMIN_PASSWORD::"],
                        ]
                    },
                },
                where=_task("data"),
            ),
            "a service without its token": drop(
                DEFINITION, f"{_CONTAINER}/Secrets/Name=TOUR_TOKEN", where=_task("draws"), stack=DR
            ),
        },
    ),
    Safety(
        "every-service-is-asked-whether-it-lives",
        "A task that hangs is ended and started anew with nobody awake.",
        PRIVILEGE,
        every(
            DEFINITION,
            f"{_CONTAINER}/HealthCheck/Command",
            lambda value: isinstance(value, list) and any("health" in word for word in value),
            where=_runs_for_good,
            stacks=REGIONS,
        ),
        {
            "a broker that nobody asks": drop(
                DEFINITION, f"{_CONTAINER}/HealthCheck", where=_task("nats")
            ),
            "a check that always says yes": put(
                DEFINITION,
                f"{_CONTAINER}/HealthCheck/Command",
                ["CMD", "true"],
                where=_task("rankings"),
                stack=DR,
            ),
        },
    ),
    Safety(
        "tasks-may-end-in-order",
        "A release cuts off no request that a service has begun.",
        ISSUE,
        every(DEFINITION, f"{_CONTAINER}/StopTimeout", at_least(30), stacks=REGIONS),
        {
            "two seconds to end": put(DEFINITION, f"{_CONTAINER}/StopTimeout", 2),
            "the time left to AWS": drop(DEFINITION, f"{_CONTAINER}/StopTimeout", stack=DR),
        },
    ),
    Safety(
        "a-container-that-ends-ends-its-task",
        "No task stands there empty and counts as one that serves.",
        ISSUE,
        every(DEFINITION, f"{_CONTAINER}/Essential", True, stacks=REGIONS),
        {"a container that may end": put(DEFINITION, f"{_CONTAINER}/Essential", value=False)},
    ),
    Safety(
        "every-task-logs-into-its-own-group",
        "What a service said before it died can be read.",
        ISSUE,
        _logs,
        {
            "a service without a log": drop(
                DEFINITION, f"{_CONTAINER}/LogConfiguration", where=_task("matches")
            ),
            "a log that goes nowhere": drop(
                DEFINITION, f"{_CONTAINER}/LogConfiguration/Options/awslogs-group", stack=DR
            ),
        },
    ),
    Safety(
        "the-broker-keeps-nothing",
        "No stream on network storage, which its makers do not support: PostgreSQL is the log.",
        TRANSPORT,
        _transport,
        {
            "the broker on a network file system": put(
                DEFINITION,
                "Volumes/0/EFSVolumeConfiguration",
                {"FilesystemId": "fs-1"},
                where=_task("nats"),
            )
        },
    ),
    Safety(
        "each-task-has-roles-of-its-own",
        "What one service may read another one may not.",
        PRIVILEGE,
        _roles,
        {
            "the execution role for the code": put(
                DEFINITION, "TaskRoleArn", lambda one: find(one, "ExecutionRoleArn")
            ),
        },
    ),
    Safety(
        "the-code-may-ask-aws-nothing",
        "Who takes a service over gets no key to the account with it.",
        PRIVILEGE,
        _task_roles,
        {
            "a task role with a policy": append(
                ROLE,
                "Policies",
                {
                    "PolicyName": "more",
                    "PolicyDocument": {
                        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
                    },
                },
                where=_role("gateway: asks AWS nothing"),
            ),
            "a task role that may do all": put(
                ROLE,
                "ManagedPolicyArns",
                ["arn:aws:iam::aws:policy/AdministratorAccess"],
                where=_role("entries: asks AWS nothing"),
                stack=DR,
            ),
        },
    ),
    Safety(
        "roles-are-for-this-accounts-tasks-alone",
        "Nobody else's tasks can put our roles on.",
        PRIVILEGE,
        _trust,
        {
            "tasks of any account": drop(ROLE, f"{_TRUST}/Condition", where=_role("Starts nats")),
            "anybody": put(
                ROLE, f"{_TRUST}/Principal", {"AWS": "*"}, where=_role("Starts data"), stack=DR
            ),
        },
    ),
)
