"""The customer key of a region: it closes the database, and alarms on their way.

Guarantees that a region needs no key of the other one.
"""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk import names
from cdk.choices import Place


class RegionalKey(kms.Key):
    """Turned every year; kept for 30 days after the stack goes, or longer than its data."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        keeps = place.settings.database.deletion_protection
        super().__init__(
            scope,
            name,
            alias=f"alias/{names.cluster_name(place.purpose)}-{place.side}",
            description=f"{names.PROJECT} {place.purpose}: database and alarms of {place.side}",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )
        # an alarm is sent by CloudWatch itself, which must be able to close the envelope
        self.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": place.settings.account}},
            )
        )
