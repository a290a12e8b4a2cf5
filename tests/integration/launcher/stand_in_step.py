"""A step that leaves a note in the data folder each time it runs, for tests of the launcher.

STAND_IN_FAILS names a step that fails instead.
"""

import os
import sys
from pathlib import Path

name = sys.argv[1]
if os.environ.get("STAND_IN_FAILS") == name:
    sys.exit(f"the step {name} was told to fail")
with Path(os.environ["TOUR_HOME"], f"{name}.txt").open("a", encoding="utf-8") as notes:
    notes.write(f"{name}\n")
