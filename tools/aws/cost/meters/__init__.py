"""What each type of resource is billed for: a function for each type.

Guarantees that a meter only counts. It knows no price; the price list does, by the item named here.
"""

from collections.abc import Mapping
from typing import Final

from tools.aws.cost.meters import data, network, tasks, watching
from tools.aws.cost.usage import Meter

METERS: Final[Mapping[str, Meter]] = {
    "AWS::ApplicationAutoScaling::ScalingPolicy": watching.scaling_policy,
    "AWS::Backup::BackupVault": data.vault,
    "AWS::CloudWatch::Alarm": watching.alarm,
    "AWS::CloudWatch::Dashboard": watching.dashboard,
    "AWS::EC2::FlowLog": watching.flow_log,
    "AWS::EC2::VPCEndpoint": network.endpoint,
    "AWS::ECR::ReplicationConfiguration": data.replication,
    "AWS::ECR::Repository": data.repository,
    "AWS::ECS::Cluster": tasks.cluster,
    "AWS::ECS::Service": tasks.service,
    "AWS::ECS::TaskDefinition": tasks.errand,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": network.balancer,
    "AWS::KMS::Key": watching.key,
    "AWS::Logs::MetricFilter": watching.metric_filter,
    "AWS::RDS::DBInstance": data.database,
    "AWS::Route53::HealthCheck": network.health_check,
    "AWS::S3::Bucket": data.bucket,
    "AWS::SNS::Topic": watching.topic,
    "AWS::SecretsManager::Secret": watching.secret,
    "AWS::ServiceDiscovery::PrivateDnsNamespace": network.zone,
    "AWS::WAFv2::WebACL": network.web_acl,
}
