-- What only a whole ranking can satisfy (rules.md section 6), checked at the commit.
--
-- Positions are unique and lie between 1 and the number of players, and there are as many rows as
-- players: so they run from 1 without gaps.

CREATE FUNCTION check_week() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place record;
    week record;
BEGIN
    IF TG_TABLE_NAME = 'ranking_weeks' THEN
        place := NEW;
    ELSE
        place := OLD;
    END IF;
    SELECT w.num_players, w.origin, (SELECT count(*) FROM tour.weekly_ranking r
        WHERE r.ranking_year = w.ranking_year AND r.ranking_week = w.ranking_week
            AND r.age_category_id = w.age_category_id AND r.gender_id = w.gender_id) AS ranked
    INTO week
    FROM tour.ranking_weeks w
    WHERE w.ranking_year = place.ranking_year AND w.ranking_week = place.ranking_week
        AND w.age_category_id = place.age_category_id AND w.gender_id = place.gender_id;
    IF week.origin <> 'unverified' AND week.ranked <> week.num_players THEN
        PERFORM tour.refuse('weekly_ranking_count', format(
            'The ranking of week %s of %s has %s players, not %s.',
            place.ranking_week, place.ranking_year, week.ranked, week.num_players));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION check_ranked_player() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- as it stands at the commit, which may be later than NEW
    this tour.weekly_ranking;
    week record;
    other record;
BEGIN
    SELECT * INTO this FROM tour.weekly_ranking r
    WHERE r.ranking_year = NEW.ranking_year AND r.ranking_week = NEW.ranking_week
        AND r.age_category_id = NEW.age_category_id AND r.gender_id = NEW.gender_id
        AND r.player_id = NEW.player_id;
    SELECT w.num_players, w.origin, p.birth_year INTO week
    FROM tour.ranking_weeks w LEFT JOIN tour.ranking_players p ON p.player_id = NEW.player_id
    WHERE w.ranking_year = NEW.ranking_year AND w.ranking_week = NEW.ranking_week
        AND w.age_category_id = NEW.age_category_id AND w.gender_id = NEW.gender_id;
    IF this.player_id IS NULL OR this.origin = 'unverified' OR week.origin = 'unverified' THEN
        RETURN NULL;
    END IF;
    IF this.rank_position > week.num_players THEN
        PERFORM tour.refuse('weekly_ranking_count', format(
            'Position %s does not exist in a ranking of %s players.',
            this.rank_position, week.num_players));
    END IF;
    FOR other IN
        SELECT r.verified_position, r.total_points FROM tour.weekly_ranking r
        WHERE r.ranking_year = this.ranking_year AND r.ranking_week = this.ranking_week
            AND r.age_category_id = this.age_category_id AND r.gender_id = this.gender_id
            AND r.verified_position IN (this.rank_position - 1, this.rank_position + 1)
    LOOP
        IF sign(other.total_points - this.total_points)
            = sign(other.verified_position - this.rank_position)
        THEN
            PERFORM tour.refuse('weekly_ranking_order', format(
                'Positions %s and %s of week %s of %s are not in the order of points.',
                this.rank_position, other.verified_position,
                this.ranking_week, this.ranking_year));
        END IF;
        IF this.origin = 'live' AND other.verified_position < this.rank_position
            AND (this.separated_by IS NULL) = (other.total_points = this.total_points)
        THEN
            PERFORM tour.refuse('weekly_ranking_separation', format(
                'Position %s must say what separates it from equal points above, and only then.',
                this.rank_position));
        END IF;
    END LOOP;
    IF this.origin = 'live' AND this.ranking_year - week.birth_year
        NOT BETWEEN 55 + 5 * this.age_category_id AND 59 + 5 * this.age_category_id
    THEN
        PERFORM tour.refuse('weekly_ranking_age', format(
            'Player %s does not have the age of this ranking in %s.',
            this.player_id, this.ranking_year));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ranking_weeks_whole AFTER INSERT OR UPDATE ON ranking_weeks
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_week();
CREATE CONSTRAINT TRIGGER weekly_ranking_whole AFTER INSERT OR UPDATE ON weekly_ranking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_ranked_player();
CREATE CONSTRAINT TRIGGER weekly_ranking_whole_left AFTER DELETE ON weekly_ranking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified')
    EXECUTE FUNCTION check_week();

-- A row stays in its ranking; so a change concerns only the rows looked at above.
CREATE FUNCTION keep_ranking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tour.refuse('weekly_ranking_keeps_its_week', 'A row stays in its ranking.');
    RETURN NULL;
END $$;
CREATE TRIGGER weekly_ranking_keeps_its_week BEFORE UPDATE ON weekly_ranking FOR EACH ROW
    WHEN ((OLD.ranking_year, OLD.ranking_week, OLD.age_category_id, OLD.gender_id, OLD.player_id)
        IS DISTINCT FROM
        (NEW.ranking_year, NEW.ranking_week, NEW.age_category_id, NEW.gender_id, NEW.player_id))
    EXECUTE FUNCTION keep_ranking();
