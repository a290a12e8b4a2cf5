"""AWS WAF before the load balancer, where the purpose wants it.

Guarantees that what AWS knows to be an attack, and an address that asks far too often, is refused
before a task sees it. The application has its own checks: this spares it, nothing rests on it.
"""

from typing import Final

from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from cdk import names
from cdk.choices import Place

# AWS's rules, each with those that only count: officials send lists of up to a megabyte
_MANAGED: Final = {
    "AWSManagedRulesAmazonIpReputationList": (),
    "AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",),
    "AWSManagedRulesKnownBadInputsRuleSet": (),
}


class WebFirewall(Construct):
    """Managed rules, then a limit for each address; the rest passes."""

    def __init__(
        self, scope: Construct, name: str, place: Place, balancer: elb.ApplicationLoadBalancer
    ) -> None:
        super().__init__(scope, name)
        managed = [
            _managed(number, rules, counted)
            for number, (rules, counted) in enumerate(_MANAGED.items())
        ]
        acl = waf.CfnWebACL(
            self,
            "Acl",
            name=f"{names.cluster_name(place.purpose)}-{place.side}",
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            rules=[*managed, _rate(len(managed), place.settings.edge.requests_per_address)],
            visibility_config=_visible("all"),
        )
        waf.CfnWebACLAssociation(
            self, "Association", resource_arn=balancer.load_balancer_arn, web_acl_arn=acl.attr_arn
        )


def _managed(priority: int, rules: str, counted: tuple[str, ...]) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name=rules,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(
            managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=rules,
                rule_action_overrides=[
                    waf.CfnWebACL.RuleActionOverrideProperty(
                        name=rule, action_to_use=waf.CfnWebACL.RuleActionProperty(count={})
                    )
                    for rule in counted
                ],
            )
        ),
        visibility_config=_visible(rules),
    )


def _rate(priority: int, limit: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name="too-often",
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=limit, evaluation_window_sec=300
            )
        ),
        visibility_config=_visible("too-often"),
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
