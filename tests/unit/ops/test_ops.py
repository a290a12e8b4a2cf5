"""The alerts fire when they should, and dashboard and alerts ask for what is measured."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

import shared.metrics
from tests.unit.ops.promtool import HOW_TO_INSTALL, find_promtool

_OPS = Path(__file__).resolve().parents[3] / "ops"
_METRIC = re.compile(r"\btour_[a-z_]+")


@pytest.fixture
def promtool() -> str:
    found = find_promtool()
    if found is None and "CI" not in os.environ:
        pytest.skip(HOW_TO_INSTALL)
    assert found is not None, HOW_TO_INSTALL
    return found


def _run(promtool: str, *words: str) -> None:
    done = subprocess.run(
        [promtool, *words], cwd=_OPS / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_alerts_are_rules_that_prometheus_reads(promtool: str) -> None:
    _run(promtool, "check", "rules", "rules.yml")


def test_each_alert_fires_when_it_should_and_not_before(promtool: str) -> None:
    _run(promtool, "test", "rules", "rules_test.yml")


def test_every_alert_is_tested_and_says_what_to_do() -> None:
    rules = yaml.safe_load((_OPS / "prometheus" / "rules.yml").read_text())
    alerts = {
        rule["alert"]: rule
        for group in rules["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }
    tests = yaml.safe_load((_OPS / "prometheus" / "rules_test.yml").read_text())["tests"]
    asked = [one for test in tests for one in test["alert_rule_test"]]
    assert {one["alertname"] for one in asked if not one.get("exp_alerts")} == set(alerts)
    for name, rule in alerts.items():
        assert rule["labels"]["severity"] in ("page", "ticket"), name
        assert set(rule["annotations"]) == {"summary", "action"}, name


def _measured() -> set[str]:
    """The names of what shared.metrics counts, as Prometheus gets them."""
    endings = {"counter": "_total", "histogram": "_bucket", "gauge": ""}
    own = [
        metric for metric in vars(shared.metrics).values() if isinstance(metric, MetricWrapperBase)
    ]
    return {f"{family.name}{endings[family.type]}" for metric in own for family in metric.collect()}


def test_alerts_and_dashboard_ask_for_nothing_that_is_not_measured() -> None:
    dashboard = json.loads((_OPS / "grafana" / "dashboards" / "tour.json").read_text())
    asked = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in _METRIC.findall(target["expr"])
    } | {
        name
        for group in yaml.safe_load((_OPS / "prometheus" / "rules.yml").read_text())["groups"]
        for rule in group["rules"]
        for name in _METRIC.findall(rule["expr"])
    }
    assert asked <= _measured()
    assert len(asked) >= 10


def test_panels_do_not_overlap_and_say_what_they_show() -> None:
    panels = json.loads((_OPS / "grafana" / "dashboards" / "tour.json").read_text())["panels"]
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["title"] for panel in panels}) == len(panels)
