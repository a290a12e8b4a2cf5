-- The scores of section 5, as functions that CHECKs can call.
--
-- Each set is judged to one character: '-' not played, '1' or '2' complete and won by that player,
-- 'o' stopped on the way, 'x' impossible. Three of them in a row are the shape of a match: '121'.

CREATE FUNCTION leader(upper smallint, lower smallint) RETURNS text
IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN upper > lower THEN '1' ELSE '2' END;

-- A race to a number of points, two ahead: 7-0 to 7-5, or exactly two from 8-6 on.
CREATE FUNCTION race_is_won(upper smallint, lower smallint, points integer) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN greatest(upper, lower) = points THEN abs(upper - lower) >= 2
    ELSE greatest(upper, lower) > points AND abs(upper - lower) = 2 END;

CREATE FUNCTION race_goes_on(upper smallint, lower smallint, points integer) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN greatest(upper, lower) < points OR abs(upper - lower) <= 1;

-- A set of games: won 6-0 to 6-4, 7-5, or 7-6 with a tie-break; a tie-break beside 7-6 always, beside
-- 6-6 where the match stopped in it, and nowhere else.
CREATE FUNCTION set_end(games1 smallint, games2 smallint, points1 smallint, points2 smallint)
RETURNS text
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN num_nonnulls(games1, games2, points1, points2) = 0 THEN '-'
    WHEN num_nulls(games1, games2) > 0 OR num_nulls(points1, points2) = 1 THEN 'x'
    WHEN least(games1, games2, points1, points2) < 0 THEN 'x'
    WHEN (games1, games2) IN ((7, 6), (6, 7)) THEN CASE
        WHEN points1 IS NOT NULL AND race_is_won(points1, points2, 7)
            AND leader(points1, points2) = leader(games1, games2) THEN leader(games1, games2)
        ELSE 'x' END
    WHEN (games1, games2) = (6, 6) AND points1 IS NOT NULL THEN
        CASE WHEN race_goes_on(points1, points2, 7) THEN 'o' ELSE 'x' END
    WHEN points1 IS NOT NULL THEN 'x'
    WHEN greatest(games1, games2) = 6 AND least(games1, games2) <= 4
        OR greatest(games1, games2) = 7 AND least(games1, games2) = 5 THEN leader(games1, games2)
    WHEN greatest(games1, games2) <= 6 THEN 'o'
    ELSE 'x' END;

CREATE FUNCTION supertiebreak_end(points1 smallint, points2 smallint) RETURNS text
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN num_nonnulls(points1, points2) = 0 THEN '-'
    WHEN num_nulls(points1, points2) = 1 OR least(points1, points2) < 0 THEN 'x'
    WHEN race_is_won(points1, points2, 10) THEN leader(points1, points2)
    WHEN race_goes_on(points1, points2, 10) THEN 'o'
    ELSE 'x' END;

-- The deciding set has the draw's format: a super tie-break or a set, never both.
CREATE FUNCTION third_set_end(
    is_supertiebreak boolean, games1 smallint, games2 smallint, points1 smallint, points2 smallint,
    super1 smallint, super2 smallint
) RETURNS text
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN is_supertiebreak AND num_nonnulls(games1, games2, points1, points2) = 0
        THEN supertiebreak_end(super1, super2)
    WHEN NOT is_supertiebreak AND num_nonnulls(super1, super2) = 0
        THEN set_end(games1, games2, points1, points2)
    ELSE 'x' END;

CREATE FUNCTION first_round_of(draw_size smallint) RETURNS integer
IMMUTABLE PARALLEL SAFE
RETURN CASE draw_size WHEN 64 THEN 1 WHEN 32 THEN 2 WHEN 16 THEN 3 WHEN 8 THEN 4 END;

GRANT EXECUTE ON FUNCTION leader, race_is_won, race_goes_on, set_end, supertiebreak_end,
    third_set_end, first_round_of
TO svc_matches, imp_tour;
