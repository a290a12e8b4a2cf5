"""`tour status`: what of the tour is running on this machine, and is it well."""

import typer

from tools.backups.names import backups_in
from tools.local.folder import backup_folder, data_folder
from tools.local.parts import http_ok
from tools.local.running import Running, running_or_problem


def command() -> None:
    """Ends with 0 where everything is ready, with 1 where a part is not, with 2 where nothing
    runs."""
    home = data_folder()
    running = running_or_problem(home)
    print(f"The tour runs at {running.url} since {running.started_at} (process {running.pid}).")
    parts = _parts(running)
    for name, pid, ready in parts:
        state = "ready" if ready else "not ready"
        print(f"  {name:<14} {state:<10} {f'process {pid}' if pid else 'starting'}")
    latest = next(iter(backups_in(backup_folder(home))), None)
    print(f"Last backup: {latest or 'none'}")
    if not all(ready for _, _, ready in parts):
        raise typer.Exit(1)


def _parts(running: Running) -> list[tuple[str, int | None, bool]]:
    servers = [
        ("postgresql", running.postgres_pid, running.postgres_pid is not None),
        ("nats", running.nats_pid, http_ok(running.servers.nats_monitor_port, "/healthz")),
    ]
    services = [
        (one.replica.name, one.pid, http_ok(one.replica.health_port, "/health/ready"))
        for one in running.replicas
    ]
    return [*servers, *services]
