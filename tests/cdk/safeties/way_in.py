"""What the internet meets: TLS, the load balancer, its logs, the web firewall."""

from collections.abc import Iterator
from typing import Any, Final

from cdk.names import DR, side_host, side_of, site_host
from cdk.settings import Settings
from tests.cdk.permissions import granted
from tests.cdk.safeties.checks import (
    BALANCER,
    BUCKET,
    BUCKET_POLICY,
    LISTENER,
    TARGETS,
    all_of,
    at_most,
    every,
    find,
    having,
    in_each,
    present,
    reference,
)
from tests.cdk.safeties.model import ISSUE, PRIVILEGE, REGIONS, Deployment, Safety
from tests.cdk.safeties.spoiling import append, drop, put, remove
from tests.synthesised import Template

_ACL: Final = "AWS::WAFv2::WebACL"
_JOINED: Final = "AWS::WAFv2::WebACLAssociation"
_CERTIFICATE: Final = "AWS::CertificateManager::Certificate"
_TLS: Final = having("Port", 443)
_PLAIN: Final = having("Port", 80)
# 1.2 and better, without the ciphers of 1.2 that keep no session secret
_POLICIES: Final = (
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
)
_BLOCK: Final = "PublicAccessBlockConfiguration"


def _attribute(name: str) -> str:
    return f"LoadBalancerAttributes/Key={name}/Value"


def _with_waf(settings: Settings) -> bool:
    return settings.edge.waf


def _protected(settings: Settings) -> bool:
    return settings.edge.deletion_protection


@in_each(*REGIONS)
def _encrypted(_: Deployment, template: Template) -> Iterator[str]:
    listeners = template.of_type(LISTENER)
    if not any(map(_TLS, listeners)):
        yield "nobody listens on 443"
    for listener in filter(_TLS, listeners):
        if listener.properties["Protocol"] != "HTTPS" or not listener.properties.get(
            "Certificates"
        ):
            yield f"{listener.id} speaks without TLS"
        if listener.properties.get("SslPolicy") not in _POLICIES:
            yield f"{listener.id} speaks TLS older than 1.2"


@in_each(*REGIONS)
def _redirected(_: Deployment, template: Template) -> Iterator[str]:
    listeners = [one for one in template.of_type(LISTENER) if not _TLS(one)]
    if not any(map(_PLAIN, listeners)):
        yield "nobody answers on 80"
    for listener in listeners:
        for action in listener.properties["DefaultActions"]:
            to = action.get("RedirectConfig", {})
            if action["Type"] != "redirect" or to.get("Protocol") != "HTTPS":
                yield f"{listener.id} answers without TLS"


@in_each(*REGIONS)
def _certified(deployment: Deployment, template: Template) -> Iterator[str]:
    settings = deployment.settings
    wanted = {
        site_host(settings.domain),
        side_host(settings.domain, side_of(template.stack)),
    }
    for one in template.of_type(_CERTIFICATE):
        covered = {
            one.properties["DomainName"],
            *one.properties.get("SubjectAlternativeNames", ()),
        }
        yield from (f"{one.id} does not cover {name}" for name in wanted - covered)
        zones = {
            option.get("HostedZoneId")
            for option in one.properties.get("DomainValidationOptions", ())
        }
        if one.properties.get("ValidationMethod") != "DNS" or zones != {settings.hosted_zone_id}:
            yield f"{one.id} is not renewed by itself"


@in_each(*REGIONS)
def _logged(_: Deployment, template: Template) -> Iterator[str]:
    for balancer in template.of_type(BALANCER):
        bucket = reference(find(balancer, _attribute("access_logs.s3.bucket")))
        if find(balancer, _attribute("access_logs.s3.enabled")) != "true" or (
            bucket not in {one.id for one in template.of_type(BUCKET)}
        ):
            yield f"{balancer.id} keeps no log of who asked for what"


@in_each(*REGIONS)
def _bucket_over_tls(_: Deployment, template: Template) -> Iterator[str]:
    refused = [
        one
        for one in granted(template)
        if one.holder == "evidence bucket" and one.effect == "Deny" and one.who in ("*", "AWS *")
    ]
    if not any(
        one.actions == "s3:*"
        and one.resources == "evidence bucket evidence bucket/*"
        and '"aws:SecureTransport": "false"' in one.condition
        for one in refused
    ):
        yield "the bucket answers without TLS"


@in_each(*REGIONS)
def _bucket_policy(_: Deployment, template: Template) -> Iterator[str]:
    for one in granted(template):
        if one.holder == "evidence bucket" and one.effect == "Allow":
            to_aws = one.who.startswith(("AWS arn:aws:iam::", "Service delivery.logs."))
            if not to_aws or one.actions not in ("s3:PutObject", "s3:GetBucketAcl"):
                yield str(one)


