"""One value of a field as it is written: in a query, a form or a link."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import BadValue
from app.search.bad_query import BadQuery
from app.search.codes import (
    codes_named,
    country_named,
    key_named,
    nearest_code,
    nearest_country,
    nearest_key,
)
from app.search.fields import Field, FieldKind
from app.search.nodes import Any, Between, Code, Exactly, Has, Missing, Numbered, Starts, Value
from app.search.scales import SCALES, Scale
from app.search.signs import QUOTES, clean, closing, letters, quoted, unquoted
from app.vocab.coded import Coded

_COMPARED = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.*)")
_HYPHENATED = re.compile(r"([\d:]+)\s?[-–]\s?([\d:]+)", re.ASCII)
_AND_MORE = re.compile(r"(\d+)\s?\+", re.ASCII)
_NUMBER = re.compile(r"#(\d{1,9})", re.ASCII)
_SHORT_LIST = 10
_NUMBERED = frozenset({FieldKind.PARTY, FieldKind.SOURCE})


@dataclass(frozen=True, slots=True)
class _Written:
    """The parts of a written value: `="text"*`."""

    text: str
    is_quoted: bool
    is_exact: bool
    is_start: bool


def value_of(field: Field, text: str) -> Value:
    """The value that is written so. Blanks need no quotes here: `American Airlines`, `>= 3`, `missing`.

    Raises BadQuery, which speaks of the whole of `text` and suggests another value.
    """
    try:
        return _value(field, _taken_apart(text))
    except BadQuery as error:
        raise BadQuery(f"{field.name}: {error}", 0, len(text), error.suggestion) from None
    except BadValue as error:
        raise BadQuery(f"{field.name}: {error}", 0, len(text)) from None


def _taken_apart(text: str) -> _Written:
    text = clean(text)
    body = text.removeprefix("=").lstrip()
    is_exact = text.startswith("=")
    if body[:1] in QUOTES:
        end = closing(body, 0)
        if end is None:
            raise BadValue("the quote is not closed")
        if body[end + 1 :] not in ("", "*"):
            raise BadValue(f"{body[end + 1 :]!r} stands behind the quote; put the whole value into quotes")
        return _Written(unquoted(body[: end + 1]), True, is_exact, body.endswith("*"))
    is_start = body.endswith("*") and body != "*" and not is_exact
    return _Written(clean(body[:-1]) if is_start else body, False, is_exact, is_start)


def _value(field: Field, written: _Written) -> Value:
    if not written.text:
        raise BadValue("there is no value")
    if not (written.is_quoted or written.is_exact or written.is_start):
        if written.text.lower() == "missing":
            return Missing()
        if written.text.lower() in ("any", "*"):
            return Any()
    if field.kind in _READERS:
        if written.is_start:
            raise BadValue(f"{written.text}* is the beginning of a word, and this field is not asked for words")
        return _READERS[field.kind](field, written.text)
    return _range(SCALES[field.kind], written) if field.kind in SCALES else _words(field, written)


# -- words


def _words(field: Field, written: _Written) -> Value:
    text = written.text
    if written.is_exact:
        if written.is_start:
            raise BadValue("what is the whole of the field cannot be its beginning too; leave out = or *")
        return Exactly(text)
    if not written.is_quoted and field.kind in _NUMBERED and text.startswith("#"):
        return _numbered(text)
    if not written.is_quoted and _COMPARED.match(text):
        raise BadQuery(f"it is asked for words, not for what is more or less than {text!r}", 0, 0)
    if not letters(text):
        raise BadValue(f"{text!r} holds no letter and no digit")
    if "*" in text:
        better = quoted(text.rstrip("*")) + "*" if written.is_quoted and "*" not in text.rstrip("*") else None
        raise BadQuery("a star stands at the very end, behind the quote", 0, 0, better)
    if not written.is_start:
        return Has(text)
    if letters(text.rpartition(" ")[2]) < 2:
        raise BadValue("a beginning needs at least two letters or digits before its star")
    return Starts(text)


def _numbered(text: str) -> Numbered:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise BadValue(f"{text!r} is not a number of this database; write #123")
    return Numbered(int(match[1]))


# -- numbers, dates and times


def _range(scale: Scale, written: _Written) -> Between:
    text = written.text.replace("…", "..")
    if written.is_start:
        raise BadValue(f"{text}* is the beginning of a word; write {scale.examples}, missing or any")
    try:
        return _between(scale, text)
    except BadQuery:
        raise
    except BadValue as error:
        wanted = f"write {scale.examples}, missing or any"
        raise BadQuery(f"{str(error).partition(';')[0]}; {wanted}", 0, 0, _meant(scale, text)) from None


def _between(scale: Scale, text: str) -> Between:
    if compared := _COMPARED.fullmatch(text):
        return _beyond(scale, compared[1], scale.read(compared[2].strip()))
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots:
        end = scale.read(text)
        return Between(end, end)
    if not (low or high):
        raise BadValue("'..' has no end")
    ends = Between(scale.read(low) if low else None, scale.read(high) if high else None)
    if ends.low and ends.high and scale.first(ends.low) > scale.last(ends.high):
        raise _backwards(scale, ends.low, ends.high)
    return ends


def _beyond(scale: Scale, sign: str, end: str) -> Between:
    if sign in (">", ">=", "≥"):
        return Between(scale.step(end, 1) if sign == ">" else end, None)
    return Between(None, scale.step(end, -1) if sign == "<" else end)


def _backwards(scale: Scale, low: str, high: str) -> BadQuery:
    """Times go round midnight in two ranges; everything else was meant the other way."""
    better = f">={low},<={high}" if ":" in low else f"{high}..{low}"
    return BadQuery(f"{low} comes after {high}; write {better}", 0, 0, better)


def _meant(scale: Scale, text: str) -> str | None:
    """`3..5` for `3-5`, `>=3` for `3+`, where that can be read."""
    ends, more = _HYPHENATED.fullmatch(text), _AND_MORE.fullmatch(text)
    better = f"{ends[1]}..{ends[2]}" if ends else f">={more[1]}" if more else None
    try:
        return better if better and _between(scale, better) else None
    except BadValue:
        return None


# -- closed lists


def _code(field: Field, text: str) -> Code:
    assert field.codes is not None  # noqa: S101 - so are all fields of the kind
    found = codes_named(field.codes, text)
    if len(found) == 1:
        return Code(found[0])
    if found:
        raise BadQuery(f"{text!r} may be {' or '.join(found)}; write the one that is meant, or all", 0, 0, ",".join(found))
    near = nearest_code(field.codes, text)
    raise BadQuery(f"{text!r} is none of its codes{_hint(near) or _choice(field.codes)}", 0, 0, near)


def _choice(codes: type[Coded]) -> str:
    """All codes of a short list; of a long one an example."""
    if len(codes) > _SHORT_LIST:
        first = next(iter(codes))
        return f"; write a code such as {first.value}, words of its label such as {first.label!r}, missing or any"
    return f"; write {', '.join(codes)}, missing or any"


def _country(field: Field, text: str) -> Code:
    if found := country_named(text):
        return Code(found)
    near = nearest_country(text)
    raise BadQuery(f"{text!r} is no country; write a code such as EG or an English name{_hint(near)}", 0, 0, near)


def _key(field: Field, text: str) -> Code:
    if found := key_named(field, text):
        return Code(found)
    near = nearest_key(field, text)
    raise BadQuery(f"{text!r} is no property; write its key, such as injuries.fatal{_hint(near)}", 0, 0, near)


def _hint(near: str | None) -> str:
    return f"; did you mean {near}?" if near else ""


_READERS: dict[FieldKind, Callable[[Field, str], Code]] = {
    FieldKind.CODE: _code,
    FieldKind.COUNTRY: _country,
    FieldKind.KEYS: _key,
}
