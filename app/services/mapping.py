"""The cells of the map: what of a query lies where."""

from dataclasses import replace

from app.core.errors import BadValue
from app.core.mercator import project
from app.search.asking import Cell, Unit
from app.search.documents import tile
from app.search.nodes import Box, Node
from app.search.snapshot import MOST_CELLS, Snapshot

WHOLE = Box(-90.0, -180.0, 90.0, 180.0)


def cells_of(snapshot: Snapshot, query: Node, unit: Unit, level: int) -> list[Cell]:
    """The cells; of aircraft too people are counted once an occurrence, not once for each aircraft in it."""
    found = snapshot.cells(query, unit, level)
    if unit is Unit.OCCURRENCES:
        return found
    killed = {
        tile(each.latitude, each.longitude, level): each.n_fatal for each in snapshot.cells(query, Unit.OCCURRENCES, level)
    }
    return [replace(each, n_fatal=killed.get(tile(each.latitude, each.longitude, level), each.n_fatal)) for each in found]


def check_size(box: Box, level: int) -> None:
    """BadValue where a box has more cells of the level than are told at once."""
    if _n_tiles(box, level) > MOST_CELLS:
        raise BadValue(f"cells of level {level} are too many for that box; ask for a coarser level or a smaller box")


def _n_tiles(box: Box, level: int) -> float:
    west, south = project(box.south, box.west)
    east, north = project(box.north, box.east)
    size: float = 4.0**level * ((east - west) % 1 or float(box != WHOLE and east == west) or 1.0) * (south - north)
    return size
