"""What each saving takes away: as much as it says, and nothing else."""

from decimal import Decimal

from tests.unit.aws.deployments import Resources, deployment, resource, service
from tools.aws.cost.quote import quote
from tools.aws.templates import Deployment

_BALANCER = resource(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    Scheme="internet-facing",
    Subnets=["a", "b"],
)


def _endpoint(*subnets: str) -> Resources:
    properties = {"VpcEndpointType": "Interface", "ServiceName": "logs", "SubnetIds": subnets}
    return {"Endpoint": resource("AWS::EC2::VPCEndpoint", **properties)}


def _saved(there: Deployment) -> dict[str, str]:
    """In two days with DR off, by the saving's title."""
    return {saving.title: f"{amounts[0]:.4f}" for saving, amounts in quote(there).savings}


def test_one_region_pays_for_nothing_that_only_two_have() -> None:
    there = deployment(
        Primary={
            "Balancer": _BALANCER,
            "Check": resource("AWS::Route53::HealthCheck", HealthCheckConfig={"Type": "HTTP"}),
            "Secret": resource(
                "AWS::SecretsManager::Secret", ReplicaRegions=[{"Region": "us-west-2"}]
            ),
        },
        Dr={"Balancer": _BALANCER},
    )
    saved = Decimal(_saved(there)["One region only"])
    # the other balancer and its addresses, (0.0225 + 2 x 0.005) x 48 h = 1.56; check and replica,
    # (0.5 + 0.4) x 48 / 730
    assert saved == Decimal("1.6192")


def test_a_sleeping_second_region_keeps_all_but_its_balancer_and_endpoints() -> None:
    in_both: Resources = {"Balancer": _BALANCER, "Key": resource("AWS::KMS::Key"), **_endpoint("a")}
    saved = _saved(deployment(Primary=in_both, Dr=in_both))
    # 1.56 and 0.01 x 48 h
    title = "The second region without load balancer and endpoints until it is needed"
    assert saved[title] == "2.0400"


def test_endpoints_in_one_zone_cost_half_of_those_in_two() -> None:
    gateway = resource("AWS::EC2::VPCEndpoint", VpcEndpointType="Gateway", ServiceName="s3")
    saved = _saved(deployment(Primary={**_endpoint("a", "b"), "Gateway": gateway}))
    assert saved == {"Interface endpoints in one zone": "0.4800"}


def test_arm_saves_a_fifth_of_the_tasks_and_nothing_of_the_log_they_write() -> None:
    saved = _saved(deployment(Primary=service("draws", 1024, 2048)))
    # (0.04048 - 0.03238 + 2 x (0.004445 - 0.00356)) x 48 h
    assert saved == {"Images for ARM": "0.4738"}


def test_without_watching_nothing_of_the_tasks_is_saved() -> None:
    settings = [{"Name": "containerInsights", "Value": "enabled"}]
    watched = {
        "Alarm": resource("AWS::CloudWatch::Alarm", Period=60),
        "Board": resource("AWS::CloudWatch::Dashboard"),
        "Cluster": resource("AWS::ECS::Cluster", ClusterSettings=settings),
        **service("draws"),
    }
    # (0.10 + 3 + 17 x 0.30) x 48 / 730
    title = "Without alarms, dashboards, flow logs and measurements"
    assert _saved(deployment(Primary=watched))[title] == "0.5392"


def test_without_the_firewall_its_acl_rules_and_requests_are_saved() -> None:
    acl = {"Acl": resource("AWS::WAFv2::WebACL", Rules=[{}, {}]), "Balancer": _BALANCER}
    # 7 x 48 / 730 and 40,000 requests at 0.60 a million
    assert _saved(deployment(Primary=acl)) == {"Without the web application firewall": "0.4843"}
