"""What the picture shows, read from the templates.

Guarantees that everything names the resource it was read from (``source``, stack and logical id),
and that who calls whom comes from the rules of the security groups and from nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cdk import names
from tools.aws.templates import Deployment, Resource, logical_id
from tools.problems import Failed

BALANCER: Final = "load balancer"
ERRANDS: Final = "one-off tasks"
DATABASE: Final = "database"
ENDPOINTS: Final = "endpoints"
Source: TypeAlias = str
"""`Primary/NetworkVpc7FB7348F`: a stack and a logical id of it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A rule that lets the caller's group open connections to the callee's."""

    caller: str
    callee: str
    port: int
    source: Source


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with words; a number where the picture needs it."""

    words: str
    source: Source
    number: int = 0


@dataclass(frozen=True, slots=True)
class Half:
    """One region."""

    side: names.Side
    region: str
    network: Thing
    """``number``: the zones."""
    balancer_subnets: Thing
    task_subnets: Thing
    database_subnets: Thing
    balancer: Thing
    """The ports that lead to the gateway."""
    firewall: Thing | None
    mark: Thing
    services: tuple[Thing, ...]
    """``number``: the tasks, as first deployed."""
    errands: Thing
    calls: tuple[Call, ...]
    endpoints: tuple[Thing, ...]
    """Interface endpoints; ``number``: the zones. Gateway endpoints: 0."""
    database: Thing
    replica_of: str | None
    """The region of the database that this one follows."""
    notes: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A health check of Route 53. ``looks_at``: host and path, or nothing for a calculated one."""

    looks_at: str
    kind: str
    seconds: int
    inverted: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Scene:
    purpose: str
    site: str
    primary_record: Thing
    secondary_record: Thing
    failover: Check
    children: tuple[Check, ...]
    halves: tuple[Half, Half]


def scene(at: Deployment) -> Scene:
    """Failed where the templates have not what the picture is about."""
    records = {
        one.properties["Failover"]: one
        for one in at.of_type("AWS::Route53::RecordSet")
        if "Failover" in one.properties
    }
    if set(records) != {"PRIMARY", "SECONDARY"}:
        raise Failed("The templates have no pair of failover records.")
    first, second = records["PRIMARY"], records["SECONDARY"]
    failover = at.referred(first, first.properties["HealthCheckId"])
    if failover is None:
        raise Failed("The PRIMARY record hangs on no health check.")
    children = failover.properties["HealthCheckConfig"]["ChildHealthChecks"]
    return Scene(
        at.purpose,
        first.properties["Name"].rstrip("."),
        Thing("while the failover check is healthy", _source(first)),
        Thing(_secondary_words(second), _source(second)),
        _check(failover),
        tuple(_check(_found(at, failover, child)) for child in children),
        (_half(at, names.Side.PRIMARY), _half(at, names.Side.DR)),
    )


def _secondary_words(record: Resource) -> str:
    has_check = "HealthCheckId" in record.properties
    return "while its own check is healthy" if has_check else "otherwise, whatever its health"


def _check(it: Resource) -> Check:
    config = it.properties["HealthCheckConfig"]
    looks_at = f"{config.get('FullyQualifiedDomainName', '')}{config.get('ResourcePath', '')}"
    seconds, inverted = config.get("RequestInterval", 0), config.get("Inverted", False)
    return Check(looks_at, config["Type"], seconds, inverted, _source(it))


def _half(at: Deployment, side: names.Side) -> Half:
    stack = names.REGIONAL_STACK[side]
    there = [one for one in at.resources if one.stack == stack]
    vpc = _only(there, "AWS::EC2::VPC")
    balancer = _only(there, "AWS::ElasticLoadBalancingV2::LoadBalancer")
    database = _only(there, "AWS::RDS::DBInstance")
    copied = database.properties.get("SourceDBInstanceIdentifier")
    return Half(
        side,
        vpc.region,
        _network(vpc, there),
        _tier(at, balancer, balancer.properties["Subnets"]),
        _task_tier(at, there),
        _tier(at, group := _only(there, "AWS::RDS::DBSubnetGroup"), group.properties["SubnetIds"]),
        Thing(", ".join(map(str, _ports(there))), _source(balancer)),
        _firewall(there),
        _mark(at, there),
        tuple(
            Thing(one.properties["ServiceName"], _source(one), at.number_of_tasks(one))
            for one in _all(there, "AWS::ECS::Service")
        ),
        _errands(there),
        tuple(_calls(at, there)),
        tuple(_endpoint(one) for one in _all(there, "AWS::EC2::VPCEndpoint")),
        _database(database),
        copied.split(":")[3] if copied else None,
        tuple(_notes(at, side, there)),
    )


def _network(vpc: Resource, there: Iterable[Resource]) -> Thing:
    zones = {one.properties["AvailabilityZone"] for one in _all(there, "AWS::EC2::Subnet")}
    nat = "NAT" if _all(there, "AWS::EC2::NatGateway") else "no NAT"
    return Thing(f"{vpc.properties['CidrBlock']}, {nat}", _source(vpc), len(zones))


def _task_tier(at: Deployment, there: Iterable[Resource]) -> Thing:
    """Where the tasks of the services run; all in the same subnets, or there is no picture."""
    tiers = {
        _tier(at, one, one.properties["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"])
        for one in _all(there, "AWS::ECS::Service")
    }
    if len(tiers) != 1:
        raise Failed("The services of a region do not all run in the same subnets.")
    return tiers.pop()


def _tier(at: Deployment, it: Resource, references: Iterable[object]) -> Thing:
    """The kind of subnets, as the CDK's tags call them."""
    subnets = [_found(at, it, one) for one in references]
    tags = [{tag["Key"]: tag["Value"] for tag in one.properties["Tags"]} for one in subnets]
    kinds = {(tag["aws-cdk:subnet-name"], tag["aws-cdk:subnet-type"].lower()) for tag in tags}
    if len(kinds) != 1:
        raise Failed(f"{_source(it)} lies in subnets of several kinds: {sorted(kinds)}.")
    name, kind = kinds.pop()
    words = f"{name} subnets" if name == kind else f"{name} subnets, {kind}"
    return Thing(words, _sources(subnets), len(subnets))


