"""Where the tour's published data set lies while the project is built; users do not have it."""

import os
from pathlib import Path

import pytest

PUBLISHED = Path(__file__).resolve().parents[2] / "shared" / "data" / "tour-2025-2026"

needs_published_data = pytest.mark.skipif(
    not PUBLISHED.is_dir() and os.environ.get("CI") != "true",
    reason="the published data set is not beside this checkout",
)
