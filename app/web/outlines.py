"""The outlines of the world under the map: as a whole, and finer in tiles where little of it is seen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_VENDOR = Path(__file__).parents[1] / "static" / "vendor"
FINE_BELOW = 0.2  # of the world's width: where less is seen, the finer outlines are taken


@dataclass(frozen=True, slots=True)
class Piece:
    """One tile of the outlines as paths of SVG in units of the grid; `shift`: units to move it east, whole worlds.

    repeats: its paths stand in an earlier piece of the same name.
    """

    name: str
    land: str
    borders: str
    shift: int
    repeats: bool

    @property
    def id(self) -> str:
        """What its paths are referred to by on the page."""
        return f"map-{self.name.replace('/', '-')}"


@dataclass(frozen=True, slots=True)
class Outlines:
    """What is seen of the world; `units` of the grid are one world."""

    units: int
    pieces: tuple[Piece, ...]


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_VENDOR / f"world-{name}.json").read_text(encoding="ascii"))
    return found


def outlines(x: float, y: float, width: float, height: float) -> Outlines:
    """The outlines in a part of the square world; x may leave the world at either side: it goes on there."""
    world = _read("50m" if width < FINE_BELOW else "110m")
    return Outlines(world["units"], tuple(_pieces(world, x, y, width, height)))


def _pieces(world: dict[str, Any], x: float, y: float, width: float, height: float) -> Iterator[Piece]:
    n = 1 << world["level"]
    known: set[str] = set()
    for column in range(int(x * n // 1), int((x + width) * n // 1) + 1):
        for row in range(max(0, int(y * n // 1)), min(n - 1, int((y + height) * n // 1)) + 1):
            name = f"{world['level']}/{column % n}/{row}"
            if name in world["tiles"]:
                tile = world["tiles"][name]
                yield Piece(name, tile["land"], tile["borders"], column // n * world["units"], name in known)
                known.add(name)
