"""Occurrences as the search lists them, and what is counted over them."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.asking import QueryOut
from app.api.schemas.shape import Shape
from app.core.text import slug
from app.search.asking import Cell, Hit, Unit
from app.search.documents import tile
from app.search.nodes import Code, Exactly, Missing, Numbered, Value
from app.search.writing import write_value
from app.services.listing import occurrences_in_short
from app.services.results import Facet


class InjuriesOut(Shape):
    """How many people were hurt, and how badly; null: not stated, or the accounts of it add up to nothing certain."""

    fatal: int | None
    serious: int | None
    minor: int | None
    none: int | None
    aboard: int | None
    highest: str | None = Field(description="the level of the worst injury")


class CraftOut(Shape):
    """An aircraft of an occurrence in a list."""

    number: int
    registration: str | None
    manufacturer: str | None
    manufacturer_id: int | None = Field(description="the party")
    model: str | None
    operator: str | None
    operator_id: int | None = Field(description="the party")


class ItemOut(Shape):
    """An occurrence in a list, by its best values. In the unit aircraft an item is one aircraft, the only one in `aircraft`."""

    id: int
    url: str = Field(description="its page")
    title: str
    date: str | None = Field(description="as exactly as it is known", examples=["2015-10-31", "2015-10", "2015"])
    place: str | None
    country: str | None = Field(description="its code")
    class_: str | None = Field(alias="class")
    categories: list[str] = Field(description="of the CICTT taxonomy")
    injuries: InjuriesOut
    aircraft: list[CraftOut]
    disputed: list[str] = Field(description="the properties on which speakers contradict one another")


class FacetValueOut(Shape):
    """A value with how many hits have it, beside the other conditions of the query."""

    value: str | None = Field(description="a code, the number of a party, a text; null: not stated")
    label: str
    n: int
    chosen: bool = Field(description="the query asks for it")


class FacetOut(Shape):
    """The most frequent values of a field."""

    label: str
    values: list[FacetValueOut]
    whole: bool = Field(description="there are no further values")


class FoundOut(Shape):
    """Some of what a query finds."""

    items: list[ItemOut]
    total: int = Field(description="how many there are in all, in the unit")
    unit: Unit
    facets: dict[str, FacetOut] = Field(description="those that were asked for, by field")
    query: QueryOut
    next: str | None = Field(description="the cursor of the next part; null: this is the last one. Also in the header `Link`")


class FacetsOut(Shape):
    """How many of what a query finds have which values."""

    total: int
    unit: Unit
    facets: dict[str, FacetOut]
    query: QueryOut


class YearOut(Shape):
    """How many in a year."""

    year: int
    n: int


class HistogramOut(Shape):
    """How many in each year, those with none between the first and the last too."""

    items: list[YearOut]
    undated: int
    total: int
    unit: Unit
    query: QueryOut


class CellOut(Shape):
    """What lies in a cell: the middle of its positions, how many, and how many people were killed there."""

    x: int
    y: int
    latitude: float
    longitude: float
    n: int
    killed: int
    decimals: int = Field(description="of degrees, to which the least exact of its positions is known")


class CellsOut(Shape):
    """The cells of the web map's tiles at a level, those with most first."""

    level: int
    items: list[CellOut]
    unit: Unit
    query: QueryOut


Json = dict[str, Any]


def items_of(session: Session, hits: Sequence[Hit]) -> list[Json]:
    """The items of the hits, in their order; one whose record went meanwhile is left out. As ItemOut, but quicker to make."""
    rows, crafts = occurrences_in_short(session, {each.occurrence_id for each in hits})
    pages = url_for("occurrences.index", _external=True)
    return [
        _item(rows[hit.occurrence_id], crafts.get(hit.occurrence_id, ()), hit.aircraft, pages)
        for hit in hits
        if hit.occurrence_id in rows
    ]


def _item(row: Any, crafts: Iterable[Any], only: int | None, pages: str) -> Json:
    return {
        "id": row.id, "url": f"{pages}/{row.id}-{slug(row.title)}", "title": row.title, "date": _date(row),
        "place": row.place, "country": row.country, "class": row.occurrence_class, "categories": (row.categories or "").split(),
        "injuries": {
            "fatal": row.n_fatal, "serious": row.n_serious, "minor": row.n_minor, "none": row.n_unhurt, "aboard": row.n_aboard,
            "highest": row.highest_injury,
        },
        "aircraft": [_craft(each) for each in crafts if only in (None, each.number)],
        "disputed": sorted(set(row.disputed.split())),
    }  # fmt: skip


def _date(row: Any) -> str | None:
    """As exactly as it is known."""
    length = {"month": 7, "year": 4}.get(row.occurred_precision or "day", 10)
    return row.occurred_on.isoformat()[:length] if row.occurred_on else None


def _craft(row: Any) -> Json:
    return {
        "number": row.number, "registration": row.registration, "manufacturer": row.manufacturer,
        "manufacturer_id": row.manufacturer_id, "model": row.model, "operator": row.operator, "operator_id": row.operator_id,
    }  # fmt: skip


def facets_of(facets: Iterable[Facet]) -> Json:
    """Facets by field, as FacetOut has them."""
    return {
        each.field.name: {
            "label": each.field.label,
            "values": [
                {"value": _counted(value.value), "label": value.label, "n": value.n, "chosen": value.is_chosen}
                for value in each.values
            ],
            "whole": each.is_whole,
        }
        for each in facets
    }


def _counted(value: Value) -> str | None:
    """What a query writes after the field's name, without signs."""
    match value:
        case Missing():
            return None
        case Code(text) | Exactly(text):
            return text
        case Numbered(number):
            return str(number)
        case _:
            return write_value(value)


def cell_of(cell: Cell, level: int) -> Json:
    """A cell as CellOut has it."""
    x, y = tile(cell.latitude, cell.longitude, level)
    return {
        "x": x, "y": y, "latitude": round(cell.latitude, 6), "longitude": round(cell.longitude, 6), "n": cell.n,
        "killed": cell.n_fatal, "decimals": cell.decimals,
    }  # fmt: skip
