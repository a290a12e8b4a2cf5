-- What only a whole draw can satisfy. The triggers wait for the commit, because a draw, its lines
-- and its seeds are stored one after the other; rows of unverified history are left alone.

-- Section 11. Where two seeds share two lines, lot has decided between them.
CREATE FUNCTION is_line_of_seed(size smallint, seed smallint, line smallint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN line = ANY (CASE size
    WHEN 8 THEN CASE seed WHEN 1 THEN '{1}' WHEN 2 THEN '{8}' END
    WHEN 16 THEN CASE seed WHEN 1 THEN '{1}' WHEN 2 THEN '{16}' WHEN 3 THEN '{12}' WHEN 4 THEN '{5}' END
    WHEN 32 THEN CASE
        WHEN seed = 1 THEN '{1}' WHEN seed = 2 THEN '{32}'
        WHEN seed = 3 THEN '{24}' WHEN seed = 4 THEN '{9}'
        WHEN seed IN (6, 7) THEN '{8, 16}' WHEN seed IN (5, 8) THEN '{17, 25}' END
    WHEN 64 THEN CASE
        WHEN seed = 1 THEN '{1}' WHEN seed = 2 THEN '{64}'
        WHEN seed = 3 THEN '{48}' WHEN seed = 4 THEN '{17}'
        WHEN seed IN (6, 7) THEN '{16, 32}' WHEN seed IN (5, 8) THEN '{33, 49}'
        WHEN seed IN (9, 12) THEN '{9, 25}' WHEN seed IN (10, 11) THEN '{40, 56}'
        WHEN seed IN (13, 16) THEN '{8, 24}' WHEN seed IN (14, 15) THEN '{41, 57}' END
END::smallint[]);

-- Seeds are numbered from 1; the actual ones are as many as the seeding rules say.
CREATE FUNCTION check_seeding(of_draw draws) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seeding record;
    wanted integer := 0;
BEGIN
    FOR seeding IN
        SELECT is_actual_seeding AS actual, count(*) AS seeds, max(seed_number) AS highest
        FROM tour.draw_seed WHERE draw_id = of_draw.draw_id GROUP BY 1
    LOOP
        IF seeding.seeds <> seeding.highest THEN
            PERFORM tour.refuse('draw_seed_numbers', format(
                'The seeds of draw %s are not numbered from 1 without gaps.', of_draw.draw_id));
        END IF;
    END LOOP;
    IF of_draw.is_seeded AND of_draw.draw_status_id IN (3, 4) THEN
        SELECT num_seeds INTO wanted FROM tour.seeding_rules
        WHERE of_draw.num_players BETWEEN min_players AND max_players;
    END IF;
    IF wanted <> (SELECT count(*) FROM tour.draw_seed
        WHERE draw_id = of_draw.draw_id AND is_actual_seeding)
    THEN
        PERFORM tour.refuse('draw_seed_count', format(
            'Draw %s must have %s actual seeds.', of_draw.draw_id, wanted));
    END IF;
END $$;

-- As many lines as players, no bye against bye (so the byes are size − players).
CREATE FUNCTION check_lines(of_draw draws) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lines record;
BEGIN
    SELECT count(*) AS players, count(DISTINCT (draw_position + 1) / 2) AS pairs INTO lines
    FROM tour.draw_players WHERE draw_id = of_draw.draw_id;
    IF lines.players <> of_draw.num_players THEN
        PERFORM tour.refuse('draw_players_count', format('Draw %s has %s players on its lines, not %s.',
            of_draw.draw_id, lines.players, of_draw.num_players));
    END IF;
    IF lines.pairs <> of_draw.draw_size / 2 THEN
        PERFORM tour.refuse('draw_players_bye_against_bye', format(
            'In draw %s a bye stands against a bye.', of_draw.draw_id));
    END IF;
END $$;

-- Where seeds stand and who has the byes: sections 3, 4 and 11, for draws that the tour made itself.
CREATE FUNCTION check_bracket_of_draw(of_draw draws) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tour.draw_seed s JOIN tour.draw_players p USING (draw_id, player_id)
        WHERE draw_id = of_draw.draw_id AND s.is_actual_seeding
            AND tour.is_line_of_seed(of_draw.draw_size, s.seed_number, p.draw_position) IS NOT TRUE)
    THEN
        PERFORM tour.refuse('draw_seed_line', format(
            'In draw %s a seed stands on a line that is not its own.', of_draw.draw_id));
    END IF;
    IF EXISTS (SELECT FROM tour.draw_seed s JOIN tour.draw_players p USING (draw_id, player_id)
        WHERE draw_id = of_draw.draw_id AND s.is_actual_seeding
            AND p.has_bye <> (s.seed_number <= of_draw.draw_size - of_draw.num_players))
    THEN
        PERFORM tour.refuse('draw_players_byes_to_seeds', format(
            'In draw %s the byes do not go to the seeds in seed order.', of_draw.draw_id));
    END IF;
    IF EXISTS (SELECT FROM unnest('{4, 8, 16, 32, 64}'::smallint[]) AS section (width)
            JOIN tour.draw_players p ON width <= of_draw.draw_size
        WHERE p.draw_id = of_draw.draw_id
        GROUP BY width, (p.draw_position - 1) / width
        HAVING abs(sum(CASE WHEN (p.draw_position - 1) % width < width / 2 THEN 1 ELSE -1 END)) > 1)
    THEN
        PERFORM tour.refuse('draw_players_byes_spread', format(
            'In draw %s the byes are not spread evenly over the sections.', of_draw.draw_id));
    END IF;
