"""A player as the pages name one.

Guarantees that a player looks the same in a bracket, a ranking and a form.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """``country`` is the name in words, ``country_code`` its one to three letters."""

    player_id: int
    first_name: str
    last_name: str
    country_code: str = ""
    country: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
