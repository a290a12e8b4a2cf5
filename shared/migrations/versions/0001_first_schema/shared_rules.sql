-- What the checks of several services share. Owned by tour_migrator, as the schema is.
--
-- Functions in CHECKs are written as expressions (RETURN …): PostgreSQL resolves their names once,
-- here, so that neither search_path nor a restored dump can change what they mean.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE, CREATE ON SCHEMA tour TO own_entries, own_draws, own_matches, own_rankings, own_gateway;
GRANT USAGE ON SCHEMA tour TO svc_entries, svc_draws, svc_matches, svc_rankings, svc_gateway, imp_tour;

-- A name or other line of text: some characters, none at the ends that nobody sees, nothing that
-- turns the reading direction, is markup or starts a spreadsheet formula (rules.md section 9). The
-- domain refuses more than this, never less.
CREATE FUNCTION is_text(value text, most integer) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN char_length(value) BETWEEN 1 AND most
    AND value = btrim(value)
    AND value !~ '[\u0001-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069<>]'
    AND value !~ '^[=+@-]';

-- Weeks run from Monday to Sunday; arithmetic is always done on the Monday's date.
CREATE FUNCTION monday_of(day date) RETURNS date
IMMUTABLE PARALLEL SAFE
RETURN day - (extract(isodow FROM day)::integer - 1);

CREATE FUNCTION monday_of_week(iso_year integer, iso_week integer) RETURNS date
IMMUTABLE PARALLEL SAFE
RETURN monday_of(make_date(iso_year, 1, 4)) + 7 * (iso_week - 1);

-- Tuesday 10:00 UTC of the week before (rules.md section 2).
CREATE FUNCTION entry_deadline_of(day date) RETURNS timestamptz
IMMUTABLE PARALLEL SAFE
RETURN (monday_of(day) - 6 + time '10:00') AT TIME ZONE 'UTC';

-- Friday 19:00 UTC of the week before (rules.md section 3).
CREATE FUNCTION draw_deadline_of(day date) RETURNS timestamptz
IMMUTABLE PARALLEL SAFE
RETURN (monday_of(day) - 3 + time '19:00') AT TIME ZONE 'UTC';

-- The next power of two, from 8 on (rules.md section 3).
CREATE FUNCTION draw_size_of(players integer) RETURNS integer
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN players BETWEEN 6 AND 8 THEN 8
    WHEN players BETWEEN 9 AND 16 THEN 16
    WHEN players BETWEEN 17 AND 32 THEN 32
    WHEN players BETWEEN 33 AND 64 THEN 64
END;

-- How a trigger refuses: like a CHECK, under a name of its own.
CREATE FUNCTION refuse(rule text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = sentence;
END $$;

CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tour.refuse('unverified_history', format(
        'A row of %s is unverified history: live play never changes it.', TG_TABLE_NAME));
    RETURN NULL;
END $$;

-- For tables with an origin: a service writes every column but that one, so that what it inserts is
-- live, and rows of unverified history stay as the import stored them (rules.md section 13).
CREATE PROCEDURE let_live_play_write(relation regclass, service name) LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute
    WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND attname <> 'origin';
    EXECUTE format('GRANT INSERT (%s), UPDATE (%s) ON %s TO %I', columns, columns, relation, service);
END $$;

-- The same, where the origin decides whether a rule was checked at all.
CREATE PROCEDURE keep_unverified_history(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($trigger$
        CREATE TRIGGER unverified_history BEFORE UPDATE OR DELETE ON %s FOR EACH ROW
        WHEN (OLD.origin = 'unverified' AND starts_with(current_user::text, 'svc_'))
        EXECUTE FUNCTION tour.refuse_to_change_history()
    $trigger$, relation);
END $$;

GRANT EXECUTE ON FUNCTION
    is_text, monday_of, monday_of_week, entry_deadline_of, draw_deadline_of, draw_size_of, refuse
TO own_entries, own_draws, own_matches, own_rankings, own_gateway,
    svc_entries, svc_draws, svc_matches, svc_rankings, svc_gateway, imp_tour;
GRANT EXECUTE ON FUNCTION refuse_to_change_history
TO own_entries, own_draws, own_matches, own_rankings;
GRANT EXECUTE ON PROCEDURE let_live_play_write, keep_unverified_history
TO own_entries, own_draws, own_matches, own_rankings;
