"""The first page."""

from flask import Blueprint, render_template

from app.extensions import db
from app.services import pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.citations import cite_database

bp = Blueprint("home", __name__)


@bp.get("/")
@needs(Permission.READ)
def index() -> str:
    """What this is, how much it holds, and where to begin."""
    home = pages.home(db.session)
    return render_template("home.html", home=home, cite=cite_database(home.n_occurrences))
