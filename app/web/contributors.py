"""People who contribute, by what they contributed."""

from flask import Blueprint, render_template

from app.extensions import db
from app.queries.changesets import LogFilter
from app.services import changes
from app.services.permissions import Permission, may
from app.web.access import actor, needs
from app.web.paging import page_number, page_size

bp = Blueprint("contributors", __name__, url_prefix="/users")


@bp.get("/<path:name>")
@needs(Permission.READ)
def show(name: str) -> tuple[str, int]:
    """What a user contributed; what is not accepted is listed for that user and the reviewers."""
    user = changes.find_user(db.session, name)
    page = changes.list_changes(db.session, LogFilter(author_id=user.id), page_number(), page_size())
    sees_all = actor().user_id == user.id or may(actor(), Permission.REVIEW)
    waiting = changes.not_accepted_of(db.session, user.id) if sees_all else []
    code = 404 if page.is_beyond else 200
    return render_template("contributors/show.html", user=user, page=page, waiting=waiting, sees_all=sees_all), code
