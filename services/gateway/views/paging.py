"""A long list on pages of the same length, numbered from 1 (``?page=2``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """``number`` of the page that is asked for; ``total`` rows in all, ``size`` on a page."""

    number: int
    total: int
    size: int

    @property
    def start(self) -> int:
        """How many rows stand on the pages before."""
        return max(0, self.number - 1) * self.size

    @property
    def last(self) -> int:
        """Of the last page; 1 without a row."""
        return max(1, -(-self.total // self.size))

    @property
    def is_there(self) -> bool:
        return 1 <= self.number <= self.last

    @property
    def before(self) -> int:
        """The page before; 0 on the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after; 0 on the last."""
        return self.number + 1 if self.number < self.last else 0

    def told_after(self, text: str) -> str:
        """``text, page 2 of 3``; the text alone where everything stands on one page."""
        return text if self.last == 1 else f"{text}, page {self.number} of {self.last}"
