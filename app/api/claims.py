"""A claim at its permanent name."""

from apiflask import APIBlueprint
from flask import Response

from app.api.answers import answered, reads
from app.api.clocks import Clocks, clocks_of
from app.api.inputs import ClocksIn
from app.api.occurrences import moved_to
from app.api.problems import Gone
from app.api.schemas.occurrences import FullClaimOut, full_claim_of
from app.core.errors import NotFound
from app.extensions import db
from app.services import pages
from app.services.pages import ClaimPage

bp = APIBlueprint("claims", __name__, url_prefix="/claims", tag="Claims")


@bp.get("/<int(max=9223372036854775807):occurrence_id>-<int(max=2147483647):number>")
@bp.input(ClocksIn, location="query", arg_name="asked")
@bp.output(FullClaimOut)
@reads(404, 410)
def show(occurrence_id: int, number: int, asked: ClocksIn) -> Response:
    """One claim in full, and the fact that it is part of

    With `as_of` a claim that was not public by then is not found, with `as_recorded` one that was not on record.
    """
    clocks = clocks_of(asked)
    moved_to(pages.find_occurrence(db.session, occurrence_id), clocks)  # a claim of a merged record keeps its name
    page = pages.open_claim(db.session, occurrence_id, number, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    _check(page, f"claim {occurrence_id}-{number}", clocks)
    return answered(full_claim_of(page))


def _check(page: ClaimPage, name: str, clocks: Clocks) -> None:
    """NotFound where it was not there yet at the clocks, Gone where it no longer stands."""
    if page.is_unrecorded:
        raise NotFound(f"{name} was not on record yet at number {clocks.as_recorded} of the log")
    if page.is_ahead:
        raise NotFound(f"{name} was not public by the end of {clocks.as_of}; it is known since {page.public_on}")
    if page.closed is not None:
        raise Gone(name, page.reason, page.closed.id)
    if page.view is None:
        raise Gone(name, "the aircraft that it is about was withdrawn")
