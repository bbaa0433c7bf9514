"""The two conditions on a position: within a distance of a point, and between parallels and meridians."""

import math
from collections.abc import Callable, Sequence

from app.core.errors import BadValue
from app.core.numbers import FACTORS, read_measure
from app.core.positions import EARTH_RADIUS_KM, read_position
from app.search.nodes import Box, Near

_FARTHEST = math.floor(math.pi * EARTH_RADIUS_KM)  # km, half way round
_NEAR_LIKE = "write near:30.15,34.18,50km or near:\"30°09'N 34°10'E\",50km"
_BOX_LIKE = "write in:south,west,north,east in degrees: in:27,32,32,36"


def near(parts: Sequence[str]) -> Near:
    """From latitude, longitude and distance, the first two of which may be one part; BadValue says what does not fit."""
    if len(parts) not in (2, 3):
        raise BadValue(f"near takes a position and a distance; {_NEAR_LIKE}")
    if len(parts) == 2 and _is_number(parts[0]):
        raise BadValue(f"near: the distance is missing; {_NEAR_LIKE}")
    latitude, longitude = _position("near", parts[:-1])
    try:
        km = read_measure(parts[-1], "km")
    except BadValue:
        units = ", ".join(FACTORS["km"])
        raise BadValue(f"near: {parts[-1]!r} is no distance in one of {units}; {_NEAR_LIKE}") from None
    return checked_near(latitude, longitude, km)


def checked_near(latitude: float, longitude: float, km: float) -> Near:
    """To the sixth place of a degree and the metre; BadValue where the distance is none on the earth."""
    km = round(km, 3)
    if not 0 < km <= _FARTHEST:
        raise BadValue(f"near: a distance of {km:g} km; it is more than 0 and at most {_FARTHEST} km")
    return Near(_rounded(latitude), _rounded(longitude), km)


def box(parts: Sequence[str]) -> Box:
    """From south, west, north and east, or from two corners; BadValue says what does not fit."""
    if len(parts) not in (2, 4):
        raise BadValue(f"in takes four angles; {_BOX_LIKE}")
    half = len(parts) // 2
    return checked_box(*_position("in", parts[:half]), *_position("in", parts[half:]))


def checked_box(south: float, west: float, north: float, east: float) -> Box:
    """To the sixth place of a degree; BadValue where the south is north of the north."""
    if south > north:
        raise BadValue(f"in: {south:g} is north of {north:g}; {_BOX_LIKE}")
    return Box(_rounded(south), _rounded(west), _rounded(north), _rounded(east))


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()


def _position(name: str, parts: Sequence[str]) -> tuple[float, float]:
    try:
        return read_position(", ".join(parts))
    except BadValue as error:
        raise BadValue(f"{name}: {error}") from None


def _rounded(angle: float) -> float:
    return round(angle, 6) + 0.0  # no negative zero


AREAS: dict[str, Callable[[Sequence[str]], Near | Box]] = {"near": near, "in": box}
