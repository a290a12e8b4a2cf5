"""What a regional stack reads from SSM at every operation: counts, the mark's status, secrets.

Guarantees that a deployment finds what the runbook changed: a literal would be written back.
"""

from collections.abc import Mapping

from aws_cdk import CfnCondition, CfnParameter, Fn, Token
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk import names
from cdk.choices import Place
from cdk.names import SecretHolder

_FROM_SSM = "AWS::SSM::Parameter::Value<String>"


class Inputs(Construct):
    """``desired_count`` for the services, ``broker_count`` (none where no service runs),
    ``promoted_status``, ``secrets`` by holder."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        super().__init__(scope, name)
        purpose, side = place.purpose, place.side
        count = self._parameter("DesiredCount", names.desired_count_parameter(purpose, side))
        is_off = CfnCondition(
            self, "IsOff", expression=Fn.condition_equals(count.value_as_string, "0")
        )
        self.desired_count = Token.as_number(count.value)
        self.broker_count = Token.as_number(Fn.condition_if(is_off.logical_id, 0, 1))
        self.promoted_status = self._parameter(
            "PromotedStatus", names.promoted_status_parameter(purpose, side)
        ).value_as_string
        self.secrets: Mapping[SecretHolder, secretsmanager.ISecret] = {
            holder: self._secret(holder, place) for holder in names.SECRET_HOLDERS
        }

    def _parameter(self, name: str, path: str) -> CfnParameter:
        parameter = CfnParameter(self, name, type=_FROM_SSM, default=path)
        parameter.override_logical_id(f"{name}Parameter")
        return parameter

    def _secret(self, holder: SecretHolder, place: Place) -> secretsmanager.ISecret:
        path = names.secret_arn_parameter(place.purpose, place.side, holder)
        arn = self._parameter(f"{holder.capitalize()}Secret", path).value_as_string
        return secretsmanager.Secret.from_secret_complete_arn(self, holder, arn)
