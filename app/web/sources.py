"""Sources: where something can be read."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.extensions import db
from app.services import pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.citations import cite_source, link_source
from app.web.paging import page_number, page_size
from app.web.permanent import negotiated

bp = Blueprint("sources", __name__, url_prefix="/sources")


@bp.get("")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """All sources, the latest published first."""
    page = pages.list_sources(db.session, page_number(), page_size())
    return render_template("sources/list.html", page=page), 404 if page.is_beyond else 200


@bp.get("/<int(max=9223372036854775807):source_id>")
@needs(Permission.READ)
def show(source_id: int) -> Response | tuple[str, int]:
    """One source, and the occurrences it speaks of."""
    if elsewhere := negotiated(link_source(source_id)):
        return elsewhere
    found = pages.open_source(db.session, source_id, page_number(), page_size())
    return render_template("sources/show.html", page=found, cite=cite_source(found)), 404 if found.spoken.is_beyond else 200
