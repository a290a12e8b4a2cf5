"""`make css`: the rooms of services/gateway/styles as the one style sheet that pages load.

Guarantees that a rule which cannot be read stops it with the place, instead of being left out, and
that the same rooms give the same file. The file is committed, so that running the tour and
building its images need no tool; a test compares it with its rooms.
"""

from pathlib import Path

import lightningcss

from services.gateway.rendering import STATIC_FOLDER

ROOMS = Path(STATIC_FOLDER).parent / "styles"
SHEET = STATIC_FOLDER / "site.css"
# the oldest browsers that know :has(), which the layout stands on
BROWSERS = ("chrome 105", "edge 105", "firefox 121", "safari 15.4")
_HEAD = "/* Made by `make css` from services/gateway/styles. */\n"


def sheet() -> str:
    """The rooms in their order, without comments and blanks; ValueError names the place of a rule
    that cannot be read."""
    bundled = lightningcss.bundle_css(str(ROOMS / "site.css"), browsers_list=list(BROWSERS))
    return f"{_HEAD}{bundled}\n"


if __name__ == "__main__":
    SHEET.write_text(sheet(), encoding="utf-8")
    print(f"{SHEET.name}: {SHEET.stat().st_size / 1000:.1f} kB")
