"""How values are written, checked, compared and shown: one set of rules for each type of the registry.

A value is stored as text in one canonical form: `224`, `30888`, `2015-10-31`, `04:13`, `30.1506,34.178`, `SEC`, `EG`,
a party's id. What the source wrote stands beside it as `raw` where it differs.
"""

import re
from collections.abc import Callable

from app.core.dates import PartialDate, read_date, read_time
from app.core.errors import BadValue
from app.core.numbers import read_measure, read_whole
from app.core.positions import distance_km, parse_position, read_position
from app.core.text import fold, key_of, squeeze
from app.vocab.countries import country_name, country_of_name, is_country
from app.vocab.properties import Property, ValueType

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
_INTEGER = re.compile(r"\d{1,9}", re.ASCII)
MAX_TEXT = 2_000
MAX_LONG_TEXT = 100_000


def canonical(prop: Property, text: str) -> str:
    """The stored form of a value that a person or a file gives; BadValue says what was expected.

    A PARTY's value is its id and is checked where parties are known.
    """
    text = text.strip() if prop.type is ValueType.LONG_TEXT else squeeze(text)
    if not text:
        raise BadValue(f"{prop.label}: empty; leave the claim out where the source is silent")
    if "\x00" in text:
        raise BadValue(f"{prop.label}: holds a null character")
    limit = MAX_LONG_TEXT if prop.type is ValueType.LONG_TEXT else MAX_TEXT
    if len(text) > limit:
        raise BadValue(f"{prop.label}: {len(text):,} characters; at most {limit:,}")
    if prop.type is ValueType.INTEGER:
        return _integer(prop, text)
    if prop.type is ValueType.QUANTITY:
        return _quantity(prop, text)
    if prop.type is ValueType.DATE:
        return str(PartialDate.parse(text))
    if prop.type is ValueType.TIME:
        if not _TIME.fullmatch(text):
            raise BadValue(f"{prop.label}: {text!r} is not a time of day; write 04:13 or 04:14:14")
        return text
    if prop.type is ValueType.COORDINATES:
        return ",".join(degrees(part) for part in parse_position(text))
    if prop.type is ValueType.CODE:
        if prop.codes is None or prop.codes.find(text) is None:
            known = ", ".join(prop.codes) if prop.codes else ""
            raise BadValue(f"{prop.label}: {text!r} is not one of {known}")
        return text
    if prop.type is ValueType.COUNTRY and not is_country(text):
        raise BadValue(f"{prop.label}: {text!r} is not an ISO 3166-1 alpha-2 code such as EG")
    return text


def read(prop: Property, text: str) -> tuple[str, str | None]:
    """What a person writes, in any usual notation, as (stored form, what was written where that differs).

    `9,450 m` for a height in feet, `31 October 2015`, `0413Z`, `30°09'N 34°10'E`, `Egypt`, a code's label. BadValue says
    what was expected. A PARTY's value is its name, as written.
    """
    written = text.strip() if prop.type is ValueType.LONG_TEXT else squeeze(text)
    limit = MAX_LONG_TEXT if prop.type is ValueType.LONG_TEXT else MAX_TEXT
    reading = _READ.get(prop.type)
    if reading is None or not written or "\x00" in written or len(written) > limit:
        return canonical(prop, text), None
    try:
        stored = canonical(prop, reading(prop, written))
    except BadValue as error:
        known = str(error).startswith(prop.label)
        raise error if known else BadValue(f"{prop.label}: {error}") from None
    return stored, None if stored == written else written


def _read_time(prop: Property, text: str) -> str:
    time, is_utc = read_time(text)
    if is_utc and not prop.key.endswith("utc"):
        raise BadValue(f"{text!r} is in UTC; this asks for the local time")
    return time


def _read_code(prop: Property, text: str) -> str:
    if prop.codes is None or prop.codes.find(text) is not None:
        return text
    folded = fold(text)
    found = [code for code in prop.codes if folded in (fold(code.value), fold(code.label))]
    return found[0].value if len(found) == 1 else text


