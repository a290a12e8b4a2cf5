"""The safeties of the deployment, each with what takes it away: predicates over the templates.

Guarantees that none is a predicate which cannot fail: with every safety stand the changes of the
templates that must break it. ``python -m tests.cdk.safeties`` writes docs/aws-safeties.md.
"""
