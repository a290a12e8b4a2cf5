"""The data: private, encrypted, doubled, backed up, and not deleted by mistake."""

from collections.abc import Iterator
from typing import Final

from cdk.names import ADMIN_PASSWORD, DR, PRIMARY, Side, database_identifier
from cdk.settings import Settings
from tests.cdk.safeties.checks import (
    DEFINITION,
    INSTANCE,
    KEY,
    all_of,
    among,
    every,
    find,
    having,
    in_each,
    lacking,
    present,
    reference,
)
from tests.cdk.safeties.model import ISSUE, PRIVILEGE, REGIONS, SHAPE, Deployment, Safety
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Template

_PARAMETERS: Final = "AWS::RDS::DBParameterGroup"
_VAULT: Final = "AWS::Backup::BackupVault"
_PLAN: Final = "AWS::Backup::BackupPlan"
_SELECTION: Final = "AWS::Backup::BackupSelection"
_RULE: Final = "BackupPlan/BackupPlanRule/0"
_KEEPS: Final = among("Retain", "Snapshot")
_TOLD: Final = having("ContainerDefinitions/0/Name", "matches")
# those that the database's address is told
_WITH_DATABASE: Final = lacking("ContainerDefinitions/0/Name", "nats")


def for_good(settings: Settings) -> bool:
    """A purpose whose data is not made up."""
    return settings.database.deletion_protection


def _with_vault(settings: Settings) -> bool:
    return settings.database.vault_days > 0


@in_each(*REGIONS)
def _own_key(_: Deployment, template: Template) -> Iterator[str]:
    for instance in template.of_type(INSTANCE):
        key = template.resources.get(reference(instance.properties.get("KmsKeyId")) or "")
        if key is None or key.type != KEY:
            yield f"{instance.id} is not closed with a key of its region"


@in_each(*REGIONS)
def _backed_up(deployment: Deployment, template: Template) -> Iterator[str]:
    wanted = deployment.settings.database.backup_days
    for instance in template.of_type(INSTANCE):
        if instance.properties.get("BackupRetentionPeriod") != wanted:
            yield f"{instance.id} has no {wanted} days of backups"


@in_each(*REGIONS)
def _tls_only(_: Deployment, template: Template) -> Iterator[str]:
    for instance in template.of_type(INSTANCE):
        group = reference(instance.properties.get("DBParameterGroupName"))
        found = template.resources[group].properties["Parameters"] if group else {}
        if found.get("rds.force_ssl") != "1":
            yield f"{instance.id} speaks without TLS"
        if found.get("ssl_min_protocol_version") not in ("TLSv1.2", "TLSv1.3"):
            yield f"{instance.id} speaks TLS older than 1.2"


@in_each(*REGIONS)
def _proves_itself(_: Deployment, template: Template) -> Iterator[str]:
    for definition in filter(_WITH_DATABASE, template.of_type(DEFINITION)):
        told = find(definition, "ContainerDefinitions/0/Environment/Name=TOUR_DATABASE_CA/Value")
        if told != "/app/ca/rds.pem":
            yield f"{definition.id} takes any server for the database"
    for instance in template.of_type(INSTANCE):
        if instance.properties.get("CACertificateIdentifier") != "rds-ca-rsa2048-g1":
            yield f"{instance.id} shows a certificate of another authority than the images know"


@in_each(DR)
def _replica(deployment: Deployment, template: Template) -> Iterator[str]:
    settings = deployment.settings
    source = database_identifier(settings.purpose, Side.PRIMARY)
    arn = f"arn:aws:rds:{settings.primary.name}:{settings.account}:db:{source}"
    for instance in template.of_type(INSTANCE):
        if instance.properties.get("SourceDBInstanceIdentifier") != arn:
            yield f"{instance.id} copies nothing from {source}"


@in_each(*REGIONS)
def _enough_connections(deployment: Deployment, template: Template) -> Iterator[str]:
    for group in template.of_type(_PARAMETERS):
        if int(find(group, "Parameters/max_connections") or 0) < (
            deployment.settings.connections_needed
        ):
            yield f"{group.id} takes fewer connections than the services open"


@in_each(*REGIONS)
def _weekly(deployment: Deployment, template: Template) -> Iterator[str]:
    databases = {one.id for one in template.of_type(INSTANCE)}
    chosen = {
        reference(resource)
        for one in template.of_type(_SELECTION)
        for resource in find(one, "BackupSelection/Resources") or ()
    }
    if databases - chosen:
        yield "the database is not among what is copied weekly"
    plans = template.of_type(_PLAN)
    if not plans:
        yield "no plan of weekly copies"
    for plan in plans:
        if find(plan, f"{_RULE}/Lifecycle/DeleteAfterDays") != (
            deployment.settings.database.vault_days
        ):
            yield f"{plan.id} keeps its copies for other days than the settings say"


