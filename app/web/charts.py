"""The charts of what a query finds: on the results page, and each as a picture or as its numbers to take away."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.charts import palette
from app.charts.figures import Ranked
from app.charts.png import png_of
from app.charts.poster import poster_of
from app.charts.tables import ranked_csv, stack_csv
from app.charts.words import share
from app.core.errors import BadValue
from app.extensions import db
from app.indexed import the_snapshot
from app.search.nodes import Node, both
from app.search.snapshot import Snapshot
from app.search.writing import write_query
from app.services import charting
from app.services.charting import Asking, Chart, StackBy
from app.services.permissions import Permission
from app.web.access import needs
from app.web.search import Asked, View, asked, described

bp = Blueprint("charts", __name__, url_prefix="/occurrences/charts")
bp.add_app_template_filter(share)


def charts_context(asked: Asked, snapshot: Snapshot) -> dict[str, Any]:
    """What `occurrences/_charts.html` shows. BadValue where the address cuts the years by something unknown."""
    asking = _asking(asked, snapshot)
    return {
        "charts": charting.charts(asking),
        "charts_of": {"q": write_query(asking.query), "unit": asking.unit.value, "stack": asking.stack.value},
        "charts_words": _words(asked),
        "link_of_column": partial(charting.link_of_column, asking),
        "link_of_part": partial(charting.link_of_part, asking),
        "stacks": StackBy,
    }


def _asking(asked: Asked, snapshot: Snapshot) -> Asking:
    def link(more: Node) -> str:
        there: dict[str, Any] = asked.address(query=both((asked.query, more)), view=View.LIST)
        return url_for("occurrences.index", **there)

    return Asking(db.session, snapshot, asked.query, asked.unit, _stack(), link)


def _words(asked: Asked) -> str:
    """The question in words, with a capital."""
    text = described(asked)
    return text[:1].upper() + text[1:]


def _stack() -> StackBy:
    text = request.args.get("stack", "").strip() or StackBy.CLASS.value
    found = StackBy.find(text)
    if found is None:
        raise BadValue(f"years are not cut by {text[:40]!r}, but by one of {', '.join(StackBy)}")
    return found


# -- to take away


@bp.get("/<name>.svg")
@needs(Permission.READ)
def svg(name: str) -> Response:
    """The chart as a picture that can be scaled."""
    chart = _chart(name)
    return _file(chart, _picture(chart), "svg", "image/svg+xml; charset=utf-8")


@bp.get("/<name>.png")
@needs(Permission.READ)
def png(name: str) -> Response:
    """The chart as a picture of points."""
    chart = _chart(name)
    return _file(chart, png_of(_picture(chart)), "png", "image/png")


@bp.get("/<name>.csv")
@needs(Permission.READ)
def csv(name: str) -> Response:
    """The numbers of the chart."""
    chart = _chart(name)
    query, unit = write_query(asked().query), asked().unit.value
    if isinstance(chart.figure, Ranked):
        body = ranked_csv(chart.figure, name, query, unit)
    else:
        body = stack_csv(chart.figure, _stack().value, query, unit)
    return _file(chart, body, "csv", "text/csv; charset=utf-8")


def _chart(name: str) -> Chart:
    if name not in charting.NAMES:
        abort(404)
    return charting.chart(_asking(asked(), the_snapshot()), name)


def _picture(chart: Chart) -> str:
    origin = "airdocket: what stands here is what the named speakers said. It is no finding of the site."
    poster = poster_of(chart.draw(), chart.heading, (f"{_words(asked())}. {chart.caption}", *chart.notes, origin))
    return render_template("occurrences/chart.svg", poster=poster, gist=chart.gist, colours=palette, uid="hatch")


def _file(chart: Chart, body: str | bytes, form: str, kind: str) -> Response:
    """An answer that is saved, and not sent again while it stays the same."""
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f"attachment; filename=airdocket-{chart.name}-{asked().unit.value}.{form}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
