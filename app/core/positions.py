"""Positions on the earth in decimal degrees, north and east positive."""

import math
import re

from app.core.errors import BadValue

_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d*)?", re.ASCII)
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def parse_position(text: str) -> tuple[float, float]:
    """`30.1506,34.178` as (latitude, longitude) in degrees; BadValue when it is not two numbers in range."""
    parts = [part.strip() for part in text.split(",")]
    try:
        if not all(_DEGREES.fullmatch(part) for part in parts):
            raise ValueError(text)
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        raise BadValue(f"{text!r} is not a position; write latitude,longitude in degrees: 30.1506,34.178") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadValue(f"{text!r} is not on the earth: latitude within ±90, longitude within ±180")
    return latitude, longitude


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in km between two (latitude, longitude) pairs in degrees, by the haversine formula."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


_MARKS = str.maketrans({
    **dict.fromkeys("′’‘´`ʹ", "'"), **dict.fromkeys("″”“ʺ", '"'), **dict.fromkeys("º˚", "°"), **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("\u00a0\u2009\u202f", " "),
})  # fmt: skip
_WORDS = (
    (re.compile(r"\b(?:LATITUDE|LAT|LONGITUDE|LONG|LON)\b\.?\s*[:=]?"), " "),
    (re.compile(r"\b(NORTH|SOUTH|EAST|WEST)\b"), lambda match: match[1][0]),
    (re.compile(r"(?<=[\d\s])(?:DEGREES|DEG)\b\.?"), "°"),
    (re.compile(r"(?<=[\d\s])(?:MINUTES|MIN)\b\.?"), "'"),
    (re.compile(r"(?<=[\d\s])(?:SECONDS|SEC)\b\.?"), '"'),
    (re.compile(r"''"), '"'),
    (re.compile(r"(\d)\s*D\s*(\d[\d.]*)\s*M\s*(\d[\d.]*)\s*S(?=\s*(?:[NSEW,;/-]|\d|$))"), r"""\1°\2'\3" """),
    (re.compile(r"(\d)\s*D\s*(\d[\d.]*)\s*M"), r"\1°\2'"),
)  # fmt: skip
_PACKED = re.compile(r"(\d{2})(?:(\d{2})(\d{2}(?:\.\d+)?)?)?([NS])[\s,/]*(\d{3})(?:(\d{2})(\d{2}(?:\.\d+)?)?)?([EW])", re.ASCII)
_WITH_COMMA = r"[NSEW]?\s?[+-]?\d{1,3},\d+\s?°?\s?[NSEW]?"
_DECIMAL_COMMA = re.compile(rf"{_WITH_COMMA}(?:\s?[;/]\s?|,\s+|\s+){_WITH_COMMA}", re.ASCII)
_TOKEN = re.compile(r"[+-]?\d{1,7}(?:\.\d*)?|[NSEW]|[°'\"]|[,;/]|\s+", re.ASCII)
_HALF = re.compile(r"([NSEW])?([+-]?[\d.]+)(?:°|\s)*(?:([\d.]+)(?:'|\s)*(?:([\d.]+)(?:\"|\s)*)?)?([NSEW])?", re.ASCII)
_LIKE_THIS = "write 30.1506, 34.178 or 30°09'02\"N 34°10'41\"E"


def read_position(text: str) -> tuple[float, float]:
    """A position as people write it, as (latitude, longitude) in degrees.

    Decimal degrees with a sign or N, S, E, W before or after; degrees and minutes, with seconds or without, by signs,
    letters or blanks; `3009N03410E` and `300900N0341024E`; parted by comma or blank; with decimal commas where they
    cannot part the two. BadValue says what does not fit.
    """
    if len(text) > 120:
        raise _no_position(text[:40] + "…", "it is too long")
    plain = " ".join(text.translate(_MARKS).upper().split())
    for pattern, instead in _WORDS:
        plain = pattern.sub(instead, plain)
    plain = plain.strip(" ().,;")
    if packed := _PACKED.fullmatch(plain):
        north = _angle(text, packed[1], packed[2], packed[3], packed[4], 90)
        return north, _angle(text, packed[5], packed[6], packed[7], packed[8], 180)
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    plain = re.sub(r"(?<=\d),(?=\d+\s*['\"])", ".", plain)
    return _pair(text, [_half(text, half) for half in _halves(text, plain)])


