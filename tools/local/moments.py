"""Moments as people type them."""

from datetime import UTC, datetime

from tools.problems import Problem


def parse_moment(text: str) -> datetime:
    """A moment in ISO form, UTC where no zone is named; Problem where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(f"“{text}” is no moment; write it like 2026-02-17T10:00 (UTC).") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
