"""A quote as people read it in the terminal, and what the page has in common with that."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tools.aws.cost.bill import CASES, where
from tools.aws.cost.prices import price_list
from tools.aws.cost.quote import Quote

_CENT: Final = Decimal("0.01")
HEADS: Final = tuple(case.title for case in CASES)


def usd(amount: Decimal) -> str:
    """Rounded to cents; something that rounds to nothing is shown as such."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    return "< 0.01" if not rounded and amount else f"{rounded:,}"


def shown(one: Quote) -> RenderableType:
    """Tables for the terminal: the lines, and what would make it cheaper beneath."""
    table = _table(f"{set_up(one)}: list price in USD", "", "region")
    for part, sums, lines in one.parts():
        table.add_row(part, "", *map(usd, sums), style="bold")
        for entry, amounts in lines.items():
            table.add_row(f" {entry.what}", where(entry.region), *map(usd, amounts))
        table.add_section()
    table.add_row("Total", "", *map(usd, one.totals), style="bold")
    cheaper = _table("Cheaper, and what that would give up", "")
    for saving, amounts in one.savings:
        what = Text.assemble(saving.title, "\n", (saving.gives_up, "dim"))
        cheaper.add_row(what, *map(usd, amounts), end_section=True)
    return Group(table, cheaper, prices_said())


def _table(title: str, *columns: str) -> Table:
    """With a column for each case behind those named."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=column == "region", overflow="fold")
    for head in HEADS:
        table.add_column(head.replace(", ", "\n"), justify="right", no_wrap=True)
    return table


def prices_said() -> str:
    """How far the price list can be trusted."""
    lines = price_list().values()
    days = [price.date for price in lines]
    known = sum(price.basis == "known" for price in lines)
    return (
        f"{len(days)} prices of {min(days)} to {max(days)}, on demand, before taxes; {known} of "
        "them from general knowledge of the list, not from a page that states them for that region "
        "(tools/aws/cost/prices.csv)."
    )


def show(one: Quote) -> None:
    Console().print(shown(one))


def set_up(one: Quote) -> str:
    return f"{one.purpose}, which begins with DR {'on' if one.dr_on else 'off'}"
