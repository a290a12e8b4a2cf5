"""Findings of cdk-nag that are accepted: each where the construct is made, with its reason."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """``rule`` as cdk-nag calls it, like AwsSolutions-S1; what stands in brackets belongs to it."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions::{rule}", reason=reason))
