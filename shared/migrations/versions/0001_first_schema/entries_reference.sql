-- Reference data of the entries service (rules.md section 1). The rule book fixes these rows, so
-- only a migration changes them; country, location and venue are in entries_people.sql.

CREATE TABLE gender (
    gender_id smallint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    description text NOT NULL
);
INSERT INTO gender VALUES (1, 'M', 'Male'), (2, 'F', 'Female');

CREATE TABLE age_category (
    age_category_id smallint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    description text NOT NULL,
    min_age smallint NOT NULL,
    max_age smallint NOT NULL,
    CONSTRAINT age_category_ages CHECK (min_age <= max_age)
);
INSERT INTO age_category VALUES
    (1, '60', 'age between 60 and 64 during the calendar year', 60, 64),
    (2, '65', 'age between 65 and 69 during the calendar year', 65, 69);

CREATE TABLE player_status (
    status_id smallint PRIMARY KEY,
    status_description text NOT NULL UNIQUE
);
INSERT INTO player_status VALUES (1, 'Active'), (2, 'Inactive'), (3, 'Retired'), (4, 'Suspended');

CREATE TABLE surfaces (
    surface_id smallint PRIMARY KEY,
    surface_name text NOT NULL UNIQUE
);
INSERT INTO surfaces VALUES (1, 'Clay'), (2, 'Hard'), (3, 'Grass'), (4, 'Carpet');

CREATE TABLE tournament_category (
    category_id smallint PRIMARY KEY,
    description text NOT NULL UNIQUE
);
INSERT INTO tournament_category VALUES
    (1, 'MT100'), (2, 'MT200'), (3, 'MT400'), (4, 'MT700'), (5, 'MT1000');

-- The age category of a player born in this year at a tournament of this week (rules.md section 2).
CREATE FUNCTION age_category_of(birth_year integer, start_date date) RETURNS smallint
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN extract(isoyear FROM start_date) - birth_year BETWEEN 60 AND 64 THEN 1
    WHEN extract(isoyear FROM start_date) - birth_year BETWEEN 65 AND 69 THEN 2
END::smallint;
GRANT EXECUTE ON FUNCTION age_category_of TO svc_entries, imp_tour;

GRANT SELECT ON gender, age_category, player_status, surfaces, tournament_category
TO svc_entries, imp_tour;
GRANT REFERENCES (gender_id) ON gender TO own_draws, own_rankings;
GRANT REFERENCES (age_category_id) ON age_category TO own_draws, own_rankings;
GRANT REFERENCES (category_id) ON tournament_category TO own_rankings;
