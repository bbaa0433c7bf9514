"""Works as RIS: a tag and a value on each line, lines ended by CR LF."""

import datetime as dt
from collections.abc import Iterable, Iterator

from app.exports.works import Work, WorkKind, one_line

MIME = "application/x-research-info-systems"

_TYPES = {
    WorkKind.REPORT: "RPRT",
    WorkKind.ENTRY: "ENCYC",
    WorkKind.NEWS: "NEWS",
    WorkKind.PAGE: "ELEC",
}


def write_ris(works: Iterable[Work]) -> str:
    """One record for each work."""
    return "".join(f"{tag}  - {one_line(value)}\r\n" for each in works for tag, value in _lines(each))


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(work.kind, "DATA")
    yield "ID", work.key
    for each in work.credited:
        yield "AU", each
    yield from (pair for pair in _optional(work) if pair[1])
    for note in work.notes:
        yield "N1", note
    yield "ER", ""


def _optional(work: Work) -> Iterator[tuple[str, str]]:
    yield "TI", work.title
    yield "PB", work.publisher
    yield "PY", f"{work.issued.year:04d}" if work.issued else ""
    yield "DA", _day(work.issued)
    yield "ET", work.version
    yield "LA", work.language
    yield "UR", work.url
    yield "Y2", _day(work.accessed)


def _day(date: dt.date | None) -> str:
    """A date with its three parts and an empty fourth one."""
    return f"{date:%Y/%m/%d}/" if date else ""
