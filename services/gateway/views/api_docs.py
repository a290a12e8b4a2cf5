"""The description of the JSON addresses for people.

Guarantees that every address comes with its parameters, an example to open and one to read.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

# which part of a list is asked for
_PARTS = frozenset({"limit", "cursor"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """``place`` in words: where the parameter stands."""

    name: str
    place: str
    is_required: bool
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class Address:
    """``path`` with its parameters in braces; ``sample`` is an answer as JSON text."""

    path: str
    text: str
    parameters: tuple[Parameter, ...]
    is_list: bool
    sample: str

    @property
    def id(self) -> str:
        """``api-draw-info-draw-id``."""
        parts = [part.strip("{}").replace("_", "-") for part in self.path.split("/") if part]
        return "-".join(parts)

    @property
    def example(self) -> str:
        """The address with its examples in place of the parameters, of a list its beginning."""
        path = self.path
        for each in self.parameters:
            path = path.replace(f"{{{each.name}}}", each.example)
        query = [
            (each.name, each.example)
            for each in self.parameters
            if f"{{{each.name}}}" not in self.path and each.name not in _PARTS
        ]
        return f"{path}?{urlencode(query)}" if query else path

    @property
    def answers(self) -> str:
        return "A list" if self.is_list else "One object"


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses that are described together; ``document`` is where programs find the same."""

    title: str
    id: str
    text: str
    document: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """``refusal`` is a sample of what comes where something is wrong."""

    groups: tuple[Group, ...]
    refusal: str