def _ports(there: Iterable[Resource]) -> Iterator[int]:
    """Of the listeners that forward to the gateway."""
    for one in _all(there, "AWS::ElasticLoadBalancingV2::Listener"):
        if any(action["Type"] == "forward" for action in one.properties["DefaultActions"]):
            yield one.properties["Port"]


def _firewall(there: Iterable[Resource]) -> Thing | None:
    for one in _all(there, "AWS::WAFv2::WebACL"):
        rules = len(one.properties["Rules"])
        return Thing(f"web ACL, {rules} rules", _source(one), rules)
    return None


def _mark(at: Deployment, there: Iterable[Resource]) -> Thing:
    """The rule with a fixed answer, and what it answers until the runbook turns it."""
    for one in _all(there, "AWS::ElasticLoadBalancingV2::ListenerRule"):
        fields = {field["Field"]: field for field in one.properties["Conditions"]}
        paths = fields.get("path-pattern", {}).get("PathPatternConfig", {}).get("Values")
        if paths == [names.MARK_PATH]:
            answer = one.properties["Actions"][0]["FixedResponseConfig"]["StatusCode"]
            return Thing(f"{names.MARK_PATH}: {at.value(one, answer)}", _source(one))
    raise Failed(f"No rule of a load balancer answers {names.MARK_PATH}.")


def _errands(there: Iterable[Resource]) -> Thing:
    """The task definitions that no service runs; their group is an output of the stack."""
    services = _all(there, "AWS::ECS::Service")
    run = {logical_id(one.properties["TaskDefinition"]) for one in services}
    alone = [one for one in _all(there, "AWS::ECS::TaskDefinition") if one.id not in run]
    families = (one.properties["Family"].rsplit("-", 1)[-1] for one in alone)
    return Thing(", ".join(families), " ".join(map(_source, alone)), len(alone))


def _calls(at: Deployment, there: list[Resource]) -> Iterator[Call]:
    """Between groups of this region; what comes from outside is the load balancer's ports."""
    who = _groups(at, there)
    for one in _all(there, "AWS::EC2::SecurityGroupIngress"):
        caller = logical_id(one.properties.get("SourceSecurityGroupId"))
        callee = logical_id(one.properties["GroupId"])
        if caller not in who or callee not in who:
            raise Failed(f"{_source(one)} lets somebody in whom nobody knows: {caller}, {callee}.")
        yield Call(who[caller], who[callee], one.properties["FromPort"], _source(one))


def _groups(at: Deployment, there: list[Resource]) -> Mapping[str | None, str]:
    """Who stands behind each security group, by its logical id."""
    who: dict[str | None, str] = {}
    for one in there:
        match one.type:
            case "AWS::ECS::Service":
                network = one.properties["NetworkConfiguration"]["AwsvpcConfiguration"]
                groups, name = network["SecurityGroups"], one.properties["ServiceName"]
            case "AWS::ElasticLoadBalancingV2::LoadBalancer":
                groups, name = one.properties["SecurityGroups"], BALANCER
            case "AWS::RDS::DBInstance":
                groups, name = one.properties["VPCSecurityGroups"], DATABASE
            case "AWS::EC2::VPCEndpoint":
                groups, name = one.properties.get("SecurityGroupIds", ()), ENDPOINTS
            case _:
                continue
        who |= {logical_id(group): name for group in groups}
    outputs: Mapping[str, Any] = at.stack(there[0].stack).template["Outputs"]
    who[logical_id(outputs[names.Output.TOOLS_SECURITY_GROUP]["Value"])] = ERRANDS
    return who


