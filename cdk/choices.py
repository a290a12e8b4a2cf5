"""What every construct of a region is told: the settings, and which side it stands on."""

from dataclasses import dataclass

from aws_cdk import aws_logs as logs

from cdk import names
from cdk.names import Side
from cdk.settings import Region, Settings

_RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    5: logs.RetentionDays.FIVE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}


def retention(days: int) -> logs.RetentionDays:
    """CloudWatch's word for so many days."""
    return _RETENTION[days]


@dataclass(frozen=True, slots=True)
class Place:
    """One side of one purpose."""

    settings: Settings
    side: Side

    @property
    def purpose(self) -> str:
        return self.settings.purpose

    @property
    def region(self) -> Region:
        return self.settings.region(self.side)

    @property
    def is_dr(self) -> bool:
        return self.side is Side.DR

    @property
    def host(self) -> str:
        """The name of this side's load balancer."""
        return names.side_host(self.settings.domain, self.side)

    @property
    def site(self) -> str:
        """The name that people use."""
        return names.site_host(self.settings.domain)
