"""Occurrences: the searchable list, and the dossier of one."""

import datetime as dt
from typing import Any

from flask import Blueprint, after_this_request, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import BadValue
from app.core.text import slug as slug_of
from app.extensions import db
from app.search.bad_query import BadQuery
from app.services import changes, pages
from app.services.dossiers import open_dossier
from app.services.permissions import Permission
from app.vocab.claims import OccurrenceState
from app.web.access import needs
from app.web.dossier import heading_of
from app.web.kept import kept_page, kept_results
from app.web.paging import page_number
from app.web.results import in_years, shown
from app.web.search import Asked, asked, the_snapshot
from app.web.words import occurrence_url

bp = Blueprint("occurrences", __name__, url_prefix="/occurrences")
_ID = "int(max=9223372036854775807):occurrence_id"


@bp.get("")
@needs(Permission.READ)
def index() -> str | Response | tuple[str, int]:
    """The results of a search, as a list, on a map or in charts; what cannot be read is named, and nothing is searched."""
    try:
        question, page = asked(), page_number()
        if "from" in request.args or "to" in request.args:
            return redirect(in_years(question))
        return kept_results(_wants_part(), lambda: _results(question, page))
    except BadQuery as error:
        return _render("wrong", error=error, text=request.args.get("q", "").strip()), 400
    except BadValue as error:
        return _render("wrong", error=error, text=request.args.get("q", "").strip()), 400


def _results(question: Asked, page: int) -> tuple[str, int, int]:
    """The page of results, its status, and the place of the log that it shows."""
    found = shown(question, page)
    return _render("results", **found), 404 if found["seen"].is_beyond else 200, the_snapshot().sequence


def _render(name: str, **context: Any) -> str:
    """The page, or for htmx only the part of it that changes."""
    part = _wants_part()
    return render_template(f"search/{'_' if part else ''}{name}.html", part=part, **context)


def _wants_part() -> bool:
    after_this_request(_varies)
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _varies(response: Response) -> Response:
    """No cache gives a part of the page to who asks for all of it."""
    response.vary.add("HX-Request")
    return response


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
    return kept_page(occurrence_id, lambda: _page(occurrence_id))


def _page(occurrence_id: int) -> str:
    dossier = open_dossier(db.session, occurrence_id)
    return render_template("occurrences/show.html", dossier=dossier, heading=heading_of(dossier), day=_today())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _show_past(head: Any, sequence: int, slug: str) -> str | Response:
    """The dossier as the database held it at a place of the log; nothing is corrected from there."""
    if slug != slug_of(head.title):
        return redirect(occurrence_url(head, as_recorded=request.args["as_recorded"]), 301)
    dossier = open_dossier(db.session, head.id, as_recorded=sequence)
    g.shows_past = True
    moment = changes.moment_at(db.session, sequence)
    return render_template(
        "occurrences/show.html", dossier=dossier, heading=heading_of(dossier), head=head, moment=moment, day=_today()
    )
