"""Parties: who speaks, publishes, operates, builds and investigates."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.indexed import the_snapshot
from app.services.party_pages import find_party, open_party
from app.services.permissions import Permission
from app.web import browsing
from app.web.access import needs
from app.web.paging import page_number, page_size

bp = Blueprint("parties", __name__)
browsing.prepare(bp)


@bp.get("/parties/<int(max=9223372036854775807):party_id>")
@needs(Permission.READ)
def show(party_id: int) -> Response | tuple[str, int]:
    """One party and what it does; `?role=` chooses which. One that was merged leads on."""
    party, role = find_party(db.session, party_id), request.args.get("role")
    if party.merged_into is not None:
        return redirect(url_for(".show", party_id=party.merged_into, role=role), 301)
    found = open_party(db.session, the_snapshot(), party, role, page_number(), page_size())
    listed = found.occurrences or found.sources
    more = {}
    if found.role and found.role.field and found.role.query and not listed:
        more = browsing.summarized(found.role.field, found.role.query)
    return render_template("parties/show.html", page=found, listed=listed, **more), 404 if listed and listed.is_beyond else 200


@bp.get("/operators")
@needs(Permission.READ)
def operators() -> tuple[str, int]:
    """Who operated aircraft that were involved, most first."""
    return browsing.listing(browsing.OPERATORS)


@bp.get("/manufacturers")
@needs(Permission.READ)
def manufacturers() -> tuple[str, int]:
    """Who built aircraft that were involved, most first."""
    return browsing.listing(browsing.MAKERS)


@bp.get("/authorities")
@needs(Permission.READ)
def authorities() -> tuple[str, int]:
    """Who investigates, most first."""
    return browsing.listing(browsing.AUTHORITIES)
