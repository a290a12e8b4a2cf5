"""Where signing in may lead to, and what a cookie's signature is worth."""

import pytest

from services.gateway.security.cookies import new_secret, sign, unsign
from services.gateway.security.origin import local_path


@pytest.mark.parametrize("path", ["/", "/admin", "/admin/entries?tournament_id=3", "/draw/1#top"])
def test_a_path_of_this_site_is_gone_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "admin",
        "//evil",
        "/\\evil",
        "\\/evil",
        "/ /evil",
        "/\t/evil",
        "/\n",
        "/é",
        "/" + "a" * 500,
    ],
)
def test_anything_else_is_not(path: str) -> None:
    assert local_path(path) == "/admin"
    assert local_path(path, "/tournaments") == "/tournaments"


def test_only_who_knows_the_secret_can_sign() -> None:
    secret = new_secret()
    signed = sign("Świątek is entered.", secret)
    assert unsign(signed, secret) == "Świątek is entered."
    for forged in (
        "",
        ".",
        signed[:-1],
        signed.upper(),
        f"{signed}.",
        sign("x", new_secret()),
        "é.é",
    ):
        assert unsign(forged, secret) is None
    assert unsign(signed, new_secret()) is None
