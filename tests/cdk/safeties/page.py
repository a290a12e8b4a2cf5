"""docs/aws-safeties.md: the safeties with what takes each away, the findings that are accepted, and
the tables of connections and permissions, as text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cdk.names import STACKS
from cdk.settings import purposes
from tests.cdk import connections, permissions
from tests.cdk.safeties.catalogue import GROUPS, MUTATIONS, SAFETIES, deployments, tried_on
from tests.cdk.safeties.checks import walk
from tests.cdk.safeties.model import Safety
from tests.synthesised import Resource, Synthesised, synthesised

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "aws-safeties.md"
_BEGINNING: Final = """\
# What keeps the AWS deployment safe, and what was tried against it

Written by `.venv/bin/python -m tests.cdk.safeties` from the templates of all purposes; a test holds
this page to them. A safety is a predicate over the synthesised templates (`tests/cdk/safeties/`),
and with it stand the changes that take it away: each is made in a copy of the templates, in one
place, and the safety that it belongs to has to see it. The tests make each change in the first
place that fits, the command in every place, and it writes this page only if all are seen. In
brackets stands where a safety is owed: the deployment's specification (aws.md) or issue 6.

{safeties} safeties, {mutations} changes. Unspoilt, every safety holds for {purposes}. What can be
seen in a template is proved here; that AWS does what the template says is proved on AWS
(docs/runbook-aws.md).
"""
_FINDINGS: Final = """\
## Findings that are accepted

cdk-nag (AwsSolutions) and the CDK's own checks end a synthesis in which a finding is open; cfn-lint
runs in the tests. None is open, in any purpose. These are accepted, each where the construct is
made:
"""
_CONNECTIONS: Final = """\
## Who may open a connection to whom

Every security group rule, at both ends, is one of these (`tests/cdk/connections.py`), and the gRPC
rows are the call graph of `shared/names.py`. `s3` is AWS's list of S3's addresses, where ECR keeps
the layers of images.
"""
_PERMISSIONS: Final = """\
## Who may do what

Every statement of every role and resource policy in a regional stack is one of these
(`tests/cdk/permissions.py`); the stacks before them have none. `{task}` is each of the five
services, `nats`, `migrate` and `data`.
"""
_WILDCARDS: Final = """\
### Wildcards

Every one there is, with its reason:
"""

# why cfn-lint is told to leave a rule alone (the template itself has no room for it)
_LINT_REASONS: Final = {
    "W3010": "Zones are a choice of the settings: an account's own answer would have to be looked "
    "up at synthesis."
}


@dataclass(frozen=True, order=True, slots=True)
class Accepted:
    """A finding that is accepted in a stack, on how many resources, in which purposes."""

    checker: str
    rule: str
    stack: str
    resources: str
    reason: str


def page() -> str:
    """The whole document."""
    parts = [
        _BEGINNING.format(
            safeties=len(SAFETIES),
            mutations=len(MUTATIONS),
            purposes=" and ".join(purposes()),
        ),
        *(_group(title, group) for title, group in GROUPS.items()),
        _FINDINGS,
        _table(
            ("found by", "rule", "stack", "resources", "why it is accepted"),
            [
                (one.checker, one.rule, one.stack, one.resources, one.reason)
                for one in accepted([synthesised(purpose) for purpose in purposes()])
            ],
        ),
        _CONNECTIONS,
        _table(
            ("from", "to", "port", "why"),
            [(one.caller, one.called, one.port, one.why) for one in connections.expected()],
        ),
        _PERMISSIONS,
        _table(
            ("whose policy", "whom it names", "", "what", "on what", "if"),
            [
                (
                    one.holder,
                    one.who,
                    one.effect,
                    one.actions,
                    one.resources,
                    f"`{one.condition}`" if one.condition else "",
                )
                for one in permissions.TABLE
            ],
        ),
        _WILDCARDS,
        _table(
            ("whose policy", "wildcard", "reason"),
            [
                (holder, f"`{wildcard}`", reason)
                for (holder, wildcard), reason in permissions.WILDCARDS.items()
            ],
        ),
    ]
    return "\n".join(parts)


def accepted(made: Sequence[Synthesised]) -> list[Accepted]:
    """What was found and accepted, the same in several purposes told once."""
    found: dict[tuple[str, str, str, str], dict[str, int]] = defaultdict(dict)
    for one in made:
        for checker, finding, stack, count in _suppressed(one):
            key = (checker, finding["ruleName"], stack, finding["reason"])
            seen = found[key]
            seen[one.settings.purpose] = seen.get(one.settings.purpose, 0) + count
    return sorted(
        Accepted(checker, rule.split("[")[0], stack, _counts(seen, len(made)), reason)
        for (checker, rule, stack, reason), seen in found.items()
    )


def _suppressed(made: Synthesised) -> Iterator[tuple[str, Mapping[str, Any], str, int]]:
    for plugin in made.report["pluginReports"]:
        checker = {"AwsSolutions": "cdk-nag"}.get(plugin["pluginName"], "CDK")
        for finding in plugin["suppressedViolations"]:
            paths = [one["constructPath"].split("/")[0] for one in finding["violatingConstructs"]]
            for stack in STACKS:
                if count := paths.count(stack):
                    yield checker, finding, stack, count
    for stack in STACKS:
        ignored = Counter(rule for one in made[stack].resources.values() for rule in _ignored(one))
        for rule, count in ignored.items():
            yield "cfn-lint", {"ruleName": rule, "reason": _LINT_REASONS[rule]}, stack, count


def _ignored(resource: Resource) -> list[str]:
    """What cfn-lint is told to leave alone."""
    return walk(resource.body, ("Metadata", "cfn-lint", "config", "ignore_checks")) or []


def _counts(seen: Mapping[str, int], purposes_there: int) -> str:
    """The number, where all purposes have the same; else each with its purpose."""
    counts = set(seen.values())
    if len(counts) == 1 and len(seen) == purposes_there:
        return str(counts.pop())
    return ", ".join(f"{count} ({purpose})" for purpose, count in seen.items())


def _group(title: str, safeties: Sequence[Safety]) -> str:
    rows = [
        (
            f"`{safety.name}`{_where(safety)}",
            f"{safety.protects} ({safety.owed})",
            "; ".join(safety.taken_away),
        )
        for safety in safeties
    ]
    return f"## {title}\n\n" + _table(
        ("safety", "what it is for", "seen when it is taken away"), rows
    )


def _where(safety: Safety) -> str:
    """Where not every purpose wants it."""
    if set(tried_on(safety)) == set(deployments()):
        return ""
    return f" ({'; '.join(tried_on(safety))})"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
