"""The search: what a query finds, and what is counted over it."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from app.api.answers import made, of_the_log, reads
from app.api.asking import Counted, fields_of, read_q, told
from app.api.paging import Parts, read, written
from app.api.problems import BadParameter
from app.api.schemas.listed import CellsOut, FacetsOut, FoundOut, HistogramOut, cell_of, facets_of, items_of
from app.core.errors import BadValue
from app.extensions import db
from app.indexed import names, the_snapshot
from app.kept import Made
from app.search.areas import checked_box
from app.search.asking import Answer, Question, Unit, usual_sort
from app.search.nodes import Box, Node, both
from app.search.schema import LEVELS
from app.services import results
from app.services.mapping import WHOLE, cells_of, check_size
from app.services.results import MAIN
from app.services.walking import Asked, Order, Place, walk

bp = APIBlueprint("search", __name__, tag="Occurrences")
_USUAL_TOP = 10
_FIELDS = "Fields, divided by commas"


class FoundIn(Parts, Counted):
    """What is searched for, and which part of it is wanted."""

    sort: Order | None = Field(
        None,
        description="By `relevance` (usual for a query with words; only the first part is sorted, the rest follows by number), "
        "`newest` (usual for others), `oldest`, `fatal`, `disputed`, `changed` or `id`.",
    )
    facets: str = Field(
        "", description=f"{_FIELDS} of which the most frequent values are counted as well.", examples=["class,country"]
    )


@bp.get("/occurrences")
@bp.input(FoundIn, location="query", arg_name="asked")
@bp.output(FoundOut)
@reads(409, 503)
def occurrences(asked: FoundIn) -> Response:
    """What a query finds

    Some of the occurrences, or of the aircraft, that a query finds, in an order. Going on by `next`, nothing comes twice and
    nothing is left out that matched throughout, whatever is edited meanwhile.
    """
    query = read_q(asked.q)
    facets = fields_of(asked.facets, "facets")
    order = asked.sort or Order(usual_sort(query).value)
    place = None if asked.cursor is None else _place(asked.cursor)
    return of_the_log(lambda: _found(query, asked, order, facets, place))


def _found(query: Node, asked: FoundIn, order: Order, facets: tuple[str, ...], place: Place | None) -> Made:
    snapshot = the_snapshot()
    part = walk(db.session, snapshot, Asked(query, asked.unit, order), place, asked.limit)
    rest = part.rest
    following = None if rest is None else written(rest.began, rest.seen, [rest.below], rest.aside, rest.left)
    found = {
        "items": items_of(db.session, part.hits),
        "total": part.total,
        "unit": asked.unit.value,
        "facets": _facets(query, asked.unit, facets, _USUAL_TOP) if facets else {},
        "query": told(query, asked.unit),
        "next": following,
    }
    return made(found, snapshot.sequence, following)


def _place(cursor: str) -> Place:
    began, seen, below, aside, left = read(cursor, int, int, list, list, list)
    return Place(began, seen, sum(below[:1]), tuple(aside), tuple(left))


def _facets(query: Node, unit: Unit, fields: tuple[str, ...], top: int) -> dict[str, Any]:
    snapshot = the_snapshot()
    question = Question(query, unit, facets=fields, top=top)
    answer = Answer(0, (), snapshot.facets(question))
    return facets_of(results.every_facet_of(db.session, snapshot, question, answer, names()))


class FacetsIn(Counted):
    """What is counted."""

    fields: str = Field(",".join(MAIN), description=f"{_FIELDS}: which to count by.", examples=["class,country"])
    top: int = Field(_USUAL_TOP, ge=1, le=1000, description="How many values of each.")


@bp.get("/facets")
@bp.input(FacetsIn, location="query", arg_name="asked")
@bp.output(FacetsOut)
@reads(503)
def facets(asked: FacetsIn) -> Response:
    """How many have which values

    The most frequent values of some fields among what a query finds; of a field that the query asks for, as if it did not.
    """
    query, fields = read_q(asked.q), fields_of(asked.fields, "fields")
    return of_the_log(lambda: _counts(query, asked, {"facets": _facets(query, asked.unit, fields, asked.top)}))


def _counts(query: Node, asked: Counted, more: dict[str, Any]) -> Made:
    """An answer that counts, with what it counts."""
    snapshot, unit = the_snapshot(), asked.unit
    found = {**more, "total": snapshot.total(query, unit), "unit": unit.value, "query": told(query, unit)}
    return made(found, snapshot.sequence)


@bp.get("/histogram")
@bp.input(Counted, location="query", arg_name="asked")
@bp.output(HistogramOut)
@reads(503)
def histogram(asked: Counted) -> Response:
    """How many in each year"""
    query = read_q(asked.q)
    return of_the_log(lambda: _counts(query, asked, _years(query, asked.unit)))


def _years(query: Node, unit: Unit) -> dict[str, Any]:
    counts = the_snapshot().years(query, unit)
    years = [each for each in counts if each is not None]
    items = [{"year": each, "n": counts.get(each, 0)} for each in range(min(years), max(years) + 1)] if years else []
    return {"items": items, "undated": counts.get(None, 0)}


class CellsIn(Counted):
    """Of what, and where."""

    zoom: int = Field(
        4, ge=0, le=LEVELS[-1], description="The level of the tiles, as web maps count them; the next finer even one is told."
    )
    box: str | None = Field(
        None,
        description="Only within: south,west,north,east in degrees. Fine levels need a small one.",
        examples=["27,32,32,36"],
    )


@bp.get("/cells")
@bp.input(CellsIn, location="query", arg_name="asked")
@bp.output(CellsOut)
@reads(503)
def cells(asked: CellsIn) -> Response:
    """What lies where

    Cells of a map with how many of what a query finds lie in each, those with most first.
    """
    query, box = read_q(asked.q), _box(asked.box)
    level = next(each for each in LEVELS if each >= asked.zoom)
    try:
        check_size(box, level)
    except BadValue as error:
        raise BadParameter("zoom" if asked.box is None else "box", str(error)) from None
    return of_the_log(lambda: _cells(query, asked.unit, box, level))


def _cells(query: Node, unit: Unit, box: Box, level: int) -> Made:
    snapshot = the_snapshot()
    found = cells_of(snapshot, query if box == WHOLE else both((query, box)), unit, level)
    items = [cell_of(each, level) for each in found]
    return made({"level": level, "items": items, "unit": unit.value, "query": told(query, unit)}, snapshot.sequence)


def _box(text: str | None) -> Box:
    if text is None:
        return WHOLE
    try:
        south, west, north, east = map(float, text.split(","))
        if not (abs(south) <= 90 and abs(north) <= 90 and abs(west) <= 180 and abs(east) <= 180):
            raise ValueError
        return checked_box(south, west, north, east)
    except BadValue as error:
        raise BadParameter("box", str(error)) from None
    except ValueError:
        raise BadParameter("box", f"{text[:60]!r} is no box; write south,west,north,east in degrees: 27,32,32,36") from None
