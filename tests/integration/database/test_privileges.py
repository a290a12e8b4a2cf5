"""Who may do what with which table: the whole matrix, as architecture.md says it.

Privileges are asked of PostgreSQL itself, column by column, so that grants to PUBLIC, inherited
roles and column grants all show.
"""

from collections.abc import Set as AbstractSet
from enum import Enum

import pytest

from shared.names import SERVICES
from shared.schema import IMPORTER, LOGINS, MIGRATOR, OWNERS
from tests.integration.database.hand import Hand

Grant = tuple[str, str, str, str]
"""Role, table, column (or * for the table as a whole) and privilege."""


class Kind(Enum):
    """What the service that owns a table may do with its rows."""

    # rules.md section 1 fixes these rows
    REFERENCE = "select"
    # nothing goes away, and the origin of a row is never named
    LIVE = "select, insert and update of all columns but origin"
    # computed anew from what is LIVE
    COMPUTED = "select, delete, insert and update of all columns but origin"
    # once drawn, neither draw nor seeding changes
    DRAWN = "select, insert of all columns but origin"
    OWN = "select, insert, update, delete"
    # only ever added to
    LOG = "select, insert"
    # noted and taken away
    NOTE = "select, insert, delete"
    OUTBOX = "select, insert, delete, update of published_at"


def names_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "Who owns what", with the copies and the rest that each service needs.
OWNED = {
    "entries": {
        Kind.REFERENCE: "gender age_category player_status surfaces tournament_category",
        Kind.LIVE: "players tournaments entries",
        Kind.OWN: "country location venue entry_lists known_suspensions",
    },
    "draws": {
        Kind.REFERENCE: "draw_status seeding_rules",
        Kind.LIVE: "draws",
        Kind.DRAWN: "draw_players draw_seed",
        Kind.OWN: "draw_tournaments",
        Kind.LOG: "draw_field draw_entries",
        Kind.NOTE: "draw_freezes",
    },
    "matches": {
        Kind.REFERENCE: "match_status match_rounds",
        Kind.LIVE: "match_draws matches player_suspensions",
        Kind.OWN: "draw_absences",
    },
    "rankings": {
        Kind.REFERENCE: "points_rules stage_results",
        Kind.LIVE: "ranking_weeks",
        Kind.COMPUTED: "points_history weekly_ranking",
        Kind.OWN: "ranking_players awarded_draws",
    },
    "gateway": {
        Kind.OWN: "officials sessions login_attempts import_reports import_set_aside"
        " validation_reports tour_clock",
        Kind.LOG: "audit_log",
    },
}
TABLES_24 = names_in(
    "gender country age_category player_status surfaces tournament_category location venue players"
    " tournaments entries draw_status seeding_rules draws draw_players draw_seed match_status"
    " match_rounds matches player_suspensions points_rules stage_results points_history"
    " weekly_ranking"
)
# Foreign keys across services: the right to reference these columns, nothing else.
REFERENCED = {
    ("own_draws", "players"): "player_id",
    ("own_draws", "tournaments"): "tournament_id start_date",
    ("own_draws", "gender"): "gender_id",
    ("own_draws", "age_category"): "age_category_id",
    ("own_matches", "players"): "player_id",
    ("own_matches", "tournaments"): "tournament_id start_date",
    (
        "own_matches",
        "draws",
    ): "draw_id tournament_id age_category_id gender_id draw_size num_players has_supertiebreak",
    ("own_matches", "draw_players"): "draw_id player_id draw_position pair",
    ("own_rankings", "players"): "player_id",
    ("own_rankings", "tournaments"): "tournament_id start_date category_id",
    ("own_rankings", "draws"): "draw_id tournament_id age_category_id gender_id",
    ("own_rankings", "gender"): "gender_id",
    ("own_rankings", "age_category"): "age_category_id",
    ("own_rankings", "tournament_category"): "category_id",
}
# What the import writes beside the tour's own tables.
IMPORTED_TOO = names_in(
    "entry_lists known_suspensions draw_tournaments draw_field draw_entries match_draws"
    " draw_absences ranking_players awarded_draws ranking_weeks import_reports import_set_aside"
    " validation_reports"
)
SEQUENCES = names_in(
    "country_country_id_seq location_location_id_seq venue_venue_id_seq players_player_id_seq"
    " tournaments_tournament_id_seq entries_entry_id_seq draws_draw_id_seq matches_match_id_seq"
    " player_suspensions_suspension_id_seq points_history_id_seq"
)
COLUMN_WISE = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
TABLE_WISE = ("DELETE", "TRUNCATE", "TRIGGER")
ROLES = ("public", *OWNERS, *LOGINS)


