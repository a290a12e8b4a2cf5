"""What has to be there before a region can start, and stays when the region goes.

Two of them, one per region, before the regional stacks: images are pushed, secrets filled and
counts set between the two (decision 72). Guarantees that a deployment reads what runs now, and
never resets it: the numbers here are first values, changed by the runbook, read at every stack
operation.
"""

from aws_cdk import aws_ssm as ssm
from constructs import Construct

from cdk import names
from cdk.budget import Budget
from cdk.choices import Place
from cdk.registry import Registry
from cdk.secret_store import SecretStore
from cdk.stacks import TourStack


class ControlStack(TourStack):
    """Repositories, desired count, the promoted mark's status; at the primary also the secrets,
    replication to the DR region and the budget."""

    def __init__(self, scope: Construct, artifact: str, place: Place) -> None:
        super().__init__(scope, artifact, place, f"what {place.side} needs before it starts")
        ssm.StringParameter(
            self,
            "DesiredCount",
            parameter_name=names.desired_count_parameter(place.purpose, place.side),
            string_value=str(place.region.desired_count),
            allowed_pattern=r"^\d{1,2}$",
            description="Tasks of each service",
        )
        ssm.StringParameter(
            self,
            "PromotedStatus",
            parameter_name=names.promoted_status_parameter(place.purpose, place.side),
            string_value=names.NOT_PROMOTED,
            allowed_pattern=f"^({names.NOT_PROMOTED}|{names.PROMOTED})$",
            description="What the promoted mark answers",
        )
        registry = Registry(self, "Registry")
        if not place.is_dr:
            registry.replicate_to(place.settings.dr.name, place.settings.account)
            SecretStore(self, "Secrets", place)
            if place.settings.watching.budget_usd and place.settings.watching.alarm_email:
                Budget(self, "Budget", place)
