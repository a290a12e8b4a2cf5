"""PostgreSQL of a region: the Multi-AZ instance of the primary, its replica in the DR region.

Guarantees that it is encrypted with the region's own key, spoken to over TLS only, never public,
and backed up in both regions: a promoted replica has its own backups from the first day.
"""

from typing import Final

from aws_cdk import ArnFormat, CfnDeletionPolicy, Fn, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place, retention
from cdk.names import Side
from cdk.network import DATABASE

_LOGS: Final = ("postgresql", "upgrade")
# who makes the roles (tools/migrate.py); RDS keeps the real superuser for itself
ADMIN: Final = "tour_admin"


class Database(Construct):
    """``instance`` is one or the other; address and port are read from it."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        vpc: ec2.IVpc,
        group: ec2.ISecurityGroup,
        key: kms.IKey,
        admin: secretsmanager.ISecret,
    ) -> None:
        super().__init__(scope, name)
        self._place = place
        subnets = rds.CfnDBSubnetGroup(
            self,
            "Subnets",
            db_subnet_group_description="The database's tier",
            subnet_ids=vpc.select_subnets(subnet_group_name=DATABASE.subnet_group_name).subnet_ids,
        )
        chosen = place.settings.database
        logged = [self._log(kind) for kind in _LOGS]
        self.instance = rds.CfnDBInstance(
            self,
            "Instance",
            db_instance_identifier=names.database_identifier(place.purpose, place.side),
            db_instance_class=chosen.instance_class,
            storage_type="gp3",
            max_allocated_storage=chosen.max_storage_gb,
            kms_key_id=key.key_arn,
            db_subnet_group_name=subnets.ref,
            vpc_security_groups=[group.security_group_id],
            db_parameter_group_name=self._parameters().ref,
            publicly_accessible=False,
            ca_certificate_identifier="rds-ca-rsa2048-g1",
            backup_retention_period=chosen.backup_days,
            preferred_backup_window="03:00-03:30",
            preferred_maintenance_window="tue:04:00-tue:04:30",
            copy_tags_to_snapshot=True,
            delete_automated_backups=not chosen.deletion_protection,
            deletion_protection=chosen.deletion_protection,
            auto_minor_version_upgrade=True,
            enable_cloudwatch_logs_exports=list(_LOGS),
        )
        if place.is_dr:
            self._be_replica()
        else:
            self._be_primary(admin)
        self._accept()
        self.instance.node.add_dependency(*logged)

    @property
    def address(self) -> str:
        return self.instance.attr_endpoint_address

    @property
    def arn(self) -> str:
        return self.instance.attr_db_instance_arn

    def _log(self, kind: str) -> logs.LogGroup:
        """Made before RDS would make it, which would keep it for ever."""
        return logs.LogGroup(
            self,
            f"{kind.capitalize()}Log",
            log_group_name=names.database_log_group_name(
                self._place.purpose, self._place.side, kind
            ),
            retention=retention(self._place.settings.watching.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _be_primary(self, admin: secretsmanager.ISecret) -> None:
        chosen, instance = self._place.settings.database, self.instance
        instance.engine = "postgres"
        instance.engine_version = chosen.engine_version
        instance.allocated_storage = str(chosen.storage_gb)
        instance.storage_encrypted = True
        instance.multi_az = True
        instance.master_username = ADMIN
        # RDS's own keeping of the password is not for instances with replicas
        instance.master_user_password = Fn.join(
            "",
            [
                "{{resolve:secretsmanager:",
                admin.secret_arn,
                f":SecretString:{names.ADMIN_PASSWORD}}}}}",
            ],
        )
        keep = (
            CfnDeletionPolicy.SNAPSHOT if chosen.deletion_protection else CfnDeletionPolicy.DELETE
        )
        _on_removal(instance, keep)

    def _be_replica(self) -> None:
        source = Stack.of(self).format_arn(
            service="rds",
            region=self._place.settings.primary.name,
            resource="db",
            resource_name=names.database_identifier(self._place.purpose, Side.PRIMARY),
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        self.instance.source_db_instance_identifier = source
        self.instance.source_region = self._place.settings.primary.name
        # after a promotion it is the only one that holds the last days
        keeps = self._place.settings.database.deletion_protection
        _on_removal(self.instance, CfnDeletionPolicy.RETAIN if keeps else CfnDeletionPolicy.DELETE)

    def _accept(self) -> None:
        accept(
            self.instance,
            "AwsSolutions-RDS11",
            "Another port hides nothing: the security group lets in the services and one-off tasks "
            "alone.",
        )
        if not self._place.settings.database.deletion_protection:
            accept(
                self.instance,
                "AwsSolutions-RDS10",
                "A demonstration is torn down after two days, with data made up by `tour history`.",
            )
        if self._place.is_dr:
            accept(
                self.instance,
                "AwsSolutions-RDS2",
                "A replica is encrypted as its source is, here with the region's own key; "
                "CloudFormation refuses the property on it.",
            )
            accept(
                self.instance,
                "AwsSolutions-RDS3",
                "The replica is the second copy, in another region; the runbook makes it Multi-AZ "
                "where it stays the primary.",
            )

    def _parameters(self) -> rds.CfnDBParameterGroup:
        return rds.CfnDBParameterGroup(
            self,
            "Parameters",
            family="postgres16",
            description="Masters Tour: TLS only, and what is worth a line in the log",
            parameters={
                "rds.force_ssl": "1",
                "ssl_min_protocol_version": "TLSv1.2",
                "max_connections": str(self._place.settings.database.max_connections),
                "log_connections": "1",
                "log_disconnections": "1",
                "log_lock_waits": "1",
                "log_min_duration_statement": "1000",
                # short queries only: compiling them takes longer than they do
                "jit": "0",
            },
        )


def _on_removal(instance: rds.CfnDBInstance, policy: CfnDeletionPolicy) -> None:
    instance.cfn_options.deletion_policy = policy
    instance.cfn_options.update_replace_policy = policy
