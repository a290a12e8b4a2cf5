import hashlib
import stat
from pathlib import Path

import pytest

from shared.names import SERVICES
from tools.local.secrets import forget_first_password, load_secrets, make_secrets, store_secrets
from tools.problems import Problem


def test_no_secret_is_used_twice() -> None:
    known = make_secrets()
    every = [
        known.database_admin,
        known.database_migrator,
        known.database_importer,
        known.first_password,
        *(each[name] for each in (known.database, known.broker, known.tokens) for name in SERVICES),
    ]
    assert len(set(every)) == len(every) == 4 + 3 * len(SERVICES)
    assert make_secrets() != known


def test_first_password_is_long_enough_to_sign_in_with() -> None:
    password = make_secrets().first_password
    assert password is not None
    assert len(password) >= 12


def test_secrets_come_back_as_stored_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    known = make_secrets()
    store_secrets(path, known)
    assert load_secrets(path) == known
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_first_password_is_kept_nowhere_once_told(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    known = make_secrets()
    store_secrets(path, known)
    forget_first_password(path, known)
    assert known.first_password is not None
    assert known.first_password not in path.read_text()
    assert load_secrets(path).database == known.database


def test_caller_hash_is_the_sha256_of_the_token() -> None:
    known = make_secrets()
    expected = hashlib.sha256(known.tokens["draws"].encode()).hexdigest()
    assert known.caller_hash("draws") == expected


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"other": 1}'])
def test_damaged_secrets_are_a_problem_that_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text)
    with pytest.raises(Problem, match="damaged"):
        load_secrets(path)
