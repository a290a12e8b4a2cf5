"""The tags of everything: what a bill and an inventory are read by."""

from aws_cdk import Stack, Tags

from cdk import names
from cdk.choices import Place


def tag(stack: Stack, place: Place) -> None:
    """Project, purpose and side, on every resource of the stack that can carry tags."""
    tags = Tags.of(stack)
    tags.add("project", names.PROJECT)
    tags.add("purpose", place.purpose)
    tags.add("side", place.side)
