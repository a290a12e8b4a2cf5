"""Says where the tour is, once it is up: ``python -m tools.containers.welcome``.

Guarantees that the first administrator's one-time password is shown once and kept nowhere after.
"""

import os
from pathlib import Path
from typing import Final

FIRST_PASSWORD: Final = Path("/run/secrets/first_password")


def lines(url: str, first_password: str | None) -> list[str]:
    """What people are told."""
    told = ["The tour is up.", f"  Address   {url}"]
    if first_password is not None:
        told.append(f"  Sign in   {url}/admin as admin with the one-time password {first_password}")
    return told


def take(file: Path) -> str | None:
    """The password, taken away from where it lay; None where it was shown before."""
    try:
        password = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    file.unlink()
    return password


if __name__ == "__main__":
    print(*lines(os.environ["TOUR_URL"], take(FIRST_PASSWORD)), sep="\n", flush=True)
