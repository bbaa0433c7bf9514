"""Folding text so that case, accents and spacing do not matter when it is compared or searched."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")
# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def squeeze(text: str) -> str:
    """Runs of white space become one blank; none at the ends."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Lower case without accents, white space squeezed: `São  Paulo` and `sao paulo` are the same."""
    if text.isascii():
        return squeeze(text.casefold())
    folded = text.casefold()
    # Each character by itself: to order a long run of marks, which go anyway, would take time by the square of its length.
    bare = folded.translate({ord(each): _bare(each) for each in set(folded) if not each.isascii()})
    return squeeze(bare.translate(_LETTERS))


def _bare(character: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each))


def key_of(text: str) -> str:
    """Only the folded letters and digits, for names that differ in punctuation: `Robinson Helicopter Co.`

    Empty where the text has neither (a name in another script keeps its folded form).
    """
    folded = fold(text)
    return _NOT_WORD.sub("", folded) or folded


def slug(text: str, limit: int = 80) -> str:
    """The folded words joined by hyphens, cut at a word within `limit` characters; `x` where none is left."""
    words = _NOT_WORD.sub("-", fold(text)).strip("-")
    if len(words) > limit:
        words = words[:limit].rsplit("-", 1)[0]
    return words or "x"