END $$;

CREATE FUNCTION check_draw() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- as it stands at the commit, which may be later than NEW
    of_draw tour.draws;
BEGIN
    SELECT * INTO of_draw FROM tour.draws WHERE draw_id = NEW.draw_id;
    IF of_draw.draw_status_id IN (3, 4) AND of_draw.origin <> 'unverified' THEN
        PERFORM tour.check_lines(of_draw);
        PERFORM tour.check_seeding(of_draw);
        IF of_draw.origin = 'live' THEN
            PERFORM tour.check_bracket_of_draw(of_draw);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER draws_whole AFTER INSERT OR UPDATE ON draws
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.draw_status_id IN (3, 4) AND NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_draw();

-- Each line by itself: it belongs to a draw that was made, and its player has a bye if and only if
-- the other line of the pair is empty. The rest is as cheap as counting.
CREATE FUNCTION check_drawn_player() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_draw bigint := coalesce(NEW.draw_id, OLD.draw_id);
    found record;
BEGIN
    SELECT d.draw_status_id, d.num_players, d.origin, p.has_bye,
        (SELECT count(*) FROM tour.draw_players WHERE draw_id = of_draw) AS players,
        EXISTS (SELECT FROM tour.draw_players o WHERE o.draw_id = of_draw
            AND o.draw_position = ((p.draw_position - 1) # 1) + 1) AS has_opponent
    INTO found
    FROM tour.draws d
        LEFT JOIN tour.draw_players p ON p.draw_id = d.draw_id AND p.player_id = NEW.player_id
    WHERE d.draw_id = of_draw;
    IF found.origin = 'unverified' OR found.origin IS NULL THEN
        RETURN NULL;
    END IF;
    IF found.draw_status_id NOT IN (3, 4) AND found.players > 0 THEN
        PERFORM tour.refuse('draw_players_not_drawn', format(
            'Draw %s has lines, but was not made.', of_draw));
    END IF;
    IF found.players <> found.num_players THEN
        PERFORM tour.refuse('draw_players_count', format('Draw %s has %s players on its lines, not %s.',
            of_draw, found.players, found.num_players));
    END IF;
    IF found.has_bye = found.has_opponent THEN
        PERFORM tour.refuse('draw_players_bye', format(
            'In draw %s, player %s must have a bye if and only if the other line is empty.',
            of_draw, NEW.player_id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER draw_players_whole AFTER INSERT OR UPDATE ON draw_players
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_drawn_player();
CREATE CONSTRAINT TRIGGER draw_players_whole_delete AFTER DELETE ON draw_players
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified')
    EXECUTE FUNCTION check_drawn_player();

CREATE FUNCTION check_seed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_draw tour.draws;
BEGIN
    SELECT * INTO of_draw FROM tour.draws WHERE draw_id = coalesce(NEW.draw_id, OLD.draw_id);
    IF of_draw.origin <> 'unverified' THEN
        PERFORM tour.check_seeding(of_draw);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER draw_seed_whole AFTER INSERT OR UPDATE ON draw_seed
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_seed();
CREATE CONSTRAINT TRIGGER draw_seed_whole_delete AFTER DELETE ON draw_seed
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified')
    EXECUTE FUNCTION check_seed();

-- Once drawn, a draw only goes from Generated to Completed and back; a cancelled one stays so, and
-- a closed one does not open again (rules.md section 4).
CREATE FUNCTION keep_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.draw_status_id, NEW.draw_status_id) IN ((2, 1), (3, 1), (3, 2), (3, 5), (4, 1), (4, 2), (4, 5))
        OR OLD.draw_status_id = 5 AND NEW.draw_status_id <> 5
    THEN
        PERFORM tour.refuse('draws_status', format('Draw %s cannot go back to an earlier status.',
            OLD.draw_id));
    END IF;
    IF OLD.draw_status_id IN (3, 4)
        AND (OLD.draw_id, OLD.tournament_id, OLD.age_category_id, OLD.gender_id, OLD.num_players,
            OLD.has_supertiebreak, OLD.draw_generated_at, OLD.draw_size, OLD.is_seeded,
            OLD.random_seed, OLD.algorithm_version, OLD.closed_at)
        IS DISTINCT FROM (NEW.draw_id, NEW.tournament_id, NEW.age_category_id, NEW.gender_id,
            NEW.num_players, NEW.has_supertiebreak, NEW.draw_generated_at, NEW.draw_size,
            NEW.is_seeded, NEW.random_seed, NEW.algorithm_version, NEW.closed_at)
    THEN
        PERFORM tour.refuse('draws_once_drawn', format('Draw %s was made and does not change.',
            OLD.draw_id));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draws_once_drawn BEFORE UPDATE ON draws FOR EACH ROW
    WHEN (OLD.draw_status_id <> 1 AND OLD.origin <> 'unverified')
    EXECUTE FUNCTION keep_draw();

GRANT EXECUTE ON FUNCTION is_line_of_seed, check_seeding, check_lines, check_bracket_of_draw
TO svc_draws, imp_tour;
