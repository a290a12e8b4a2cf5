"""What hand-written SQL could still get wrong in matches, decided by keys (rules.md section 5).

Guarantees that matches know their draw as it was made (format, size, week), that lines 1 and 2, 3
and 4, … meet in the first round, and that who has a bye waits in the match that the bye leads to.
"""

from typing import Final

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DRAWS: Final = """
-- what matches know of a draw, and of its lines
ALTER TABLE draws ADD CONSTRAINT draws_with_format UNIQUE
    (draw_id, tournament_id, age_category_id, gender_id, draw_size, num_players, has_supertiebreak);
ALTER TABLE draw_players
    ADD COLUMN pair smallint GENERATED ALWAYS AS ((draw_position + 1) / 2) STORED,
    ADD CONSTRAINT draw_players_with_line UNIQUE (draw_id, draw_position, player_id),
    ADD CONSTRAINT draw_players_with_pair UNIQUE (draw_id, pair, player_id);
GRANT REFERENCES
    (draw_id, tournament_id, age_category_id, gender_id, draw_size, num_players, has_supertiebreak)
ON draws TO own_matches;
GRANT REFERENCES (draw_id, draw_position, pair, player_id) ON draw_players TO own_matches;
"""
_MATCHES: Final = """
-- The copy of a draw is the draw: else a score of the other format could be stored, or a match in
-- another week. Without a size it is unverified history, and not asked.
ALTER TABLE match_draws
    ADD COLUMN first_day date GENERATED ALWAYS AS (
        CASE WHEN origin <> 'unverified' THEN start_date END) STORED,
    ADD CONSTRAINT match_draws_as_made FOREIGN KEY
        (draw_id, tournament_id, age_category_id, gender_id, draw_size, num_players,
            has_supertiebreak)
        REFERENCES draws
        (draw_id, tournament_id, age_category_id, gender_id, draw_size, num_players,
            has_supertiebreak),
    ADD CONSTRAINT match_draws_first_day FOREIGN KEY (tournament_id, first_day)
        REFERENCES tournaments (tournament_id, start_date),
    ADD CONSTRAINT match_draws_week CHECK (origin = 'unverified' OR end_date = start_date + 6);

-- Match n of the first round is played by lines 2n - 1 and 2n, match n of the second by pairs
-- 2n - 1 and 2n, whether somebody won there or had a bye. Later rounds follow, match by match.
-- Imported draws may write the two players of a match the other way round.
ALTER TABLE matches
    ADD COLUMN line1 integer GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' AND round_id = first_round_of(draw_size)
            THEN 2 * match_number - 1 END) STORED,
    ADD COLUMN line2 integer GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' AND round_id = first_round_of(draw_size)
            THEN 2 * match_number END) STORED,
    ADD COLUMN pair1 integer GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' AND round_id = first_round_of(draw_size) + 1
            THEN 2 * match_number - 1 END) STORED,
    ADD COLUMN pair2 integer GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' AND round_id = first_round_of(draw_size) + 1
            THEN 2 * match_number END) STORED,
    ADD CONSTRAINT matches_line1 FOREIGN KEY (draw_id, line1, player1_id)
        REFERENCES draw_players (draw_id, draw_position, player_id),
    ADD CONSTRAINT matches_line2 FOREIGN KEY (draw_id, line2, player2_id)
        REFERENCES draw_players (draw_id, draw_position, player_id),
    ADD CONSTRAINT matches_pair1 FOREIGN KEY (draw_id, pair1, player1_id)
        REFERENCES draw_players (draw_id, pair, player_id),
    ADD CONSTRAINT matches_pair2 FOREIGN KEY (draw_id, pair2, player2_id)
        REFERENCES draw_players (draw_id, pair, player_id);
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    for owner, script in (("own_draws", _DRAWS), ("own_matches", _MATCHES)):
        connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
        connection.exec_driver_sql(script)
    connection.exec_driver_sql("RESET ROLE")
