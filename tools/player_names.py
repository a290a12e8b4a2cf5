"""Names of players, beside the numbers that a command tells."""

from collections.abc import Iterable, Mapping
from typing import Final

import psycopg

from tools.local.database import Target

_LOGIN: Final = "svc_entries"


def player_names(target: Target, player_ids: Iterable[int]) -> Mapping[int, str]:
    """First and last name by player; none where this person may not read them."""
    if _LOGIN not in target.passwords:
        return {}
    with psycopg.connect(target.url(_LOGIN)) as db:
        rows = db.execute(
            "SELECT player_id, first_name || ' ' || last_name FROM tour.players"
            " WHERE player_id = ANY (%s)",
            (sorted(player_ids),),
        ).fetchall()
    return dict(rows)
