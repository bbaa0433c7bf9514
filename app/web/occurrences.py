"""Occurrences: the searchable list, and the dossier of one."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import BadValue
from app.core.text import slug as slug_of
from app.extensions import db
from app.queries.lists import Order
from app.services import changes, pages
from app.services.dossiers import open_dossier
from app.services.permissions import Permission
from app.vocab.claims import OccurrenceState
from app.vocab.occurrences import OccurrenceClass
from app.web.access import needs
from app.web.dossier import heading_of
from app.web.filters import read_filters
from app.web.paging import page_number, page_size
from app.web.words import occurrence_url

bp = Blueprint("occurrences", __name__, url_prefix="/occurrences")
_ID = "int(max=9223372036854775807):occurrence_id"


@bp.get("")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """The list; a value that cannot be read is named, and nothing is listed."""
    filters = read_filters(request.args)
    problems, code, page = list(filters.problems), 200, None
    try:
        number = page_number()
    except BadValue as error:
        problems.append(str(error))
    if problems:
        code = 400
    else:
        page = pages.list_occurrences(db.session, filters.kept, filters.order, number, page_size())
        code = 404 if page.is_beyond else 200
    return render_template(
        "occurrences/list.html", filters=filters, problems=problems, page=page,
        countries=pages.countries_present(db.session), classes=OccurrenceClass, orders=Order,
    ), code  # fmt: skip


@bp.get(f"/<{_ID}>")
@bp.get(f"/<{_ID}>-<slug>")
@needs(Permission.READ)
def show(occurrence_id: int, slug: str = "") -> str | Response | tuple[str, int]:
    """The dossier at its one address; a merged record leads on, a withdrawn one says so.

    `?as_recorded=`, a number of the log, a day or an instant, shows it as it was held then, whatever became of it.
    """
    head = pages.find_occurrence(db.session, occurrence_id)
    given = request.args.get("as_recorded")
    if given is not None:
        return _show_past(head, changes.moment(db.session, given.strip()), slug)
    if head.state is OccurrenceState.WITHDRAWN:
        standing = changes.standing_of(db.session, occurrence_id)
        return render_template("occurrences/withdrawn.html", head=head, standing=standing), 410
    if head.state is OccurrenceState.MERGED:
        return redirect(url_for(".show", occurrence_id=head.merged_into), 301)
    if slug != slug_of(head.title):
        return redirect(url_for(".show", occurrence_id=head.id, slug=slug_of(head.title)), 301)
    dossier = open_dossier(db.session, occurrence_id)
    return render_template("occurrences/show.html", dossier=dossier, heading=heading_of(dossier))


def _show_past(head: Any, sequence: int, slug: str) -> str | Response:
    """The dossier as the database held it at a place of the log; nothing is corrected from there."""
    if slug != slug_of(head.title):
        return redirect(occurrence_url(head, as_recorded=request.args["as_recorded"]), 301)
    dossier = open_dossier(db.session, head.id, as_recorded=sequence)
    g.shows_past = True
    moment = changes.moment_at(db.session, sequence)
    return render_template("occurrences/show.html", dossier=dossier, heading=heading_of(dossier), head=head, moment=moment)
