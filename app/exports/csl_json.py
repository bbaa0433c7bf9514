"""Works as CSL-JSON, which citation processors read: a list of items."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson

from app.exports.works import Work, WorkKind

MIME = "application/vnd.citationstyles.csl+json"

_TYPES = {
    WorkKind.REPORT: "report",
    WorkKind.ENTRY: "entry-encyclopedia",
    WorkKind.NEWS: "article-newspaper",
    WorkKind.PAGE: "webpage",
}


def write_csl_json(works: Iterable[Work]) -> str:
    """The list, indented."""
    return orjson.dumps([item_of(each) for each in works], option=orjson.OPT_INDENT_2).decode()


def item_of(work: Work) -> dict[str, Any]:
    """One item. Names are literal: whether one is a person's is not known."""
    item = {
        "id": work.key,
        "type": _TYPES.get(work.kind, "dataset"),
        "title": work.title,
        "author": [{"literal": each} for each in work.credited],
        "issued": _date(work.issued),
        "accessed": _date(work.accessed),
        "publisher": work.publisher,
        "container-title": work.publisher if work.kind in (WorkKind.NEWS, WorkKind.ENTRY) else "",
        "version": work.version,
        "URL": work.url,
        "language": work.language,
        "note": ". ".join(work.notes),
    }
    return {name: value for name, value in item.items() if value}


def _date(date: dt.date | None) -> dict[str, Any] | None:
    return {"date-parts": [[date.year, date.month, date.day]]} if date else None
