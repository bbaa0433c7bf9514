"""What the parameters of a search ask: the query, the unit, the order, the facets."""

from typing import Any

from pydantic import Field

from app.api.inputs import Query
from app.api.problems import BadParameter
from app.api.schemas.shape import Shape
from app.indexed import names
from app.search.as_json import to_json
from app.search.asking import Unit
from app.search.bad_query import BadQuery
from app.search.fields import BY_NAME
from app.search.nodes import Node
from app.search.reading import read_query
from app.search.schema import COUNTED
from app.search.wording import describe
from app.search.writing import write_query

_Q = "What is searched for, in the language of the search (see /about/search); empty: everything."


class Searched(Query):
    """What is searched for."""

    q: str = Field("", description=_Q, examples=["class:accident fatal:>=100"])


class Counted(Searched):
    """What is searched for, and what is counted."""

    unit: Unit = Field(Unit.OCCURRENCES, description="Whether occurrences are counted and listed, or aircraft.")


class QueryOut(Shape):
    """The query as it was read."""

    text: str = Field(description="in its canonical form", examples=["class:accident fatal:>=100"])
    words: str = Field(description="in plain English")
    ast: dict[str, Any] = Field(description="as a tree, whose shape is in the documentation of the search")


def read_q(text: str) -> Node:
    """The query. BadParameter says where it goes wrong."""
    try:
        return read_query(text)
    except BadQuery as error:
        where = f" (at character {error.position + 1})" if text else ""
        hint = f". Do you mean: {error.suggestion}" if error.suggestion else ""
        raise BadParameter("q", f"{error}{where}{hint}") from None


def told(query: Node, unit: Unit) -> dict[str, Any]:
    """The fields of QueryOut."""
    return {"text": write_query(query), "words": describe(query, names(), unit=unit.value), "ast": to_json(query)}


def fields_of(text: str, parameter: str) -> tuple[str, ...]:
    """The fields to count by that are named, divided by commas."""
    found = tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    for each in found:
        if each not in BY_NAME or each not in COUNTED:
            raise BadParameter(parameter, f"hits are not counted by {each[:40]!r}, but by {', '.join(COUNTED)}")
    return found
