"""What is kept and shown: logs, what services say of themselves, a page, tags, the budget."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cdk.names import (
    DR,
    DR_CONTROL,
    PRIMARY,
    PRIMARY_CONTROL,
    metric_namespace,
    side_of,
)
from cdk.settings import Settings
from shared.names import SERVICES
from tests.cdk.safeties.alarms import told
from tests.cdk.safeties.checks import (
    ENDPOINT,
    FILTER,
    INSTANCE,
    LOG_GROUP,
    SERVICE,
    every,
    find,
    in_each,
    listed,
)
from tests.cdk.safeties.model import (
    ISSUE,
    REGIONS,
    WATCHED,
    Deployment,
    Safety,
)
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Template

_BUDGET: Final = "AWS::Budgets::Budget"
_BOARD: Final = "AWS::CloudWatch::Dashboard"


@in_each(*REGIONS)
def _log_days(deployment: Deployment, template: Template) -> Iterator[str]:
    wanted = deployment.settings.watching.log_days
    for group in template.of_type(LOG_GROUP):
        if group.properties.get("RetentionInDays") != wanted:
            yield f"{group.id} is not kept for {wanted} days"
    made = {one.properties["LogGroupName"] for one in template.of_type(LOG_GROUP)}
    for instance in template.of_type(INSTANCE):
        for kind in instance.properties.get("EnableCloudwatchLogsExports", ()):
            name = f"/aws/rds/instance/{instance.properties['DBInstanceIdentifier']}/{kind}"
            if name not in made:
                yield f"RDS makes {name} and keeps it for ever"


@in_each(*REGIONS)
def _measured(deployment: Deployment, template: Template) -> Iterator[str]:
    """Each alarm on what the services say has its source, from each service's log."""
    namespace = metric_namespace(deployment.settings.purpose)
    read = {
        (
            template.target(one.properties["LogGroupName"]).properties["LogGroupName"],
            part["MetricName"],
        )
        for one in template.of_type(FILTER)
        for part in one.properties["MetricTransformations"]
        if part["MetricNamespace"] == namespace
        and one.properties["FilterPattern"] == '{ $.event = "measured" }'
        and part["MetricValue"] == f"$.{part['MetricName']}"
    }
    for service in SERVICES:
        group = f"/masters-tour/{deployment.settings.purpose}/{service}"
        for metric in ("outbox_oldest_seconds", "dead_letters", "clock_late_seconds"):
            if (group, metric) not in read:
                yield f"nobody reads {metric} from {group}"


@in_each(*REGIONS)
def _board(_: Deployment, template: Template) -> Iterator[str]:
    boards = template.of_type(_BOARD)
    if not boards:
        yield "no dashboard"
    for board in boards:
        text = str(board.properties["DashboardBody"])
        for metric in ("RequestCount", "CPUUtilization", "FreeStorageSpace", "dead_letters"):
            if metric not in text:
                yield f"{board.id} does not show {metric}"


@in_each(PRIMARY, DR, PRIMARY_CONTROL, DR_CONTROL)
def _tagged(deployment: Deployment, template: Template) -> Iterator[str]:
    wanted = {
        "project": "masters-tour",
        "purpose": deployment.settings.purpose,
        "side": side_of(template.stack).value,
    }
    for resource in template.resources.values():
        tags = resource.properties.get("Tags", _COSTLY.get(resource.type))
        if isinstance(tags, list):
            own = {tag["Key"]: tag["Value"] for tag in tags}
            if not wanted.items() <= own.items():
                yield f"{resource.id} does not say whose it is"


# what costs has to carry tags
_COSTLY: Final[Mapping[str, list[Any]]] = {
    kind: []
    for kind in (
        INSTANCE,
        SERVICE,
        ENDPOINT,
        LOG_GROUP,
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
    )
}


def _measuring(settings: Settings) -> bool:
    return settings.watching.container_insights


@in_each(PRIMARY_CONTROL)
def _budgeted(deployment: Deployment, template: Template) -> Iterator[str]:
    watching = deployment.settings.watching
    budgets = template.of_type(_BUDGET)
    if not budgets:
        yield "no budget"
    for budget in budgets:
        if find(budget, "Budget/BudgetLimit/Amount") != watching.budget_usd:
            yield f"{budget.id} is another than {watching.budget_usd} USD"
        notices = listed(find(budget, "NotificationsWithSubscribers"))
        if not notices or any(
            [who["Address"] for who in one["Subscribers"]] != [watching.alarm_email]
            or one["Notification"]["Threshold"] > 100
            for one in notices
        ):
            yield f"{budget.id} tells nobody in time"


SAFETIES: Final = (
    Safety(
        "the-budget-speaks-before-the-bill",
        "A forgotten deployment is noticed in its first weeks.",
        ISSUE,
        _budgeted,
        {
            "no budget": remove(_BUDGET),
            "a budget of a million": put(_BUDGET, "Budget/BudgetLimit/Amount", 1000000),
            "told at ten times the budget": put(
                _BUDGET, "NotificationsWithSubscribers/0/Notification/Threshold", 1000
            ),
        },
        wanted=told,
    ),
    Safety(
        "logs-are-kept-as-long-as-the-settings-say",
        "Logs are there when they are needed, and are not paid for or kept for ever.",
        WATCHED,
        _log_days,
        {
            "a log kept for ever": drop(LOG_GROUP, "RetentionInDays", stack=DR),
            "a log gone after a day": put(LOG_GROUP, "RetentionInDays", 1),
            "the database's log left to RDS": remove(
                LOG_GROUP, where=lambda one: "/aws/rds/" in one.properties["LogGroupName"]
            ),
        },
    ),
    Safety(
        "services-are-heard",
        "The alarms on events, dead letters and the clock have something to look at.",
        WATCHED,
        _measured,
        {
            "nobody reads a service's measures": remove(FILTER, stack=DR),
            "the line is looked for under another name": put(
                FILTER, "FilterPattern", '{ $.event = "tick" }'
            ),
            "measured under another name": put(
                FILTER, "MetricTransformations/0/MetricNamespace", "other"
            ),
        },
    ),
    Safety(
        "one-page-shows-it-all",
        "Whoever is woken up sees in one look what is wrong.",
        WATCHED,
        _board,
        {
            "no dashboard": remove(_BOARD, stack=DR),
            "an empty dashboard": put(_BOARD, "DashboardBody", "{}"),
        },
    ),
    Safety(
        "everything-says-whose-it-is",
        "A bill and a clean-up can be read by purpose and side.",
        ISSUE,
        _tagged,
        {
            "a database without tags": drop(INSTANCE, "Tags", stack=DR),
            "a service of another purpose": put(SERVICE, "Tags/Key=purpose/Value", "else"),
        },
    ),
    Safety(
        "each-task-is-measured",
        "In a tour for good one sees which task is busy.",
        ISSUE,
        every("AWS::ECS::Cluster", "ClusterSettings/0/Value", "enabled", stacks=REGIONS),
        {"not measured": put("AWS::ECS::Cluster", "ClusterSettings/0/Value", "disabled")},
        wanted=_measuring,
    ),
)
