"""A deployment in moto, made of the real templates, and a runbook in front of it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from cdk.settings import Settings
from tests.cdk.rehearsal import adapter
from tests.cdk.rehearsal.site import OFFICIAL, PASSWORD, MadeUpOutside
from tests.cdk.rehearsal.world import World
from tests.synthesised import Synthesised, synthesised
from tools.aws.clients import Ways, ways
from tools.aws.record import Record
from tools.aws.runbook import Runbook
from tools.aws.visits import Official
from tools.aws.waiting import Surroundings


@dataclass
class Rehearsal:
    """One deployment and a folder; ``said`` and ``asked`` is what the person at it saw."""

    world: World
    folder: Path
    templates: Synthesised
    official: Official | None = field(default_factory=lambda: Official(OFFICIAL, PASSWORD))
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    consents: bool = True

    @cached_property
    def ways(self) -> Ways:
        return ways(self.settings, self.world.session)

    @property
    def settings(self) -> Settings:
        return self.world.settings

    def runbook(self, folder: str = "drill", *, lost: bool = False) -> Runbook:
        """Of a person who begins anew: what is known stands in the record's folder."""
        around = Surroundings(
            lambda: self.world.now,
            self.world.pause,
            MadeUpOutside(self.world),
            self.said.append,
            self._confirm,
        )
        return Runbook(
            self.settings,
            self.ways,
            self.record(folder),
            around,
            official=self.official,
            lost=lost,
        )

    def record(self, folder: str = "drill") -> Record:
        return Record(self.folder / folder, lambda: self.world.now)

    def run(self, *names: str, folder: str = "drill", lost: bool = False) -> None:
        self.runbook(folder, lost=lost).run(names)

    def run_until(self, last: str, *, lost: bool = False) -> None:
        """From the first step to this one."""
        book = self.runbook(lost=lost)
        every = [step.name for step in book.steps]
        book.run(every[: every.index(last) + 1])

    def _confirm(self, question: str) -> bool:
        self.asked.append(question)
        return self.consents


@contextmanager
def deployed(folder: Path) -> Iterator[Rehearsal]:
    """The demonstration, deployed and at rest."""
    templates = synthesised("demo")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), mock_aws():
        # moto's own
        warnings.simplefilter("ignore")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_DEFAULT_REGION", "us-west-2")
        patch.delenv("AWS_PROFILE", raising=False)
        adapter.prepare(patch.setattr)
        zone = boto3.client("route53").create_hosted_zone(
            Name=templates.settings.domain, CallerReference="rehearsal"
        )
        zone_id = zone["HostedZone"]["Id"].rpartition("/")[2]
        adapter.load(templates, zone_id)
        yield Rehearsal(World(templates.settings, zone_id), folder, templates)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    """A deployment of the test's own."""
    with deployed(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One for all tests of a module that leave it as they found it."""
    with deployed(tmp_path_factory.mktemp("calm")) as made:
        yield made
