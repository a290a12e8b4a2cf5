"""The images' repositories of a region, and their way to the other.

Guarantees that a tag never changes what it names, that every image is scanned when it is pushed,
and that replication stands before the first push: what was pushed before it would never arrive.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ecr as ecr
from constructs import Construct

from cdk import names


class Registry(Construct):
    """A repository for each image; untagged layers go after two weeks, releases stay."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        for image in names.IMAGES:
            ecr.Repository(
                self,
                image.capitalize(),
                repository_name=names.repository_name(image),
                image_tag_mutability=ecr.TagMutability.IMMUTABLE,
                image_scan_on_push=True,
                encryption=ecr.RepositoryEncryption.AES_256,
                empty_on_delete=True,
                removal_policy=RemovalPolicy.DESTROY,
                lifecycle_rules=[
                    ecr.LifecycleRule(
                        description="what no release names any more",
                        tag_status=ecr.TagStatus.UNTAGGED,
                        max_image_age=Duration.days(14),
                    )
                ],
            )

    def replicate_to(self, region: str, account: str) -> None:
        """Every push to these repositories is copied there."""
        ecr.CfnReplicationConfiguration(
            self,
            "Replication",
            replication_configuration=ecr.CfnReplicationConfiguration.ReplicationConfigurationProperty(
                rules=[
                    ecr.CfnReplicationConfiguration.ReplicationRuleProperty(
                        destinations=[
                            ecr.CfnReplicationConfiguration.ReplicationDestinationProperty(
                                region=region, registry_id=account
                            )
                        ],
                        repository_filters=[
                            ecr.CfnReplicationConfiguration.RepositoryFilterProperty(
                                filter=names.REPOSITORY_PREFIX, filter_type="PREFIX_MATCH"
                            )
                        ],
                    )
                ]
            ),
        )
