"""The audit log: every event of every service is written down, whatever it says."""

from services.gateway.store import audit
from shared.events import Envelope
from shared.work import Work


async def write_audit(work: Work, event: Envelope) -> None:
    """Who did what to which row, with the row before and after; once per event."""
    db = await work.begin()
    await audit.write_down(db, event)
