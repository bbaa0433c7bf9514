"""Parties: who speaks, publishes, operates, builds and investigates."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.services import pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.paging import page_number, page_size

bp = Blueprint("parties", __name__, url_prefix="/parties")


@bp.get("/<int(max=9223372036854775807):party_id>")
@needs(Permission.READ)
def show(party_id: int) -> Response | tuple[str, int]:
    """One party and what it does; `?role=` chooses the list. One that was merged leads on."""
    found = pages.open_party(db.session, party_id, request.args.get("role"), page_number(), page_size())
    if found.party.merged_into is not None:
        return redirect(url_for(".show", party_id=found.party.merged_into, role=request.args.get("role")), 301)
    listed = found.occurrences or found.sources
    return render_template("parties/show.html", page=found, listed=listed), 404 if listed and listed.is_beyond else 200
