"""One kind of task: its definition, its two roles, its log, its container.

Guarantees what every container of the tour has: no root, a read-only file system but for /tmp, no
capability, its own secret and nobody else's, an immutable image. The task role allows nothing: no
code of the tour asks AWS anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place, retention
from cdk.names import EcsService, Errand, Image

# the user of every image (Dockerfile)
USER = "10001:10001"
# longer than a service takes to end in order (shared/service.py)
_STOP = Duration.seconds(30)


@dataclass(frozen=True, slots=True)
class Job:
    """What a task runs, and with what. ``secret_keys`` are the variables that come from its
    secret; ``writable`` the folders that are not read-only."""

    name: EcsService | Errand
    family: str
    image: Image
    tag: str
    cpu: int
    memory_mb: int
    secret_keys: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] | None = None
    port: int | None = None
    health: Sequence[str] | None = None
    writable: Sequence[str] = ("/tmp",)  # noqa: S108 - the container's own


class Task(Construct):
    """``definition`` is what a service or run_task takes, ``log_group`` where it writes."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        job: Job,
        secret: secretsmanager.ISecret,
    ) -> None:
        super().__init__(scope, name)
        self.log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=names.log_group_name(place.purpose, job.name),
            retention=retention(place.settings.watching.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        tasks = _principal(self, place)
        self.definition = ecs.FargateTaskDefinition(
            self,
            "Definition",
            family=job.family,
            cpu=job.cpu,
            memory_limit_mib=job.memory_mb,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            task_role=iam.Role(
                self, "Role", assumed_by=tasks, description=f"{job.name}: asks AWS nothing"
            ),
            execution_role=iam.Role(
                self, "Execution", assumed_by=tasks, description=f"Starts {job.name}"
            ),
        )
        container = self._add_container(job, secret)
        for number, folder in enumerate(job.writable):
            volume = f"writable-{number}"
            self.definition.add_volume(name=volume)
            container.add_mount_points(
                ecs.MountPoint(container_path=folder, source_volume=volume, read_only=False)
            )
        if job.environment:
            accept(
                self.definition,
                "AwsSolutions-ECS2",
                "Only what is no secret stands in the environment: addresses and names "
                "that the stack knows. Secrets come from Secrets Manager.",
            )
        accept(
            self,
            "AwsSolutions-IAM5[Resource::*]",
            "ecr:GetAuthorizationToken knows no resource: the one wildcard there is.",
        )

    def _add_container(self, job: Job, secret: secretsmanager.ISecret) -> ecs.ContainerDefinition:
        return self.definition.add_container(
            job.name,
            container_name=job.name,
            image=ecs.ContainerImage.from_ecr_repository(self._repository(job.image), job.tag),
            command=list(job.command) if job.command is not None else None,
            environment=dict(job.environment),
            secrets={key: ecs.Secret.from_secrets_manager(secret, key) for key in job.secret_keys},
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=job.name,
                log_group=self.log_group,
                # a full buffer loses lines rather than stopping the service
                mode=ecs.AwsLogDriverMode.NON_BLOCKING,
            ),
            port_mappings=[ecs.PortMapping(container_port=job.port)] if job.port else [],
            health_check=ecs.HealthCheck(
                command=["CMD", *job.health],
                interval=Duration.seconds(10),
                timeout=Duration.seconds(5),
                retries=3,
                start_period=Duration.seconds(60),
            )
            if job.health
            else None,
            user=USER,
            readonly_root_filesystem=True,
            linux_parameters=self._without_capabilities(),
            stop_timeout=_STOP,
            essential=True,
        )

    def _without_capabilities(self) -> ecs.LinuxParameters:
        parameters = ecs.LinuxParameters(self, "Linux", init_process_enabled=False)
        parameters.drop_capabilities(ecs.Capability.ALL)
        return parameters

    def _repository(self, image: Image) -> ecr.IRepository:
        name = names.repository_name(image)
        return ecr.Repository.from_repository_attributes(
            self,
            "Image",
            repository_name=name,
            repository_arn=Stack.of(self).format_arn(
                service="ecr", resource="repository", resource_name=name
            ),
        )


def _principal(scope: Construct, place: Place) -> iam.ServicePrincipal:
    """ECS, on behalf of this account's tasks and of nobody else's."""
    tasks = Stack.of(scope).format_arn(service="ecs", resource="*")
    return iam.ServicePrincipal(
        "ecs-tasks.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": place.settings.account},
            "ArnLike": {"aws:SourceArn": tasks},
        },
    )
