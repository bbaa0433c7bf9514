"""A query as JSON, for programs that build or take one apart instead of writing text. The shape is in docs/search.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

from app.core.errors import BadValue
from app.search.areas import checked_box, checked_near
from app.search.fields import BY_NAME, Field, FieldKind, find_field
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
    both,
    either,
    negated,
)
from app.search.reading import MAX_CONDITIONS, MAX_LENGTH, read_query
from app.search.scales import MOST
from app.search.signs import clean, quoted
from app.search.values import value_of
from app.search.writing import write_query, write_value

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_MAX_DEPTH = 50  # conditions within conditions
_SIDES = ("south", "west", "north", "east")


def to_json(node: Node) -> dict[str, Json]:
    """The tree as an object of one condition; an empty object where everything matches."""
    match node:
        case All():
            return {}
        case Word(text) | Phrase(text) | Prefix(text):
            return {type(node).__name__.lower(): text}
        case Match(field, values):
            return {"field": field, "values": [_value_to_json(BY_NAME[field], each) for each in values]}
        case Near() | Box():
            angles: dict[str, Json] = {each.name: getattr(node, each.name) for each in fields(node)}
            return {"near" if isinstance(node, Near) else "in": angles}
        case And(parts):
            return {"all": [to_json(each) for each in parts]}
        case Or(parts):
            return {"any": [to_json(each) for each in parts]}
        case Not(part):
            return {"not": to_json(part)}


def from_json(data: object) -> Node:
    """The tree of such an object. BadValue begins with the JSON pointer of what is at fault."""
    node = _Reader().node(data, "", 0)
    try:
        return read_query(write_query(node))
    except BadValue as error:
        raise _bad("", str(error)) from None


def _value_to_json(field: Field, value: Value) -> Json:
    match value:
        case Code(text):
            return {"code": text}
        case Between(low, high):
            ends = {"from": low, "to": high}
            is_number = field.kind is FieldKind.NUMBER
            return {name: int(end) if is_number else end for name, end in ends.items() if end is not None}
        case Has(text) | Starts(text) | Exactly(text):
            return {type(value).__name__.lower(): text}
        case Numbered(number):
            return {"number": number}
        case Missing() | Any():
            return {"stated": isinstance(value, Any)}


def _bad(at: str, message: str) -> BadValue:
    return BadValue(f"{at or '/'}: {message}")


@dataclass(slots=True)
class _Reader:
    """Reads conditions; `at` is everywhere the JSON pointer of the data."""

    conditions: int = 0

    def node(self, data: object, at: str, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _bad(at, f"more than {_MAX_DEPTH} conditions within one another")
        if data == {}:
            return All()
        name, inner = _only_key(data, at, frozenset({*_JOINTS, *_WRITTEN, *_AREAS, "not", "field"}))
        if name == "field":
            return self.match(_mapping(data, at), at)
        at = f"{at}/{name}"
        if name in _JOINTS:
            return _JOINTS[name]([self.node(each, f"{at}/{i}", depth + 1) for i, each in enumerate(_array(inner, at))])
        if name == "not":
            return negated(self.node(inner, at, depth + 1))
        self.count(at)
        return _area(name, inner, at) if name in _AREAS else _written(name, inner, at)

    def match(self, data: Mapping[str, object], at: str) -> Match:
        if set(data) != {"field", "values"}:
            raise _bad(at, "an object with field has values beside it, and nothing else")
        field = find_field(_text(data["field"], f"{at}/field"))
        if field is None:
            raise _bad(f"{at}/field", f"there is no field {data['field']!r}")
        given = _array(data["values"], f"{at}/values")
        if not given:
            raise _bad(f"{at}/values", "there is no value")
        values = [self.value(field, each, f"{at}/values/{i}") for i, each in enumerate(given)]
        return Match(field.name, tuple(dict.fromkeys(values)))

    def value(self, field: Field, data: object, at: str) -> Value:
        self.count(at)
        wanted = None if isinstance(data, str) else _value_of_object(data, at)
        try:
            value = value_of(field, data if isinstance(data, str) else write_value(wanted) if wanted else "")
        except BadValue as error:
            raise _bad(at, str(error)) from None
        if wanted is not None and type(value) is not type(wanted):
            raise _bad(at, f"{field.name} is not asked for this kind of value")
        return value

    def count(self, at: str) -> None:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            raise _bad(at, f"more than {MAX_CONDITIONS} conditions")


# -- one condition


def _written(name: str, data: object, at: str) -> Node:
    """Words are what the reader of queries takes for them."""
    text = clean(_text(data, at))
    wanted, written = _WRITTEN[name](text)
    try:
        node = read_query(written)
    except BadValue as error:
        raise _bad(at, str(error)) from None
    if node != wanted:
        raise _bad(at, f"{text!r} is not one {name}")
    return node


def _area(name: str, data: object, at: str) -> Node:
    names, make, limits = _AREAS[name]
    given = _mapping(data, at)
    if set(given) != set(names):
        raise _bad(at, f"{name} has {', '.join(names)}")
    numbers = [_number(given[each], limit, f"{at}/{each}") for each, limit in zip(names, limits, strict=True)]
    try:
        return make(*numbers)
    except BadValue as error:
        raise _bad(at, str(error)) from None


def _value_of_object(data: object, at: str) -> Value:
    if isinstance(data, Mapping) and data and set(data) <= {"from", "to"}:
        low, high = (None if data.get(end) is None else _end(data[end], f"{at}/{end}") for end in ("from", "to"))
        return Between(low, high)
    name, inner = _only_key(data, at, frozenset({*_TEXTS, "number", "stated"}))
    at = f"{at}/{name}"
    if name == "stated":
        if not isinstance(inner, bool):
            raise _bad(at, "it is true or false")
        return Any() if inner else Missing()
    if name == "number":
        return Numbered(_whole(inner, at))
    return _TEXTS[name](clean(_text(inner, at)))


# -- pieces of JSON


def _only_key(data: object, at: str, known: frozenset[str]) -> tuple[str, object]:
    """The one known key of an object and what is there; `field` may have others beside it."""
    found = [key for key in _mapping(data, at) if key in known]
    if len(found) != 1 or (len(_mapping(data, at)) > 1 and found != ["field"]):
        raise _bad(at, f"an object with exactly one of {', '.join(sorted(known))} was expected")
    return found[0], _mapping(data, at)[found[0]]


def _mapping(data: object, at: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _bad(at, "an object was expected")
    return data


def _array(data: object, at: str) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise _bad(at, "an array was expected")
    return data


def _text(data: object, at: str) -> str:
    if not isinstance(data, str):
        raise _bad(at, "a text was expected")
    if len(data) > MAX_LENGTH:
        raise _bad(at, f"a text of {len(data):,} characters; at most {MAX_LENGTH:,}")
    return data


def _whole(data: object, at: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 0 <= data <= MOST:
        raise _bad(at, f"a whole number from 0 to {MOST} was expected")
    return data


def _end(data: object, at: str) -> str:
    return str(_whole(data, at)) if isinstance(data, int) else _text(data, at)


def _number(data: object, limit: float, at: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not abs(data) <= limit:
        raise _bad(at, f"a number within ±{limit:g} was expected")
    return float(data)


_JOINTS: dict[str, Callable[[list[Node]], Node]] = {"all": both, "any": either}
_WRITTEN: dict[str, Callable[[str], tuple[Node, str]]] = {
    "word": lambda text: (Word(text), text),
    "phrase": lambda text: (Phrase(text), quoted(text)),
    "prefix": lambda text: (Prefix(text), f"{text}*"),
}
_AREAS: dict[str, tuple[tuple[str, ...], Callable[..., Node], tuple[float, ...]]] = {
    "near": (("latitude", "longitude", "km"), checked_near, (90, 180, 1e6)),
    "in": (_SIDES, checked_box, (90, 180, 90, 180)),
}
_TEXTS: dict[str, Callable[[str], Value]] = {"code": Code, "has": Has, "starts": Starts, "exactly": Exactly}
