"""What holds for a whole region: its outputs, what it reads at every operation, its borders."""

import json
import re

from cdk.names import (
    DR,
    DR_CONTROL,
    ECS_SERVICES,
    IMAGES,
    PRIMARY,
    PRIMARY_CONTROL,
    PRIMARY_ONLY,
    SECRET_HOLDERS,
    Output,
    Side,
    desired_count_parameter,
    promoted_status_parameter,
    repository_name,
    secret_arn_parameter,
    secret_name,
    side_of,
)
from shared.names import SERVICES
from tests.synthesised import Synthesised, Template

_SIDES = {PRIMARY: Side.PRIMARY, DR: Side.DR}


def test_a_region_tells_the_runbook_what_it_needs(purpose: Synthesised) -> None:
    assert set(purpose[PRIMARY].outputs) == set(Output)
    assert set(purpose[DR].outputs) == set(Output) - PRIMARY_ONLY
    for stack in (PRIMARY_CONTROL, DR_CONTROL):
        assert not purpose[stack].outputs


def test_no_template_knows_the_other_region_but_by_the_replicas_source(
    purpose: Synthesised,
) -> None:
    """Names that lead nowhere while the other region is away would keep a stack from being
    changed when it matters most."""
    for stack in (PRIMARY, DR):
        other = purpose.settings.region(Side.DR if side_of(stack) is Side.PRIMARY else Side.PRIMARY)
        lines = [
            line
            for line in json.dumps(purpose[stack].body, indent=0).splitlines()
            if other.name in line
        ]
        assert all("SourceDBInstanceIdentifier" in line or "SourceRegion" in line for line in lines)
        assert bool(lines) is (stack == DR)
        assert "Fn::ImportValue" not in json.dumps(purpose[stack].body)


def test_counts_mark_and_secrets_are_read_from_ssm_at_every_operation(
    purpose: Synthesised,
) -> None:
    for stack, side in _SIDES.items():
        read = {one["Default"] for one in purpose[stack].parameters.values()}
        name = purpose.settings.purpose
        assert read == {
            desired_count_parameter(name, side),
            promoted_status_parameter(name, side),
            *(secret_arn_parameter(name, side, holder) for holder in SECRET_HOLDERS),
        }
        assert {one["Type"] for one in purpose[stack].parameters.values()} == {
            "AWS::SSM::Parameter::Value<String>"
        }


def test_first_values_stand_in_the_control_stack_of_the_side(purpose: Synthesised) -> None:
    for stack in (PRIMARY_CONTROL, DR_CONTROL):
        side, name = side_of(stack), purpose.settings.purpose
        values = {
            one.properties["Name"]: one.properties["Value"]
            for one in purpose[stack].of_type("AWS::SSM::Parameter")
        }
        assert values == {
            desired_count_parameter(name, side): str(purpose.settings.region(side).desired_count),
            promoted_status_parameter(name, side): "404",
        }


def test_no_secret_stands_in_a_template(purpose: Synthesised) -> None:
    assert "GenerateSecretString" in json.dumps(purpose[PRIMARY_CONTROL].body)
    for stack in (PRIMARY, DR):
        text = json.dumps(purpose[stack].body)
        assert not re.search(r"(?i)(password|token)[\"': ]+[A-Za-z0-9_-]{20,}", text)
        for definition in purpose[stack].of_type("AWS::ECS::TaskDefinition"):
            (container,) = definition.properties["ContainerDefinitions"]
            told = {one["Name"] for one in container.get("Environment", ())}
            assert not {name for name in told if re.search("PASSWORD|TOKEN|HASHES|CONFIG", name)}


def test_every_holder_has_a_secret_and_its_copy_in_the_dr_region(purpose: Synthesised) -> None:
    made = purpose[PRIMARY_CONTROL].of_type("AWS::SecretsManager::Secret")
    assert {one.properties["Name"] for one in made} == {
        secret_name(purpose.settings.purpose, holder) for holder in SECRET_HOLDERS
    }
    for one in made:
        assert one.properties["ReplicaRegions"] == [{"Region": purpose.settings.dr.name}]
    assert not purpose[DR_CONTROL].of_type("AWS::SecretsManager::Secret")


