"""The bucket of a region: the load balancer's logs, and what a drill found out.

Guarantees that it is private, asked over TLS only, and kept when the stacks go.
"""

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place

BALANCER_LOGS: Final = "load-balancer"


class Evidence(s3.Bucket):
    """Load balancer logs go after some days, evidence never; old versions after a month."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        settings = place.settings
        super().__init__(
            scope,
            name,
            bucket_name=names.evidence_bucket(place.purpose, settings.account, place.region.name),
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            # the only kind that the load balancer can write with
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="load-balancer-logs",
                    prefix=f"{BALANCER_LOGS}/",
                    expiration=Duration.days(settings.watching.access_log_days),
                ),
                s3.LifecycleRule(
                    id="old-versions",
                    noncurrent_version_expiration=Duration.days(30),
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                ),
            ],
        )
        accept(
            self,
            "AwsSolutions-S1",
            "It is the bucket of logs: logging its own accesses would need one more, "
            "and the account's CloudTrail tells who asked.",
        )
