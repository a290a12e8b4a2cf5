"""What docker-compose.yml promises, and that both Compose 1.29 and 2 read it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.names import SERVICES

_ROOT = Path(__file__).resolve().parents[3]
_TEXT = (_ROOT / "docker-compose.yml").read_text(encoding="utf-8")
_STACK = yaml.safe_load(_TEXT)
_CONTAINERS: dict[str, dict[str, Any]] = _STACK["services"]
_ONCE = ("keys", "migrate", "welcome", "demo")
_OURS = {name for name, one in _CONTAINERS.items() if one["image"].startswith("masters-tour/")}
_REPLICAS = {f"{service}-2" for service in SERVICES if service != "gateway"}

# known to both, and not bound to a version of the file format
_BOTH = {
    *("image", "build", "command", "entrypoint", "environment", "user", "profiles", "depends_on"),
    *("cap_add", "cap_drop", "security_opt", "read_only", "tmpfs", "volumes", "logging", "ports"),
    *("restart", "stop_grace_period", "stop_signal", "healthcheck", "networks", "network_mode"),
    *("mem_limit", "cpus", "pids_limit", "shm_size"),
}


def _service_of(name: str) -> str:
    return name.removesuffix("-2")


def test_no_key_belongs_to_one_compose_alone() -> None:
    assert {key for key in _STACK if not key.startswith("x-")} == {
        "services",
        "networks",
        "volumes",
    }
    for name, one in _CONTAINERS.items():
        assert set(one) <= _BOTH, name


def test_the_five_services_and_a_second_of_each_behind_the_gateway() -> None:
    assert {*SERVICES, *_REPLICAS} | ({*_ONCE} & set(_CONTAINERS)) == _OURS
    for name in _REPLICAS:
        assert _CONTAINERS[name]["profiles"] == ["replicas"]
        assert _CONTAINERS[name]["networks"]["inner"]["aliases"] == [_service_of(name)]


def test_what_is_published_is_published_on_this_machine_only() -> None:
    published = {name: one["ports"] for name, one in _CONTAINERS.items() if "ports" in one}
    always = {name for name in published if "profiles" not in _CONTAINERS[name]}
    assert always == {"gateway"}
    for ports in published.values():
        assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", sorted(set(_CONTAINERS) - {"postgres"}))
def test_every_container_is_closed(name: str) -> None:
    one = _CONTAINERS[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert ("user" in one) == (name in ("keys", "nats"))
    assert one.get("cap_add", []) == (["CHOWN", "DAC_OVERRIDE", "FOWNER"] if name == "keys" else [])


@pytest.mark.parametrize("name", sorted(set(_CONTAINERS) - set(_ONCE)))
def test_what_runs_on_is_started_again_and_has_its_limits(name: str) -> None:
    one = _CONTAINERS[name]
    assert one["restart"] == "unless-stopped"
    assert "mem_limit" in one


def test_nobody_finds_keys_but_their_own() -> None:
    for name, one in _CONTAINERS.items():
        found = {
            volume.split(":")[0]
            for volume in one.get("volumes", ())
            if volume.startswith("keys") and name != "keys"
        }
        owner = {"demo": "migrate"}.get(name, _service_of(name))
        assert found <= {f"keys-{owner}"}, name
    everything = {volume.split(":")[0] for volume in _CONTAINERS["keys"]["volumes"]}
    assert everything == {name for name in _STACK["volumes"] if name.startswith("keys")} | {"nats"}


def test_the_gateway_waits_for_the_services_and_they_for_the_schema() -> None:
    for service in SERVICES:
        waits = _CONTAINERS[service]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
        assert waits["nats"] == {"condition": "service_healthy"}
    for service in set(SERVICES) - {"gateway"}:
        assert _CONTAINERS["gateway"]["depends_on"][service] == {"condition": "service_healthy"}


def test_every_setting_is_explained_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", _TEXT)) | {"TOUR_CLOCK", "PIP_INDEX_URL"}
    example = (_ROOT / ".env.example").read_text(encoding="utf-8")
    assert used == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def test_the_dockerfile_has_a_target_for_each_service_that_runs_as_nobody_in_particular() -> None:
    text = (_ROOT / "Dockerfile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE))
    assert {*SERVICES, "tools"} <= targets
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    for service in SERVICES:
        assert f'CMD ["python", "-m", "services.{service}"]' in text
    named = {one["build"]["target"] for one in _CONTAINERS.values() if "build" in one}
    assert named <= targets
