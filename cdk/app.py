"""Synthesis: ``python -m cdk.app PURPOSE`` writes the templates of a purpose into cdk/cdk.out.

Guarantees that nothing is looked up, so that it needs neither credentials nor a network, and that a
finding of cdk-nag that nobody has accepted ends it.
"""

import json
import sys
from pathlib import Path
from typing import Final

from aws_cdk import App, Validations
from aws_cdk.cx_api import CloudAssembly
from cdk_nag import AwsSolutionsChecks

from cdk import names
from cdk.choices import Place
from cdk.control import ControlStack
from cdk.names import Side
from cdk.regional import RegionalStack
from cdk.settings import Settings, WrongSettings, load

FOLDER: Final = Path(__file__).parent
OUT: Final = FOLDER / "cdk.out"
REPORT: Final = "validation-report.json"


def build(settings: Settings, outdir: Path) -> CloudAssembly:
    """The templates of a purpose, four of them, in ``outdir``."""
    context = {**_flags(), **_zones(settings)}
    app = App(outdir=str(outdir), context=context, analytics_reporting=False)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for side in Side:
        place = Place(settings, side)
        control = ControlStack(app, names.CONTROL_STACK[side], place)
        region = RegionalStack(app, names.REGIONAL_STACK[side], place)
        region.add_stack_dependency(control)
    return app.synth()


def _flags() -> dict[str, object]:
    """What `cdk init` of this version writes: today's behaviour instead of yesterday's."""
    context: dict[str, object] = json.loads((FOLDER / "cdk.json").read_text())["context"]
    return context


def _zones(settings: Settings) -> dict[str, object]:
    """The regions' zones, where the CDK looks before it would ask the account."""
    return {
        f"availability-zones:account={settings.account}:region={region.name}": list(region.zones)
        for region in (settings.primary, settings.dr)
    }


def main(arguments: list[str]) -> int:
    """2 where there is no such purpose, or it is wrong; 1 where something is found in it."""
    try:
        settings = load(" ".join(arguments))
    except WrongSettings as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        build(settings, OUT)
    except RuntimeError as error:
        # jsii knows no other kind; the CDK has printed what was found
        if "ValidationFailed" not in str(error):
            raise
        print(f"Nobody has accepted what is found in {OUT / REPORT}.", file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    for stack in names.STACKS:
        print(f"{OUT / stack}.template.json")  # noqa: T201 - this is a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
