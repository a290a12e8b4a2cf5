-- How the matches of a draw hang together (rules.md section 5). Checked at the commit, each match
-- with those that feed it and the one it feeds; rows of unverified history are left alone.

-- Who plays a match came through to it, on a later day than before; who waits for an opponent that
-- will never come goes through, and not before that is certain.
CREATE FUNCTION check_feeders(of_match matches) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here text := format('Match %s of round %s in draw %s',
        of_match.match_number, of_match.round_id, of_match.draw_id);
    side record;
    all_decided boolean := true;
BEGIN
    IF of_match.origin = 'unverified'
        OR of_match.round_id = tour.first_round_of(of_match.draw_size)
    THEN
        RETURN;
    END IF;
    FOR side IN
        SELECT s.player_id, f.match_id AS feeder, f.winner_id, f.match_status_id, f.match_date, f.origin
        FROM (VALUES (1, of_match.player1_id), (2, of_match.player2_id)) AS s (number, player_id)
            LEFT JOIN tour.matches f ON f.draw_id = of_match.draw_id
                AND f.round_id = of_match.round_id - 1
                AND f.match_number = 2 * of_match.match_number - 2 + s.number
    LOOP
        IF side.origin = 'unverified' THEN
            RETURN;
        ELSIF side.feeder IS NOT NULL THEN
            IF side.player_id IS DISTINCT FROM side.winner_id THEN
                PERFORM tour.refuse('matches_come_through',
                    here || ' holds another player than the winner of the match before.');
            END IF;
            IF side.match_date >= of_match.match_date THEN
                PERFORM tour.refuse('matches_day_after',
                    here || ' is not on a later day than the match before.');
            END IF;
            all_decided := all_decided AND side.match_status_id <> 1;
        ELSIF side.player_id IS NULL
            OR of_match.round_id - 1 <> tour.first_round_of(of_match.draw_size)
        THEN
            PERFORM tour.refuse('matches_feeder', here || ' lacks a match before it.');
        END IF;
    END LOOP;
    IF num_nulls(of_match.player1_id, of_match.player2_id) > 0
        AND (of_match.match_status_id = 5) <> all_decided
    THEN
        PERFORM tour.refuse('matches_empty_side',
            here || ' has an empty side: it waits while somebody may come, then it is cancelled.');
    END IF;
END $$;

CREATE FUNCTION check_match() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place tour.matches := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    -- both as they stand at the commit, which may be later than NEW
    this tour.matches;
    next tour.matches;
    of_draw tour.match_draws;
    played bigint;
BEGIN
    SELECT * INTO of_draw FROM tour.match_draws WHERE draw_id = place.draw_id;
    IF of_draw.origin = 'unverified' OR of_draw.draw_id IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'UPDATE' THEN
        SELECT count(*) INTO played FROM tour.matches WHERE draw_id = place.draw_id;
        IF played NOT IN (0, of_draw.num_players - 1) THEN
            PERFORM tour.refuse('matches_count', format('Draw %s has %s matches, not %s.',
                place.draw_id, played, of_draw.num_players - 1));
        END IF;
    END IF;
    SELECT * INTO this FROM tour.matches WHERE match_id = place.match_id;
    SELECT * INTO next FROM tour.matches WHERE draw_id = place.draw_id
        AND round_id = place.round_id + 1 AND match_number = (place.match_number + 1) / 2;
    IF this.match_id IS NOT NULL THEN
        PERFORM tour.check_feeders(this);
    END IF;
    IF next.match_id IS NOT NULL THEN
        PERFORM tour.check_feeders(next);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER matches_whole AFTER INSERT OR UPDATE ON matches
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_match();
CREATE CONSTRAINT TRIGGER matches_whole_delete AFTER DELETE ON matches
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.origin <> 'unverified')
    EXECUTE FUNCTION check_match();

-- A match keeps its place in the draw; so a change concerns only the matches looked at above.
CREATE FUNCTION keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tour.refuse('matches_keep_their_place', 'A match keeps its place in the draw.');
    RETURN NULL;
END $$;
CREATE TRIGGER matches_keep_their_place BEFORE UPDATE ON matches FOR EACH ROW
    WHEN ((OLD.match_id, OLD.draw_id, OLD.round_id, OLD.match_number)
        IS DISTINCT FROM (NEW.match_id, NEW.draw_id, NEW.round_id, NEW.match_number))
    EXECUTE FUNCTION keep_place();

-- A draw is complete when no match is left to be played.
CREATE FUNCTION check_completed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tour.match_draws d JOIN tour.matches m USING (draw_id)
        WHERE draw_id = NEW.draw_id AND d.completed_at IS NOT NULL AND m.match_status_id = 1)
    THEN
        PERFORM tour.refuse('match_draws_completed', format(
            'Draw %s is not complete: matches are left to be played.', NEW.draw_id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER match_draws_completed AFTER INSERT OR UPDATE ON match_draws
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.completed_at IS NOT NULL AND NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_completed();
CREATE CONSTRAINT TRIGGER matches_completed AFTER INSERT OR UPDATE ON matches
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.match_status_id = 1 AND NEW.origin <> 'unverified')
    EXECUTE FUNCTION check_completed();

GRANT EXECUTE ON FUNCTION check_feeders TO svc_matches, imp_tour;
