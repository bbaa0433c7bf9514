"""A claim at its permanent address."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.extensions import db
from app.services import pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.citations import cite_claim, is_gone, link_claim
from app.web.clocks import asked_clocks
from app.web.permanent import negotiated, withdrawn

bp = Blueprint("claims", __name__, url_prefix="/claims")


@bp.get("/<int(max=9223372036854775807):occurrence_id>-<int(max=2147483647):number>")
@needs(Permission.READ)
def show(occurrence_id: int, number: int) -> str | Response | tuple[str, int]:
    """One claim in full: who said it, where, when, how it stands or stood, and since when it is on record.

    One that was withdrawn says so and why, and is gone; so are all of a withdrawn record.
    """
    if elsewhere := negotiated(link_claim(occurrence_id, number)):
        return elsewhere
    clocks, head = asked_clocks(), pages.find_occurrence(db.session, occurrence_id)
    if is_gone(head, clocks):
        return withdrawn(head)
    page = pages.open_claim(db.session, occurrence_id, number, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    cite = cite_claim(page, clocks)
    shown = render_template("claims/show.html", page=page, clocks=clocks, day=clocks.day, moment=clocks.moment, cite=cite)
    return shown if page.closed is None else (shown, 410)