def test_images_are_immutable_scanned_and_copied_to_the_dr_region(purpose: Synthesised) -> None:
    for stack in (PRIMARY_CONTROL, DR_CONTROL):
        repositories = purpose[stack].of_type("AWS::ECR::Repository")
        assert {one.properties["RepositoryName"] for one in repositories} == {
            repository_name(image) for image in IMAGES
        }
        for one in repositories:
            assert one.properties["ImageTagMutability"] == "IMMUTABLE"
            assert one.properties["ImageScanningConfiguration"] == {"ScanOnPush": True}
    copies = purpose[PRIMARY_CONTROL].one("AWS::ECR::ReplicationConfiguration")
    (rule,) = copies.properties["ReplicationConfiguration"]["Rules"]
    assert [one["Region"] for one in rule["Destinations"]] == [purpose.settings.dr.name]
    assert all(
        repository_name(image).startswith(rule["RepositoryFilters"][0]["Filter"])
        for image in IMAGES
    )


def test_five_services_and_a_broker_run_each_with_a_secret_of_its_own(region: Template) -> None:
    running = region.of_type("AWS::ECS::Service")
    assert {one.properties["ServiceName"] for one in running} == set(ECS_SERVICES)
    for one in running:
        service = one.properties["ServiceName"]
        definition = region.target(one.properties["TaskDefinition"])
        (container,) = definition.properties["ContainerDefinitions"]
        sources = {json.dumps(one["ValueFrom"]) for one in container["Secrets"]}
        assert all(f"{service.capitalize()}SecretParameter" in source for source in sources)
        assert container["User"] == "10001:10001"
        assert container["ReadonlyRootFilesystem"] is True
        assert container["LinuxParameters"]["Capabilities"]["Drop"] == ["ALL"]


