"""Officials, their sessions, and attempts to sign in.

Times here are real UTC, never the tour's. Guarantees that a session is found only while its
official may sign in, it was used within the idle time and it is younger than the longest life.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.store.tables import login_attempts, officials, sessions
from shared.context import Role


@dataclass(frozen=True, slots=True)
class Official:
    """An account, without its password; ``changed_at`` in real UTC."""

    official_id: int
    name: str
    role: Role
    must_change_password: bool
    disabled: bool
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds; ``official`` as the account is now."""

    token_hash: bytes
    csrf_token: str
    official: Official
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class NewSession:
    token_hash: bytes
    csrf_token: str
    official_id: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """An account and how often it is signed in."""

    official: Official
    sessions: int
    last_used_at: datetime | None


_OFFICIAL = (
    officials.c.official_id,
    officials.c.name,
    officials.c.role,
    officials.c.must_change_password,
    officials.c.disabled_at,
    officials.c.version,
    officials.c.changed_by,
    officials.c.changed_at,
)


def _official(row: Row[*tuple[Any, ...]]) -> Official:
    return Official(
        row.official_id,
        row.name,
        Role(row.role),
        row.must_change_password,
        row.disabled_at is not None,
        row.version,
        row.changed_by,
        row.changed_at,
    )


async def any_official(db: AsyncConnection) -> bool:
    return await db.scalar(select(officials.c.official_id).limit(1)) is not None


async def official_named(db: AsyncConnection, name: str) -> tuple[Official, str] | None:
    """The account and its password's hash."""
    row = (
        await db.execute(
            select(*_OFFICIAL, officials.c.password_hash).where(officials.c.name == name)
        )
    ).one_or_none()
    return None if row is None else (_official(row), row.password_hash)


async def lock_official(db: AsyncConnection, official_id: int) -> tuple[Official, str] | None:
    """The account and its password's hash, held until the transaction ends."""
    row = (
        await db.execute(
            select(*_OFFICIAL, officials.c.password_hash)
            .where(officials.c.official_id == official_id)
            .with_for_update()
        )
    ).one_or_none()
    return None if row is None else (_official(row), row.password_hash)


async def lock_administrators(db: AsyncConnection) -> list[int]:
    """Ids of the administrators who may sign in, held until the transaction ends."""
    rows = await db.scalars(
        select(officials.c.official_id)
        .where(officials.c.role == Role.ADMINISTRATOR, officials.c.disabled_at.is_(None))
        .order_by(officials.c.official_id)
        .with_for_update()
    )
    return list(rows)


async def add_official(
    db: AsyncConnection,
    name: str,
    role: Role,
    password_hash: str,
    *,
    by: str,
    at: datetime,
) -> Official:
    """A new account, its password to be changed at the first sign-in."""
    row = (
        await db.execute(
            insert(officials)
            .values(
                name=name,
                role=role.value,
                password_hash=password_hash,
                must_change_password=True,
                created_at=at,
                changed_by=by,
                changed_at=at,
            )
            .returning(*_OFFICIAL)
        )
    ).one()
    return _official(row)


async def change_official(
    db: AsyncConnection,
    official_id: int,
    by: str,
    at: datetime,
    **columns: object,
) -> Official:
    """Write these columns and a new version."""
    row = (
        await db.execute(
            update(officials)
            .where(officials.c.official_id == official_id)
            .values(version=officials.c.version + 1, changed_by=by, changed_at=at, **columns)
            .returning(*_OFFICIAL)
        )
    ).one()
    return _official(row)


async def list_officials(db: AsyncConnection, used_since: datetime) -> list[Presence]:
    """All accounts by name, with the sessions in use since then."""
    open_since = (
        select(
            sessions.c.official_id,
            func.count().filter(sessions.c.last_used_at > used_since).label("open"),
            func.max(sessions.c.last_used_at).label("last_used_at"),
        )
        .group_by(sessions.c.official_id)
        .subquery()
    )
    rows = await db.execute(
        select(*_OFFICIAL, func.coalesce(open_since.c.open, 0), open_since.c.last_used_at)
        .outerjoin(open_since, open_since.c.official_id == officials.c.official_id)
        .order_by(officials.c.name)
    )
    return [Presence(_official(row), row[-2], row[-1]) for row in rows]


# --- sessions -------------------------------------------------------------------------------


async def add_session(db: AsyncConnection, new: NewSession) -> None:
    await db.execute(
        insert(sessions).values(
            token_hash=new.token_hash,
            csrf_token=new.csrf_token,
            official_id=new.official_id,
            created_at=new.created_at,
            last_used_at=new.created_at,
            expires_at=new.expires_at,
        )
    )


async def find_session(
    db: AsyncConnection, token_hash: bytes, now: datetime, idle: timedelta
) -> Session | None:
    """The session of this token's hash, if it still holds now."""
    row = (
        await db.execute(
            select(*_OFFICIAL, sessions.c.csrf_token, sessions.c.last_used_at)
            .join_from(sessions, officials, sessions.c.official_id == officials.c.official_id)
            .where(
                sessions.c.token_hash == token_hash,
                sessions.c.expires_at > now,
                sessions.c.last_used_at > now - idle,
                officials.c.disabled_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Session(token_hash, row.csrf_token, _official(row), row.last_used_at)


async def note_use(db: AsyncConnection, token_hash: bytes, now: datetime) -> None:
    await db.execute(
        update(sessions).where(sessions.c.token_hash == token_hash).values(last_used_at=now)
    )


async def end_session(db: AsyncConnection, token_hash: bytes) -> bool:
    """False where there was none."""
    ended = await db.execute(delete(sessions).where(sessions.c.token_hash == token_hash))
    return ended.rowcount > 0


async def end_sessions(db: AsyncConnection, official_id: int, but: bytes = b"") -> int:
    """End an official's sessions, all ``but`` one of this hash; answers how many."""
    ended = await db.execute(
        delete(sessions).where(sessions.c.official_id == official_id, sessions.c.token_hash != but)
    )
    return ended.rowcount


# --- attempts to sign in --------------------------------------------------------------------


async def count_attempts(
    db: AsyncConnection, account: str, address: str, since: datetime
) -> tuple[int, int]:
    """Attempts since then at this account and from this address."""
    recent = login_attempts.c.attempted_at > since
    by_account = await db.scalar(
        select(func.count()).where(recent, login_attempts.c.account_key == account)
    )
    by_address = await db.scalar(
        select(func.count()).where(recent, login_attempts.c.address == address)
    )
    return by_account or 0, by_address or 0


async def add_attempt(db: AsyncConnection, account: str, address: str, at: datetime) -> None:
    await db.execute(
        insert(login_attempts).values(account_key=account, address=address, attempted_at=at)
    )


async def forget_attempts(db: AsyncConnection, account: str) -> None:
    """After a sign-in with success the account begins to count anew."""
    await db.execute(delete(login_attempts).where(login_attempts.c.account_key == account))


async def sweep(
    db: AsyncConnection, unused_since: datetime, now: datetime, attempts_before: datetime
) -> None:
    """Delete sessions that no longer hold and attempts that no longer count."""
    await db.execute(
        delete(sessions).where(
            (sessions.c.expires_at <= now) | (sessions.c.last_used_at <= unused_since)
        )
    )
    await db.execute(delete(login_attempts).where(login_attempts.c.attempted_at < attempts_before))
