"""The data dictionary."""

from apiflask import APIBlueprint
from flask import Response

from app.api.answers import answered, reads
from app.api.inputs import Query
from app.api.schemas.dictionary import DictionaryOut, dictionary

bp = APIBlueprint("dictionary", __name__, tag="Dictionary")


@bp.get("/dictionary")
@bp.input(Query, location="query", arg_name="asked")
@bp.output(DictionaryOut)
@reads()
def show(asked: Query) -> Response:
    """Every property, with its type, unit and codes

    And the closed lists of investigations, sources, parties and the log.
    """
    return answered(dictionary())
