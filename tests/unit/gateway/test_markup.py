"""html-validate finds no error in any page; `make test` installs it where there is Node."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from services.gateway.rendering import Pages
from tests.unit.gateway.pages import every_page
from tools import maintenance

_FOLDER = Path(__file__).parents[2] / "markup"
_JUDGE = _FOLDER / "node_modules" / ".bin" / "html-validate"

pytestmark = pytest.mark.skipif(
    os.environ.get("CI") != "true" and (not _JUDGE.exists() or shutil.which("node") is None),
    reason="`make html` installs html-validate, where there is Node",
)


def errors_in(*files: Path) -> str:
    """What html-validate prints; empty if it finds nothing."""
    done = subprocess.run(
        [_JUDGE, "--config", _FOLDER / ".htmlvalidate.json", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.strip()


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    pages, files = Pages(), [maintenance.PAGE]
    for name, (template, site, page) in every_page().items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(pages.html(template, site, page), encoding="utf-8")
    assert errors_in(*files) == ""


def test_the_judge_sees_invalid_html(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!DOCTYPE html><html lang=en><title>x</title><p><div>y</div></p>")
    assert "<div>" in errors_in(bad)
