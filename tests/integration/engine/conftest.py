"""The engine room of a service; one database for all tests of this folder, emptied for each."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.copies import copy_of
from tests.integration.engine.engine import Engine, running
from tools.local.database import Target


@pytest.fixture(scope="package", autouse=True)
def plain_logs() -> Iterator[None]:
    """Tracebacks as text: in colours and with all variables each takes seconds."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(bool_as_flag=False),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="package")
def engine_database(tour_template: Target) -> Iterator[Target]:
    with copy_of(tour_template) as target:
        yield target


@pytest.fixture
async def engine(engine_database: Target) -> AsyncIterator[Engine]:
    async with running(engine_database) as engine:
        yield engine
