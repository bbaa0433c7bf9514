"""The map of a query's results: the picture in the results page, its cells as data, and the way from a cell to its records."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core.errors import BadValue
from app.core.mercator import bounds_of, project
from app.indexed import the_snapshot
from app.search.areas import checked_box
from app.search.asking import Cell, Unit
from app.search.documents import tile
from app.search.nodes import Box, Code, Match, Node, both, conditions, negated
from app.search.schema import LEVELS
from app.search.snapshot import Snapshot
from app.search.writing import write_query
from app.services.mapping import WHOLE, cells_of, check_size
from app.services.permissions import Permission
from app.web import picture
from app.web.access import needs
from app.web.outlines import Outlines, outlines
from app.web.picture import FINEST, Mark
from app.web.search import Asked, View, asked
from app.web.words import counted

bp = Blueprint("map", __name__, url_prefix="/occurrences")
_SECONDS = 60  # for which a browser may keep an answer
_LAST_ZOOM = 12  # cells of this level and finer lead to the list
_PLACED = Match("has", (Code("coordinates"),))
_ROUGH = ("a whole degree", "a tenth of a degree", "a hundredth of a degree")
_COUNTED = {Unit.OCCURRENCES: "occurrence", Unit.AIRCRAFT: "aircraft"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as the page tells it: its mark, what is there, where, and the address that leads closer."""

    mark: Mark
    text: str
    short: str
    place: str
    url: str
    leads_to: str

    @property
    def fits(self) -> bool:
        """Whether the number fits into the mark."""
        return self.mark.radius >= max(11, 4 * len(self.short))


@dataclass(frozen=True, slots=True)
class Map:
    """All that the fragment shows. `n_placed` of `total` have a position, `n_outside` of them beyond the picture's edges.

    rest_url: lists those without a position.
    """

    view: picture.View
    outlines: Outlines
    spots: tuple[Spot, ...]
    frame: tuple[float, float, float, float] | None
    unit: Unit
    box: Box | None
    total: int
    n_placed: int
    n_outside: int
    rest_url: str
    cells_url: str
    within_url: str
    width: int = picture.WIDTH
    height: int = picture.HEIGHT

    @property
    def transform(self) -> str:
        """How the outlines are brought into the picture."""
        units, view = self.outlines.units, self.view
        return f"scale({view.scale / units}) translate({-view.x * units} {-view.y * units})"

    @property
    def one(self) -> str:
        """The unit in the singular."""
        return _COUNTED[self.unit]

    @property
    def total_text(self) -> str:
        """The total with its unit."""
        return counted(self.total, _COUNTED[self.unit])


def map_context(question: Asked, snapshot: Snapshot) -> dict[str, Any]:
    """`map` for the fragment occurrences/_map.html."""
    query, unit = question.query, question.unit
    view = picture.view_of(query, snapshot.cells(query, unit, 4))
    cells = cells_of(snapshot, query, unit, view.level)
    total = snapshot.total(query, unit)
    marks = picture.marks(cells, view)
    found = Map(
        view=view,
        outlines=outlines(view.x, view.y, view.width, view.height),
        spots=tuple(_spot(each, question, view.level) for each in marks),
        frame=picture.frame(query, view),
        unit=unit,
        box=next((each for each in conditions(query) if isinstance(each, Box)), None),
        total=total,
        n_placed=snapshot.total(both((query, _PLACED)), unit),
        n_outside=sum(each.cell.n for each in marks if not each.is_seen),
        rest_url=question.url(query=both((query, negated(_PLACED))), view=View.LIST),
        cells_url=url_for("map.cells", q=write_query(query), unit=unit.value),
        within_url=url_for("map.within", **{"q": "", **question.address(view=View.LIST)}),
    )
    return {"map": found}


def _spot(mark: Mark, question: Asked, level: int) -> Spot:
    cell = mark.cell
    goes_on = cell.n > 1 and level < _LAST_ZOOM and mark.area is None
    query = narrowed(question.query, picture.box_of(cell, level))
    return Spot(
        mark, told(cell, question.unit, level), short(cell.n), place_of(cell, level),
        question.url(query=query, view=View.MAP if goes_on else View.LIST), "zoom in" if goes_on else "list",
    )  # fmt: skip


# -- words


def told(cell: Cell, unit: Unit, level: int) -> str:
    """`123 occurrences, 45 people killed`; says where positions are known less exactly than the cell is wide."""
    killed = f"{counted(cell.n_fatal, 'person')} killed" if cell.n_fatal else "nobody killed"
    rough = ""
    if picture.is_coarse(cell, level):
        rough = f"; about here: {'position' if cell.n == 1 else 'some positions'} known to {_ROUGH[min(cell.decimals, 2)]} only"
    return f"{counted(cell.n, _COUNTED[unit])}, {killed}{rough}"


def short(n: int) -> str:
    """A number that fits into a mark: `123`, `4.6k`, `31k`."""
    if n < 1000:
        return str(n)
    return f"{n / 1000:.1f}k" if n < 9950 else f"{n / 1000:.0f}k"


