"""The entries that a draw was made from are kept beside its lines (decision 51).

Guarantees that every draw made before this table was there has them too: its lines hold the same
players, points and moments of entry, and the field of the deadline the numbers of the entries.
"""

from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE: Final = """
-- The entries that stood when the draw was made, frozen: what anybody needs to make it again.
CREATE TABLE draw_entries (
    draw_id bigint NOT NULL REFERENCES draws,
    player_id bigint NOT NULL REFERENCES players,
    -- 0 where nothing tells the number of an entry any more
    entry_id bigint NOT NULL,
    entered_at timestamptz NOT NULL,
    entry_points integer NOT NULL,
    PRIMARY KEY (draw_id, player_id),
    CONSTRAINT draw_entries_points CHECK (entry_points >= 0)
);

INSERT INTO draw_entries
SELECT p.draw_id, p.player_id, coalesce(f.entry_id, 0), p.entry_timestamp, p.entry_points
FROM draw_players p
    JOIN draws d USING (draw_id)
    LEFT JOIN draw_field f USING (draw_id, player_id)
WHERE d.random_seed IS NOT NULL AND d.algorithm_version IS NOT NULL;

-- once drawn, neither draw nor seeding changes, nor what they came from
GRANT SELECT, INSERT ON draw_entries TO svc_draws;
GRANT SELECT, INSERT, UPDATE, DELETE ON draw_entries TO imp_tour;
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL ROLE own_draws")
    connection.exec_driver_sql(_TABLE)
    connection.exec_driver_sql("RESET ROLE")
