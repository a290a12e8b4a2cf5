"""`make css`, too: the page for when no gateway answers, which whatever stands in front shows.

Guarantees that it is one file which loads nothing, in the tour's own colours, and small enough for
the fixed answer of a load balancer on AWS (decision 86). The file is committed like the style
sheet; a test compares it with the template and the tokens it is made from.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from tools.styles import ROOMS

PAGE: Final = Path(__file__).parents[1] / "ops" / "maintenance.html"
# what Elastic Load Balancing takes as the body of a fixed response
MOST_BYTES: Final = 1024
_TEMPLATE: Final = ROOMS / "maintenance.html"
_DARK: Final = "@media (prefers-color-scheme: dark)"
_TOKEN: Final = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,8});")


def page() -> str:
    """The template with the colours of both schemes, without its line breaks."""
    light, dark = _colours((ROOMS / "tokens.css").read_text(encoding="utf-8"))
    names = {f"light_{name}": colour for name, colour in light.items()}
    names |= {f"dark_{name}": colour for name, colour in {**light, **dark}.items()}
    filled = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name.replace("-", "_"): colour for name, colour in names.items()}
    )
    return "".join(line.strip() for line in filled.splitlines()) + "\n"


def _colours(tokens: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Those of the light scheme, and what the dark one changes."""
    light, _, dark = tokens.partition(_DARK)
    return dict(_TOKEN.findall(light)), dict(_TOKEN.findall(dark))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {PAGE.stat().st_size} bytes")
