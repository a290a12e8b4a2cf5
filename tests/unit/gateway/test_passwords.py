"""How passwords are kept, and which are too common to be chosen."""

import pytest

from services.gateway.security.password_rules import broken_rules, is_common
from services.gateway.security.passwords import Passwords


async def test_a_password_fits_its_own_hash_and_no_other() -> None:
    passwords = Passwords()
    stored = await passwords.hash("an umbrella of wet paint")
    assert await passwords.verify(stored, "an umbrella of wet paint")
    assert not await passwords.verify(stored, "an umbrella of wet paint ")
    assert not await passwords.verify("no hash at all", "an umbrella of wet paint")


async def test_an_unknown_account_costs_a_comparison_like_any_other() -> None:
    passwords = Passwords()
    assert not await passwords.verify(None, "whatever it is")
    assert passwords.verified == 1


async def test_the_same_password_is_stored_differently_each_time() -> None:
    passwords = Passwords()
    assert await passwords.hash("an umbrella") != await passwords.hash("an umbrella")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2026!",
        "pa55word!!!!",
        "iloveyou1234",
        "qwertyuiop12",
        "zyxwvutsrqpo",
        "098765432109",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "tennistennis",
        "wimbledon2026",
        "letmein-letmein",
        "1q2w3e4r5t6y",
        "ｐａｓｓｗｏｒｄ１２３４",
    ],
)
def test_what_is_tried_first_is_common(password: str) -> None:
    assert is_common(password, "anna")


@pytest.mark.parametrize(
    "password",
    ["an umbrella of wet paint", "k7!vPq2$zRm9", "żółć gęślą jaźń", "Tuesdays are for soup"],
)
def test_what_only_one_person_puts_together_is_not_common(password: str) -> None:
    assert not is_common(password, "anna")


def test_the_accounts_name_is_no_secret() -> None:
    assert is_common("margherita-2026", "margherita")
    assert not is_common("margherita-2026", "anna")


@pytest.mark.parametrize(
    ("length", "is_fine"), [(11, False), (12, True), (200, True), (201, False)]
)
def test_a_password_has_12_to_200_characters(length: int, is_fine: bool) -> None:
    letters = "unlikelywordsputtogetherby" * 8
    assert (broken_rules(letters[:length], "anna") == []) is is_fine


def test_a_nul_cannot_be_typed() -> None:
    (broken,) = broken_rules("an umbrella\0of paint", "anna")
    assert broken.field == "new_password"
