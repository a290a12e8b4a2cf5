"""promtool, which checks Prometheus' rules: found, or taken out of Debian's package.

``python -m tests.unit.ops.promtool`` (`make promtool`) fetches it where it is missing: the package
is unpacked into build/tools, nothing is installed. ``PROMTOOL`` names another one.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

HOW_TO_INSTALL = (
    "The test of the alerts needs promtool: run `make promtool` on Debian or Ubuntu, or name one "
    "with PROMTOOL=/path/to/promtool."
)
_FETCHED = Path(__file__).resolve().parents[3] / "build" / "tools" / platform.machine() / "promtool"


def find_promtool(environment: Mapping[str, str] = os.environ) -> str | None:
    """Its path; None where there is none."""
    if named := environment.get("PROMTOOL"):
        return shutil.which(named)
    return shutil.which("promtool", path=environment.get("PATH", os.defpath)) or shutil.which(
        _FETCHED
    )


def fetch() -> None:
    """Unpack it; quick where there is one, one sentence where that cannot be done."""
    if find_promtool() is not None:
        return
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        print(HOW_TO_INSTALL, file=sys.stderr)
        return
    print("Fetching promtool for the test of the alerts.")
    with TemporaryDirectory() as name:
        folder = Path(name)
        # who is not root uses the lists there are
        steps = [["apt-get", "-qq", "update"]] if os.geteuid() == 0 else []
        steps.append(["apt-get", "-qq", "download", "prometheus"])
        for words in steps:
            subprocess.run(words, cwd=folder, capture_output=True, check=False)
        for package in folder.glob("prometheus_*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder / "x"], check=False)
        found = folder / "x" / "usr" / "bin" / "promtool"
        if not found.exists():
            print(HOW_TO_INSTALL, file=sys.stderr)
            return
        _FETCHED.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(found, _FETCHED)


if __name__ == "__main__":
    fetch()
