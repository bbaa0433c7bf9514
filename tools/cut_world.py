"""Cut the outlines of the world for the map: `python tools/cut_world.py world-atlas.zip app/static/vendor`.

Reads countries-110m.json and countries-50m.json of the npm package world-atlas, which are topologies of Natural Earth's
countries, and writes world-110m.json and world-50m.json: land and borders as paths of SVG in Web Mercator, whole numbers on a
grid, cut into tiles. The files as shipped run across the 180th meridian, where they would draw bands over the whole
map; here each ring is unrolled, and cut at the edges of the tiles.
"""

import json
import math
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Line = list[Point]
Rectangle = tuple[float, float, float, float]

# (name, level of the tiles, units across the world, tolerance in units, least area of a ring in square units)
CUTS = (("110m", 0, 4096, 0.8, 6.0), ("50m", 3, 16384, 0.7, 3.0))
OVERLAP = 2  # units by which tiles overlap, so that no seam shows between them


def mercator(longitude: float, latitude: float) -> Point:
    """A point of the square world: (0, 0) is the north-west corner, (1, 1) the south-east."""
    turn = math.radians(max(-89.99, min(89.99, latitude)))
    y = 0.5 - math.log(math.tan(math.pi / 4 + turn / 2)) / (2 * math.pi)
    return (longitude + 180) / 360, max(0.0, min(1.0, y))


def unrolled(line: Line, width: float) -> Line:
    """The line without leaps from one edge of the world to the other; it may leave the world at either side."""
    found = line[:1]
    for x, y in line[1:]:
        last = found[-1][0]
        found.append((last + (x - last + width / 2) % width - width / 2, y))
    return found


def decoded(topology: dict[str, Any], units: int) -> list[Line]:
    """The arcs of a topology, in units of the grid."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            at = mercator(x * scale_x + move_x, y * scale_y + move_y)
            line.append((at[0] * units, at[1] * units))
        arcs.append(unrolled(line, units))
    return arcs


def uses(topology: dict[str, Any]) -> Iterator[int]:
    """The arcs of all rings of all countries, in the direction in which they are used: ~i is arc i backwards."""
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for polygon in polygons:
            for ring in polygon:
                yield from ring


def simplified(line: Line, tolerance: float) -> Line:
    """The line without the points that lie nearer than `tolerance` to what is left (Douglas and Peucker 1973)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(((distance(line[i], line[first], line[last]), i) for i in range(first + 1, last)), default=(0.0, 0))
        if far > tolerance:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a stretch between two."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    part = 0.0 if length == 0 else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    part = max(0.0, min(1.0, part))
    return math.hypot(point[0] - start[0] - part * dx, point[1] - start[1] - part * dy)


def rings_of(arcs: list[Line], units: int) -> Iterator[Line]:
    """Arcs that lie end to start, joined and unrolled; a ring around the pole is closed along the southern edge."""

    def key(point: Point) -> tuple[int, int]:
        return round(point[0] * 64) % (units * 64), round(point[1] * 64)

    starts: dict[tuple[int, int], list[Line]] = {}
    for arc in arcs:
        starts.setdefault(key(arc[0]), []).append(arc)
    while starts:
        at = next(iter(starts))
        ring: Line = []
        while at in starts:
            arc = starts[at].pop()
            if not starts[at]:
                del starts[at]
            ring += arc[1:] if ring else arc
            at = key(arc[-1])
        ring = unrolled(ring, units)
        if abs(ring[-1][0] - ring[0][0]) > units / 2:
            ring += [(ring[-1][0], units), (ring[0][0], units)]
        yield ring


def area(ring: Line) -> float:
    """Of a ring, in square units."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def clipped(ring: Line, rectangle: Rectangle) -> Line:
    """What of a ring lies in a rectangle (Sutherland and Hodgman 1974)."""
    west, north, east, south = rectangle
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, north, 1), (1, south, -1)):
        kept: Line = []
        for a, b in pairwise([*ring[-1:], *ring]):
            is_in, was_in = (b[axis] - limit) * sign >= 0, (a[axis] - limit) * sign >= 0
            if is_in != was_in:
                part = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
            if is_in:
                kept.append(b)
        ring = kept
    return ring


def stretches(line: Line, rectangle: Rectangle) -> Iterator[Line]:
    """The parts of a line that come near a rectangle."""
    west, north, east, south = rectangle
    part: Line = []
    for a, b in pairwise(line):
        is_near = max(a[0], b[0]) >= west and min(a[0], b[0]) <= east and max(a[1], b[1]) >= north and min(a[1], b[1]) <= south
        if is_near:
            part = part or [a]
            part.append(b)
        elif part:
            yield part
            part = []
    if part:
        yield part


def path(line: Line, close: bool) -> str:
    """A line as a path of SVG: where it begins, then its steps; empty where nothing is left of it."""
    points = [(round(x), round(y)) for x, y in line]
    points = [each for i, each in enumerate(points) if i == 0 or each != points[i - 1]]
    if len(points) < (3 if close else 2):
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    words = " ".join(f"{x}{'' if y < 0 else ' '}{y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{words}{'z' if close else ''}"


def tiles(level: int, units: int) -> Iterator[tuple[str, Rectangle]]:
    """(name, its rectangle with the overlap) of the tiles of a level."""
    size = units / 2**level
    for x in range(2**level):
        for y in range(2**level):
            yield (
                f"{level}/{x}/{y}",
                (x * size - OVERLAP, y * size - OVERLAP, (x + 1) * size + OVERLAP, (y + 1) * size + OVERLAP),
            )


def shifts(lines: Iterable[Line], units: int) -> list[Line]:
    """Lines where they are, and one world to the west and to the east."""
    return [[(x + turn * units, y) for x, y in line] for line in lines for turn in (-1, 0, 1)]


def cut(topology: dict[str, Any], level: int, units: int, tolerance: float, least: float) -> dict[str, Any]:
    """The outlines of the world: `units` across it, and per tile the paths of `land` and `borders`."""
    n_uses = Counter(i if i >= 0 else ~i for i in uses(topology))
    arcs = [simplified(arc, tolerance) for arc in decoded(topology, units)]
    coast = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in uses(topology) if n_uses[i if i >= 0 else ~i] == 1]
    land = shifts((ring for ring in rings_of(coast, units) if area(ring) >= least), units)
    borders = shifts((arcs[i] for i, n in n_uses.items() if n > 1), units)
    found = {}
    for name, rectangle in tiles(level, units):
        ground = "".join(path(clipped(ring, rectangle), close=True) for ring in land)
        lines = "".join(path(part, close=False) for line in borders for part in stretches(line, rectangle))
        if ground or lines:
            found[name] = {"land": ground, "borders": lines}
    return {"units": units, "level": level, "tiles": found}


def main(archive: str, folder: str) -> None:
    """Cut both files."""
    with zipfile.ZipFile(archive) as packed:
        for name, level, units, tolerance, least in CUTS:
            made = cut(json.loads(packed.read(f"countries-{name}.json")), level, units, tolerance, least)
            Path(folder, f"world-{name}.json").write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="ascii")
        Path(folder, "world-atlas.LICENSE").write_bytes(packed.read("LICENSE"))


if __name__ == "__main__":
    main(*sys.argv[1:])
