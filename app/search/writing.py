"""The canonical text of a query: equal trees have equal texts, and reading the text gives the tree again."""

import re

from app.search.nodes import (
    All,
    And,
    Any,
    Between,
    Box,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Phrase,
    Prefix,
    Starts,
    Value,
    Word,
)
from app.search.signs import QUOTES, is_blank, quoted

_SIGNS = frozenset("(),*") | QUOTES
_NEEDS_QUOTES = re.compile(r"[=#<>≤≥]|(?:missing|any)$", re.IGNORECASE)


def write_query(node: Node) -> str:
    """The text; empty where everything matches."""
    return "" if isinstance(node, All) else _text(node)


def write_value(value: Value) -> str:
    """One value of a field, as it stands behind the colon."""
    match value:
        case Code(text):
            return text
        case Between(low, high):
            return _range(low, high)
        case Has(text):
            return _name(text)
        case Starts(text):
            return _name(text) + "*"
        case Exactly(text):
            return "=" + (quoted(text) if _parts(text) else text)
        case Numbered(number):
            return f"#{number}"
        case Missing():
            return "missing"
        case Any():
            return "any"


def _text(node: Node) -> str:
    match node:
        case All():
            return "*"
        case Word(text):
            return text
        case Phrase(text):
            return quoted(text)
        case Prefix(text):
            return text + "*"
        case Match(field, values):
            return f"{field}:" + ",".join(write_value(each) for each in values)
        case Near(latitude, longitude, km):
            return f"near:{_number(latitude)},{_number(longitude)},{_number(km)}km"
        case Box(south, west, north, east):
            return "in:" + ",".join(_number(each) for each in (south, west, north, east))
        case And(parts):
            return " ".join(f"({_text(each)})" if isinstance(each, Or) else _text(each) for each in parts)
        case Or(parts):
            return " OR ".join(_text(each) for each in parts)
        case Not(part):
            return f"-({_text(part)})" if isinstance(part, And | Or) else f"-{_text(part)}"


def _range(low: str | None, high: str | None) -> str:
    if low == high:
        return low or ""
    if high is None:
        return f">={low}"
    return f"<={high}" if low is None else f"{low}..{high}"


def _name(text: str) -> str:
    return quoted(text) if _parts(text) or _NEEDS_QUOTES.match(text) else text


def _parts(text: str) -> bool:
    return any(each in _SIGNS or is_blank(each) for each in text)


def _number(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
