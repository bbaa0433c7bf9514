"""The map as a picture: which part of the world is seen, and where and how large its marks are."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.mercator import bounds_of, project
from app.search.asking import Cell
from app.search.documents import tile
from app.search.nodes import Box, Near, Node, conditions
from app.search.schema import LEVELS

WIDTH, HEIGHT = 1000, 580  # of the picture, in its own units
FINEST = LEVELS[-1]
_LEAST_CELL = 30  # units across a cell of the picture
_LARGEST, _SMALLEST = 28.0, 4.0  # radius of a mark
_NARROWEST = 10 / 2**FINEST  # of the world's width
_KM = 40_030  # round the earth


@dataclass(frozen=True, slots=True)
class View:
    """A part of the square world: its north-west corner and its size. Beyond either side x goes on in the next world."""

    x: float
    y: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Units of the picture across the world."""
        return WIDTH / self.width

    @property
    def level(self) -> int:
        """The finest level whose cells are not too small to be told apart."""
        return max((each for each in LEVELS if self.scale / 2**each >= _LEAST_CELL), default=LEVELS[0])

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a position lies in the picture; of its copies the one nearest to the middle."""
        x, y = project(latitude, longitude)
        return (_nearest(x, self.x + self.width / 2) - self.x) * self.scale, (y - self.y) * self.scale


# From the north of Greenland to Cape Horn. It is widened only where more than one in a hundred lies outside: a mark at a pole
# would make all others small.
_WORLD = View(0.0, 0.125, 1.0, 0.58)


def _nearest(x: float, middle: float) -> float:
    """The copy of a place that lies at most half a world from the middle."""
    return middle + (x - middle + 0.5) % 1 - 0.5


def _shaped(x: float, y: float, width: float, height: float) -> View:
    """A view of the picture's shape with all of this and a little around."""
    wide = max(width * 1.08, height * 1.08 * WIDTH / HEIGHT, _NARROWEST)
    high = wide * HEIGHT / WIDTH
    top = y + height / 2 - high / 2
    return View(x + width / 2 - wide / 2, max(0.0, min(1.0 - high, top)) if high < 1 else 0.5 - high / 2, wide, high)


def view_of(query: Node, cells: Iterable[Cell]) -> View:
    """What to look at: the box or circle that is asked for, else what is found, else the world."""
    for each in conditions(query):
        if isinstance(each, Box):
            return _shaped(*_rectangle(each))
        if isinstance(each, Near):
            return _of_circle(each)
    return _of_cells(cells)


def _rectangle(box: Box) -> tuple[float, float, float, float]:
    """Its north-west corner in the square world, its width and its height."""
    west, north = project(box.north, box.west)
    width = (box.east - box.west) / 360
    return west, north, width + 1 if width < 0 else width, project(box.south, box.west)[1] - north


def _of_circle(near: Near) -> View:
    x, y = project(near.latitude, near.longitude)
    size = min(1.0, 2 * near.km / (_KM * max(0.05, math.cos(math.radians(near.latitude)))))
    return _shaped(x - size / 2, y - size / 2, size, size)


def _of_cells(cells: Iterable[Cell]) -> View:
    """All that is found, cut open where the earth is emptiest; the world where it is found in most of it, or nowhere."""
    tiles: Counter[tuple[int, int]] = Counter()
    for each in cells:
        tiles[tile(each.latitude, each.longitude, 4)] += each.n
    if not tiles:
        return _WORLD
    columns = sorted({x for x, _ in tiles})
    gaps = [((after - before) % 16 or 16, after) for before, after in zip([columns[-1], *columns[:-1]], columns, strict=True)]
    gap, first = max(gaps)
    top, bottom = min(y for _, y in tiles) / 16, (max(y for _, y in tiles) + 1) / 16
    if gap > 6:
        return _shaped(first / 16, top, (17 - gap) / 16, bottom - top)
    far = sum(n for (_, y), n in tiles.items() if y / 16 < _WORLD.y or (y + 1) / 16 > _WORLD.y + _WORLD.height)
    if far * 100 <= tiles.total():
        return _WORLD
    top, bottom = min(top, _WORLD.y), max(bottom, _WORLD.y + _WORLD.height)
    return _shaped(0.0, top, 1.0, bottom - top)


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell in the picture: its middle and radius; `area`: (x, y, width, height) of where it may lie, if that is coarse."""

    cell: Cell
    x: float
    y: float
    radius: float
    area: tuple[float, float, float, float] | None

    @property
    def is_seen(self) -> bool:
        """Whether its middle lies in the picture."""
        return 0 <= self.x <= WIDTH and 0 <= self.y <= HEIGHT


def marks(cells: Sequence[Cell], view: View) -> tuple[Mark, ...]:
    """The marks of the cells, the largest first, so that the small ones lie on top; their area grows with the number."""
    level = view.level
    most = max((each.n for each in cells), default=1)
    largest = min(view.scale / 2**level / 2, _LARGEST, 6 + 2.5 * math.sqrt(most))
    found = []
    for cell in sorted(cells, key=lambda each: (-each.n, each.latitude, each.longitude)):
        x, y = view.at(cell.latitude, cell.longitude)
        radius = max(_SMALLEST, largest * math.sqrt(cell.n / most))
        area = _area(cell, view) if is_coarse(cell, level) else None
        found.append(Mark(cell, round(x, 1), round(y, 1), round(radius, 1), area))
    return tuple(found)


def is_coarse(cell: Cell, level: int) -> bool:
    """Whether a position in the cell is known less exactly than the cell is wide: it must not look like a point."""
    return bool(360 / 2**level < 10.0**-cell.decimals)


def _area(cell: Cell, view: View) -> tuple[float, float, float, float]:
    half = 10.0**-cell.decimals / 2
    west, north = view.at(cell.latitude + half, cell.longitude - half)
    south = view.at(cell.latitude - half, cell.longitude)[1]
    return round(west, 1), round(north, 1), round(2 * half / 360 * view.scale, 1), round(south - north, 1)


def box_of(cell: Cell, level: int) -> Box:
    """The box of the cell around."""
    return Box(*bounds_of(*tile(cell.latitude, cell.longitude, level), level))


def frame(query: Node, view: View) -> tuple[float, float, float, float] | None:
    """(x, y, width, height) in the picture of the box that is asked for; None without one."""
    box = next((each for each in conditions(query) if isinstance(each, Box)), None)
    if box is None:
        return None
    west, north, width, height = _rectangle(box)
    left = _nearest(west + width / 2, view.x + view.width / 2) - width / 2 - view.x
    x, y, wide, high = (round(each * view.scale, 1) for each in (left, north - view.y, width, height))
    return x, y, wide, high
