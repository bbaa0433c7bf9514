"""Downloads: what a query finds as a file, the codebook of its columns, and the lines that read it in other programs."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import BadValue
from app.exports.codebook import HEAD, codebook_items, codebook_rows
from app.exports.columns import What, all_columns, choose, default_columns
from app.exports.forms import Form, forms_of
from app.extensions import db
from app.indexed import the_snapshot
from app.search.nodes import Node
from app.search.reading import read_query
from app.search.wording import describe
from app.search.writing import write_query
from app.services.exports import Export, choose_export, open_export
from app.services.party_names import names_of
from app.services.permissions import Permission
from app.web.access import needs
from app.web.csv_files import csv_file
from app.web.search import Asked
from app.web.snippets import snippets

bp = Blueprint("exports", __name__)

_TAKES = ("q", "unit", "columns")


@bp.get("/occurrences.<any(csv,jsonl,xlsx,parquet,geojson):form>")
@needs(Permission.READ)
def occurrences(form: str) -> Response:
    """All that the query finds, a row for each occurrence or, with `?unit=aircraft`, for each aircraft; `?columns=id,date`."""
    _check_names(_TAKES)
    unit = request.args.get("unit", "")
    if unit == What.CLAIMS:
        raise BadValue(
            f"unit is 'claims', but can only be occurrences or aircraft; claims are at {url_for('.claims', form='csv')}"
        )
    return _answer(unit, form)


@bp.get("/claims.<any(csv,jsonl,xlsx,parquet):form>")
@needs(Permission.READ)
def claims(form: str) -> Response:
    """Every claim about the occurrences that the query finds, with speaker, source and days."""
    _check_names(("q", "columns"))
    return _answer(What.CLAIMS, form)


def _answer(what: str, form: str) -> Response:
    wanted = choose_export(_query(), what, form, _columns())
    return sent(open_export(db.engine, current_app.extensions["airdocket.searching"], wanted))


def sent(export: Export) -> Response:
    """The export as an answer that is sent while it is read; its connection is given back when it ends or nobody listens."""
    answer = Response(export.chunks(), content_type=export.media_type)
    answer.call_on_close(export.close)
    codebook = url_for("exports.codebook", form="csv", what=export.wanted.what.value)
    answer.headers["Content-Disposition"] = f"attachment; filename={export.file_name}"
    answer.headers["Link"] = f'<{codebook}>; rel="describedby"; type="text/csv"'
    answer.headers["X-Airdocket-Total"] = str(export.about.total)
    answer.headers["X-Airdocket-Quotes-Left-Out"] = str(export.about.left_out)
    answer.headers["X-Airdocket-Sequence"] = str(export.about.sequence)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/codebook.<any(csv,json):form>")
@needs(Permission.READ)
def codebook(form: str) -> Response:
    """What each column means: of `?what=occurrences` (aircraft, claims), all that can be named, or those of `?columns=`."""
    _check_names(("what", "columns"))
    what = _what(request.args.get("what", ""))
    columns = choose(what, _columns()) if _columns() else all_columns(what)
    if form == "csv":
        return csv_file(HEAD, codebook_rows(columns), f"codebook-{what.value}")
    told = {"rows": what.value, "columns": codebook_items(columns)}
    return Response(orjson.dumps(told, option=orjson.OPT_INDENT_2), mimetype="application/json")


@bp.get("/download")
@needs(Permission.READ)
def choosing() -> ResponseReturnValue:
    """The page on which format, rows and columns are chosen; with `?format=` it leads on to the file."""
    query, what = _query(), _what(request.args.get("what", ""))
    form = request.args.get("format", "")
    if form:
        wanted = choose_export(query, what, form, _columns())
        return redirect(_file_url(write_query(query), what, wanted.form, [each.name for each in wanted.columns]), 303)
    chosen = {each.name for each in choose(what, _columns())}
    usual = {each.name for each in default_columns(what)}
    return render_template(
        "occurrences/download.html",
        text=write_query(query), words=_in_words(query, what), what=what, whats=What, forms=forms_of(what), chosen=chosen,
        usual=[each for each in all_columns(what) if each.name in usual],
        further=[each for each in all_columns(what) if each.name not in usual],
        total=the_snapshot().total(query, choose_export(query, what).unit),
        snippets=snippets(write_query(query), what),
    )  # fmt: skip


@bp.app_template_global()
def downloads(asked: Asked) -> Mapping[str, Any]:
    """What the box beside the results offers."""
    text = asked.address().get("q", "")
    what = What(asked.unit.value)
    return {"whats": What, "forms": Form, "snippets": snippets(text, what)}


def _in_words(query: Node, what: What) -> str:
    unit = "aircraft" if what is What.AIRCRAFT else "occurrences"
    return describe(query, names_of(db.session), unit=unit)


def _file_url(text: str, what: What, form: Form, names: list[str]) -> str:
    """The address of the file; the usual columns are not named."""
    given: dict[str, Any] = {"q": text} if text else {}
    if names != [each.name for each in default_columns(what)]:
        given["columns"] = ",".join(names)
    if what is What.CLAIMS:
        return url_for(".claims", form=form.value, **given)
    if what is What.AIRCRAFT:
        given["unit"] = what.value
    return url_for(".occurrences", form=form.value, **given)


def _query() -> Node:
    return read_query(request.args.get("q", "").strip())


def _columns() -> list[str]:
    """The names given, with commas between or one by one."""
    return [name.strip() for each in request.args.getlist("columns") for name in each.split(",") if name.strip()]


def _what(text: str) -> What:
    if text and text not in list(What):
        raise BadValue(f"what is {text[:40]!r}, but can only be one of {', '.join(What)}")
    return What(text or What.OCCURRENCES)


def _check_names(known: tuple[str, ...]) -> None:
    """BadValue where the address has a parameter that says nothing here: a slip in a name would be answered with all."""
    for name in request.args:
        if name not in known:
            raise BadValue(f"there is no parameter {name[:40]!r} here, only {', '.join(known)}")
