"""The browser of the tests: Debian's Chromium, found or installed.

``python -m tests.browser.chromium`` (`make browser`) installs it where it is missing and may be
installed, and says in one sentence what to do where it may not. ``CHROMIUM`` names another one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, sync_playwright

HOW_TO_INSTALL = (
    "The browser tests need Chromium: run `make browser` as root on Debian or Ubuntu, or install "
    "it by hand and name it with CHROMIUM=/path/to/chromium."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# nothing in the background asks for hosts that a test machine does not reach
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium(environment: Mapping[str, str] = os.environ) -> str | None:
    """The path of the browser; None where there is none."""
    if named := environment.get("CHROMIUM"):
        return shutil.which(named)
    path = environment.get("PATH", os.defpath)
    return next((found for name in _NAMES if (found := shutil.which(name, path=path))), None)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A headless browser with an empty profile of its own."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, path)
        try:
            yield browser
        finally:
            browser.close()


def launch(kind: BrowserType, path: str | None = None, *, keeps_pages: bool = False) -> Browser:
    """``keeps_pages`` for the back button, as people's browsers do."""
    return kind.launch(
        executable_path=path or find_chromium(),
        args=list(_OPTIONS),
        ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
    )


def install() -> None:
    """Debian's package, where this person may install it; quick where there is a browser."""
    if find_chromium() is not None:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(HOW_TO_INSTALL, file=sys.stderr)
        return
    print("Installing Chromium for the browser tests.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = Path(os.environ.get("TMPDIR", "/tmp")) / "tour-chromium.log"
    with log.open("wb") as output:
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            done = subprocess.run(
                [apt, "--quiet", *words], env=quiet, stdout=output, stderr=output, check=False
            )
    if done.returncode != 0:
        print(f"Chromium could not be installed (see {log}). {HOW_TO_INSTALL}", file=sys.stderr)


if __name__ == "__main__":
    install()
