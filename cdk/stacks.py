"""What the four stacks have in common: name, place, tags."""

from aws_cdk import DefaultStackSynthesizer, Environment, Stack, Tags
from constructs import Construct

from cdk import names
from cdk.choices import Place


class TourStack(Stack):
    """A stack of one side. Every resource that can carry tags says project, purpose and side."""

    def __init__(self, scope: Construct, artifact: str, place: Place, description: str) -> None:
        settings = place.settings
        super().__init__(
            scope,
            artifact,
            stack_name=names.stack_name(place.purpose, artifact),
            description=f"Masters Tour, {place.purpose}: {description}",
            env=Environment(account=settings.account, region=place.region.name),
            termination_protection=settings.database.deletion_protection,
            # the CLI asks by itself whether the account was bootstrapped
            synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        )
        tags = Tags.of(self)
        tags.add("project", names.PROJECT)
        tags.add("purpose", place.purpose)
        tags.add("side", place.side)
