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
