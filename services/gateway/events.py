"""The gateway's domain events, from its accounts."""

from services.gateway.store.officials import Official
from shared.context import Role
from tour.gateway.v1 import events_pb2 as pb

_ROLES = {Role.REFEREE: pb.ROLE_REFEREE, Role.ADMINISTRATOR: pb.ROLE_ADMINISTRATOR}


def official_added(official: Official) -> pb.OfficialAdded:
    return pb.OfficialAdded(official=_message(official))


def official_changed(official: Official) -> pb.OfficialChanged:
    return pb.OfficialChanged(official=_message(official))


def signed_in(official: Official) -> pb.SignedIn:
    return pb.SignedIn(official=_message(official))


def signed_out(official: Official) -> pb.SignedOut:
    return pb.SignedOut(official=_message(official))


def key_of(official: Official) -> str:
    """What an official is called in the audit log."""
    return f"official:{official.official_id}"


def _message(official: Official) -> pb.Official:
    return pb.Official(
        official_id=official.official_id,
        name=official.name,
        role=_ROLES[official.role],
        disabled=official.disabled,
    )