def _endpoint(it: Resource) -> Thing:
    if it.properties.get("VpcEndpointType") == "Interface":
        service = str(it.properties["ServiceName"]).split(f".{it.region}.")[-1]
        return Thing(service, _source(it), len(it.properties["SubnetIds"]))
    return Thing(_gateway_service(it.properties["ServiceName"]), _source(it))


def _gateway_service(name: object) -> str:
    """`s3`; the CDK joins the name of a gateway endpoint's service from parts."""
    match name:
        case {"Fn::Join": [_, [*_, str(last)]]}:
            return last.strip(".")
    return str(name).rsplit(".", 1)[-1]


def _database(it: Resource) -> Thing:
    properties = it.properties
    kind = properties["DBInstanceClass"]
    if "SourceDBInstanceIdentifier" in properties:
        return Thing(f"{kind}, one zone", _source(it))
    zones = "two zones" if properties.get("MultiAZ") else "one zone"
    size = properties["AllocatedStorage"]
    return Thing(
        f"{properties['Engine']} {properties['EngineVersion']}, {kind}, {size}\u00a0GB, {zones}",
        _source(it),
    )


def _notes(at: Deployment, side: names.Side, there: list[Resource]) -> Iterator[Thing]:
    """What else a region has, a line each."""
    control = [one for one in at.resources if one.stack == names.CONTROL_STACK[side]]
    everything = [*control, *there]
    count = names.desired_count_parameter(at.purpose, side)
    for one in _all(control, "AWS::SSM::Parameter"):
        if one.properties["Name"] == count:
            yield Thing(f"tasks of each service: {one.properties['Value']} (SSM)", _source(one))
    images = _all(everything, "AWS::ECR::Repository")
    yield Thing(f"{len(images)} images{_replicated(everything)}", _sources(images))
    if secrets := _all(everything, "AWS::SecretsManager::Secret"):
        to = {one["Region"] for each in secrets for one in each.properties["ReplicaRegions"]}
        copied = f", copied to {' and '.join(sorted(to))}" if to else ""
        yield Thing(f"{len(secrets)} secrets{copied}", _sources(secrets))
    database = _only(there, "AWS::RDS::DBInstance")
    days = database.properties.get("BackupRetentionPeriod", 0)
    kept = [f"backups of {days} days"]
    kept += [f"vault of {days} days" for days in _vault_days(there)]
    yield Thing(", ".join(kept), _sources([database, *_all(there, "AWS::Backup::BackupPlan")]))
    keys = _all(everything, "AWS::KMS::Key")
    words = "a key of its own" if len(keys) == 1 else f"{len(keys)} keys"
    buckets = _all(everything, "AWS::S3::Bucket")
    yield Thing(f"{words}, evidence bucket", _sources([*keys, *buckets]))
    alarms = _all(everything, "AWS::CloudWatch::Alarm")
    boards = _all(everything, "AWS::CloudWatch::Dashboard")
    watched = f"{len(alarms)} alarms{', dashboard' if boards else ''}"
    yield Thing(watched, _sources([*alarms, *boards]))


def _replicated(everything: Iterable[Resource]) -> str:
    for one in _all(everything, "AWS::ECR::ReplicationConfiguration"):
        rules = one.properties["ReplicationConfiguration"]["Rules"]
        to = {each["Region"] for rule in rules for each in rule["Destinations"]}
        return f", copied to {' and '.join(sorted(to))}"
    return ""


def _vault_days(there: Iterable[Resource]) -> Iterator[int]:
    for plan in _all(there, "AWS::Backup::BackupPlan"):
        for rule in plan.properties["BackupPlan"]["BackupPlanRule"]:
            yield rule["Lifecycle"]["DeleteAfterDays"]


def _all(there: Iterable[Resource], kind: str) -> list[Resource]:
    return [one for one in there if one.type == kind]


def _only(there: Iterable[Resource], kind: str) -> Resource:
    found = _all(there, kind)
    if len(found) != 1:
        raise Failed(f"A region has {len(found)} of {kind}; the picture is of one.")
    return found[0]


def _found(at: Deployment, it: Resource, reference: object) -> Resource:
    if (found := at.referred(it, reference)) is None:
        raise Failed(f"{_source(it)} refers to {reference}, which is not in its template.")
    return found


def _source(it: Resource) -> Source:
    return f"{it.stack}/{it.id}"


def _sources(these: Iterable[Resource]) -> Source:
    return " ".join(map(_source, these))
