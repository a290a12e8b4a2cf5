from pathlib import Path

import pytest

from tools import styles


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
