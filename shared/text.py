"""Text that people type: how it is tidied, what is refused, and the key it is sorted and found by.

Guarantees that no text which passes ``check_text`` is empty, invisible, reordered on screen, too
long, or able to act as markup or as a spreadsheet formula (rules.md section 9).
"""

import unicodedata
from datetime import date, datetime

from shared.terms import Violation

RULE = "9"
# some characters of Arabic unfold into eighteen; the database holds this many
KEY_LENGTH = 500

# The joiners are part of correct spelling in Persian, Sinhala and the Indic scripts.
_JOINERS = frozenset("\u200c\u200d")
MARKUP = "<>{}|=;\\`"
_FORMULA_STARTS = ("=", "+", "-", "@")
# Letters by their category, blank on every screen.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ə": "e",
    }
)
_APOSTROPHES = frozenset("'’‘`´′ʼʻ׳՚")


def tidy(value: str) -> str:
    """The text as it is stored: composed (NFC), without white space at its ends."""
    return unicodedata.normalize("NFC", value).strip()


def check_text(
    field: str, value: str, max_length: int, label: str = "The name", markup: str = MARKUP
) -> list[Violation]:
    """Every reason why this text cannot be stored under ``field``; none for good text.

    ``max_length`` counts characters of the tidied text; ``label`` begins the sentences;
    ``markup`` are the characters that it cannot contain, fewer for whole sentences.
    The text of any script passes, whatever it says.
    """
    text = tidy(value)
    if not text:
        return [Violation(field, RULE, f"{label} is missing.")]
    messages: list[str] = []
    if len(text) > max_length:
        messages.append(
            f"{label} has {len(text)} characters; there is room for at most {max_length}."
        )
    if any(_is_unprintable(character) for character in text):
        messages.append(
            f"{label} contains a character that cannot be seen or printed; please type it anew."
        )
    elif not any(_is_legible(character) for character in text):
        messages.append(f"{label} contains no letter and no figure.")
    found = sorted(set(markup).intersection(text))
    if found:
        messages.append(f"{label} cannot contain {quoted(found)}.")
    if text.startswith(_FORMULA_STARTS) and text[0] not in found:
        messages.append(f"{label} cannot begin with “{text[0]}”.")
    return [Violation(field, RULE, message) for message in messages]


def quoted(characters: list[str]) -> str:
    """The characters for a sentence: “<” or “>”."""
    return " or ".join(f"“{character}”" for character in characters)


def search_key(text: str) -> str:
    """The folded key of a text: equal for all that a reader takes for the same letters.

    Without marks, case, apostrophes and other punctuation, words parted by one space, so that
    "swiatek" finds "Świątek" and "Świątek" sorts before "Zverev" byte by byte.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    return " ".join("".join(map(_key_character, plain)).split())[:KEY_LENGTH].rstrip()


def name_key(last_name: str, first_name: str) -> str:
    """The key that sorts a list of people: by last name, then by first name."""
    return folded_name_key(search_key(last_name), search_key(first_name))


def folded_name_key(last_name: str, first_name: str) -> str:
    """The ``name_key`` of names that are folded already."""
    # Two spaces stand in no single key and sort before every letter and before one space with
    # a letter, so Berg, Zoë comes before Berg Olsen, Anna.
    return f"{last_name}  {first_name}"[:KEY_LENGTH]


def day_in_words(day: date) -> str:
    """17 February 2026."""
    return f"{day.day} {day:%B %Y}"


def weekday_in_words(day: date) -> str:
    """Tuesday 17 February 2026."""
    return f"{day:%A} {day_in_words(day)}"


def moment_in_words(moment: datetime) -> str:
    """Tuesday 17 February 2026, 10:00 UTC. The moment must be given in UTC."""
    return f"{weekday_in_words(moment)}, {moment:%H:%M} UTC"


def is_apostrophe(character: str) -> bool:
    return character in _APOSTROPHES


def _is_unprintable(character: str) -> bool:
    """Control, bidi and other format characters, line ends, lone surrogates, private use.

    Unassigned characters pass (scripts grow faster than Python), the noncharacters do not: no
    XML, and so no spreadsheet, can hold them.
    """
    code = ord(character)
    if character in _JOINERS:
        return False
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return noncharacter or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _is_legible(character: str) -> bool:
    category = unicodedata.category(character)
    is_letter = category[0] in "LN" or category == "Cn"
    # a mark or an apostrophe that Unicode counts among the letters has no key of its own
    return is_letter and character not in _BLANK_LETTERS and search_key(character) != ""


def _key_character(character: str) -> str:
    if unicodedata.combining(character) or character in _APOSTROPHES or character in _JOINERS:
        return ""
    category = unicodedata.category(character)
    return character if category[0] in "LNM" or category == "Cn" else " "
