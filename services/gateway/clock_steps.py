"""What time makes due in the gateway, on the replica that leads."""

from datetime import UTC, datetime, timedelta

from services.gateway import commands
from services.gateway.gateway import Gateway
from shared.context import Call
from shared.leader import ClockStep

_SWEPT_EVERY = timedelta(minutes=1)


def first_official_step(gateway: Gateway) -> ClockStep:
    """Makes the first administrator of a new installation, once its database accepts writes."""
    is_done = False

    async def run(_call: Call) -> None:
        nonlocal is_done
        if is_done:
            return
        password = gateway.settings.first_password
        await commands.add_first_official(
            gateway.database, gateway.passwords, password.get_secret_value() if password else None
        )
        is_done = True

    return ClockStep("first official", run)


def sweep_step(gateway: Gateway) -> ClockStep:
    """Deletes sessions that no longer hold and attempts that no longer count."""
    last = datetime.min.replace(tzinfo=UTC)

    async def run(call: Call) -> None:
        nonlocal last
        now = datetime.now(UTC)
        if now - last >= _SWEPT_EVERY:
            await commands.sweep(gateway.database, call)
            last = now

    return ClockStep("sweep", run)
