"""One side of the pair as AWS has it: tasks, load balancer, mark, and what its stack says.

Guarantees that what a step of the runbook changes here stands in SSM first, so that the next stack
operation finds it and does not turn it back. Reads of one side never ask the other.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cdk.names import (
    BROKER,
    ECS_SERVICES,
    REGIONAL_STACK,
    EcsService,
    Output,
    Side,
    cluster_name,
    database_identifier,
    desired_count_parameter,
    promoted_status_parameter,
    service_name,
    side_host,
    stack_name,
)
from cdk.settings import Settings
from tools.aws.clients import Clients
from tools.aws.database import Database
from tools.problems import Failed

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ServiceTypeDef
    from mypy_boto3_elbv2.type_defs import FixedResponseActionConfigTypeDef

# people come in through it: it ends before the others do
_DOOR: Final[EcsService] = "gateway"


@dataclass(frozen=True)
class RegionSide:
    """``clients`` are those of its region."""

    side: Side
    settings: Settings
    clients: Clients

    @property
    def name(self) -> str:
        return self.clients.region

    @property
    def host(self) -> str:
        """The name that leads here whatever happens."""
        return side_host(self.settings.domain, self.side)

    @property
    def stack(self) -> str:
        return stack_name(self.settings.purpose, REGIONAL_STACK[self.side])

    @cached_property
    def database(self) -> Database:
        return Database(self.clients, database_identifier(self.settings.purpose, self.side))

    @cached_property
    def _outputs(self) -> dict[str, str]:
        stacks = self.clients.cloudformation.describe_stacks(StackName=self.stack)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stacks[0].get("Outputs", [])}

    def output(self, key: Output) -> str:
        """What the stack says of itself; Failed where it says nothing."""
        try:
            return self._outputs[key]
        except KeyError:
            raise Failed(f"The stack {self.stack} has no output {key}: deploy it anew.") from None

    # --- tasks -----------------------------------------------------------------------------------

    def wanted(self) -> int:
        """How many tasks of each service the next stack operation would start."""
        return int(self._parameter(desired_count_parameter(self.settings.purpose, self.side)))

    def want(self, count: int) -> None:
        """So many tasks of each service at least (they may have scaled to more), or none at all,
        now and after every stack operation."""
        self._put(desired_count_parameter(self.settings.purpose, self.side), str(count))
        self._set_tasks({service: _tasks(service, count) for service in ECS_SERVICES})

    def close_door(self) -> None:
        """No more people: the gateway's tasks end. The stack's number follows with the rest."""
        self._set_tasks({_DOOR: 0})

    def unsteady(self, count: int) -> list[str]:
        """A phrase for each service that does not run as many tasks as it should, all of one
        release; empty when all do."""
        told = self._services()
        return [
            f"{service} runs {told[service]['runningCount']} of "
            f"{_should_run(told[service], _tasks(service, count))}"
            for service in ECS_SERVICES
            if not _is_steady(told[service], _tasks(service, count))
        ]

    def door_runs(self) -> bool:
        return self._services()[_DOOR]["runningCount"] > 0

    def healthy_targets(self) -> int:
        """Gateways that the load balancer sends people to."""
        health = self.clients.elbv2.describe_target_health(
            TargetGroupArn=self.output(Output.TARGET_GROUP_ARN)
        )
        return sum(
            one.get("TargetHealth", {}).get("State") == "healthy"
            for one in health["TargetHealthDescriptions"]
        )

    def _set_tasks(self, wanted: dict[EcsService, int]) -> None:
        told = self._services()
        for service, tasks in wanted.items():
            if told[service]["desiredCount"] != _should_run(told[service], tasks):
                self.clients.ecs.update_service(
                    cluster=cluster_name(self.settings.purpose),
                    service=service_name(service),
                    desiredCount=tasks,
                )

    def _services(self) -> "dict[EcsService, ServiceTypeDef]":
        cluster = cluster_name(self.settings.purpose)
        told = self.clients.ecs.describe_services(
            cluster=cluster, services=[service_name(service) for service in ECS_SERVICES]
        )["services"]
        by_name = {one["serviceName"]: one for one in told if one["status"] == "ACTIVE"}
        try:
            return {service: by_name[service_name(service)] for service in ECS_SERVICES}
        except KeyError as missing:
            raise Failed(
                f"The cluster {cluster} in {self.name} has no service {missing.args[0]}: deploy it."
            ) from None

    # --- the promoted mark -----------------------------------------------------------------------

    def mark(self) -> str:
        """What the load balancer answers to the path of the mark, as a status."""
        return self._marks_answer()["StatusCode"]

    def set_mark(self, status: str) -> None:
        """For good: the parameter for stack operations to come, the rule for now."""
        self._put(promoted_status_parameter(self.settings.purpose, self.side), status)
        answer = self._marks_answer()
        if answer["StatusCode"] != status:
            answer["StatusCode"] = status
            self.clients.elbv2.modify_rule(
                RuleArn=self.output(Output.PROMOTED_RULE_ARN),
                Actions=[{"Type": "fixed-response", "FixedResponseConfig": answer}],
            )

    def _marks_answer(self) -> "FixedResponseActionConfigTypeDef":
        rules = self.clients.elbv2.describe_rules(RuleArns=[self.output(Output.PROMOTED_RULE_ARN)])
        return rules["Rules"][0]["Actions"][0]["FixedResponseConfig"]

    # --- parameters ------------------------------------------------------------------------------

    def _parameter(self, name: str) -> str:
        return self.clients.ssm.get_parameter(Name=name)["Parameter"]["Value"]

    def _put(self, name: str, value: str) -> None:
        if self._parameter(name) != value:
            self.clients.ssm.put_parameter(Name=name, Value=value, Overwrite=True)


def _tasks(service: EcsService, count: int) -> int:
    """The broker runs once, or not at all."""
    return min(count, 1) if service == BROKER else count


def _should_run(told: "ServiceTypeDef", tasks: int) -> int:
    """``tasks``, or the more that it has scaled to."""
    return max(tasks, told["desiredCount"]) if tasks else 0


def _is_steady(told: "ServiceTypeDef", tasks: int) -> bool:
    return (
        told["runningCount"] == told["desiredCount"] == _should_run(told, tasks)
        and len(told["deployments"]) <= 1
    )
