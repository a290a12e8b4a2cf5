"""The types of resources without a line on the bill, each with the reason.

Guarantees, with ``meters``, that nothing is free by oversight: a type in neither of the two stops
the calculation.
"""

from collections.abc import Mapping
from typing import Final

_NETWORK: Final = "Part of a network, which costs nothing by itself"
_RIGHTS: Final = "Rights cost nothing"
_PART_OF_BALANCER: Final = "Counted with the load balancer"

UNPRICED: Final[Mapping[str, str]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "Costs nothing; what it starts is counted at "
    "the desired count",
    "AWS::Backup::BackupPlan": "Counted with the vault",
    "AWS::Backup::BackupSelection": "Counted with the vault",
    "AWS::Budgets::Budget": "The first two of an account are free, and budgets without actions are "
    "all free",
    "AWS::CertificateManager::Certificate": "Public certificates are free where AWS's own services "
    "use them",
    "AWS::EC2::InternetGateway": _NETWORK,
    "AWS::EC2::Route": _NETWORK,
    "AWS::EC2::RouteTable": _NETWORK,
    "AWS::EC2::SecurityGroup": _NETWORK,
    "AWS::EC2::SecurityGroupEgress": _NETWORK,
    "AWS::EC2::SecurityGroupIngress": _NETWORK,
    "AWS::EC2::Subnet": _NETWORK,
    "AWS::EC2::SubnetRouteTableAssociation": _NETWORK,
    "AWS::EC2::VPC": _NETWORK,
    "AWS::EC2::VPCGatewayAttachment": _NETWORK,
    "AWS::ElasticLoadBalancingV2::Listener": _PART_OF_BALANCER,
    "AWS::ElasticLoadBalancingV2::ListenerRule": _PART_OF_BALANCER,
    "AWS::ElasticLoadBalancingV2::TargetGroup": _PART_OF_BALANCER,
    "AWS::IAM::Policy": _RIGHTS,
    "AWS::IAM::Role": _RIGHTS,
    "AWS::KMS::Alias": "Counted with its key",
    "AWS::Logs::LogGroup": "What is written into it is counted with the tasks and flow logs that "
    "write it",
    "AWS::RDS::DBParameterGroup": "Counted with the database",
    "AWS::RDS::DBSubnetGroup": "Counted with the database",
    "AWS::Route53::RecordSet": "The zone is counted, with its queries",
    "AWS::S3::BucketPolicy": _RIGHTS,
    "AWS::SNS::Subscription": "Counted with the topic",
    "AWS::SNS::TopicPolicy": _RIGHTS,
    "AWS::SSM::Parameter": "Standard parameters are free",
    "AWS::ServiceDiscovery::Service": "Names that ECS registers are free; their zone is counted",
    "AWS::WAFv2::WebACLAssociation": "Counted with the web ACL",
}