def place_of(cell: Cell, level: int) -> str:
    """`40.7° N, 74.2° W`, to the decimals that tell cells of the level apart and no more than are known."""
    decimals = min(max(0, (level - 3) // 3), cell.decimals) if cell.n == 1 else max(0, (level - 3) // 3)
    south, west = round(cell.latitude, decimals), round(cell.longitude, decimals)
    return f"{abs(south):.{decimals}f}° {'S' if south < 0 else 'N'}, {abs(west):.{decimals}f}° {'W' if west < 0 else 'E'}"


# -- boxes in queries


def narrowed(query: Node, box: Box) -> Node:
    """The query within a box as well; one box instead of two where what they share is one."""
    parts = conditions(query)
    boxes = [each for each in parts if isinstance(each, Box)]
    others = [each for each in parts if not isinstance(each, Box)]
    for each in boxes:
        shared = _shared(each, box)
        if shared is None:
            return both((query, box))
        box = shared
    return both((*others, box))


def _shared(one: Box, other: Box) -> Box | None:
    """What lies in both boxes, the second of which does not cross the 180th meridian; None where it is not one box."""
    south, north = max(one.south, other.south), min(one.north, other.north)
    if one.west <= one.east:
        west, east = max(one.west, other.west), min(one.east, other.east)
    elif other.west > one.east:
        west, east = max(one.west, other.west), other.east
    elif other.east < one.west:
        west, east = other.west, min(one.east, other.east)
    else:
        return None
    return Box(south, west, north, east) if south <= north and west <= east else None


def moved(query: Node, box: Box) -> Node:
    """The query within a box instead of the one it asks for."""
    return both((*(each for each in conditions(query) if not isinstance(each, Box)), box))


# -- data


@bp.get("/cells")
@needs(Permission.READ)
def cells() -> Response:
    """The cells of a view: `items` with their middle, counts and words, most first; their tiles as `x` and `y` of `level`."""
    level, box, what = _level(), _box(), asked()
    check_size(box, level)
    snapshot = the_snapshot()
    response = Response(mimetype="application/json")
    response.cache_control.public, response.cache_control.max_age = True, _SECONDS
    query = what.query if box == WHOLE else both((what.query, box))
    response.set_etag(sha256(repr((snapshot.sequence, write_query(query), what.unit, level)).encode()).hexdigest()[:20])
    if not request.if_none_match.contains(response.get_etag()[0] or ""):
        response.data = _as_json(cells_of(snapshot, query, what.unit, level), what.unit, level)
    response.make_conditional(request)
    return response


def _as_json(found: list[Cell], unit: Unit, level: int) -> bytes:
    import orjson

    items = []
    for each in found:
        x, y = tile(each.latitude, each.longitude, level)
        at = project(each.latitude, each.longitude)
        items.append({
            "x": x, "y": y, "at": [round(at[0], 7), round(at[1], 7)], "n": each.n, "killed": each.n_fatal,
            "text": told(each, unit, level), "short": short(each.n), "place": place_of(each, level),
            "coarse": 10.0**-each.decimals / 360 if picture.is_coarse(each, level) else None,
        })  # fmt: skip
    return orjson.dumps({"level": level, "items": items})


@bp.get("/within")
@needs(Permission.READ)
def within() -> Answer:
    """Lead to the results within a cell, `cell=level/x/y`, or within a box instead of the one that the query asks for."""
    what = asked()
    cell = request.args.get("cell")
    query = moved(what.query, _box()) if cell is None else narrowed(what.query, _cell(cell))
    return redirect(what.url(query=query), 303)


def _number(name: str, otherwise: float, limit: float) -> float:
    text = request.args.get(name)
    try:
        value = otherwise if text is None else float(text)
    except ValueError:
        raise BadValue(f"{name} is {text!r}; it is a number of degrees") from None
    if not abs(value) <= limit:
        raise BadValue(f"{name} is {text!r}; it lies within ±{limit:g} degrees")
    return value


def _box() -> Box:
    """The box of the address; a side that is not given is the world's."""
    south, north = (_number(name, getattr(WHOLE, name), 90) for name in ("south", "north"))
    west, east = (_number(name, getattr(WHOLE, name), 180) for name in ("west", "east"))
    return checked_box(south, west, north, east)


def _level() -> int:
    level = request.args.get("level", "4")
    if level not in map(str, LEVELS):
        raise BadValue(f"level is {level!r}; it is one of {', '.join(map(str, LEVELS))}")
    return int(level)


def _cell(text: str) -> Box:
    try:
        level, x, y = map(int, text.split("/"))
        if not (0 <= level <= FINEST and 0 <= x < 1 << level and 0 <= y < 1 << level):
            raise ValueError(text)
    except ValueError:
        raise BadValue(f"{text!r} is no cell of the map; it is level/x/y") from None
    return Box(*bounds_of(x, y, level))
