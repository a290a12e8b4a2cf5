"""What a `tour` command tells a person instead of a traceback.

    Problem       something the person can put right (exit code 2)
      Failed      something of ours did not work (exit code 1)

Guarantees that the message is complete sentences: what is wrong, and what to do about it.
"""


class Problem(Exception):
    """The person can put this right; the text says how."""

    exit_code = 2


class Failed(Problem):
    """A part of the tour did not do its work; the text holds what it said itself."""

    exit_code = 1
