"""All that a query finds, as a file that is sent while it is read."""

from apiflask import APIBlueprint
from flask import Response, current_app, url_for
from pydantic import Field

from app.api.answers import reads
from app.api.asking import Searched, read_q
from app.api.problems import BadParameter
from app.core.errors import BadValue
from app.exports.columns import What
from app.exports.forms import WRITINGS, Form
from app.extensions import db
from app.services.exports import Export, Wanted, choose_export, open_export

bp = APIBlueprint("exports", __name__, tag="Exports")
_TYPES = tuple(each.media_type.partition(";")[0] for each in WRITINGS.values())


class ExportIn(Searched):
    """What is wanted."""

    what: What = Field(What.OCCURRENCES, description="A row for each of the `occurrences`, `aircraft` or `claims`.")
    format: Form = Field(
        Form.CSV, description="`csv`, `jsonl`, `xlsx`, `parquet` or `geojson` (which claims cannot be had as)."
    )
    columns: str = Field(
        "", description="The columns, divided by commas, and their order; empty: the usual ones.", examples=["id,date,n_fatal"]
    )


@bp.get("/export")
@bp.input(ExportIn, location="query", arg_name="asked")
@reads(503, sends=_TYPES)
def export(asked: ExportIn) -> Response:
    """All that a query finds, as a file

    Whole, in one moment of the record. `X-Airdocket-Total` counts what is found, `X-Airdocket-Sequence` names the place of the
    log, `X-Airdocket-Quotes-Left-Out` counts quotes that may not be given on. `Link` leads to what the columns mean.
    """
    found = open_export(db.engine, current_app.extensions["airdocket.searching"], _wanted(asked))
    answer = Response(found.chunks(), content_type=found.media_type)
    answer.call_on_close(found.close)
    answer.headers.extend(_headers(found))
    return answer


def _wanted(asked: ExportIn) -> Wanted:
    query, names = read_q(asked.q), [each.strip() for each in asked.columns.split(",") if each.strip()]
    try:
        choose_export(query, asked.what.value, asked.format.value)
    except BadValue as error:
        raise BadParameter("format", str(error)) from None
    try:
        return choose_export(query, asked.what.value, asked.format.value, names)
    except BadValue as error:
        raise BadParameter("columns", str(error)) from None


def _headers(found: Export) -> dict[str, str]:
    codebook = url_for("exports.codebook", form="csv", what=found.wanted.what.value)
    return {
        "Content-Disposition": f"attachment; filename={found.file_name}",
        "Link": f'<{codebook}>; rel="describedby"; type="text/csv"',
        "Cache-Control": "no-cache",
        "X-Airdocket-Total": str(found.about.total),
        "X-Airdocket-Quotes-Left-Out": str(found.about.left_out),
        "X-Airdocket-Sequence": str(found.about.sequence),
    }
