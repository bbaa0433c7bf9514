"""Numbers as people write them, and measures in other units than the one they are stored in."""

import re

from app.core.errors import BadValue

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007", " "))
_WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['’]\d{3})+", re.ASCII)
# Either a point with any of three separators of thousands, or a comma for the fraction where it cannot be one of thousands.
_POINT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['’]\d{3})+)(?:\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+),\d+", re.ASCII)
_MEASURE = re.compile(r"(?P<number>[+-]?\d[\d.,'’ ]*?)\s*(?P<unit>[^\d.,\s'’].*)?", re.DOTALL)
_LEVEL = re.compile(r"FL\s*(\d{2,3})", re.IGNORECASE | re.ASCII)
MAX_LENGTH = 60

_KM = {"km": 1.0, "m": 0.001, "nm": 1.852, "mi": 1.609344, "ft": 0.0003048, "yd": 0.0009144}
# How many of the stored unit one of the other is.
FACTORS: dict[str, dict[str, float]] = {
    "km": _KM,
    "ft": {unit: factor / _KM["ft"] for unit, factor in _KM.items()},
    "km²": {**{f"{unit}²": factor**2 for unit, factor in _KM.items()}, "ha": 0.01, "acre": 0.0040468564224},
}
_SPELLINGS = {
    "feet": "ft", "foot": "ft", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "kilometer": "km",
    "kilometers": "km", "kilometre": "km", "kilometres": "km", "kms": "km", "nmi": "nm", "nautical mile": "nm",
    "nautical miles": "nm", "mile": "mi", "miles": "mi", "sm": "mi", "statute mile": "mi", "statute miles": "mi",
    "yard": "yd", "yards": "yd", "hectare": "ha", "hectares": "ha", "acres": "acre",
}  # fmt: skip


def read_whole(text: str) -> int:
    """`1,234`, `1 234` and `1'234` as 1234; BadValue for what is no whole number of 0 or more."""
    plain = text.translate(_BLANKS).strip()
    if len(plain) > MAX_LENGTH or not _WHOLE.fullmatch(plain):
        raise BadValue(f"{_short(text)} is not a whole number of 0 or more")
    return int(re.sub(r"\D", "", plain))


def read_number(text: str) -> float:
    """`31,000`, `31 000.5`, `31.000,5` and `0,75` as a number; a lone comma before three digits parts thousands."""
    plain = text.translate(_BLANKS).replace("−", "-").strip()
    if len(plain) <= MAX_LENGTH:
        if _POINT.fullmatch(plain):
            return float(re.sub(r"[,'’ ]", "", plain))
        if _COMMA.fullmatch(plain):
            return float(re.sub(r"[. ]", "", plain).replace(",", "."))
    raise BadValue(f"{_short(text)} is not a number")


def read_measure(text: str, unit: str) -> float:
    """A number with or without a unit, in `unit`: `9,450 m` and `FL310` in feet, `7 nm` in km.

    BadValue names the known units.
    """
    plain = text.translate(_BLANKS).replace("−", "-").strip()
    if len(plain) > MAX_LENGTH:
        raise BadValue(f"{_short(text)} is not a number of {unit}")
    level = _LEVEL.fullmatch(plain)
    if level and unit == "ft":
        return float(level[1]) * 100
    match = _MEASURE.fullmatch(plain)
    if match is None:
        raise BadValue(f"{_short(text)} is not a number of {unit}")
    try:
        number = read_number(match["number"])
    except BadValue:
        raise BadValue(f"{_short(text)} is not a number of {unit}") from None
    given = _unit(match["unit"] or unit)
    factors = FACTORS.get(unit, {unit: 1.0})
    if given == unit:
        return number
    if given not in factors:
        raise BadValue(f"{_short(text)}: the unit is none of {', '.join(factors)}; it is stored in {unit}")
    return float(f"{number * factors[given]:.7g}")


def _unit(text: str) -> str:
    """The unit's own writing: `Kilometres` is km, `sq mi` and `mi2` are mi²."""
    words = " ".join(text.lower().replace(".", " ").split())
    square = re.fullmatch(r"(?:sq|square)\s+(.+)|(.+?)\s*(?:\^?2|²)", words)
    bare = (square[1] or square[2]) if square else words
    return _SPELLINGS.get(bare, bare) + ("²" if square else "")


def _short(text: str) -> str:
    return repr(text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] + "…")
