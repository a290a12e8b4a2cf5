"""Officials besides the administrator."""

from typing import TYPE_CHECKING

from playwright.sync_api import StorageState

from tests.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.season import Season

_FIRST_PASSWORD = "given out for one day"


def add_official(season: "Season", name: str) -> None:
    """A referee, who has chosen the season's password."""
    from tests.browser.season import PASSWORD

    form = season.admin.see("/admin/officials").form("/admin/official")
    seen = season.admin.send(form, name=name, password=_FIRST_PASSWORD)
    assert seen.status == 200, seen.words
    with Visitor(season.url) as official:
        change = official.sign_in(name, _FIRST_PASSWORD).form("/account/password")
        done = official.send(
            change,
            current_password=_FIRST_PASSWORD,
            new_password=PASSWORD,
            new_password_again=PASSWORD,
        )
        assert done.status == 200, done.words


def signed_in(season: "Season", name: str) -> StorageState:
    """A new session of theirs, for a browser's context."""
    from tests.browser.season import PASSWORD

    with Visitor(season.url) as official:
        assert official.sign_in(name, PASSWORD).status == 200
        return {
            "cookies": [
                {
                    "name": each.name,
                    "value": each.value or "",
                    "domain": each.domain,
                    "path": each.path,
                    "expires": -1,
                    "httpOnly": True,
                    "secure": False,
                    "sameSite": "Lax",
                }
                for each in official.cookies
            ],
            "origins": [],
        }
