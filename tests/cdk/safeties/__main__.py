"""``python -m tests.cdk.safeties``: every change tried, and docs/aws-safeties.md written."""

import sys

from tests.cdk.safeties.catalogue import MUTATIONS, tried_on
from tests.cdk.safeties.page import PAGE, page


def main() -> int:
    """1 where a change is not seen; the page stays as it was."""
    unseen = [
        f"{mutation.safety.name} does not see, in {purpose}: {mutation.name}"
        for mutation in MUTATIONS
        for purpose, deployment in tried_on(mutation.safety).items()
        if not mutation.safety.breaches(deployment.spoilt(mutation.spoil))
    ]
    if unseen:
        print("\n".join(unseen), file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{len(MUTATIONS)} changes, all seen: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
