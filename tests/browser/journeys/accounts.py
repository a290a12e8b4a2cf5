"""Officials besides the administrator."""

from typing import TYPE_CHECKING

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
