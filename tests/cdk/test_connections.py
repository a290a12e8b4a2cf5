"""Every security group rule stands in the table, at both ends, and the table is the call graph."""

from cdk.names import SECRET_HOLDERS
from shared.names import CALLERS, SERVICES
from tests.cdk.connections import INTERNET, S3, expected, let_out_by_default, opened
from tests.synthesised import Template

_TABLE = expected()


def _pairs(port: str) -> set[tuple[str, str]]:
    return {(one.caller, one.called) for one in _TABLE if one.port == port}


def test_every_rule_that_lets_out_stands_in_the_table_and_the_table_in_the_rules(
    region: Template,
) -> None:
    out, _ = opened(region)
    assert out == sorted(one for one in _TABLE if one.caller != INTERNET)


def test_every_rule_that_lets_in_stands_in_the_table_and_the_table_in_the_rules(
    region: Template,
) -> None:
    _, into = opened(region)
    assert into == sorted(one for one in _TABLE if one.called != S3)


def test_no_group_lets_everything_out_for_want_of_a_rule(region: Template) -> None:
    assert not let_out_by_default(region)


def test_the_table_lists_nothing_twice() -> None:
    assert len({(one.caller, one.called, one.port) for one in _TABLE}) == len(_TABLE)


def test_a_grpc_port_is_open_to_the_services_that_call_it_and_to_nobody_else() -> None:
    assert _pairs("50051") == {
        (caller, service) for service, callers in CALLERS.items() for caller in callers
    }


def test_who_is_told_of_the_database_or_the_broker_may_reach_it_and_nobody_else(
    region: Template,
) -> None:
    told: dict[str, set[str]] = {"TOUR_DATABASE_HOST": set(), "TOUR_NATS_URL": set()}
    for definition in region.of_type("AWS::ECS::TaskDefinition"):
        (container,) = definition.properties["ContainerDefinitions"]
        for variable in container.get("Environment", ()):
            if variable["Name"] in told:
                told[variable["Name"]].add(container["Name"])
    # the one-off tasks share a group
    database = {
        "tools" if who in ("migrate", "data") else who for who in told["TOUR_DATABASE_HOST"]
    }
    assert _pairs("5432") == {(who, "database") for who in database}
    assert database == {*SERVICES, "tools"}
    assert _pairs("4222") == {(who, "broker") for who in told["TOUR_NATS_URL"]}
    assert told["TOUR_NATS_URL"] == set(SERVICES)


def test_every_task_reaches_the_ways_to_aws_and_nothing_else_does(region: Template) -> None:
    tasks = {
        {"nats": "broker", "migrate": "tools", "data": "tools"}.get(holder, holder)
        for holder in SECRET_HOLDERS
    }
    assert _pairs("443") == {
        (INTERNET, "balancer"),
        *((task, way) for task in tasks for way in ("endpoints", S3)),
    }


def test_the_internet_reaches_the_load_balancer_and_the_load_balancer_the_gateway_alone() -> None:
    assert {(one.called, one.port) for one in _TABLE if one.caller == INTERNET} == {
        ("balancer", "443"),
        ("balancer", "80"),
    }
    assert not [one for one in _TABLE if one.called == INTERNET]
    assert {one.called for one in _TABLE if one.caller == "balancer"} == {"gateway"}
    assert {one.caller for one in _TABLE if one.called == "gateway"} == {"balancer"}
