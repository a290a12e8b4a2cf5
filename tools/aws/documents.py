"""The pages that the templates themselves can write: docs/aws-cost.md and docs/aws.svg.

``python -m tools.aws.documents FOLDER…`` writes both from the templates of every purpose, a folder
each; `make aws-docs` synthesises them first. A test holds the pages in the repository to the
templates (tests/cdk).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.aws.cost.page import page
from tools.aws.cost.quote import quote
from tools.aws.picture.drawing import picture
from tools.aws.picture.scene import scene
from tools.aws.templates import Deployment, read

COST: Final = Path("docs/aws-cost.md")
PICTURE: Final = Path("docs/aws.svg")
PICTURED: Final = "production"
"""The purpose that is drawn: the others are the same with less."""


def cost_page(deployments: Sequence[Deployment]) -> str:
    """docs/aws-cost.md, of every purpose."""
    return page([quote(one) for one in deployments])


def drawn(deployments: Sequence[Deployment]) -> str:
    """docs/aws.svg."""
    return picture(scene(next(one for one in deployments if one.purpose == PICTURED)))


def main(folders: Sequence[str]) -> None:
    """Raises NoTemplates where a folder has none."""
    deployments = [read(Path(folder)) for folder in folders]
    COST.write_text(cost_page(deployments), encoding="utf-8")
    PICTURE.write_text(drawn(deployments), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