_READ: dict[ValueType, Callable[[Property, str], str]] = {
    ValueType.INTEGER: lambda prop, text: str(read_whole(text)),
    ValueType.QUANTITY: lambda prop, text: f"{read_measure(text, prop.unit):.10g}",
    ValueType.DATE: lambda prop, text: str(read_date(text)),
    ValueType.TIME: _read_time,
    ValueType.COORDINATES: lambda prop, text: ",".join(degrees(part) for part in read_position(text)),
    ValueType.CODE: _read_code,
    ValueType.COUNTRY: lambda prop, text: text if is_country(text) else country_of_name(text) or text.upper(),
}


def degrees(angle: float) -> str:
    """Decimal degrees to six places, about 0.1 m, without trailing zeros: `30.1506`."""
    text = f"{angle:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _integer(prop: Property, text: str) -> str:
    if not _INTEGER.fullmatch(text):
        raise BadValue(f"{prop.label}: {text!r} is not a whole number of 0 or more")
    return str(int(text))


def _quantity(prop: Property, text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise BadValue(f"{prop.label}: {text!r} is not a number of {prop.unit}")
    return f"{float(text):.10g}"


def check_qualifier(prop: Property, qualifier: str) -> str:
    """The qualifier as stored, empty for none; BadValue where the property takes none or another."""
    qualifier = squeeze(qualifier)
    if not qualifier:
        return ""
    if prop.qualifier is None:
        raise BadValue(f"{prop.label} takes no qualifier, but {qualifier!r} was given")
    if prop.qualifiers is not None and prop.qualifiers.find(qualifier) is None:
        raise BadValue(f"{prop.label}: {prop.qualifier} {qualifier!r} is not one of {', '.join(prop.qualifiers)}")
    if len(qualifier) > 200:
        raise BadValue(f"{prop.label}: the {prop.qualifier} has {len(qualifier)} characters; at most 200")
    return qualifier


def same(prop: Property, a: str, b: str) -> bool:
    """Whether two canonical values say the same, within the property's tolerance.

    Case and accents never matter; in names and identifiers punctuation does not either: `EI-ETJ` is `EIETJ`.
    """
    if a == b:
        return True
    kind = prop.type
    if kind is ValueType.QUANTITY:
        return abs(float(a) - float(b)) <= prop.tolerance
    if kind is ValueType.INTEGER:
        return abs(int(a) - int(b)) <= prop.tolerance
    if kind is ValueType.COORDINATES:
        return distance_km(parse_position(a), parse_position(b)) <= prop.tolerance
    if kind is ValueType.DATE:
        return PartialDate.parse(a).agrees_with(PartialDate.parse(b))
    if kind in (ValueType.TEXT, ValueType.IDENTIFIER):
        return key_of(a) == key_of(b)
    if kind is ValueType.LONG_TEXT:
        return fold(a) == fold(b)
    if kind is ValueType.TIME:
        return a[:5] == b[:5] and (len(a) == 5 or len(b) == 5)  # 04:14 may be 04:14:14
    return False


def shown(prop: Property, value: str, names: dict[str, str] | None = None) -> str:
    """The value in words for a page; `names` gives the parties' names by id."""
    if prop.type is ValueType.CODE and prop.codes is not None:
        code = prop.codes.find(value)
        return code.label if code else value
    if prop.type is ValueType.COUNTRY:
        return country_name(value)
    if prop.type is ValueType.PARTY:
        return (names or {}).get(value, f"party {value}")
    if prop.type is ValueType.INTEGER:
        return f"{int(value):,}"
    if prop.type is ValueType.QUANTITY:
        number = float(value)
        return f"{number:,.10g} {prop.unit}".rstrip()
    if prop.type is ValueType.COORDINATES:
        latitude, longitude = parse_position(value)
        return f"{abs(latitude):.4f}° {'N' if latitude >= 0 else 'S'}, {abs(longitude):.4f}° {'E' if longitude >= 0 else 'W'}"
    return value
