from pathlib import Path

import pytest

from tools import maintenance, styles


def test_the_served_style_sheet_is_what_its_rooms_say() -> None:
    assert styles.SHEET.read_text(encoding="utf-8") == styles.sheet(), "run `make css`"


def test_every_room_is_in_the_style_sheet() -> None:
    entrance = (styles.ROOMS / "site.css").read_text(encoding="utf-8")
    rooms = {str(room.relative_to(styles.ROOMS)) for room in styles.ROOMS.rglob("*.css")}
    assert [name for name in sorted(rooms - {"site.css"}) if f'"{name}"' not in entrance] == []


def test_a_rule_that_cannot_be_read_stops_the_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.css").write_text(".a { colour")
    monkeypatch.setattr(styles, "ROOMS", tmp_path)
    with pytest.raises(ValueError, match="site"):
        styles.sheet()


def test_the_page_for_when_nothing_answers_is_what_its_template_and_the_tokens_say() -> None:
    kept = maintenance.PAGE.read_text(encoding="utf-8")
    assert kept == maintenance.page(), "run `make css`"


def test_the_page_for_when_nothing_answers_is_small_and_loads_nothing() -> None:
    kept = maintenance.PAGE.read_bytes()
    assert len(kept) <= maintenance.MOST_BYTES
    for loading in (b"<script", b"<link", b"<img", b"url(", b"http"):
        assert loading not in kept


def test_a_colour_that_is_no_token_stops_the_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tokens.css").write_text(":root { --page: #fff; }")
    monkeypatch.setattr(maintenance, "ROOMS", tmp_path)
    with pytest.raises(KeyError, match="light_stand"):
        maintenance.page()
