"""Weekly backups of the region's database in AWS Backup, where the purpose wants them.

Guarantees copies that RDS's own seven days do not reach, in a vault of the region's own key.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place


class Vault(Construct):
    """Every Sunday at 02:00 UTC, kept for the days of the settings."""

    def __init__(
        self, scope: Construct, name: str, place: Place, key: kms.IKey, database_arn: str
    ) -> None:
        super().__init__(scope, name)
        called = f"{names.cluster_name(place.purpose)}-{place.side}"
        vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=called,
            encryption_key=key,
            removal_policy=RemovalPolicy.RETAIN,
        )
        plan = backup.BackupPlan(self, "Plan", backup_plan_name=called, backup_vault=vault)
        plan.add_rule(
            backup.BackupPlanRule(
                rule_name="weekly",
                schedule_expression=events.Schedule.cron(week_day="SUN", hour="2", minute="0"),
                delete_after=Duration.days(place.settings.database.vault_days),
            )
        )
        selection = plan.add_selection(
            "Database", resources=[backup.BackupResource.from_arn(database_arn)]
        )
        accept(
            selection,
            "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
            "AWSBackupServiceRolePolicyForBackup]",
            "AWS Backup's own role with AWS's own policy for it: what it needs changes "
            "with the service.",
        )
