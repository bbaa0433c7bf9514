"""Occurrences: the searchable list, and the dossier of one."""

import datetime as dt
from typing import Any

from flask import Blueprint, after_this_request, g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core.days import read_day, read_days
from app.core.errors import BadValue
from app.core.text import slug as slug_of
from app.extensions import db
from app.indexed import the_snapshot
from app.search.bad_query import BadQuery
from app.services import pages
from app.services.dossiers import see_dossier
from app.services.permissions import Permission
from app.services.two_days import compare_days
from app.web.access import needs
from app.web.citations import cite_query, cite_record, link_record
from app.web.clocks import Clocks, asked_clocks, kept_clocks
from app.web.dossier import heading_of
from app.web.kept import kept_page, kept_results
from app.web.paging import page_number
from app.web.permanent import led_on, negotiated
from app.web.results import in_years, shown
from app.web.search import Asked, asked
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
    sequence = the_snapshot().sequence
    cite = cite_query(question, found["seen"].total, sequence)
    return _render("results", **found, cite=cite), 404 if found["seen"].is_beyond else 200, sequence


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

    `?as_of=`, a day, shows what was publicly known by its end. `?as_recorded=`, a number of the log, a day or an instant, shows
    the record as it was held then, whatever became of it. `?compare=2015-11-17..2016-02-25` puts two days side by side.
    """
    head = pages.find_occurrence(db.session, occurrence_id)
    if elsewhere := negotiated(link_record(occurrence_id)):
        return elsewhere
    if "first" in request.args and "second" in request.args:
        recorded = {name: value for name, value in kept_clocks().items() if name == "as_recorded"}
        return redirect(occurrence_url(head, compare=_two_days(), **recorded))
    clocks = asked_clocks()
    if moved := led_on(head, clocks, ".show", **_asked()):
        return moved
    if slug != slug_of(head.title) or _is_blank():
        return redirect(occurrence_url(head, **_asked()), 301)
    if compared := request.args.get("compare"):
        return _compared(head, read_days(compared.strip(), clocks.today), clocks)
    if clocks.as_recorded is None and not clocks.clock:
        return kept_page(occurrence_id, lambda: _page(head, clocks), clocks.as_of)
    return _page(head, clocks)


def _asked() -> dict[str, Any]:
    """What the address asks for beyond the record, for the address that it leads to."""
    compared = request.args.get("compare", "").strip()
    return kept_clocks() | ({"compare": compared} if compared else {})


def _is_blank() -> bool:
    """Whether a form left a field of the address empty: the address without it is the one that counts."""
    return any(not request.args.get(name, "x").strip() for name in ("as_of", "as_recorded", "compare"))


def _page(head: Any, clocks: Clocks) -> str:
    seen = see_dossier(db.session, head.id, clocks.today, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return render_template(
        "occurrences/show.html",
        dossier=seen.dossier,
        cite=cite_record(seen.dossier, clocks),
        heading=heading_of(seen.dossier),
        line=seen.line,
        head=head,
        clocks=clocks,
        day=clocks.day,
        moment=clocks.moment,
    )


def _compared(head: Any, days: tuple[dt.date, dt.date], clocks: Clocks) -> str:
    g.shows_past = True
    found = compare_days(db.session, head.id, days, as_recorded=clocks.as_recorded)
    return render_template("occurrences/days.html", found=found, head=head, clocks=clocks, moment=clocks.moment)


def _two_days() -> str:
    """The two days of a form; BadValue names what is none."""
    days = (read_day(request.args[name].strip()).day for name in ("first", "second"))
    return "..".join(each.isoformat() for each in days)
