"""What `tour doctor` asks the database itself: revision, logins, privileges.

Guarantees that it writes nothing: every connection is read-only.
"""

from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import OperationalError

from shared import schema
from tools.doctor import Finding
from tools.local.database import Target

_READ_ONLY = "-c default_transaction_read_only=on"

_FOREIGN_WRITERS = """
    SELECT login, relname
      FROM pg_class AS t
      JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = %(schema)s
      JOIN pg_roles AS owner ON owner.oid = t.relowner AND owner.rolname = ANY(%(owners)s)
     CROSS JOIN unnest(%(services)s::text[]) AS login
     WHERE t.relkind IN ('r', 'p')
       AND substr(login, 5) <> substr(owner.rolname, 5)
       AND has_table_privilege(login, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
     ORDER BY login, relname
"""


def database_findings(target: Target) -> Iterator[Finding]:
    """Revision, logins and privileges of a database that answers; else what it says."""
    try:
        yield from _revision(target)
        yield from _logins(target)
        yield from _ownership(target)
    except (psycopg.Error, OperationalError) as error:
        reason = str(getattr(error, "orig", error)).strip()
        yield Finding(ok=False, text=f"The database does not answer: {reason}")


def _revision(target: Target) -> Iterator[Finding]:
    present, wanted = (
        schema.current_revision(target.url(schema.MIGRATOR)),
        schema.head_revision(),
    )
    if present == wanted:
        yield Finding(ok=True, text=f"the schema is at revision {present}")
    else:
        text = f"The schema is at revision {present}, not {wanted}. Try `tour migrate`."
        yield Finding(ok=False, text=text)


def _logins(target: Target) -> Iterator[Finding]:
    powerful = []
    for login in schema.LOGINS:
        with psycopg.connect(target.url(login), options=_READ_ONLY) as db:
            row = db.execute(
                "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        if row != (False,):
            powerful.append(login)
    if powerful:
        text = f"These logins may do more than they need: {', '.join(powerful)}. See pg_roles."
        yield Finding(ok=False, text=text)
    else:
        yield Finding(ok=True, text=f"all {len(schema.LOGINS)} logins enter, none with more rights")


def _ownership(target: Target) -> Iterator[Finding]:
    services = [login for login in schema.LOGINS if login.startswith("svc_")]
    with psycopg.connect(target.url(schema.MIGRATOR), options=_READ_ONLY) as db:
        found = db.execute(
            _FOREIGN_WRITERS,
            {"schema": schema.SCHEMA, "owners": list(schema.OWNERS), "services": services},
        ).fetchall()
    for login, table in found:
        yield Finding(ok=False, text=f"{login} may write {table}, which another service owns.")
    if not found:
        yield Finding(ok=True, text="no service may write another service's tables")