def tables_of(service: str) -> dict[str, Kind]:
    named = {table: kind for kind, names in OWNED[service].items() for table in names_in(names)}
    return named | {
        f"{service}_outbox": Kind.OUTBOX,
        f"{service}_inbox": Kind.OWN,
        f"{service}_dead_letters": Kind.OWN,
        f"{service}_relay": Kind.OWN,
    }


def columns_by_table(hand: Hand) -> dict[str, dict[str, bool]]:
    """Every column of every table, and whether it is generated."""
    found: dict[str, dict[str, bool]] = {}
    for table, column, generated in hand.run(
        "postgres",
        "SELECT c.relname, a.attname, a.attgenerated <> ''"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'tour'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
        " AND a.attnum > 0 AND NOT a.attisdropped",
    ):
        found.setdefault(table, {})[column] = generated
    return found


def expected(columns: dict[str, dict[str, bool]]) -> set[Grant]:
    """The matrix that the tables above mean."""
    matrix: set[Grant] = set()

    def may(role: str, table: str, *privileges: str, only: AbstractSet[str] | None = None) -> None:
        for privilege in privileges:
            if privilege in TABLE_WISE:
                matrix.add((role, table, "*", privilege))
            else:
                names = only if only is not None else set(columns[table])
                matrix.update((role, table, column, privilege) for column in names)

    for service in SERVICES:
        for table, kind in tables_of(service).items():
            for role in (f"own_{service}", MIGRATOR):
                may(role, table, *COLUMN_WISE, *TABLE_WISE)
            svc = f"svc_{service}"
            live = {name for name, made in columns[table].items() if not made} - {"origin"}
            may(svc, table, "SELECT")
            if kind in (Kind.LIVE, Kind.COMPUTED):
                may(svc, table, "INSERT", "UPDATE", only=live)
                if kind is Kind.COMPUTED:
                    may(svc, table, "DELETE")
            elif kind is Kind.DRAWN:
                may(svc, table, "INSERT", only=live)
            elif kind is Kind.OWN:
                may(svc, table, "INSERT", "UPDATE", "DELETE")
            elif kind is Kind.LOG:
                may(svc, table, "INSERT")
            elif kind is Kind.NOTE:
                may(svc, table, "INSERT", "DELETE")
            elif kind is Kind.OUTBOX:
                may(svc, table, "INSERT", "DELETE")
                may(svc, table, "UPDATE", only={"published_at"})
            if kind is Kind.REFERENCE:
                may(IMPORTER, table, "SELECT")
            elif table in TABLES_24 or table in IMPORTED_TOO:
                may(IMPORTER, table, "SELECT", "INSERT", "UPDATE", "DELETE")
    for (role, table), names in REFERENCED.items():
        may(role, table, "REFERENCES", only=names_in(names))
    may(IMPORTER, "entries_outbox", "INSERT")
    for role in (f"svc_{service}" for service in SERVICES if service != "gateway"):
        may(role, "tour_clock", "SELECT")
    may(IMPORTER, "tour_clock", "SELECT")
    may(MIGRATOR, "alembic_version", *COLUMN_WISE, *TABLE_WISE)
    return matrix


def actual(hand: Hand) -> set[Grant]:
    """The matrix that PostgreSQL enforces."""
    rows = hand.run(
        "postgres",
        "WITH tables AS (SELECT oid, relname FROM pg_class"
        "  WHERE relnamespace = 'tour'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f'))"
        " SELECT role, relname, attname, privilege"
        " FROM tables JOIN pg_attribute a ON attrelid = oid AND attnum > 0 AND NOT attisdropped,"
        "  unnest(%s::text[]) AS role, unnest(%s::text[]) AS privilege"
        " WHERE has_column_privilege(role, oid, attnum, privilege)"
        " UNION ALL SELECT role, relname, '*', privilege"
        " FROM tables, unnest(%s::text[]) AS role, unnest(%s::text[]) AS privilege"
        " WHERE has_table_privilege(role, oid, privilege)",
        list(ROLES),
        list(COLUMN_WISE),
        list(ROLES),
        list(TABLE_WISE),
    )
    return {(role, table, column, privilege) for role, table, column, privilege in rows}


def test_the_whole_matrix_of_tables_is_as_the_architecture_says(hand: Hand) -> None:
    columns = columns_by_table(hand)
    wanted, found = expected(columns), actual(hand)
    assert sorted(found - wanted) == [], "granted, but nobody asked for it"
    assert sorted(wanted - found) == [], "missing"


