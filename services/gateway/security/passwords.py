"""Passwords as they are kept: argon2id, never more than a few at once, off the event loop.

Guarantees that an unknown account costs the same work as a wrong password.
"""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's parameters for argon2id: 19 MiB, two passes, one lane
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_AT_ONCE = 2


class Passwords:
    """``verified`` counts the comparisons made, those against nobody's hash included."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES
        )
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))
        self._places = asyncio.Semaphore(_AT_ONCE)
        self.verified = 0

    async def hash(self, password: str) -> str:
        """The text to store: parameters, salt and hash."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, typed: str) -> bool:
        """Whether this is the password; with None (no such account) it never is."""
        async with self._places:
            self.verified += 1
            return await asyncio.to_thread(self._fits, stored or self._nobodys, typed) and (
                stored is not None
            )

    def _fits(self, stored: str, typed: str) -> bool:
        try:
            return self._hasher.verify(stored, typed)
        except (VerificationError, InvalidHashError):
            return False
