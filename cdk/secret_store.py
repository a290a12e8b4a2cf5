"""The secrets, one for each holder, with a replica in the DR region.

Guarantees that a template holds no secret: they are made here empty (a random text that nobody
uses) and filled by `tour secrets`, which also writes where they are, complete ARN and all, to SSM
in both regions. A regional stack reads that at every operation: it cannot start on an empty one.
"""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place


class SecretStore(Construct):
    """The holders' secrets; deleted with the stack where the data is deleted too."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        super().__init__(scope, name)
        keeps = place.settings.database.deletion_protection
        for holder in names.SECRET_HOLDERS:
            secret = secretsmanager.Secret(
                self,
                holder.capitalize(),
                secret_name=names.secret_name(place.purpose, holder),
                description=f"What {holder} alone knows; filled by `tour secrets`",
                replica_regions=[secretsmanager.ReplicaRegion(region=place.settings.dr.name)],
                removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
            )
            accept(
                secret,
                "AwsSolutions-SMG4",
                "They change together (a token and its hashes, a login and its "
                "password) and with a deployment: `tour secrets --renew` does it, no "
                "function on a timer can.",
            )
