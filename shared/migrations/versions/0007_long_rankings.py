"""A long ranking is checked row by row, each with its neighbours: the time grows with its length.

Guarantees that the checks refuse what they refused before, and a row whose points have become equal
to those below, too. Until now each row that came or went had the whole list read, so that a list of
8,000 players took 20 s to store or to publish anew.
"""

from typing import Final

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WEEKS: Final = """
CREATE FUNCTION check_count(
    of_year integer, of_week integer, of_category integer, of_gender integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    week record;
BEGIN
    SELECT w.num_players, w.origin, (SELECT count(*) FROM tour.weekly_ranking r
        WHERE r.ranking_year = w.ranking_year AND r.ranking_week = w.ranking_week
            AND r.age_category_id = w.age_category_id AND r.gender_id = w.gender_id) AS ranked
    INTO week
    FROM tour.ranking_weeks w
    WHERE w.ranking_year = of_year AND w.ranking_week = of_week
        AND w.age_category_id = of_category AND w.gender_id = of_gender;
    IF week.origin <> 'unverified' AND week.ranked <> week.num_players THEN
        PERFORM tour.refuse('weekly_ranking_count', format(
            'The ranking of week %s of %s has %s players, not %s.',
            of_week, of_year, week.ranked, week.num_players));
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION check_count TO svc_rankings, imp_tour;

CREATE OR REPLACE FUNCTION check_week() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tour.check_count(
        NEW.ranking_year, NEW.ranking_week, NEW.age_category_id, NEW.gender_id);
    RETURN NULL;
END $$;

-- Who left a position leaves a gap unless somebody holds it now; then the list is counted. As its
-- week is counted whenever that changes, and no position exceeds its number, no gap is missed.
CREATE FUNCTION check_position_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held integer;
BEGIN
    -- in their order, so that the key of positions is read and nothing but the place asked for
    SELECT r.verified_position INTO held FROM tour.weekly_ranking r
    WHERE r.ranking_year = OLD.ranking_year AND r.ranking_week = OLD.ranking_week
        AND r.age_category_id = OLD.age_category_id AND r.gender_id = OLD.gender_id
        AND r.verified_position >= OLD.verified_position
    ORDER BY r.verified_position LIMIT 1;
    IF held IS DISTINCT FROM OLD.verified_position THEN
        PERFORM tour.check_count(
            OLD.ranking_year, OLD.ranking_week, OLD.age_category_id, OLD.gender_id);
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER weekly_ranking_whole_left ON weekly_ranking;
CREATE CONSTRAINT TRIGGER weekly_ranking_whole_left AFTER DELETE ON weekly_ranking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified')
    EXECUTE FUNCTION check_position_left();
CREATE CONSTRAINT TRIGGER weekly_ranking_whole_moved AFTER UPDATE ON weekly_ranking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified'
        AND NEW.verified_position IS DISTINCT FROM OLD.verified_position)
    EXECUTE FUNCTION check_position_left();
"""
_PLAYERS: Final = """
CREATE OR REPLACE FUNCTION check_ranked_player() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    week record;
    here record;
    position_above integer;
    points_above integer;
BEGIN
    SELECT w.num_players, w.origin, p.birth_year INTO week
    FROM tour.ranking_weeks w LEFT JOIN tour.ranking_players p ON p.player_id = NEW.player_id
    WHERE w.ranking_year = NEW.ranking_year AND w.ranking_week = NEW.ranking_week
        AND w.age_category_id = NEW.age_category_id AND w.gender_id = NEW.gender_id;
    IF week.origin = 'unverified' THEN
        RETURN NULL;
    END IF;
    -- The row and its neighbours as they stand at the commit, which may be later than NEW. Without
    -- statistics, as in the transaction that stores a list, other keys look as good as that of
    -- positions and have a whole list or career read; it alone gives the order asked for.
    FOR here IN
        SELECT r.player_id, r.verified_position AS position, r.total_points AS points,
            r.separated_by, r.origin
        FROM tour.weekly_ranking r
        WHERE r.ranking_year = NEW.ranking_year AND r.ranking_week = NEW.ranking_week
            AND r.age_category_id = NEW.age_category_id AND r.gender_id = NEW.gender_id
            AND r.verified_position BETWEEN NEW.rank_position - 1 AND NEW.rank_position + 1
        ORDER BY r.verified_position
    LOOP
        IF here.position = NEW.rank_position THEN
            -- who has left it since is checked where he came to
            EXIT WHEN here.player_id <> NEW.player_id;
            IF here.position > week.num_players THEN
                PERFORM tour.refuse('weekly_ranking_count', format(
                    'Position %s does not exist in a ranking of %s players.',
                    here.position, week.num_players));
            END IF;
            IF here.origin = 'live' AND NEW.ranking_year - week.birth_year
                NOT BETWEEN 55 + 5 * NEW.age_category_id AND 59 + 5 * NEW.age_category_id
            THEN
                PERFORM tour.refuse('weekly_ranking_age', format(
                    'Player %s does not have the age of this ranking in %s.',
                    here.player_id, NEW.ranking_year));
            END IF;
        END IF;
        IF here.position = position_above + 1 THEN
            IF here.points > points_above THEN
                PERFORM tour.refuse('weekly_ranking_order', format(
                    'Positions %s and %s of week %s of %s are not in the order of points.',
                    position_above, here.position, NEW.ranking_week, NEW.ranking_year));
            END IF;
            IF here.origin = 'live'
                AND (here.separated_by IS NULL) = (here.points = points_above)
            THEN
                PERFORM tour.refuse('weekly_ranking_separation', format(
                    'Position %s must say what separates it from equal points above,'
                    ' and only then.',
                    here.position));
            END IF;
        END IF;
        position_above := here.position;
        points_above := here.points;
    END LOOP;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL ROLE own_rankings")
    connection.exec_driver_sql(_WEEKS)
    connection.exec_driver_sql(_PLAYERS)
    connection.exec_driver_sql("RESET ROLE")
