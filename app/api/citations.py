"""How an occurrence is cited."""

from enum import StrEnum

from apiflask import APIBlueprint
from flask import Response, current_app, request, url_for
from pydantic import Field

from app.api.answers import conditional, reads
from app.api.clocks import clocks_of
from app.api.inputs import ClocksIn
from app.api.occurrences import moved_to
from app.exports.citing import BY_SUFFIX, STYLES
from app.exports.works import Work
from app.extensions import db
from app.services import citations, pages

bp = APIBlueprint("citations", __name__, url_prefix="/occurrences", tag="Occurrences")


class Style(StrEnum):
    """The ways in which it is written."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"
    TEXT = "text"


_SUFFIXES = {Style.BIBTEX: "bib", Style.RIS: "ris", Style.CSL: "csl.json"}
_TYPES = tuple(BY_SUFFIX[each].mime.partition(";")[0] for each in _SUFFIXES.values())


class CitationIn(ClocksIn):
    """How it is written, and of when."""

    format: Style = Field(Style.TEXT, description="`bibtex`, `ris`, `csl` (CSL-JSON) or `text`: a line for each style.")


@bp.get("/<int(max=9223372036854775807):occurrence_id>/citation")
@bp.input(CitationIn, location="query", arg_name="asked")
@reads(301, 404, 410, sends=(*_TYPES, "text/plain"))
def citation(occurrence_id: int, asked: CitationIn) -> Response:
    """How one occurrence is cited

    With the day of access and the moment of the data, so that the address in it leads to what was seen.
    """
    clocks = clocks_of(asked)
    if moved := moved_to(pages.find_occurrence(db.session, occurrence_id), clocks):
        given = {**clocks.given, "format": asked.format.value}
        address = url_for("api.citations.citation", occurrence_id=moved, **given)
        return Response(status=301, headers={"Location": address, "Cache-Control": "no-cache"})
    cited = citations.cited_at(db.session, _site(), clocks.today, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return conditional(_written(citations.cite_occurrence(db.session, occurrence_id, cited), asked.format))


def _written(work: Work, style: Style) -> Response:
    if style is Style.TEXT:
        text = "".join(f"{name}: {write(work)}\n" for name, write in STYLES)
        return Response(text, content_type="text/plain; charset=utf-8")
    form = BY_SUFFIX[_SUFFIXES[style]]
    return Response(form.write([work]), content_type=form.mime)


def _site() -> str:
    address: str = current_app.config["AIRDOCKET"].address or request.url_root
    return address.rstrip("/")
