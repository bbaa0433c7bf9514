"""A claim at its permanent address."""

from flask import Blueprint, render_template

from app.extensions import db
from app.services import pages
from app.services.permissions import Permission
from app.web.access import needs
from app.web.clocks import asked_clocks

bp = Blueprint("claims", __name__, url_prefix="/claims")


@bp.get("/<int(max=9223372036854775807):occurrence_id>-<int(max=2147483647):number>")
@needs(Permission.READ)
def show(occurrence_id: int, number: int) -> str:
    """One claim in full: who said it, where, when, how it stands or stood, and since when it is on record."""
    clocks = asked_clocks()
    page = pages.open_claim(db.session, occurrence_id, number, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return render_template("claims/show.html", page=page, clocks=clocks, day=clocks.day, moment=clocks.moment)
