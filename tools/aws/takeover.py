"""The steps of the drill: the first region fails, the second takes over.

Guarantees that from "Activate DR" to "Evidence" nothing is asked of the region that is lost, but by
the step that fails it on purpose, nor of Route 53's control plane.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cdk.names import MARK_PATH, PROMOTED, Output
from tools.aws import preflight
from tools.aws.clients import Ways
from tools.aws.evidence import write_evidence
from tools.aws.outside import leads_to
from tools.aws.record import What
from tools.aws.region import RegionSide
from tools.aws.waiting import Waiting
from tools.drill.evidence import acknowledged
from tools.problems import Problem

# how long people read and write before the region is lost
_LOAD_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class TakeOver:
    """``lost``: the primary's region is gone for real, and is asked nothing."""

    primary: RegionSide
    dr: RegionSide
    ways: Ways
    wait: Waiting
    lost: bool

    def preflight(self) -> None:
        """Everything that the other steps need is there; all that is not, at once."""
        if self.lost:
            # no moment is nearer to the failure than the first look
            self.wait.record.note_once(What.FAILED)
        elif self.wait.record.first(What.FAILED):
            raise Problem(
                f"The drill in {self.wait.record.folder} has begun: go on with --from, or name "
                "another folder for another drill."
            )
        if complaints := list(self._complaints()):
            raise Problem("\n".join(["Not ready:", *complaints]))
        if not self.lost:
            self.wait.visits.sign_in()

    def load(self) -> None:
        """Somebody reads and somebody writes, through the tour's name."""
        if self.lost or self.wait.record.first(What.FAILED):
            return
        until = self.wait.around.now() + _LOAD_SECONDS
        while self.wait.around.now() < until:
            self.wait.look()

    def activate_dr(self) -> None:
        """The tasks of the second region run, as many as the first one's, whose people come."""
        count = max(self.primary.settings.primary.desired_count, self.dr.wanted())
        self.dr.want(count)
        self.wait.for_tasks(self.dr, count)

    def fail_primary(self) -> None:
        """Every task of the first region ends; the number in SSM keeps a stack operation from
        starting them. Before it, how far behind the replica is."""
        record = self.wait.record
        if record.first(What.FAILED) is None:
            if lag := self.dr.database.lag(self.wait.around.now()):
                record.note(What.LAG, f"{lag[0].seconds:.1f}")
            record.note(What.FAILED)
        if not self.lost:
            self.primary.want(0)
            self.wait.for_tasks(self.primary, 0)

    def watch_dns(self) -> None:
        """Until the tour's name leads to the second region, and somebody has read there."""
        self._failed_at()
        turned = self.wait.for_name(self.dr, self.primary)
        self.wait.for_visits(turned, writes=False)

    def await_replica(self) -> None:
        """RDS refuses to promote an instance that it backs up or changes."""
        self.wait.for_available(self.dr)

    def promote(self) -> None:
        """Asked once; where RDS refuses because a backup has just begun, again when that ends."""
        if self.wait.record.first(What.PROMOTION_ASKED) is None:
            self.wait.for_promotion(self.dr)
            self.wait.record.note(What.PROMOTION_ASKED)

    def flip_mark(self) -> None:
        """At once, since the promotion cannot be taken back: from here on the old primary gets
        nobody, whatever its health."""
        if self.wait.record.first(What.PROMOTION_ASKED) is None:
            raise Problem(f"{self.dr.database.identifier} was not promoted: run promote first.")
        self.dr.set_mark(PROMOTED)
        self.wait.record.note_once(What.MARK_FLIPPED)
        self.wait.for_page(self.dr, MARK_PATH)
        self.wait.record.note_once(What.MARK_SEEN)

    def await_promoted(self) -> None:
        """The instance takes writes, and the services have noticed."""
        self.wait.for_writes(self.dr)
        self.wait.record.note_once(What.PROMOTED)

    def prove(self) -> None:
        """Somebody reads and somebody writes; every write that the first region answered is looked
        for."""
        record = self.wait.record
        asked, promoted = record.first(What.PROMOTION_ASKED), record.first(What.PROMOTED)
        if asked is None or promoted is None:
            raise Problem("Nothing was promoted yet: run await-promoted first.")
        self.wait.for_visits(promoted.at, writes=True)
        if record.first(What.COMPARED):
            return
        before = sorted(name for _, name in acknowledged(record.requests(), 0.0, asked.at))
        for name in self.wait.missing(before):
            record.note_once(What.LOST, name)
        record.note(What.COMPARED, str(len(before)))

    def evidence(self) -> None:
        """evidence.json and report.md in the folder, and in the second region's bucket."""
        failed = datetime.fromtimestamp(self._failed_at(), UTC)
        files = write_evidence(self.wait.record, self.wait.settings, lost=self.lost)
        for file in files:
            self.dr.clients.s3.put_object(
                Bucket=self.dr.output(Output.EVIDENCE_BUCKET),
                Key=f"drills/{failed:%Y%m%d-%H%M%S}/{file.name}",
                Body=file.read_bytes(),
            )
        self.wait.around.say(f"Report: {files[-1]}")

    def _failed_at(self) -> float:
        failed = self.wait.record.first(What.FAILED)
        if failed is None:
            raise Problem("No region has failed yet: run fail-primary first.")
        return failed.at

    def _complaints(self) -> Iterator[str]:
        primary, dr, now = self.primary, self.dr, self.wait.around.now()
        yield from preflight.of_images(dr)
        yield from preflight.of_secrets(dr)
        yield from preflight.of_mark(dr)
        yield from preflight.of_tasks(dr)
        if self.lost:
            yield from preflight.of_replica(dr, None, now)
            return
        leader = primary.database.instance()
        if leader is None or leader.copies or not leader.is_available:
            yield f"{primary.database.identifier} in {primary.name} is not there to take writes."
        else:
            yield from preflight.of_replica(dr, leader.arn, now)
        yield from preflight.of_images(primary)
        yield from preflight.of_tasks(primary)
        yield from preflight.of_zone(self.ways, primary, dr)
        yield from preflight.of_alarms(primary)
        yield from preflight.of_alarms(dr)
        if not leads_to(self.wait.around.outside, self.wait.site, primary.host, dr.host):
            yield f"{self.wait.site} does not lead to {primary.name}."
