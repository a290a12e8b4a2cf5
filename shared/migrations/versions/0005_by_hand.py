"""What hand-written SQL could still get wrong, refused where that is cheap (rules.md 2 to 7).

Guarantees that a service's role deletes nothing of the tour's record, enters nobody who may not
enter, makes no draw before its entries are closed, awards points for the draw's own tournament
only, with one champion, and suspends nobody who was not drawn.
"""

from typing import Final

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ENTRIES: Final = """
-- Entries are withdrawn, players retire: nothing of the record goes away.
REVOKE DELETE ON players, tournaments, entries FROM svc_entries;

-- what points copy
ALTER TABLE tournaments
    ADD CONSTRAINT tournaments_with_category UNIQUE (tournament_id, category_id);
GRANT REFERENCES (category_id) ON tournaments TO own_rankings;

-- Who enters is active, and the list is open. An entry that a suspension withdrew comes back
-- without being asked; an import judges its rows by itself, with the tour as it stood then.
-- Suspensions are not asked: what is known of them here may be older than what matches knows.
CREATE FUNCTION check_new_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tour.entry_lists l
        WHERE l.tournament_id = NEW.tournament_id AND l.age_category_id = NEW.age_category_id
            AND l.gender_id = NEW.gender_id AND l.state = 'OPEN')
    THEN
        PERFORM tour.refuse('entries_list_open', 'The entries of this draw are closed.');
    END IF;
    IF NOT EXISTS (SELECT FROM tour.players p
        WHERE p.player_id = NEW.player_id AND p.status_id = 1)
    THEN
        PERFORM tour.refuse('entries_active', format(
            'Player %s is inactive or retired.', NEW.player_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_new AFTER INSERT ON entries FOR EACH ROW
    WHEN (NEW.standing_gender_id IS NOT NULL AND starts_with(current_user::text, 'svc_'))
    EXECUTE FUNCTION check_new_entry();
"""
_DRAWS: Final = """
REVOKE DELETE ON draws FROM svc_draws;

-- what points copy
ALTER TABLE draws ADD CONSTRAINT draws_with_list
    UNIQUE (draw_id, tournament_id, age_category_id, gender_id);
GRANT REFERENCES (tournament_id, age_category_id, gender_id) ON draws TO own_rankings;

-- No draw closes, and so none is made, while an entry would still be in time.
CREATE FUNCTION check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tour.draw_tournaments t
        WHERE t.tournament_id = NEW.tournament_id AND NEW.closed_at < t.entry_deadline)
    THEN
        PERFORM tour.refuse('draws_after_the_deadline', format(
            'Draw %s cannot close before the entry deadline.', NEW.draw_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER draws_after_the_deadline AFTER INSERT OR UPDATE OF closed_at ON draws FOR EACH ROW
    WHEN (NEW.closed_at IS NOT NULL AND NEW.origin = 'live')
    EXECUTE FUNCTION check_closing();
"""
_MATCHES: Final = """
REVOKE DELETE ON match_draws, matches, player_suspensions FROM svc_matches;

-- Every player of a draw has a match in it, whether played or not.
CREATE FUNCTION check_suspended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tour.match_draws d JOIN tour.matches m USING (draw_id)
        WHERE d.tournament_id = NEW.tournament_id
            AND NEW.player_id IN (m.player1_id, m.player2_id))
    THEN
        PERFORM tour.refuse('player_suspensions_drawn', format(
            'Player %s was not drawn in tournament %s.', NEW.player_id, NEW.tournament_id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER player_suspensions_drawn AFTER INSERT ON player_suspensions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin = 'live')
    EXECUTE FUNCTION check_suspended();
"""
_RANKINGS: Final = """
REVOKE DELETE ON ranking_weeks FROM svc_rankings;

-- Points of another tournament category, week or draw than the player's own would count; and a
-- draw has one champion, or none.
ALTER TABLE points_history
    ADD COLUMN live_draw_id bigint GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' THEN draw_id END) STORED,
    ADD COLUMN live_first_day date GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' THEN tournament_end_date - 6 END) STORED,
    ADD COLUMN live_category_id smallint GENERATED ALWAYS AS (
        CASE WHEN origin = 'live' THEN category_id END) STORED,
    ADD CONSTRAINT points_history_draw
        FOREIGN KEY (live_draw_id, tournament_id, age_category_id, gender_id)
        REFERENCES draws (draw_id, tournament_id, age_category_id, gender_id),
    ADD CONSTRAINT points_history_week FOREIGN KEY (tournament_id, live_first_day)
        REFERENCES tournaments (tournament_id, start_date),
    ADD CONSTRAINT points_history_category FOREIGN KEY (tournament_id, live_category_id)
        REFERENCES tournaments (tournament_id, category_id);
CREATE UNIQUE INDEX points_history_one_champion ON points_history (draw_id)
    WHERE origin = 'live' AND stage_result_id = 1;
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    for owner, script in (
        ("own_entries", _ENTRIES),
        ("own_draws", _DRAWS),
        ("own_matches", _MATCHES),
        ("own_rankings", _RANKINGS),
    ):
        connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
        connection.exec_driver_sql(script)
    connection.exec_driver_sql("RESET ROLE")
