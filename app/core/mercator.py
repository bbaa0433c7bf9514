"""The square world of Web Mercator: (0, 0) is its north-west corner, (1, 1) its south-east. No page and no index lives here."""

import math
from typing import NamedTuple

LIMIT = 85.0511287798066  # degrees of latitude at which the world is a square
_STEP = 1e-6  # degrees, finer than any position is written


class Bounds(NamedTuple):
    """Two parallels and two meridians in degrees; `west` may be greater than `east`: across the 180th."""

    south: float
    west: float
    north: float
    east: float


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a position lies in the square world; beyond the limit at its edge."""
    sine = math.sin(math.radians(max(-LIMIT, min(LIMIT, latitude))))
    return (longitude + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def latitude_of(y: float) -> float:
    """The parallel at a height of the square world."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def bounds_of(x: int, y: int, level: int) -> Bounds:
    """What a tile holds: in the outermost rows as far as the poles; its southern and eastern edges belong to its neighbours."""
    n = 1 << level
    return Bounds(
        south=-90.0 if y == n - 1 else _above(latitude_of((y + 1) / n)),
        west=x / n * 360 - 180,
        north=90.0 if y == 0 else round(math.floor(latitude_of(y / n) / _STEP) * _STEP, 6),
        east=180.0 if x == n - 1 else round((x + 1) / n * 360 - 180 - _STEP, 6),
    )


def _above(latitude: float) -> float:
    return round((math.floor(latitude / _STEP) + 1) * _STEP, 6)
