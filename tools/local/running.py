"""run.json: what of the tour runs on this machine, for the other `tour` commands.

Guarantees that what is read belongs to a launcher that lives: its lock is asked, not its pid.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tools.local.folder import DataFolder, write_private
from tools.local.ports import HOST
from tools.local.services import Replica, Servers
from tools.problems import Failed, Problem


@dataclass(frozen=True, slots=True)
class RunningReplica:
    """``pid`` is None while it is not running."""

    replica: Replica
    pid: int | None


@dataclass(frozen=True, slots=True)
class Running:
    """``started_at`` in ISO 8601, UTC."""

    pid: int
    started_at: str
    servers: Servers
    postgres_pid: int | None
    nats_pid: int | None
    replicas: Sequence[RunningReplica]

    @property
    def url(self) -> str:
        """Where people go: the first replica of the gateway."""
        port = next(r.replica.port for r in self.replicas if r.replica.service == "gateway")
        return f"http://{HOST}:{port}"


def store_running(folder: DataFolder, running: Running) -> None:
    write_private(folder.run, json.dumps(asdict(running), indent=2))


def find_running(folder: DataFolder) -> Running | None:
    """What runs on this folder; None where nothing does, or it is still coming up."""
    if not folder.in_use:
        return None
    try:
        known = json.loads(folder.run.read_text(encoding="utf-8"))
        return Running(
            pid=known["pid"],
            started_at=known["started_at"],
            servers=Servers(**known["servers"]),
            postgres_pid=known["postgres_pid"],
            nats_pid=known["nats_pid"],
            replicas=[
                RunningReplica(Replica(**one["replica"]), one["pid"]) for one in known["replicas"]
            ],
        )
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise Failed(f"{folder.run} is damaged; stop the tour and start it again.") from error


def running_or_problem(folder: DataFolder) -> Running:
    """What runs on this folder; Problem where nothing does."""
    running = find_running(folder)
    if running is None:
        raise Problem(f"No tour is running on {folder.path}. Start it with `tour up`.")
    return running
