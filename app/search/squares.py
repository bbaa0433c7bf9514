"""The squares of a degree, and of ten, that a position lies in.

A box on the map is made of the squares that lie whole within it, and of those on its rim, in which the positions are
compared: far fewer than all.
"""

import math
from itertools import product

from app.search.nodes import Box

SIDES = (1, 10)  # degrees
_MOST = 4_000  # squares of a box; larger ones are made of larger squares


def squares(latitude: float, longitude: float) -> list[str]:
    """The squares that hold a position, one of each side."""
    return [_name(side, _place(latitude, side), _place(longitude, side)) for side in SIDES]


def covering(box: Box) -> tuple[list[str], list[str]]:
    """The squares that lie whole within a box whose west is not east of its east, and those on its rim."""
    small = (box.north - box.south) * (box.east - box.west) < _MOST
    side = SIDES[0] if small else SIDES[-1]
    south, west, north, east = (_place(each, side) for each in (box.south, box.west, box.north, box.east))
    within: list[str] = []
    rim: list[str] = []
    for row, column in product(range(south, north + 1), range(west, east + 1)):
        is_within = south < row < north and west < column < east
        (within if is_within else rim).append(_name(side, row, column))
    return within, rim


def _place(degrees: float, side: int) -> int:
    """Never falls as the degrees rise: what is beyond a square's row or column is beyond all in it."""
    return math.floor(degrees / side)


def _name(side: int, row: int, column: int) -> str:
    return f"{side} {row} {column}"
