"""One condition of a query in words: `operator American Airlines`, `at least 1 killed`, `within 50 km of 30.1, 34.2`."""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from app.core.dates import PartialDate
from app.search.fields import BY_NAME, Field, FieldKind
from app.search.nodes import Any, Between, Box, Code, Exactly, Has, Match, Missing, Near, Numbered, Starts, Value
from app.vocab.countries import country_name
from app.vocab.properties import PROPERTIES

Names: TypeAlias = Callable[[FieldKind, int], str | None]
"""The name of a party or source by its number; None where there is none of that number."""

# What stands in front of the values where it is not the label.
_NOUNS = {
    "category": "category", "phase": "phase", "type": "model", "weather": "weather", "said": "said", "id": "record",
    "part": "", "state": "", "damage": "", "date": "", "disputed": "", "has": "", "country": "in",
}  # fmt: skip
_COUNTED = {
    "aboard": "aboard", "fatal": "killed", "serious": "seriously hurt", "minor": "slightly hurt", "unhurt": "unhurt",
    "engines": "engines", "aircraft": "aircraft involved", "disputes": "disputed facts", "claims": "claims",
}  # fmt: skip
_DAMAGE = {
    "destroyed": "destroyed", "substantial": "substantially damaged", "minor": "slightly damaged", "none": "undamaged",
    "unknown": "of unknown damage",
}  # fmt: skip
_BY_CODE = frozenset({"category", "weather"})  # better known by their codes than by their labels
_HANGING = {"investigation": "an investigation", "final_report": "a final report", "recommendation": "a safety recommendation"}
_LABELS = {each.key: each.label for each in PROPERTIES}
_WITH_ARTICLE = re.compile(
    r"United |.* (?:Islands|Republic)$|(?:Bahamas|Comoros|Gambia|Maldives|Netherlands|Philippines|Seychelles)$"
)
_UNCLEAR = re.compile(r"[,;:“”()]|\b(?:or|and|not|either|neither|nor)\b", re.IGNORECASE)


def lowered(label: str) -> str:
    """A label inside a sentence: `Take-off` as `take-off`, but `NTSB number` as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(words: Sequence[str], joint: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def noun(field: Field) -> str:
    """The field's name in front of its values; empty where they speak for themselves."""
    return "" if field.name in _COUNTED else _NOUNS.get(field.name, lowered(field.label))


def near_words(near: Near) -> str:
    """`within 50 km of 30.1, 34.2`."""
    return f"within {near.km:,.10g} km of {near.latitude:.10g}, {near.longitude:.10g}"


def box_words(box: Box) -> str:
    """`between latitudes 27 and 32 and longitudes 32 and 36`."""
    across = " across the 180th meridian" if box.west > box.east else ""
    return f"between latitudes {box.south:.10g} and {box.north:.10g} and longitudes {box.west:.10g} and {box.east:.10g}{across}"


def match_words(match: Match, names: Names | None) -> str:
    """A field and its values: `operator American Airlines or Delta`, `category not stated`."""
    field = BY_NAME[match.field]
    said = [_said(field, each, names) for each in match.values if not isinstance(each, Missing | Any)]
    whether = [_whether(field, each) for each in match.values if isinstance(each, Missing | Any)]
    return listed([*([f"{noun(field)} {listed(said)}".strip()] if said else []), *whether])


def value_words(field: Field, value: Value, names: Names | None = None) -> str:
    """One value alone, without the field's name: `American Airlines`, `at least 1 killed`, `not stated`."""
    if isinstance(value, Missing | Any):
        return "stated" if isinstance(value, Any) else "not stated"
    return _said(field, value, names)


def _whether(field: Field, value: Value) -> str:
    if field.name == "disputed":
        return "anything disputed" if isinstance(value, Any) else "nothing disputed"
    name = "anything" if field.name == "has" else "category" if field.name == "category" else lowered(field.label)
    return f"{name} {'stated' if isinstance(value, Any) else 'not stated'}"


def _said(field: Field, value: Value, names: Names | None) -> str:
    match value:
        case Code(code):
            return _code(field, code)
        case Between():
            return _between(field, value)
        case Has(text):
            return _shielded(text)
        case Starts(text):
            return f"“{text}…”"
        case Exactly(text):
            return f"exactly {_shielded(text)}"
        case Numbered(number):
            name = names(field.kind, number) if names else None
            return _shielded(name) if name else f"#{number}"
        case _:
            return value_words(field, value)


def _shielded(text: str) -> str:
    """In quotes where it could be taken for more than a name."""
    return f"“{text}”" if _UNCLEAR.search(text) else text


# -- closed lists


def _code(field: Field, code: str) -> str:
    if field.kind is FieldKind.COUNTRY:
        name = country_name(code)
        return f"the {name}" if _WITH_ARTICLE.match(name) else _shielded(name)
    if field.kind is FieldKind.KEYS:
        return _key(field, code)
    if field.name == "damage":
        return _DAMAGE[code]
    member = field.codes.find(code) if field.codes else None
    if member is None or field.name in _BY_CODE:
        return "unknown" if code == "UNK" else code
    return member.label if field.name == "part" else _shielded(lowered(member.label))


def _key(field: Field, key: str) -> str:
    state = "stated" if field.name == "has" else "disputed"
    if key in _HANGING:
        return f"with {_HANGING[key]}"
    if key not in _LABELS:
        return f"anything about {key} {state}"
    return f"{_shielded(lowered(_LABELS[key]))} {state}"


# -- numbers, dates and times


def _between(field: Field, ends: Between) -> str:
    if field.kind is FieldKind.DATE:
        return _span(_date(ends.low), _date(ends.high), "since", "until")
    if field.kind is FieldKind.TIME:
        return _span(ends.low, ends.high, "from", "until")
    low, high = (f"{int(end):,}" if end and field.name != "id" else end for end in (ends.low, ends.high))
    what = _COUNTED.get(field.name, "")
    if (low, high) == ("0", "0") and field.unit == "people":
        return f"nobody {what}"
    return f"{_span(low, high, 'at least', 'at most')} {_one(what) if low == high == '1' else what}".strip()


def _one(what: str) -> str:
    return what[:-1] if what in ("engines", "disputed facts", "claims") else what


def _span(low: str | None, high: str | None, since: str, until: str) -> str:
    if low == high:
        return low or ""
    if high is None:
        return f"{since} {low}"
    return f"{until} {high}" if low is None else f"{low} to {high}"


def _date(end: str | None) -> str | None:
    if end is None:
        return None
    date = PartialDate.parse(end)
    month = f"{date.first:%B} " if date.month else ""
    return f"{f'{date.day} ' if date.day else ''}{month}{date.year}"