@in_each(*REGIONS)
def _evidence_stays(_: Deployment, template: Template) -> Iterator[str]:
    for bucket in template.of_type(BUCKET):
        for rule in find(bucket, "LifecycleConfiguration/Rules") or ():
            expires = {"ExpirationInDays", "ExpirationDate"} & set(rule)
            if expires and rule.get("Prefix") != "load-balancer/":
                yield f"{bucket.id} forgets by {rule.get('Id')}"


@in_each(*REGIONS)
def _guarded(deployment: Deployment, template: Template) -> Iterator[str]:
    balancers = {one.id for one in template.of_type(BALANCER)}
    joined = {reference(one.properties["ResourceArn"]) for one in template.of_type(_JOINED)}
    if balancers - joined:
        yield "nothing stands before the load balancer"
    for acl in template.of_type(_ACL):
        rules: list[Any] = acl.properties.get("Rules", [])
        managed = [one for one in rules if "ManagedRuleGroupStatement" in one["Statement"]]
        if len(managed) < 3 or any(one.get("OverrideAction") != {"None": {}} for one in managed):
            yield f"{acl.id} only counts what AWS knows to be an attack"
        limits = [one for one in rules if "RateBasedStatement" in one["Statement"]]
        wanted = deployment.settings.edge.requests_per_address
        if not any(
            one.get("Action") == {"Block": {}}
            and one["Statement"]["RateBasedStatement"]["Limit"] == wanted
            for one in limits
        ):
            yield f"{acl.id} has no limit for one address"


