"""``python -m tests.cdk.safeties``: every change tried in every place that fits, and
docs/aws-safeties.md written."""

import sys

from tests.cdk.safeties.catalogue import MUTATIONS, tried_on
from tests.cdk.safeties.page import PAGE, page


def main() -> int:
    """1 where a change is not seen; the page stays as it was."""
    tries = 0
    unseen = []
    for mutation in MUTATIONS:
        for purpose, deployment in tried_on(mutation.safety).items():
            for spoilt in deployment.spoilt_everywhere(mutation.spoil):
                tries += 1
                if not mutation.safety.breaches(spoilt):
                    unseen.append(f"{mutation.safety.name}, in {purpose}: {mutation.name}")
    if unseen:
        print("Not seen:", *unseen, sep="\n", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{len(MUTATIONS)} changes in {tries:,} places, all seen: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
