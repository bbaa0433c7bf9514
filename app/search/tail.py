"""What is being written at the end of an unfinished query: some words, or a value of a field."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.search.fields import Field, FieldKind, find_field
from app.search.signs import MINUS, OPERATORS, QUOTES, closing, is_blank, letters

_OF_WORDS = (FieldKind.CODE, FieldKind.COUNTRY, FieldKind.TEXT, FieldKind.PARTY, FieldKind.SOURCE)
MOST_WORDS = 4  # words that are taken together: `controlled flight into`


@dataclass(frozen=True, slots=True)
class Tail:
    """What may be replaced. `before` is the text in front of it; `field` whose value it is, None where it is words."""

    before: str
    written: str
    field: Field | None = None


def tails(text: str) -> list[Tail]:
    """What the end of a query may be meant for: of words the longest run first. Empty behind a blank or a finished phrase."""
    tokens = list(_tokens(text))
    if not tokens or tokens[-1][1] != len(text):
        return []
    start = _past_minus(text, tokens[-1][0])
    token = text[start:]
    if token[:1] in QUOTES or not token:
        return []
    name, colon, _ = token.partition(":")
    if colon:
        found = _value(text, start + len(name) + 1, find_field(name)) if name.isalpha() or "." in name else None
        return [found] if found else []
    if start != tokens[-1][0]:
        return [Tail(text[:start], text[start:])]
    starts = [start, *_words_before(text, tokens)]
    open_value = _value_before(text, tokens[: -len(starts)], starts[-1])
    return [*open_value, *(Tail(text[:each], text[each:]) for each in reversed(starts))]


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Where the words and conditions stand, which blanks and parentheses part."""
    at = 0
    while at < len(text):
        if _parts(text[at]):
            at += 1
            continue
        start = at
        while at < len(text) and not _parts(text[at]):
            end = closing(text, at) if text[at] in QUOTES else at
            at = len(text) if end is None else end + 1
        yield start, at


def _parts(character: str) -> bool:
    return character in "()" or is_blank(character)


def _past_minus(text: str, at: int) -> int:
    while text[at : at + 1] in MINUS and at < len(text):
        at += 1
    return at


def _words_before(text: str, tokens: list[tuple[int, int]]) -> Iterator[int]:
    """Where the words begin that stand right before the last one, the nearest first."""
    after = tokens[-1][0]
    for start, end in tokens[-2 : -MOST_WORDS - 1 : -1]:
        word = text[start:end]
        is_plain = not any(each in QUOTES or each in ":*" for each in word) and word[0] not in MINUS
        if not is_plain or word in OPERATORS or text[end:after].strip():
            return
        yield start
        after = start


def _value_before(text: str, tokens: list[tuple[int, int]], after: int) -> list[Tail]:
    """The value that goes on in the words behind it, where quotes were forgotten: `operator:american air`."""
    if not tokens or text[tokens[-1][1] : after].strip():
        return []
    start = _past_minus(text, tokens[-1][0])
    name, colon, value = text[start : tokens[-1][1]].partition(":")
    field = find_field(name) if colon and name.isalpha() else None
    if field is None or field.kind not in _OF_WORDS or not value or any(each in QUOTES or each in ",*=" for each in value):
        return []
    at = start + len(name) + 1
    return [Tail(text[:at], text[at:], field)]


def _value(text: str, start: int, field: Field | None) -> Tail | None:
    """The last of the values behind a colon, without the signs in front of it; None where it is finished."""
    if field is None:
        return None
    at = start
    while at < len(text):
        end = closing(text, at) if text[at] in QUOTES else at
        if end is None:
            break
        if text[at] == ",":
            start = at + 1
        at = end + 1
    written = text[start:].removeprefix("=")
    if written[:1] in QUOTES and len(written) > 1 and closing(written, 0) is not None:
        return None
    return Tail(text[:start], written[1:] if written[:1] in QUOTES else written, field)


def is_enough(written: str) -> bool:
    """Whether so much is written that a suggestion can be meant."""
    return letters(written) >= 2
