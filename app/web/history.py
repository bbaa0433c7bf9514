"""A record through time: its changesets, and any two moments side by side."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.core.errors import BadValue
from app.extensions import db
from app.queries.changesets import LogFilter
from app.services import changes, pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.paging import page_number

bp = Blueprint("history", __name__, url_prefix="/occurrences")
_ID = "int(max=9223372036854775807):occurrence_id"
SIZE = 100


@bp.get(f"/<{_ID}>/history")
@needs(Permission.READ)
def show(occurrence_id: int) -> tuple[str, int]:
    """The changesets that touched a record, the latest first; of withdrawn and merged ones too."""
    head = pages.find_occurrence(db.session, occurrence_id)
    page = changes.list_changes(db.session, LogFilter(occurrence_id=occurrence_id), page_number(), SIZE)
    standing = changes.standing_of(db.session, occurrence_id)
    code = 404 if page.is_beyond else 200
    return render_template("history/show.html", head=head, page=page, standing=standing), code


@bp.get(f"/<{_ID}>/compare")
@needs(Permission.READ)
def compare(occurrence_id: int) -> Response | str | tuple[str, int]:
    """The record at two moments, `?from=` and `?to=`; without them before and after its latest changeset."""
    head = pages.find_occurrence(db.session, occurrence_id)
    given = {name: request.args.get(name, "").strip() for name in ("from", "to")}
    try:
        end = changes.moment(db.session, given["to"] or "now")
        start = changes.moment(db.session, given["from"]) if given["from"] else _before_latest(occurrence_id, end)
    except BadValue as error:
        return render_template("history/compare.html", head=head, given=given, problem=str(error), found=None), 400
    found = changes.compare(db.session, occurrence_id, start, end)
    return render_template("history/compare.html", head=head, given=given, problem="", found=found)


def _before_latest(occurrence_id: int, end: int) -> int:
    """The place of the log before the latest changeset that touched the record up to another place."""
    latest = changes.latest_of(db.session, occurrence_id, end)
    return latest - 1 if latest else 0
