"""A season that was played here, exported in every format, and an empty tour to import it into."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.copies import copy_of
from tests.histories import store_small
from tests.integration.exporting.tours import Shell, tour_hash
from tools.exporting.command import export
from tools.exporting.manifest import Format
from tools.local.database import Target


@dataclass(frozen=True, slots=True)
class Played:
    """``folders`` by format; ``hash`` is that of the tour."""

    target: Target
    folders: dict[Format, Path]
    hash: str


@pytest.fixture(scope="module")
def played(tour_template: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Nobody changes this tour or its exports."""
    base = tmp_path_factory.mktemp("exports")
    with copy_of(tour_template) as target:
        with psycopg.connect(target.url(IMPORTER)) as db:
            store_small(db)
        folders = {}
        for format_ in Format:
            folders[format_] = base / format_.value
            with psycopg.connect(target.url(IMPORTER)) as db:
                export(db, folders[format_], format_)
        yield Played(target, folders, tour_hash(target))


@pytest.fixture(scope="module")
def empty(tour_template: Target) -> Iterator[Target]:
    """For imports that store nothing."""
    with copy_of(tour_template) as target:
        yield target


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)
