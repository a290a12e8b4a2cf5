"""Where the deployment and the application have to agree."""

import re
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template as Assertions
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from cdk import app
from cdk.app import main
from cdk.choices import Place
from cdk.control import ControlStack
from cdk.names import PRIMARY_CONTROL, Side
from cdk.settings import load
from services.gateway.__main__ import PROXY_IDLE_SECONDS
from shared.names import SERVICES
from shared.service import GRACE_SECONDS
from shared.settings import Settings, variable
from tests.synthesised import Template

_DOCKERFILE = (Path(__file__).resolve().parents[2] / "Dockerfile").read_text(encoding="utf-8")


def _containers(region: Template) -> dict[str, dict[str, Any]]:
    return {
        one.properties["ContainerDefinitions"][0]["Name"]: one.properties["ContainerDefinitions"][0]
        for one in region.of_type("AWS::ECS::TaskDefinition")
    }


def test_a_service_is_told_settings_that_there_are_and_all_that_it_needs(region: Template) -> None:
    known = {variable(name) for name in Settings.model_fields}
    needed = {variable(name) for name, one in Settings.model_fields.items() if one.is_required()}
    in_the_image = {"TOUR_SERVICE"}
    for service in SERVICES:
        container = _containers(region)[service]
        told = {one["Name"] for part in ("Environment", "Secrets") for one in container[part]}
        assert told <= known
        assert needed <= told | in_the_image
        assert f"ENV TOUR_SERVICE={service}" in _DOCKERFILE


def test_every_port_is_the_one_that_the_image_listens_at(region: Template) -> None:
    listens = re.findall(r"TOUR_LISTEN=0\.0\.0\.0:(\d+)", _DOCKERFILE)
    assert listens == ["50051", "8000"]
    for service in SERVICES:
        (mapping,) = _containers(region)[service]["PortMappings"]
        assert str(mapping["ContainerPort"]) == listens[service == "gateway"]
        assert "9000" in _containers(region)[service]["HealthCheck"]["Command"]
    assert "TOUR_OPS_LISTEN=0.0.0.0:9000" in _DOCKERFILE


def test_a_task_is_given_longer_to_end_than_it_takes(region: Template) -> None:
    for container in _containers(region).values():
        assert container["StopTimeout"] > GRACE_SECONDS + 5


def test_the_load_balancer_closes_an_idle_connection_before_the_gateway_does(
    region: Template,
) -> None:
    attributes = region.one("AWS::ElasticLoadBalancingV2::LoadBalancer").properties[
        "LoadBalancerAttributes"
    ]
    (idle,) = (
        int(one["Value"]) for one in attributes if one["Key"] == "idle_timeout.timeout_seconds"
    )
    assert idle < PROXY_IDLE_SECONDS


async def test_the_gateway_takes_the_load_balancers_word_for_who_asks_and_nobody_elses(
    region: Template,
) -> None:
    told = {one["Name"]: one["Value"] for one in _containers(region)["gateway"]["Environment"]}
    seen: list[object] = []

    async def asked(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    door = ProxyHeadersMiddleware(asked, told["TOUR_TRUSTED_PROXIES"])
    first, *_, tasks = _networks(region)
    headers = [(b"x-forwarded-for", b"6.6.6.6, 9.9.9.9"), (b"x-forwarded-proto", b"https")]
    for client in (str(first[7]), str(tasks[7])):
        scope: Any = {"type": "http", "scheme": "http", "headers": headers, "client": (client, 1)}
        await door(scope, _nothing, _nothing)
    # the nearest that is no proxy of ours; what stands before it anybody may have written
    assert seen == [("9.9.9.9", "https"), (str(tasks[7]), "http")]


def _networks(region: Template) -> list[IPv4Network]:
    """Those of the public tier first."""
    subnets = region.of_type("AWS::EC2::Subnet")
    subnets.sort(key=lambda one: "public" not in one.id)
    return [IPv4Network(one.properties["CidrBlock"]) for one in subnets]


async def _nothing(*_: Any) -> Any:
    raise AssertionError("nobody reads or answers here")


def test_writable_folders_are_those_that_the_image_gives_to_its_user(region: Template) -> None:
    given = {"nats": {"/data", "/tmp"}}
    assert 'VOLUME ["/data", "/tmp"]' in _DOCKERFILE
    assert 'VOLUME ["/tmp"]' in _DOCKERFILE
    for name, container in _containers(region).items():
        mounted = {one["ContainerPath"] for one in container["MountPoints"]}
        assert mounted == given.get(name, {"/tmp"})


def test_a_budget_is_watched_where_somebody_is_told_of_it() -> None:
    for email, there in (("", 0), ("desk@example.org", 1)):
        settings = load("demo", {"TOUR_AWS_ALARM_EMAIL": email})
        stack = ControlStack(App(), PRIMARY_CONTROL, Place(settings, Side.PRIMARY))
        Assertions.from_stack(stack).resource_count_is("AWS::Budgets::Budget", there)


def test_synthesis_says_which_purposes_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == "There is no purpose '': choose demo or production.\n"


def test_a_finding_that_nobody_accepted_ends_synthesis_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(*_: object) -> None:
        raise RuntimeError("ValidationFailed: Validation failed.")

    monkeypatch.setattr(app, "build", found)
    assert main(["demo"]) == 1
    assert re.fullmatch(
        r"Nobody has accepted what is found in .*validation-report\.json\.\n",
        capsys.readouterr().err,
    )


def test_another_fault_of_synthesis_is_not_taken_for_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("JSII has no such class")

    monkeypatch.setattr(app, "build", fails)
    with pytest.raises(RuntimeError, match="no such class"):
        main(["demo"])
