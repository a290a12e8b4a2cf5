"""Which passwords may be chosen (OWASP ASVS 5, section 6.2): long ones that nobody would try first.

At least 12 characters, any characters, no rules of composition. Refused is what lists of common
passwords hold from that length on; instead of such a list this knows what its entries are made of:
a few words that everybody takes, figures around them, runs of the keyboard and repetition.
"""

import re
import unicodedata

from shared.terms import Violation

SHORTEST = 12
LONGEST = 200
_RULE = "9"
# what may stand around a common word before the whole counts as a password of one's own
_OWN_CHARACTERS = 6

# The stems of the most common passwords in every published list, and the words of this site.
_STEM_WORDS = (
    "password passwort passwd passcode pass motdepasse contrasena wachtwoord haslo parola "
    "senha welcome willkommen bienvenue letmein iloveyou trustno monkey dragon master shadow "
    "sunshine princess football baseball basketball soccer hockey superman batman michael "
    "jennifer jordan charlie thomas robert daniel andrew joshua ashley jessica michelle "
    "nicole hannah matthew hunter ranger buster killer pepper ginger summer winter spring "
    "autumn monday freedom whatever computer internet samsung google facebook starwars "
    "pokemon mustang ferrari porsche mercedes chelsea liverpool arsenal barcelona juventus "
    "manchester corvette cheese chocolate cookie flower butterfly angel lovely babygirl "
    "secret secure security access admin administrator root login guest user test testing "
    "default changeme change temp temporary qwerty qwertz azerty asdfgh zxcvbn qazwsx abc "
    "hello tennis masters tour masterstour tournament referee umpire wimbledon racket racquet "
    "grandslam rolandgarros official director ranking "
)
_STEMS = frozenset(_STEM_WORDS.split())
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
_LEET = str.maketrans("0134578@$!|", "oieastbasil")


def broken_rules(password: str, account: str, field: str = "new_password") -> list[Violation]:
    """Every reason against this password for this account; none where it may be chosen."""
    messages: list[str] = []
    if len(password) < SHORTEST:
        messages.append(
            f"The password has {len(password)} characters; it needs {SHORTEST} at least."
        )
    elif len(password) > LONGEST:
        messages.append(f"The password is too long: there is room for {LONGEST} characters.")
    elif "\0" in password:
        messages.append("The password contains a character that nobody can type.")
    elif is_common(password, account):
        messages.append(
            "This password is one of those that are tried first. "
            "Three or four words that only you put together do well."
        )
    return [Violation(field, _RULE, message) for message in messages]


def is_common(password: str, account: str) -> bool:
    """Made of little else than common words, the account's name, runs and repetition."""
    text = unicodedata.normalize("NFKC", password).casefold()
    own_words = {account.casefold()} if len(account) > 2 else set()
    return any(
        _is_repetition(each) or _own_characters(each, own_words) < _OWN_CHARACTERS
        for each in (text, text.translate(_LEET))
    )


def _is_repetition(text: str) -> bool:
    """``aaaaaaaaaaaa``, ``abcabcabcabc``: fewer than six characters over and over."""
    return re.fullmatch(r"(.{1,5}?)\1+.{0,4}", text, re.DOTALL) is not None


def _own_characters(text: str, own_words: set[str]) -> int:
    """How many letters are left without common words and runs; two figures count as a letter."""
    for word in sorted(_STEMS | own_words, key=len, reverse=True):
        text = text.replace(word, "")
    for run in _RUNS:
        for direction in (run, run[::-1]):
            text = _without_run(text, direction)
    letters = sum(character.isalpha() for character in text)
    return letters + sum(character.isdigit() for character in text) // 2


def _without_run(text: str, run: str) -> str:
    for length in range(len(run), 3, -1):
        for start in range(len(run) - length + 1):
            text = text.replace(run[start : start + length], "")
    return text
