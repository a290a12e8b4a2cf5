"""The four bills of a purpose side by side: two days and a month, with DR off and on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from cdk import names
from tools.aws.cost.bill import CASES, Entry, bill, total
from tools.aws.cost.savings import SAVINGS, Saving
from tools.aws.cost.usage import Part
from tools.aws.templates import Deployment

Amounts: TypeAlias = tuple[Decimal, ...]
"""USD, not rounded, in the order of CASES."""


@dataclass(frozen=True, slots=True)
class Quote:
    """``dr_on``: whether the purpose's settings begin with tasks in the second region."""

    purpose: str
    dr_on: bool
    lines: Mapping[Entry, Amounts]
    savings: tuple[tuple[Saving, Amounts], ...]

    @property
    def totals(self) -> Amounts:
        return _sums(self.lines.values())

    def parts(self) -> Iterator[tuple[Part, Amounts, Mapping[Entry, Amounts]]]:
        """Each part with its sum and its lines, without those that cost nothing in any case."""
        for part in Part:
            lines = {
                entry: amounts
                for entry, amounts in self.lines.items()
                if entry.part is part and any(amounts)
            }
            if lines:
                yield part, _sums(lines.values()), lines


def quote(deployment: Deployment) -> Quote:
    """Everything `tour cost` says about a purpose. Failed as `bill` is."""
    bills = [bill(deployment, case) for case in CASES]
    entries = {entry for one in bills for entry in one}
    lines = {
        entry: tuple(one.get(entry, Decimal()) for one in bills)
        for entry in sorted(entries, key=lambda entry: (entry.region, entry.what))
    }
    dr_on = bool(deployment.running(names.DR))
    return Quote(deployment.purpose, dr_on, lines, tuple(_savings(deployment, bills)))


def _savings(
    deployment: Deployment, bills: Iterable[Mapping[Entry, Decimal]]
) -> Iterator[tuple[Saving, Amounts]]:
    for saving in SAVINGS:
        changed = saving.change(deployment)
        saved = tuple(
            total(one) - total(bill(changed, case)) for one, case in zip(bills, CASES, strict=True)
        )
        if any(saved):
            yield saving, saved


def _sums(amounts: Iterable[Amounts]) -> Amounts:
    return tuple(sum(column, Decimal()) for column in zip(*amounts, strict=True))
