"""Occurrences: the dossier of one, and its time line."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, url_for

from app.api.answers import answered, reads
from app.api.clocks import Clocks, clocks_of
from app.api.inputs import ClocksIn
from app.api.problems import Gone
from app.api.schemas.occurrences import OccurrenceOut, occurrence_of
from app.api.schemas.time_lines import TimeLineOut, time_line_of
from app.extensions import db
from app.services import changes, pages
from app.services.dossiers import open_dossier, see_dossier
from app.vocab.claims import OccurrenceState

bp = APIBlueprint("occurrences", __name__, url_prefix="/occurrences", tag="Occurrences")
_ID = "int(max=9223372036854775807):occurrence_id"


@bp.get(f"/<{_ID}>")
@bp.input(ClocksIn, location="query", arg_name="asked")
@bp.output(OccurrenceOut)
@reads(301, 404, 410)
def show(occurrence_id: int, asked: ClocksIn) -> Response:
    """One occurrence, with every claim

    All that is on record about it, or was known on a day: its facts with every claim, who said it and where.
    """
    clocks = clocks_of(asked)
    head = pages.find_occurrence(db.session, occurrence_id)
    if moved := moved_to(head, clocks):
        return _redirected("api.occurrences.show", moved, clocks)
    dossier = open_dossier(db.session, occurrence_id, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return answered(occurrence_of(dossier, head, clocks.day))


@bp.get(f"/<{_ID}>/timeline")
@bp.input(ClocksIn, location="query", arg_name="asked")
@bp.output(TimeLineOut)
@reads(301, 404, 410)
def timeline(occurrence_id: int, asked: ClocksIn) -> Response:
    """The time line of one occurrence

    The days on which something became public, and what changed on each; with `as_of` those up to that day.
    """
    clocks = clocks_of(asked)
    head = pages.find_occurrence(db.session, occurrence_id)
    if moved := moved_to(head, clocks):
        return _redirected("api.occurrences.timeline", moved, clocks)
    seen = see_dossier(db.session, occurrence_id, clocks.today, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return answered(time_line_of(seen, head, clocks.day))


def moved_to(head: Any, clocks: Clocks) -> int | None:
    """The record that this one was merged into; None for one that stands. Gone for a withdrawn one.

    At a place of the log a record is given as it was held there, whatever became of it.
    """
    if clocks.as_recorded is not None:
        return None
    if head.state is OccurrenceState.WITHDRAWN:
        standing = changes.standing_of(db.session, head.id)
        reason, changeset = (standing[0].reason, standing[1].id) if standing else ("", None)
        raise Gone(f"occurrence {head.id}", reason, changeset)
    merged_into: int | None = head.merged_into
    return merged_into


def _redirected(endpoint: str, occurrence_id: int, clocks: Clocks) -> Response:
    address = url_for(endpoint, occurrence_id=occurrence_id, **clocks.given)
    return Response(status=301, headers={"Location": address, "Cache-Control": "no-cache"})
