"""The names of advisory locks as PostgreSQL takes them."""

import hashlib


def lock_key(name: str) -> int:
    """A stable 63-bit number for an advisory lock's name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1
