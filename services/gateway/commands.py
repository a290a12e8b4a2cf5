"""What can be done to accounts and sessions (rules.md section 8; OWASP ASVS 5, chapters 6 and 7).

Guarantees that whoever loses the right to be signed in is signed out in the same transaction, and
that there is always an administrator who may sign in. Times of sessions and limits are real UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway import events
from services.gateway.security import cookies, password_rules
from services.gateway.security.passwords import Passwords
from services.gateway.store import officials as store
from services.gateway.store.officials import NewSession, Official, Session
from shared.context import Actor, Call, Role
from shared.database import Database, constraint
from shared.errors import InvalidInput, NotFound, NotSignedIn, RuleBroken, Stale, TooManyAttempts
from shared.terms import Violation
from shared.work import Work, lock_for_transaction, perform

IDLE: Final = timedelta(minutes=60)
LONGEST: Final = timedelta(hours=12)
ATTEMPTS: Final = 10
ATTEMPTS_WITHIN: Final = timedelta(minutes=5)
FIRST_OFFICIAL: Final = "admin"

_RULE = "8"
_NAME = re.compile(r"[a-z0-9._-]{2,40}")
_FIRST_LOCK = "first official"
_ROLES = (Role.REFEREE, Role.ADMINISTRATOR)
_START = Actor("first start", Role.SYSTEM)
_NOT_KNOWN = "Name or password is wrong. Nothing tells which, so that nobody can guess names."


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was typed, and the address it came from."""

    name: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: ``token`` goes into the cookie and is stored nowhere."""

    token: str
    official: Official


@dataclass(frozen=True, slots=True)
class AddOfficial:
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """As typed; ``again`` is the new one once more."""

    current: str
    new: str
    again: str


# --- signing in and out ---------------------------------------------------------------------


async def sign_in(database: Database, passwords: Passwords, call: Call, typed: SignIn) -> Opened:
    """Open a session. NotSignedIn whatever is wrong, TooManyAttempts from the eleventh try on.

    The attempt is counted before the password is looked at, so that tries at the same moment
    count, too; an unknown or disabled account costs the same work as a wrong password.
    """
    await count_attempt(database, call, typed.name, typed.address)
    async with database.read() as db:
        found = await store.official_named(db, typed.name)
    usable = found if found is not None and not found[0].disabled else None
    right = await passwords.verify(usable[1] if usable else None, typed.password)
    if usable is None or not right:
        raise NotSignedIn(_NOT_KNOWN)
    official, password_hash = usable
    acting = Call(Actor(official.name, official.role), call.correlation_id, call.traceparent)
    return await perform(
        database, acting, lambda work: _open_session(work, official.official_id, password_hash)
    )


async def count_attempt(database: Database, call: Call, name: str, address: str) -> None:
    """Count a password typed for this account from this address; TooManyAttempts is not counted.

    An attempt that succeeds is forgotten again (``_open_session``, ``change_own_password``).
    """
    account = _account_key(name)

    async def count(work: Work) -> None:
        db = await work.begin()
        # in one order for all, and before counting, so that tries at the same moment see each other
        for lock in sorted((f"attempts:{address}", f"attempts:{account}")):
            await lock_for_transaction(db, lock)
        now = datetime.now(UTC)
        counts = await store.count_attempts(db, account, address, now - ATTEMPTS_WITHIN)
        if max(counts) >= ATTEMPTS:
            minutes = ATTEMPTS_WITHIN // timedelta(minutes=1)
            raise TooManyAttempts(
                f"Too many wrong passwords. Please wait {minutes} minutes and try again."
            )
        await store.add_attempt(db, account, address, now)

    await perform(database, call, count)


def _account_key(name: str) -> str:
    """Not the name itself: people type passwords into the wrong field."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


