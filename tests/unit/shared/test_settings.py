"""Settings: complete and sane, or one sentence for each that is not; secrets never shown."""

import json
import socket

import pytest
from pydantic import ValidationError

from shared.service import begin_process, read_settings
from shared.settings import Settings, unknown_names

PROPER = {
    "TOUR_SERVICE": "draws",
    "TOUR_DATABASE_PASSWORD": "the database's secret",
    "TOUR_NATS_PASSWORD": "the broker's secret",
    "TOUR_TOKEN": "the token",
    "TOUR_CALLER_HASHES": json.dumps({"gateway": "ab" * 32}),
    "TOUR_LISTEN": "0.0.0.0:50052",
    "TOUR_CLOCK": "2026-02-16T12:00:00Z",
}


@pytest.fixture(autouse=True)
def proper(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PROPER.items():
        monkeypatch.setenv(name, value)


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The sentences with which a service does not start."""
    with pytest.raises(SystemExit) as caught:
        read_settings()
    assert caught.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "Traceback" not in output.err
    return output.err.splitlines()


def test_a_complete_environment_is_read() -> None:
    settings = read_settings()
    assert settings.service == "draws"
    assert settings.database_user == "svc_draws"
    assert settings.token.get_secret_value() == "the token"
    assert settings.caller_hashes == {"gateway": "ab" * 32}
    assert settings.clock is not None


def test_a_setting_left_blank_is_not_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUR_CLOCK", "")
    assert read_settings().clock is None
    monkeypatch.setenv("TOUR_TOKEN", "")
    assert told(capsys) == ["TOUR_TOKEN is missing."]


def test_each_missing_setting_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TOUR_SERVICE", "TOUR_DATABASE_PASSWORD", "TOUR_TOKEN"):
        monkeypatch.delenv(name)
    assert told(capsys) == [
        "TOUR_SERVICE is missing.",
        "TOUR_DATABASE_PASSWORD is missing.",
        "TOUR_TOKEN is missing.",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOUR_SERVICE", "referee"),
        ("TOUR_DATABASE_PORT", "five"),
        ("TOUR_DATABASE_PORT", "0"),
        ("TOUR_DATABASE_PORT", "65536"),
        ("TOUR_DATABASE_POOL", "1"),
        ("TOUR_LISTEN", "50052"),
        ("TOUR_OPS_LISTEN", "127.0.0.1:"),
        ("TOUR_ENTRIES_ADDRESS", "entries"),
        ("TOUR_CALLER_HASHES", "gateway"),
        ("TOUR_CALLER_HASHES", '{"gateway": "short"}'),
        ("TOUR_CALLER_HASHES", '{"stranger": "' + "ab" * 32 + '"}'),
        ("TOUR_CLOCK", "tomorrow"),
        ("TOUR_LOG_LEVEL", "loud"),
        ("TOUR_FIRST_PASSWORD", "short"),
    ],
)
def test_each_wrong_setting_is_told_by_its_name_without_what_it_held(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (sentence,) = told(capsys)
    assert sentence.startswith(f"{name} is wrong: ")
    assert sentence.endswith(".")


def test_a_secret_is_not_told_where_it_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUR_FIRST_PASSWORD", "hunter2")
    assert "hunter2" not in "".join(told(capsys))


@pytest.mark.parametrize("name", ["TOUR_LISTEN", "TOUR_OPS_LISTEN"])
def test_a_service_that_cannot_listen_says_so_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv("TOUR_LISTEN", "127.0.0.1:0")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        # why a name is not known, every machine says differently
        for address, reason in ((taken, "Address already in use"), ("no.invalid:80", "")):
            monkeypatch.setenv(name, address)
            with pytest.raises(SystemExit) as caught:
                begin_process()
            assert caught.value.code == 2
            said = capsys.readouterr().err
            assert said.startswith(f"{name}: this service cannot listen at {address} ({reason}")


def test_secrets_are_masked_wherever_settings_are_printed() -> None:
    settings = Settings()
    for shown in (repr(settings), str(settings), str(settings.model_dump()), f"{settings!r}"):
        for secret in ("the database's secret", "the broker's secret", "the token"):
            assert secret not in shown
    assert "the token" not in settings.model_dump_json()


def test_settings_do_not_change_while_a_service_runs() -> None:
    with pytest.raises(ValidationError):
        Settings().service = "entries"  # type: ignore[misc]  # what is tried here


def test_a_name_with_a_slip_is_noticed() -> None:
    environment = {**PROPER, "TOUR_DATABASE_PASWORD": "x", "tour_listen": "x", "PATH": "x"}
    assert unknown_names(environment) == ["TOUR_DATABASE_PASWORD"]


def test_an_authority_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUR_DATABASE_CA", "/nowhere/rds.pem")
    assert told(capsys) == ["TOUR_DATABASE_CA is wrong: path does not point to a file."]