def test_a_deployment_never_resets_a_count_and_never_runs_two_brokers(region: Template) -> None:
    for one in region.of_type("AWS::ECS::Service"):
        service, rollout = one.properties["ServiceName"], one.properties["DeploymentConfiguration"]
        assert rollout["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
        limits = (rollout["MinimumHealthyPercent"], rollout["MaximumPercent"])
        if service == "nats":
            (condition, off, on) = one.properties["DesiredCount"]["Fn::If"]
            assert region.body["Conditions"][condition] == {
                "Fn::Equals": [{"Ref": "DesiredCountParameter"}, "0"]
            }
            assert (off, on, limits) == (0, 1, (0, 100))
        else:
            assert one.properties["DesiredCount"] == {"Ref": "DesiredCountParameter"}
            assert limits == (100, 200)


def test_the_gateway_is_told_its_names_and_its_only_proxy(region: Template) -> None:
    gateway = next(
        one.properties["ContainerDefinitions"][0]
        for one in region.of_type("AWS::ECS::TaskDefinition")
        if one.properties["ContainerDefinitions"][0]["Name"] == "gateway"
    )
    told = {one["Name"]: one["Value"] for one in gateway["Environment"]}
    side = "dr" if region.stack == DR else "primary"
    assert told["TOUR_PUBLIC_HOSTS"] == f"tour.example.org,{side}.example.org"
    public = {
        one.properties["CidrBlock"]
        for one in region.of_type("AWS::EC2::Subnet")
        if {"Key": "aws-cdk:subnet-type", "Value": "Public"} in one.properties["Tags"]
    }
    assert set(told["TOUR_TRUSTED_PROXIES"].split(",")) == public
    assert len(public) == 2


def test_nobody_but_the_public_tier_has_a_way_out(region: Template) -> None:
    assert not region.of_type("AWS::EC2::NatGateway")
    routes = region.of_type("AWS::EC2::Route")
    assert len(routes) == 2
    assert all("public" in one.id and "GatewayId" in one.properties for one in routes)
    for one in region.of_type("AWS::ECS::Service"):
        placed = one.properties["NetworkConfiguration"]["AwsvpcConfiguration"]
        assert placed["AssignPublicIp"] == "DISABLED"
        assert all("app" in subnet["Ref"] for subnet in placed["Subnets"])


def test_the_mark_answers_what_ssm_says_and_for_its_own_side(region: Template) -> None:
    rule = region.one("AWS::ElasticLoadBalancingV2::ListenerRule")
    (action,) = rule.properties["Actions"]
    assert action["FixedResponseConfig"]["StatusCode"] == {"Ref": "PromotedStatusParameter"}
    host, path = rule.properties["Conditions"]
    side = "dr" if region.stack == DR else "primary"
    assert host["HostHeaderConfig"] == {"Values": [f"{side}.example.org"]}
    assert path["PathPatternConfig"] == {"Values": ["/promoted"]}


def test_the_primary_answers_while_it_is_healthy_and_nobody_was_promoted(
    purpose: Synthesised,
) -> None:
    primary = purpose[PRIMARY]
    site = primary.one("AWS::Route53::RecordSet", Name="tour.example.org.")
    assert (site.properties["Failover"], site.properties["SetIdentifier"]) == ("PRIMARY", "primary")
    decides = primary.target(site.properties["HealthCheckId"]).properties["HealthCheckConfig"]
    assert (decides["Type"], decides["HealthThreshold"]) == ("CALCULATED", 2)
    healthy, mark = (
        primary.target(child).properties["HealthCheckConfig"]
        for child in decides["ChildHealthChecks"]
    )
    assert healthy["FullyQualifiedDomainName"] == "primary.example.org"
    assert (healthy["ResourcePath"], healthy["Inverted"]) == ("/health/ready", False)
    assert mark["FullyQualifiedDomainName"] == "dr.example.org"
    assert (mark["ResourcePath"], mark["Inverted"]) == ("/promoted", True)
    other = purpose[DR].one("AWS::Route53::RecordSet", Name="tour.example.org.")
    assert other.properties["Failover"] == "SECONDARY"
    assert "HealthCheckId" not in other.properties


def test_the_replica_copies_the_primary_under_a_key_of_its_own_region(
    purpose: Synthesised,
) -> None:
    primary = purpose[PRIMARY].one("AWS::RDS::DBInstance").properties
    replica = purpose[DR].one("AWS::RDS::DBInstance").properties
    settings = purpose.settings
    assert primary["MultiAZ"] is True
    assert primary["StorageEncrypted"] is True
    assert replica["SourceDBInstanceIdentifier"] == (
        f"arn:aws:rds:{settings.primary.name}:{settings.account}:db:"
        f"masters-tour-{settings.purpose}-primary"
    )
    for stack, one in ((PRIMARY, primary), (DR, replica)):
        assert purpose[stack].target(one["KmsKeyId"]).type == "AWS::KMS::Key"
        assert one["BackupRetentionPeriod"] == 7
        assert one["PubliclyAccessible"] is False
        assert one["DeletionProtection"] is (settings.purpose == "production")
        group = purpose[stack].target(one["DBParameterGroupName"]).properties["Parameters"]
        assert group["rds.force_ssl"] == "1"
    for refused in ("StorageEncrypted", "MasterUsername", "Engine", "MultiAZ"):
        assert refused not in replica


def test_services_grow_from_their_first_count_to_the_limit(purpose: Synthesised) -> None:
    for stack, side in _SIDES.items():
        targets = purpose[stack].of_type("AWS::ApplicationAutoScaling::ScalableTarget")
        assert len(targets) == len(SERVICES)
        for one in targets:
            assert one.properties["MinCapacity"] == max(
                1, purpose.settings.region(side).desired_count
            )
            assert one.properties["MaxCapacity"] == purpose.settings.tasks.max_count


def test_a_purpose_that_wants_it_has_a_web_firewall_and_a_vault(
    demo: Synthesised, production: Synthesised
) -> None:
    for kind in ("AWS::WAFv2::WebACLAssociation", "AWS::Backup::BackupPlan"):
        for stack in (PRIMARY, DR):
            assert len(production[stack].of_type(kind)) == 1
            assert not demo[stack].of_type(kind)


def test_everything_that_costs_says_whose_it_is(region: Template) -> None:
    for kind in ("AWS::RDS::DBInstance", "AWS::ECS::Service", "AWS::EC2::VPCEndpoint"):
        for one in region.of_type(kind):
            keys = {tag["Key"] for tag in one.properties["Tags"]}
            assert {"project", "purpose", "side"} <= keys, one.id