async def _open_session(work: Work, official_id: int, password_hash: str) -> Opened:
    db = await work.begin()
    locked = await store.lock_official(db, official_id)
    # changed or disabled between the comparison and now
    if locked is None or locked[0].disabled or locked[1] != password_hash:
        raise NotSignedIn(_NOT_KNOWN)
    official = locked[0]
    token = cookies.new_secret()
    now = datetime.now(UTC)
    await store.add_session(
        db,
        NewSession(cookies.hash_of(token), cookies.new_secret(), official_id, now, now + LONGEST),
    )
    await store.forget_attempts(db, _account_key(official.name))
    _publish_presence(work, official, is_in=True)
    return Opened(token, official)


async def sign_out(work: Work, session: Session) -> None:
    """End this session; nothing happens where it has ended before."""
    db = await work.begin()
    if await store.end_session(db, session.token_hash):
        _publish_presence(work, session.official, is_in=False)


def _publish_presence(work: Work, official: Official, *, is_in: bool) -> None:
    message = events.signed_in(official) if is_in else events.signed_out(official)
    work.publish(message, key=events.key_of(official), version=official.version)


# --- accounts -------------------------------------------------------------------------------


async def add_first_official(
    database: Database, passwords: Passwords, first_password: str | None
) -> None:
    """The administrator of a new installation, if there is no official yet."""
    async with database.read() as db:
        if first_password is None or await store.any_official(db):
            return
    password_hash = await passwords.hash(first_password)

    async def add(work: Work) -> None:
        db = await work.begin()
        await lock_for_transaction(db, _FIRST_LOCK)
        if not await store.any_official(db):
            await _add(work, db, FIRST_OFFICIAL, Role.ADMINISTRATOR, password_hash)

    await perform(database, Call(_START), add)


async def add_official(work: Work, passwords: Passwords, command: AddOfficial) -> Official:
    """A new account, its password to be changed at the first sign-in.

    InvalidInput for name, role or password, RuleBroken where the name is taken.
    """
    work.require(Role.ADMINISTRATOR)
    wrong = [
        *_broken_name(command.name),
        *_broken_role(command.role),
        *password_rules.broken_rules(command.password, command.name, "password"),
    ]
    if wrong:
        raise InvalidInput.of(wrong)
    db = await work.begin()
    password_hash = await passwords.hash(command.password)
    return await _add(work, db, command.name, command.role, password_hash)


async def _add(
    work: Work, db: AsyncConnection, name: str, role: Role, password_hash: str
) -> Official:
    try:
        official = await store.add_official(
            db, name, role, password_hash, by=work.actor.name, at=datetime.now(UTC)
        )
    except IntegrityError as error:
        if constraint(error) != "officials_name_key":
            raise
        raise RuleBroken.rule(
            "name", _RULE, f"There is an official with the name {name} already."
        ) from error
    work.publish(events.official_added(official), key=events.key_of(official), after=official)
    return official


async def change_role(work: Work, official_id: int, expected_version: int, role: Role) -> Official:
    """Another role; the official's sessions end, so that no page shows what is no longer allowed.

    Stale where the account has changed since it was seen, RuleBroken for the last administrator.
    """
    if wrong := _broken_role(role):
        raise InvalidInput.of(wrong)
    return await _change(work, official_id, expected_version, "role", role=role.value)


async def disable(work: Work, official_id: int, expected_version: int) -> Official:
    """No sign-in any more; the official's sessions end. Errors as for ``change_role``."""
    at = datetime.now(UTC)
    return await _change(work, official_id, expected_version, "official_id", disabled_at=at)


async def enable(work: Work, official_id: int, expected_version: int) -> Official:
    """The official may sign in again. Stale as for ``change_role``."""
    return await _change(work, official_id, expected_version, "official_id", disabled_at=None)


async def set_password(
    work: Work, passwords: Passwords, official_id: int, expected_version: int, password: str
) -> Official:
    """A one-time password for somebody who lost theirs; the official's sessions end."""
    work.require(Role.ADMINISTRATOR)
    db = await work.begin()
    before = await _locked(db, official_id)
    wrong = password_rules.broken_rules(password, before.name, "password")
    if wrong:
        raise InvalidInput.of(wrong)
    return await _change(
        work,
        official_id,
        expected_version,
        "password",
        password_hash=await passwords.hash(password),
        must_change_password=True,
    )


