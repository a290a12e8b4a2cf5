"""docs/aws-cost.md: the quotes of all purposes, with everything that they rest on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from tools.aws.cost.assumptions import of_purpose, sentences
from tools.aws.cost.bill import where
from tools.aws.cost.prices import price_list
from tools.aws.cost.quote import Amounts, Quote
from tools.aws.cost.report import HEADS, prices_said, set_up, usd
from tools.aws.cost.unpriced import UNPRICED

_NOT_COUNTED: Final = (
    "Not counted: the domain and its public zone (0.50 a month), which are there before; taxes and "
    "support; what an account has free or prepaid (CloudWatch's first 10 alarms, 3 dashboards and "
    "5 GB of log, Route 53's first 50 health checks of endpoints in AWS, 100 GB to the internet, a "
    "new account's credits); CPU credits of a database that works hard for hours; and what a drill "
    "itself uses, which is some minutes of more tasks."
)


def page(quotes: Sequence[Quote]) -> str:
    """In Markdown."""
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
    yield from _rows(("", *HEADS), ((set_up(one), *map(usd, one.totals)) for one in quotes))
    yield ""
    yield prices_said()
    yield ""
    yield _NOT_COUNTED


def _tables(quotes: Iterable[Quote]) -> Iterator[str]:
    for one in quotes:
        yield from ("", f"## {one.purpose.capitalize()}", "")
        yield from _rows(("", "region", *HEADS), _lines(one))
        yield from ("", "What would make it cheaper by how much, and what that would give up:", "")
        yield from _rows(
            ("", "gives up", *HEADS),
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
                where(price.region),
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
    yield _row(["---:" if head in HEADS or head == "USD" else "---" for head in heads])
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
