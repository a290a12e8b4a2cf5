"""A quote as people read it: in the terminal, and as the document docs/aws-cost.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tools.aws.cost.assumptions import of_purpose, sentences
from tools.aws.cost.bill import CASES, where
from tools.aws.cost.prices import EVERYWHERE, price_list
from tools.aws.cost.quote import Amounts, Quote
from tools.aws.cost.unpriced import UNPRICED

_CENT: Final = Decimal("0.01")
_HEADS: Final = tuple(case.title for case in CASES)
_NOT_COUNTED: Final = (
    "Not counted: the domain and its public zone (0.50 a month), which are there before; taxes and "
    "support; what an account has free or prepaid (CloudWatch's first 10 alarms, 3 dashboards and "
    "5 GB of log, Route 53's first 50 health checks of endpoints in AWS, 100 GB to the internet, a "
    "new account's credits); CPU credits of a database that works hard for hours; and what a drill "
    "itself uses, which is some minutes of more tasks."
)


def usd(amount: Decimal) -> str:
    """Rounded to cents; something that rounds to nothing is shown as such."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    return "< 0.01" if not rounded and amount else f"{rounded:,}"


def shown(one: Quote) -> RenderableType:
    """Tables for the terminal: the lines, and what would make it cheaper beneath."""
    table = _table(f"{_set_up(one)}: list price in USD", "", "region")
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
    for head in _HEADS:
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


def document(quotes: Sequence[Quote]) -> str:
    """docs/aws-cost.md."""
    return "\n".join([*_head(quotes), *_tables(quotes), *_ground(quotes)]) + "\n"


def _head(quotes: Sequence[Quote]) -> Iterator[str]:
    yield "# What the AWS deployment costs"
    yield ""
    yield (
        "List price in USD, computed from the synthesised templates: every resource of every "
        "stack, or a reason why it costs nothing. *DR off*, the pilot light: no task runs in the "
        "second region, whose database replica, load balancer and endpoints are there. *DR on*, "
        "warm: one task of each service runs there."
    )
    yield ""
    yield "```"
    yield "make synth PURPOSE=demo && tour cost          # this table for what was synthesised"
    yield "make aws-docs                                 # this page, anew"
    yield "```"
    yield ""
    yield from _rows(("", *_HEADS), ((_set_up(one), *map(usd, one.totals)) for one in quotes))
    yield ""
    yield prices_said()
    yield ""
    yield _NOT_COUNTED


def _set_up(one: Quote) -> str:
    return f"{one.purpose}, which begins with DR {'on' if one.dr_on else 'off'}"


def _tables(quotes: Iterable[Quote]) -> Iterator[str]:
    for one in quotes:
        yield from ("", f"## {one.purpose.capitalize()}", "")
        yield from _rows(("", "region", *_HEADS), _lines(one))
        yield from ("", "What would make it cheaper, and what that would give up:", "")
        yield from _rows(
            ("saves", "gives up", *_HEADS),
            ((each.title, each.gives_up, *map(usd, amounts)) for each, amounts in one.savings),
        )


def _lines(one: Quote) -> Iterator[tuple[str, ...]]:
    for part, sums, lines in one.parts():
        yield (f"**{part}**", "", *_bold(sums))
        for entry, amounts in lines.items():
            yield (entry.what, where(entry.region), *map(usd, amounts))
    yield ("**Total**", "", *_bold(one.totals))


def _bold(amounts: Amounts) -> tuple[str, ...]:
    return tuple(f"**{usd(amount)}**" for amount in amounts)


def _ground(quotes: Sequence[Quote]) -> Iterator[str]:
    yield from ("", "## Assumptions", "", "What no template can know; high rather than low.", "")
    assumed = [asdict(of_purpose(one.purpose)) for one in quotes]
    yield from _rows(
        ("", *(one.purpose for one in quotes)),
        (
            (sentence, *(f"{each[name]:,}" for each in assumed))
            for name, sentence in sentences().items()
        ),
    )
    yield from ("", "## Prices", "")
    yield (
        "*quoted*: the source states the price for this region; *known*: from general knowledge of "
        "the public list, and the source is where to check it (us-west-2 is known to ask the same "
        "as us-east-1). *of*: the day that the source states, or where it states none, the day it "
        "was looked up. Months and GB-months are billed by the hour, zones by the month begun."
    )
    yield ""
    yield from _rows(
        ("item", "region", "USD", "per", "basis", "source", "of"),
        (
            (
                price.item,
                "everywhere" if price.region == EVERYWHERE else price.region,
                f"{price.usd}",
                price.unit,
                price.basis,
                f"<{price.source}>",
                f"{price.date}",
            )
            for price in price_list().values()
        ),
    )
    yield from ("", "## Types of resources without a line", "")
    yield from _rows(("type", "why"), UNPRICED.items())


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; columns of amounts stand to the right."""
    yield _row(heads)
    yield _row(["---:" if head in _HEADS or head == "USD" else "---" for head in heads])
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