def _from_the_secret(password: object) -> bool:
    """A replica has its source's."""
    text = str(password)
    return password is None or (
        "{{resolve:secretsmanager:" in text and f":{ADMIN_PASSWORD}}}}}" in text
    )


SAFETIES: Final = (
    Safety(
        "the-database-has-no-public-address",
        "Nobody on the internet can try a password on the database.",
        PRIVILEGE,
        every(INSTANCE, "PubliclyAccessible", False, stacks=REGIONS),
        {
            "the primary with a public address": put(INSTANCE, "PubliclyAccessible", value=True),
            "the replica's address left to AWS": drop(INSTANCE, "PubliclyAccessible", stack=DR),
        },
    ),
    Safety(
        "the-data-is-encrypted",
        "A disk or a snapshot in the wrong hands is noise.",
        SHAPE,
        every(INSTANCE, "StorageEncrypted", True, stacks=(PRIMARY,)),
        {
            "storage not encrypted": put(INSTANCE, "StorageEncrypted", value=False, stack=PRIMARY),
            "encryption left to AWS": drop(INSTANCE, "StorageEncrypted", stack=PRIMARY),
        },
    ),
    Safety(
        "each-region-has-a-key-of-its-own",
        "A replica can be opened while the primary's region is away.",
        SHAPE,
        _own_key,
        {
            "the replica without a key": drop(INSTANCE, "KmsKeyId", stack=DR),
            "the replica under the primary region's key": put(
                INSTANCE, "KmsKeyId", "arn:aws:kms:us-east-1:111122223333:key/k", stack=DR
            ),
            "no key in the primary region": remove(KEY, stack=PRIMARY),
        },
    ),
    Safety(
        "keys-are-turned",
        "What leaked from an old key opens nothing new.",
        SHAPE,
        every(KEY, "EnableKeyRotation", True, stacks=REGIONS),
        {
            "a key that is never turned": put(KEY, "EnableKeyRotation", value=False, stack=DR),
            "turning left to AWS": drop(KEY, "EnableKeyRotation", stack=PRIMARY),
        },
    ),
    Safety(
        "keys-outlive-their-stack",
        "Backups that a stack leaves behind can still be opened.",
        ISSUE,
        every(KEY, "../DeletionPolicy", "Retain", stacks=REGIONS),
        {"a key that goes with its stack": put(KEY, "../DeletionPolicy", "Delete", stack=DR)},
        wanted=for_good,
    ),
    Safety(
        "the-primary-stands-in-two-zones",
        "The loss of a zone costs a minute and no data.",
        SHAPE,
        every(INSTANCE, "MultiAZ", True, stacks=(PRIMARY,)),
        {
            "one instance alone": put(INSTANCE, "MultiAZ", value=False, stack=PRIMARY),
            "the second instance left to AWS": drop(INSTANCE, "MultiAZ", stack=PRIMARY),
        },
    ),
    Safety(
        "backups-in-both-regions",
        "A mistake of a week ago can be undone, on a promoted replica from the first day.",
        SHAPE,
        _backed_up,
        {
            "no backups of the primary": put(INSTANCE, "BackupRetentionPeriod", 0),
            "the replica without backups": drop(INSTANCE, "BackupRetentionPeriod", stack=DR),
        },
    ),
    Safety(
        "weekly-copies",
        "What RDS's own days no longer reach is still there.",
        ISSUE,
        _weekly,
        {
            "no plan": remove(_PLAN, stack=DR),
            "the database left out": put(_SELECTION, "BackupSelection/Resources", []),
            "copies gone after a day": put(_PLAN, f"{_RULE}/Lifecycle/DeleteAfterDays", 1),
        },
        wanted=_with_vault,
    ),
    Safety(
        "the-vault-is-closed-and-kept",
        "The copies outlive the stack, under the region's own key.",
        ISSUE,
        all_of(
            every(_VAULT, "../DeletionPolicy", "Retain", stacks=REGIONS),
            every(_VAULT, "EncryptionKeyArn", present, stacks=REGIONS),
        ),
        {
            "a vault that goes with its stack": put(_VAULT, "../DeletionPolicy", "Delete"),
            "a vault without a key of ours": drop(_VAULT, "EncryptionKeyArn", stack=DR),
        },
        wanted=_with_vault,
    ),
    Safety(
        "the-database-takes-tls-alone",
        "Nobody in between reads or changes what service and database say.",
        PRIVILEGE,
        _tls_only,
        {
            "TLS not demanded": put(_PARAMETERS, "Parameters/rds.force_ssl", "0"),
            "TLS of any age": drop(_PARAMETERS, "Parameters/ssl_min_protocol_version", stack=DR),
            "a replica without its parameters": drop(INSTANCE, "DBParameterGroupName", stack=DR),
        },
    ),
    Safety(
        "the-database-proves-who-it-is",
        "Nobody can stand in for the database and be told the passwords.",
        PRIVILEGE,
        _proves_itself,
        {
            "a service that is not told the authority": drop(
                DEFINITION, "ContainerDefinitions/0/Environment/Name=TOUR_DATABASE_CA", where=_TOLD
            ),
            "a database of another authority": put(
                INSTANCE, "CACertificateIdentifier", "rds-ca-ecc384-g1", stack=DR
            ),
        },
    ),
    Safety(
        "the-database-refuses-to-be-deleted",
        "A wrong command does not take the tour's data.",
        ISSUE,
        every(INSTANCE, "DeletionProtection", True, stacks=REGIONS),
        {
            "the primary unprotected": put(INSTANCE, "DeletionProtection", value=False),
            "the replica unprotected": drop(INSTANCE, "DeletionProtection", stack=DR),
        },
        wanted=for_good,
    ),
    Safety(
        "the-data-outlives-its-stack",
        "A stack that goes, or replaces the instance, leaves the data or a snapshot.",
        ISSUE,
        all_of(
            every(INSTANCE, "../DeletionPolicy", _KEEPS, stacks=REGIONS),
            every(INSTANCE, "../UpdateReplacePolicy", _KEEPS, stacks=REGIONS),
            every(INSTANCE, "DeleteAutomatedBackups", False, stacks=REGIONS),
        ),
        {
            "the data goes with the stack": put(INSTANCE, "../DeletionPolicy", "Delete"),
            "the replica left to CloudFormation": drop(INSTANCE, "../DeletionPolicy", stack=DR),
            "the data goes when the instance is replaced": put(
                INSTANCE, "../UpdateReplacePolicy", "Delete", stack=DR
            ),
            "the backups go with the instance": put(INSTANCE, "DeleteAutomatedBackups", value=True),
        },
        wanted=for_good,
    ),
    Safety(
        "the-replica-copies-the-primary",
        "The other region has the data when the first one is gone.",
        SHAPE,
        _replica,
        {
            "a database of its own": drop(INSTANCE, "SourceDBInstanceIdentifier", stack=DR),
            "a copy of something else": put(
                INSTANCE, "SourceDBInstanceIdentifier", "masters-tour-demo-primary", stack=DR
            ),
        },
    ),
    Safety(
        "no-password-in-the-template",
        "Who may read a template cannot open the database.",
        PRIVILEGE,
        every(INSTANCE, "MasterUserPassword", _from_the_secret, stacks=REGIONS),
        {"the password as it is": put(INSTANCE, "MasterUserPassword", "correct-horse")},
    ),
    Safety(
        "the-database-logs-what-it-did",
        "After trouble one can read who connected and what waited.",
        ISSUE,
        every(
            INSTANCE,
            "EnableCloudwatchLogsExports",
            lambda value: "postgresql" in (value or ()),
            stacks=REGIONS,
        ),
        {"a log that nobody can read": drop(INSTANCE, "EnableCloudwatchLogsExports", stack=DR)},
    ),
    Safety(
        "the-disk-grows",
        "A season with more matches than foreseen does not stop the tour.",
        ISSUE,
        every(INSTANCE, "MaxAllocatedStorage", present, stacks=REGIONS),
        {"a disk that stays as it is": drop(INSTANCE, "MaxAllocatedStorage", stack=DR)},
    ),
    Safety(
        "the-database-is-patched",
        "A known hole of PostgreSQL is closed without anybody's doing.",
        ISSUE,
        every(INSTANCE, "AutoMinorVersionUpgrade", True, stacks=REGIONS),
        {"patches left to people": put(INSTANCE, "AutoMinorVersionUpgrade", value=False)},
    ),
    Safety(
        "connections-are-enough",
        "A release at the busiest hour does not leave services without a connection.",
        ISSUE,
        _enough_connections,
        {"too few connections": put(_PARAMETERS, "Parameters/max_connections", "20", stack=DR)},
    ),
)