async def end_sessions(work: Work, official_id: int) -> Official:
    """Sign an official out everywhere."""
    work.require(Role.ADMINISTRATOR)
    db = await work.begin()
    official = await _locked(db, official_id)
    if await store.end_sessions(db, official_id):
        _publish_presence(work, official, is_in=False)
    return official


async def _change(
    work: Work, official_id: int, expected_version: int, field: str, **columns: object
) -> Official:
    """Change another's account and end its sessions."""
    work.require(Role.ADMINISTRATOR)
    db = await work.begin()
    administrators = await store.lock_administrators(db)
    before = await _locked(db, official_id)
    if before.version != expected_version:
        raise Stale.changed(before.changed_by, before.changed_at)
    if before.name == work.actor.name:
        raise RuleBroken.rule(
            field,
            _RULE,
            "Nobody changes the rights of their own account; ask another administrator.",
        )
    at = datetime.now(UTC)
    after = await store.change_official(db, official_id, work.actor.name, at, **columns)
    still = after.role is Role.ADMINISTRATOR and not after.disabled
    if administrators == [official_id] and not still:
        raise RuleBroken.rule(
            field, _RULE, "This is the last administrator; make another official one first."
        )
    work.publish(
        events.official_changed(after),
        key=events.key_of(after),
        version=after.version,
        before=before,
        after=after,
    )
    if await store.end_sessions(db, official_id):
        _publish_presence(work, after, is_in=False)
    return after


async def sweep(database: Database, call: Call) -> None:
    """Delete what no longer holds or counts: sessions and attempts."""
    now = datetime.now(UTC)

    async def delete(work: Work) -> None:
        db = await work.begin()
        await store.sweep(db, now - IDLE, now, now - 2 * ATTEMPTS_WITHIN)

    await perform(database, call, delete)


async def change_own_password(
    work: Work, passwords: Passwords, session: Session, typed: ChangePassword
) -> Official:
    """A password of the official's own choice; all other sessions of the official end.

    InvalidInput naming current_password, new_password or new_password_again.
    """
    db = await work.begin()
    locked = await store.lock_official(db, session.official.official_id)
    if locked is None:
        raise NotFound("There is no such official.")
    before, password_hash = locked
    wrong = password_rules.broken_rules(typed.new, before.name)
    if typed.new != typed.again:
        wrong.append(
            Violation("new_password_again", _RULE, "The new password was typed in two ways.")
        )
    if typed.new == typed.current:
        wrong.append(Violation("new_password", _RULE, "The new password is the one until now."))
    if not await passwords.verify(password_hash, typed.current):
        wrong.append(Violation("current_password", _RULE, "This is not your password until now."))
    if wrong:
        raise InvalidInput.of(wrong)
    after = await store.change_official(
        db,
        before.official_id,
        before.name,
        datetime.now(UTC),
        password_hash=await passwords.hash(typed.new),
        must_change_password=False,
    )
    await store.forget_attempts(db, _account_key(after.name))
    work.publish(
        events.official_changed(after),
        key=events.key_of(after),
        version=after.version,
        before=before,
        after=after,
    )
    if await store.end_sessions(db, before.official_id, but=session.token_hash):
        _publish_presence(work, after, is_in=False)
    return after


async def _locked(db: AsyncConnection, official_id: int) -> Official:
    found = await store.lock_official(db, official_id)
    if found is None:
        raise NotFound("There is no such official.")
    return found[0]


def _broken_name(name: str) -> list[Violation]:
    if _NAME.fullmatch(name):
        return []
    sentence = (
        "The name needs 2 to 40 characters: small letters a to z, figures, full stop, "
        "hyphen and underscore."
    )
    return [Violation("name", _RULE, sentence)]


def _broken_role(role: Role) -> list[Violation]:
    if role in _ROLES:
        return []
    return [Violation("role", _RULE, "The role is referee or administrator.")]
