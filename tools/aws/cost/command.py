"""`tour cost`: what the synthesised deployment costs at list price.

Guarantees that neither AWS nor the CDK is needed: it reads templates and a price list.
"""

from pathlib import Path
from typing import Annotated

import typer

from tools.aws.cost.quote import quote
from tools.aws.cost.report import show
from tools.aws.templates import CDK_OUT, read


def command(
    purpose: Annotated[
        str | None,
        typer.Argument(help="demo or production; whatever was synthesised where it is left out."),
    ] = None,
    templates: Annotated[
        Path, typer.Option("--templates", help="Where `make synth` put the templates.")
    ] = CDK_OUT,
) -> None:
    """For two days and for a month, with the second region's tasks off and on; a line for each kind
    of resource, and beneath them what would make it cheaper and what that would give up."""
    show(quote(read(templates, purpose)))
