"""What each kind of resource comes to: amounts computed by hand, for a deployment made by hand."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.unit.aws.deployments import Resources, deployment, resource, service
from tools.aws.cost.bill import CASES, MONTH, TWO_DAYS, Case, bill, total
from tools.aws.cost.meters import METERS
from tools.aws.cost.quote import quote
from tools.aws.cost.unpriced import UNPRICED
from tools.aws.templates import Deployment
from tools.problems import Failed

OFF, ON = Case(TWO_DAYS, 0), Case(TWO_DAYS, 1)


def _amounts(there: Deployment, case: Case = OFF) -> Mapping[str, str]:
    """By line and region, to a hundredth of a cent; without what costs nothing."""
    return {
        f"{entry.what} @ {entry.region}": f"{usd:.4f}"
        for entry, usd in bill(there, case).items()
        if usd
    }


def _of(resources: Resources, case: Case = OFF, *, in_dr: bool = False) -> Mapping[str, str]:
    there = deployment(Dr=resources) if in_dr else deployment(Primary=resources)
    return _amounts(there, case)


def test_a_service_costs_its_vcpu_and_memory_for_each_task_and_hour() -> None:
    there = deployment(tasks=2, Primary=service("draws", 512, 1024))
    assert _amounts(there) == {
        # 2 tasks x (0.5 x 0.04048 + 1 x 0.004445) x 48 h
        "draws: 2 × 0.5 vCPU, 1 GB @ us-east-1": "2.3698",
        # 2 tasks x 2 days x 0.02 GB, written at 0.50, and half of it kept at 0.03 x 48 / 730
        "Log of the services @ us-east-1": "0.0401",
        # the same 0.08 GB at 0.01
        "Data through the endpoints @ us-east-1": "0.0008",
    }


def test_a_service_on_arm_costs_arm_s_price() -> None:
    arm = {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}
    amounts = _of(service("draws", 1024, 2048, RuntimePlatform=arm))
    # (0.03238 + 2 x 0.00356) x 48 h
    assert amounts["draws: 1 × 1 vCPU, 2 GB @ us-east-1"] == "1.8960"


def test_disk_over_20_gb_costs_besides() -> None:
    amounts = _of(service("draws", EphemeralStorage={"SizeInGiB": 30}))
    # (0.25 x 0.04048 + 0.5 x 0.004445 + 10 x 0.000111) x 48 h
    assert amounts["draws: 1 × 0.25 vCPU, 0.5 GB @ us-east-1"] == "0.6457"


def test_the_second_region_s_tasks_cost_nothing_while_dr_is_off() -> None:
    resources = service("draws")
    line = "draws: 1 × 0.25 vCPU, 0.5 GB @ us-west-2"
    assert line not in _of(resources, OFF, in_dr=True)
    # (0.25 x 0.04048 + 0.5 x 0.004445) x 48 h
    assert _of(resources, ON, in_dr=True)[line] == "0.5924"


def test_a_task_without_a_service_runs_as_long_as_assumed_and_in_the_primary_only() -> None:
    task = {"Errand": service("migrate")["migrateTask"]}
    # an hour of 0.25 vCPU and 0.5 GB
    line = "migrate: 1 h of 0.25 vCPU, 0.5 GB @ us-east-1"
    assert _of(task) == {line: "0.0123"}
    assert _of(task, Case(MONTH, 0)) == {line: "0.0123"}
    assert _of(task, OFF, in_dr=True) == {}


def _database(**more: object) -> Resources:
    chosen = {"DBInstanceClass": "db.t4g.micro", "AllocatedStorage": "20", **more}
    return {"Database": resource("AWS::RDS::DBInstance", **chosen)}


def test_a_database_in_two_zones_costs_two_instances_and_twice_the_storage() -> None:
    amounts = _of(_database(MultiAZ=True, BackupRetentionPeriod=7))
    assert amounts == {
        "Primary: db.t4g.micro in two zones @ us-east-1": "1.5360",  # 0.032 x 48 h
        "Primary: 20 GB in two zones @ us-east-1": "0.3025",  # 20 x 0.23 x 48 / 730
    }


def test_backups_cost_beyond_the_database_s_own_size() -> None:
    amounts = _of(_database(BackupRetentionPeriod=7), Case(MONTH, 0))
    # 2 GB of data and 7 days of 5 GB, less the 20 that come free: 17 x 0.095
    assert amounts["Primary: backups beyond 20 GB @ us-east-1"] == "1.6150"
    none = _of(_database(AllocatedStorage="1", BackupRetentionPeriod=0), Case(MONTH, 0))
    assert "Primary: backups beyond 1 GB @ us-east-1" not in none
    kept_a_day = _of(_database(BackupRetentionPeriod=1), Case(MONTH, 0))
    assert "Primary: backups beyond 20 GB @ us-east-1" not in kept_a_day


def test_a_replica_pays_for_the_first_copy_and_the_log_where_they_come_from() -> None:
    source = "arn:aws:rds:us-east-1:111122223333:db:masters-tour-demo-primary"
    amounts = _of(_database(SourceDBInstanceIdentifier=source), OFF, in_dr=True)
    # 2 GB once and 5 GB on each of two days, at 0.02
    assert amounts["Replication to the other region @ us-east-1"] == "0.2400"
    assert amounts["Replica: db.t4g.micro in one zone @ us-west-2"] == "0.7680"  # 0.016 x 48 h


def test_a_replica_has_the_storage_of_what_it_copies() -> None:
    source = "arn:aws:rds:us-east-1:111122223333:db:masters-tour-demo-primary"
    replica = resource(
        "AWS::RDS::DBInstance", DBInstanceClass="db.t4g.micro", SourceDBInstanceIdentifier=source
    )
    primary = _database(DBInstanceIdentifier="masters-tour-demo-primary", AllocatedStorage="50")
    amounts = _amounts(deployment(Primary=primary, Dr={"Replica": replica}), Case(MONTH, 0))
    assert amounts["Replica: 50 GB in one zone @ us-west-2"] == "5.7500"  # 50 x 0.115
    with pytest.raises(Failed, match="Nobody says how much storage Replica in Dr has"):
        _amounts(deployment(Dr={"Replica": replica}))


def test_a_replica_s_source_has_to_be_an_arn() -> None:
    with pytest.raises(Failed, match="is no ARN"):
        _of(_database(SourceDBInstanceIdentifier="primary"), OFF, in_dr=True)


def _endpoint(kind: str, *subnets: str) -> Resources:
    service_name = "com.amazonaws.us-east-1.ecr.api"
    properties = {"VpcEndpointType": kind, "ServiceName": service_name, "SubnetIds": subnets}
    return {"Endpoint": resource("AWS::EC2::VPCEndpoint", **properties)}


def test_an_interface_endpoint_costs_for_each_zone_and_a_gateway_endpoint_nothing() -> None:
    one = _of(_endpoint("Interface", "a"))
    two = _of(_endpoint("Interface", "a", "b"))
    assert one["ecr.api: 1 zone @ us-east-1"] == "0.4800"
    assert two["ecr.api: 2 zones @ us-east-1"] == "0.9600"
    assert _of(_endpoint("Gateway")) == {}


def test_a_load_balancer_costs_its_hours_addresses_and_traffic() -> None:
    balancer = {
        "Balancer": resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            Scheme="internet-facing",
            Subnets=["a", "b"],
            Type="application",
        )
    }
    assert _of(balancer) == {
        "Load balancer @ us-east-1": "1.0800",  # 0.0225 x 48 h
        "2 public addresses @ us-east-1": "0.4800",  # 2 x 0.005 x 48 h
        "Capacity units @ us-east-1": "0.0384",  # 0.1 x 0.008 x 48 h
        "To the internet @ us-east-1": "0.0900",  # 2 x 0.5 GB x 0.09
        "Between the zones @ us-east-1": "0.0200",  # both ways, 2 x 0.5 GB x 0.01
    }
    # nobody is led to the second one
    assert set(_of(balancer, ON, in_dr=True)) == {
        "Load balancer @ us-west-2",
        "2 public addresses @ us-west-2",
    }


@pytest.mark.parametrize(
    ("config", "features"),
    [
        ({"Type": "CALCULATED"}, 0),
        ({"Type": "HTTP", "RequestInterval": 30}, 0),
        ({"Type": "HTTPS", "RequestInterval": 30}, 1),
        ({"Type": "HTTPS", "RequestInterval": 10}, 2),
        ({"Type": "HTTPS_STR_MATCH", "RequestInterval": 30}, 2),
        ({"Type": "HTTPS_STR_MATCH", "RequestInterval": 10, "MeasureLatency": True}, 4),
    ],
)
def test_a_health_check_costs_half_a_dollar_and_one_for_each_feature(
    config: Mapping[str, object], features: int
) -> None:
    check = {"Check": resource("AWS::Route53::HealthCheck", HealthCheckConfig=config)}
    (amount,) = _of(check, Case(MONTH, 0)).values()
    assert Decimal(amount) == Decimal("0.5") + features


def test_a_zone_costs_the_whole_month_whether_it_is_there_two_days_or_thirty() -> None:
    zone = {"Names": resource("AWS::ServiceDiscovery::PrivateDnsNamespace", Name="demo.internal")}
    # 0.5 and 50,000 queries a day at 0.40 a million
    assert _of(zone) == {"Zone demo.internal of us-east-1 @ *": "0.5400"}
    assert _of(zone, Case(MONTH, 0)) == {"Zone demo.internal of us-east-1 @ *": "1.1083"}


def test_keys_and_secrets_cost_by_the_hour_and_replicas_of_secrets_as_much() -> None:
    things = {
        "Key": resource("AWS::KMS::Key"),
        "Secret": resource("AWS::SecretsManager::Secret", ReplicaRegions=[{"Region": "us-west-2"}]),
    }
    amounts = _of(things, Case(MONTH, 0))
    assert amounts["Keys of our own @ *"] == "1.0000"
    assert amounts["Secrets @ *"] == amounts["Replicas of secrets @ *"] == "0.4000"
    assert amounts["Calls of keys @ *"] == "0.1825"  # 2,000 a day at 0.03 for ten thousand
    assert amounts["Calls of secrets @ *"] == "0.3042"  # at 0.05
    assert _of(things)["Keys of our own @ *"] == "0.0658"  # 48 / 730


def test_the_calls_of_secrets_are_counted_once_for_all_of_them() -> None:
    one = {"One": resource("AWS::SecretsManager::Secret")}
    two = {**one, "Two": resource("AWS::SecretsManager::Secret")}
    line = "Calls of secrets @ *"
    assert _of(two)[line] == _of(one)[line] == "0.0200"


def test_an_alarm_costs_for_each_metric_it_looks_at_and_more_below_a_minute() -> None:
    stat = {"MetricStat": {"Period": 60}}
    month = Case(MONTH, 0)

    def cost(**properties: object) -> Decimal:
        alarms = {"Alarm": resource("AWS::CloudWatch::Alarm", **properties)}
        return total(bill(deployment(Primary=alarms), month))

    assert cost(Period=60) == Decimal("0.10")
    assert cost(Metrics=[stat, stat, {"Expression": "a + b"}]) == Decimal("0.20")
    assert cost(Period=10) == Decimal("0.30")


def test_a_scaling_target_makes_two_alarms_that_no_template_shows() -> None:
    policy = {
        "Policy": resource(
            "AWS::ApplicationAutoScaling::ScalingPolicy", PolicyType="TargetTrackingScaling"
        )
    }
    assert _of(policy, Case(MONTH, 0)) == {"Alarms of the autoscaling @ us-east-1": "0.2000"}


def test_container_insights_cost_for_the_services_that_run() -> None:
    def amounts(insights: str, case: Case) -> Mapping[str, str]:
        settings = [{"Name": "containerInsights", "Value": insights}]
        cluster = resource("AWS::ECS::Cluster", ClusterSettings=settings)
        return _of({"Cluster": cluster, **service("draws")}, case, in_dr=True)

    line, month_on, month_off = "Container Insights @ us-west-2", Case(MONTH, 1), Case(MONTH, 0)
    assert amounts("enabled", month_on)[line] == "5.1000"  # 17 x 0.30
    assert amounts("enhanced", month_on)[line] == "1.1900"  # 17 x 0.07
    assert line not in amounts("enabled", month_off)
    assert line not in amounts("disabled", month_on)


def test_filters_that_feed_one_metric_pay_for_it_once_and_while_tasks_run() -> None:
    def feeding(metric: str, **more: object) -> Mapping[str, object]:
        fed = {"MetricNamespace": "tour", "MetricName": metric, "MetricValue": "$.it", **more}
        return resource("AWS::Logs::MetricFilter", MetricTransformations=[fed])

    filters = {
        "One": feeding("age"),
        "Two": feeding("age"),
        "Three": feeding("letters"),
        "Four": feeding("age", Dimensions=[{"Key": "service", "Value": "$.service"}]),
        **service("draws"),
    }
    line = "Metrics from the log @ us-west-2"
    assert _of(filters, Case(MONTH, 1), in_dr=True)[line] == "0.9000"  # 3 x 0.30
    assert line not in _of(filters, Case(MONTH, 0), in_dr=True)


def test_a_database_that_exports_its_log_pays_for_it() -> None:
    amounts = _of(_database(EnableCloudwatchLogsExports=["postgresql"]), Case(MONTH, 0))
    # 0.02 GB a day: written at 0.50, half of it kept at 0.03 on average
    assert amounts["Log of the databases @ us-east-1"] == "0.3133"


def test_a_flow_log_pays_for_what_it_writes_and_must_be_one_that_is_priced() -> None:
    amounts = _of({"Flows": resource("AWS::EC2::FlowLog")}, Case(MONTH, 0))
    # 0.05 GB on 30.4 days: at 0.50, and half of it kept at 0.03
    assert amounts == {"Flow log @ us-east-1": "0.7832"}
    with pytest.raises(Failed, match="Flows in Primary writes its flow log to where nothing is"):
        _of({"Flows": resource("AWS::EC2::FlowLog", LogDestinationType="s3")})


def test_a_bucket_keeps_evidence_and_a_file_for_each_address_every_five_minutes() -> None:
    amounts = _of({"Bucket": resource("AWS::S3::Bucket")}, Case(MONTH, 0))
    # 0.5 GB at 0.023, and 2 x 12 x 730 files at 0.05 for ten thousand
    assert amounts == {"Load balancer logs and evidence @ us-east-1": "0.0991"}


def test_a_dashboard_and_alarms_by_mail_cost_the_same_everywhere() -> None:
    things = {
        "Board": resource("AWS::CloudWatch::Dashboard"),
        "Topic": resource("AWS::SNS::Topic"),
    }
    assert _of(things, Case(MONTH, 0)) == {
        "Dashboard @ *": "3.0000",
        "Alarms by e-mail @ *": "0.0122",  # 20 a day at 0.20 for ten thousand
    }


def test_a_web_acl_costs_itself_its_rules_and_what_it_looks_at() -> None:
    acl = {"Acl": resource("AWS::WAFv2::WebACL", Rules=[{}, {}])}
    assert _of(acl, Case(MONTH, 0)) == {
        "Web ACL with 2 rules @ us-east-1": "7.0000",
        "Requests looked at @ us-east-1": "0.3650",  # 20,000 a day at 0.60 a million
    }


def test_images_cost_where_they_lie_and_once_on_their_way_to_the_other_region() -> None:
    rules = [{"Destinations": [{"Region": "us-west-2"}]}]
    things = {
        "One": resource("AWS::ECR::Repository"),
        "Two": resource("AWS::ECR::Repository"),
        "Replication": resource(
            "AWS::ECR::ReplicationConfiguration", ReplicationConfiguration={"Rules": rules}
        ),
    }
    assert _of(things, Case(MONTH, 0)) == {
        "Images @ us-east-1": "0.0600",  # 2 repositories x 2 releases x 0.15 GB x 0.10
        "Images to the other region @ us-east-1": "0.0120",  # the same at 0.02
    }


def test_a_vault_keeps_a_copy_a_week() -> None:
    rule = {"Lifecycle": {"DeleteAfterDays": 14}}
    things = {
        "Vault": resource("AWS::Backup::BackupVault"),
        "Plan": resource("AWS::Backup::BackupPlan", BackupPlan={"BackupPlanRule": [rule]}),
    }
    # three copies of 2 GB at 0.095
    assert _of(things, Case(MONTH, 0)) == {"Backups in the vault @ us-east-1": "0.5700"}


def test_a_type_that_nobody_knows_the_price_of_is_named() -> None:
    planted = {"Planted": resource("AWS::EC2::NatGateway")}
    with pytest.raises(Failed, match=r"AWS::EC2::NatGateway costs \(Planted in Primary\)"):
        _of(planted)
    unknown_class = _database(DBInstanceClass="db.x2.huge")
    with pytest.raises(Failed, match=r"rds db\.x2\.huge single in us-east-1"):
        _of(unknown_class)


def test_no_type_is_both_priced_and_free_and_every_reason_is_a_sentence() -> None:
    assert not METERS.keys() & UNPRICED.keys()
    assert all(len(reason) > len("Free") for reason in UNPRICED.values())


def test_the_cases_are_two_days_and_a_month_with_dr_off_and_on() -> None:
    assert {case.title: (case.hours, case.dr_tasks) for case in CASES} == {
        "two days, DR off": (48, 0),
        "two days, DR on": (48, 1),
        "a month, DR off": (730, 0),
        "a month, DR on": (730, 1),
    }


def test_a_quote_has_the_four_bills_side_by_side_and_adds_up() -> None:
    there = deployment(Primary=_database(MultiAZ=True), Dr=service("draws"))
    one = quote(there)
    assert one.totals == tuple(total(bill(there, case)) for case in CASES)
    assert one.totals == tuple(
        sum(column, Decimal()) for column in zip(*(sums for _, sums, _ in one.parts()), strict=True)
    )
    assert not one.dr_on
    assert quote(deployment(dr_tasks=1, Dr=service("draws"))).dr_on
    off, on, month_off, month_on = one.totals
    assert off < on < month_on
    assert off < month_off < month_on


def test_a_saving_is_the_difference_that_its_change_makes() -> None:
    savings = {
        saving.title: amounts
        for saving, amounts in quote(deployment(Primary=_database(MultiAZ=True))).savings
    }
    # half of 0.032 x 48 h and of 20 GB x 0.23 x 48 / 730
    assert {title: f"{amounts[0]:.4f}" for title, amounts in savings.items()} == {
        "The database in one zone": "0.9192"
    }