SAFETIES: Final = (
    Safety(
        "the-site-speaks-tls-1.2-or-better",
        "Nobody in between reads a password or a cookie.",
        PRIVILEGE,
        _encrypted,
        {
            "a policy of 2016": put(LISTENER, "SslPolicy", "ELBSecurityPolicy-2016-08", where=_TLS),
            "the policy left to AWS": drop(LISTENER, "SslPolicy", where=_TLS, stack=DR),
            "HTTP on 443": put(LISTENER, "Protocol", "HTTP", where=_TLS),
            "no certificate": drop(LISTENER, "Certificates", where=_TLS, stack=DR),
            "nobody on 443": remove(LISTENER, where=_TLS),
        },
    ),
    Safety(
        "plain-http-is-redirected",
        "No page and no form ever travels in the open.",
        PRIVILEGE,
        _redirected,
        {
            "no redirect": remove(LISTENER, where=_PLAIN, stack=DR),
            "pages over HTTP": put(LISTENER, "DefaultActions", [{"Type": "forward"}], where=_PLAIN),
            "a redirect to HTTP": put(
                LISTENER, "DefaultActions/0/RedirectConfig/Protocol", "HTTP", where=_PLAIN
            ),
            "a third listener without TLS": put(LISTENER, "Port", 8080, where=_TLS),
        },
    ),
    Safety(
        "certificates-renew-by-themselves",
        "No region goes dark because a certificate ran out while nobody looked at it.",
        PRIVILEGE,
        _certified,
        {
            "renewed by mail": put(_CERTIFICATE, "ValidationMethod", "EMAIL"),
            "not for the region's own name": put(
                _CERTIFICATE, "SubjectAlternativeNames", [], stack=DR
            ),
            "validated in another zone": put(
                _CERTIFICATE, "DomainValidationOptions/0/HostedZoneId", "ZOTHER"
            ),
        },
    ),
    Safety(
        "who-asked-for-what-is-logged",
        "After an attack or a failover one can read what people were answered.",
        PRIVILEGE,
        _logged,
        {
            "access logs off": put(BALANCER, _attribute("access_logs.s3.enabled"), "false"),
            "access logs into another bucket": put(
                BALANCER, _attribute("access_logs.s3.bucket"), "elsewhere", stack=DR
            ),
        },
    ),
    Safety(
        "odd-requests-are-dropped",
        "No request is one for the load balancer and another for the gateway.",
        ISSUE,
        all_of(
            every(
                BALANCER,
                _attribute("routing.http.drop_invalid_header_fields.enabled"),
                "true",
                stacks=REGIONS,
            ),
            every(
                BALANCER,
                _attribute("routing.http.desync_mitigation_mode"),
                "strictest",
                stacks=REGIONS,
            ),
        ),
        {
            "headers that no browser sends": put(
                BALANCER, _attribute("routing.http.drop_invalid_header_fields.enabled"), "false"
            ),
            "requests that can be read in two ways": drop(
                BALANCER,
                "LoadBalancerAttributes/Key=routing.http.desync_mitigation_mode",
                stack=DR,
            ),
        },
    ),
    Safety(
        "the-load-balancer-refuses-to-be-deleted",
        "A wrong command does not take the site's address.",
        ISSUE,
        every(BALANCER, _attribute("deletion_protection.enabled"), "true", stacks=REGIONS),
        {"not protected": put(BALANCER, _attribute("deletion_protection.enabled"), "false")},
        wanted=_protected,
    ),
    Safety(
        "ill-gateways-get-no-requests",
        "A gateway that does not answer is left out after half a minute.",
        PRIVILEGE,
        all_of(
            every(TARGETS, "HealthCheckPath", "/health/live", stacks=REGIONS),
            every(TARGETS, "Matcher/HttpCode", "200", stacks=REGIONS),
            every(TARGETS, "HealthCheckIntervalSeconds", at_most(10), stacks=REGIONS),
        ),
        {
            "any page will do": put(TARGETS, "HealthCheckPath", "/"),
            "any answer will do": put(TARGETS, "Matcher/HttpCode", "200-499", stack=DR),
            "asked every five minutes": put(TARGETS, "HealthCheckIntervalSeconds", 300),
        },
    ),
    Safety(
        "the-web-firewall-blocks",
        "Known attacks and floods from one address are refused before a task sees them.",
        ISSUE,
        _guarded,
        {
            "a web firewall before nothing": remove(_JOINED, stack=DR),
            "attacks are only counted": put(_ACL, "Rules/1/OverrideAction", {"Count": {}}),
            "no limit": drop(_ACL, "Rules/Name=too-often", stack=DR),
            "a limit that lets through": put(_ACL, "Rules/Name=too-often/Action", {"Count": {}}),
        },
        wanted=_with_waf,
    ),
    Safety(
        "the-bucket-is-private",
        "Nobody reads from outside who asked for what.",
        PRIVILEGE,
        all_of(
            *(
                every(BUCKET, f"{_BLOCK}/{rule}", True, stacks=REGIONS)
                for rule in (
                    "BlockPublicAcls",
                    "BlockPublicPolicy",
                    "IgnorePublicAcls",
                    "RestrictPublicBuckets",
                )
            ),
            _bucket_policy,
        ),
        {
            "public policies allowed": put(BUCKET, f"{_BLOCK}/BlockPublicPolicy", value=False),
            "nothing blocked": drop(BUCKET, _BLOCK, stack=DR),
            "everybody may read": append(
                BUCKET_POLICY,
                "PolicyDocument/Statement",
                {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
            ),
            "the load balancers' account may read": put(
                BUCKET_POLICY, "PolicyDocument/Statement/1/Action", "s3:GetObject", stack=DR
            ),
        },
    ),
    Safety(
        "the-bucket-answers-over-tls-alone",
        "Evidence and addresses do not travel in the open.",
        PRIVILEGE,
        _bucket_over_tls,
        {
            "no policy": remove(BUCKET_POLICY, stack=DR),
            "the bucket but not what is in it": put(
                BUCKET_POLICY,
                "PolicyDocument/Statement/0/Resource",
                lambda one: find(one, "PolicyDocument/Statement/0/Resource")[:1],
            ),
            "refused over TLS instead": put(
                BUCKET_POLICY,
                "PolicyDocument/Statement/0/Condition/Bool",
                {"aws:SecureTransport": "true"},
            ),
        },
    ),
    Safety(
        "the-bucket-is-encrypted",
        "A disk of AWS's in the wrong hands is noise.",
        PRIVILEGE,
        every(BUCKET, "BucketEncryption", present, stacks=REGIONS),
        {"not encrypted": drop(BUCKET, "BucketEncryption", stack=DR)},
    ),
    Safety(
        "evidence-can-be-overwritten-by-nobody",
        "What a drill wrote can be read as it was written.",
        PRIVILEGE,
        all_of(
            every(BUCKET, "VersioningConfiguration/Status", "Enabled", stacks=REGIONS),
            every(
                BUCKET,
                "OwnershipControls/Rules/0/ObjectOwnership",
                "BucketOwnerEnforced",
                stacks=REGIONS,
            ),
        ),
        {
            "one version only": put(BUCKET, "VersioningConfiguration/Status", "Suspended"),
            "objects that belong to whoever wrote them": drop(
                BUCKET, "OwnershipControls", stack=DR
            ),
        },
    ),
    Safety(
        "evidence-outlives-the-stacks",
        "After the teardown the figures of a drill are still there.",
        PRIVILEGE,
        all_of(
            every(BUCKET, "../DeletionPolicy", "Retain", stacks=REGIONS),
            every(BUCKET, "../UpdateReplacePolicy", "Retain", stacks=REGIONS),
            _evidence_stays,
        ),
        {
            "a bucket that goes with its stack": put(BUCKET, "../DeletionPolicy", "Delete"),
            "a bucket that goes when it is replaced": drop(
                BUCKET, "../UpdateReplacePolicy", stack=DR
            ),
            "evidence goes with the logs": drop(BUCKET, "LifecycleConfiguration/Rules/0/Prefix"),
        },
    ),
)