def test_every_table_is_owned_by_its_service(hand: Hand) -> None:
    wanted = {table: f"own_{service}" for service in SERVICES for table in tables_of(service)}
    rows = hand.run(
        "postgres",
        "SELECT relname, pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = 'tour'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')",
    )
    assert dict(rows) == wanted | {"alembic_version": MIGRATOR}
    assert set(wanted) >= TABLES_24
    assert len(TABLES_24) == 24


def test_functions_and_sequences_belong_to_services_or_the_migrator(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT proname, pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = 'tour'::regnamespace"
        " UNION ALL SELECT relname, pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = 'tour'::regnamespace AND relkind = 'S'",
    )
    assert {owner for _, owner in rows} == {*OWNERS, MIGRATOR}


def test_nothing_is_granted_to_public(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT 'schema ' || nspname, privilege_type FROM pg_namespace,"
        " aclexplode(coalesce(nspacl, acldefault('n', nspowner)))"
        " WHERE nspname IN ('tour', 'public') AND grantee = 0"
        " UNION ALL SELECT 'function ' || proname, privilege_type FROM pg_proc,"
        " aclexplode(coalesce(proacl, acldefault('f', proowner)))"
        " WHERE pronamespace = 'tour'::regnamespace AND grantee = 0"
        " UNION ALL SELECT 'relation ' || relname, privilege_type FROM pg_class,"
        " aclexplode(coalesce(relacl, acldefault('r', relowner)))"
        " WHERE relnamespace = 'tour'::regnamespace AND grantee = 0"
        " UNION ALL SELECT 'database', privilege_type FROM pg_database,"
        " aclexplode(coalesce(datacl, acldefault('d', datdba)))"
        " WHERE datname = current_database() AND grantee = 0",
    )
    assert rows == []


def test_only_the_import_moves_sequences(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT role, relname, privilege FROM pg_class,"
        " unnest(%s::text[]) AS role, unnest('{SELECT, USAGE, UPDATE}'::text[]) AS privilege"
        " WHERE relnamespace = 'tour'::regnamespace AND relkind = 'S'"
        " AND has_sequence_privilege(role, oid, privilege)",
        [role for role in ROLES if role.startswith(("svc_", "imp_")) or role == "public"],
    )
    assert set(rows) == {
        (IMPORTER, name, privilege) for name in SEQUENCES for privilege in ("SELECT", "UPDATE")
    }


def test_only_owners_make_anything_in_the_schema(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT role, has_schema_privilege(role, 'tour', 'USAGE'),"
        " has_schema_privilege(role, 'tour', 'CREATE'),"
        " has_schema_privilege(role, 'public', 'USAGE'),"
        " has_schema_privilege(role, 'public', 'CREATE'),"
        " has_database_privilege(role, 'tour', 'CREATE')"
        " FROM unnest(%s::text[]) AS role",
        list(ROLES),
    )
    for role, uses, makes, *elsewhere in rows:
        assert uses == (role != "public"), role
        assert makes == (role in OWNERS or role == MIGRATOR), role
        # the migrator owns the database, and public belongs to the database's owner
        assert elsewhere == [role == MIGRATOR] * 3, role


def test_owners_do_not_log_in_and_nobody_is_more_than_a_user(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT rolname, rolcanlogin,"
        " rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
        " FROM pg_roles WHERE rolname = ANY (%s)",
        list(ROLES),
    )
    assert sorted(rows) == sorted(
        [*((role, False, False) for role in OWNERS), *((role, True, False) for role in LOGINS)]
    )


def test_only_the_migrator_becomes_an_owner(hand: Hand) -> None:
    rows = hand.run(
        "postgres",
        "SELECT member.rolname, role.rolname FROM pg_auth_members"
        " JOIN pg_roles AS member ON member.oid = pg_auth_members.member"
        " JOIN pg_roles AS role ON role.oid = roleid"
        " WHERE member.rolname = ANY (%s) OR role.rolname = ANY (%s)",
        list(ROLES),
        list(ROLES),
    )
    assert sorted(rows) == sorted((MIGRATOR, owner) for owner in OWNERS)


@pytest.mark.parametrize("reader", SERVICES)
def test_a_service_reads_no_table_of_another(hand: Hand, reader: str) -> None:
    for service in SERVICES:
        for table in tables_of(service):
            if service == reader or table == "tour_clock":
                with hand.tried():
                    hand.run(f"svc_{reader}", f"SELECT FROM {table} LIMIT 1")
            else:
                with hand.forbidden():
                    hand.run(f"svc_{reader}", f"SELECT FROM {table} LIMIT 1")
