"""The signs of the filter language: what parts words, what quotes them, and how a text is put into quotes."""

import unicodedata
from functools import cache

QUOTES = frozenset('"“”„‟«»')
MINUS = frozenset("-−–")
OPERATORS = frozenset({"AND", "OR", "NOT"})
SIGNS = frozenset({">", "<", ">=", "<=", "≥", "≤"})
# Keep their place inside words: the soft hyphen and the joiners.
_INSIDE = frozenset("\u00ad\u200c\u200d")
_UNSEEN = frozenset({"Cc", "Cs", "Cf"})


@cache
def is_blank(character: str) -> bool:
    """Whether it parts words: white space of any kind, control characters, half surrogates, unseen marks."""
    return character.isspace() or (unicodedata.category(character) in _UNSEEN and character not in _INSIDE)


def clean(text: str) -> str:
    """One blank for each run of blanks, none at the ends."""
    return " ".join("".join(" " if is_blank(each) else each for each in text).split())


def letters(text: str) -> int:
    """How many letters and digits it holds."""
    return sum(map(str.isalnum, text))


def quoted(text: str) -> str:
    """In quotes, with a backslash before each quote and backslash of its own."""
    return '"' + "".join("\\" + each if each in QUOTES or each == "\\" else each for each in text) + '"'


def closing(text: str, start: int) -> int | None:
    """Where the quote closes that opens at `start`; None where it does not."""
    at = start + 1
    while at < len(text):
        if text[at] in QUOTES:
            return at
        at += 2 if text[at] == "\\" else 1
    return None


def unquoted(text: str) -> str:
    """What stands between the quotes at the two ends, without the backslashes that shield."""
    inner, out, at = text[1:-1], [], 0
    while at < len(inner):
        at += inner[at] == "\\" and at + 1 < len(inner)
        out.append(inner[at])
        at += 1
    return clean("".join(out))