def _no_position(text: str, why: str) -> BadValue:
    return BadValue(f"{text!r} is not a position: {why}; {_LIKE_THIS}")


def _halves(text: str, plain: str) -> list[str]:
    """The two parts: at the separator, else at the second letter, else in the middle of the numbers."""
    tokens = _TOKEN.findall(plain)
    if "".join(tokens) != plain:
        raise _no_position(text, "it holds other signs than those of a position")
    places = [i for i, token in enumerate(tokens) if token in ",;/"]
    letters = [i for i, token in enumerate(tokens) if token in "NSEW"]
    numbers = [i for i, token in enumerate(tokens) if token[-1].isdigit() or token[-1] == "."]
    if not numbers:
        raise _no_position(text, "it holds no number")
    if len(places) > 1:
        raise _no_position(text, "more than one comma parts its numbers")
    if places:
        cut, after = places[0], places[0] + 1
    elif len(letters) == 2:
        cut = after = letters[1] if letters[0] < numbers[0] else letters[0] + 1
    elif len(numbers) in (2, 4, 6):
        cut = after = numbers[len(numbers) // 2]
    else:
        raise _no_position(text, "its latitude and longitude cannot be told apart")
    return ["".join(part).strip() for part in (tokens[:cut], tokens[after:])]


def _half(text: str, half: str) -> tuple[str, float]:
    """(letter or nothing, signed angle) of one part."""
    match = _HALF.fullmatch(re.sub(r"^([NSEW])\s+|\s+([NSEW])$", r"\1\2", half))
    if match is None:
        raise _no_position(text, f"{half!r} is no angle")
    before, degrees, minutes, seconds, behind = match.groups()
    if before and behind:
        raise _no_position(text, f"{half!r} has two letters")
    letter = before or behind or ""
    if letter and degrees[0] in "+-":
        raise _no_position(text, f"{half!r} has both a sign and a letter")
    return letter, _angle(text, degrees, minutes, seconds, letter, 180)


def _angle(text: str, degrees: str, minutes: str | None, seconds: str | None, letter: str, limit: int) -> float:
    parts = [part for part in (degrees, minutes, seconds) if part is not None]
    try:
        values = [float(part) for part in parts]
    except ValueError:
        raise _no_position(text, "one of its numbers has two points") from None
    if any("." in part for part in parts[:-1]):
        raise _no_position(text, "only the last number of an angle can have a fraction")
    if any(not 0 <= value < 60 for value in values[1:]):
        raise _no_position(text, "minutes and seconds go from 0 to 59")
    size: float = abs(values[0]) + sum(value / 60**i for i, value in enumerate(values[1:], 1))
    if size > limit:
        raise BadValue(f"{text!r} is not on the earth: latitude within ±90, longitude within ±180")
    return -size if degrees.startswith("-") or letter in ("S", "W") else size


def _pair(text: str, halves: list[tuple[str, float]]) -> tuple[float, float]:
    (one, first), (other, second) = halves
    if bool(one) != bool(other):
        raise _no_position(text, "only one of its angles has a letter")
    if one and (one in "NS") == (other in "NS"):
        raise _no_position(text, f"{one} and {other} cannot be latitude and longitude")
    latitude, longitude = (second, first) if one and one in "EW" else (first, second)
    if abs(latitude) > 90:
        raise BadValue(f"{text!r} is not on the earth: latitude within ±90, longitude within ±180")
    return latitude, longitude
