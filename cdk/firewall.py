"""Who may open a connection to whom: a security group for each part, and every rule there is.

Guarantees that nothing is reached but by the call graph: the gateway by the load balancer, a gRPC
port by the services that call it, the broker and the database by the services (the database by the
one-off tasks too), the endpoints by tasks. No group may open a connection that is not listed here.
"""

from typing import Final

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from cdk.accepting import accept
from cdk.choices import Place
from shared.names import CALLERS, SERVICES, ServiceName

HTTP: Final = 8000
GRPC: Final = 50051
NATS: Final = 4222
POSTGRES: Final = 5432
HTTPS: Final = 443


class Firewall(Construct):
    """The groups: ``balancer``, ``services`` by name, ``broker``, ``tools``, ``database`` and
    ``endpoints``."""

    def __init__(self, scope: Construct, name: str, vpc: ec2.IVpc, place: Place) -> None:
        super().__init__(scope, name)
        self._vpc = vpc
        self.balancer = self._group("Balancer", "The load balancer")
        self.services: dict[ServiceName, ec2.SecurityGroup] = {
            service: self._group(service.capitalize(), f"Tasks of {service}")
            for service in SERVICES
        }
        self.broker = self._group("Broker", "The NATS broker")
        self.tools = self._group("Tools", "One-off tasks: migration and data")
        self.database = self._group("Database", "PostgreSQL")
        self.endpoints = self._group("Endpoints", "Ways to AWS")
        self._open_to_the_internet()
        self._open_inside(place)

    def _group(self, name: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self, name, vpc=self._vpc, description=description, allow_all_outbound=False
        )

    def _open_to_the_internet(self) -> None:
        for port, why in ((HTTPS, "the site"), (80, "redirected to TLS")):
            self.balancer.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(port), why)
        accept(
            self.balancer,
            "AwsSolutions-EC23",
            "Everyone may look at the tour's pages: the load balancer is the one part that the "
            "internet reaches, on 443 and, to be redirected, on 80.",
        )

    def _open_inside(self, place: Place) -> None:
        gateway = self.services["gateway"]
        _open(self.balancer, gateway, HTTP, "pages")
        for service, callers in CALLERS.items():
            for caller in callers:
                _open(self.services[caller], self.services[service], GRPC, f"{caller} asks")
        for service, group in self.services.items():
            _open(group, self.broker, NATS, f"events of {service}")
            _open(group, self.database, POSTGRES, f"data of {service}")
        _open(self.tools, self.database, POSTGRES, "migration and data")
        layers = ec2.Peer.prefix_list(place.region.s3_prefix_list)
        for group in (*self.services.values(), self.broker, self.tools):
            _open(group, self.endpoints, HTTPS, "images, logs, secrets")
            group.add_egress_rule(layers, ec2.Port.tcp(HTTPS), "layers of images, from S3")


def _open(caller: ec2.SecurityGroup, called: ec2.SecurityGroup, port: int, why: str) -> None:
    """Both ends: out of the one, into the other."""
    called.connections.allow_from(caller, ec2.Port.tcp(port), why)
